#include "agent_core/twin/g1_twin.h"

#include <utility>

#include "agent_core/twin/twin_document.h"

namespace picket {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

PropertyValue default_value(G1Property property, const G1TwinOptions& options) {
  if (property == G1Property::kMaxLocalCacheSizeInBytes && options.agent == G1Agent::kC &&
      !options.published_cache_default) {
    return kG1CDefaultCacheBytes;
  }
  if (property == G1Property::kEventPriorityDiagnostic && options.diagnostic_off_by_default) return EventPriority::kOff;
  return default_of(info_of(property));
}

/// The value inside the object that stands for a property.
std::optional<element> unwrap(const element& member, const PropertyInfo& info) {
  if (!info.wrapped) return member;
  object holder;
  element value;
  if (member.get(holder) != simdjson::SUCCESS || holder.at_key("value").get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return value;
}

/// Reads the members of the configuration object into a copy of the settings.
class G1SettingsReader {
 public:
  G1SettingsReader(const G1TwinOptions& options, G1Settings& settings, TwinProblems& problems)
      : options_(options), dialect_(dialect_of(options.agent)), settings_(settings), problems_(problems) {}

  void read(const object& configuration) {
    for (const auto [key, member] : configuration) {
      const auto property = find_g1_property(key);
      if (!property) {
        if (!is_hub_key(key)) problems_.add(TwinProblemKind::kUnknownKey, key);
      } else if (!is_read_by(options_.agent, info_of(*property))) {
        problems_.add(TwinProblemKind::kNotRead, key);
      } else {
        read_member(*property, member);
      }
    }
  }
  /// The properties that could not be read, in the order of the document.
  const std::vector<G1Property>& mismatched() const { return mismatched_; }

 private:
  void read_member(G1Property property, const element& member) {
    const PropertyInfo& info = info_of(property);
    if (member.is_null()) {
      settings_[property] = default_value(property, options_);
      return;
    }
    const auto holder = unwrap(member, info);
    auto value = holder ? read_property(*holder, info, dialect_) : std::nullopt;
    if (!value) {
      problems_.add(TwinProblemKind::kWrongType, info.name, to_string(info.type));
      mismatched_.push_back(property);
      return;
    }
    if (!within_range(info, *value)) problems_.add(TwinProblemKind::kOutsideRange, info.name, to_string(info.type));
    settings_[property] = std::move(*value);
  }

  const G1TwinOptions& options_;
  const TwinDialect dialect_;
  G1Settings& settings_;
  TwinProblems& problems_;
  std::vector<G1Property> mismatched_;
};

void append_settings(const G1Settings& settings, G1Agent agent, const TwinDialect& dialect, bool as_time_spans,
                     std::string& out) {
  out += '{';
  bool first = true;
  for (std::size_t i = 0; i < kG1Properties; ++i) {
    const auto property = static_cast<G1Property>(i);
    const PropertyInfo& info = info_of(property);
    if (!is_read_by(agent, info) || std::holds_alternative<std::monostate>(settings[property])) continue;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += info.name;
    out += info.wrapped ? "\":{\"value\":" : "\":";
    if (const auto* duration = std::get_if<Duration>(&settings[property]); duration != nullptr && as_time_spans) {
      out += '"' + time_span_text(*duration) + '"';
    } else {
      append_json_value(settings[property], dialect, out);
    }
    if (info.wrapped) out += '}';
  }
  out += '}';
}

/// What a ConfigurationError of type TypeMismatch gives as the configuration in use: the C agent its
/// reported document, the C# agent its settings with .NET's own durations.
std::string used_configuration(const G1Settings& settings, G1Agent agent) {
  if (agent == G1Agent::kC) return g1_configuration_json(settings, agent, dialect_of(agent));
  std::string text;
  append_settings(settings, agent, dialect_of(agent), /*as_time_spans=*/true, text);
  return text;
}

}  // namespace

G1Twin::G1Twin(G1TwinOptions options) : options_(options), settings_(default_g1_settings(options)) {}

G1Update G1Twin::update(std::string_view json, TwinDocument document) {
  const bool is_c = options_.agent == G1Agent::kC;
  G1Update update;
  update.configuration_error_event = is_c;
  const TwinTree tree(json, document, update.problems);
  if (!tree.readable()) return update;
  if (const auto version = tree.version()) version_seen_ = *version;

  const bool merges = options_.patches == PatchSemantics::kMerges && document == TwinDocument::kPatch;
  G1Settings settings = merges ? settings_ : default_g1_settings(options_);
  G1SettingsReader reader(options_, settings, update.problems);
  bool matches = tree.desired().has_value();
  if (element member; matches && tree.desired()->at_key(kG1ConfigurationObject).get(member) == simdjson::SUCCESS) {
    if (object configuration; member.get(configuration) == simdjson::SUCCESS) {
      reader.read(configuration);
    } else if (member.is_null()) {
      settings = default_g1_settings(options_);
    } else {
      update.problems.add(TwinProblemKind::kWrongType, kG1ConfigurationObject, "an object");
      matches = false;
    }
  }

  if (matches && reader.mismatched().empty()) {
    settings_ = std::move(settings);
    version_applied_ = version_seen_;
    update.outcome = G1Outcome::kApplied;
    update.errors = check_configuration(settings_, options_.agent);
  } else {
    update.outcome = G1Outcome::kMismatch;
    // The C# agent fails on a configuration that is no object before it comes to its properties, and says nothing.
    if (is_c || matches) {
      update.errors.push_back(type_mismatch(reader.mismatched(), options_.agent,
                                            used_configuration(settings_, options_.agent), options_.cut_mismatch_text));
    }
  }
  update.reports = is_c || update.outcome == G1Outcome::kApplied;
  update.configuration_error_event = is_c || !update.errors.empty();
  return update;
}

std::string G1Twin::reported() const {
  return g1_configuration_json(settings_, options_.agent, dialect_of(options_.agent));
}

TwinDialect dialect_of(G1Agent agent) {
  TwinDialect dialect;
  dialect.any_case_priorities = true;
  if (agent == G1Agent::kC) {
    dialect.durations = DurationDialect::kG1C;
    dialect.integers = TwinDialect::Integers::kCastToSigned;
    dialect.lower_case_priorities = true;
  } else {
    dialect.durations = DurationDialect::kG1CSharp;
  }
  return dialect;
}

G1Settings default_g1_settings(const G1TwinOptions& options) {
  G1Settings settings;
  for (std::size_t i = 0; i < kG1Properties; ++i) {
    const auto property = static_cast<G1Property>(i);
    settings[property] = default_value(property, options);
  }
  return settings;
}

std::string g1_configuration_json(const G1Settings& settings, G1Agent agent, const TwinDialect& dialect) {
  std::string text = "{\"";
  text += kG1ConfigurationObject;
  text += "\":";
  append_settings(settings, agent, dialect, /*as_time_spans=*/false, text);
  text += '}';
  return text;
}

std::string desired_document(const G1Settings& settings, G1Agent agent) {
  TwinDialect dialect = dialect_of(agent);
  dialect.lower_case_priorities = false;
  return "{\"desired\":" + g1_configuration_json(settings, agent, dialect) + "}";
}

}  // namespace picket
