// Programs of three numbers, made of the bytes and always well typed: modes, tiers and levels agree with high
// precision.
#include "tests/fuzz/target.h"
#include "tests/properties/agreement.h"

void adc::tests::fuzz(std::string_view bytes) {
  RandomBits random(bytes);
  const RandomProgram program = random_program(random);
  Tally tally;
  const Finding finding = disagreement(program, random_points(random), tally);
  if (finding.fault.empty()) return;
  const RandomProgram least = simplest(program, finding.point);
  must(false, "modes, tiers and levels agree: " + finding.fault + "\nin " + program.text() + "\nat " +
                  text(finding.point) + "\nat least in " + least.text());
}
