#include <algorithm>

#include "ir/spelling.h"
#include "kernel/text.h"
#include "kernel/words.h"

namespace adc::kernel {
namespace {

template <class T, std::size_t n>
std::string_view spelling(const std::array<Word<T>, n>& words, T value) {
  return std::ranges::find(words, value, &Word<T>::first)->second;
}

/// Appends the text form to a string.
class Printer {
 public:
  std::string run(const Program& program) {
    out_ += "adc-kernel ";
    out_ += kVersion;
    out_ += "\nprogram ";
    ir::append_quoted(out_, program.name);
    out_ += ' ';
    out_ += ir::spelling(program.float_type);
    word(" workspace", program.workspace_bytes);
    if (program.tile) {
      out_ += ' ';
      word(program.sums_rows ? kSummedRows : kIndependentRows, *program.tile);
    }
    out_ += " {\n";
    for (ArrayId id = 0; id < program.arrays.size(); ++id) array(id, program.arrays[id]);
    indent_ = "  ";
    for (const Step& step : program.steps) {
      out_ += indent_;
      std::visit([&](const auto& one) { print(one); }, step);
      out_ += '\n';
    }
    out_ += "}\n";
    return std::move(out_);
  }

  std::string run(const Region& region) {
    print(region);
    out_ += '\n';
    return std::move(out_);
  }

 private:
  template <class Integer>
  void number(Integer n) {
    out_ += std::to_string(n);
  }
  template <class Integer>
  void word(std::string_view word, Integer n) {
    out_ += word;
    out_ += ' ';
    number(n);
  }
  void node(NodeId id) {
    out_ += '%';
    number(id);
  }
  template <class List>
  void nodes(std::string_view before, const List& list) {
    for (const NodeId id : list) {
      out_ += before;
      node(id);
      before = ", ";
    }
  }

  void array(ArrayId id, const Array& array) {
    out_ += "  a";
    number(id);
    out_ += " = ";
    std::visit(Match{[&](const Input& at) { named("input", at); }, [&](const Output& at) { named("output", at); },
                     [&](const Workspace& at) { word("workspace", at.offset); }, [&](const Table&) { out_ += kTable; }},
               array.place);
    out_ += ' ';
    out_ += to_string(array.type);
    if (array.is_of_rows) of_rows();
    if (const auto* const table = std::get_if<Table>(&array.place)) numbers(*table);
    out_ += '\n';
  }
  /// " { 0x1p+0, 0x1p+1 }"
  void numbers(const Table& table) {
    std::string_view before = " { ";
    for (const double x : table.numbers) {
      out_ += before;
      ir::append_float(out_, x);
      before = ", ";
    }
    out_ += " }";
  }
  void of_rows() {
    out_ += ' ';
    out_ += kOfRows;
  }
  void named(std::string_view kind, const auto& at) {
    word(kind, at.number);
    out_ += ' ';
    ir::append_quoted(out_, at.name);
  }

  // --- places
  // ---------------------------------------------------------------------------------------------------------

  /// One term of a sum: " + 4 i0"; the first has no sign of its own unless it is negative.
  void term(std::int64_t factor, std::string_view name, bool is_first) {
    const bool is_negative = factor < 0;
    if (!is_first) out_ += is_negative ? " - " : " + ";
    if (is_first && is_negative) out_ += '-';
    std::string digits = std::to_string(factor);
    if (is_negative) digits.erase(0, 1);
    if (name.empty() || digits != "1") out_ += digits;
    if (!name.empty() && digits != "1") out_ += ' ';
    out_ += name;
  }

  void affine(const Affine& index) {
    bool is_first = true;
    for (std::size_t l = 0; l < index.strides.size(); ++l) {
      if (index.strides[l] == 0) continue;
      term(index.strides[l], "i" + std::to_string(l), is_first);
      is_first = false;
    }
    if (is_first || index.offset != 0) term(index.offset, "", is_first);
  }

  void element(ArrayId array, const Affine& index, const Lookup* by = nullptr) {
    out_ += 'a';
    number(array);
    out_ += '[';
    affine(index);
    if (by != nullptr) {
      term(by->stride, "%" + std::to_string(by->position), false);
      word(" of", by->extent);
    }
    out_ += ']';
  }

