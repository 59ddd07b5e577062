// What a session says, as the page's script reads it.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

#include "adc/session.hpp"

namespace adc::playground {

/// A diagnostic: "slug", "message", "help" (texts), "begin" and "end" (bytes of the text that it is about; equal where
/// it has no place there), "labels" of further places.
[[nodiscard]] nlohmann::json to_json(const Diagnostic& diagnostic);

/// A reply: "parts", each with "values" (label, shape, numbers with all their digits, as texts), "formulas" (label,
/// text, mathml), "text" and "pictures" (type, data); "notes"; "error", null if there is none.
[[nodiscard]] nlohmann::json to_json(const Reply& reply);

/// `function` typeset, "<math>…</math>"; empty where it is too long for that, or has no formula.
[[nodiscard]] std::string mathml(const Function& function, Derive derive = Derive::Value);

/// Does what `text` says: the reply, and with it "subject", what the panels show of it (an expression or a name; "" of
/// commands), and "saved", the definitions so far as a text.
[[nodiscard]] nlohmann::json submitted(Session& session, std::string_view text);

/// What `text` is before anything is computed: "complete", "error", "tokens", [kind, begin, end] each, and "hint", how
/// the function is called in whose brackets the byte `cursor` stands.
[[nodiscard]] nlohmann::json looked_at(const Session& session, std::string_view text, std::size_t cursor);

/// What may stand at byte `cursor`: "begin" and "end" of what is replaced, and "candidates", [text, detail] each.
[[nodiscard]] nlohmann::json completed(const Session& session, std::string_view text, std::size_t cursor);

}  // namespace adc::playground
