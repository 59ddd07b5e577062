#include "emit/special_functions.h"

#include "ir/special/source.h"

namespace adc::emit::special {
namespace {

void add_calls(const Expr& x, std::set<std::string>& names) {
  if (x.kind == Expr::Kind::Call) names.insert(x.word);
  for (const Expr& part : x.parts) add_calls(part, names);
}

void add_calls(const Statement& s, std::set<std::string>& names) {
  for (const Variable& variable : s.variables) {
    if (variable.value) add_calls(*variable.value, names);
  }
  for (const Expr& x : s.exprs) add_calls(x, names);
  for (const Statement& part : s.parts) add_calls(part, names);
}

}  // namespace

Functions functions(const std::set<std::string>& names, bool has_all_of_c) {
  std::set<std::string> wanted;
  Functions result;
  const auto want = [&](const std::string& name) {
    const std::string standard = std::string(kStandard) + name;
    const std::string& needed = !has_all_of_c && ir::is_special(standard) ? standard : name;
    if (ir::is_special(needed)) return wanted.insert(needed).second;
    result.library.insert(needed);
    return false;
  };
  for (const std::string& name : names) want(name);
  for (bool grows = true; grows;) {
    const std::vector<std::string_view> all(wanted.begin(), wanted.end());
    result.items = read(ir::special_source(all));
    std::set<std::string> called;
    std::set<std::string> own;
    for (const Declaration& item : result.items) {
      const auto* const function = std::get_if<Function>(&item.what);
      if (function == nullptr) continue;
      own.insert(function->name);
      add_calls(function->body, called);
    }
    grows = false;
    for (const std::string& name : called) grows = (!own.contains(name) && want(name)) || grows;
  }
  return result;
}

}  // namespace adc::emit::special
