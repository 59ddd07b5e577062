#include "tests/documents/shown.h"

#include <algorithm>

namespace adc::tests {
namespace {

struct Preparation {
  std::string_view document;
  std::string_view lines;
};

constexpr Preparation kPreparations[] = {
    {"docs/program.md",
     "printf 'x,y\\n1,2\\n3,4\\n' >points.csv\n"
     "adc eval 'x, y' --data points.csv -o points.npy\n"
     "cp examples/data/iris.csv .\n"
     "adc train --data iris.csv --layers 4,3 --loss cross_entropy --epochs 1 --save iris.safetensors >quiet 2>&1\n"},
    {"docs/training.md",
     "exec 2>quiet\n"
     "cp examples/data/digits.csv new_digits.csv\n"
     "adc train --data examples/data/digits.csv --layers 64,32,10 --loss cross_entropy --epochs 1 --save "
     "digits.safetensors >quiet\n"
     "adc train --data examples/data/iris.csv --layers 4,3 --loss cross_entropy --epochs 1 --save iris.safetensors "
     ">quiet\n"},
};

/// Lines of shell that are no commands of adc alone, by how they begin, and why they are not run.
constexpr std::string_view kForeign[] = {
    "./dev ",        // builds of the whole tree
    "cmake ",        // the same
    "build/",        // the same
    "ninja ",        // the same
    "ASAN_OPTIONS",  // a build with sanitizers
    "setarch ",      // the same
    "cc ",           // snippets_test.cpp compiles what there is to compile
    "riscv64-",      // cross compilers: tests/targets
    "PYTHONPATH=",   // tests/python
    "ADC_CACHE=",    // settings with a word to fill in
    "mpirun ",       // several processes: tests/mpi
};

bool is_foreign(const std::string& line) {
  return std::ranges::any_of(kForeign, [&](std::string_view begin) { return line.starts_with(begin); });
}

}  // namespace

const std::string kHelpPreparation =
    "exec 2>quiet >quiet\n"
    "cp examples/data/digits.csv examples/data/iris.csv .; cp digits.csv new.csv; cp examples/programs/*.adc .\n"
    "echo 'w² sin(b)' >f.adc\n"
    "echo '½(σ(w*2 + b) - 1)²' >loss.adc\n"
    "printf 'param W: R[1, 2]\ndata x: R[2], t\n½‖W*x - t‖²\n' >network.adc\n"
    "printf 'param w, b\ndata x, y\n½(w x + b - y)²\n' >regression.adc\n"
    "printf 'x,y\n0,2.9\n1,2.1\n2,1.7\n3,1.2\n4,0.9\n' >decay.csv\n"
    "printf 'x,y,s\n0,1,0.1\n1,3,0.1\n2,5.2,0.2\n3,6.9,0.2\n4,9,0.2\n' >points.csv\n"
    "printf 'height,weight,x,y\n1,2,1,2\n2,3,2,3\n3,5,3,5\n' >rows.csv\n"
    "echo '{\"formula\": \"x^2\", \"vars\": {\"x\": 3}, \"value\": 9}' >formulas.jsonl\n"
    "printf '1,2\n' | adc eval 'a, b' --data - --header no --columns a,b -o W.npy\n"
    "adc train --data digits.csv --layers 64,32,10 --loss cross_entropy --epochs 1 --save digits.safetensors\n"
    "adc train --data iris.csv --layers 4,3 --loss cross_entropy --epochs 1 --save iris.safetensors\n"
    "cp digits.safetensors w.safetensors\n"
    "true\n";

BlockKind kind(const Block& block) {
  const std::string first = block.lines.empty() ? "" : block.lines.front();
  if (block.language.empty() && first.starts_with("$ ")) return BlockKind::Commands;
  if (block.language.empty() && first.starts_with("> ")) return BlockKind::Session;
  if (block.language == "sh") return BlockKind::Shell;
  if (block.language == "cpp") return BlockKind::Cpp;
  if (block.language == "c") return BlockKind::C;
  if (block.language == "adc") return BlockKind::Language;
  if (block.language == "python") return BlockKind::Python;
  return BlockKind::Other;
}

const std::vector<std::string>& documents() {
  static const std::vector<std::string> kDocuments = [] {
    std::vector<std::string> paths{"README.md", "CONTRIBUTING.md", "packaging/README.md"};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "docs")) {
      if (entry.path().extension() == ".md")
        paths.push_back(std::filesystem::relative(entry.path(), kRoot).generic_string());
    }
    std::ranges::sort(paths);
    return paths;
  }();
  return kDocuments;
}

std::vector<std::string> commands_of(const Block& block) {
  std::vector<std::string> commands;
  bool continued = false;
  std::string end_of_text;  // where a here-document ends
  for (const std::string& line : block.lines) {
    if (continued || !end_of_text.empty())
      commands.back() += "\n" + line;
    else
      commands.push_back(line);
    continued = line.ends_with("\\");
    if (line == end_of_text) end_of_text.clear();
    if (const std::size_t at = line.find("<<'"); at != std::string::npos)
      end_of_text = line.substr(at + 3, line.find('\'', at + 3) - at - 3);
  }
  std::erase_if(commands, [](const std::string& line) {
    return line.empty() || line.starts_with("#") || line.find(" … ") != std::string::npos || is_foreign(line);
  });
  return commands;
}

std::string_view preparation(std::string_view document) {
  const auto* const found = std::ranges::find(kPreparations, document, &Preparation::document);
  return found == std::end(kPreparations) ? "" : found->lines;
}

}  // namespace adc::tests
