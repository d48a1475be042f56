#include "sim/sweep/parameter_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/free_mapping.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {
namespace {

constexpr std::string_view kExample = "write for example '30 min..240 min:30 min', 'log(1 min..1000 min:4)' or '[a, b]'";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// A number as it was written, with its unit.
struct Written {
  double value = 0;  ///< in the unit
  const Unit* unit = nullptr;
  bool whole = false;
  std::size_t at = 0;
};

/// What is wrong with a range ends its reading; offsets count in the whole text.
class RangeReader {
 public:
  explicit RangeReader(std::string_view whole) : whole_(whole) {}

  Result<ParameterRange, RangeError> read() {
    const std::string_view text = trimmed(whole_);
    range_.text = std::string(text);
    if (text.starts_with('[')) return list(text);
    for (const std::string_view word : {"log(", "linear("}) {
      if (!text.starts_with(word)) continue;
      if (!text.ends_with(')')) return fail(text, text.size(), "the bracket is not closed", "end with ')'");
      range_.logarithmic = word == "log(";
      counted_ = true;
      return interval(text.substr(word.size(), text.size() - word.size() - 1));
    }
    return interval(text);
  }

 private:
  RangeError fail(std::string_view part, std::size_t offset, std::string message, std::string hint = "") const {
    return {static_cast<std::size_t>(part.data() - whole_.data()) + offset, std::move(message),
            hint.empty() ? std::string(kExample) : std::move(hint)};
  }

  Result<ParameterRange, RangeError> interval(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) return fail(text, 0, fmt::format("{} is no range", quote(text)));
    std::string_view high_text = text.substr(dots + 2);
    std::string_view last;
    if (const std::size_t colon = high_text.rfind(':'); colon != std::string_view::npos) {
      last = trimmed(high_text.substr(colon + 1));
      if (last.empty()) return fail(high_text, colon, "a step or a number of levels is missing after ':'");
      high_text = high_text.substr(0, colon);
    }
    RangeError error;
    const std::optional<Written> low = number(trimmed(text.substr(0, dots)), error);
    if (!low) return error;
    const std::optional<Written> high = number(trimmed(high_text), error);
    if (!high) return error;
    if (!take_ends(*low, *high, text, error)) return error;
    if (last.empty()) {
      if (range_.low == range_.high) return fail(text, 0, "the range holds a single value", "give that value alone");
      return std::move(range_);
    }
    if (counted_ ? !add_counted(last, error) : !add_steps(last, high->unit, error)) return error;
    return std::move(range_);
  }

  std::optional<Written> number(std::string_view text, RangeError& error) const {
    if (text.empty()) {
      error = {whole_.size(), "a number is missing", std::string(kExample)};
      return std::nullopt;
    }
    const std::optional<QuantityText> parts = split_quantity(text);
    const std::optional<double> value = parts ? parse_decimal(parts->number) : std::nullopt;
    if (!value) {
      error = fail(text, 0, fmt::format("expected a number with its unit, found {}", quote(text)));
      return std::nullopt;
    }
    Written out{*value, nullptr, parts->number.find_first_of(".eE") == std::string_view::npos,
                static_cast<std::size_t>(text.data() - whole_.data())};
    if (parts->unit.empty()) return out;
    out.unit = find_unit(parts->unit);
    if (out.unit != nullptr) return out;
    const std::string_view meant = unit_meant(parts->unit, Dimension::kTime);
    error = fail(parts->unit, 0, fmt::format("there is no unit {}", quote(parts->unit)),
                 meant.empty() ? "units are: " + unit_list(Dimension::kTime, " ") + " " + unit_list(Dimension::kData, " ") + " " +
                                     unit_list(Dimension::kBitRate, " ") + " USD"
                               : fmt::format("did you mean '{}'?", meant));
    return std::nullopt;
  }

  static Dimension dimension_of_unit(const Unit* unit) { return unit == nullptr ? Dimension::kNone : unit->dimension; }

