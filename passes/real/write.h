// Normal forms to IR.
#pragma once

#include <unordered_map>
#include <vector>

#include "ir/builder.h"
#include "passes/real/layout.h"

namespace adc::passes::real {

/// Appends expressions to a function, laid out as layout.h says. Each laid out part is made once. Iterative.
class Writer {
 public:
  /// `params`: the values of the parameters in `builder`.
  Writer(Pool& pool, ir::Builder& builder, std::vector<ir::ValueId> params)
      : pool_(pool), builder_(builder), params_(std::move(params)) {}

  ir::ValueId write(Expr e);
  /// The same as a tensor of this shape.
  ir::ValueId write(Expr e, const ir::Shape& shape) { return shaped(write(e), shape); }

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Equal {
    bool operator()(const Key& a, const Key& b) const;
  };

  std::vector<Key> parts_of(const Key& key) const;
  ir::ValueId build(const Key& key);
  ir::ValueId build_sum(const Key& key);
  ir::ValueId build_sum_parts(const std::vector<SumPart>& parts);
  ir::ValueId build_product(const ProductLayout& layout);
  ir::ValueId build_product_parts(const Rational& coefficient, const std::vector<ProductPart>& parts);
  ir::ValueId build_product_part(const ProductPart& part);
  ir::ValueId build_call(const NormalForm& form);
  ir::ValueId build_tensor(const NormalForm& form);
  ir::ValueId shaped(ir::ValueId value, const ir::Shape& shape);
  ir::ValueId number(const Rational& value);
  [[nodiscard]] ir::ValueId made(const Key& key) const { return made_.at(key); }
  [[nodiscard]] ProductLayout product_layout(const Key& key) const;

  Pool& pool_;
  ir::Builder& builder_;
  std::vector<ir::ValueId> params_;
  std::unordered_map<Key, ir::ValueId, Hash, Equal> made_;
};

}  // namespace adc::passes::real
