// Sessions in C.
#include <catch2/catch.hpp>
#include <cstring>
#include <string>

#include "adc/session.h"

namespace {

std::string said(adc_session* session, const char* text) {
  adc_reply* const reply = adc_session_submit(session, text, ADC_ZERO_TERMINATED);
  REQUIRE(reply != nullptr);
  std::string all = std::string(adc_reply_text(reply)) + adc_reply_messages(reply);
  adc_reply_free(reply);
  return all;
}

TEST_CASE("a session in C answers, and gives its numbers") {
  adc_session* const session = adc_session_new();
  CHECK(said(session, "x = [1, 2, 3]") == "x  [1, 2, 3]\n");
  adc_reply* const reply = adc_session_submit(session, "sum(x.^2) and more", 9);
  CHECK(adc_reply_status(reply) == ADC_OK);
  REQUIRE(adc_reply_value_count(reply) == 2);
  CHECK(std::string(adc_reply_label(reply, 1)) == "d/dx");
  size_t size = 0;
  size_t rank = 0;
  const int64_t* extents = nullptr;
  const double* const gradient = adc_reply_value(reply, 1, &size, &extents, &rank);
  REQUIRE(size == 3);
  CHECK((rank == 1 && extents[0] == 3));
  CHECK((gradient[0] == 2 && gradient[1] == 4 && gradient[2] == 6));
  CHECK(adc_reply_value(reply, 2, nullptr, nullptr, nullptr) == nullptr);
  adc_reply_free(reply);
  CHECK(adc_session_undo(session) == 1);
  CHECK(adc_session_undo(session) == 0);
  adc_session_free(session);
}

TEST_CASE("errors of a session in C have a status and a text with a caret") {
  adc_session* const session = adc_session_new();
  adc_reply* const reply = adc_session_submit(session, "a = 1\nsni(2)", ADC_ZERO_TERMINATED);
  CHECK(adc_reply_status(reply) == ADC_ERROR_PROGRAM);
  CHECK(std::string(adc_reply_slug(reply)) == "unknown-function");
  CHECK(std::strstr(adc_reply_messages(reply), "  sni(2)\n  ^~~\n") != nullptr);
  adc_reply_free(reply);
  char* const saved = adc_session_save(session);
  CHECK(std::string(saved) == "a = 1\n");
  adc_text_free(saved);
  adc_session_free(session);
}

TEST_CASE("a session in C completes, and knows what is finished") {
  adc_session* const session = adc_session_new();
  CHECK(adc_session_is_complete(session, "sin(", ADC_ZERO_TERMINATED) == 0);
  CHECK(adc_session_is_complete(session, "sin(1)", ADC_ZERO_TERMINATED) == 1);
  adc_completions* const found = adc_session_complete(session, "1 + sigm", 8, 8);
  REQUIRE(adc_completions_count(found) == 1);
  CHECK(std::string(adc_completions_text(found, 0)) == "sigmoid(");
  CHECK(std::string(adc_completions_detail(found, 0)) == "sigmoid(x)");
  CHECK(adc_completions_span(found).begin == 4);
  adc_completions_free(found);
  adc_session_free(session);
}

TEST_CASE("null pointers are refused by sessions in C") {
  CHECK(adc_session_submit(nullptr, "1", 1) == nullptr);
  CHECK(adc_session_complete(nullptr, "1", 1, 0) == nullptr);
  CHECK(adc_session_save(nullptr) == nullptr);
  CHECK(adc_reply_status(nullptr) == ADC_ERROR_LIMIT);
  CHECK(std::string(adc_reply_text(nullptr)).empty());
  adc_reply_free(nullptr);
  adc_completions_free(nullptr);
  adc_session_free(nullptr);
  adc_session_interrupt(nullptr);
}

}  // namespace
