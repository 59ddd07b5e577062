#include "adc/array.hpp"

#include <algorithm>

#include "adc/adc.hpp"
#include "adc/text.hpp"
#include "api/guard.h"
#include "data/mapped_file.h"
#include "data/npy.h"

namespace adc {
namespace {

/// How many of the first and of the last entries of an axis are shown where not all are.
constexpr std::size_t kEdge = 3;

/// Writes a tensor axis by axis; a matrix with semicolons between its rows.
class Writer {
 public:
  Writer(const Array& array, bool all) : array_(array), all_(all) {}

  std::string run() {
    if (array_.shape.empty()) return to_text(array_.numbers[0]);
    write(0, 0);
    return std::move(text_);
  }

 private:
  void write(std::size_t axis, std::size_t at) {
    if (axis == array_.shape.size()) {
      text_ += to_text(array_.numbers[at]);
      return;
    }
    const std::size_t rank = array_.shape.size();
    const bool is_row = axis + 1 == rank && rank >= 2;  // within a matrix, which has the brackets
    const auto extent = static_cast<std::size_t>(array_.shape[axis]);
    std::size_t stride = 1;
    for (std::size_t k = axis + 1; k < rank; ++k) stride *= static_cast<std::size_t>(array_.shape[k]);
    const char* const separator = axis + 2 == rank ? "; " : ", ";
    if (!is_row) text_ += '[';
    for (std::size_t i = 0; i < extent; ++i) {
      if (i > 0) text_ += separator;
      if (!all_ && extent > 2 * kEdge && i == kEdge) {
        text_ += std::string("…") + separator;
        i = extent - kEdge;
      }
      write(axis + 1, at + i * stride);
    }
    if (!is_row) text_ += ']';
  }

  const Array& array_;
  bool all_;
  std::string text_;
};

}  // namespace

std::string to_text(const Array& array, std::size_t most) { return Writer(array, array.numbers.size() <= most).run(); }

Result<Array> evaluate_array(std::string_view text, std::string_view source_name) {
  const Result<Function> constant =
      compile(text, {.source_name = std::string(source_name), .tier = Tier::Interpret, .level = Level::Exact});
  if (!constant) return constant.error();
  if (!constant->inputs().empty() || constant->outputs().size() != 1) {
    const bool free = !constant->inputs().empty();
    const Diagnostic diagnostic{
        .slug = "not-constant",
        .error_class = ErrorClass::Usage,
        .span = {},
        .message = free ? "`" + std::string(text) + "` is not a constant: it depends on `" + constant->inputs()[0] + "`"
                        : "`" + std::string(text) + "` is not one value",
        .labels = {},
        .help = {}};
    return Error(render(diagnostic, source_name, text), diagnostic);
  }
  if (std::optional<Error> error = constant->prepare(Derive::Value)) return *std::move(error);
  Array array{.shape = constant->output_shapes()[0], .numbers = std::vector<double>(constant->output_size())};
  constant->values({}, array.numbers);
  return array;
}

Result<double> evaluate_constant(std::string_view text, std::string_view source_name) {
  const Result<Array> array = evaluate_array(text, source_name);
  if (!array) return array.error();
  if (array->shape.empty()) return array->numbers[0];
  const Diagnostic diagnostic{.slug = "not-constant",
                              .error_class = ErrorClass::Usage,
                              .span = {},
                              .message = "`" + std::string(text) + "` is not one number",
                              .labels = {},
                              .help = {}};
  return Error(render(diagnostic, source_name, text), diagnostic);
}

Result<Array> read_npy(const std::string& path) {
  return api::guarded([&]() -> Result<Array> {
    try {
      const data::MappedFile file(path, std::size_t{1} << 40U);
      return data::parse_npy(file.bytes());
    } catch (const Error& error) {
      return error;
    }
  });
}

}  // namespace adc
