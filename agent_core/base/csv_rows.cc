#include "agent_core/base/csv_rows.h"

#include <utility>

#include "agent_core/base/utf8.h"

namespace picket {

CsvRows::CsvRows(std::string_view text, CsvLimits limits) : text_(text), limits_(limits) {
  if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
}

bool CsvRows::next(std::vector<CsvCell>& cells, std::string& fault) {
  while (at_ < text_.size()) {
    cells.clear();
    fault.clear();
    faulty_cell_ = 0;
    read_row(cells, fault);
    if (cells.size() > 1 || !cells[0].text.empty() || !fault.empty()) return true;
  }
  return false;
}

void CsvRows::read_row(std::vector<CsvCell>& cells, std::string& fault) {
  for (bool more = true; more;) {
    CsvCell cell{{}, line_, column_};
    const bool was_well = fault.empty();
    more = read_cell(cell, fault);
    if (cell.text.size() > limits_.cell_bytes && fault.empty()) fault = "a cell of more than " + std::to_string(limits_.cell_bytes) + " characters";
    if (cells.size() == limits_.cells && fault.empty()) fault = "more than " + std::to_string(limits_.cells) + " cells";
    if (cells.size() < limits_.cells) cells.push_back(std::move(cell));
    if (was_well && !fault.empty()) faulty_cell_ = cells.size() - 1;
  }
}

/// True if another cell follows in the row.
bool CsvRows::read_cell(CsvCell& cell, std::string& fault) {
  bool quoted = at_ < text_.size() && text_[at_] == '"';
  bool closed = false;
  if (quoted) step();
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (quoted && c == '"') {
      step();
      quoted = at_ < text_.size() && text_[at_] == '"';
      closed = !quoted;
      if (!quoted) continue;
    } else if (!quoted && (c == ',' || c == '\n')) {
      step();
      if (c == '\n' && cell.text.ends_with('\r')) cell.text.pop_back();
      return c == ',';
    } else if (closed && c != '\r' && fault.empty()) {
      fault = "text behind the quote that ends a cell";
    }
    if (cell.text.size() <= limits_.cell_bytes) cell.text.push_back(text_[at_]);
    step();
  }
  if (quoted && fault.empty()) fault = "a quote that does not end";
  if (cell.text.ends_with('\r')) cell.text.pop_back();
  return false;
}

void CsvRows::step() {
  const char c = text_[at_++];
  if (c == '\n') {
    ++line_;
    column_ = 1;
  } else if (at_ == text_.size() || !continues_character(text_[at_])) {
    ++column_;
  }
}

}  // namespace picket
