#include "kernel/verify.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "kernel/verify_region.h"
#include "kernel/verify_rows.h"

namespace adc::kernel {
namespace {

using ir::DType;

/// Looks at one program, invariant by invariant; the numbers are those of verify.h.
class Verifier {
 public:
  explicit Verifier(const Program& program) : program_(program) {}

  std::vector<std::string> run() {
    arrays();
    if (!wrong_.empty()) return std::move(wrong_.lines);  // steps name arrays
    for (std::size_t i = 0; i < program_.steps.size() && !wrong_.full(); ++i) {
      wrong_.where = "step " + std::to_string(i);
      step(program_.steps[i]);
    }
    wrong_.where.clear();
    if (wrong_.empty()) workspace();
    if (wrong_.empty()) order_of_steps();
    if (wrong_.empty() && program_.sums_rows) verify_summed_rows(program_, wrong_);
    return std::move(wrong_.lines);
  }

 private:
  // 1
  void arrays() {
    if (program_.float_type != DType::F64 && program_.float_type != DType::F32) {
      wrong_.add("the float type is neither f64 nor f32");
    }
    const std::int64_t tile = program_.tile.value_or(1);
    if (tile < 1 || tile > kMaxTile) wrong_.add("a tile has at least one row, and not too many");
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::size_t tables = 0;
    std::size_t parts = 0;
    for (std::size_t i = 0; i < program_.arrays.size() && !wrong_.full(); ++i) {
      wrong_.where = "a" + std::to_string(i);
      const Array& array = program_.arrays[i];
      std::visit(Match{[&](const Input& at) { expect(at.number == inputs++ && outputs + tables + parts == 0); },
                       [&](const Output& at) { expect(at.number == outputs++ && tables + parts == 0); },
                       [&](const Table& at) {
                         ++tables;
                         expect(parts == 0);
                         table(at, array.type);
                       },
                       [&](const Workspace&) { ++parts; }},
                 array.place);
      type(array.type);
      of_rows(array);
    }
  }
  void of_rows(const Array& array) {
    if (program_.sums_rows && !program_.tile) wrong_.add("rows are summed, but there are none");
    if (!array.is_of_rows) return;
    if (!program_.sums_rows || !array.is_given() || array.type.shape.rank() == 0 ||
        array.type.shape[0] != program_.tile) {
      wrong_.add("rows are the leading axis of inputs and outputs, where they are summed");
    }
  }
  void expect(bool in_order) {
    if (!in_order) wrong_.add("the inputs come first, then the outputs, each numbered in order, then tables");
  }
  void table(const Table& table, const ir::Type& type) {
    if (static_cast<std::int64_t>(table.numbers.size()) != type.shape.elements()) {
      wrong_.add("a table has a number for each element");
    }
    const bool is_bool = type.dtype == DType::Bool;
    const auto fits = [&](double x) {
      if (is_bool) return x == 0 || x == 1;
      return std::isfinite(x) && (program_.float_type != DType::F32 || static_cast<double>(static_cast<float>(x)) == x);
    };
    if (!std::ranges::all_of(table.numbers, fits)) wrong_.add("a table's numbers are finite, and of its type");
  }
  void type(const ir::Type& type) {
    if (type.dtype != program_.float_type && type.dtype != DType::Bool) {
      wrong_.add("elements are of the program's float type, or bool");
    }
    const std::int64_t tile = program_.are_rows_independent() ? *program_.tile : 1;
    std::int64_t elements = std::clamp<std::int64_t>(tile, 1, kMaxTile);
    for (const std::int64_t extent : type.shape.dims()) {
      if (extent < 0) return wrong_.add("an extent is negative");
      if (__builtin_mul_overflow(elements, std::max<std::int64_t>(extent, 1), &elements) ||
          elements > ir::kMaxElements) {
        return wrong_.add("too many elements");
      }
    }
  }

  void step(const Step& step) {
    bool names_arrays = true;
    for_each_array(step, [&](ArrayId id) { names_arrays = names_arrays && id < program_.arrays.size(); });
    if (!names_arrays) return wrong_.add("there is no such array");
    const auto* const call = std::get_if<Call>(&step);
    verify_region(program_, loops_of(step), wrong_);
    if (call != nullptr && program_.are_rows_independent()) return wrong_.add("a product in a program over rows");
    if (call != nullptr) product(*call);
  }

  // --- 12
  // -------------------------------------------------------------------------------------------------------------

  void product(const Call& call) {
    const auto& [batch, m, n, k, a, b, c, rows, tile] = call.product;
    if (std::min({batch, m, n, k}) < 1 || std::max({batch, m, n, k}) > ir::kMaxElements) {
      return wrong_.add("a product's extents are positive");
    }
    operand(a, {batch, m, k});
    operand(b, {batch, k, n});
    std::int64_t elements = batch;
    const bool is_too_large =
        __builtin_mul_overflow(elements, m, &elements) || __builtin_mul_overflow(elements, n, &elements);
    if (is_too_large || elements != program_.arrays[c].type.shape.elements()) {
      wrong_.add("a product fills its array");
    }
    if (c == a.array || c == b.array) wrong_.add("a product does not read what it writes");
    using Rows = MatrixProduct::Rows;
    const std::int64_t of_rows = rows == Rows::Batch ? batch : rows == Rows::M ? m : k;
    if (rows != Rows::None && (program_.tile != tile || of_rows % tile != 0)) {
      wrong_.add("a product over rows has a multiple of those of a tile");
    }
    const Region& loops = call.fallback;
    if ((loops.loop_of_rows() < loops.loops.size()) != (rows != Rows::None)) {
      wrong_.add("a product and its loops are over rows, or neither is");
    }
    bool is_same = true;
    for (const Node& node : call.fallback.nodes) {
      if (const auto read = array_read(node)) is_same = is_same && (*read == a.array || *read == b.array);
    }
    for (const Store& store : call.fallback.stores) {
      is_same = is_same && std::visit([](const auto& to) { return to.array; }, store) == c;
    }
    if (!is_same || call.fallback.stores.empty())
      wrong_.add("a product's loops read its operands and write its result");
  }

