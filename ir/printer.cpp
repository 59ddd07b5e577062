#include <array>
#include <charconv>

#include "ir/spelling.h"
#include "ir/text.h"

namespace adc::ir {
namespace {

/// Appends the text form to a string.
class Printer {
 public:
  explicit Printer(const Function& fn) : fn_(fn) {}

  std::string run() {
    out_.reserve(64 + 24 * fn_.size());
    out_ += "adc-ir 1\nfn ";
    is_plain_name(fn_.name()) ? void(out_ += fn_.name()) : append_quoted(out_, fn_.name());
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

  void type(ValueId id) { out_ += to_string(fn_.type(id)); }

  void params() {
    out_ += '(';
    for (std::size_t i = 0; i < fn_.params().size(); ++i) {
      if (i > 0) out_ += ", ";
      value(value_id(i));
      out_ += ": ";
      type(value_id(i));
      out_ += fn_.params()[i].kind == ParamKind::Param ? " param " : " data ";
      append_quoted(out_, fn_.params()[i].name);
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

  void constant(const Constant& constant) {
    switch (constant.kind()) {
      case Constant::Kind::Rational: out_ += constant.as_rational().to_string(); break;
      case Constant::Kind::Pi: out_ += "pi"; break;
      case Constant::Kind::E: out_ += 'e'; break;
      case Constant::Kind::Float: append_float(out_, constant.as_float()); break;
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
        append_quoted(out_, output.name);
      }
      if (output.role != OutputRole::Value) out_ += ' ' + std::string(spelling(output.role));
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
