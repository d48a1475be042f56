#include "agent_core/twin/g2_twin.h"

#include <utility>

#include "agent_core/base/json_escape.h"
#include "agent_core/twin/twin_document.h"

namespace picket {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// Reads the desired properties into a copy of the settings.
class G2SettingsReader {
 public:
  G2SettingsReader(const G2TwinOptions& options, G2Settings& settings, TwinProblems& problems,
                   std::vector<std::string>& invalid)
      : options_(options), settings_(settings), problems_(problems), invalid_(invalid) {}

  /// False if any key makes the update fail.
  bool read(const object& desired) {
    for (const auto [key, value] : desired) {
      if (const auto property = find_g2_property(key)) {
        read_setting(*property, value);
      } else if (!is_hub_key(key)) {
        problems_.add(TwinProblemKind::kUnknownKey, key);
        if (options_.unknown_keys_fail) refuse(key);
      }
    }
    return !failed_;
  }

 private:
  void read_setting(G2Property property, const element& json) {
    const PropertyInfo& info = info_of(property);
    if (json.is_null()) {
      settings_[property] = default_of(info);
      return;
    }
    auto value = read_property(json, info, TwinDialect());
    const bool in_range = value && within_range(info, *value);
    if (in_range) {
      settings_[property] = std::move(*value);
      return;
    }
    problems_.add(value ? TwinProblemKind::kOutsideRange : TwinProblemKind::kWrongType, info.name,
                  to_string(info.type));
    refuse(info.name);
  }
  void refuse(std::string_view key) {
    failed_ = true;
    if (invalid_.size() < TwinProblems::kMax) invalid_.emplace_back(cut_key(key));
  }

  const G2TwinOptions& options_;
  G2Settings& settings_;
  TwinProblems& problems_;
  std::vector<std::string>& invalid_;
  bool failed_ = false;
};

/// Advice of the documentation, not a condition.
void check_multiples(const G2Settings& settings, TwinProblems& problems) {
  const PriorityIntervals& intervals = settings.intervals(G2Property::kPriorityIntervals);
  for (std::size_t i = 1; i < kPriorities; ++i) {
    if (intervals.minutes[i] % intervals.minutes[i - 1] == 0) continue;
    problems.add(TwinProblemKind::kNotMultiple, info_of(G2Property::kPriorityIntervals).name,
                 "each interval a multiple of the next shorter one");
    return;
  }
}

void append_settings(const G2Settings& settings, std::string& out) {
  for (std::size_t i = 0; i < kG2Properties; ++i) {
    const auto property = static_cast<G2Property>(i);
    if (std::holds_alternative<std::monostate>(settings[property])) continue;
    if (out.back() != '{') out += ',';
    out += '"';
    out += info_of(property).name;
    out += "\":";
    append_json_value(settings[property], TwinDialect(), out);
  }
}

}  // namespace

G2Twin::G2Twin(G2TwinOptions options) : options_(options), settings_(default_g2_settings()) {}

G2Update G2Twin::update(std::string_view json, TwinDocument document) {
  G2Update update;
  latest_success_ = false;
  latest_invalid_fields_.clear();
  const TwinTree tree(json, document, update.problems);
  if (!tree.readable() || !tree.desired()) {
    for (const TwinProblem& problem : update.problems.list()) {
      if (problem.kind == TwinProblemKind::kDuplicateKey) latest_invalid_fields_.push_back(problem.key);
    }
    return update;
  }
  if (const auto version = tree.version()) version_seen_ = *version;
  const bool merges = options_.patches == PatchSemantics::kMerges && document == TwinDocument::kPatch;
  G2Settings settings = merges ? settings_ : default_g2_settings();
  G2SettingsReader reader(options_, settings, update.problems, latest_invalid_fields_);
  if (!reader.read(*tree.desired())) return update;
  check_multiples(settings, update.problems);
  settings_ = std::move(settings);
  version_applied_ = version_seen_;
  update.success = latest_success_ = true;
  return update;
}

std::string G2Twin::reported() const {
  std::string text = "{";
  append_settings(settings_, text);
  text += latest_success_ ? R"(,"latest_state":"success")" : R"(,"latest_state":"failed")";
  if (!latest_success_) {
    text += R"(,"latest_invalid_fields":[)";
    for (const std::string& field : latest_invalid_fields_) {
      if (text.back() != '[') text += ',';
      text += '"';
      append_json_escaped(field, text);
      text += '"';
    }
    text += ']';
  }
  text += '}';
  return text;
}

G2Settings default_g2_settings() {
  G2Settings settings;
  for (std::size_t i = 0; i < kG2Properties; ++i) {
    const auto property = static_cast<G2Property>(i);
    settings[property] = default_of(info_of(property));
  }
  return settings;
}

std::string desired_document(const G2Settings& settings) {
  std::string text = "{\"desired\":{";
  append_settings(settings, text);
  text += "}}";
  return text;
}

}  // namespace picket
