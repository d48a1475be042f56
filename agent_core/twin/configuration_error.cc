#include "agent_core/twin/configuration_error.h"

#include <algorithm>
#include <array>

namespace picket {
namespace {

/// Messages are billed in steps of this many bytes (defender.md 2.4).
constexpr std::uint32_t kBilledBytes = 4'096;

/// The order in which the C agent's code asks for mismatches.
constexpr std::array<G1Property, 5> kNamedByC{
    G1Property::kMaxLocalCacheSizeInBytes, G1Property::kMaxMessageSizeInBytes, G1Property::kLowPriorityMessageFrequency,
    G1Property::kHighPriorityMessageFrequency, G1Property::kSnapshotFrequency};

std::string join(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

std::vector<std::string_view> names_in_c(std::span<const G1Property> mismatched) {
  const bool any_scalar = std::any_of(mismatched.begin(), mismatched.end(),
                                      [](G1Property property) { return !is_event_setting(property); });
  std::vector<std::string_view> names;
  if (!any_scalar && !mismatched.empty()) return {"eventPriorities"};
  for (const G1Property property : kNamedByC) {
    if (std::find(mismatched.begin(), mismatched.end(), property) != mismatched.end()) {
      names.push_back(info_of(property).name);
    }
  }
  return names;
}

std::string message_of_c(std::span<const G1Property> mismatched, bool cut_text) {
  std::string text = "Couldn't parse the following conifgurations:";
  const std::string names = join(names_in_c(mismatched));
  if (!names.empty()) text += " " + names;
  if (cut_text) text.resize(text.size() - (names.empty() ? 2 : 1));
  return text;
}

}  // namespace

std::string_view to_string(ConfigurationErrorType type) {
  return kConfigurationErrorTypeWords[static_cast<std::size_t>(type)];
}

std::vector<ConfigurationError> check_configuration(const G1Settings& settings, G1Agent agent) {
  const bool is_c = agent == G1Agent::kC;
  const std::uint32_t cache = settings.integer(G1Property::kMaxLocalCacheSizeInBytes);
  const std::uint32_t message = settings.integer(G1Property::kMaxMessageSizeInBytes);
  const Duration high = settings.duration(G1Property::kHighPriorityMessageFrequency);
  const Duration low = settings.duration(G1Property::kLowPriorityMessageFrequency);
  // The C agent prints its unsigned sizes with "%d".
  const auto decimal = [&](std::uint32_t value) {
    return is_c ? std::to_string(static_cast<std::int32_t>(value)) : std::to_string(value);
  };
  std::vector<ConfigurationError> errors;
  if (cache < message) {
    errors.push_back(
        {std::string(info_of(G1Property::kMaxLocalCacheSizeInBytes).name), ConfigurationErrorType::kConflict,
         decimal(cache),
         is_c ? "maxLocalCacheSize is lower than maxMessageSize" : "MaxLocalCacheSize is smaller than MaxMessageSize"});
  }
  if (message % kBilledBytes != 0) {
    errors.push_back({std::string(info_of(G1Property::kMaxMessageSizeInBytes).name),
                      ConfigurationErrorType::kNotOptimal, decimal(message),
                      is_c ? "maxMessageSize is not optimal" : "Message size should be multiple of 4096"});
  }
  // The C# agent looks at the message size first.
  if (!is_c && errors.size() == 2) std::swap(errors[0], errors[1]);
  if (high > low) {
    errors.push_back({std::string(info_of(G1Property::kHighPriorityMessageFrequency).name),
                      ConfigurationErrorType::kConflict,
                      is_c ? iso8601_text(high, DurationDialect::kG1C) : time_span_text(high),
                      is_c ? "high priority frequency is higher than low priority frequency"
                           : "High priority interval is longer than low priority interval"});
  }
  return errors;
}

ConfigurationError type_mismatch(std::span<const G1Property> mismatched, G1Agent agent, std::string used_configuration,
                                 bool cut_text) {
  if (agent == G1Agent::kC) {
    return {"TwinConfiguration", ConfigurationErrorType::kTypeMismatch, std::move(used_configuration),
            message_of_c(mismatched, cut_text)};
  }
  std::vector<std::string_view> names;
  for (const G1Property property : mismatched) names.push_back(info_of(property).name);
  return {"RemoteConfiguration", ConfigurationErrorType::kTypeMismatch, std::move(used_configuration),
          "Couldn't parse the following configurations: " + join(names)};
}

}  // namespace picket
