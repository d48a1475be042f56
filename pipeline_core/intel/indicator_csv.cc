#include <array>
#include <charconv>
#include <vector>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/csv_rows.h"
#include "agent_core/message/utc_text.h"
#include "pipeline_core/intel/indicator_feed.h"

namespace picket {
namespace {

enum Column : std::size_t {
  kValue, kType, kValidFrom, kValidUntil, kConfidence, kSource, kTlp, kId, kModified, kRevoked, kColumns
};
constexpr std::array<std::string_view, kColumns> kColumnNames{
    "value", "type", "valid_from", "valid_until", "confidence", "source", "tlp", "id", "modified", "revoked"};

struct TypeWord {
  std::string_view word;
  IndicatorKind kind;
};
constexpr TypeWord kTypeWords[] = {
    {"ipv4-addr", IndicatorKind::kAddress}, {"ipv6-addr", IndicatorKind::kAddress}, {"ip", IndicatorKind::kAddress},
    {"cidr", IndicatorKind::kAddress},      {"domain-name", IndicatorKind::kDomain}, {"domain", IndicatorKind::kDomain},
    {"hostname", IndicatorKind::kDomain},   {"url", IndicatorKind::kUrl},            {"file", IndicatorKind::kFileHash},
    {"md5", IndicatorKind::kFileHash},      {"sha1", IndicatorKind::kFileHash},      {"sha256", IndicatorKind::kFileHash}};

class CsvReader {
 public:
  CsvReader(std::string_view file, const FeedDefaults& defaults, IndicatorSet::Builder& builder, FeedProblems& problems)
      : file_(file), defaults_(defaults), builder_(builder), problems_(problems) {}

  FeedCounts read(std::string_view text) {
    CsvRows rows(text);
    std::vector<CsvCell> cells;
    std::string fault;
    if (!rows.next(cells, fault)) return counts_;
    if (!fault.empty()) {
      report(cells[0], fault);
    } else if (read_names(cells)) {
      while (rows.next(cells, fault)) read_row(cells, fault, rows.faulty_cell());
    }
    return counts_;
  }

 private:
  void report(const CsvCell& cell, std::string message) {
    bad_ = true;
    problems_.add({std::string(file_), cell.line, cell.column, "", row_id_, std::move(message), false});
  }

  bool read_names(const std::vector<CsvCell>& cells) {
    place_.fill(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::size_t column = 0;
      while (column < kColumns && kColumnNames[column] != cells[i].text) ++column;
      if (column == kColumns) {
        const std::string meant = closest_word(cells[i].text, kColumnNames);
        report(cells[i], "unknown column '" + cells[i].text.substr(0, 80) + "'" +
                             (meant.empty() ? "" : "; did you mean '" + meant + "'?"));
      } else if (place_[column] != cells.size()) {
        report(cells[i], "column '" + cells[i].text + "' given twice");
      } else {
        place_[column] = i;
      }
    }
    names_ = cells.size();
    if (place_[kValue] == names_) report(cells[0], "no column 'value'; the first line names the columns");
    return !bad_;
  }

  /// The cell of a column, or nothing if the column is missing or the cell empty.
  const CsvCell* cell(const std::vector<CsvCell>& cells, Column column) const {
    const std::size_t at = place_[column];
    return at < names_ && at < cells.size() && !cells[at].text.empty() ? &cells[at] : nullptr;
  }

  void read_time(const std::vector<CsvCell>& cells, Column column, Time& time) {
    const CsvCell* given = cell(cells, column);
    if (given == nullptr) return;
    if (const auto read = parse_timestamp(given->text)) {
      time = *read;
    } else {
      report(*given, std::string(kColumnNames[column]) + ": '" + given->text.substr(0, 40) +
                         "' is no time; write 2026-01-31T00:00:00Z");
    }
  }

