#include "tools/program.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <memory>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

/// All of `file`, up to one byte more than the limit: then the library says that it is too long.
std::string read_all(std::FILE* file, const std::string& name, std::size_t limit) {
  std::string text;
  std::array<char, 1 << 16> buffer;  // NOLINT: written before it is read
  while (text.size() <= limit) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file);
    text.append(buffer.data(), got);
    if (got == 0) break;
  }
  if (std::ferror(file) != 0) {
    TimeLimit::check();
    throw failure("cannot-read", fmt::format("cannot read {}: {}", name, std::strerror(errno)));
  }
  return text;
}

std::string read_file(const std::string& path, std::size_t limit) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) {
    throw failure("cannot-read", fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  }
  return read_all(file.get(), path, limit);
}

bool is_path(const std::string& word) {
  return word.ends_with(".adc") || word.ends_with(".tex") || word.ends_with(".ir") || word.starts_with("/") ||
         word.starts_with("./") || word.starts_with("../");
}

bool is_model(const std::string& word) { return word.ends_with(".safetensors"); }

ProgramWords program_file(const std::string& path, std::size_t most_bytes, std::vector<std::string> rest) {
  if (!is_model(path)) return {read_file(path, most_bytes), path, std::move(rest)};
  auto model = std::make_shared<const train::Model>(train::load(path).value());
  std::string text = model->program;
  return {std::move(text), path, std::move(rest), std::move(model)};
}

Limits limits(const Words& words) {
  const Limits defaults;
  return {.source_bytes = whole_number(words, "--max-source-bytes", defaults.source_bytes),
          .nesting = whole_number(words, "--max-nesting", defaults.nesting),
          .instructions = whole_number(words, "--max-instructions", defaults.instructions),
          .bytes = whole_number(words, "--max-bytes", defaults.bytes),
          .stop = stop_flag()};
}

}  // namespace

double max_seconds(const Words& words) {
  const std::string* text = words.find("--max-seconds");
  if (text == nullptr) return std::numeric_limits<double>::infinity();
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || !(value > 0)) {
    throw failure("bad-value", fmt::format("`--max-seconds` wants a number of seconds, not `{}`", *text));
  }
  return value;
}

std::size_t whole_number(const Words& words, std::string_view option, std::size_t fallback) {
  const std::string* text = words.find(option);
  if (text == nullptr) return fallback;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || text->empty()) {
    throw failure("bad-value", fmt::format("`{}` wants a whole number, not `{}`", option, *text));
  }
  return value;
}

namespace {

/// PROGRAM, however it is written.
ProgramWords any_program(const Words& words) {
  std::vector<std::string> rest = words.positional();
  const std::size_t bytes = limits(words).source_bytes;
  if (const std::string* path = words.find("--file")) return program_file(*path, bytes, std::move(rest));
  if (rest.empty()) {
    throw failure(
        "missing-program", "there is no program",
        {"give a formula, a file that ends in `.adc`, `.tex` or `.safetensors`, `-f FILE`, or `-` for stdin"});
  }
  const std::string word = rest.front();
  rest.erase(rest.begin());
  if (word == "-") return {read_all(stdin, "<stdin>", bytes), "<stdin>", std::move(rest)};
  if (is_path(word) || is_model(word)) return program_file(word, bytes, std::move(rest));
  return {word, "<formula>", std::move(rest)};
}

}  // namespace

ProgramWords program_words(const Words& words) {
  ProgramWords program = any_program(words);
  if (program.source_name.ends_with(".tex")) program.syntax = Syntax::Latex;
  const FromWords from = from_words(words);
  if (from.syntax) program.syntax = *from.syntax;
  if (from.table && !words.has("--data")) refuse_choice("--from", *from.table, {"adc", "latex"});
  return program;
}

FromWords from_words(const Words& words) {
  FromWords from;
  for (const auto& [option, value] : words.given()) {
    if (option != "--from") continue;
    if (value == "adc")
      from.syntax = Syntax::Adc;
    else if (value == "latex")
      from.syntax = Syntax::Latex;
    else
      from.table = value;
  }
  return from;
}

std::vector<Option> program_options() {
  return {{"--file", "-f", "FILE", "read the program from FILE"},
          {"--from", "", "SYNTAX", "how the program is written: adc or latex (as it looks)"},
          {"--dim", "", "SIZES", "sizes that the program names by `dim`: n=10,m=3"},
          {"--max-instructions", "", "N", "limit of instructions (10000000)"},
          {"--max-bytes", "", "N", "limit of the memory of one evaluation's tensors (8589934592)"},
          {"--max-nesting", "", "N", "limit of nested brackets (1000)"},
          {"--max-source-bytes", "", "N", "limit of the program's size (67108864)"},
          {"--max-seconds", "", "N", "limit of the time that all takes; of a session, each line (no limit)"},
          {"--help", "-h", "", "print this"}};
}

