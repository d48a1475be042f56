#include "sim/import/hub_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>

#include "agent_core/base/ascii.h"
#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"
#include "sim/fleet/trace_lines.h"
#include "sim/import/part_name.h"

namespace picket::sim {
namespace {

/// What a metric is called, in small letters and digits alone. The first is the name in the REST API.
struct MetricNames {
  HubMetric metric;
  std::string_view rest;
  std::array<std::string_view, 2> others;
};
constexpr auto kMetricNames = std::to_array<MetricNames>({
    {HubMetric::kMessages, "d2c.telemetry.ingress.success", {"telemetrymessagessent"}},
    {HubMetric::kAttempts, "d2c.telemetry.ingress.allProtocol", {"telemetrymessagesendattempts"}},
    {HubMetric::kThrottled, "d2c.telemetry.ingress.sendThrottle", {"numberofthrottlingerrors"}},
    {HubMetric::kQuotaUsed, "dailyMessageQuotaUsed", {"totalnumberofmessagesused"}},
    {HubMetric::kDataBytes, "deviceDataUsage", {"totaldevicedatausage", "totaldevicedatausagedeprecated"}},
    {HubMetric::kDataBytesV2, "deviceDataUsageV2", {"totaldevicedatausagepreview"}},
    {HubMetric::kConnected, "connectedDeviceCount", {"connecteddevices", "connecteddevicespreview"}},
    {HubMetric::kDevices, "totalDeviceCount", {"totaldevices", "totaldevicespreview"}},
});

struct AggregationName {
  std::string_view name;
  Aggregation aggregation;
};
constexpr auto kAggregationNames = std::to_array<AggregationName>({{"average", Aggregation::kAverage},
                                                                   {"avg", Aggregation::kAverage},
                                                                   {"minimum", Aggregation::kMinimum},
                                                                   {"min", Aggregation::kMinimum},
                                                                   {"maximum", Aggregation::kMaximum},
                                                                   {"max", Aggregation::kMaximum},
                                                                   {"total", Aggregation::kTotal},
                                                                   {"sum", Aggregation::kTotal},
                                                                   {"count", Aggregation::kSamples},
                                                                   {"value", Aggregation::kNotSaid}});
constexpr auto kTimeColumns = std::to_array<std::string_view>({"timestamp", "time", "timeutc", "timestamputc", "timegenerated", "timegeneratedutc", "date"});
constexpr auto kNameColumns = std::to_array<std::string_view>({"name", "metric", "metricname"});

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c)) out += lower(c);
  }
  return out;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::optional<Aggregation> aggregation_of(std::string_view word) {
  const std::string name = squeezed(word);
  const auto* const found = std::ranges::find(kAggregationNames, name, &AggregationName::name);
  return found == kAggregationNames.end() ? std::nullopt : std::optional(found->aggregation);
}

/// Aggregations that say something of a metric, the best first.
std::span<const Aggregation> wanted_aggregations(HubMetric metric) {
  static constexpr std::array kEvents{Aggregation::kTotal, Aggregation::kNotSaid};
  static constexpr std::array kSnapshots{Aggregation::kAverage, Aggregation::kMaximum, Aggregation::kMinimum, Aggregation::kNotSaid};
  static constexpr std::array kCounters{Aggregation::kMaximum, Aggregation::kAverage, Aggregation::kNotSaid};
  if (metric == HubMetric::kQuotaUsed) return kCounters;
  if (metric == HubMetric::kConnected || metric == HubMetric::kDevices) return kSnapshots;
  return kEvents;
}

/// "Telemetry messages sent (Sum), my-hub": a column that is a metric, as a chart calls it.
struct MetricColumn {
  HubMetric metric{};
  Aggregation aggregation = Aggregation::kNotSaid;
};
std::optional<MetricColumn> metric_column_of(std::string_view name) {
  if (const auto whole = hub_metric_of(name)) return MetricColumn{*whole};
  for (std::size_t at = name.rfind('('); at != std::string_view::npos && at > 0; at = name.rfind('(', at - 1)) {
    const std::string_view inside = name.substr(at + 1, name.find(')', at) - at - 1);
    const auto metric = hub_metric_of(name.substr(0, at));
    if (const auto aggregation = aggregation_of(inside); metric && aggregation) return MetricColumn{*metric, *aggregation};
  }
  return std::nullopt;
}

class MetricsReader {
 public:
  MetricsReader(std::uint32_t file, HubMetrics& out, const HubMetricsLimits& limits) : file_(file), out_(out), limits_(limits) {}