  bool take_ends(Written low, const Written& high, std::string_view text, RangeError& error) {
    if (low.unit == nullptr) low.unit = high.unit;
    if (dimension_of_unit(low.unit) != dimension_of_unit(high.unit)) {
      error = {high.at, "the ends of the range measure different things", "give both the same kind of unit"};
      return false;
    }
    factor_ = low.unit == nullptr ? 1 : low.unit->factor;
    range_.unit = low.unit == nullptr ? "" : std::string(low.unit->name);
    range_.dimension = dimension_of_unit(low.unit);
    range_.low = low.value * factor_;
    range_.high = high.value * (high.unit == nullptr ? 1 : high.unit->factor);
    const double high_in_unit = range_.high / factor_;
    range_.whole = low.whole && high.whole && high_in_unit == std::round(high_in_unit);
    if (range_.low > range_.high) {
      error = fail(text, 0, "the range ends before it begins", "write the smaller end first");
      return false;
    }
    if (range_.logarithmic && range_.low <= 0) {
      error = {low.at, "a logarithmic range begins above 0", "begin with a positive number"};
      return false;
    }
    return true;
  }

  bool add_steps(std::string_view text, const Unit* unit_of_high, RangeError& error) {
    std::optional<Written> step = number(text, error);
    if (!step) return false;
    if (step->unit == nullptr) step->unit = unit_of_high;
    if (dimension_of_unit(step->unit) != range_.dimension) {
      error = fail(text, 0, "the step measures something else than the ends of the range", "give it the same kind of unit");
      return false;
    }
    const double step_size = step->value * (step->unit == nullptr ? 1 : step->unit->factor);
    if (!(step_size > 0)) {
      error = fail(text, 0, "the step must be above 0");
      return false;
    }
    const double steps = std::floor((range_.high - range_.low) / step_size + 1e-9);
    if (!(steps < static_cast<double>(kMostLevels))) {
      error = fail(text, 0, fmt::format("more than {} levels", kMostLevels), "take a larger step");
      return false;
    }
    for (std::size_t i = 0; i <= static_cast<std::size_t>(steps); ++i) {
      add((range_.low + static_cast<double>(i) * step_size) / factor_, 12);
    }
    return true;
  }

  bool add_counted(std::string_view text, RangeError& error) {
    const std::optional<double> count = parse_decimal(text);
    if (!count || *count != std::floor(*count) || *count < 2 || *count > static_cast<double>(kMostLevels)) {
      error = fail(text, 0, fmt::format("expected a number of levels from 2 to {}, found {}", kMostLevels, quote(text)));
      return false;
    }
    const auto n = static_cast<std::size_t>(*count);
    for (std::size_t i = 0; i < n; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(n - 1);
      const bool end = i == 0 || i + 1 == n;
      double value = (i + 1 == n ? range_.high : i == 0 ? range_.low : between(share)) / factor_;
      if (range_.whole) value = std::round(value);
      add(value, end || !range_.logarithmic ? 12 : 4);
    }
    const auto same = [](const Level& a, const Level& b) { return a.text == b.text; };
    range_.levels.erase(std::unique(range_.levels.begin(), range_.levels.end(), same), range_.levels.end());
    return true;
  }

  double between(double share) const {
    return range_.logarithmic ? range_.low * std::pow(range_.high / range_.low, share) : range_.low + share * (range_.high - range_.low);
  }

  void add(double in_unit, int digits) {
    std::string text = format_number(std::stod(fmt::format("{:.{}g}", in_unit, digits)));
    if (!range_.unit.empty()) text += " " + range_.unit;
    range_.levels.push_back(read_level(text));
  }

  Result<ParameterRange, RangeError> list(std::string_view text) {
    Diagnostics problems;
    const std::uint32_t source = problems.add_source("range", std::string(text));
    const std::optional<YamlNode> root = parse_yaml(text, source, problems);
    if (!root || !root->is_list()) {
      const std::string why = problems.all().empty() ? "this is no list" : problems.all().front().message;
      return fail(text, 0, why, "write '[a, b]'");
    }
    if (root->items.empty()) return fail(text, 0, "the list is empty", "give at least one level");
    if (root->items.size() > kMostLevels) return fail(text, 0, fmt::format("more than {} levels", kMostLevels), "give fewer");
    std::vector<std::string> values;
    for (const YamlNode& item : root->items) {
      if (item.is_scalar() && !item.in_quotes) {
        values.push_back(item.text);
        continue;
      }
      const auto json = json_of(item);
      if (!json.ok()) return fail(text, 0, json.error().message, "write '[a, b]'");
      values.push_back(json.value());
    }
    const std::string written = range_.text;
    range_ = range_of_values(values);
    range_.text = written;
    return std::move(range_);
  }

