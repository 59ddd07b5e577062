#include "targets/link.h"

#include <fmt/core.h>
#include <lld/Common/Driver.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/Object/ObjectFile.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string_view>
#include <vector>

LLD_HAS_DRIVER(elf)
LLD_HAS_DRIVER(wasm)

namespace adc::targets {
namespace {

namespace fs = std::filesystem;

/// A folder for the files that a linker reads and writes.
class Folder {
 public:
  /// With room for linking an object of so many bytes: LLD maps what it writes, and a disk that is full then ends the
  /// process.
  explicit Folder(std::size_t bytes) {
    constexpr std::size_t kStubs = std::size_t{1} << 20U;  // and tables, and the rest of pages
    const fs::path where = fs::temp_directory_path();
    const std::size_t needed = 3 * bytes + kStubs;
    if (fs::space(where).available < needed)
      throw std::runtime_error(
          fmt::format("there is no room for temporary files: {} has less than {} KiB", where.string(), needed / 1024));
    std::string path = (where / "adc-link-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("there is no room for temporary files: " + path);
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// The path of a file that holds `bytes`.
  [[nodiscard]] std::string write(std::string_view name, const std::string& bytes) const {
    std::ofstream file(path_ / name, std::ios::binary);
    file << bytes;
    if (!file.flush()) throw std::runtime_error("cannot write a temporary file: " + path(name));
    return path(name);
  }
  [[nodiscard]] std::string read(std::string_view name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::string path(std::string_view name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

/// Runs a linker. Its state is global, so that one thread at a time may; and after a fault of its own it cannot go on.
void run(const std::vector<std::string>& words) {
  static std::mutex mutex;
  static bool is_broken = false;
  const std::scoped_lock lock(mutex);
  if (is_broken) throw std::runtime_error("the linker has failed before");
  std::vector<const char*> arguments;
  arguments.reserve(words.size());
  for (const std::string& word : words) arguments.push_back(word.c_str());
  std::string said;
  llvm::raw_string_ostream stream(said);
  const lld::Result result =
      lld::lldMain(arguments, stream, stream, {{lld::Gnu, &lld::elf::link}, {lld::Wasm, &lld::wasm::link}});
  is_broken = !result.canRunAgain;
  if (result.retCode != 0) throw std::runtime_error("the linker says: " + said);
}

std::set<std::string> undefined_symbols(const std::string& object) {
  auto file = llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(object, "object"));
  if (!file) throw std::runtime_error(llvm::toString(file.takeError()));
  std::set<std::string> names;
  for (const llvm::object::SymbolRef& symbol : (*file)->symbols()) {
    const bool is_undefined = (llvm::cantFail(symbol.getFlags()) & llvm::object::SymbolRef::SF_Undefined) != 0;
    const std::string name = llvm::cantFail(symbol.getName()).str();
    if (is_undefined && !name.empty()) names.insert(name);
  }
  return names;
}

/// The functions that code generation itself may call of libc; all others are libm's.
bool is_of_libc(const std::string& name) {
  constexpr std::array<std::string_view, 4> kNames{"memcpy", "memmove", "memset", "memcmp"};
  return std::ranges::find(kNames, name) != kNames.end();
}

/// What a program that is linked with the library `soname` needs to know of it: that it has these functions. So no
/// library of the machine need be there. Their versions are not named: any C library that has them will do.
std::string stub(const std::string& soname, const std::set<std::string>& functions, const Machine& machine,
                 const Folder& folder) {
  llvm::LLVMContext context;
  llvm::Module module(soname, context);
  machine.describe(module);
  auto* const type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), false);
  for (const std::string& name : functions) {
    llvm::Function* const function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module);
    llvm::IRBuilder<>(llvm::BasicBlock::Create(context, "", function)).CreateRetVoid();
  }
  const std::string object =
      folder.write(soname + ".o", machine.emit(module, llvm::CodeGenFileType::ObjectFile, functions.size()));
  run({"ld.lld", "--threads=1", "-shared", "-soname", soname, "-o", folder.path(soname), object});
  return folder.path(soname);
}

}  // namespace

std::string link_shared(const std::string& object, const Machine& machine) {
  std::set<std::string> of_libm;
  std::set<std::string> of_libc;
  for (const std::string& name : undefined_symbols(object)) (is_of_libc(name) ? of_libc : of_libm).insert(name);
  const Folder folder(object.size());
  std::vector<std::string> words{"ld.lld",
                                 "--threads=1",
                                 "-shared",
                                 "--no-undefined",
                                 "--strip-all",
                                 "-z",
                                 "noexecstack",
                                 "-z",
                                 "relro",
                                 "-z",
                                 "now",
                                 "--build-id=none",
                                 "-o",
                                 folder.path("library"),
                                 folder.write("object", object)};
  if (!of_libm.empty()) words.push_back(stub("libm.so.6", of_libm, machine, folder));
  if (!of_libc.empty()) words.push_back(stub("libc.so.6", of_libc, machine, folder));
  run(words);
  return folder.read("library");
}

std::string link_wasm(const std::string& object, const std::string& name) {
  const Folder folder(object.size());
  run({"wasm-ld", "--threads=1", "--no-entry", "--import-undefined", "--strip-all", "--stack-first", "--export=" + name,
       "--export=__heap_base", "-o", folder.path("module"), folder.write("object", object)});
  return folder.read("module");
}

}  // namespace adc::targets
