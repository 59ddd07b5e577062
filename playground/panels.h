// What the page shows of an expression beside its value.
#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

#include "adc/session.hpp"

namespace adc::playground {

/// A panel of `subject`, an expression or a name of the session, at the session's point. By `kind`:
///
/// - "derivative": "formula", the value and the derivatives in MathML, and "rules" by variable, each of a rule's name
/// and
///   of value, derivative and whole in MathML without its element;
/// - "plot": "svg"; the option has ranges, "x=-5:5";
/// - "graph": "svg";
/// - "steps": "html", both passes as tables;
/// - "code": "text"; the option is the language, as `adc emit --to` names it;
/// - "page": "html", the page of `adc explain`.
///
/// Throws `Error`: what cannot be shown, and why ("no-value" of graphs without a point, say).
[[nodiscard]] nlohmann::json panel(Session& session, std::string_view kind, std::string_view subject,
                                   std::string_view option);

/// The languages of the panel "code", [word, summary] each.
[[nodiscard]] nlohmann::json languages();

}  // namespace adc::playground
