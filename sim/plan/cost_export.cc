#include "sim/plan/cost_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <tuple>

#include "agent_core/base/ascii.h"
#include "agent_core/base/closest_word.h"
#include "agent_core/base/csv_rows.h"
#include "agent_core/base/utf8.h"
#include "sim/scenario/iso_date.h"

namespace picket::sim {
namespace {

enum CostColumn : std::size_t { kDay, kCategory, kSubcategory, kMeter, kQuantity, kUnit, kCost, kCurrency, kCostColumns };

/// What agreements call a column, in small letters; of several that are there the first counts.
struct CostColumnNames {
  std::array<std::string_view, 3> names;
  std::string_view shown;  ///< as Azure writes it
  bool is_required;
};
constexpr std::array<CostColumnNames, kCostColumns> kCostColumnNames{{
    {{"date", "usagedate", "usagedatetime"}, "Date", true},
    {{"metercategory", "", ""}, "MeterCategory", true},
    {{"metersubcategory", "", ""}, "MeterSubCategory", false},
    {{"metername", "meter", ""}, "MeterName", true},
    {{"quantity", "usagequantity", "consumedquantity"}, "Quantity", true},
    {{"unitofmeasure", "", ""}, "UnitOfMeasure", false},
    {{"costinbillingcurrency", "cost", "pretaxcost"}, "CostInBillingCurrency", true},
    {{"billingcurrency", "billingcurrencycode", "currency"}, "BillingCurrency", true},
}};

/// Exports have some 60 columns, and a cell of tags may be long.
constexpr CsvLimits kCostLimits{200, 32'768};
constexpr std::size_t kMostNameBytes = 100;
constexpr double kMostCost = 1e12;

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// A finite number, whole or with decimals, also as 1.5E-05.
std::optional<double> cost_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || std::abs(value) > kMostCost) return std::nullopt;
  return value;
}

/// 10/31/2026 and 2026-10-31, with a time behind it or without.
std::optional<int> invoiced_day(std::string_view text) {
  if (text.size() < 8 || text.find('/') == std::string_view::npos) return day_of(text);
  const std::size_t first = text.find('/');
  const std::size_t second = text.find('/', first + 1);
  if (first > 2 || second == std::string_view::npos || second - first > 3) return std::nullopt;
  const std::string_view year = text.substr(second + 1, 4);
  const std::string_view rest = text.substr(std::min(text.size(), second + 5));
  if (year.size() != 4 || (!rest.empty() && rest.front() != ' ')) return std::nullopt;
  return day_of(fmt::format("{}-{:0>2}-{:0>2}", year, text.substr(0, first), text.substr(first + 1, second - first - 1)));
}

class CostReader {
 public:
  CostReader(std::uint32_t source, CostExport& costs, Diagnostics& diagnostics) : source_(source), costs_(costs), diagnostics_(diagnostics) {
    for (std::size_t m = 0; m < costs_.meters.size(); ++m) numbers_.emplace(key_of(costs_.meters[m]), m);
  }

