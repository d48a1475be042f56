#include "reports/html_table.h"

#include <algorithm>

#include "reports/html.h"

namespace picket {

namespace {

std::string table_of(std::string_view caption, const std::vector<TableHead>& heads, const std::vector<std::string>& rows, std::size_t most,
                     std::string_view all_in) {
  std::string out = "<table>";
  if (!caption.empty()) out += "<caption>" + escape_html(caption) + "</caption>";
  out += "<thead><tr>";
  for (const TableHead& head : heads) {
    out += std::string("<th scope=\"col\"") + (head.is_number ? " class=\"number\"" : "") + ">" + escape_html(head.title) + "</th>";
  }
  out += "</tr></thead><tbody>";
  const std::size_t shown = std::min(rows.size(), most);
  for (std::size_t i = 0; i < shown; ++i) out += rows[i] + "\n";
  out += "</tbody></table>";
  if (shown < rows.size()) {
    out += "<p class=\"soft\">The first " + std::to_string(shown) + " of " + std::to_string(rows.size()) + " rows; " + escape_html(all_in) + " has all.</p>";
  }
  return out;
}

}  // namespace

std::string html_table(std::string_view caption, const std::vector<TableHead>& heads, const std::vector<std::string>& rows, std::size_t most,
                       std::string_view all_in) {
  return "<div class=\"card scroll\">" + table_of(caption, heads, rows, most, all_in) + "</div>\n";
}

std::string folded_table(std::string_view summary, std::string_view caption, const std::vector<TableHead>& heads,
                         const std::vector<std::string>& rows, std::size_t most, std::string_view all_in) {
  return "<details class=\"card\"><summary>" + escape_html(summary) + "</summary><div class=\"scroll\">" + table_of(caption, heads, rows, most, all_in) +
         "</div></details>\n";
}

std::string text_cell(std::string_view text) { return "<td>" + escape_html(text) + "</td>"; }

std::string number_cell(std::string_view text) { return "<td class=\"number\">" + escape_html(text) + "</td>"; }

}  // namespace picket