  Indicator read_words(const std::vector<CsvCell>& cells) {
    Indicator words{defaults_.valid_from, defaults_.valid_until, defaults_.source, defaults_.confidence,
                    defaults_.tlp,        {},                    Time::min()};
    if (const CsvCell* id = cell(cells, kId)) {
      words.id = id->text;
      if (words.id.size() > 255) report(*id, "an id of more than 255 characters");
    }
    if (const CsvCell* source = cell(cells, kSource)) words.source = source->text;
    read_time(cells, kValidFrom, words.valid_from);
    read_time(cells, kValidUntil, words.valid_until);
    read_time(cells, kModified, words.modified);
    if (const CsvCell* given = cell(cells, kConfidence)) {
      unsigned confidence = 0;
      const char* end = given->text.data() + given->text.size();
      const auto [last, error] = std::from_chars(given->text.data(), end, confidence);
      if (error != std::errc() || last != end || confidence > 100) {
        report(*given, "confidence: '" + given->text.substr(0, 40) + "' is no whole number from 0 to 100");
      } else {
        words.confidence = static_cast<std::uint8_t>(confidence);
      }
    }
    if (const CsvCell* tlp = cell(cells, kTlp); tlp != nullptr && !parse_tlp(tlp->text, words.tlp)) {
      report(*tlp, "tlp: '" + tlp->text.substr(0, 40) + "' is none of clear, green, amber, amber+strict, red");
    }
    const CsvCell* until = cell(cells, kValidUntil);
    if (until != nullptr && !bad_ && words.valid_until <= words.valid_from) {
      report(*until, "valid_until is not after valid_from");
    }
    return words;
  }

  std::optional<ListedValue> read_listed(const std::vector<CsvCell>& cells) {
    const CsvCell* value = cell(cells, kValue);
    if (value == nullptr) {
      report(cells[0], "no value");
      return std::nullopt;
    }
    const CsvCell* type = cell(cells, kType);
    std::optional<ListedValue> read;
    if (type == nullptr) {
      read = read_value(value->text);
      if (!read) report(*value, "'" + value->text.substr(0, 80) + "' is no address, block without host bits, domain, URL or file hash");
      return read;
    }
    for (const TypeWord& each : kTypeWords) {
      if (each.word != type->text) continue;
      read = read_value(each.kind, value->text);
      if (!read) report(*value, "'" + value->text.substr(0, 80) + "' is no " + std::string(to_string(each.kind)));
      return read;
    }
    std::vector<std::string_view> known;
    for (const TypeWord& each : kTypeWords) known.push_back(each.word);
    const std::string meant = closest_word(type->text, known);
    report(*type, "unknown type '" + type->text.substr(0, 40) + "'" + (meant.empty() ? "" : "; did you mean '" + meant + "'?"));
    return read;
  }

  void read_row(const std::vector<CsvCell>& cells, const std::string& fault, std::size_t faulty) {
    ++counts_.indicators;
    bad_ = false;
    row_id_.clear();
    if (!fault.empty()) report(cells[faulty], fault);
    if (cells.size() > names_) report(cells[names_], "more cells than column names");
    if (const CsvCell* id = cell(cells, kId)) row_id_ = id->text.substr(0, 80);
    Indicator words = read_words(cells);
    const CsvCell* revoked = cell(cells, kRevoked);
    if (revoked != nullptr && revoked->text == "true") {
      if (words.id.empty()) report(*revoked, "only an id can be revoked");
      if (!bad_) builder_.revoke(words.id, words.modified);
      ++(bad_ ? counts_.refused : counts_.revoked);
      return;
    }
    if (revoked != nullptr && revoked->text != "false") report(*revoked, "revoked is true or false");
    auto value = read_listed(cells);
    if (value && is_too_wide(*value)) {
      const CsvCell* listed = cell(cells, kValue);
      report(*listed, too_wide_text(listed->text));
      ++counts_.too_wide;
    }
    if (bad_ || !value) {
      ++counts_.refused;
      return;
    }
    builder_.add(std::move(*value), std::move(words));
    ++counts_.loaded;
    ++counts_.values;
  }

  std::string_view file_;
  const FeedDefaults& defaults_;
  IndicatorSet::Builder& builder_;
  FeedProblems& problems_;
  FeedCounts counts_;
  std::array<std::size_t, kColumns> place_{};
  std::size_t names_ = 0;
  std::string row_id_;
  bool bad_ = false;
};

}  // namespace

FeedCounts read_indicator_csv(std::string_view text, std::string_view file, const FeedDefaults& defaults,
                              IndicatorSet::Builder& builder, FeedProblems& problems) {
  return CsvReader(file, defaults, builder, problems).read(text);
}

}  // namespace picket
