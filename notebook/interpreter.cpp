#include "notebook/interpreter.h"

#include <xeus/xhelper.hpp>

#include <algorithm>

#include "notebook/mime.h"

namespace adc::notebook {
namespace {

/// The name that the byte `at` of a text stands in or behind, or the sign there.
std::string name_at(const std::vector<Token>& tokens, std::string_view text, std::size_t at) {
  const Token* found = nullptr;
  for (const Token& token : tokens) {
    if (token.span.begin <= at && (at <= token.span.end)) {
      const bool is_name = token.kind == Token::Kind::Function || token.kind == Token::Kind::Variable ||
                           token.kind == Token::Kind::Constant;
      if (found == nullptr || is_name) found = &token;
    }
  }
  return found == nullptr ? "" : std::string(text.substr(found->span.begin, found->span.end - found->span.begin));
}

nl::json failed(const std::string& name, const std::string& text) {
  return {{"status", "error"}, {"ename", name}, {"evalue", text}, {"traceback", nl::json::array({text})}};
}

}  // namespace

Interpreter::Interpreter(CompileOptions options) : session_(std::move(options)) { xeus::register_interpreter(this); }

nl::json Interpreter::execute_request_impl(int execution_counter, const std::string& code, bool silent,
                                           bool /*store_history*/, nl::json /*user_expressions*/,
                                           bool /*allow_stdin*/) {
  try {
    const Reply reply = session_.submit(code);
    if (!silent) {
      // what is shown last is the cell's result, what came before is shown as it comes
      for (std::size_t i = 0; i < reply.parts.size(); ++i) {
        const bool last = i + 1 == reply.parts.size() && !reply.error;
        if (last)
          publish_execution_result(execution_counter, bundle(reply.parts[i]), nl::json::object());
        else
          display_data(bundle(reply.parts[i]), nl::json::object(), nl::json::object());
      }
    }
    Reply notes = reply;
    notes.error.reset();
    if (const std::string text = messages(notes); !silent && !text.empty()) publish_stream("stderr", text);
    if (!reply.error) return xeus::create_successful_reply();
    notes.notes.clear();
    notes.error = reply.error;
    const std::string text = messages(notes);
    if (!silent) publish_execution_error(reply.error->slug, reply.error->message, {text});
    return failed(reply.error->slug, text);
  } catch (const std::exception& error) {
    publish_execution_error("internal", error.what(), {error.what()});
    return failed("internal", error.what());
  }
}

nl::json Interpreter::complete_request_impl(const std::string& code, int cursor_pos) {
  try {
    const Completions found = session_.complete(code, byte_at(code, cursor_pos));
    nl::json matches = nl::json::array();
    for (const Completions::Candidate& candidate : found.candidates) matches.push_back(candidate.text);
    return {{"status", "ok"},
            {"matches", matches},
            {"cursor_start", code_points(code, found.span.begin)},
            {"cursor_end", code_points(code, found.span.end)},
            {"metadata", nl::json::object()}};
  } catch (const std::exception& error) {
    return failed("internal", error.what());
  }
}

nl::json Interpreter::inspect_request_impl(const std::string& code, int cursor_pos, int detail_level) {
  nl::json reply = {{"status", "ok"}, {"found", false}, {"data", nl::json::object()}, {"metadata", nl::json::object()}};
  try {
    std::string name = name_at(session_.tokens(code), code, byte_at(code, cursor_pos));
    if (const auto hint = session_.hint(code, byte_at(code, cursor_pos)); hint && !session_.describe(name)) {
      name = hint->signature.substr(0, hint->signature.find('('));
    }
    if (!session_.describe(name)) return reply;
    const Reply said = session_.submit((detail_level > 0 ? "??" : "?") + name);
    if (said.error || said.parts.empty()) return reply;
    reply["found"] = true;
    reply["data"] = bundle(said.parts[0]);
    return reply;
  } catch (const std::exception&) {
    return reply;
  }
}

nl::json Interpreter::is_complete_request_impl(const std::string& code) {
  const Reading reading = session_.read(code);
  if (!reading.complete) return {{"status", "incomplete"}, {"indent", "  "}};
  return {{"status", reading.error ? "invalid" : "complete"}};
}

nl::json Interpreter::kernel_info_request_impl() {
  return {{"status", "ok"},
          {"protocol_version", "5.3"},
          {"implementation", "adc"},
          {"implementation_version", version()},
          {"language_info",
           {{"name", "adc"}, {"version", version()}, {"mimetype", "text/x-adc"}, {"file_extension", ".adc"}}},
          {"banner", std::string("adc ") + version() + "   :help says what can be done"},
          {"help_links", nl::json::array()}};
}

}  // namespace adc::notebook
