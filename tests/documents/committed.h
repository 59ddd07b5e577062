// Documents that are written from tables, and committed for people to read.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/documents/blocks.h"

namespace adc::tests {

/// Whether the committed document is `expected`; with ADC_BLESS in the environment it is written first.
inline void check_committed(const std::string& document, const std::string& expected) {
  const std::filesystem::path path = kRoot / document;
  if (std::getenv("ADC_BLESS") != nullptr) std::ofstream(path) << expected;
  std::ostringstream committed;
  committed << std::ifstream(path).rdbuf();
  INFO("to write it anew: ADC_BLESS=1 build/release/adc_test_documents \"*current\": " << document);
  CHECK((committed.str() == expected));
}

/// The head of such a document.
inline std::string made_from(const std::string& title, const std::string& document, const std::string& sources) {
  return "# " + title + "\n\nMade from " + sources + "; do not edit. `ADC_BLESS=1 build/release/adc_test_documents \"" +
         document + " is current\"` writes it anew.\n\n";
}

}  // namespace adc::tests
