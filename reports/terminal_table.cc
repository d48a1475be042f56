#include "reports/terminal_table.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/utf8.h"
#include "reports/display_width.h"

namespace picket {

namespace {

constexpr std::string_view kGap = "  ";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

/// Cuts at a character boundary and ends in "…" if `text` is wider than `width`.
std::string shortened(std::string text, std::size_t width) {
  if (display_width(text) <= width) return text;
  while (!text.empty() && display_width(text) + 1 > width) {
    text.resize(utf8_prefix(text, text.size() - 1).size());
  }
  return text + "…";
}

std::string padded(const std::string& text, std::size_t width, Align align) {
  const std::string spaces(width - std::min(width, display_width(text)), ' ');
  return align == Align::kRight ? spaces + text : text + spaces;
}

using Lines = std::vector<std::vector<std::string>>;

Lines cells_of(const std::vector<TableColumn>& columns, const Lines& rows, std::size_t max_width) {
  Lines lines;
  std::vector<std::string> header;
  for (const TableColumn& column : columns) {
    const std::string unit = column.unit.empty() ? "" : " (" + column.unit + ")";
    header.push_back(shortened(printable(column.header + unit), max_width));
  }
  lines.push_back(std::move(header));
  for (const auto& row : rows) {
    PICKET_CHECK(row.size() <= columns.size(), "cells", row.size(), "columns", columns.size());
    std::vector<std::string> line;
    for (const std::string& cell : row) line.push_back(shortened(printable(cell), max_width));
    line.resize(columns.size());
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::string render_table(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows,
                         const TableOptions& options) {
  if (columns.empty()) return "";
  const Lines lines = cells_of(columns, rows, options.max_cell_width);
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < columns.size(); ++c) widths[c] = std::max(widths[c], display_width(line[c]));
  }

  std::string out;
  const auto add_line = [&](std::string line, std::string_view style) {
    line.erase(line.find_last_not_of(' ') + 1);
    out += options.indent;
    if (options.colour && !style.empty()) line = std::string(style) + line + std::string(kPlain);
    out += line;
    out += '\n';
  };
  for (std::size_t l = 0; l < lines.size(); ++l) {
    std::string line;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) line += kGap;
      line += padded(lines[l][c], widths[c], columns[c].align);
    }
    add_line(std::move(line), l == 0 ? kBold : std::string_view{});
    if (l > 0) continue;
    std::string rule;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) rule += kGap;
      for (std::size_t i = 0; i < widths[c]; ++i) rule += "─";
    }
    add_line(std::move(rule), kDim);
  }
  return out;
}

void append_titled(std::string& out, std::string_view title, const std::string& part) {
  if (part.empty()) return;
  out.append("\n").append(title).append("\n").append(part);
}

}  // namespace picket
