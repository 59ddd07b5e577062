// adc-kernel CONNECTION_FILE: the kernel that notebooks start. `adc kernel` runs it.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>

#include <xeus/xkernel.hpp>
#include <xeus/xkernel_configuration.hpp>
#include <xeus/xserver_shell_main.hpp>

#include "notebook/interpreter.h"

namespace {

adc::notebook::Interpreter* asked = nullptr;  // by handlers

/// When a kernel is asked to end, threads of xeus 2.4 may find the sockets closed on which they wait, and throw.
[[noreturn]] void end_or_abort() {
  if (asked != nullptr && asked->ends()) std::_Exit(0);
  std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: adc-kernel CONNECTION_FILE\n", stderr);
    return 2;
  }
  try {
    xeus::xconfiguration configuration = xeus::load_configuration(argv[1]);
    auto context = xeus::make_context<zmq::context_t>();
    auto interpreter = std::make_unique<adc::notebook::Interpreter>();
    asked = interpreter.get();
    std::set_terminate(&end_or_abort);
    // The kernel's specification asks for interrupts by signal; what waits for messages is called again.
    struct sigaction action{};
    action.sa_handler = [](int) { asked->interrupt(); };
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    const char* const user = std::getenv("USER");
    xeus::xkernel kernel(configuration, user == nullptr ? "adc" : user, std::move(context), std::move(interpreter),
                         xeus::make_xserver_shell_main);
    kernel.start();
    std::_Exit(0);  // its threads still wait on sockets, which destructors would close under them
  } catch (const std::exception& error) {
    std::fprintf(stderr, "adc-kernel: error: %s\n", error.what());
    return 1;
  }
}
