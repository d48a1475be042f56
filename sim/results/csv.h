#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace picket::sim {

/// A text as a cell: quoted as RFC 4180 where it must be.
std::string csv_cell(std::string_view text);

/// Builds a table as comma-separated values: a header, then rows of exactly as many cells.
/// Quoting as RFC 4180; lines end with "\n" alone, which every reader of it accepts.
/// Numbers are written in the shortest form that reads back exactly; NaN and missing values as an
/// empty cell, infinity as "inf".
class CsvTable {
 public:
  explicit CsvTable(std::initializer_list<std::string_view> columns);

  CsvTable& cell(std::string_view text) { return raw(csv_cell(text)); }
  CsvTable& cell(const char* text) { return cell(std::string_view(text)); }
  CsvTable& cell(bool value) { return raw(value ? "true" : "false"); }
  CsvTable& cell(double value);
  CsvTable& cell(std::optional<double> value);
  template <std::integral T>
  CsvTable& cell(T value) {
    return raw(std::to_string(value));
  }
  /// Ends the row; it must be complete.
  void end_row();
  const std::string& text() const { return text_; }

 private:
  CsvTable& raw(std::string_view text);

  std::size_t columns_;
  std::size_t in_row_ = 0;
  std::string text_;
};

}  // namespace picket::sim
