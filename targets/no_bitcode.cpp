// What LLD would compile LLVM's bitcode with. adc links object files alone, and link-time optimisation would bring all
// of LLVM's passes along, twice the size of this library; so these definitions, which do nothing, stand for its own.
#include <llvm/LTO/LTO.h>

#include <memory>
#include <vector>

namespace lld::elf {

class BitcodeFile;
class InputFile;

class BitcodeCompiler {
 public:
  BitcodeCompiler();
  ~BitcodeCompiler();
  void add(BitcodeFile& file);
  std::vector<InputFile*> compile();
};

BitcodeCompiler::BitcodeCompiler() = default;
BitcodeCompiler::~BitcodeCompiler() = default;
void BitcodeCompiler::add(BitcodeFile&) {}
std::vector<InputFile*> BitcodeCompiler::compile() { return {}; }

}  // namespace lld::elf

namespace lld::wasm {

class BitcodeFile;

class BitcodeCompiler {
 public:
  BitcodeCompiler();
  ~BitcodeCompiler();
  void add(BitcodeFile& file);
  std::vector<llvm::StringRef> compile();
};

BitcodeCompiler::BitcodeCompiler() = default;
BitcodeCompiler::~BitcodeCompiler() = default;
void BitcodeCompiler::add(BitcodeFile&) {}
std::vector<llvm::StringRef> BitcodeCompiler::compile() { return {}; }

}  // namespace lld::wasm

namespace llvm::lto {

InputFile::~InputFile() = default;
Expected<std::unique_ptr<InputFile>> InputFile::create(MemoryBufferRef) {
  return createStringError("there is no link-time optimisation");
}
StringRef InputFile::getName() const { return ""; }
SmallVector<const char*> LTO::getRuntimeLibcallSymbols(const Triple&) { return {}; }

}  // namespace llvm::lto
