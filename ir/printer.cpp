#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "ir/text.h"

namespace adc::ir {
namespace {

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a function's name needs no quotes: letters, digits, underscores and dots after a letter or underscore.
bool is_plain(std::string_view name) {
  if (name.empty() || !is_letter(name.front())) return false;
  return std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '.'; });
}

/// Appends the text form to a string.
class Printer {
 public:
  explicit Printer(const Function& fn) : fn_(fn) {}

  std::string run() {
    out_.reserve(64 + 24 * fn_.size());
    out_ += "adc-ir 1\nfn ";
    is_plain(fn_.name()) ? void(out_ += fn_.name()) : quoted(fn_.name());
    params();
    result_types();
    out_ += " {\n";
    for (std::size_t i = fn_.params().size(); i < fn_.size(); ++i) instruction(value_id(i));
    returned();
    out_ += "}\n";
    return std::move(out_);
  }

 private:
  template <class Integer>
  void integer(Integer number) {
    std::array<char, 24> digits;
    out_.append(digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr);
  }

  void value(ValueId id) {
    out_ += '%';
    integer(index(id));
  }

  void quoted(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out_ += '"';
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (byte < 0x20 || byte == 0x7f) {
        out_ += "\\x";
        out_ += kHex[byte >> 4];
        out_ += kHex[byte & 15];
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  void type(ValueId id) { out_ += to_string(fn_.type(id)); }

  void params() {
    out_ += '(';
    for (std::size_t i = 0; i < fn_.params().size(); ++i) {
      if (i > 0) out_ += ", ";
      value(value_id(i));
      out_ += ": ";
      type(value_id(i));
      out_ += fn_.params()[i].kind == ParamKind::Param ? " param " : " data ";
      quoted(fn_.params()[i].name);
    }
    out_ += ')';
  }

  /// "-> f64" or "-> (f64, bool)", and " in f32" where no type so far tells the float type.
  void result_types() {
    const bool one = fn_.outputs().size() == 1;
    out_ += one ? " -> " : " -> (";
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) {
      if (i > 0) out_ += ", ";
      type(fn_.outputs()[i].value);
    }
    if (!one) out_ += ')';
    if (fn_.float_type() == DType::F32) out_ += " in f32";
  }

  void floating(double number) {
    if (std::isnan(number)) {
      const auto bits = std::bit_cast<std::uint64_t>(number);
      constexpr std::uint64_t kQuiet = 0x7ff8000000000000;
      out_ += "nan";
      if (bits == kQuiet) return;
      std::array<char, 16> digits;
      out_ += "(0x";
      out_.append(digits.data(), std::to_chars(digits.begin(), digits.end(), bits, 16).ptr);
      out_ += ')';
      return;
    }
    if (std::signbit(number)) out_ += '-';
    if (std::isinf(number)) {
      out_ += "inf";
      return;
    }
    std::array<char, 32> digits;
    out_ += "0x";
    out_.append(digits.data(),
                std::to_chars(digits.begin(), digits.end(), std::fabs(number), std::chars_format::hex).ptr);
  }

  void constant(const Constant& constant) {
    switch (constant.kind()) {
      case Constant::Kind::Rational: out_ += constant.as_rational().to_string(); break;
      case Constant::Kind::Pi: out_ += "pi"; break;
      case Constant::Kind::E: out_ += 'e'; break;
      case Constant::Kind::Float: floating(constant.as_float()); break;
      case Constant::Kind::Bool: out_ += constant.as_bool() ? "true" : "false"; break;
    }
  }

  /// "0,1;5,4"
  void lists(ValueId id) {
    for (std::size_t i = 0; i < info(fn_.op(id)).list_count(); ++i) {
      if (i > 0) out_ += ';';
      const char* separator = "";
      for (const std::int64_t number : fn_.list(id, i)) {
        out_ += separator;
        integer(number);
        separator = ",";
      }
    }
  }

  void instruction(ValueId id) {
    out_ += "  ";
    value(id);
    out_ += " = ";
    const OpInfo& row = info(fn_.op(id));
    out_ += row.spelling;
    if (row.immediate != Immediate::None) {
      out_ += '[';
      row.immediate == Immediate::Lists ? lists(id) : integer(fn_.immediate(id));
      out_ += ']';
    }
    out_ += ' ';
    if (fn_.is_const(id)) constant(fn_.constant(id));
    const std::span<const ValueId> operands = fn_.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (i > 0) out_ += ", ";
      value(operands[i]);
    }
    out_ += '\n';
  }

  void returned() {
    out_ += "  ret";
    const char* separator = " ";
    for (const Output& output : fn_.outputs()) {
      out_ += separator;
      value(output.value);
      if (!output.name.empty()) {
        out_ += ' ';
        quoted(output.name);
      }
      separator = ", ";
    }
    out_ += '\n';
  }

  const Function& fn_;
  std::string out_;
};

}  // namespace

std::string print(const Function& fn) { return Printer(fn).run(); }

}  // namespace adc::ir
