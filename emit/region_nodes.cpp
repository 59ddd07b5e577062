// The nodes of a region as expressions.
#include <algorithm>
#include <limits>

#include "emit/region_writer.h"

namespace adc::emit {
namespace {

using ir::Op;
using kernel::Match;

std::string number(std::int64_t n) { return std::to_string(n); }

/// Adds factor·name, or `factor` if there is no name, to a sum; "" is an empty one.
void add_term(std::string& sum, std::int64_t factor, std::string_view name) {
  if (factor == 0) return;
  const bool is_negative = factor < 0;
  sum += sum.empty() ? (is_negative ? "-" : "") : is_negative ? " - " : " + ";
  const std::string size = number(is_negative ? -factor : factor);
  if (name.empty())
    sum += size;
  else
    sum += (size == "1" ? "" : size + " * ") + std::string(name);
}

/// Ops through which compilers follow single values, beside those with a function.
bool chooses(Op op) { return op == Op::Select || op == Op::Min || op == Op::Max; }

}  // namespace

/// Compilers compute functions of known numbers by other means than the C library: they must not see constants that
/// reach a function, by themselves, chosen, through an array, or as all that an op is applied to. Likewise positions
/// and which of a table's numbers is read.
void RegionWriter::find_hidden() {
  std::vector<bool> is_known(region_.nodes.size(), false);
  const auto hide = [&](NodeId id) {
    if (std::holds_alternative<kernel::Constant>(region_.nodes[id])) is_hidden_[id] = true;
  };
  for (NodeId id = 0; id < region_.nodes.size(); ++id) {
    const kernel::Node& node = region_.nodes[id];
    if (std::holds_alternative<kernel::Constant>(node)) is_known[id] = true;
    const std::optional<kernel::ArrayId> read = kernel::array_read(node);
    const bool is_of_table = read && context_.program.is_table(*read);
    if (is_of_table || std::holds_alternative<kernel::Position>(node)) uses_zero_ = true;
    const auto* const apply = std::get_if<kernel::Apply>(&node);
    if (apply != nullptr) is_known[id] = std::ranges::all_of(apply->operands, [&](NodeId x) { return is_known[x]; });
    const bool is_call = apply != nullptr && calls_function(apply->op);
    if (apply == nullptr || is_call || chooses(apply->op) || is_known[id]) kernel::for_each_operand(node, hide);
  }
  for (const kernel::Store& store : region_.stores) kernel::for_each_operand_of_store(store, hide);
}

std::string RegionWriter::type_name(NodeId id) const {
  return std::string(is_bool(id) ? language().flag_type : context_.type.type);
}

/// How a node that is computed is written where it is used.
std::string RegionWriter::value(NodeId id) const {
  return std::visit(Match{[&](const kernel::Constant& x) { return is_hidden_[id] ? variable(id) : literal(x.value); },
                          [&](const kernel::Truth& x) { return std::string(language().truths[x.value ? 1 : 0]); },
                          [&](const kernel::Fold&) {
                            std::string text = partial(id, 0);
                            if (has_lanes() && !has_strips()) text.replace(text.find("lane"), 4, "0");
                            return text;
                          },
                          [&](const auto&) {
                            return is_array_[id] ? spell(language().element, variable(id), "lane") : variable(id);
                          }},
                    region_.nodes[id]);
}

std::string RegionWriter::expression(NodeId id) {
  return std::visit(
      Match{[&](const kernel::Position& x) {
              return rounded(spell(language().index_as_number, place(x.index) + (uses_zero_ ? " + zero" : "")),
                             context_.type);
            },
            [&](const kernel::Inside& x) { return spell(language().is_inside, place(x.index), number(x.extent)); },
            [&](const kernel::Load& x) { return load(x); }, [&](const kernel::Gather& x) { return gather(x); },
            [&](const kernel::Apply& x) {
              std::vector<std::string> operands;
              for (const NodeId operand : x.operands) operands.push_back(value(operand));
              std::string text = context_.unit.apply(x.op, language().op_in_loop(x.op, is_bool(id)), x.immediate,
                                                     operands, context_.type);
              return is_bool(id) ? text : rounded(std::move(text), context_.type);
            },
            [&](const auto&) { return value(id); }},
      region_.nodes[id]);
}

/// Where guards are false some other element is read: nothing depends on it.
std::string RegionWriter::load(const kernel::Load& x) {
  return read(x.array, chosen_place(all_of(x.guards), place(x.array, x.index)));
}

std::string RegionWriter::gather(const kernel::Gather& x) {
  std::string leads = is_index(x.by);
  for (const NodeId guard : x.guards) leads = spell(language().both, leads, value(guard));
  const std::string there = read(x.array, chosen_place(leads, place(x.array, x.index, &x.by)));
  if (holds_bools(x.array)) return spell(language().unless, leads, there);
  const std::string nan = literal(std::numeric_limits<double>::quiet_NaN());
  return context_.unit.help("adc_select", std::vector{leads, there, nan}, context_.type);
}

std::string RegionWriter::all_of(const List& guards) const {
  std::string all;
  for (const NodeId id : guards) all = all.empty() ? value(id) : spell(language().both, all, value(id));
  return all;
}

std::string RegionWriter::chosen_place(const std::string& condition, const std::string& at) const {
  return condition.empty() ? at : spell(language().choose_index, condition, at, "0");
}

bool RegionWriter::holds_bools(kernel::ArrayId array) const {
  return context_.program.arrays[array].type.dtype == ir::DType::Bool;
}

std::string RegionWriter::element(kernel::ArrayId array, const std::string& at) const {
  const ArrayName& whole = context_.arrays[array];
  const bool is_input = std::holds_alternative<kernel::Input>(context_.program.arrays[array].place);
  if (whole.is_scalar) return is_input ? whole.name : spell(language().scalar_output, whole.name);
  if (context_.program.is_table(array)) return spell(language().table_element, whole.name, at);
  if (whole.offset.empty()) return spell(language().element, whole.name, at);
  if (at == "0") return spell(language().element, whole.name, whole.offset);
  const bool is_sum = at.find(' ') == std::string::npos || at.find('?') == std::string::npos;
  const std::string rest = !is_sum ? " + (" + at + ")" : at.starts_with('-') ? " - " + at.substr(1) : " + " + at;
  return spell(language().element, whole.name, whole.offset + rest);
}

/// What is read there; 0 of an array without elements, which no condition leads to.
std::string RegionWriter::read(kernel::ArrayId array, const std::string& at) const {
  if (context_.program.arrays[array].type.shape.elements() == 0) return literal(0);
  const std::string there = element(array, at);
  return holds_bools(array) ? spell(language().number_as_flag, there) : there;
}

std::string RegionWriter::place(const kernel::Affine& index, const kernel::Lookup* by) {
  std::string sum;
  for (std::size_t l = 0; l < index.strides.size(); ++l) {
    add_term(sum, index.strides[l], "i" + std::to_string(l));
    if (has_lanes() && l == lane_loop_ && index.strides[l] != 0) uses_lane_index_ = true;
  }
  if (by != nullptr) add_term(sum, by->stride, spell(language().number_as_index, value(by->position)));
  add_term(sum, index.offset, "");
  return sum.empty() ? "0" : sum;
}

/// A place in an array; of a program over rows, whose distance the caller may choose.
std::string RegionWriter::place(kernel::ArrayId array, const kernel::Affine& index, const kernel::Lookup* by) {
  if (uses_zero_ && context_.program.is_table(array)) return place(index, by) + " + zero";
  const std::string& stride = context_.arrays[array].stride;
  if (!context_.program.tile || stride.empty()) return place(index, by);
  kernel::Affine in_row = index;
  in_row.strides[0] = 0;
  const std::string rest = place(in_row, by);
  const std::string row = stride + " * " + context_.row;
  return rest == "0" ? row : row + (rest.starts_with('-') ? " - " + rest.substr(1) : " + " + rest);
}

std::string RegionWriter::is_index(const kernel::Lookup& by) {
  const std::vector operands{value(by.position), literal(static_cast<double>(by.extent))};
  return context_.unit.help("adc_is_index", operands, context_.type);
}

}  // namespace adc::emit
