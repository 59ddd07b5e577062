#include "emit/c_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_set>

namespace adc::emit {
namespace {

// Words that a global function must not be named: keywords of C and C++, functions and macros of the C library,
// functions that compilers or other programs expect to be the system's.
constexpr std::string_view kReservedWords =
    // keywords
    "alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const consteval "
    "constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double "
    "dynamic_cast "
    "else enum explicit export extern false float for friend goto if import inline int long module mutable namespace "
    "new "
    "noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires "
    "restrict "
    "return short signed sizeof static std static_assert static_cast struct switch template this thread_local throw "
    "true "
    "try "
    "typedef typeid typename typeof union unsigned using virtual void volatile wchar_t while xor xor_eq main "
    // macros and objects
    "assert complex daylight environ errno i386 imaginary linux math_errhandling noreturn offsetof signgam stderr "
    "stdin "
    "stdout timezone tzname unix va_arg va_copy va_end va_start EOF FP_INFINITE FP_NAN FP_NORMAL FP_SUBNORMAL FP_ZERO "
    "HUGE_VAL INFINITY NAN NULL "
    // <fenv.h>
    "feclearexcept fegetenv fegetexceptflag fegetround feholdexcept feraiseexcept fesetenv "
    "fesetexceptflag fesetround fetestexcept feupdateenv "
    // <ctype.h>, <wctype.h>
    "isalnum isalpha isascii isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit iswalnum "
    "iswalpha iswblank iswcntrl iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit toascii "
    "tolower "
    "toupper towlower towupper "
    // <stdlib.h>, <stdio.h>
    "abort abs aligned_alloc alloca atexit atof atoi atol atoll bsearch calloc clearerr div exit fclose feof ferror "
    "fflush "
    "fgetc fgetpos fgets fopen fprintf fprintf_unlocked fputc fputc_unlocked fputs fputs_unlocked fread free freopen "
    "fscanf "
    "fseek fsetpos ftell fwrite fwrite_unlocked getc getchar getenv gets imaxabs imaxdiv labs ldiv llabs lldiv malloc "
    "memalign mkstemp perror posix_memalign printf printf_unlocked putc putc_unlocked putchar putchar_unlocked puts "
    "puts_unlocked qsort rand random realloc remove rename rewind scanf setbuf setvbuf snprintf sprintf srand sscanf "
    "system "
    "tmpfile tmpnam ungetc vfprintf vfscanf vprintf vscanf vsnprintf vsprintf vsscanf "
    // <string.h>, <wchar.h>
    "bcmp bcopy bzero ffs ffsll index memccpy memchr memcmp memcpy memmove mempcpy memset rindex stpcpy stpncpy "
    "strcasecmp strcat strchr strcmp strcoll strcpy strcspn strdup strerror strfmon strftime strlen strncasecmp "
    "strncat "
    "strncmp strncpy strndup strnlen strpbrk strrchr strspn strstr strtod strtok strtol strtold strtoll strtoul "
    "strtoull "
    "strxfrm wcschr wcscmp wcslen wcsncmp wmemchr wmemcmp wmemcpy wmemmove wmemset "
    // <time.h>, <signal.h>, <setjmp.h>, <locale.h>, <unistd.h> and what else programs rely on
    "accept access alarm asctime bind brk chdir chmod clock close connect creat ctime dcgettext dgettext difftime dup "
    "dup2 "
    "execl execle execlp execv execve execvp fcntl fork ftime getcwd getpid gettext gmtime ioctl kill link listen "
    "localtime "
    "localeconv longjmp lseek mktime mmap nice open pause pipe poll raise read recv sbrk select send setjmp setlocale "
    "sigaction "
    "signal sleep socket stat sync syscall time times truncate umask uname unlink usleep utime vfork wait write ";

// Functions and constants of <math.h> and <complex.h>, and those that extend them; strtof. The same with a suffix for
// another type are reserved too.
constexpr std::string_view kMathWords =
    "cabs cacos cacosh carg casin casinh catan catanh ccos ccosh cexp cimag clog clog10 conj cpow cproj creal csin "
    "csinh csqrt ctan ctanh strto "
    "M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2 "
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh drem erf erfc exp exp10 exp2 expm1 fabs fdim "
    "finite "
    "floor fma fmax fmin fmod fpclassify frexp gamma gamma_r hypot ilogb isfinite isgreater isgreaterequal isinf "
    "isless "
    "islessequal islessgreater isnan isnormal isunordered j0 j1 jn ldexp lgamma lgamma_r llrint llround log log10 "
    "log1p log2 "
    "logb lrint lround modf nan nearbyint nextafter nexttoward pow pow10 remainder remquo rint round roundeven scalb "
    "scalbln "
    "scalbn signbit significand sin sincos sinh sqrt tan tanh tgamma trunc y0 y1 yn ";
constexpr std::string_view kMathSuffixes = " f l f16 f32 f64 f128 f32x f64x d32 d64 d128 ";

template <typename Visit>
void for_each_word(std::string_view words, const Visit& visit) {
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = words.find(' ', begin);
    visit(words.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::unordered_set<std::string> make_reserved() {
  std::unordered_set<std::string> reserved;
  for_each_word(kReservedWords, [&](std::string_view word) { reserved.emplace(word); });
  for_each_word(kMathWords, [&](std::string_view word) {
    for_each_word(kMathSuffixes,
                  [&](std::string_view suffix) { reserved.insert(std::string(word) + std::string(suffix)); });
  });
  return reserved;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word_with_numbers(std::string_view name, std::string_view word) {
  if (!name.starts_with(word) || name.size() == word.size() || !is_digit(name[word.size()])) return false;
  return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(word.size()), name.end(),
                     [](char c) { return is_digit(c) || c == '_'; });
}

/// Values are v0, v1, …, hidden constants k0, k1, …; what guards definitions is ADC_HAS_….
bool is_used_everywhere(std::string_view name) {
  return name.starts_with("adc_") || name.starts_with("ADC_HAS_") || is_word_with_numbers(name, "v") ||
         is_word_with_numbers(name, "k");
}

/// What functions of scalars call their inputs and outputs.
bool is_array_of_scalars(std::string_view name) { return name == "x" || name == "y"; }

/// What loops over arrays call what they are made of.
bool is_used_by_loops(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNumbered = {"i", "strip", "turn", "block", "end", "fold", "best", "work"};
  return name == "lane" || name == "half" || name == "zero" ||
         std::ranges::any_of(kNumbered, [&](std::string_view word) { return is_word_with_numbers(name, word); });
}

/// Macros of the headers that are included: INT8_MAX, SIZE_MAX, FP_ILOGB0.
bool is_macro(std::string_view name) {
  constexpr std::array<std::string_view, 11> kFamilies = {"INT",   "UINT",  "PTRDIFF_", "SIZE_", "WCHAR_", "WINT_",
                                                          "SIG_A", "HUGE_", "MATH_",    "FP_",   "__"};
  const auto is_capital = [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; };
  return name.find('_') != std::string_view::npos && std::ranges::all_of(name, is_capital) &&
         std::ranges::any_of(kFamilies, [&](std::string_view family) { return name.starts_with(family); });
}

/// Their types: size_t, uint64_t, float_t.
bool is_type(std::string_view name) {
  if (!name.ends_with("_t")) return false;
  constexpr std::array<std::string_view, 7> kFamilies = {"int", "uint", "size", "ptrdiff", "wchar", "float", "double"};
  return std::ranges::any_of(kFamilies, [&](std::string_view family) { return name.starts_with(family); });
}

bool is_reserved(const std::string& name) {
  static const std::unordered_set<std::string> kReserved = make_reserved();
  return is_used_everywhere(name) || is_macro(name) || is_type(name) || name.starts_with("cblas_") ||
         name.starts_with("Cblas") || kReserved.contains(name);
}

constexpr std::array<std::string_view, 25> kGreek = {
    "alpha", "beta",    "gamma", "delta", "epsilon", "zeta",  "eta", "theta",   "iota", "kappa", "lambda", "mu",   "nu",
    "xi",    "omicron", "pi",    "rho",   "sigma",   "sigma", "tau", "upsilon", "phi",  "chi",   "psi",    "omega"};

std::string transliterate(char32_t c) {
  const auto greek = [](std::size_t i) { return std::string(kGreek[i]); };
  if (c >= U'α' && c <= U'ω') return greek(c - U'α');
  if (c >= U'Α' && c <= U'Ω') {
    std::string name = greek(c - U'Α');
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
  }
  if (c >= U'₀' && c <= U'₉') return {static_cast<char>('0' + (c - U'₀'))};
  if (c >= U'⁴' && c <= U'⁹') return {static_cast<char>('0' + (c - U'⁰'))};
  constexpr std::u32string_view kOthers = U"¹²³⁰′ϵϑϕ";
  constexpr std::array<std::string_view, 8> kTheirs = {"1", "2", "3", "0", "_prime", "epsilon", "theta", "phi"};
  const std::size_t found = kOthers.find(c);
  return found == std::u32string_view::npos ? "_" : std::string(kTheirs[found]);
}

constexpr char32_t kInvalid = 0xFFFFFFFF;

/// Takes a code point off the front of `text`, which is not empty; kInvalid and one byte where it is not UTF-8.
char32_t next_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::size_t length = byte(0) < 0x80   ? 1
                             : byte(0) < 0xC2 ? 0
                             : byte(0) < 0xE0 ? 2
                             : byte(0) < 0xF0 ? 3
                             : byte(0) < 0xF5 ? 4
                                              : 0;
  char32_t c = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  bool valid = length != 0 && length <= text.size();
  for (std::size_t i = 1; valid && i < length; ++i) {
    valid = (byte(i) & 0xC0) == 0x80;
    c = (c << 6) | (byte(i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  valid = valid && c >= kSmallest[length] && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
  text.remove_prefix(valid ? length : 1);
  return valid ? c : kInvalid;
}

/// Neither controls nor what changes the direction of text or is not seen, which compilers warn of.
bool is_printable(char32_t c) {
  if (c == kInvalid || c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;
  const bool is_invisible = c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
                            (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) || c >= 0xE0000;
  return !is_invisible;
}

}  // namespace

std::string ascii_identifier(std::string_view name) {
  std::string result;
  while (!name.empty()) {
    const char first = name[0];
    const char32_t c = next_code_point(name);
    result += is_letter(first) || is_digit(first) ? std::string(1, first) : c == U'_' ? "_" : transliterate(c);
  }
  if (result.empty() || !is_letter(result[0])) result.insert(0, result.empty() || result[0] != '_' ? "f_" : "f");
  return result;
}

std::string printable_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = next_code_point(text);
    if (c == U'\n' || is_printable(c))
      result += before.substr(0, before.size() - text.size());
    else
      result += c == U'\t' ? " " : "\uFFFD";
  }
  return result;
}

std::string c_identifier(std::string_view name) {
  std::string result = ascii_identifier(name);
  return is_reserved(result) || is_array_of_scalars(result) ? result + '_' : result;
}

std::string c_local(std::string_view name) {
  std::string result = ascii_identifier(name);
  return is_reserved(result) || is_used_by_loops(result) ? result + '_' : result;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string c_comment(std::string_view text) {
  std::string result;
  for (const char c : printable_text(text)) {
    const char last = result.empty() ? '\0' : result.back();
    if ((last == '*' && c == '/') || (last == '/' && c == '*') || (last == '?' && c == '?')) result += ' ';
    result += c;
  }
  return result;
}

std::string c_line(std::string_view text) {
  std::string line = c_comment(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string c_indented(std::string_view text) {
  std::string result = "     ";
  for (const char c : c_comment(text)) result += c == '\n' ? std::string("\n     ") : std::string(1, c);
  return result;
}

}  // namespace adc::emit
