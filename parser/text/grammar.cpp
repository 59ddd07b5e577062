// The grammar in Boost.Spirit X3: which characters make an operand, a mark, an operator or a bracket. Brackets are not
// matched and precedence is not known here, so nothing recurses; parser/tree/climb.cpp does both with a stack of its
// own.
#include <algorithm>
#include <boost/spirit/home/x3.hpp>
#include <functional>
#include <memory>
#include <string>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/helps/foreign.h"
#include "parser/text/lexemes.h"
#include "parser/text/numbers.h"
#include "parser/text/operators.h"

namespace adc::parser {
namespace {

namespace x3 = boost::spirit::x3;

using Iterator = const char*;
using Text = boost::iterator_range<Iterator>;

// What the semantic actions work on.
class Collector {
 public:
  Collector(std::string_view text, Symbols& symbols, Numbers& numbers)
      : text_(text), symbols_(symbols), numbers_(numbers) {
    lexemes_.reserve(text.size() / 2 + 1);
  }

  void newline() { starts_line_ = true; }

  void add(LexemeKind kind, Text where, std::uint32_t value = 0, char code = 0) {
    lexemes_.push_back({kind, code, starts_line_, value, span(where)});
    starts_line_ = false;
  }

  template <typename Read>
  void add_number(LexemeKind kind, Text where, Read read) {
    add(kind, where, static_cast<std::uint32_t>(numbers_.intern(view(where), read)));
  }

  void add_name(Text where) {
    const std::string_view name = view(where);
    const SymbolId symbol = symbols_.intern(is_plain(name) ? name : diag::canonical_name(without_braces(name)));
    add(LexemeKind::Name, where, static_cast<std::uint32_t>(symbol));
  }

  [[nodiscard]] Span span(Text where) const {
    const auto begin = static_cast<std::uint32_t>(where.begin() - text_.data());
    return {begin, begin + static_cast<std::uint32_t>(where.size())};
  }

  [[nodiscard]] std::vector<Lexeme> finish() {
    const auto end = static_cast<std::uint32_t>(text_.size());
    lexemes_.push_back({LexemeKind::End, 0, true, 0, {end, end}});
    return std::move(lexemes_);
  }

 private:
  static std::string_view view(Text where) { return {where.begin(), where.size()}; }
  static bool is_plain(std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '{'; });
  }
  // x_{12} as x_12
  static std::string without_braces(std::string_view name) {
    std::string plain(name);
    std::erase_if(plain, [](char c) { return c == '{' || c == '}'; });
    return plain;
  }

  std::string_view text_;
  Symbols& symbols_;
  Numbers& numbers_;
  std::vector<Lexeme> lexemes_;
  bool starts_line_ = true;
};

struct CollectorTag {};

// One code point beyond ASCII for which `accepts` holds.
template <bool (*accepts)(char32_t)>
struct CodePointParser : x3::parser<CodePointParser<accepts>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  template <typename It, typename Context, typename Attribute>
  bool parse(It& first, const It& last, const Context&, x3::unused_type, Attribute&) const {
    const bool ascii = first == last || static_cast<unsigned char>(*first) < 0x80;
    if (ascii) return false;
    const auto c = diag::decode({first, static_cast<std::size_t>(last - first)});
    if (!c || !accepts(c->value)) return false;
    first += c->bytes;
    return true;
  }
};

struct RowSymbols : x3::symbols<std::uint32_t> {
  explicit RowSymbols(bool words) {
    const auto rows = all_operators();
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const char first = rows[i].spelling.front();
      const bool is_word = first >= 'a' && first <= 'z';
      if (is_word == words && find(rows[i].spelling) == nullptr) add(std::string(rows[i].spelling), i);
    }
  }
};

template <typename Rows>
x3::symbols<x3::unused_type> spellings(const Rows& rows) {
  x3::symbols<x3::unused_type> symbols;
  for (const auto& row : rows) symbols.add(std::string(row.sign));
  return symbols;
}

template <LexemeKind kind, char code = 0>
constexpr auto kMark =
    [](auto& context) { x3::get<CollectorTag>(context).get().add(kind, x3::_attr(context), 0, code); };
constexpr auto kNewline = [](auto& context) { x3::get<CollectorTag>(context).get().newline(); };
constexpr auto kName = [](auto& context) { x3::get<CollectorTag>(context).get().add_name(x3::_attr(context)); };
constexpr auto kNumber = [](auto& context) {
  Collector& collector = x3::get<CollectorTag>(context).get();
  const Text where = x3::_attr(context);
  collector.add_number(LexemeKind::Number, where,
                       [&](std::string_view text) { return read_number(text, collector.span(where)); });
};
constexpr auto kFraction = [](auto& context) {
  x3::get<CollectorTag>(context).get().add_number(LexemeKind::Number, x3::_attr(context), read_fraction);
};
constexpr auto kSuperscript = [](auto& context) {
  Collector& collector = x3::get<CollectorTag>(context).get();
  const Text where = x3::_attr(context);
  collector.add_number(LexemeKind::Superscript, where,
                       [&](std::string_view text) { return read_superscript(text, collector.span(where)); });
};

struct OperatorParser : x3::parser<OperatorParser> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  const RowSymbols* rows;

  explicit OperatorParser(const RowSymbols& table) : rows(std::addressof(table)) {}

  template <typename It, typename Context, typename Attribute>
  bool parse(It& first, const It& last, const Context& context, x3::unused_type, Attribute&) const {
    std::uint32_t row = 0;
    const It begin = first;
    if (!rows->parse(first, last, context, x3::unused, row)) return false;
    x3::get<CollectorTag>(context).get().add(LexemeKind::Operator, Text(begin, first), row);
    return true;
  }
};

