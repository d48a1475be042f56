#include "sim/results/csv.h"

#include <array>
#include <charconv>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

CsvTable::CsvTable(std::initializer_list<std::string_view> columns) : columns_(columns.size()) {
  for (const std::string_view column : columns) cell(column);
  end_row();
}

CsvTable& CsvTable::raw(std::string_view text) {
  if (in_row_ != 0) text_ += ',';
  ++in_row_;
  text_ += text;
  return *this;
}

CsvTable& CsvTable::cell(double value) {
  if (std::isnan(value)) return raw("");
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

CsvTable& CsvTable::cell(std::optional<double> value) {
  return value ? cell(*value) : raw("");
}

void CsvTable::end_row() {
  PICKET_CHECK(in_row_ == columns_, "cells", in_row_, "columns", columns_);
  in_row_ = 0;
  text_ += '\n';
}

}  // namespace picket::sim