Option dtype_option() { return {"--dtype", "", "TYPE", "compute in f64 (default) or f32"}; }

std::vector<Option> compute_options() {
  return {
      {"--mode", "", "MODE", "derivatives by auto, symbolic, forward or reverse mode"},
      {"--tier", "", "TIER", "run by auto, interpret or native"},
      dtype_option(),
      {"--vector", "", "WHETHER", "vector math in native code of tensors and rows, a few ulp off: on (default) or off"},
      {"--as-written", "", "", "compute exactly as written: no rewrites for accuracy"}};
}

namespace {

Binding binding(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos) {
    throw failure("bad-input", fmt::format("`{}` is not of the form name=value", word),
                  {"the program is one word: put it in quotes"});
  }
  std::string name = input_name(std::string(trimmed(word.substr(0, equals))));
  if (trimmed(word.substr(equals + 1)).empty()) {
    throw failure("bad-input", fmt::format("nothing follows `{}=`", name), {"values are given as name=value"});
  }
  const std::string text(trimmed(std::string_view(word).substr(equals + 1)));
  const Result<Array> value = text.starts_with('@') ? read_npy(text.substr(1))
                                                    : evaluate_array(text, "value of " + name, {.stop = stop_flag()});
  if (!value) {
    Diagnostic diagnostic = value.error().diagnostic();
    if (diagnostic.error_class == ErrorClass::Program) diagnostic.error_class = ErrorClass::Usage;
    throw Error(value.error().what(), std::move(diagnostic));
  }
  return {std::move(name), *value};
}

constexpr std::int64_t kFewElements = 6;

/// A value of this shape, as one might write it: "1", "[1,2,3]", "[1,2;3,4]"; of a large tensor a file.
std::string example_value(const std::string& name, const Extents& shape) {
  if (shape.empty()) return "1";
  std::int64_t size = 1;
  for (const std::int64_t extent : shape) size *= std::min(extent, kFewElements + 1);
  if (shape.size() > 2 || size < 1 || size > kFewElements) return fmt::format("@{}.npy", name);
  std::string text;
  for (std::int64_t k = 0; k < size; ++k) {
    if (k > 0) text += shape.size() == 2 && k % shape[1] == 0 ? ';' : ',';
    text += std::to_string(k + 1);
  }
  return fmt::format("[{}]", text);
}

}  // namespace

std::string input_name(const std::string& word) {
  if (std::optional<std::string> name = canonical_name(word)) return *std::move(name);
  throw failure("bad-name", fmt::format("`{}` is not the name of an input", word),
                {"values are given as name=value, and the program is one word, in quotes"});
}