bool is_newline_sign(char32_t c) { return c == U'\u2028' || c == U'\u2029' || c == U'\u0085'; }

// The grammar's rules, made once.
struct Rules {
  RowSymbols signs{false};
  RowSymbols words{true};
  x3::symbols<x3::unused_type> fractions = spellings(kFractions);
  x3::symbols<x3::unused_type> exponent_digits;
  x3::symbols<x3::unused_type> exponent_signs;

  Rules() {
    for (std::size_t i = 0; i < 10; ++i) exponent_digits.add(std::string(kSuperscripts[i]));
    for (std::size_t i = 10; i < 12; ++i) exponent_signs.add(std::string(kSuperscripts[i]));
  }

  [[nodiscard]] auto text() const {
    using x3::char_;
    const auto digit = char_('0', '9');
    using x3::lit;
    using x3::raw;
    constexpr CodePointParser<diag::starts_name> kNameStart;
    constexpr CodePointParser<diag::continues_name> kNameRest;
    constexpr CodePointParser<diag::is_blank> kBlank;
    constexpr CodePointParser<is_newline_sign> kNewlineSign;

    const auto ascii_start = char_("A-Za-z_");
    const auto ascii_rest = char_("A-Za-z0-9_");
    const auto braced = lit("_{") >> +(ascii_rest | kNameRest) >> '}';
    const auto name = (ascii_start | kNameStart) >> *(braced | ascii_rest | kNameRest);
    const auto partial = lit("∂") >> -name;
    const auto point = '.' >> !char_("*/^");
    const auto mantissa = (+digit >> -(point >> *digit)) | ('.' >> +digit);
    const auto number = mantissa >> -(char_("eE") >> -(char_("+-") | lit("−")) >> +digit);
    const auto superscript = -exponent_signs >> +exponent_digits;
    const auto comment = '#' >> *(char_ - char_("\r\n"));

    return *(+char_(" \t\f\v")                                                                    //
             | &(words >> !(ascii_rest | kNameRest)) >> OperatorParser(words) | raw[name][kName]  //
             | raw[number][kNumber]                                                               //
             | raw[lit('(')][kMark<LexemeKind::Open, '('>]                                        //
             | raw[lit(')')][kMark<LexemeKind::Close, ')'>]                                       //
             | raw[lit(',')][kMark<LexemeKind::Comma>]                                            //
             | OperatorParser(signs)                                                              //
             | raw[lit('=')][kMark<LexemeKind::Equals>]                                           //
             | char_("\r\n")[kNewline]                                                            //
             | comment                                                                            //
             | raw[lit(';')][kMark<LexemeKind::Semicolon>]                                        //
             | raw[lit('?')][kMark<LexemeKind::Question>]                                         //
             | raw[lit(':')][kMark<LexemeKind::Colon>]                                            //
             | raw[lit('[')][kMark<LexemeKind::Open, '['>]                                        //
             | raw[lit(']')][kMark<LexemeKind::Close, ']'>]                                       //
             | raw[lit("'") | lit("′") | lit("’")][kMark<LexemeKind::Prime, 1>]                   //
             | raw[lit("″")][kMark<LexemeKind::Prime, 2>]                                         //
             | raw[lit("‴")][kMark<LexemeKind::Prime, 3>]                                         //
             | raw[lit("ᵀ")][kMark<LexemeKind::Transpose>]                                        //
             | raw[lit("‖")][kMark<LexemeKind::Bars, 'N'>]                                        //
             | raw[lit('|')][kMark<LexemeKind::Bars, '|'>]                                        //
             | raw[lit('{')][kMark<LexemeKind::Open, '{'>]                                        //
             | raw[lit('}')][kMark<LexemeKind::Close, '}'>]                                       //
             | raw[lit("∑") | lit("∏") | partial][kName]                                          //
             | raw[superscript][kSuperscript]                                                     //
             | raw[fractions][kFraction]                                                          //
             | kBlank                                                                             //
             | kNewlineSign[kNewline]);
  }
};

// The grammar itself holds sets of characters and copies of the rules: making it costs as much as a short text.
const auto& grammar() {
  static const Rules kRules;
  static const auto kText = kRules.text();
  return kText;
}

}  // namespace

void check_encoding(std::string_view text) {
  const auto offset = diag::first_invalid(text);
  if (!offset) return;
  const auto at = static_cast<std::uint32_t>(*offset);
  if (text[*offset] == '\0')
    diag::fail("invalid-utf8", {at, at + 1}, "the text holds a NUL byte; is it a binary file?");
  diag::fail("invalid-utf8", {at, at + 1}, "the text is not UTF-8 here", {"save the file as UTF-8"});
}

std::vector<Lexeme> read_lexemes(std::string_view text, Symbols& symbols, Numbers& numbers) {
  check_encoding(text);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  Collector collector(text, symbols, numbers);
  Iterator first = text.data() + (text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  const Iterator last = text.data() + text.size();
  auto work = std::ref(collector);
  grammar().parse(first, last, x3::make_context<CollectorTag>(work), x3::unused, x3::unused);
  if (first != last) fail_foreign(text, static_cast<std::size_t>(first - text.data()));
  return collector.finish();
}

}  // namespace adc::parser
