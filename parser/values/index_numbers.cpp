#include "parser/values/index_numbers.h"

namespace adc::parser {

std::optional<IndexNumbers::Kind> IndexNumbers::kind(const Value& value) const {
  if (value.kind != Value::Kind::Tensor) return std::nullopt;
  const auto found = kinds_.find(value.id);
  return found == kinds_.end() ? std::nullopt : std::optional(found->second);
}

bool IndexNumbers::is_fixed(const Value& value) const {
  if (value.kind == Value::Kind::Affine) return true;
  if (value.kind != Value::Kind::Tensor) return false;
  return (value.slots.empty() && builder_.function().is_const(value.id)) || kinds_.contains(value.id);
}

bool IndexNumbers::is_index(const Value& value) const {
  return is_fixed(value) && (value.kind == Value::Kind::Affine || !value.slots.empty());
}

// i mod k stays periodic in sums and multiples.
std::optional<IndexNumbers::Kind> IndexNumbers::kind(Meaning meaning, const Value& x, const Value& y) const {
  if (!is_fixed(x) || !is_fixed(y) || (!is_index(x) && !is_index(y))) return std::nullopt;
  const auto is_good = [&](const Value& value) { return forms_.of(value) || is_periodic(value); };
  const bool good = is_good(x) && is_good(y);
  const bool periodic = good && (is_periodic(x) || is_periodic(y));  // else too large to be affine
  switch (meaning) {
    case Meaning::Modulo: return good && !is_index(y) ? Kind::Periodic : Kind::NotAffine;
    case Meaning::Add:
    case Meaning::Subtract:
    case Meaning::Negate:
    case Meaning::Plus: return periodic ? Kind::Periodic : Kind::NotAffine;
    case Meaning::Multiply:
    case Meaning::MultiplyElements:
      return periodic && (!is_index(x) || !is_index(y)) ? Kind::Periodic : Kind::NotAffine;
    default: return Kind::NotAffine;
  }
}

void IndexNumbers::note(const Value& value, std::optional<Kind> kind) {
  if (kind) kinds_.insert_or_assign(value.id, *kind);
}

}  // namespace adc::parser
