// Sessions in C. Nothing is thrown across it.
#include <cstdlib>
#include <cstring>

#include "adc/session.h"
#include "adc/session.hpp"

struct adc_session {
  adc::Session session;
};

struct adc_reply {
  adc::Reply reply;
  std::string text;
  std::string messages;
  std::vector<const adc::NamedValue*> values;
};

struct adc_completions {
  adc::Completions completions;
};

namespace {

std::string_view text_of(const char* text, size_t length) {
  return length == ADC_ZERO_TERMINATED ? std::string_view(text) : std::string_view(text, length);
}

/// What `make` gives; null where it throws: memory lacks.
template <typename Make>
auto made(Make make) noexcept -> decltype(make()) {
  try {
    return make();
  } catch (...) {
    return {};
  }
}

}  // namespace

adc_session* adc_session_new(void) {
  return made([] { return new adc_session; });
}

void adc_session_free(adc_session* session) { delete session; }

adc_reply* adc_session_submit(adc_session* session, const char* text, size_t length) {
  if (session == nullptr || text == nullptr) return nullptr;
  return made([&] {
    auto said = std::make_unique<adc_reply>();
    said->reply = session->session.submit(text_of(text, length));
    said->text = adc::to_text(said->reply);
    said->messages = adc::messages(said->reply);
    for (const adc::Reply::Part& part : said->reply.parts) {
      for (const adc::NamedValue& value : part.values) said->values.push_back(&value);
    }
    return said.release();
  });
}

int adc_session_is_complete(const adc_session* session, const char* text, size_t length) {
  if (session == nullptr || text == nullptr) return 0;
  return made([&] { return session->session.is_complete(text_of(text, length)) ? 1 : 0; });
}

int adc_session_undo(adc_session* session) { return session != nullptr && session->session.undo() ? 1 : 0; }

char* adc_session_save(const adc_session* session) {
  if (session == nullptr) return nullptr;
  return made([&] { return strdup(session->session.save().c_str()); });
}

void adc_session_interrupt(adc_session* session) {
  if (session != nullptr) session->session.interrupt();
}

adc_status adc_reply_status(const adc_reply* reply) {
  if (reply == nullptr) return ADC_ERROR_LIMIT;
  return reply->reply.error ? static_cast<adc_status>(reply->reply.error->error_class) : ADC_OK;
}

const char* adc_reply_text(const adc_reply* reply) { return reply == nullptr ? "" : reply->text.c_str(); }

const char* adc_reply_messages(const adc_reply* reply) { return reply == nullptr ? "" : reply->messages.c_str(); }

const char* adc_reply_slug(const adc_reply* reply) {
  return reply == nullptr || !reply->reply.error ? "" : reply->reply.error->slug.c_str();
}

int adc_reply_ends(const adc_reply* reply) { return reply != nullptr && reply->reply.ends ? 1 : 0; }

size_t adc_reply_value_count(const adc_reply* reply) { return reply == nullptr ? 0 : reply->values.size(); }

const char* adc_reply_label(const adc_reply* reply, size_t i) {
  return i < adc_reply_value_count(reply) ? reply->values[i]->label.c_str() : nullptr;
}

const double* adc_reply_value(const adc_reply* reply, size_t i, size_t* size, const int64_t** extents, size_t* rank) {
  if (i >= adc_reply_value_count(reply)) return nullptr;
  const adc::Array& value = reply->values[i]->value;
  if (size != nullptr) *size = value.numbers.size();
  if (extents != nullptr) *extents = value.shape.data();
  if (rank != nullptr) *rank = value.shape.size();
  return value.numbers.data();
}

void adc_reply_free(adc_reply* reply) { delete reply; }

adc_completions* adc_session_complete(const adc_session* session, const char* text, size_t length, size_t cursor) {
  if (session == nullptr || text == nullptr) return nullptr;
  return made([&] { return new adc_completions{session->session.complete(text_of(text, length), cursor)}; });
}

size_t adc_completions_count(const adc_completions* completions) {
  return completions == nullptr ? 0 : completions->completions.candidates.size();
}

adc_span adc_completions_span(const adc_completions* completions) {
  if (completions == nullptr) return {0, 0};
  return {completions->completions.span.begin, completions->completions.span.end};
}

const char* adc_completions_text(const adc_completions* completions, size_t i) {
  return i < adc_completions_count(completions) ? completions->completions.candidates[i].text.c_str() : nullptr;
}

const char* adc_completions_detail(const adc_completions* completions, size_t i) {
  return i < adc_completions_count(completions) ? completions->completions.candidates[i].detail.c_str() : nullptr;
}

void adc_completions_free(adc_completions* completions) { delete completions; }