  std::string_view whole_;
  ParameterRange range_;
  double factor_ = 1;
  bool counted_ = false;
};

}  // namespace

std::string_view base_unit(Dimension dimension) {
  switch (dimension) {
    case Dimension::kTime:
      return "s";
    case Dimension::kData:
      return "B";
    case Dimension::kBitRate:
      return "bit/s";
    case Dimension::kMoney:
      return "USD";
    case Dimension::kNone:
      break;
  }
  return "";
}

Level read_level(std::string_view text) {
  Level level;
  level.text = std::string(trimmed(text));
  const std::optional<QuantityText> parts = split_quantity(level.text);
  const std::optional<double> value = parts ? parse_decimal(parts->number) : std::nullopt;
  if (!value) return level;
  const Unit* unit = parts->unit.empty() ? nullptr : find_unit(parts->unit);
  if (unit == nullptr && !parts->unit.empty()) return level;
  level.is_number = true;
  level.dimension = unit == nullptr ? Dimension::kNone : unit->dimension;
  level.number = *value * (unit == nullptr ? 1 : unit->factor);
  return level;
}

bool looks_like_range(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with("log(") || text.starts_with("linear(")) return true;
  if (text.starts_with('[')) {
    Diagnostics ignored;
    const std::uint32_t source = ignored.add_source("range", std::string(text));
    const std::optional<YamlNode> root = parse_yaml(text, source, ignored);
    if (!root || !root->is_list() || root->items.empty()) return false;
    const bool scalars = std::all_of(root->items.begin(), root->items.end(), [](const YamlNode& item) { return item.is_scalar(); });
    // A list of lists of words: each of them is a level.
    const bool lists = std::all_of(root->items.begin(), root->items.end(), [](const YamlNode& item) { return item.is_list(); });
    return scalars || lists;
  }
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return false;
  const std::optional<QuantityText> low = split_quantity(trimmed(text.substr(0, dots)));
  return low && parse_decimal(low->number);
}

Result<ParameterRange, RangeError> read_parameter_range(std::string_view text) { return RangeReader(text).read(); }

ParameterRange range_of_values(const std::vector<std::string>& values) {
  ParameterRange range;
  for (const std::string& value : values) {
    range.text += (range.text.empty() ? "[" : ", ") + value;
    range.levels.push_back(read_level(value));
  }
  range.text += "]";
  const Level& first = range.levels.front();
  range.dimension = first.dimension;
  range.is_number = std::all_of(range.levels.begin(), range.levels.end(),
                                [&](const Level& level) { return level.is_number && level.dimension == first.dimension; });
  if (!range.is_number) {
    range.dimension = Dimension::kNone;
    for (std::size_t i = 0; i < range.levels.size(); ++i) {
      range.levels[i].is_number = false;
      range.levels[i].dimension = Dimension::kNone;
      range.levels[i].number = static_cast<double>(i);
    }
    return range;
  }
  const auto [low, high] = std::minmax_element(range.levels.begin(), range.levels.end(),
                                               [](const Level& a, const Level& b) { return a.number < b.number; });
  range.low = low->number;
  range.high = high->number;
  return range;
}

Level ParameterRange::at(double share) const {
  if (!is_continuous()) {
    const auto part = static_cast<std::size_t>(std::max(0.0, share) * static_cast<double>(levels.size()));
    return levels[std::min(part, levels.size() - 1)];
  }
  const Unit* in = unit.empty() ? nullptr : find_unit(unit);
  const double factor = in == nullptr ? 1 : in->factor;
  const double from = low / factor;
  const double to = high / factor;
  double value = 0;
  if (whole) {
    // Each whole number has an equal part of the way, on the scale of the range.
    value = logarithmic ? std::round(from * std::pow(to / from, share)) : std::floor(from + share * (to - from + 1));
  } else {
    value = logarithmic ? from * std::pow(to / from, share) : from + share * (to - from);
    value = std::stod(fmt::format("{:.6g}", value));
  }
  value = std::clamp(value, from, to);
  return read_level(format_number(value) + (unit.empty() ? "" : " " + unit));
}

}  // namespace picket::sim
