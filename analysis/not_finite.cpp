#include "analysis/not_finite.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "adc/layout.hpp"
#include "analysis/op_limits.h"
#include "analysis/table.h"
#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/interpreter.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::Op;
using ir::ValueId;

constexpr std::size_t kMaxNotes = 8;
constexpr std::size_t kMaxQuoted = 40;  ///< bytes of the user's text that a sentence quotes
constexpr std::size_t kMaxPath = 6;

/// nan, +inf, −inf or finite.
bool same_kind(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::isfinite(a) ? std::isfinite(b) : a == b;
}

/// A function at a point, and the questions that are asked of it.
class View {
 public:
  View(ir::Function fn, const ir::Function& program, std::span<const double> inputs)
      : fn_(std::move(fn)), values_(ir::interpret_all(fn_, inputs)) {
    find_cone(program.outputs().size());
    const auto is_diff = [](const ir::Inst& inst) { return inst.op == Op::Diff; };
    if (std::any_of(program.insts().begin(), program.insts().end(), is_diff)) find_written(program);
  }

  [[nodiscard]] const ir::Function& fn() const { return fn_; }
  [[nodiscard]] double value(ValueId id) const { return values_[index(id)]; }
  [[nodiscard]] double result(std::size_t k) const { return value(fn_.outputs()[k].value); }
  [[nodiscard]] bool in_program(ValueId id) const { return cone_[index(id)]; }

  /// The operation behind the nan or infinity of `id` that was given nothing of the kind: a nan made from infinities
  /// is its own origin.
  [[nodiscard]] ValueId origin(ValueId id) const {
    while (const std::optional<ValueId> next = bad_operand(id, std::isnan(value(id)))) id = *next;
    return id;
  }
  /// An infinity that `id`, a nan, is made from.
  [[nodiscard]] std::optional<ValueId> infinite_operand(ValueId id) const { return bad_operand(id, false); }

  /// True if `id` computes a derivative, not what the text says.
  [[nodiscard]] bool is_derivative(ValueId id) const {
    if (is_leaf(id)) return false;
    return !in_program(id) || (written_ && !written_->contains(key(fn_, id)));
  }
  [[nodiscard]] bool is_leaf(ValueId id) const { return ir::info(fn_.op(id)).op_class == ir::OpClass::Leaf; }

  /// The operations of the program whose derivative the value `id` helps to compute: those of its place in the text.
  [[nodiscard]] std::vector<ValueId> derived_from(ValueId id) const {
    std::vector<ValueId> found;
    if (fn_.span(id).empty()) return found;
    for (std::size_t i = fn_.params().size(); i < fn_.size(); ++i) {
      const ValueId other = ir::value_id(i);
      if (fn_.span(other) == fn_.span(id) && !is_leaf(other) && !is_derivative(other)) found.push_back(other);
    }
    return found;
  }

  /// Whether each value is used for `root`.
  [[nodiscard]] std::vector<bool> leading_to(ValueId root) const {
    std::vector<bool> marked(fn_.size(), false);
    marked[index(root)] = true;
    close(marked);
    return marked;
  }

  [[nodiscard]] std::vector<double> operand_values(ValueId id) const {
    std::vector<double> numbers;
    for (const ValueId operand : fn_.operands(id)) numbers.push_back(value(operand));
    return numbers;
  }
  [[nodiscard]] std::string describe(ValueId id) const {
    return analysis::describe(fn_.op(id), operand_values(id), immediate(id));
  }
  [[nodiscard]] std::int64_t immediate(ValueId id) const {
    return ir::info(fn_.op(id)).immediate == ir::Immediate::None ? 0 : fn_.immediate(id);
  }

 private:
  using Key = std::pair<std::pair<std::uint32_t, std::uint32_t>, Op>;
  static Key key(const ir::Function& fn, ValueId id) { return {{fn.span(id).begin, fn.span(id).end}, fn.op(id)}; }

  [[nodiscard]] std::optional<ValueId> bad_operand(ValueId id, bool want_nan) const {
    std::span<const ValueId> operands = fn_.operands(id);
    if (fn_.op(id) == Op::Select) operands = operands.subspan(value(operands[0]) != 0 ? 1 : 2, 1);
    std::optional<ValueId> found;
    for (const ValueId operand : operands) {
      const bool bad = want_nan ? std::isnan(value(operand)) : !std::isfinite(value(operand));
      if (bad && (!found || operand < *found)) found = operand;
    }
    return found;
  }

