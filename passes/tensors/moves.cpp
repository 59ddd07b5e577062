#include "passes/tensors/moves.h"

#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;
using Result = std::optional<Replacement>;

ir::Shape shape_at(const Site& s, ValueId v) { return s.b.function().shape(v); }

Axes list_at(const Site& s, ValueId v, std::size_t i) {
  const ir::List list = s.b.function().list(v, i);
  return {list.begin(), list.end()};
}
Axes list_in(const Form& f, std::size_t i) { return {f.list(i).begin(), f.list(i).end()}; }

bool are_all(const Axes& numbers, std::int64_t number) {
  return std::ranges::all_of(numbers, [number](std::int64_t n) { return n == number; });
}

constexpr Rewrite kMoveRewrites[] = {
    {Op::Reshape, "a reshape to the same shape, or of another",
     [](const Site& s, const Form& f) -> Result {
       if (extents(shape_at(s, f.x[0])) == list_in(f, 0)) return f.x[0];
       if (!s.is(f.x[0], Op::Reshape)) return std::nullopt;
       const ValueId x = s.arg(f.x[0]);
       return extents(shape_at(s, x)) == list_in(f, 0) ? x : s.b.reshape(x, list_in(f, 0));
     }},
    {Op::Transpose, "a transpose in the same order, or of another",
     [](const Site& s, const Form& f) -> Result {
       const Axes order = list_in(f, 0);
       if (std::ranges::is_sorted(order)) return f.x[0];
       if (!s.is(f.x[0], Op::Transpose)) return std::nullopt;
       const Axes inner = list_at(s, f.x[0], 0);
       Axes both;
       for (const std::int64_t axis : order) both.push_back(inner[static_cast<std::size_t>(axis)]);
       const ValueId x = s.arg(f.x[0]);
       return std::ranges::is_sorted(both) ? x : s.b.transpose(x, both);
     }},
    {Op::Broadcast, "a broadcast to the same shape, or of another",
     [](const Site& s, const Form& f) -> Result {
       const Axes axes = list_in(f, 1);
       if (axes.size() == f.list(0).size()) return f.x[0];
       if (!s.is(f.x[0], Op::Broadcast)) return std::nullopt;
       Axes both;
       for (const std::int64_t axis : list_at(s, f.x[0], 1)) both.push_back(axes[static_cast<std::size_t>(axis)]);
       return s.b.broadcast(s.arg(f.x[0]), list_in(f, 0), both);
     }},
    {Op::Slice, "a slice of everything",
     [](const Site& s, const Form& f) -> Result {
       const bool all =
           are_all(list_in(f, 0), 0) && are_all(list_in(f, 2), 1) && list_in(f, 1) == extents(shape_at(s, f.x[0]));
       return all ? Result(f.x[0]) : Result();
     }},
    {Op::Slice, "a slice of what a pad put somewhere",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Pad) || !are_all(list_at(s, f.x[0], 2), 0) || !are_all(list_in(f, 2), 1))
         return std::nullopt;
       const ValueId x = s.arg(f.x[0]);
       const Axes dims = extents(shape_at(s, x));
       const Axes low = list_at(s, f.x[0], 0);
       Axes starts = list_in(f, 0);
       Axes stops = list_in(f, 1);
       for (std::size_t axis = 0; axis < dims.size(); ++axis) {
         starts[axis] -= low[axis];
         stops[axis] -= low[axis];
         if (starts[axis] < 0 || stops[axis] > dims[axis] || starts[axis] > stops[axis]) return std::nullopt;
       }
       return s.b.slice(x, starts, stops, list_in(f, 2));
     }},
    {Op::Pad, "a pad with nothing",
     [](const Site&, const Form& f) -> Result {
       const bool nothing = are_all(list_in(f, 0), 0) && are_all(list_in(f, 1), 0) && are_all(list_in(f, 2), 0);
       return nothing ? Result(f.x[0]) : Result();
     }},
    {Op::Reverse, "a reverse of the same reverse, or along no axis",
     [](const Site& s, const Form& f) -> Result {
       if (f.list(0).empty()) return f.x[0];
       const bool twice = s.is(f.x[0], Op::Reverse) && list_at(s, f.x[0], 0) == list_in(f, 0);
       return twice ? Result(s.arg(f.x[0])) : Result();
     }},
    {Op::ReduceSum, "a sum along no axis",
     [](const Site&, const Form& f) -> Result { return f.list(0).empty() ? Result(f.x[0]) : Result(); }},
};

}  // namespace

std::span<const Rewrite> move_rewrites() { return kMoveRewrites; }

}  // namespace adc::passes
