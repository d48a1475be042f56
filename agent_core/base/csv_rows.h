#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace picket {

/// A cell of a table, and where it begins. Lines and columns count from 1, columns in characters.
struct CsvCell {
  std::string text;
  int line = 0;
  int column = 0;
};

/// What a row of outside bytes may be.
struct CsvLimits {
  std::size_t cells = 64;
  std::size_t cell_bytes = 8'192;
};

/// Takes a table of comma-separated values apart: cells between commas, quoted where they hold commas, quotes or line ends.
///
/// Model:  RFC 4180; lines end with LF or CRLF. A byte order mark in front is passed over. A quote within a cell that does not begin
///         with one stands for itself.
/// Limits: `limits`: what is beyond them is read over and not kept.
/// Cost:   one row in memory at a time.
class CsvRows {
 public:
  explicit CsvRows(std::string_view text, CsvLimits limits = {});

  /// The next row that is not empty; false at the end. `fault` says what is wrong with it, or is empty; the cells are then as far as
  /// they could be read, at least one.
  bool next(std::vector<CsvCell>& cells, std::string& fault);
  /// Of the row with a fault the cell that has it.
  std::size_t faulty_cell() const { return faulty_cell_; }

 private:
  void read_row(std::vector<CsvCell>& cells, std::string& fault);
  bool read_cell(CsvCell& cell, std::string& fault);
  void step();

  std::string_view text_;
  CsvLimits limits_;
  std::size_t at_ = 0;
  std::size_t faulty_cell_ = 0;
  int line_ = 1;
  int column_ = 1;
};

}  // namespace picket