  /// Adds to `marked` what its values are computed from.
  void close(std::vector<bool>& marked) const {
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (!marked[i]) continue;
      for (const ValueId operand : fn_.operands(ir::value_id(i))) marked[index(operand)] = true;
    }
  }

  void find_cone(std::size_t outputs) {
    cone_.assign(fn_.size(), false);
    for (std::size_t o = 0; o < outputs; ++o) cone_[index(fn_.outputs()[o].value)] = true;
    close(cone_);
  }

  void find_written(const ir::Function& program) {
    written_.emplace();
    for (std::size_t i = 0; i < program.size(); ++i) written_->insert(key(program, ir::value_id(i)));
  }

  ir::Function fn_;
  std::vector<double> values_;
  std::vector<bool> cone_;                ///< what the program's own outputs are computed from
  std::optional<std::set<Key>> written_;  ///< operations of a program whose text asks for derivatives
};

/// The partials of `op` at `operands`.
std::vector<double> partials(Op op, std::span<const double> operands, std::int64_t immediate) {
  ir::Builder b("op");
  std::vector<ValueId> x;
  x.reserve(operands.size());
  for (std::size_t i = 0; i < operands.size(); ++i) x.push_back(b.param(std::string(1, static_cast<char>('x' + i))));
  b.output(b.emit(op, x, immediate));
  const passes::Plan plan{.derive = Derive::Gradient, .mode = Mode::Forward, .level = Level::Exact, .legalise = false};
  const Result<ir::Function> derived = passes::run(b.finish(), plan);
  if (!derived) return {};
  std::vector<double> out(1 + operands.size());
  ir::interpret(*derived, operands, out);
  out.erase(out.begin());
  return out;
}

/// Writes the notes about one view.
class Narrator {
 public:
  Narrator(const View& view, std::string_view text) : view_(view), fn_(view.fn()), text_(text) {}

  /// Why result `k`, a derivative of the output of this index (nullopt: of several), is what it is.
  [[nodiscard]] Diagnostic note(std::size_t k, std::optional<std::size_t> output) const {
    Diagnostic note = diag::diagnose("not-finite", {}, "");
    const ValueId id = view_.origin(fn_.outputs()[k].value);
    note.span = fn_.span(id);
    if (view_.is_leaf(id)) {
      note.message = fn_.op(id) == Op::Param ? fmt::format("the input {} is given as {}", fn_.params()[index(id)].name,
                                                           to_text(view_.value(id)))
                                             : "the text says " + to_text(view_.value(id));
    } else if (view_.is_derivative(id)) {
      describe_derivative(id, output, note);
    } else {
      describe_operation(id, note);
    }
    return note;
  }

 private:
  void describe_operation(ValueId id, Diagnostic& note) const {
    note.message = fmt::format("{} is {}", view_.describe(id), to_text(view_.value(id)));
    if (const std::optional<ValueId> operand = view_.infinite_operand(id)) {
      if (has_log_factor(id)) note.help.emplace_back("`xlogy(p, q)` is p·log(q), and 0 where p is 0");
      return describe_infinity(*operand, note);
    }
    advise(id, false, std::isinf(view_.value(id)), note);
  }

  /// Where an infinity that a nan is made from comes from.
  void describe_infinity(ValueId operand, Diagnostic& note) const {
    const ValueId id = view_.origin(operand);
    if (view_.is_leaf(id)) {
      if (fn_.op(id) == Op::Param)
        note.message += fmt::format(", where the input {} is infinite", fn_.params()[index(id)].name);
      return;
    }
    const std::string sentence = fmt::format("{} is {}", view_.describe(id), to_text(view_.value(id)));
    if (fn_.span(id).empty() || fn_.span(id) == note.span)
      note.message += ", where " + sentence;
    else
      note.labels.push_back({fn_.span(id), sentence});
    advise(id, view_.is_derivative(id), true, note);
  }

