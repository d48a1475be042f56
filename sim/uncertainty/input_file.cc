#include "sim/uncertainty/input_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <set>

#include "sim/scenario/load.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/references.h"
#include "sim/scenario/scenario_files.h"
#include "sim/sweep/parameter_path.h"
#include "sim/uncertainty/field_inputs.h"
#include "sim/uncertainty/input_draws.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMostInputs = 200;
/// A share that makes whole numbers of few ranges.
constexpr double kOddShare = 0.3719;

class InputLoader {
 public:
  InputLoader(const std::string& resolved, Diagnostics& diagnostics) : diagnostics_(diagnostics), files_(diagnostics) { out_.scenario = resolved; }

  std::optional<UncertainInputs> load(const std::string& path) {
    std::optional<YamlNode> root = files_.read(path, Where{});
    if (!root) return std::nullopt;
    out_.file = path;
    UncertaintyFile file;
    Reader(diagnostics_, places_).read(file, *root);
    out_.title = file.title;
    if (file.inputs.size() > kMostInputs) {
      tell(Code::kTooBig, "inputs", fmt::format("{} inputs; at most {} are drawn", file.inputs.size(), kMostInputs));
    }
    if (!diagnostics_.ok()) return std::nullopt;
    read_scenario();
    for (std::size_t i = 0; i < file.inputs.size(); ++i) add(file.inputs[i], fmt::format("inputs[{}]", i));
    if (file.field_ranges && diagnostics_.ok()) add_fields(file.keep);
    if (diagnostics_.ok() && out_.inputs.empty()) {
      const bool are_missing = out_.not_drawn.empty();
      tell(Code::kUncertainInput, "inputs", are_missing ? "the scenario has no value for any of these inputs" : "nothing moves any value of these inputs",
           are_missing ? "see its paths with 'picket explain'" : "give a range where the stated value is 0");
    }
    if (diagnostics_.ok()) try_draws();
    if (!diagnostics_.ok()) return std::nullopt;
    return std::move(out_);
  }

