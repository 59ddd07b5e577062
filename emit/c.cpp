#include "emit/c.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emit/c_names.h"
#include "ir/special/source.h"

namespace adc::emit {
namespace {

using ir::Op;
using ir::ValueId;

/// The expression of an op that has no C function; $0, $1, $2 are its operands.
template <Op op>
struct Pattern;

#define ADC_PATTERN(Id, text)                       \
  template <>                                       \
  struct Pattern<Op::Id> {                          \
    static constexpr std::string_view kText = text; \
  };

ADC_PATTERN(Copy, "$0")
ADC_PATTERN(StopGradient, "$0")
ADC_PATTERN(Neg, "-$0")
ADC_PATTERN(Add, "$0 + $1")
ADC_PATTERN(Sub, "$0 - $1")
ADC_PATTERN(Mul, "$0 * $1")
ADC_PATTERN(Div, "$0 / $1")
ADC_PATTERN(Sqrt, "sqrt($0)")
ADC_PATTERN(Abs, "fabs($0)")
ADC_PATTERN(Min, "adc_min($0, $1)")
ADC_PATTERN(Max, "adc_max($0, $1)")
ADC_PATTERN(Copysign, "adc_copysign($0, $1)")
ADC_PATTERN(Select, "$0 ? $1 : $2")
ADC_PATTERN(Sign, "adc_sign($0)")
ADC_PATTERN(Floor, "floor($0)")
ADC_PATTERN(Ceil, "ceil($0)")
ADC_PATTERN(Round, "nearbyint($0)")
ADC_PATTERN(Trunc, "trunc($0)")
ADC_PATTERN(Lt, "$0 < $1")
ADC_PATTERN(Le, "$0 <= $1")
ADC_PATTERN(Eq, "$0 == $1")
ADC_PATTERN(Ne, "$0 != $1")
ADC_PATTERN(And, "$0 && $1")
ADC_PATTERN(Or, "$0 || $1")
ADC_PATTERN(Not, "!$0")
ADC_PATTERN(ToFloat, "$0 ? 1.0 : 0.0")
#undef ADC_PATTERN

/// Nothing for leaves, which are written where they are used, and for `diff`, which passes remove.
template <Op op, bool calls>
constexpr std::string_view pattern_of() {
  if constexpr (calls || op == Op::Param || op == Op::Const || op == Op::Diff) {
    return {};
  } else {
    return Pattern<op>::kText;
  }
}

constexpr std::array<std::string_view, ir::kOpCount> kPatterns = {
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  pattern_of<Op::Id, std::string_view(#function) != "None">(),
#include "ir/ops.def"
#undef ADC_OP
};

/// What the patterns call beside the C library.
struct Helper {
  Op op;
  std::string_view text;
};

constexpr std::array<Helper, 4> kHelpers = {{
    {Op::Min,
     "/* nan if either is; -0 is less than +0 */\n"
     "static double adc_min(double x, double y) {\n"
     "  if (isnan(x) || isnan(y)) return x + y;\n"
     "  return x < y || (x == y && signbit(x)) ? x : y;\n"
     "}\n"},
    {Op::Max,
     "/* nan if either is; +0 is more than -0 */\n"
     "static double adc_max(double x, double y) {\n"
     "  if (isnan(x) || isnan(y)) return x + y;\n"
     "  return y < x || (x == y && signbit(y)) ? x : y;\n"
     "}\n"},
    {Op::Copysign,
     "/* nan if either is */\n"
     "static double adc_copysign(double x, double y) { return isnan(y) ? y : copysign(x, y); }\n"},
    {Op::Sign, "static double adc_sign(double x) { return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x; }\n"},
}};

/// The shortest decimal that reads back as `x`; negative ones in parentheses.
std::string literal(double x) {
  if (std::isnan(x)) return "NAN";
  if (std::isinf(x)) return x > 0 ? "INFINITY" : "(-INFINITY)";
  std::array<char, 32> buffer;
  std::string text(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return std::signbit(x) ? "(" + text + ")" : text;
}

bool is_leaf(Op op) { return op == Op::Param || op == Op::Const; }

class CSource {
 public:
  CSource(const ir::Function& fn, const std::string& description)
      : fn_(fn),
        description_(description),
        name_(c_identifier(fn.name())),
        is_live_(fn.size()),
        is_varying_(fn.size()) {
    find_live();
    for (const auto& [value, name] : fn.bindings()) names_.emplace(index(value), name);
  }

  std::string run() {
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (is_live_[i] && !is_leaf(fn_.op(ir::value_id(i)))) statement(ir::value_id(i));
    }
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) store(i);
    return heading() + "#include <math.h>\n\n" + helpers() + hidden_ + function();
  }

 private:
  void find_live() {
    for (const ir::Output& output : fn_.outputs()) is_live_[index(output.value)] = true;
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (!is_live_[i]) continue;
      for (const ValueId operand : fn_.operands(ir::value_id(i))) is_live_[index(operand)] = true;
    }
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      is_varying_[i] = fn_.op(ir::value_id(i)) == Op::Param;
      for (const ValueId operand : fn_.operands(ir::value_id(i)))
        is_varying_[i] = is_varying_[i] || is_varying_[index(operand)];
    }
  }

  // --- the function's body

  void statement(ValueId id) {
    const ir::OpInfo& op = info(fn_.op(id));
    used_.insert(fn_.op(id));
    body_ += is_bool(id) ? "  const int " : "  const double ";
    body_ += variable(id) + " = " + (op.function.empty() ? inline_expression(id) : call(id)) + ";";
    if (const auto name = names_.find(index(id)); name != names_.end())
      body_ += " /* " + one_line(name->second) + " */";
    body_ += '\n';
  }