  // --- steps
  // ----------------------------------------------------------------------------------------------------------

  void print(const Region& region) {
    out_ += "region";
    std::string_view separator = " ";
    for (const Loop& loop : region.loops) {
      out_ += separator;
      if (!loop.is_of_rows) {
        word(spelling(kRoles, loop.role), loop.extent);
      } else {
        if (loop.role != Loop::Role::Parallel) {
          out_ += spelling(kRoles, loop.role);
          out_ += ' ';
        }
        word(kOfRows, loop.extent);
      }
      separator = ", ";
    }
    out_ += " {\n";
    for (NodeId id = 0; id < region.nodes.size(); ++id) {
      begin_line();
      node(id);
      out_ += " = ";
      std::visit([&](const auto& one) { print(one); }, region.nodes[id]);
      out_ += '\n';
    }
    for (const Store& store : region.stores) {
      begin_line();
      std::visit([&](const auto& to) { print(to); }, store);
      out_ += '\n';
    }
    out_ += indent_;
    out_ += '}';
  }
  void begin_line() {
    out_ += indent_;
    out_ += "  ";
  }

  void print(const Constant& x) {
    out_ += "const ";
    ir::append_float(out_, x.value);
  }
  void print(const Truth& x) { out_ += x.value ? "true" : "false"; }
  void print(const Position& x) {
    out_ += "position ";
    affine(x.index);
  }
  void print(const Inside& x) {
    out_ += "inside ";
    affine(x.index);
    word(" of", x.extent);
  }
  void print(const Load& x) {
    out_ += "load ";
    element(x.array, x.index);
    nodes(" if ", x.guards);
  }
  void print(const Gather& x) {
    out_ += "gather ";
    element(x.array, x.index, &x.by);
    nodes(" if ", x.guards);
  }
  void print(const Apply& x) {
    out_ += ir::info(x.op).spelling;
    if (x.immediate) out_ += '[' + std::to_string(*x.immediate) + ']';
    nodes(" ", x.operands);
  }
  void print(const Fold& x) {
    out_ += "fold ";
    out_ += spelling(kCombines, x.combine);
    out_ += ' ';
    node(x.term);
    word(" lanes", x.order.lanes);
    word(" block", x.order.block);
  }
  void print(const Argmax& x) {
    out_ += "argmax ";
    node(x.term);
  }

  void print(const Set& to) {
    element(to.array, to.index);
    out_ += " = ";
    node(to.value);
  }
  void print(const Add& to) {
    element(to.array, to.index, &to.by);
    out_ += " += ";
    node(to.value);
  }

  void print(const Call& call) {
    const MatrixProduct& product = call.product;
    std::string_view separator = "product ";
    for (const ProductAxis& axis : kProductAxes) {
      out_ += separator;
      word({&axis.name, 1}, product.*axis.extent);
      if (axis.rows == product.rows && product.rows != MatrixProduct::Rows::None) {
        of_rows();
        word("", product.tile);
      }
      separator = ", ";
    }
    word(": a", product.c);
    out_.erase(out_.rfind(' '), 1);
    out_ += " = ";
    operand(product.a, &ProductAxis::of_a);
    out_ += " * ";
    operand(product.b, &ProductAxis::of_b);
    out_ += " else ";
    print(call.fallback);
  }

  void operand(const MatrixProduct::Operand& x, std::int64_t MatrixProduct::Operand::* ProductAxis::* stride_of) {
    out_ += 'a';
    number(x.array);
    out_ += '[';
    bool is_first = true;
    for (const ProductAxis& axis : kProductAxes) {
      const auto stride = axis.*stride_of;
      if (stride == nullptr || x.*stride == 0) continue;
      term(x.*stride, {&axis.name, 1}, is_first);
      is_first = false;
    }
    if (is_first || x.offset != 0) term(x.offset, "", is_first);
    out_ += ']';
  }

  std::string_view indent_;  // of steps
  std::string out_;
};

}  // namespace

std::string print(const Program& program) { return Printer().run(program); }

std::string print(const Region& region) { return Printer().run(region); }

}  // namespace adc::kernel
