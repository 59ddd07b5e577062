// What the page's script calls. Texts are UTF-8 in memory that it has taken with adc_take, or that an answer lies in;
// answers are JSON: {"answer": …}, or {"error": …} for what a diagnostic says.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

#include "playground/panels.h"
#include "playground/replies.h"

#define ADC_EXPORT(name) __attribute__((export_name(name)))

namespace adc::playground {
namespace {

constexpr std::size_t kBytes = std::size_t{1} << 30U;  ///< of tensors; a module's memory ends at 4 GiB

/// A command that works on files, which has something of the page in its place.
Session::Command instead(const std::string& name, const std::string& arguments, const std::string& where) {
  return {name, arguments, "(" + where + ")", [=](Session&, std::string_view) -> Reply::Part {
            throw Error(diagnose("cannot-write", "a page has no files", {where}));
          }};
}

/// Everything is interpreted: there is no machine code in a page.
Session make_session() {
  Session made({.tier = Tier::Interpret, .limits = {.bytes = kBytes}});
  made.add(instead("save", "", "the button Save keeps the definitions"));
  made.add(instead("explain", "EXPR", "the tab Explain has its page"));
  return made;
}

Session& session() {
  static Session& only = *new Session(make_session());
  return only;
}

std::string answered;

template <typename Work>
const char* answer(Work work) {
  using nlohmann::json;
  json made;
  try {
    made = {{"answer", work()}};
  } catch (const Error& error) {
    made = {{"error", to_json(error.diagnostic())}};
  } catch (const std::exception& error) {
    made = {{"error", to_json(diagnose("internal", error.what()))}};
  }
  answered = made.dump(-1, ' ', false, json::error_handler_t::replace);
  return answered.data();
}

}  // namespace
}  // namespace adc::playground

using namespace adc::playground;

extern "C" {

ADC_EXPORT("adc_take") void* adc_take(std::size_t bytes) { return std::malloc(bytes); }
ADC_EXPORT("adc_give_back") void adc_give_back(void* memory) { std::free(memory); }
/// The bytes of the last answer.
ADC_EXPORT("adc_answer_size") std::size_t adc_answer_size() { return answered.size(); }

ADC_EXPORT("adc_about") const char* adc_about() {
  return answer([] { return nlohmann::json{{"version", adc::version()}, {"languages", languages()}}; });
}

ADC_EXPORT("adc_submit") const char* adc_submit(const char* text, std::size_t size) {
  return answer([&] { return submitted(session(), {text, size}); });
}

ADC_EXPORT("adc_look") const char* adc_look(const char* text, std::size_t size, std::size_t cursor) {
  return answer([&] { return looked_at(session(), {text, size}, cursor); });
}

ADC_EXPORT("adc_complete") const char* adc_complete(const char* text, std::size_t size, std::size_t cursor) {
  return answer([&] { return completed(session(), {text, size}, cursor); });
}

/// `text`: the kind, the subject and the option of the panel, each ended by a zero byte.
ADC_EXPORT("adc_panel") const char* adc_panel(const char* text, std::size_t size) {
  return answer([&] {
    std::string_view parts[3];
    std::string_view rest(text, size);
    for (std::string_view& part : parts) {
      part = rest.substr(0, rest.find('\0'));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    }
    return panel(session(), parts[0], parts[1], parts[2]);
  });
}

}  // extern "C"