  void read(std::string_view text) {
    if (!is_table(text)) return;
    CsvRows rows(text, kCostLimits);
    std::vector<CsvCell> cells;
    std::string fault;
    if (!rows.next(cells, fault)) {
      diagnostics_.add(Code::kNothingToRun, Where{source_, 0, 0}, "", "the file is empty", "the first line of an export names its columns");
      return;
    }
    if (!fault.empty()) return wrong(Code::kWrongType, cells[rows.faulty_cell()], "", fault);
    if (!take_names(cells)) return;
    const std::size_t before = costs_.rows;
    while (rows.next(cells, fault)) {
      if (costs_.rows == kMaxInvoiceRows) return wrong(Code::kTooBig, cells[0], "", fmt::format("more than {} rows", kMaxInvoiceRows), "export one subscription or resource group");
      ++costs_.rows;
      if (!fault.empty()) {
        wrong(Code::kWrongType, cells[rows.faulty_cell()], "", fault);
        continue;
      }
      if (!add_row(cells)) return;
    }
    if (costs_.rows == before) diagnostics_.add(Code::kNothingToRun, Where{source_, 0, 0}, "", "the file has no row beside the names of its columns");
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  static Key key_of(const InvoicedMeter& meter) { return {meter.category, meter.subcategory, meter.meter, meter.unit}; }

  void wrong(Code code, const CsvCell& cell, std::string path, std::string message, std::string hint = "") {
    const Where where{source_, static_cast<std::uint32_t>(cell.line), static_cast<std::uint32_t>(cell.column)};
    diagnostics_.add(code, where, std::move(path), std::move(message), std::move(hint));
  }

  bool is_table(std::string_view text) {
    const char* says = text.starts_with("\x1f\x8b")                                          ? "the file is compressed; unpack it with gunzip"
                       : text.starts_with("PAR1")                                            ? "the file is Parquet; export as CSV"
                       : text.starts_with("PK\x03\x04")                                      ? "the file is a ZIP archive or a workbook; give the CSV that is in it"
                       : text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ? "the file is UTF-16; save it as UTF-8"
                                                                                             : nullptr;
    if (says != nullptr) diagnostics_.add(Code::kWrongType, Where{source_, 0, 0}, "", says);
    return says == nullptr;
  }

  bool take_names(const std::vector<CsvCell>& cells) {
    names_ = cells.size();
    std::vector<std::string> there;
    for (const CsvCell& cell : cells) there.push_back(lower(without_blanks(cell.text)));
    bool good = true;
    for (std::size_t c = 0; c < kCostColumns; ++c) {
      const CostColumnNames& column = kCostColumnNames[c];
      place_[c] = names_;
      for (const std::string_view name : column.names) {
        const auto found = name.empty() ? there.end() : std::find(there.begin(), there.end(), name);
        if (found == there.end()) continue;
        place_[c] = static_cast<std::size_t>(found - there.begin());
        const auto again = std::find(found + 1, there.end(), name);
        if (again != there.end()) {
          good = false;
          const CsvCell& second = cells[static_cast<std::size_t>(again - there.begin())];
          wrong(Code::kKeyGivenTwice, second, "", fmt::format("column {} is there twice", quote(second.text)));
        }
        break;
      }
      if (place_[c] != names_ || !column.is_required) continue;
      good = false;
      wrong(Code::kMissingKey, cells[0], std::string(column.shown), "no such column", hint_for(column, cells));
    }
    return good;
  }

  static std::string hint_for(const CostColumnNames& column, const std::vector<CsvCell>& cells) {
    if (cells.size() == 1 && cells[0].text.find(';') != std::string::npos) return "cells are parted by commas, and not by semicolons";
    std::string known;
    for (const std::string_view name : column.names) {
      if (!name.empty()) known += (known.empty() ? "" : ", ") + std::string(name);
    }
    std::vector<std::string> small;
    for (const CsvCell& cell : cells) small.push_back(lower(without_blanks(cell.text)));
    const std::vector<std::string_view> candidates(small.begin(), small.end());
    const std::string meant = closest_word(column.names[0], candidates);
    return fmt::format("one of {}, whatever their case{}", known, meant.empty() ? "" : "; did you mean the column " + quote(meant) + "?");
  }

  const CsvCell* cell_of(const std::vector<CsvCell>& cells, CostColumn column) const { return place_[column] < names_ ? &cells[place_[column]] : nullptr; }

  std::string name_of(const std::vector<CsvCell>& cells, CostColumn column) const {
    const CsvCell* cell = cell_of(cells, column);
    return cell == nullptr ? "" : std::string(utf8_prefix(without_blanks(cell->text), kMostNameBytes));
  }

  double number_of(const std::vector<CsvCell>& cells, CostColumn column) {
    const CsvCell& cell = *cell_of(cells, column);
    const std::string_view text = without_blanks(cell.text);
    if (text.empty() && column == kQuantity) return 0;
    if (const std::optional<double> value = cost_number(text)) return *value;
    wrong(Code::kNotANumber, cell, std::string(kCostColumnNames[column].shown), quote(cell.text) + " is no number", "as in 1234.5, without separators of thousands");
    return 0;
  }

  void take_day(const CsvCell& cell) {
    if (const std::optional<int> day = invoiced_day(without_blanks(cell.text))) {
      costs_.days.insert(*day);
    } else {
      wrong(Code::kOutOfRange, cell, "Date", quote(cell.text) + " is no day", "as in 10/31/2026 (month, day, year) or 2026-10-31");
    }
  }

  void take_currency(const CsvCell& cell, double cost) {
    std::string code(without_blanks(cell.text));
    for (char& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    if (code.empty()) {
      if (cost != 0) wrong(Code::kNoValue, cell, "BillingCurrency", "a charge without a currency");
      return;
    }
    if (code.size() != 3 || !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
      wrong(Code::kUnknownWord, cell, "BillingCurrency", quote(cell.text) + " is no currency", "as in USD");
      return;
    }
    const bool known = std::any_of(costs_.currencies.begin(), costs_.currencies.end(), [&](const InvoicedCurrency& one) { return one.code == code; });
    const Where where{source_, static_cast<std::uint32_t>(cell.line), static_cast<std::uint32_t>(cell.column)};
    if (!known) costs_.currencies.push_back({std::move(code), where});
  }

  /// False if nothing more is to be read.
  bool add_row(const std::vector<CsvCell>& cells) {
    if (cells.size() != names_) {
      wrong(Code::kWrongType, cells.back(), "", fmt::format("the row has {} cells, and there are {} columns", cells.size(), names_));
      return true;
    }
    take_day(*cell_of(cells, kDay));
    InvoicedMeter row{name_of(cells, kCategory), name_of(cells, kSubcategory), name_of(cells, kMeter), name_of(cells, kUnit), number_of(cells, kQuantity), number_of(cells, kCost), 1};
    take_currency(*cell_of(cells, kCurrency), row.cost);
    const auto [found, is_new] = numbers_.try_emplace(key_of(row), costs_.meters.size());
    if (is_new) {
      if (costs_.meters.size() == kMaxInvoiceMeters) {
        wrong(Code::kTooBig, cells[place_[kMeter]], "MeterName", fmt::format("more than {} meters", kMaxInvoiceMeters), "export one subscription or resource group");
        return false;
      }
      costs_.meters.push_back(std::move(row));
      return true;
    }
    InvoicedMeter& meter = costs_.meters[found->second];
    meter.quantity += row.quantity;
    meter.cost += row.cost;
    ++meter.rows;
    return true;
  }

  std::uint32_t source_;
  CostExport& costs_;
  Diagnostics& diagnostics_;
  std::map<Key, std::size_t> numbers_;
  std::array<std::size_t, kCostColumns> place_{};
  std::size_t names_ = 0;
};

}  // namespace

void read_cost_export(std::string_view text, std::uint32_t source, CostExport& costs, Diagnostics& diagnostics) { CostReader(source, costs, diagnostics).read(text); }

void check_currency(const CostExport& costs, std::string_view currency, Diagnostics& diagnostics) {
  for (const InvoicedCurrency& one : costs.currencies) {
    if (one.code == currency) continue;
    diagnostics.add(Code::kOutOfRange, one.where, "BillingCurrency", fmt::format("the charges are in {}, and the price book is in {}", one.code, currency),
                    fmt::format("plan with a price book in {0} ('picket import prices', of prices that were asked for in {0})", one.code));
  }
}

}  // namespace picket::sim
