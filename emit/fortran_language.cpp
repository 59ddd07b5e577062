#include "emit/fortran_language.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "emit/c_language.h"
#include "emit/c_names.h"
#include "emit/fortran_library.h"

namespace adc::emit {
namespace {

using ir::Op;

/// Where it differs from C. Operands are computed, so that `merge` may look at both.
std::string_view pattern(Op op) {
  switch (op) {
    case Op::Sqrt: return "sqrt($0)";
    case Op::Abs: return "abs($0)";
    case Op::Select: return "merge($1, $2, $0)";
    case Op::Floor: return "adc_floor$f($0)";
    case Op::Ceil: return "adc_ceil$f($0)";
    case Op::Round: return "adc_round$f($0)";
    case Op::Trunc: return "aint($0)";
    case Op::Ne: return "$0 /= $1";
    case Op::And: return "$0 .and. $1";
    case Op::Or: return "$0 .or. $1";
    case Op::Not: return ".not. $0";
    case Op::ToFloat: return "merge(1.0$f, 0.0$f, $0)";
    default: return c_language().op(op);
  }
}

std::string_view pattern_in_loop(Op op, bool /*is_bool*/) { return pattern(op); }

constexpr std::array<Helper, 9> kHelpers = {{
    {"adc_min",
     "! nan if either is; -0 is less than +0\n"
     "elemental function adc_min$f(x, y) result(least)\n"
     "  $T, intent(in) :: x, y\n"
     "  $T :: least\n"
     "  if (x /= x .or. y /= y) then\n"
     "    least = x + y\n"
     "  else\n"
     "    least = merge(x, y, x < y .or. (x == y .and. sign(1.0$f, x) < 0.0$f))\n"
     "  end if\n"
     "end function adc_min$f\n"},
    {"adc_max",
     "! nan if either is; +0 is more than -0\n"
     "elemental function adc_max$f(x, y) result(largest)\n"
     "  $T, intent(in) :: x, y\n"
     "  $T :: largest\n"
     "  if (x /= x .or. y /= y) then\n"
     "    largest = x + y\n"
     "  else\n"
     "    largest = merge(x, y, y < x .or. (x == y .and. sign(1.0$f, y) < 0.0$f))\n"
     "  end if\n"
     "end function adc_max$f\n"},
    {"adc_copysign",
     "! nan if either is\n"
     "elemental function adc_copysign$f(x, y) result(signed)\n"
     "  $T, intent(in) :: x, y\n"
     "  $T :: signed\n"
     "  signed = merge(y, sign(x, y), y /= y)\n"
     "end function adc_copysign$f\n"},
    {"adc_sign",
     "elemental function adc_sign$f(x) result(of_x)\n"
     "  $T, intent(in) :: x\n"
     "  $T :: of_x\n"
     "  of_x = merge(1.0$f, merge(-1.0$f, x, x < 0.0$f), x > 0.0$f)\n"
     "end function adc_sign$f\n"},
    {"adc_floor",
     "elemental function adc_floor$f(x) result(below)\n"
     "  $T, intent(in) :: x\n"
     "  $T :: below\n"
     "  below = aint(x)\n"
     "  if (below > x) below = below - 1.0$f\n"
     "end function adc_floor$f\n"},
    {"adc_ceil",
     "elemental function adc_ceil$f(x) result(above)\n"
     "  $T, intent(in) :: x\n"
     "  $T :: above\n"
     "  above = aint(x)\n"
     "  if (above < x) above = above + 1.0$f\n"
     "end function adc_ceil$f\n"},
    {"adc_round",
     "! to the nearest integer, ties to even\n"
     "elemental function adc_round$f(x) result(nearest)\n"
     "  $T, intent(in) :: x\n"
     "  $T :: nearest\n"
     "  $T, parameter :: limit = 1.0$f / epsilon(1.0$f)\n"
     "  nearest = x\n"
     "  if (abs(x) < limit) nearest = sign((abs(x) + limit) - limit, x)\n"
     "end function adc_round$f\n"},
    {"adc_select",
     "elemental function adc_select$f(c, x, y) result(chosen)\n"
     "  logical, intent(in) :: c\n"
     "  $T, intent(in) :: x, y\n"
     "  $T :: chosen\n"
     "  chosen = merge(x, y, c)\n"
     "end function adc_select$f\n"},
    {"adc_is_index",
     "! whether x is an integer from 0 to extent - 1\n"
     "elemental function adc_is_index$f(x, extent) result(is_index)\n"
     "  $T, intent(in) :: x, extent\n"
     "  logical :: is_index\n"
     "  is_index = x >= 0.0$f .and. x < extent .and. aint(x) == x\n"
     "end function adc_is_index$f\n"},
}};

/// Quotation marks are doubled; lines end before they are too long.
std::string text_literal(std::string_view text) {
  constexpr std::size_t kLongest = 90;
  std::string result = "\"";
  std::size_t begin = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_continued = (byte & 0xC0U) == 0x80;
    if (result.size() - begin > kLongest && !is_continued) {
      result += "\" // &\n    \"";
      begin = result.size();
    }
    if (c == '"')
      result += "\"\"";
    else
      result += byte < 0x20 || byte == 0x7f ? fmt::format("\" // char({}) // \"", byte) : std::string(1, c);
  }
  return result + '"';
}

std::string literal(double x, const FloatType& type) {
  if (std::isnan(x)) return fmt::format("adc_nan{}", type.suffix);
  if (std::isinf(x)) return x > 0 ? fmt::format("adc_inf{}", type.suffix) : fmt::format("(-adc_inf{})", type.suffix);
  // Compilers take a decimal that is less than the smallest single for 0, though it is nearest to that.
  const bool is_tiny = type.is_single && x != 0 && std::abs(x) < static_cast<double>(std::numeric_limits<float>::min());
  const std::string text = (is_tiny ? fmt::format("{:.9e}", x) : shortest_decimal(x, type)) + std::string(type.suffix);
  return std::signbit(x) ? fmt::format("({})", text) : text;
}

constexpr Language kFortran{
    .f64 = {"real(dp)", "_dp", "dp", false},
    .f32 = {"real(sp)", "_sp", "sp", true},
    .flag_type = "logical",
    .index_type = "integer(ip)",

    .op = pattern,
    .op_in_loop = pattern_in_loop,
    .fma = "adc_c_fma$f($0, $1, $2)",
    .sine_and_cosine = "",
    .function = fortran_name,
    .has_single_functions = false,
    .call = "$0($1)",
    .widen = "real($0, dp)",
    .narrow = "real($0, sp)",
    .integer = "integer(c_int)",

    .literal = literal,
    .truths = {".false.", ".true."},
    .flag_as_number = "merge(1.0$f, 0.0$f, $0)",
    .index_as_number = "real($0, $B)",
    // Of a number that is no place, which is not looked at, any place: its conversion might trap.
    .number_as_index = "int(merge($0, 0.0$f, abs($0) < 1e15$f), ip)",
    .hidden = "",

    .element = "$0($1)",
    .table_element = "$0($1)",
    .scalar_output = "$0",
    .number_as_flag = "$0 /= 0.0$f",
    .choose_index = "merge(int($1, ip), int($2, ip), $0)",
    .least_index = "min(int($0, ip), int($1, ip))",
    .is_inside = "$0 >= 0 .and. $0 < $1",
    .both = "$0 .and. $1",
    .unless = ".not. ($0) .or. ($1)",

    .declare = "$0 :: $1",
    .define = "$1 = $2",
    .variable = "$1 = $2",
    .array = "$1(0:$2 - 1)",
    .assign = "$0 = $1",
    .add = "$0 = $0 + $1",
    .multiply = "$0 = $0 * $1",
    .unused = "! not needed: $0",
    .loop = "do $0 = $1, $2 - 1",
    .loop_in_steps = "do $0 = $1, $2 - 1, $3",
    .halving_loop = "$0 = $1; do while ($0 > 0)",
    .halve = "$0 = $0 / 2",
    .end_loop = "end do",
    .if_larger = "if ($0 == $0 .and. .not. ($1 <= $0)) then",
    .end_if = "end if",

    .has_strips = true,
    .table = "  $T, protected, save :: $0(0:$1 - 1)",
    .table_part = "  data $0($1:$2) /$3 /",
    .table_number = literal,
    .labels = "  character(len=$3), parameter :: $0($1) = [character(len=$3) ::$2]",
    .quoted = text_literal,
    .line_end = " &",
    .helpers = kHelpers,
    .functions = nullptr,
};

/// The kinds of what is written; words that begin statements; intrinsic procedures of Fortran 2008, and what compilers
/// add to them.
constexpr std::string_view kReservedWords =
    "dp ip sp "
    "abstract allocatable allocate assign associate asynchronous backspace bind block blockdata call case change class "
    "close codimension common complex concurrent contains contiguous continue critical cycle data deallocate default "
    "deferred dimension do double doubleprecision elemental else elseif elsewhere end endblock enddo endfile endif "
    "endwhere entry enum enumerator equivalence error exit extends external final flush forall format function generic "
    "go goto if implicit import impure in include inout inquire integer intent interface intrinsic logical lock module "
    "namelist non_intrinsic nopass null nullify only open operator optional out parameter pass pause pointer print "
    "private procedure program protected public pure read real recursive return rewind save select sequence stop "
    "submodule subroutine sync target then to type unlock use value volatile wait where while write "
    "abs achar acos acosh adjustl adjustr aimag aint all allocated amax0 amax1 amin0 amin1 amod anint any asin asinh "
    "associated atan atan2 atanh atomic_define atomic_ref bessel_j0 bessel_j1 bessel_jn bessel_y0 bessel_y1 bessel_yn "
    "bge bgt bit_size ble blt btest c_associated c_double c_f_pointer c_float c_funloc c_int c_int32_t c_int64_t c_loc "
    "c_sizeof cabs ccos ceiling cexp char clog cmplx command_argument_count conjg cos cosh count cpu_time cshift csin "
    "csqrt dabs dacos dasin datan datan2 date_and_time dble dcos dcosh ddim dexp digits dim dint dlog dlog10 dmax1 "
    "dmin1 dmod dnint dot_product dprod dshiftl dshiftr dsign dsin dsinh dsqrt dtan dtanh eoshift epsilon erf erfc "
    "erfc_scaled execute_command_line exp exponent findloc float floor fraction gamma get_command get_command_argument "
    "get_environment_variable huge hypot iabs iachar iall iand iany ibclr ibits ibset ichar idim idint idnint ieor "
    "ifix image_index index int ior iparity is_iostat_end is_iostat_eor ishft ishftc isign isnan kind lbound lcobound "
    "leadz len len_trim lge lgt lle llt log log10 log_gamma maskl maskr matmul max max0 max1 maxexponent maxloc maxval "
    "merge merge_bits min min0 min1 minexponent minloc minval mod modulo move_alloc mvbits nearest new_line nint norm2 "
    "not num_images pack parity popcnt poppar precision present product radix random_number random_seed range repeat "
    "reshape rrspacing same_type_as scale scan selected_char_kind selected_int_kind selected_real_kind set_exponent "
    "shape shifta shiftl shiftr sign sin sinh size sngl spacing spread sqrt storage_size sum system_clock tan tanh "
    "this_image tiny trailz transfer transpose trim ubound ucobound unpack verify ";

bool is_reserved(const std::string& name) {
  static const std::unordered_set<std::string_view> kReserved = [] {
    std::unordered_set<std::string_view> all;
    for (std::size_t begin = 0; begin < kReservedWords.size();) {
      const std::size_t end = kReservedWords.find(' ', begin);
      all.insert(kReservedWords.substr(begin, end - begin));
      begin = end + 1;
    }
    return all;
  }();
  return kReserved.contains(name) || name.ends_with("_module");
}

/// The beginning of a name that is too long, and its end, by which names that were made different differ.
std::string shortened(std::string name) {
  constexpr std::size_t kLongest = 49;
  constexpr std::size_t kEnd = 8;
  if (name.size() <= kLongest) return name;
  return name.substr(0, kLongest - kEnd - 1) + '_' + name.substr(name.size() - kEnd);
}

template <std::string (*of_c)(std::string_view)>
std::string free_of_words(std::string_view name) {
  std::string result = shortened(ascii_identifier(name));
  const std::string lower = lower_case(result);
  return of_c(lower) != lower || is_reserved(lower) ? result + '_' : result;
}

/// Nor what a subroutine calls its own.
std::string subroutine_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> kOwn{"workspace", "rows", "first", "left", "count"};
  std::string result = free_of_words<c_identifier>(name);
  return std::ranges::find(kOwn, lower_case(result)) != kOwn.end() ? result + '_' : result;
}

constexpr Naming kNaming{
    .function = subroutine_name, .local = free_of_words<c_local>, .ignores_case = true, .has_scalars = true};

}  // namespace

const Language& fortran_language() { return kFortran; }
const Naming& fortran_naming() { return kNaming; }

}  // namespace adc::emit
