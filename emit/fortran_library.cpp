#include "emit/fortran_library.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "emit/lines.h"

namespace adc::emit {
namespace {

/// A function of C's library: what it is called in Fortran, and the kinds of what it is given and gives, `i` for an
/// integer; "" for what needs no interface.
struct Row {
  std::string_view name;
  std::string_view spelling;
  std::string_view kinds;
};

constexpr std::array<Row, 44> kLibrary{{
    {"fabs", "abs", ""},
    {"sqrt", "sqrt", ""},
    {"floor", "adc_c_floor", "dd"},
    {"ceil", "adc_c_ceil", "dd"},
    {"trunc", "aint", ""},
    {"nearbyint", "adc_c_nearbyint", "dd"},
    {"exp", "adc_c_exp", "dd"},
    {"exp2", "adc_c_exp2", "dd"},
    {"expm1", "adc_c_expm1", "dd"},
    {"log", "adc_c_log", "dd"},
    {"log1p", "adc_c_log1p", "dd"},
    {"log2", "adc_c_log2", "dd"},
    {"log10", "adc_c_log10", "dd"},
    {"sin", "adc_c_sin", "dd"},
    {"cos", "adc_c_cos", "dd"},
    {"tan", "adc_c_tan", "dd"},
    {"asin", "adc_c_asin", "dd"},
    {"acos", "adc_c_acos", "dd"},
    {"atan", "adc_c_atan", "dd"},
    {"atan2", "adc_c_atan2", "ddd"},
    {"sinh", "adc_c_sinh", "dd"},
    {"cosh", "adc_c_cosh", "dd"},
    {"tanh", "adc_c_tanh", "dd"},
    {"asinh", "adc_c_asinh", "dd"},
    {"acosh", "adc_c_acosh", "dd"},
    {"atanh", "adc_c_atanh", "dd"},
    {"cbrt", "adc_c_cbrt", "dd"},
    {"hypot", "adc_c_hypot", "ddd"},
    {"pow", "adc_c_pow", "ddd"},
    {"erf", "adc_c_erf", "dd"},
    {"erfc", "adc_c_erfc", "dd"},
    {"tgamma", "adc_c_tgamma", "dd"},
    {"lgamma", "adc_c_lgamma", "dd"},
    {"fma", "adc_c_fma_dp", "dddd"},
    {"fmaf", "adc_c_fma_sp", "ssss"},
    {"fmod", "adc_c_fmod", "ddd"},
    {"fmin", "adc_c_fmin", "ddd"},
    {"fmax", "adc_c_fmax", "ddd"},
    {"copysign", "adc_c_copysign", "ddd"},
    {"ldexp", "adc_c_ldexp", "did"},
    {"isnan", "adc_c_isnan", ""},
    {"isinf", "adc_c_isinf", ""},
    {"isfinite", "adc_c_isfinite", ""},
    {"frexp", "adc_c_frexp", ""},
}};

/// A definition, by the name that it has in Fortran.
struct Definition {
  std::string_view name;
  std::string_view text;
};

constexpr std::array<Definition, 4> kDefinitions{{
    {"adc_c_isnan", R"(elemental function adc_c_isnan(x) result(answer)
  real(dp), intent(in) :: x
  logical :: answer
  answer = x /= x
end function adc_c_isnan
)"},
    {"adc_c_isinf", R"(elemental function adc_c_isinf(x) result(answer)
  real(dp), intent(in) :: x
  logical :: answer
  answer = abs(x) > huge(x)
end function adc_c_isinf
)"},
    {"adc_c_isfinite", R"(elemental function adc_c_isfinite(x) result(answer)
  real(dp), intent(in) :: x
  logical :: answer
  answer = abs(x) <= huge(x)
end function adc_c_isfinite
)"},
    {"adc_c_frexp", R"(! x = m * 2**power with 1/2 <= abs(m) < 1; what is not finite, and 0, is m
elemental subroutine adc_c_frexp(x, power, m)
  real(dp), intent(in) :: x
  integer(c_int), intent(out) :: power
  real(dp), intent(out) :: m
  m = x
  power = 0
  if (abs(x) <= huge(x)) then
    power = exponent(x)
    m = fraction(x)
  end if
end subroutine adc_c_frexp
)"},
}};

bool calls(std::string_view text, std::string_view function) {
  return text.find(std::string(function) + "(") != std::string_view::npos;
}

std::string type_of(char kind) { return kind == 'i' ? "integer(c_int)" : fmt::format("real({}p)", kind); }

void write_interface(const Row& row, Lines& out) {
  constexpr std::string_view kNames = "xyz";
  const std::size_t count = row.kinds.size() - 1;
  std::vector<std::string> parameters;
  for (std::size_t i = 0; i < count; ++i) parameters.emplace_back(1, kNames[i]);
  out.open(fmt::format("pure function {}({}) bind(C, name=\"{}\") result(answer)", row.spelling, joined(parameters),
                       row.name));
  const std::string kind{row.kinds.back(), 'p'};
  const bool has_integer = row.kinds.find('i') != std::string_view::npos;
  out.line(fmt::format("import :: {}{}", kind, has_integer ? ", c_int" : ""));
  for (std::size_t i = 0; i < count; ++i)
    out.line(fmt::format("{}, value :: {}", type_of(row.kinds[i]), parameters[i]));
  out.line(fmt::format("{} :: answer", type_of(row.kinds.back())));
  out.close(fmt::format("end function {}", row.spelling));
}

}  // namespace

std::string_view fortran_name(std::string_view c_name) {
  const auto* const found = std::ranges::find(kLibrary, c_name, &Row::name);
  return found == kLibrary.end() ? c_name : found->spelling;
}

std::string fortran_interfaces(std::string_view procedures) {
  Lines out(1);
  bool is_any = false;
  for (const Row& row : kLibrary) {
    if (row.kinds.empty() || !calls(procedures, row.spelling)) continue;
    if (!is_any) out.open("interface");
    is_any = true;
    write_interface(row, out);
  }
  if (is_any) out.close("end interface");
  return out.take();
}

std::string fortran_library(std::string_view procedures) {
  std::string all;
  for (const Definition& definition : kDefinitions) {
    if (calls(procedures, definition.name)) all += std::string(definition.text) + "\n";
  }
  return all;
}

}  // namespace adc::emit
