#include "sim/exchange/alert_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>

#include <nlohmann/json.hpp>

#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"
#include "sim/exchange/json_member.h"
#include "sim/fleet/trace_lines.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kShownBytes = 80;
/// 9999-12-31 in seconds since 1970.
constexpr double kLastSecond = 253'402'300'799.0;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// A field's text under a name; empty if it is not there.
using Lookup = std::function<std::string(std::string_view name)>;

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer() || value.is_number_float()) return value.dump();
  if (value.is_array() && !value.empty() && (value.front().is_string() || value.front().is_number())) return text_of(value.front());
  return {};
}

std::string in_object(const Json& object, std::string_view name) {
  if (const Json* whole = json_member(&object, name)) return text_of(*whole);
  const Json* at = &object;
  for (std::string_view rest = name; at != nullptr && !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (at->is_array() && !at->empty()) at = &at->front();
    at = json_member(at, part);
  }
  return at == nullptr || at == &object ? std::string() : text_of(*at);
}

class AlertFileReader {
 public:
  AlertFileReader(const AlertColumns& columns, const AlertLimits& limits) : columns_(columns), limits_(limits) {}

  AlertFile read(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const std::string_view start = trimmed(text);
    if (text.size() > limits_.max_bytes) {
      refuse(AlertFault::kTooLong, 1, start);
    } else if (start.starts_with('[')) {
      read_list(text);
    } else if (start.starts_with('{')) {
      read_objects(text);
    } else if (!start.empty()) {
      read_table(text);
    }
    name_columns();
    return std::move(file_);
  }

 private:
  void refuse(AlertFault fault, std::uint64_t line, std::string_view text) {
    ++file_.records;
    const std::uint64_t before = file_.faults[fault]++;
    if (before < AlertFile::kExamplesPerFault) file_.examples.push_back({fault, line, std::string(text.substr(0, kShownBytes))});
  }

  /// Whether there is room for one more; if not, that is said once.
  bool has_room(std::uint64_t line) {
    if (file_.alerts.size() < limits_.max_alerts) return true;
    if (file_.faults[AlertFault::kTooMany] == 0) refuse(AlertFault::kTooMany, line, "");
    return false;
  }

  std::string cut(std::string text) const {
    if (text.size() > limits_.max_text) text.resize(utf8_prefix(text, limits_.max_text).size());
    return text;
  }

  /// The first name of a field that is there; notes which.
  std::string take(AlertField field, const Lookup& lookup) {
    const auto f = static_cast<std::size_t>(field);
    const std::vector<std::string>& names = columns_.of(field);
    if (seen_[f].empty()) seen_[f].resize(names.size());
    std::string value;
    for (std::size_t n = 0; n < names.size(); ++n) {
      const bool look_on = file_.alerts.size() < kRecordsToTell;
      if (!value.empty() && !look_on) break;
      std::string found = lookup(names[n]);
      if (found.empty()) continue;
      Seen& seen = seen_[f][n];
      (value.empty() ? seen.taken : seen.passed_over) = true;
      if (value.empty()) value = std::move(found);
    }
    return cut(std::move(value));
  }

  void add(std::uint64_t line, std::string_view text, const Lookup& lookup, const std::function<std::vector<NamedEvidence>()>& evidence) {
    ForeignAlert alert;
    alert.line = line;
    const std::string time = take(AlertField::kTime, lookup);
    if (time.empty()) return refuse(AlertFault::kNoTime, line, text);
    const std::optional<Time> parsed = parse_alert_time(time);
    if (!parsed) return refuse(AlertFault::kBadTime, line, time);
    alert.time = *parsed;
    alert.device = take(AlertField::kDevice, lookup);
    if (alert.device.empty()) return refuse(AlertFault::kNoDevice, line, text);
    alert.type = take(AlertField::kType, lookup);
    alert.severity = take(AlertField::kSeverity, lookup);
    if (const std::string number = take(AlertField::kReplication, lookup); !number.empty()) {
      std::uint32_t value = 0;
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
      if (error != std::errc() || end != number.data() + number.size()) return refuse(AlertFault::kBadReplication, line, number);
      alert.replication = value;
    }
    alert.evidence = evidence();
    ++file_.records;
    file_.alerts.push_back(std::move(alert));
  }