  void read(std::string_view text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    while (!text.empty() && !is_full_) {
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      ++number_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!without_blanks(line).empty()) take(line);
    }
    out_.files_without_header += has_header_ ? 0 : 1;
  }

 private:
  struct Cell {
    std::string text;
    std::uint32_t column = 1;  ///< in characters
  };

  void refuse(MetricFault fault, std::string_view line, std::uint32_t column, std::string says, std::string hint = "") {
    if (static_cast<std::size_t>(out_.faults[fault]++) >= HubMetrics::kProblemsPerFault) return;
    out_.problems.push_back({fault, file_, import_problem(number_, column, std::move(says), std::move(hint), utf8_prefix(line, 4'096))});
  }

  void take(std::string_view line) {
    if (line.size() > limits_.line_bytes) {
      out_.rows += has_header_ ? 1 : 0;
      return refuse(MetricFault::kTooLong, line, 1, fmt::format("a line of more than {} bytes", limits_.line_bytes));
    }
    if (!has_header_) return look_for_header(line);
    if (is_rule(line)) return learn_widths(line);
    ++out_.rows;
    if (!is_utf8(line)) return refuse(MetricFault::kNotReadable, "", 1, "not UTF-8 text", "save the file as UTF-8");
    if (!split(line)) return refuse(MetricFault::kNotReadable, line, 1, "a quote is out of place");
    if (cells_.size() != columns_) {
      return refuse(MetricFault::kFieldCount, line, 1, fmt::format("{} cells, and the header has {}", cells_.size(), columns_));
    }
    row(line);
  }

  /// "-------  -----": the line below the header of a table, which tells where its columns stand.
  static bool is_rule(std::string_view line) {
    return line.starts_with("---") && line.find_first_not_of("- \r") == std::string_view::npos;
  }
  void learn_widths(std::string_view line) {
    if (separator_ != ' ') return;
    starts_.clear();
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '-' && (i == 0 || line[i - 1] == ' ')) starts_.push_back(i);
    }
    if (split(header_)) choose_columns();
  }

  bool split(std::string_view line) {
    cells_.clear();
    if (separator_ == ' ') {
      for (std::size_t i = 0; i < starts_.size(); ++i) {
        const std::size_t begin = std::min(starts_[i], line.size());
        const std::size_t end = i + 1 < starts_.size() ? std::min(starts_[i + 1], line.size()) : line.size();
        cells_.push_back({std::string(without_blanks(line.substr(begin, end - begin))), static_cast<std::uint32_t>(begin + 1)});
      }
      return true;
    }
    std::vector<std::string> texts;
    bool good = true;
    if (separator_ == ',') good = split_csv(line, texts);
    else split_at(line, separator_, texts);
    std::size_t at = 0;
    for (std::string& text : texts) {
      const std::string_view found = without_blanks(text);
      const std::size_t begin = found.empty() ? at : std::min(line.find(found, at), line.size());
      const std::string_view before = line.substr(0, begin);
      const auto column = static_cast<std::uint32_t>(1 + std::count_if(before.begin(), before.end(), [](char c) { return !continues_character(c); }));
      at = std::min(line.size(), begin + found.size());
      cells_.push_back({std::string(unquoted(found)), column});
    }
    return good;
  }
  /// Of the separators that split_csv does not know.
  static std::string_view unquoted(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
  }

  void look_for_header(std::string_view line) {
    for (const char separator : {',', ';', '\t'}) {
      if (line.find(separator) == std::string_view::npos) continue;
      separator_ = separator;
      if (split(line) && choose_columns()) return;
    }
    // A table: words with two blanks between them, and a rule below.
    separator_ = ' ';
    starts_.clear();
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] != ' ' && (i == 0 || (i >= 2 && line[i - 1] == ' ' && line[i - 2] == ' '))) starts_.push_back(i);
    }
    header_ = line;
    if (split(line)) choose_columns();
  }

  /// Whether the cells name a time and something that is measured; if so they are the header.
  bool choose_columns() {
    time_ = name_ = kNone;
    values_.clear();
    metrics_.clear();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const std::string name = squeezed(cells_[i].text);
      if (time_ == kNone && std::ranges::find(kTimeColumns, name) != kTimeColumns.end()) time_ = i;
      else if (name_ == kNone && std::ranges::find(kNameColumns, name) != kNameColumns.end()) name_ = i;
      else if (const auto aggregation = aggregation_of(name)) values_.push_back({i, *aggregation});
      else if (const auto metric = metric_column_of(cells_[i].text)) metrics_.push_back({i, *metric});
    }
    const bool found = time_ != kNone && (name_ != kNone ? !values_.empty() : !metrics_.empty());
    has_header_ = has_header_ || found;
    columns_ = cells_.size();
    return found;
  }

  void row(std::string_view line) {
    const std::string& written = cells_[time_].text;
    const auto time = parse_timestamp(written.size() == 10 ? written + " 00:00:00" : written);  // a day alone begins at its start
    if (!time) {
      return refuse(MetricFault::kBadTime, line, cells_[time_].column, "no time", "as in 2026-11-01T00:00:00Z or 2026-11-01 00:00:00, in UTC");
    }
    if (name_ == kNone) {
      for (const auto& [column, metric] : metrics_) {
        const auto wanted = wanted_aggregations(metric.metric);
        if (std::ranges::find(wanted, metric.aggregation) == wanted.end()) wrong_aggregation(line, cells_[column].column, metric.metric);
        else if (const auto value = number(line, cells_[column])) add(line, cells_[column].column, metric.metric, *time, {*value, metric.aggregation});
      }
      return;
    }
    const auto metric = hub_metric_of(cells_[name_].text);
    if (!metric) return pass_over(cells_[name_].text);
    bool has_wanted_column = false;
    for (const Aggregation wanted : wanted_aggregations(*metric)) {
      const auto found = std::ranges::find(values_, wanted, &ValueColumn::aggregation);
      if (found == values_.end()) continue;
      has_wanted_column = true;
      const Cell& cell = cells_[found->column];
      const std::uint64_t empty_before = out_.empty_cells;
      if (const auto value = number(line, cell)) return add(line, cell.column, *metric, *time, {*value, wanted});
      if (out_.empty_cells == empty_before) return;  // it was refused
    }
    if (!has_wanted_column) wrong_aggregation(line, cells_[name_].column, *metric);
  }

  void wrong_aggregation(std::string_view line, std::uint32_t column, HubMetric metric) {
    const auto wanted = wanted_aggregations(metric).front();
    const std::string_view word = wanted == Aggregation::kTotal ? "Total" : wanted == Aggregation::kMaximum ? "Maximum" : "Average";
    refuse(MetricFault::kWrongAggregation, line, column, fmt::format("{} is not given as its {}", to_string(metric), word),
           fmt::format("export it with the aggregation {}", word));
  }

  void pass_over(std::string_view name) {
    const std::string known = one_line(name);
    const auto found = out_.passed_over.find(known);
    if (found != out_.passed_over.end()) ++found->second;
    else if (out_.passed_over.size() < HubMetrics::kMaxNames) out_.passed_over.emplace(known, 1);
    else ++out_.passed_over_more;
  }

  std::optional<double> number(std::string_view line, const Cell& cell) {
    if (cell.text.empty() || lower_case(cell.text) == "none" || lower_case(cell.text) == "null") {
      ++out_.empty_cells;
      return std::nullopt;
    }
    constexpr double kMost = 1e15;
    double value = 0;
    const auto [end, error] = std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), value);
    if (error == std::errc() && end == cell.text.data() + cell.text.size() && std::isfinite(value) && value >= 0 && value <= kMost) return value;
    refuse(MetricFault::kBadNumber, line, cell.column, fmt::format("no number from 0 to {:g}", kMost), "as in 1200 or 1200.5, without separators");
    return std::nullopt;
  }

  void add(std::string_view line, std::uint32_t column, HubMetric metric, Time time, MetricValue value) {
    if (out_.count() >= limits_.values) {
      is_full_ = true;
      return refuse(MetricFault::kTooMany, line, 1, fmt::format("more than {} values", limits_.values));
    }
    if (!out_.values[static_cast<std::size_t>(metric)].emplace(time, value).second) {
      refuse(MetricFault::kGivenTwice, line, column, fmt::format("{} was given for this time before", to_string(metric)), "the first one counts");
    }
  }

  struct ValueColumn {
    std::size_t column = 0;
    Aggregation aggregation{};
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::uint32_t file_;
  HubMetrics& out_;
  HubMetricsLimits limits_;
  std::uint64_t number_ = 0;
  bool has_header_ = false;
  bool is_full_ = false;
  char separator_ = ',';
  std::string_view header_;
  std::vector<std::size_t> starts_;  ///< of a table's columns
  std::vector<Cell> cells_;
  std::size_t columns_ = 0;
  std::size_t time_ = kNone;
  std::size_t name_ = kNone;
  std::vector<ValueColumn> values_;
  std::vector<std::pair<std::size_t, MetricColumn>> metrics_;
};

}  // namespace

std::string_view to_string(HubMetric metric) {
  return std::ranges::find(kMetricNames, metric, &MetricNames::metric)->rest;
}

std::optional<HubMetric> hub_metric_of(std::string_view name) {
  const std::string word = squeezed(name);
  for (const MetricNames& names : kMetricNames) {
    const bool other = !word.empty() && std::ranges::find(names.others, word) != names.others.end();
    if (other || word == squeezed(names.rest)) return names.metric;
  }
  return std::nullopt;
}

std::string_view to_string(MetricFault fault) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(MetricFault::kCount_)> kWords{
      "cannot be read",
      "too long",
      "with another number of cells than the header",
      "with a time that is none",
      "with a value that is no number",
      "without the aggregation that counts",
      "given before",
      "beyond the limit; the rest was not read"};
  return kWords[static_cast<std::size_t>(fault)];
}

std::size_t HubMetrics::count() const {
  std::size_t sum = 0;
  for (const auto& of_metric : values) sum += of_metric.size();
  return sum;
}

void read_hub_metrics(std::string_view text, std::uint32_t file, HubMetrics& out, const HubMetricsLimits& limits) {
  MetricsReader(file, out, limits).read(text);
}

}  // namespace picket::sim