 private:
  void tell(Code code, const std::string& path, std::string message, std::string hint = "") {
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  void read_scenario() {
    Diagnostics own;
    const std::uint32_t source = own.add_source("scenario", out_.scenario);
    scenario_ = parse_yaml(out_.scenario, source, own).value_or(YamlNode{});
    stated_ = load_scenario_text(out_.scenario, "scenario", {}, "", own).scenario.value_or(Scenario{});
  }

  /// The fields' own ranges, of values that no input of the file moves.
  void add_fields(const std::vector<std::string>& keep) {
    std::set<std::string> kept = taken_;
    for (const std::string& pattern : keep) {
      for (const MatchedValue& match : values_at(scenario_, pattern)) kept.insert(match.path);
    }
    std::vector<ReadyInput> fields = field_inputs(stated_);
    for (ReadyInput& field : fields) {
      const auto is_kept = [&](const MovedValue& value) {
        return kept.contains(value.path) || std::any_of(keep.begin(), keep.end(), [&](const std::string& above) {
                 return is_path_below(value.path, above) || is_path_below(field.input.path, above);
               });
      };
      std::erase_if(field.values, is_kept);
    }
    std::erase_if(fields, [](const ReadyInput& field) { return field.values.empty(); });
    for (const double end : {0.0, 1.0}) leave_out_wrong(fields, end);
    std::move(fields.begin(), fields.end(), std::back_inserter(out_.inputs));
  }

  /// Takes out the fields that the scenario cannot have at an end of their range: its values are fit for each other, and a field's range
  /// knows of no other field. All are tried together, and one by one only if something is wrong.
  void leave_out_wrong(std::vector<ReadyInput>& fields, double end) {
    std::vector<std::string> all;
    for (const ReadyInput& field : fields) add_sets(field, end, all);
    if (errors_with(all).empty()) return;
    std::erase_if(fields, [&](const ReadyInput& field) {
      const bool is_wrong = !errors_at(field, end).empty();
      if (is_wrong) out_.not_drawn.push_back(field.input.path);
      return is_wrong;
    });
  }

  /// Inputs that are right one by one need not be so together.
  void try_draws() {
    for (std::uint32_t r = 0; r < stated_.replications; ++r) {
      const std::vector<Diagnostic> errors = errors_with(draw_inputs(out_, stated_.seed, r).sets);
      if (errors.empty()) continue;
      tell(Code::kUncertainInput, "inputs", fmt::format("replication {} draws values that do not fit together: {}", r, first_of(errors)),
           "make a range narrower, move the values together by one input, or name a field under 'keep'");
      return;
    }
  }

  void add(const UncertainInput& input, const std::string& path) {
    if (input.range.empty() == input.factor.empty()) {
      tell(Code::kTwoSources, path, "an input has either a range or a factor", input.range.empty() ? "add one of them, such as 'factor: 0.5..2'" : "remove one of them");
      return;
    }
    for (const std::string_view own : {"seed", "replications", "store_replications", "fixed_hub_replications", "warm_up", "duration"}) {
      if (input.path != own) continue;
      tell(Code::kUncertainInput, path + ".path", fmt::format("{} is no estimate of the world: it says how the study is run", own),
           "the seeds' own share is told beside that of the inputs");
      return;
    }
    const bool is_factor = input.range.empty();
    const std::string where = path + (is_factor ? ".factor" : ".range");
    const std::optional<ParameterRange> range = range_of(is_factor ? input.factor : input.range, is_factor, input.shape, where);
    if (!range) return;
    ReadyInput ready{input, {}};
    bool sound = true;
    for (const MatchedValue& match : values_at(scenario_, input.path)) {
      std::optional<MovedValue> value = moved(match, *range, is_factor, input.shape, path);
      sound = sound && value;
      if (value) ready.values.push_back(std::move(*value));
    }
    if (!sound) return;
    if (ready.values.empty()) {
      out_.not_here.push_back(input.path);
      return;
    }
    for (const MovedValue& value : ready.values) {
      if (!taken_.insert(value.path).second) tell(Code::kUncertainInput, path + ".path", fmt::format("{} is moved by an earlier input, too", value.path));
    }
    find_whole(ready);
    std::erase_if(ready.values, [&](const MovedValue& value) { return drawn_text(value, input.shape, 0) == drawn_text(value, input.shape, 1); });
    if (ready.values.empty()) {
      out_.not_drawn.push_back(input.path);
      return;
    }
    if (try_end(ready, 0, where) && try_end(ready, 1, where)) out_.inputs.push_back(std::move(ready));
  }

  std::optional<ParameterRange> range_of(const std::string& text, bool is_factor, InputShape shape, const std::string& where) {
    const auto read = read_parameter_range(text);
    if (!read.ok()) {
      tell(Code::kUncertainInput, where, read.error().message, read.error().hint);
      return std::nullopt;
    }
    const ParameterRange& range = read.value();
    if (!range.is_continuous()) {
      tell(Code::kUncertainInput, where, fmt::format("{} has steps", quote(text)), "write 'low..high'");
      return std::nullopt;
    }
    if (is_factor && range.dimension != Dimension::kNone) {
      tell(Code::kUncertainInput, where, "a factor has no unit", "write for example '0.5..2'");
      return std::nullopt;
    }
    if (!(range.low < range.high) || (is_factor && range.low < 0) || (shape == InputShape::kLogUniform && range.low <= 0)) {
      tell(Code::kUncertainInput, where, fmt::format("{} is no range to draw from", quote(text)),
           shape == InputShape::kLogUniform ? "of log_uniform, the low end is above 0 and below the high one" : "the low end is below the high one");
      return std::nullopt;
    }
    return range;
  }

  std::optional<MovedValue> moved(const MatchedValue& match, const ParameterRange& range, bool is_factor, InputShape shape, const std::string& path) {
    MovedValue value;
    value.path = match.path;
    value.stated = read_level(match.text);
    const std::string where = path + (is_factor ? ".factor" : ".range");
    if (!value.stated.is_number) {
      tell(Code::kUncertainInput, path + ".path", fmt::format("{} is {}, which is no number", match.path, quote(match.text)));
      return std::nullopt;
    }
    if (!is_factor && range.dimension != value.stated.dimension) {
      tell(Code::kUncertainInput, where, fmt::format("{} is {}; the range has another unit", match.path, quote(match.text)),
           value.stated.dimension == Dimension::kNone ? "leave the unit out" : "use one of " + unit_list(value.stated.dimension, ", "));
      return std::nullopt;
    }
    value.low = is_factor ? range.low * value.stated.number : range.low;
    value.high = is_factor ? range.high * value.stated.number : range.high;
    const double stated = value.stated.number;
    if (shape == InputShape::kTriangular && (stated < value.low || stated > value.high)) {
      tell(Code::kUncertainInput, where, fmt::format("{} is {}, outside the range: a triangle has its top there", match.path, quote(match.text)));
      return std::nullopt;
    }
    return value;
  }

  static void add_sets(const ReadyInput& ready, double share, std::vector<std::string>& sets) {
    for (const MovedValue& value : ready.values) sets.push_back(value.path + "=" + drawn_text(value, ready.input.shape, share));
  }

  std::vector<Diagnostic> errors_with(const std::vector<std::string>& sets) const {
    Diagnostics own;
    load_scenario_text(out_.scenario, "scenario", sets, "", own);
    std::vector<Diagnostic> errors;
    for (const Diagnostic& one : own.all()) {
      if (info_of(one.code).severity == Severity::kError) errors.push_back(one);
    }
    return errors;
  }

  /// What is wrong with the scenario when an input lies at a share of its range.
  std::vector<Diagnostic> errors_at(const ReadyInput& ready, double share) const {
    std::vector<std::string> sets;
    add_sets(ready, share, sets);
    return errors_with(sets);
  }

  static std::string first_of(const std::vector<Diagnostic>& errors) {
    return errors.front().path.empty() ? errors.front().message : errors.front().path + ": " + errors.front().message;
  }

  /// Values that take no fraction are rounded.
  void find_whole(ReadyInput& ready) const {
    const std::vector<Diagnostic> errors = errors_at(ready, kOddShare);
    for (MovedValue& value : ready.values) {
      value.whole = std::any_of(errors.begin(), errors.end(), [&](const Diagnostic& one) { return one.path == value.path; });
    }
  }

  /// Whether the scenario is right with an input at one end of its range.
  bool try_end(const ReadyInput& ready, double share, const std::string& where) {
    const std::vector<Diagnostic> errors = errors_at(ready, share);
    if (errors.empty()) return true;
    tell(Code::kUncertainInput, where, fmt::format("the scenario is wrong at its {} end: {}", share == 0 ? "low" : "high", first_of(errors)));
    return false;
  }

  Diagnostics& diagnostics_;
  ScenarioFiles files_;
  Places places_;
  YamlNode scenario_;
  Scenario stated_;
  std::set<std::string> taken_;
  UncertainInputs out_;
};

/// Inverse distribution functions on [low, high].
double at_share(const MovedValue& value, InputShape shape, double share) {
  const double low = value.low;
  const double high = value.high;
  if (shape == InputShape::kLogUniform && low > 0) return low * std::pow(high / low, share);
  if (shape == InputShape::kTriangular && high > low) {
    const double top = (value.stated.number - low) / (high - low);
    return share < top ? low + (high - low) * std::sqrt(share * top) : high - (high - low) * std::sqrt((1 - share) * (1 - top));
  }
  return low + (high - low) * share;
}

}  // namespace

std::string uncertainty_path(const std::string& word, const std::string& library_folder) {
  const bool is_file = word.find('/') != std::string::npos || word.ends_with(".yaml");
  return is_file ? word : library_folder + "/uncertainty/" + word + ".yaml";
}

std::optional<UncertainInputs> read_uncertain_inputs(const std::string& path, const std::string& resolved, Diagnostics& diagnostics) {
  return InputLoader(resolved, diagnostics).load(path);
}

std::string drawn_text(const MovedValue& value, InputShape shape, double share) {
  const double number = at_share(value, shape, share);
  const std::string text = value.whole ? fmt::format("{:.0f}", number) : fmt::format("{:.6g}", number);
  const std::string_view unit = base_unit(value.stated.dimension);
  return unit.empty() ? text : fmt::format("{} {}", text, unit);
}

}  // namespace picket::sim
