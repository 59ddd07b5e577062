// Libraries that are loaded, where nothing can be: a module is whole.
#include "run/library.h"

namespace adc::run {

Library::Library(const char* file, const char* /*build*/)
    : path_(file), handle_(nullptr), error_(path_ + " is no part of a page") {}
void* Library::address(const char* /*symbol*/) { return nullptr; }

}  // namespace adc::run