std::vector<std::string> input_names(const std::vector<std::string>& words) {
  std::vector<std::string> names;
  for (const std::string& word : words) {
    std::string name = input_name(std::string(trimmed(word)));
    if (std::ranges::find(names, name) != names.end()) {
      throw failure("repeated-input", fmt::format("`{}` is given twice", name));
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> wrt(const Words& words) {
  const std::string* names = words.find("--wrt");
  return names == nullptr ? std::vector<std::string>() : input_names(split(*names, ','));
}

void refuse_more(const std::vector<std::string>& rest) {
  if (rest.empty()) return;
  throw failure("unexpected-word", fmt::format("there is no use for `{}` here", rest.front()),
                {"the program is one word: put it in quotes"});
}

std::vector<Binding> bindings(const std::vector<std::string>& words) {
  std::vector<Binding> all;
  for (const std::string& word : words) {
    Binding next = binding(word);
    if (std::ranges::any_of(all, [&](const Binding& other) { return other.name == next.name; })) {
      throw failure("repeated-input", fmt::format("`{}` is given twice", next.name));
    }
    all.push_back(std::move(next));
  }
  return all;
}

double scalar(const Binding& binding) {
  if (binding.value.shape.empty()) return binding.value.numbers[0];
  throw failure("bad-input",
                fmt::format("`{}` wants one number here, not {}", binding.name, to_text(binding.value, 6)));
}

namespace {

/// The number as a size.
std::optional<std::int64_t> size(double number) {
  if (!(number >= 0 && number <= 0x1p48 && number == std::floor(number))) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

/// The sizes that `--dim n=10,m=3` gives, and the whole numbers among the values: `n=10` where the program says `dim
/// n`.
std::map<std::string, std::int64_t> dims(const Words& words, const std::vector<Binding>& given) {
  std::map<std::string, std::int64_t> sizes;
  for (const Binding& value : given) {
    const std::optional<std::int64_t> whole = value.value.shape.empty() ? size(value.value.numbers[0]) : std::nullopt;
    if (whole) sizes.emplace(value.name, *whole);
  }
  const std::string* const list = words.find("--dim");
  if (list == nullptr) return sizes;
  for (const Binding& named : bindings(split(*list, ','))) {
    const std::optional<std::int64_t> whole = size(scalar(named));
    if (!whole) throw failure("bad-value", fmt::format("the size `{}` wants a whole number", named.name));
    sizes.insert_or_assign(named.name, *whole);
  }
  return sizes;
}

}  // namespace

namespace {

std::optional<DType> dtype(const Words& words) {
  if (!words.has("--dtype")) return std::nullopt;
  return choice<DType>(words, "--dtype", {{"f64", DType::F64}, {"f32", DType::F32}});
}

}  // namespace

CompileOptions compile_options(const Words& words, const ProgramWords& program, const std::vector<Binding>& given) {
  std::vector<std::string> inputs;
  std::map<std::string, Extents> shapes;
  for (const Binding& input : given) {
    inputs.push_back(input.name);
    if (!input.value.shape.empty()) shapes.emplace(input.name, input.value.shape);
  }
  return {
      .source_name = program.source_name,
      .syntax = program.syntax,
      .inputs = std::move(inputs),
      .wrt = wrt(words),
      .dims = dims(words, given),
      .shapes = std::move(shapes),
      .mode = choice<Mode>(
          words, "--mode",
          {{"auto", Mode::Auto}, {"symbolic", Mode::Symbolic}, {"forward", Mode::Forward}, {"reverse", Mode::Reverse}}),
      .tier = choice<Tier>(words, "--tier",
                           {{"auto", Tier::Auto}, {"interpret", Tier::Interpret}, {"native", Tier::Native}}),
      .level = words.has("--as-written") ? Level::Exact : Level::Stable,
      .dtype = dtype(words),
      .vector_math = choice<bool>(words, "--vector", {{"on", true}, {"off", false}}),
      .limits = limits(words)};
}

Function compile_program(const ProgramWords& program, const CompileOptions& options) {
  Function function =
      (program.model ? train::predictor(*program.model, options) : compile(program.text, options)).value();
  for (const Diagnostic& note : function.notes()) {
    print_message(render(note, program.source_name, program.text, "note"));
  }
  return function;
}

namespace {

/// "a number", "R[2, 3]"
std::string describe(const Extents& shape) {
  if (shape.empty()) return "a number";
  std::string text = "R[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

}  // namespace

Evaluation evaluation(const Words& words, const Know& know) { return evaluation(words, program_words(words), know); }

Evaluation evaluation(const Words& words, const ProgramWords& program, const Know& know) {
  const std::vector<Binding> given = bindings(program.rest);
  const CompileOptions options = compile_options(words, program, given);
  Function function = compile_program(program, options);
  const Knowledge known = know ? know(program, options, function) : Knowledge{};
  std::vector<double> point;
  std::vector<std::string> missing;
  std::string examples;
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const std::string& name = function.inputs()[i];
    const auto found = std::ranges::find(given, name, &Binding::name);
    if (found == given.end()) {
      if (const auto value = known.values.find(name); value != known.values.end()) {
        point.insert(point.end(), value->second.numbers.begin(), value->second.numbers.end());
        continue;
      }
      missing.push_back(name);
      examples += fmt::format(" {}={}", name, example_value(name, function.input_shapes()[i]));
      continue;
    }
    const Array& value = found->value;
    if (value.shape != function.input_shapes()[i]) {
      throw failure("bad-input", fmt::format("`{}` is {}, but {} is {}", name, describe(function.input_shapes()[i]),
                                             to_text(value, 6), describe(value.shape)));
    }
    point.insert(point.end(), value.numbers.begin(), value.numbers.end());
  }
  if (!missing.empty()) {
    std::vector<std::string> hints{"add to the command line, for example:" + examples};
    if (program.model) hints.push_back("they are the features " + list(program.model->features) + " of the model");
    hints.insert(hints.end(), known.help.begin(), known.help.end());
    throw failure("missing-input", "no value is given for " + list(missing), std::move(hints));
  }
  return {program, std::move(function), std::move(point)};
}

}  // namespace adc::tools
