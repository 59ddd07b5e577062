#include "tests/kernel/programs.h"

#include "ir/builder.h"
#include "passes/lower/legalise.h"
#include "passes/pipeline.h"
#include "passes/tensors/batch.h"
#include "tests/passes/random_programs.h"
#include "tests/passes/tensor_cases.h"
#include "tests/support/random_tensors.h"

namespace adc::tests {
using ir::Builder;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

ir::Function network(const Ints& widths, ir::DType type) {
  Builder b("loss", type);
  const auto tensor = [&](const Ints& extents) { return ir::Type{type, ir::Shape(extents)}; };
  std::vector<std::pair<ValueId, ValueId>> layers;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    const std::string number = std::to_string(i);
    const ValueId w = b.param("W" + number, ir::ParamKind::Param, tensor({widths[i], widths[i - 1]}));
    layers.emplace_back(w, b.param("b" + number, ir::ParamKind::Param, tensor({widths[i]})));
  }
  ValueId h = b.param("x", ir::ParamKind::Data, tensor({widths.front()}));
  const ValueId t = b.param("t", ir::ParamKind::Data, tensor({widths.back()}));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (i > 0) h = b.tanh(h);
    h = b.add(b.dot(layers[i].first, h, {.lhs_contracted = Ints{1}, .rhs_contracted = Ints{0}}), layers[i].second);
  }
  const Ints all{0};
  b.output(b.sub(b.logsumexp(h, all), b.dot(t, h, {.lhs_contracted = all, .rhs_contracted = all})), "loss");
  return b.finish();
}

namespace {

ir::Function derived(const ir::Function& fn, Derive derive, Math math = Math::Accurate) {
  return passes::run(fn, {.derive = derive, .math = math, .wrt = {}, .limits = {}}).value();
}

void add_derived(std::vector<NamedFunction>& all, const std::string& name, const ir::Function& fn) {
  all.push_back({name, derived(fn, Derive::Value)});
  all.push_back({name + ", gradient", derived(fn, Derive::Gradient)});
}

std::vector<NamedFunction> make_all() {
  std::vector<NamedFunction> all;
  for (const test::TensorCase& c : test::tensor_cases()) add_derived(all, c.name, test::tensors(c));
  RandomBits random(11);
  for (const ir::Op op : test::tensor_ops()) {
    for (int i = 0; i < 6; ++i) {
      add_derived(all, std::string("random ") + std::string(ir::info(op).spelling), test::random_program(op, random));
    }
  }
  for (int i = 0; i < 400; ++i) {
    const ir::DType type = i % 2 == 0 ? ir::DType::F64 : ir::DType::F32;
    const ir::Function fn = random_tensor_function(random, type, 4 + static_cast<std::size_t>(i % 24));
    all.push_back({"graph " + std::to_string(i), passes::legalise(fn)});
  }
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    for (const std::int64_t batch : {1, 7, 40}) {
      all.push_back({"network, batch " + std::to_string(batch), network_gradient(type, {70, 33, 10}, batch)});
    }
  }
  return all;
}

}  // namespace

ir::Function network_gradient(ir::DType type, const Ints& widths, std::int64_t batch) {
  const ir::Function one = network(widths, type);
  std::vector<bool> is_data;
  for (const ir::Param& input : one.params()) is_data.push_back(input.kind == ir::ParamKind::Data);
  const ir::Function loss = passes::mean_over_batch(one, is_data, batch, Limits{}.instructions);
  return derived(loss, Derive::Gradient, Math::Fast);
}

const std::vector<NamedFunction>& tensor_functions() {
  static const std::vector<NamedFunction> kAll = make_all();
  return kAll;
}

}  // namespace adc::tests
