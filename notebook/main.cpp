// adc-kernel CONNECTION_FILE: the kernel that notebooks start. `adc kernel` runs it.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <thread>

#include <xeus/xkernel.hpp>
#include <xeus/xkernel_configuration.hpp>
#include <xeus/xserver_shell_main.hpp>

#include "notebook/interpreter.h"

namespace {

adc::notebook::Interpreter* asked = nullptr;  // by handlers

/// The kernel's specification asks for interrupts by signal. One thread waits for them, all others never see them:
/// where one waits for messages, an interrupted call would be an error to xeus.
void take_interrupts() {
  static sigset_t interrupts;
  sigemptyset(&interrupts);
  sigaddset(&interrupts, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupts, nullptr);
  std::thread([] {
    for (int signal = 0; sigwait(&interrupts, &signal) == 0;) asked->interrupt();
  }).detach();
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
    take_interrupts();
    const char* const user = std::getenv("USER");
    xeus::xkernel kernel(configuration, user == nullptr ? "adc" : user, std::move(context), std::move(interpreter),
                         xeus::make_xserver_shell_main);
    kernel.start();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "adc-kernel: error: %s\n", error.what());
    return 1;
  }
}
