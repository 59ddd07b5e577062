#include <cassert>
#include <utility>

#include "tape/draft.h"

namespace adc::tape {

Tape record(const ir::Function& fn, For what) {
  assert(fn.is_scalar());
  Drafts drafts = draft(fn, what);
  if (what != For::Point) pair(drafts);
  return with_registers(std::move(drafts));
}

}  // namespace adc::tape