  /// One JSON value. False if it cannot be read.
  bool add_value(std::uint64_t line, std::string_view text) {
    if (text.size() > limits_.max_record_bytes) {
      refuse(AlertFault::kTooLong, line, text);
      return true;
    }
    const Json value = Json::parse(text.begin(), text.end(), nullptr, false);
    if (value.is_discarded()) return false;
    if (!value.is_object()) {
      refuse(AlertFault::kNoObject, line, text);
    } else {
      add(line, text, [&value](std::string_view name) { return in_object(value, name); }, [&value] { return named_evidence(value); });
    }
    return true;
  }

  /// The values of a list, found by brackets alone, so that one that cannot be read spoils no other.
  void read_list(std::string_view text) {
    std::size_t at = text.find('[') + 1;
    std::uint64_t line = 1 + static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    std::size_t begin = at;
    std::uint64_t begin_line = line;
    std::size_t depth = 0;
    bool quoted = false;
    // The line on which a value begins that stands somewhere behind `begin`.
    const auto line_of = [&](std::string_view value) {
      return begin_line + static_cast<std::uint64_t>(std::count(text.data() + begin, value.data(), '\n'));
    };
    const auto finish = [&](std::size_t end) {
      const std::string_view value = trimmed(text.substr(begin, end - begin));
      if (value.empty()) return true;
      const std::uint64_t first = line_of(value);
      if (!has_room(first)) return false;
      if (!add_value(first, value)) refuse(AlertFault::kNotReadable, first, value);
      return true;
    };
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '\n') ++line;
      if (quoted) {
        if (c == '\\') ++at;
        else if (c == '"') quoted = false;
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && depth > 0) {
        --depth;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        if (!finish(at)) return;
        begin = at + 1;
        begin_line = line;
        if (c == ']') break;
      }
    }
    // A list that was cut off, or what follows its end.
    const std::string_view rest = trimmed(text.substr(std::min(begin, text.size())));
    if (!rest.empty()) refuse(AlertFault::kNotReadable, line_of(rest), rest);
  }

  void read_objects(std::string_view text) {
    const std::string_view whole = trimmed(text);
    if (whole.size() <= limits_.max_record_bytes && whole.find('\n') != std::string_view::npos &&
        Json::accept(whole.begin(), whole.end())) {
      add_value(1, whole);
      return;
    }
    std::uint64_t number = 0;
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      ++number;
      const std::string_view value = trimmed(line);
      if (value.empty()) continue;
      if (!has_room(number)) return;
      if (!add_value(number, value)) refuse(AlertFault::kNotReadable, number, value);
    }
  }

  /// A record of a table: a line, or several where quotes stay open. One that is never closed ends with its line.
  std::string_view next_record(std::string_view& text, std::uint64_t& lines) const {
    bool open = false;
    std::size_t end = 0;
    lines = 0;
    for (; end < text.size() && end <= limits_.max_record_bytes; ++end) {
      if (text[end] == '"') open = !open;
      if (text[end] != '\n') continue;
      ++lines;
      if (!open) break;
    }
    if (open || end > limits_.max_record_bytes) {
      end = std::min(text.size(), text.find('\n'));
      lines = 1;
    }
    const std::string_view record = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    return record.ends_with('\r') ? record.substr(0, record.size() - 1) : record;
  }

  void read_table(std::string_view text) {
    std::uint64_t lines = 0;
    std::uint64_t number = 1;
    std::vector<std::string> cells;
    std::string_view names;
    std::uint64_t names_line = 0;
    for (bool header = true; !text.empty(); number += lines) {
      const std::string_view record = next_record(text, lines);
      if (trimmed(record).empty()) continue;
      if (!header && !has_room(number)) return;
      const bool too_long = record.size() > limits_.max_record_bytes;
      if (too_long || !split_csv(record, cells)) {
        refuse(too_long ? AlertFault::kTooLong : AlertFault::kNotReadable, number, record);
        if (header) return;  // nothing says what the cells are
        continue;
      }
      if (header) {
        for (std::string& name : cells) file_.columns.push_back(std::string(trimmed(name)));
        header = false;
        names = record;
        names_line = number;
        continue;
      }
      if (cells.size() != file_.columns.size()) {
        refuse(AlertFault::kFieldCount, number, record);
        continue;
      }
      const Lookup cell = [&](std::string_view name) -> std::string {
        for (std::size_t c = 0; c < cells.size(); ++c) {
          if (same_word(file_.columns[c], name)) return std::string(trimmed(cells[c]));
        }
        return {};
      };
      add(number, record, cell, [&cell] { return named_entities(cell("Entities")); });
    }
    // A header alone says that there are no alerts; any other line alone is no table of alerts.
    if (file_.records > 0 || file_.columns.empty()) return;
    if (!has_column(AlertField::kTime)) refuse(AlertFault::kNoTime, names_line, names);
    else if (!has_column(AlertField::kDevice)) refuse(AlertFault::kNoDevice, names_line, names);
  }

  bool has_column(AlertField field) const {
    const std::vector<std::string>& names = columns_.of(field);
    return std::any_of(file_.columns.begin(), file_.columns.end(), [&names](const std::string& column) {
      return std::any_of(names.begin(), names.end(), [&column](const std::string& name) { return same_word(column, name); });
    });
  }

  void name_columns() {
    for (std::size_t f = 0; f < kAlertFields; ++f) {
      const std::vector<std::string>& names = columns_.of(static_cast<AlertField>(f));
      for (std::size_t n = 0; n < seen_[f].size(); ++n) {
        if (seen_[f][n].taken) file_.taken[f].push_back(names[n]);
        else if (seen_[f][n].passed_over) file_.passed_over[f].push_back(names[n]);
      }
    }
  }

  /// Of so many alerts it is looked which other columns could have been meant.
  static constexpr std::size_t kRecordsToTell = 100;

  struct Seen {
    bool taken = false;
    bool passed_over = false;
  };
  const AlertColumns& columns_;
  AlertLimits limits_;
  AlertFile file_;
  std::array<std::vector<Seen>, kAlertFields> seen_;
};

}  // namespace

