// The session as Jupyter's kernels are asked.
#pragma once

#include <string>

#include <xeus/xinterpreter.hpp>

#include "adc/session.hpp"

namespace adc::notebook {

/// Answers Jupyter's messages (jupyter-client's documentation, "Messaging in Jupyter") by one session. What is thrown
/// never leaves it: a message that gets no reply leaves the notebook waiting.
class Interpreter : public xeus::xinterpreter {
 public:
  explicit Interpreter(CompileOptions options = {});

  /// Ends the cell that is under way; from signal handlers.
  void interrupt() noexcept { session_.interrupt(); }

 private:
  void configure_impl() override {}
  nl::json execute_request_impl(int execution_counter, const std::string& code, bool silent, bool store_history,
                                nl::json user_expressions, bool allow_stdin) override;
  nl::json complete_request_impl(const std::string& code, int cursor_pos) override;
  nl::json inspect_request_impl(const std::string& code, int cursor_pos, int detail_level) override;
  nl::json is_complete_request_impl(const std::string& code) override;
  nl::json kernel_info_request_impl() override;
  void shutdown_request_impl() override {}

  Session session_;
};

}  // namespace adc::notebook