  void describe_derivative(ValueId id, std::optional<std::size_t> output, Diagnostic& note) const {
    const std::string step = fmt::format("{} is {}", view_.describe(id), to_text(view_.value(id)));
    const std::vector<ValueId> sources = view_.derived_from(id);
    for (const ValueId source : sources) {
      const std::vector<double> operands = view_.operand_values(source);
      for (const double partial : partials(fn_.op(source), operands, view_.immediate(source))) {
        if (std::isfinite(partial)) continue;
        note.message = fmt::format("the derivative of {} is {}", at_point(source), to_text(partial));
        if (!same_kind(partial, view_.value(id))) note.message += ", and in the chain rule " + step;
        note.message += path(source, output);
        advise(source, true, true, note);
        return;
      }
    }
    if (sources.empty()) {
      note.message = "in the derivative " + step;
    } else {
      note.message = fmt::format("in the derivative of {} the step {}{}", at_point(sources.back()), step,
                                 path(sources.back(), output));
    }
    if (const std::optional<ValueId> operand = view_.infinite_operand(id)) return describe_infinity(*operand, note);
    if (!sources.empty()) advise(sources.back(), true, std::isinf(view_.value(id)), note);
  }

  /// "sqrt at 0", and "0^0.5" of what is no call
  [[nodiscard]] std::string at_point(ValueId id) const {
    if (fn_.operands(id).size() == 1 && ir::info(fn_.op(id)).is(ir::kFunction)) {
      return fmt::format("{} at {}", ir::info(fn_.op(id)).spelling, to_text(view_.value(fn_.operands(id)[0])));
    }
    return view_.describe(id);
  }