std::string_view to_string(AlertFault fault) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(AlertFault::kCount_)> kWords{
      "cannot be read",
      "is no JSON object",
      "is too long",
      "has another number of cells than the header",
      "has no time",
      "has a time that is none",
      "names no device",
      "has a replication that is no number",
      "is beyond the limit of alerts; the rest was not read"};
  return kWords[static_cast<std::size_t>(fault)];
}

std::optional<Time> parse_alert_time(std::string_view text) {
  text = trimmed(text);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return parse_timestamp(text);
  if (!std::isfinite(number) || number < 0) return std::nullopt;
  // Whole numbers keep all their digits.
  constexpr double kFirstMilliseconds = 1e11;
  double scale = 1'000'000;  // microseconds in the unit
  for (double limit = kFirstMilliseconds; number >= limit && scale > 1e-3; limit *= 1'000) scale /= 1'000;
  if (number * scale > kLastSecond * 1e6) return std::nullopt;
  std::int64_t whole = 0;
  const auto [whole_end, whole_error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (whole_error == std::errc() && whole_end == text.data() + text.size()) {
    return Time::from_unix_microseconds(scale >= 1 ? whole * static_cast<std::int64_t>(scale) : whole / 1'000);
  }
  return Time::from_unix_microseconds(std::llround(number * scale));
}

AlertFile read_alerts(std::string_view text, const AlertColumns& columns, const AlertLimits& limits) {
  return AlertFileReader(columns, limits).read(text);
}

}  // namespace picket::sim
