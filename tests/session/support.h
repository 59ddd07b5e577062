// Short words for tests of sessions.
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "adc/session.hpp"

namespace adc::tests {

/// What a session says to a text; an error is said, too.
inline std::string said(Session& session, std::string_view text) {
  const Reply reply = session.submit(text);
  return to_text(reply) + (reply.error ? "error: " + reply.error->message : "");
}

/// The slug of the error or else of the first note; empty if there is none.
inline std::string told(Session& session, std::string_view text) {
  const Reply reply = session.submit(text);
  if (reply.error) return reply.error->slug;
  return reply.notes.empty() ? "" : reply.notes.front().slug;
}

/// The number that an expression is; nan where there is none.
inline double value(Session& session, std::string_view text) {
  const Reply reply = session.submit(text);
  if (reply.parts.empty() || reply.parts.back().values.empty()) return std::nan("");
  return reply.parts.back().values.front().value.numbers.front();
}

}  // namespace adc::tests