  /// The operation that made the 0 of `id` of operands that are not 0, where its result is none in real arithmetic.
  [[nodiscard]] std::optional<ValueId> underflow(ValueId id) const {
    while (view_.value(id) == 0 && !view_.is_leaf(id)) {
      if (is_never_zero(fn_.op(id))) return id;
      const std::span<const ValueId> operands = fn_.operands(id);
      const auto zero = std::ranges::find_if(operands, [&](ValueId operand) { return view_.value(operand) == 0; });
      if (zero == operands.end()) return makes_zero_by_rounding(fn_.op(id)) ? std::optional(id) : std::nullopt;
      if (!is_zero_with(fn_.op(id), static_cast<std::size_t>(zero - operands.begin()))) return std::nullopt;
      id = *zero;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_single() const { return fn_.float_type() == ir::DType::F32; }

  /// Says what is below the range of the type among the operands of `id`; false if nothing is.
  bool explain_underflow(ValueId id, Diagnostic& note) const {
    for (const ValueId operand : fn_.operands(id)) {
      const std::optional<ValueId> lost = underflow(operand);
      if (!lost || !std::ranges::all_of(view_.operand_values(*lost), [](double x) { return std::isfinite(x); }))
        continue;
      const char* const smallest = is_single() ? "float, 1.4e-45" : "double, 4.9e-324";
      note.help.push_back(
          fmt::format("{} is not 0, but nearer to it than the smallest {}", view_.describe(*lost), smallest));
      return true;
    }
    return false;
  }

  /// Says how to avoid what happens at `id`.
  void advise(ValueId id, bool is_derivative, bool is_infinite, Diagnostic& note) const {
    const OpLimit* const row = op_limit(fn_.op(id));
    const std::vector<double> x = view_.operand_values(id);
    const double first = x.empty() ? 0 : x[0];
    const double second = x.size() < 2 ? 0 : x[1];
    if (row != nullptr) {
      const bool smooth = is_derivative && row->smooth != nullptr;
      const OpLimit::Test inside = smooth ? row->smooth : row->inside;
      if (inside != nullptr && !inside(first, second)) {
        if (explain_underflow(id, note)) return;
        note.help.push_back(domain(id, smooth ? row->smooth_domain : row->domain, is_derivative));
        return;
      }
    }
    const bool finite = std::ranges::all_of(x, [](double operand) { return std::isfinite(operand); });
    if (finite && is_infinite && !is_derivative && first != 0) {
      note.help.push_back(
          fmt::format("the number is beyond the largest {}", is_single() ? "float, 3.4e38" : "double, 1.8e308"));
    }
  }

  /// Where the operation gives numbers, and how to say so in the program: in the user's words if they are known and say
  /// something, so never of constants alone.
  [[nodiscard]] std::string domain(ValueId id, std::string_view pattern, bool is_derivative) const {
    const std::string of = is_derivative ? "the derivative is finite where " : "it is finite where ";
    const std::vector<std::string> operands = operand_texts(id);
    const auto varies = [&](std::size_t k) {
      const std::string mark = fmt::format("{{{}}}", static_cast<char>('x' + k));
      return pattern.find(mark) != std::string_view::npos && !is_fixed(fn_.operands(id)[k]);
    };
    bool says_something = false;
    for (std::size_t k = 0; k < operands.size(); ++k) says_something = says_something || varies(k);
    if (!says_something) return of + domain_in_words(fn_.op(id), pattern);
    const std::string condition = fill(pattern, operands);
    return fmt::format("{}`{}`; `if({}, {}, …)` gives another value elsewhere", of, condition, condition, quote(id));
  }

  /// Whether `id` is the same at every point.
  [[nodiscard]] bool is_fixed(ValueId id) const {
    const std::vector<bool> leads = view_.leading_to(id);
    for (std::size_t i = 0; i < fn_.params().size(); ++i) {
      if (leads[i]) return false;
    }
    return true;
  }

  /// The user's text for a value; empty if there is none, or it is long.
  [[nodiscard]] std::string quote(ValueId id) const {
    if (fn_.op(id) == Op::Param) return fn_.params()[index(id)].name;
    const Span span = fn_.span(id);
    if (span.empty() || span.end > text_.size() || span.end - span.begin > kMaxQuoted) return "";
    const std::string_view words = text_.substr(span.begin, span.end - span.begin);
    return words.find_first_of("\r\n#;") == std::string_view::npos ? std::string(words) : "";
  }

  /// The operands in the user's words; empty if there are none that the text of the operation has.
  [[nodiscard]] std::vector<std::string> operand_texts(ValueId id) const {
    const std::string whole = quote(id);
    const std::string call = std::string(ir::info(fn_.op(id)).spelling) + "(";
    if (fn_.operands(id).size() == 1 && whole.starts_with(call) && whole.ends_with(")")) {
      return {whole.substr(call.size(), whole.size() - call.size() - 1)};
    }
    std::vector<std::string> texts;
    for (const ValueId operand : fn_.operands(id)) {
      std::string words = fn_.is_const(operand) ? to_text(view_.value(operand)) : quote(operand);
      const bool in_the_text = words != whole && whole.find(words) != std::string::npos;
      if (words.empty() || (!in_the_text && !fn_.is_const(operand))) return {};
      const bool simple = words.find_first_of("?:=<>+-") == std::string::npos && words.find("or ") == std::string::npos;
      texts.push_back(simple || fn_.is_const(operand) ? words : fmt::format("({})", words));
    }
    return texts;
  }

  /// Whether `id` is a product with an infinite log(q).
  [[nodiscard]] bool has_log_factor(ValueId id) const {
    return fn_.op(id) == Op::Mul && std::ranges::any_of(fn_.operands(id), [&](ValueId operand) {
             return fn_.op(operand) == Op::Log && std::isinf(view_.value(operand));
           });
  }

  /// ", on the path sqrt(x) → sin(sqrt(x))": from an operation of the program to the output.
  [[nodiscard]] std::string path(ValueId from, std::optional<std::size_t> output) const;

  const View& view_;
  const ir::Function& fn_;
  std::string_view text_;
};

std::string Narrator::path(ValueId from, std::optional<std::size_t> output) const {
  const std::vector<bool> leads = output ? view_.leading_to(fn_.outputs()[*output].value) : std::vector<bool>{};
  std::string words = fmt::format("`{}`", quote(from));
  std::string last = quote(from);
  std::size_t steps = last.empty() ? 0 : 1;
  ValueId at = from;
  for (std::size_t i = index(from) + 1; i < fn_.size() && steps > 0 && steps < kMaxPath; ++i) {
    const ValueId user = ir::value_id(i);
    const bool on_the_way = view_.in_program(user) && !view_.is_derivative(user) && (leads.empty() || leads[i]);
    if (!on_the_way || !std::ranges::count(fn_.operands(user), at)) continue;
    at = user;
    std::string name = quote(at);
    if (name.empty() || name == last) continue;
    words += fmt::format(" → `{}`", name);
    last = std::move(name);
    ++steps;
  }
  return steps < 2 ? "" : ", on the path " + words;
}

/// The program at the levels that explain a result, those nearest to the user's text first: as written, at the plan's
/// level, as it is compiled. Each is made when those before do not show what the result does.
class Views {
 public:
  Views(const ir::Function& program, const passes::Plan& plan, std::span<const double> inputs)
      : program_(program), plan_(plan), inputs_(inputs) {
    open_.push_back({Level::Exact, false});
    if (plan.level != Level::Exact) open_.push_back({plan.level, false});
    open_.push_back({plan.level, true});
  }

  /// The first in which result k is of the same kind as `computed`.
  const View* showing(std::size_t k, double computed) {
    for (std::size_t i = 0; i < made_.size() || make_next(); ++i) {
      if (same_kind(made_[i].result(k), computed)) return &made_[i];
    }
    return nullptr;
  }

 private:
  struct Form {
    Level level;
    bool legalise;
  };

  bool make_next() {
    while (!open_.empty()) {
      const Form form = open_.front();
      open_.pop_front();
      passes::Plan plan = plan_;
      plan.level = form.level;
      plan.legalise = form.legalise;
      if (Result<ir::Function> fn = passes::run(program_, plan)) {
        made_.emplace_back(*std::move(fn), program_, inputs_);
        return true;
      }
    }
    return false;
  }

  const ir::Function& program_;
  const passes::Plan& plan_;
  std::span<const double> inputs_;
  std::deque<Form> open_;
  std::deque<View> made_;  ///< views stay where they are when more are made
};

/// "a", "a and b", "a, b and c"
void add_rewritten(const ir::Function& program, passes::Plan plan, std::span<const double> inputs,
                   std::span<const std::string> names, std::vector<NotFinite>& all) {
  plan.level = Level::Stable;
  const Result<ir::Function> fn = passes::run(program, plan);
  if (!fn) return;
  std::vector<double> better(fn->outputs().size());
  ir::interpret(*fn, inputs, better);
  for (NotFinite& one : all) {
    std::vector<std::string> finite;
    for (const std::size_t k : one.results) {
      if (std::isfinite(better[k])) finite.push_back(fmt::format("{} {}", names[k], to_text(better[k])));
    }
    if (!finite.empty())
      one.note.help.insert(one.note.help.begin(), "the level `stable` (without `--as-written`) gives " + join(finite));
  }
}

std::size_t count_variables(const ir::Function& program, const passes::Plan& plan) {
  if (!plan.wrt.empty()) return plan.wrt.size();
  return static_cast<std::size_t>(std::ranges::count(program.params(), ir::ParamKind::Param, &ir::Param::kind));
}

/// Whether both notes point at one place: a derivative fails where the value does.
bool share_a_place(const Diagnostic& a, const Diagnostic& b) {
  const auto points_at = [](const Diagnostic& note, Span span) {
    return note.span == span || std::ranges::count(note.labels, span, &Label::span) > 0;
  };
  if (a.span.empty() || b.span.empty()) return a.message == b.message;
  return points_at(a, b.span) || std::ranges::any_of(b.labels, [&](const Label& l) { return points_at(a, l.span); });
}

}  // namespace

std::vector<NotFinite> not_finite(const ir::Function& program, std::string_view text, const passes::Plan& plan,
                                  std::span<const double> inputs, std::span<const double> results,
                                  std::span<const std::string> names) {
  std::vector<NotFinite> all;
  if (std::ranges::all_of(results, [](double y) { return std::isfinite(y); })) return all;
  Views views(program, plan, inputs);
  const std::size_t m = program.outputs().size();
  const Layout layout(plan.derive, m, count_variables(program, plan));
  for (std::size_t k = 0; k < results.size(); ++k) {
    if (std::isfinite(results[k])) continue;
    const View* const view = views.showing(k, results[k]);
    if (view == nullptr) continue;
    Diagnostic note = Narrator(*view, text).note(k, layout.place(k).output);
    const auto twin = std::ranges::find_if(all, [&](const NotFinite& other) {
      return other.note.message == note.message ? other.note.span == note.span
                                                : k >= m && share_a_place(other.note, note);
    });
    if (twin != all.end())
      twin->results.push_back(k);
    else if (all.size() < kMaxNotes)
      all.push_back({{k}, std::move(note)});
  }
  for (NotFinite& one : all) {
    std::vector<std::string> shown;
    shown.reserve(one.results.size());
    for (const std::size_t k : one.results) {
      shown.push_back(fmt::format("{} is {}", names[k] == "value" ? "the value" : names[k], to_text(results[k])));
    }
    one.note.message += ", so " + join(shown);
  }
  if (plan.level == Level::Exact) add_rewritten(program, plan, inputs, names, all);
  return all;
}

}  // namespace adc::analysis