  std::string inline_expression(ValueId id) {
    const std::string_view pattern = kPatterns[static_cast<std::size_t>(fn_.op(id))];
    // A compiler may fold a selection between constants into what uses it.
    const bool hides = fn_.op(id) == Op::Select || !is_varying_[index(id)];
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] != '$')
        text += pattern[i];
      else
        text += operand(fn_.operands(id)[static_cast<std::size_t>(pattern[++i] - '0')], hides);
    }
    return text;
  }

  std::string call(ValueId id) {
    const ir::OpInfo& op = info(fn_.op(id));
    std::string arguments;
    const bool hides = fn_.op(id) != Op::Fma;  // correctly rounded, by whatever means
    for (const ValueId x : fn_.operands(id)) arguments += (arguments.empty() ? "" : ", ") + operand(x, hides);
    if (op.immediate != ir::Immediate::None) {
      const std::string n = hide("int", std::to_string(fn_.immediate(id)));
      arguments = op.immediate == ir::Immediate::Exponent ? arguments + ", " + n : n + ", " + arguments;
    }
    return std::string(op.function) + "(" + arguments + ")";
  }

  std::string operand(ValueId id, bool hides) {
    if (fn_.op(id) == Op::Param) return is_bool(id) ? "(" + input(id) + " != 0.0)" : input(id);
    if (!fn_.is_const(id)) return variable(id);
    const ir::Constant& constant = fn_.constant(id);
    if (constant.kind() == ir::Constant::Kind::Bool) return constant.as_bool() ? "1" : "0";
    const std::string text = literal(constant.to_double());
    return hides ? hide("double", text) : text;
  }

  /// A constant that compilers do not see the value of: they compute functions of known numbers by other means than the
  /// C library, and replace some calls, as of pow(x, 2.0), which changes bits.
  std::string hide(const std::string& type, const std::string& text) {
    const auto [found, is_new] = hidden_names_.emplace(text, "k" + std::to_string(hidden_names_.size()));
    if (is_new) hidden_ += "static const volatile " + type + " " + found->second + " = " + text + ";\n";
    return found->second;
  }

  void store(std::size_t i) {
    const ValueId id = fn_.outputs()[i].value;
    const std::string text = operand(id, false);
    stores_ += "  y[" + std::to_string(i) + "] = " + (is_bool(id) ? text + " ? 1.0 : 0.0" : text) + ";\n";
  }

  [[nodiscard]] bool is_bool(ValueId id) const { return fn_.type(id).dtype == ir::DType::Bool; }
  static std::string variable(ValueId id) { return "v" + std::to_string(index(id)); }
  static std::string input(ValueId id) { return "x[" + std::to_string(index(id)) + "]"; }

  // --- the file

  static std::string one_line(const std::string& text) {
    std::string line = c_comment(text);
    for (char& c : line) {
      if (c == '\n') c = ' ';
    }
    return line;
  }

  static std::string indented(const std::string& text) {
    std::string result = "     ";
    for (const char c : c_comment(text)) result += c == '\n' ? std::string("\n     ") : std::string(1, c);
    return result;
  }

  [[nodiscard]] std::string heading() const {
    std::string text = "/* " + name_ + (name_ == fn_.name() ? "" : " (" + one_line(fn_.name()) + ")") + " computes\n\n";
    text += indented(description_) + "\n\n";
    for (std::size_t i = 0; i < fn_.params().size(); ++i) {
      text += "   x[" + std::to_string(i) + "]  " + one_line(fn_.params()[i].name) + "\n";
    }
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) {
      const std::string& name = fn_.outputs()[i].name;
      text += "   y[" + std::to_string(i) + "]  " + (name.empty() ? "the result" : one_line(name)) + "\n";
    }
    return text +
           "\n   C99; link with -lm. Compilers must neither fuse nor reorder operations: -std=c99 (or "
           "-ffp-contract=off)\n"
           "   without -ffast-math. Constants are volatile where compilers would compute functions of them otherwise\n"
           "   than the C library does. */\n\n";
  }

  [[nodiscard]] std::string helpers() const {
    std::string text;
    for (const Helper& helper : kHelpers) {
      if (used_.contains(helper.op)) text += std::string(helper.text) + "\n";
    }
    std::vector<std::string_view> functions;
    for (const Op op : ir::elementwise_ops()) {
      if (used_.contains(op) && info(op).function.starts_with("adc_")) functions.push_back(info(op).function);
    }
    return text + ir::special_source(functions);
  }

  [[nodiscard]] std::string function() const {
    const std::string signature = "void " + name_ + "(const double *x, double *y)";
    const bool reads = (body_ + stores_).find("x[") != std::string::npos;
    return (hidden_.empty() ? "" : "\n") + signature + ";\n\n" + signature + " {\n" + (reads ? "" : "  (void)x;\n") +
           body_ + stores_ + "}\n";
  }

  struct OpSet {
    std::array<bool, ir::kOpCount> has{};
    void insert(Op op) { has[static_cast<std::size_t>(op)] = true; }
    [[nodiscard]] bool contains(Op op) const { return has[static_cast<std::size_t>(op)]; }
  };

  const ir::Function& fn_;
  const std::string& description_;
  std::string name_;
  std::vector<bool> is_live_;
  std::vector<bool> is_varying_;  // depends on an input
  std::unordered_map<std::size_t, std::string> names_;
  std::unordered_map<std::string, std::string> hidden_names_;
  OpSet used_;
  std::string hidden_;
  std::string body_;
  std::string stores_;
};

}  // namespace

std::string c_source(const ir::Function& fn, const std::string& description) { return CSource(fn, description).run(); }

}  // namespace adc::emit
