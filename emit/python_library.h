// What stands for C's math library in Python.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// A function of C's library, and what computes it.
struct PythonFunction {
  std::string_view name;
  std::string_view spelling;  ///< in Python: of `math`, of the text, or a function of ir/special/standard.c
  std::string_view text;      ///< "" where no text is needed; it may call others of its table by their spelling
};

/// Of numbers: as C's, where `math` raises exceptions. By the name in C; null where there is none.
[[nodiscard]] const PythonFunction* python_function(std::string_view c_name);
/// Of arrays, whose module is the parameter `xp`, which the spelling's last argument is where it begins with "adc_".
[[nodiscard]] const PythonFunction* array_function(std::string_view name);

/// The texts of functions of numbers, by their names in C, and of those that they call; and the same of arrays.
[[nodiscard]] std::string python_texts(std::set<std::string_view> names);
[[nodiscard]] std::string array_texts(std::set<std::string_view> names);

}  // namespace adc::emit
