// Libraries that are loaded, where nothing can be: a module is whole.
#include "loading/library.h"

namespace adc::loading {

Library::Library(const char* file, const char* /*build_symbol*/, std::string_view /*build*/)
    : path_(file), error_(path_ + " is no part of a page") {}
void* Library::address(const char* /*symbol*/) const { return handle_; }  // null
void Library::note_missing(const char* /*symbol*/) {}

}  // namespace adc::loading
