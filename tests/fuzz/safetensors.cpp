// Files of weights: whatever is read is written as it was, and is a model or is none.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "adc/train/model.hpp"
#include "adc/train/safetensors.hpp"
#include "tests/fuzz/target.h"
#include "tests/support/bits.h"

namespace adc::tests {
namespace {

using train::NamedTensor;
using train::Safetensors;

/// A file in memory.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(memfd_create("fuzz", 0)) {
    must(descriptor_ >= 0 && write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
         "there is memory for a file");
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

bool same(const NamedTensor& a, const NamedTensor& b) {
  return a.name == b.name && a.shape == b.shape && a.dtype == b.dtype && same_bits(a.values, b.values);
}

void must_round_trip(const Safetensors& file) {
  const Result<Safetensors> again = train::parse_safetensors(train::to_safetensors(file));
  must(again.ok() && again->tensors.size() == file.tensors.size(), "what is written is read");
  must(again->metadata == file.metadata, "metadata are read as written");
  for (std::size_t i = 0; i < file.tensors.size(); ++i)
    must(same(again->tensors[i], file.tensors[i]), "tensors are read as written");
}

}  // namespace

void fuzz(std::string_view bytes) {
  const Result<Safetensors> file = train::parse_safetensors(bytes);
  if (!file) return must_be_a_refusal(file.error(), bytes);
  must_round_trip(*file);
  const Result<train::Model> model = train::load(MemoryFile(bytes).path());
  if (model) must(!model->program.empty(), "a model has a program");
}

}  // namespace adc::tests
