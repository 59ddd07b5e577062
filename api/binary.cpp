#include "api/binary.h"

#include "run/targets_loader.h"

namespace adc::api {
namespace {

targets::Form form_of(Binary binary) {
  switch (binary) {
    case Binary::Llvm: return targets::Form::Llvm;
    case Binary::Assembly: return targets::Form::Assembly;
    case Binary::Object: return targets::Form::Object;
    case Binary::SharedLibrary: return targets::Form::SharedLibrary;
    case Binary::WebAssembly: break;
  }
  return targets::Form::WebAssembly;
}

}  // namespace

Result<std::string> binary(const ir::Function& fn, Binary form, std::string_view triple, std::string_view cpu) {
  return run::emit_binary(fn, {.form = form_of(form), .triple = triple, .cpu = cpu});
}

}  // namespace adc::api