  void operand(const MatrixProduct::Operand& x, const std::array<std::int64_t, 3>& extents) {
    const std::vector<Range> turns{{0, extents[0] - 1}, {0, extents[1] - 1}, {0, extents[2] - 1}};
    const auto range = range_of({x.offset, {x.batch_stride, x.row_stride, x.column_stride}}, turns);
    if (!range || range->least < 0 || range->most >= program_.arrays[x.array].type.shape.elements()) {
      wrong_.add("an operand of a product leaves its array");
    }
    const auto is_contiguous = [](std::int64_t stride, std::int64_t extent) { return stride == 1 || extent == 1; };
    if (!is_contiguous(x.row_stride, extents[1]) && !is_contiguous(x.column_stride, extents[2])) {
      wrong_.add("neither rows nor columns of a product's operand are contiguous");
    }
  }

  // --- 2
  // --------------------------------------------------------------------------------------------------------------

  struct Part {
    std::size_t offset, end, first, last;
  };

  void workspace() {
    std::map<ArrayId, Part> parts;
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      for_each_array(program_.steps[i], [&](ArrayId id) {
        const auto* const at = std::get_if<Workspace>(&program_.arrays[id].place);
        if (at == nullptr) return;
        Part& part = parts.emplace(id, Part{at->offset, at->offset, i, i}).first->second;
        part.last = i;
      });
    }
    std::vector<Part> alive;
    for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
      const auto* const at = std::get_if<Workspace>(&program_.arrays[id].place);
      if (at == nullptr) continue;
      wrong_.where = "a" + std::to_string(id);
      const auto bytes = static_cast<std::size_t>(program_.elements(id)) * program_.float_bytes();
      if (at->offset % kArrayAlignment != 0) wrong_.add("a part of the workspace is not aligned");
      if (bytes > program_.workspace_bytes || at->offset > program_.workspace_bytes - bytes) {
        wrong_.add("a part of the workspace ends beyond it");
      }
      if (const auto found = parts.find(id); found != parts.end()) {
        found->second.end = at->offset + bytes;
        alive.push_back(found->second);
      }
    }
    wrong_.where.clear();
    apart(std::move(alive));
  }

  /// Goes through the steps with the parts that live, by offset.
  void apart(std::vector<Part> parts) {
    std::ranges::sort(parts, {}, &Part::first);
    std::map<std::size_t, std::size_t> living;              // end by offset
    std::set<std::pair<std::size_t, std::size_t>> by_last;  // last step, offset
    for (const Part& part : parts) {
      if (part.end == part.offset) continue;
      while (!by_last.empty() && by_last.begin()->first < part.first) {
        living.erase(by_last.begin()->second);
        by_last.erase(by_last.begin());
      }
      const auto next = living.lower_bound(part.offset);
      const bool clashes = (next != living.end() && next->first < part.end) ||
                           (next != living.begin() && std::prev(next)->second > part.offset);
      if (clashes) return wrong_.add("parts of the workspace that live at the same time overlap");
      living.emplace(part.offset, part.end);
      by_last.emplace(part.last, part.offset);
    }
  }

  // --- 3
  // --------------------------------------------------------------------------------------------------------------

  void order_of_steps() {
    std::vector<bool> is_there(program_.arrays.size());
    for (std::size_t i = 0; i < is_there.size(); ++i) {
      const Place& place = program_.arrays[i].place;
      is_there[i] = std::holds_alternative<Input>(place) || std::holds_alternative<Table>(place);
    }
    for (std::size_t i = 0; i < program_.steps.size() && !wrong_.full(); ++i) {
      wrong_.where = "step " + std::to_string(i);
      const Region& region = loops_of(program_.steps[i]);
      const auto read = [&](ArrayId id) {
        if (!is_there[id]) wrong_.add(fmt::format("a{} is read before it is written", id));
      };
      for (const Node& node : region.nodes) {
        if (const auto array = array_read(node)) read(*array);
      }
      if (const auto* const call = std::get_if<Call>(&program_.steps[i])) {
        read(call->product.a.array);
        read(call->product.b.array);
      }
      for (const Store& store : region.stores) {
        if (const auto* const add = std::get_if<Add>(&store)) read(add->array);
        const ArrayId array = std::visit([](const auto& to) { return to.array; }, store);
        if (std::holds_alternative<Input>(program_.arrays[array].place)) wrong_.add("an input is written");
        if (program_.is_table(array)) wrong_.add("a table is written");
        is_there[array] = true;
      }
    }
    for (std::size_t i = 0; i < is_there.size(); ++i) {
      const Array& array = program_.arrays[i];
      wrong_.where = "a" + std::to_string(i);
      if (std::holds_alternative<Output>(array.place) && array.type.shape.elements() > 0 && !is_there[i]) {
        wrong_.add("an output is not written");
      }
    }
  }

  const Program& program_;
  Faults wrong_;
};

}  // namespace

std::vector<std::string> verify(const Program& program) { return Verifier(program).run(); }

}  // namespace adc::kernel
