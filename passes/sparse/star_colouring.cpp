#include <algorithm>
#include <utility>

#include "ir/watch.h"
#include "passes/sparse/colouring.h"
#include "passes/sparse/forbidden_colours.h"
#include "passes/sparse/vertex_order.h"

namespace adc::passes {
namespace {

// The square of a row's length may cost so much that a row gets a colour of its own instead.
constexpr std::size_t kLargestWork = 100'000'000;

// A vertex, by the edge to it.
struct Neighbour {
  std::int32_t vertex = -1;
  std::int32_t edge = -1;
};

// Edges whose ends have two colours make stars; each edge knows its star, and a star of two edges or more its hub.
class StarColouring {
 public:
  explicit StarColouring(const Sparsity& graph)
      : graph_(graph),
        edge_(graph.size(), -1),
        colouring_{.colour = std::vector(graph.rows, kNoColour)},
        forbidden_(graph.rows),
        first_(graph.rows + 1, {-1, {}}),
        treated_(graph.rows, -1) {
    // The places left of the diagonal are met, by the places that mirror them, in their order.
    std::vector<std::int32_t> next(graph.row_begin.begin(), graph.row_begin.end());
    std::int32_t edges = 0;
    for (std::size_t v = 0; v < graph.rows; ++v) {
      for (auto k = static_cast<std::size_t>(graph.row_begin[v]); std::cmp_less(k, graph.row_begin[v + 1]); ++k) {
        const auto w = static_cast<std::size_t>(graph.column[k]);
        if (w <= v) continue;
        edge_[k] = edges;
        edge_[static_cast<std::size_t>(next[w]++)] = edges++;
      }
    }
    star_.assign(static_cast<std::size_t>(edges), -1);
  }

  // A vertex of a colour that no other has is in no path of two colours.
  void give_own_colour(std::int32_t v) {
    colour_of(v) = colouring_.colours++;
    is_apart_.resize(graph_.rows);
    is_apart_[static_cast<std::size_t>(v)] = true;
  }

  void colour(const VertexOrder& order) {
    const std::int32_t first = colouring_.colours;
    for (const std::int32_t v : order) {
      if (is_apart(v)) continue;
      for (std::int32_t own = 0; own < first; ++own) forbidden_.add(own, v);
      forbid(v);
      colour_of(v) = forbidden_.first_free(v);
      colouring_.colours = std::max(colouring_.colours, colour_of(v) + 1);
      join_stars(v);
    }
  }

  [[nodiscard]] Colouring take() && { return std::move(colouring_); }

 private:
  [[nodiscard]] std::int32_t& colour_of(std::int32_t v) { return colouring_.colour[static_cast<std::size_t>(v)]; }
  [[nodiscard]] bool is_apart(std::int32_t v) const {
    return !is_apart_.empty() && is_apart_[static_cast<std::size_t>(v)];
  }
  [[nodiscard]] std::int32_t& star_of(const Neighbour& n) { return star_[static_cast<std::size_t>(n.edge)]; }

  template <class Visit>
  void for_each_coloured(std::int32_t v, const Visit& visit) {
    const auto row = static_cast<std::size_t>(v);
    const auto end = static_cast<std::size_t>(graph_.row_begin[row + 1]);
    auto k = static_cast<std::size_t>(graph_.row_begin[row]);
    ir::check_time(1 + (end - k) / 8);
    for (; k < end; ++k) {
      const Neighbour w{graph_.column[k], edge_[k]};
      if (w.vertex != v && colour_of(w.vertex) != kNoColour && !is_apart(w.vertex)) visit(w);
    }
  }

  // The first neighbour of v that was met with w's colour; `w` itself where none was.
  Neighbour first_of_colour(std::int32_t v, const Neighbour& w) {
    auto& [of, first] = first_[static_cast<std::size_t>(colour_of(w.vertex))];
    if (of != v) {
      of = v;
      first = w;
    }
    return first;
  }

  void forbid(std::int32_t v) {
    for_each_coloured(v, [&](const Neighbour& w) {
      forbidden_.add(colour_of(w.vertex), v);
      const Neighbour first = first_of_colour(v, w);
      if (first.vertex != w.vertex) {  // v would be the hub: no neighbour of theirs may be of its colour
        forbid_neighbours(v, first.vertex);
        forbid_neighbours(v, w.vertex);
        return;
      }
      for_each_coloured(w.vertex, [&](const Neighbour& x) {  // v would lengthen a star at a spoke
        if (x.vertex != v && star_of(x) >= 0 && hub_[static_cast<std::size_t>(star_of(x))] == x.vertex)
          forbidden_.add(colour_of(x.vertex), v);
      });
    });
  }

  void forbid_neighbours(std::int32_t v, std::int32_t w) {
    if (std::exchange(treated_[static_cast<std::size_t>(w)], v) == v) return;
    for_each_coloured(w, [&](const Neighbour& x) { forbidden_.add(colour_of(x.vertex), v); });
  }

  void join_stars(std::int32_t v) {
    for_each_coloured(v, [&](const Neighbour& w) {
      const Neighbour first = first_of_colour(v, w);
      std::int32_t joined = -1;
      for_each_coloured(w.vertex, [&](const Neighbour& x) {
        if (joined < 0 && x.vertex != v && colour_of(x.vertex) == colour_of(v)) joined = star_of(x);
      });
      if (joined >= 0) {
        star_of(w) = joined;
        hub_[static_cast<std::size_t>(joined)] = w.vertex;
      } else if (first.vertex != w.vertex) {
        star_of(w) = star_of(first);
        hub_[static_cast<std::size_t>(star_of(w))] = v;
      } else {
        star_of(w) = static_cast<std::int32_t>(hub_.size());
        hub_.push_back(-1);
      }
    });
  }

  const Sparsity& graph_;
  std::vector<std::int32_t> edge_;  // by place
  Colouring colouring_;
  ForbiddenColours forbidden_;
  std::vector<std::pair<std::int32_t, Neighbour>> first_;  // by colour, for which vertex
  std::vector<std::int32_t> treated_;                      // for which vertex
  std::vector<std::int32_t> star_;                         // by edge
  std::vector<std::int32_t> hub_;                          // by star; −1: of one edge
  std::vector<bool> is_apart_;
};

// Rows so much longer than others that going through their neighbours' neighbours would take most of the time.
std::vector<std::int32_t> far_longer(const std::vector<std::int32_t>& lengths) {
  const VertexOrder order = largest_first(lengths);
  double work = 0;
  for (const std::int32_t length : lengths) work += static_cast<double>(length) * length;
  std::vector<std::int32_t> result;
  for (const std::int32_t v : order) {
    const double length = lengths[static_cast<std::size_t>(v)];
    if (work <= kLargestWork || length * length < work / 100) break;
    work -= length * length;
    result.push_back(v);
  }
  return result;
}

}  // namespace

Colouring star_colouring(const Sparsity& matrix) {
  const std::vector<std::int32_t> lengths = row_lengths(matrix);
  const std::vector<std::int32_t> apart = far_longer(lengths);
  double work = 0;
  for (const std::int32_t length : lengths) work += static_cast<double>(length) * length;
  Colouring best;
  for_each_order(&matrix, lengths, work, [&](const VertexOrder& order) {
    StarColouring stars(matrix);
    for (const std::int32_t v : apart) stars.give_own_colour(v);
    stars.colour(order);
    Colouring other = std::move(stars).take();
    if (best.colour.empty() || other.colours < best.colours) best = std::move(other);
    return best.colours <= 2;
  });
  return best;
}

}  // namespace adc::passes
