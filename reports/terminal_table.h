#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace picket {

enum class Align { kLeft, kRight };

struct TableColumn {
  std::string header;
  std::string unit;  ///< shown behind the header, "uplink (B/day)"; empty: none
  Align align = Align::kLeft;
};

struct TableOptions {
  bool colour = false;              ///< bold header, dim rule; the caller decides (terminal, NO_COLOR)
  std::size_t max_cell_width = 60;  ///< longer cells end in "…"
  std::string indent;
};

/// A table for people at a terminal: header, rule, one line a row, columns two spaces apart.
///
/// Input:  UTF-8 cells; missing cells of a row are empty, cells beyond the columns a caller's bug.
///         They pass `printable`.
/// Output: lines ending in '\n', without trailing spaces; empty without columns.
std::string render_table(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows,
                         const TableOptions& options = {});

/// A part of a text with a title above it and an empty line before; nothing if the part is empty.
void append_titled(std::string& out, std::string_view title, const std::string& part);

}  // namespace picket
