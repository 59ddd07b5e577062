#include "tools/report/table.h"

#include <vector>

#include "tools/report/output.h"

namespace adc::tools {

void add_lines(Rows& rows, const std::string& label, std::string_view text) {
  const std::vector<std::string> lines = split(trimmed(text), '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) rows.push_back({i == 0 ? label : "", lines[i]});
}

}  // namespace adc::tools
