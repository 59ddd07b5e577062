#include "passes/real/simplify_real.h"

#include <limits>

#include "ir/builder.h"
#include "passes/real/read.h"
#include "passes/real/write.h"

namespace adc::passes {

ir::Function simplify_real(const ir::Function& fn, Guards guards) {
  real::Pool pool;
  real::Improver improver(pool);
  try {
    const std::vector<real::Expr> outputs = read_outputs(fn, guards, pool, improver);
    ir::Builder builder(fn.name(), fn.float_type());
    real::Writer writer(pool, builder, copy_params(fn, builder));
    for (std::size_t i = 0; i < outputs.size(); ++i) builder.output(writer.write(outputs[i]), fn.outputs()[i].name);
    return builder.finish();
  } catch (const real::NoNormalForm&) {
    return fn;
  }
}

}  // namespace adc::passes
