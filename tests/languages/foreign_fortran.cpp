// Main programs in Fortran.
#include <fmt/core.h>

#include "emit/fortran.h"
#include "tests/languages/foreign.h"

namespace adc::tests {
namespace {

constexpr std::string_view kSupport = R"(program main
  use, intrinsic :: iso_c_binding, only: c_double, c_float, c_int64_t
  use program_0_module
  implicit none
  integer, parameter :: in = 11, out = 12
  open(in, file='in', access='stream', form='unformatted', status='old')
  open(out, file='out', access='stream', form='unformatted', status='replace')
)";

/// Rows with numbers between them that nobody may change.
constexpr std::string_view kStreams = R"(
subroutine write_rows(all, rows, size, gap)
  real(c_double), intent(in) :: all(:)
  integer, intent(in) :: rows, size, gap
  integer :: row, begin
  do row = 0, rows - 1
    begin = row * (size + gap)
    write(out) all(begin + 1:begin + size)
    if (any(all(begin + size + 1:begin + size + gap) == all(begin + size + 1:begin + size + gap))) error stop 'a gap'
  end do
end subroutine
subroutine read_rows(all, rows, size, gap)
  real(c_double), intent(inout) :: all(:)
  integer, intent(in) :: rows, size, gap
  integer :: row
  do row = 0, rows - 1
    read(in) all(row * (size + gap) + 1:row * (size + gap) + size)
  end do
end subroutine
pure function nan() result(x)
  real(c_double) :: x
  x = transfer(9221120237041090560_c_int64_t, x)
end function
)";

std::string block(const kernel::Program& program) {
  const std::string type = program.float_type == ir::DType::F32 ? "c_float" : "c_double";
  const std::size_t gap = program.tile ? kForeignGap : 0;
  const std::size_t rows = rows_of(program);
  std::string declarations;
  std::string before;
  std::string after;
  std::string arguments = program.tile ? fmt::format("{}_c_int64_t", kForeignRows) : "";
  for (std::size_t id = 0; id < program.arrays.size(); ++id) {
    const kernel::Array& array = program.arrays[id];
    if (!array.is_given()) continue;
    const bool is_input = std::holds_alternative<kernel::Input>(array.place);
    const auto size = static_cast<std::size_t>(array.type.shape.elements());
    const bool is_scalar = !program.tile && array.type.shape.dims().empty();
    declarations +=
        fmt::format("  real(c_double), allocatable :: wide{}(:)\n  real({}), allocatable :: a{}(:)\n", id, type, id);
    before += fmt::format("  allocate(wide{0}({1}), a{0}({1}))\n  wide{0} = nan()\n", id, rows * (size + gap));
    if (is_input) before += fmt::format("  call read_rows(wide{}, {}, {}, {})\n", id, rows, size, gap);
    before += fmt::format("  a{0} = real(wide{0}, {1})\n", id, type);
    arguments += fmt::format("{}a{}{}", arguments.empty() ? "" : ", &\n    ", id, is_scalar ? "(1)" : "");
    if (program.tile) arguments += fmt::format(", {}_c_int64_t", size + gap);
    if (!is_input) after += fmt::format("  call write_rows(real(a{}, c_double), {}, {}, {})\n", id, rows, size, gap);
  }
  if (program.workspace_bytes > 0) {
    declarations += fmt::format("  real({}), allocatable :: work(:)\n", type);
    before += fmt::format("  allocate(work({}_workspace))\n  work = real(nan(), {})\n", program.name, type);
    arguments += ", work";
  }
  return fmt::format("subroutine run_{}()\n{}{}  call {}({})\n{}end subroutine\n", program.name, declarations, before,
                     program.name, arguments, after);
}

std::string driver(const std::vector<kernel::Program>& programs) {
  std::string text(kSupport);
  for (const kernel::Program& program : programs) text += fmt::format("  call run_{}()\n", program.name);
  text += "contains" + std::string(kStreams);
  for (const kernel::Program& program : programs) text += block(program);
  return text + "end program\n";
}

}  // namespace

Foreign foreign_fortran() {
  return {"fortran",
          emit::fortran_source,
          "programs.f90",
          driver,
          "main.f90",
          "gfortran -std=f2008 -Wall -Werror -Wno-unused-dummy-argument -Wno-zerotrip -Wno-maybe-uninitialized "
          "-ffp-contract=off -O1 -c programs.f90 && "
          "gfortran -std=f2008 -fcheck=all main.f90 programs.o -o main && ./main"};
}

}  // namespace adc::tests
