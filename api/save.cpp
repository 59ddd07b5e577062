// Functions as bytes. The format is JSON: the program as the text form of the IR, which is exact, and beside it what a
// handle has more than that. A member that is not known is a later version's, and a reason to refuse.
#include <algorithm>
#include <array>
#include <bit>
#include <nlohmann/json.hpp>

#include "adc/adc.hpp"
#include "api/externals.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "ir/text.h"
#include "ir/watch.h"
#include "run/read_program.h"

namespace adc::inline ADC_ABI {
namespace {

using Json = nlohmann::json;

constexpr const char* kFormat = "adc-function";
constexpr int kVersion = 1;

Error damaged(const std::string& what) {
  return Error(diag::diagnose("bad-function", {}, "this is no saved function: " + what));
}

/// Reads the members of an object, and throws `Error` where one is not what it should be.
class Members {
 public:
  explicit Members(const Json& object) : object_(object) {}

  [[nodiscard]] const Json& member(const char* name) const {
    const auto found = object_.find(name);
    if (found == object_.end()) throw damaged(std::string("it has no \"") + name + '"');
    return *found;
  }
  [[nodiscard]] std::string text(const char* name) const {
    const Json& value = member(name);
    if (!value.is_string()) wrong(name);
    return value.get<std::string>();
  }
  [[nodiscard]] bool truth(const char* name) const {
    const Json& value = member(name);
    if (!value.is_boolean()) wrong(name);
    return value.get<bool>();
  }
  /// One of the words of an enumeration, in the order of its enumerators.
  template <class Enum, std::size_t n>
  [[nodiscard]] Enum word(const char* name, const std::array<const char*, n>& words) const {
    const std::string value = text(name);
    for (std::size_t i = 0; i < n; ++i) {
      if (value == words[i]) return static_cast<Enum>(i);
    }
    wrong(name);
  }
  [[nodiscard]] std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> values;
    for (const Json& value : list(name)) {
      if (!value.is_string()) wrong(name);
      values.push_back(value.get<std::string>());
    }
    return values;
  }
  /// Numbers as texts of bits, or null.
  [[nodiscard]] std::vector<std::optional<double>> numbers(const char* name) const {
    std::vector<std::optional<double>> values;
    for (const Json& value : list(name)) {
      if (!value.is_null() && !value.is_number_unsigned()) wrong(name);
      values.push_back(value.is_null() ? std::nullopt
                                       : std::optional(std::bit_cast<double>(value.get<std::uint64_t>())));
    }
    return values;
  }

 private:
  [[nodiscard]] const Json& list(const char* name) const {
    const Json& all = member(name);
    if (!all.is_array()) wrong(name);
    return all;
  }
  [[noreturn]] static void wrong(const char* name) {
    throw damaged(std::string("its \"") + name + "\" is no such thing");
  }

  const Json& object_;
};

constexpr std::array kModes{"auto", "symbolic", "forward", "reverse"};
constexpr std::array kTiers{"auto", "interpret", "native"};
constexpr std::array kLevels{"exact", "stable", "real"};

template <class Enum, std::size_t n>
const char* word(Enum value, const std::array<const char*, n>& words) {
  return words[static_cast<std::size_t>(value)];
}

/// The program of a saved function, with derivatives for the inputs that it names.
run::Compiled program_of(const Members& saved, const Limits& limits) {
  parser::ParseOptions options;
  options.limits = limits;
  const std::string text = saved.text("ir");
  if (!text.starts_with("adc-ir")) throw damaged("its \"ir\" is no such thing");
  Result<parser::Parsed> parsed = run::read_program(text, options);
  if (!parsed) {
    const Diagnostic& why = parsed.error().diagnostic();
    if (why.error_class == ErrorClass::Limit) throw Error(why);
    throw damaged(why.message);
  }
  const std::vector<std::string> inputs = run::input_names(parsed->fn);
  std::vector<std::uint32_t> wrt;
  for (const std::string& name : saved.texts("wrt")) {
    const auto found = std::ranges::find(inputs, name);
    const auto at = static_cast<std::uint32_t>(found - inputs.begin());
    if (found == inputs.end() || std::ranges::find(wrt, at) != wrt.end())
      throw damaged("one of its variables is no input of it, or stands there twice");
    wrt.push_back(at);
  }
  passes::Plan plan;
  plan.mode = saved.word<Mode>("mode", kModes);
  plan.level = saved.word<Level>("level", kLevels);
  plan.limits = limits;
  run::Compiled program{.fn = std::move(parsed->fn),
                        .text = saved.text("text"),
                        .source_name = saved.text("source_name"),
                        .plan = plan,
                        .tier = saved.word<Tier>("tier", kTiers),
                        .vector_math = saved.truth("vector_math")};
  return for_variables(std::move(program), std::move(wrt));
}

}  // namespace

Result<std::string> Function::save() const {
  const run::Compiled& program = state_->program;
  if (const auto error = refuse_externals(program, "it cannot be saved")) return *error;
  return state_->guarded([&]() -> Result<std::string> {
    Json defaults = Json::array();
    for (const std::optional<double>& value : state_->defaults)
      defaults.push_back(value ? Json(std::bit_cast<std::uint64_t>(*value)) : Json());
    const Json saved{{"format", kFormat},
                     {"version", kVersion},
                     {"ir", ir::print(program.fn)},
                     {"wrt", state_->wrt},
                     {"mode", word(program.plan.mode, kModes)},
                     {"level", word(program.plan.level, kLevels)},
                     {"tier", word(program.tier, kTiers)},
                     {"vector_math", program.vector_math},
                     {"text", program.text},
                     {"source_name", program.source_name},
                     {"value_names", state_->value_names},
                     {"defaults", std::move(defaults)},
                     {"only_defines", state_->only_defines}};
    // A name of a source may be any bytes.
    return saved.dump(-1, ' ', false, Json::error_handler_t::replace);
  });
}

Result<Function> load(std::string_view bytes, const Limits& limits) {
  return run::guarded(limits, [&]() -> Result<Function> {
    if (bytes.size() > limits.source_bytes)
      return diag::diagnose("source-too-large", {}, "the saved function is longer than the limit");
    // A value inside a value inside the object is as deep as anything is.
    constexpr int kDeepest = 3;
    bool is_too_deep = false;
    const Json::parser_callback_t keep = [&](int depth, Json::parse_event_t, Json&) {
      ir::check_time();
      if (depth > kDeepest) is_too_deep = true;
      return !is_too_deep;
    };
    const Json json = Json::parse(bytes, keep, false);
    if (is_too_deep) return damaged("it has values within values");
    if (!json.is_object()) return damaged("it is no JSON object");
    const Members saved(json);
    if (saved.text("format") != kFormat) return damaged("it is of another format");
    if (const Json& version = saved.member("version"); version != kVersion) {
      const bool is_later = version.is_number_unsigned() && version.get<std::uint64_t>() > kVersion;
      return damaged(is_later ? "it is of a later version of adc" : "it is of no version");
    }
    constexpr std::size_t kMembers = 13;
    if (json.size() != kMembers) return damaged("it has other members");
    auto state = std::make_shared<Function::State>(program_of(saved, limits));
    state->defaults = saved.numbers("defaults");
    state->value_names = saved.texts("value_names");
    state->only_defines = saved.truth("only_defines");
    const bool names_fit = state->value_names.empty() || state->value_names.size() == state->outputs.size();
    if (state->defaults.size() != state->inputs.size() || !names_fit)
      return damaged("it has other numbers of names than of inputs or outputs");
    return Function(std::move(state));
  });
}

}  // namespace adc::inline ADC_ABI
