// Folders, where there are none.
#include "cache/folder.h"

namespace adc::cache {

Folder::Folder(const std::string& /*path*/, Missing /*missing*/) : reason_("a page has no folders") {}
Folder::~Folder() = default;
bool Folder::has(const char* /*name*/) const { return false; }
std::optional<std::string> Folder::read(const char* /*name*/, std::uint64_t /*most*/) const { return std::nullopt; }
bool Folder::write(const char* /*name*/, std::string_view /*bytes*/) const { return false; }
bool Folder::remove(const char* /*name*/) const { return false; }
std::vector<Folder::File> Folder::files() const { return {}; }

}  // namespace adc::cache
