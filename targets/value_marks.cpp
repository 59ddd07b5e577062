#include "targets/value_marks.h"

#include <fmt/core.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Instructions.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace adc::targets {
namespace {

/// n of "v<n>".
std::optional<unsigned> number_of(const llvm::Value& value) {
  llvm::StringRef name = value.getName();
  unsigned n = 0;
  if (!name.consume_front("v") || name.getAsInteger(10, n)) return std::nullopt;
  return n;
}

/// A store is of what it stores.
std::optional<unsigned> own_number(const llvm::Instruction& instruction) {
  const auto* const store = llvm::dyn_cast<llvm::StoreInst>(&instruction);
  return number_of(store == nullptr ? static_cast<const llvm::Value&>(instruction) : *store->getValueOperand());
}

void mark_values(llvm::Function& function, llvm::DISubprogram& scope) {
  llvm::LLVMContext& context = function.getContext();
  for (llvm::BasicBlock& block : function) {
    unsigned line = 0;  // what has no value of its own leads to what follows
    for (llvm::Instruction& instruction : llvm::reverse(block)) {
      if (const std::optional<unsigned> n = own_number(instruction)) line = *n + 1;
      instruction.setDebugLoc(llvm::DILocation::get(context, line, 0, &scope));
    }
  }
}

/// The line number that ".loc 1 5 0" says; nullopt for another line of text.
std::optional<unsigned> line_number(std::string_view line) {
  constexpr std::string_view kDirective = "\t.loc\t";
  if (!line.starts_with(kDirective)) return std::nullopt;
  line.remove_prefix(kDirective.size());
  line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
  unsigned number = 0;
  std::from_chars(line.data(), line.data() + line.size(), number);
  return number;
}

bool is_of_lines(std::string_view line) {
  return line.starts_with("\t.file\t1 ") || line.starts_with("\t.file\t0 ") || line.starts_with(".Ltmp") ||
         line.starts_with(".Lfunc_begin") || line.starts_with("\t.cfi_");
}

bool is_instruction(std::string_view line) { return line.size() > 1 && line[0] == '\t' && line[1] != '.'; }

}  // namespace

void mark_values(llvm::Module& module) {
  llvm::DIBuilder builder(module);
  llvm::DIFile* const file = builder.createFile(module.getSourceFileName(), "");
  builder.createCompileUnit(llvm::dwarf::DW_LANG_C, file, "adc", true, "", 0, "",
                            llvm::DICompileUnit::DebugEmissionKind::DebugDirectivesOnly);
  llvm::DISubroutineType* const type = builder.createSubroutineType(builder.getOrCreateTypeArray({}));
  for (llvm::Function& function : module) {
    if (function.isDeclaration()) continue;
    llvm::DISubprogram* const scope =
        builder.createFunction(file, function.getName(), "", file, 0, type, 0, llvm::DINode::FlagZero,
                               llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized);
    function.setSubprogram(scope);
    mark_values(function, *scope);
  }
  module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  builder.finalize();
}

std::string with_value_comments(std::string_view assembly, std::string_view comment) {
  std::string text;
  unsigned current = 0;
  while (!assembly.empty()) {
    const std::size_t end = std::min(assembly.find('\n'), assembly.size());
    const std::string_view line = assembly.substr(0, end);
    assembly.remove_prefix(std::min(end + 1, assembly.size()));
    if (const std::optional<unsigned> number = line_number(line)) {
      current = *number;
      continue;
    }
    if (is_of_lines(line)) continue;
    if (!line.starts_with('\t')) current = 0;  // a label: another function
    text += line;
    if (current > 0 && is_instruction(line)) text += fmt::format("\t{} v{}", comment, current - 1);
    text += '\n';
  }
  return text;
}

}  // namespace adc::targets
