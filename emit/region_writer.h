// The loops of a region in a language of loops.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emit/lines.h"
#include "emit/unit.h"
#include "kernel/program.h"

namespace adc::emit {

/// What the number of rows is called.
inline constexpr std::string_view kRows = "rows";

/// How an array is written.
struct ArrayName {
  std::string name;
  std::string stride;      ///< of a program over rows: from row to row; "": what a row has
  std::string offset;      ///< where its first element lies in what has that name; "": at its beginning
  bool is_scalar = false;  ///< the name stands for the one element
};

/// What regions of a program are written with.
struct Context {
  const kernel::Program& program;
  const std::vector<ArrayName>& arrays;
  FloatType type;
  bool hides;  ///< whether compilers must not see the values of constants: the program calls functions
  Unit& unit;
  std::string rows{kRows};       ///< how many rows a loop over them does
  std::string row = "i0";        ///< in what is given, the row that a turn of that loop does
  bool are_turns_given = false;  ///< turns of parallel loops are done elsewhere: their numbers are given
};

/// Writes one region. In loops around folds one loop is cut into strips of *lanes*, which the innermost loops run over,
/// so that compilers make vectors of them: the loop whose turns the form deals out to lanes, or else the last one that
/// is not reduced. The partial results of a strip's lanes are arrays; so are nodes that differ from lane to lane and
/// are needed in another loop over them than the one that computes them.
class RegionWriter {
 public:
  RegionWriter(const kernel::Region& region, const Context& context, Lines& out);
  void run();

 private:
  using NodeId = kernel::NodeId;
  using List = std::vector<NodeId>;

  // emit/region_writer.cpp: loops that are not reduced
  void find_pairs();
  void choose_lanes();
  void find_lanes(const std::vector<kernel::LoopSet>& varies, const std::vector<bool>& is_after);
  void declare_constants();
  void nest(std::size_t level);
  void strips(std::size_t level);
  void finish();
  void compute(const List& nodes);
  void begin_lanes(const List& nodes);
  void define_in_lanes(const List& nodes);
  void define(NodeId id);
  void lanes(std::int64_t count, const std::function<void()>& body);
  void find_largest(NodeId id);
  bool define_pair(NodeId id);
  void store(const kernel::Set& to);
  void store(const kernel::Add& to);

  // emit/region_folds.cpp: reduced loops
  /// Turns of a reduced loop, from `begin` to before `end` in steps of `step`.
  struct Turns {
    std::string begin;
    std::string end;
    std::int64_t count;  ///< at most
    std::int64_t step;
    bool is_certain;  ///< exactly `count`
  };
  void fold();
  void reduce(std::size_t level, std::size_t depth);
  void in_blocks(std::size_t level, std::size_t depth, const Turns& turns);
  void turn(std::size_t level, std::size_t depth);
  void add_terms(const List& nodes, std::int64_t count, std::size_t depth);
  void begin_partials(std::size_t depth);
  void combine_partials(std::size_t depth);
  void join_lanes();
  void combine_into(kernel::Combine combine, const std::string& to, const std::string& from);
  [[nodiscard]] std::string partial(NodeId id, std::size_t depth) const;
  [[nodiscard]] static std::string partial_name(NodeId id, std::size_t depth);
  [[nodiscard]] const kernel::Fold& fold(NodeId id) const { return std::get<kernel::Fold>(region_.nodes[id]); }
  [[nodiscard]] const kernel::Order& order() const { return fold(folds_.front()).order; }

  // emit/region_nodes.cpp: the body
  void find_hidden();
  std::string expression(NodeId id);
  std::string load(const kernel::Load& x);
  std::string gather(const kernel::Gather& x);
  std::string place(const kernel::Affine& index, const kernel::Lookup* by = nullptr);
  std::string place(kernel::ArrayId array, const kernel::Affine& index, const kernel::Lookup* by = nullptr);
  std::string is_index(const kernel::Lookup& by);
  [[nodiscard]] std::string all_of(const List& guards) const;
  [[nodiscard]] std::string chosen_place(const std::string& condition, const std::string& at) const;
  [[nodiscard]] std::string element(kernel::ArrayId array, const std::string& at) const;
  [[nodiscard]] std::string read(kernel::ArrayId array, const std::string& at) const;
  [[nodiscard]] bool holds_bools(kernel::ArrayId array) const;
  [[nodiscard]] std::string value(NodeId id) const;
  [[nodiscard]] std::string type_name(NodeId id) const;
  [[nodiscard]] static std::string variable(NodeId id) { return "v" + std::to_string(id); }
  [[nodiscard]] bool is_bool(NodeId id) const { return types_[id] == ir::DType::Bool; }

  // what the language says
  [[nodiscard]] const Language& language() const { return context_.unit.language(); }
  template <class... Text>
  [[nodiscard]] std::string spell(std::string_view pattern, const Text&... operands) const {
    const std::array<std::string, sizeof...(operands)> texts{std::string(operands)...};
    return emit::spell(pattern, context_.type, texts);
  }
  template <class... Text>
  void say(std::string_view pattern, const Text&... operands) {
    out_->line(spell(pattern, operands...));
  }
  void open_loop(const std::string& variable, const std::string& begin, const std::string& end, std::int64_t step = 1);
  void close_loop() { out_->close(language().end_loop); }
  /// What a block begins with, where a language has all its names first.
  void declare(std::string_view type, const std::string& name);
  [[nodiscard]] bool declares() const { return !language().declare.empty(); }
  void define(std::string_view type, const std::string& name, const std::string& value);
  void define_variable(std::string_view type, const std::string& name, const std::string& value);
  void define_array(std::string_view type, const std::string& name, std::int64_t length);
  void define_index(const std::string& name, const std::string& value) { define(language().index_type, name, value); }
  void accumulate(std::string_view pattern, const std::string& to, const std::string& from);
  [[nodiscard]] std::string literal(double x) const { return language().literal(x, context_.type); }

  [[nodiscard]] bool has_lanes() const { return lane_count_ > 0; }
  [[nodiscard]] bool has_strips() const { return has_lanes() && lane_loop_ < kept_; }

  const kernel::Region& region_;
  const Context& context_;
  Lines* out_;
  std::size_t kept_;
  std::vector<ir::DType> types_;
  std::vector<List> by_level_;  // the nodes that vary with loop level − 1 and none inside it
  List after_;                  // what depends on folds, and they
  List folds_;
  std::size_t lane_loop_ = 0;
  std::int64_t lane_count_ = 0;                                   // 0: no loop is cut
  std::vector<bool> in_lanes_;                                    // per node: differs from lane to lane
  std::vector<bool> is_array_;                                    // per node: has a number for each lane
  std::vector<bool> is_hidden_;                                   // per constant: compilers must not see it
  bool uses_zero_ = false;                                        // positions add a 0 that compilers do not see
  std::string strip_ = "0";                                       // where the lanes begin
  bool uses_lane_index_ = false;                                  // since the loop over lanes began
  std::map<std::pair<ir::Op, NodeId>, NodeId> pairs_;             // sines and cosines, by what they are of
  std::set<NodeId> are_defined_;                                  // sines and cosines, with what came before them
  std::map<std::string, std::vector<std::string>> declarations_;  // names by type, as far as they are declared first
  std::set<std::string> are_declared_;
};

}  // namespace adc::emit
