#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/twin/g1_properties.h"

namespace picket {

/// The two agents of generation 1; their texts and some of their rules differ.
enum class G1Agent : std::uint8_t { kC, kCSharp };

/// "TypeMismatch", ...: the words of the published schema.
std::string_view to_string(ConfigurationErrorType type);

/// A payload item of the operational event ConfigurationError; the fields are the schema's.
struct ConfigurationError {
  std::string configuration_name;  ///< `ConfigurationName`
  ConfigurationErrorType error_type = ConfigurationErrorType::kConflict;
  std::string used_configuration;  ///< `UsedConfiguration`
  std::string message;             ///< `Message`, in the agent's own words
  bool operator==(const ConfigurationError&) const = default;
};

/// What the agent finds in a configuration that it has just applied, in the order of its code.
///
/// Model:  cache smaller than a message; a message size that is no multiple of 4,096; high frequency longer
///         than low.
/// Source: defender.md 2.4.
std::vector<ConfigurationError> check_configuration(const G1Settings& settings, G1Agent agent);

/// What the agent says when it could not read `mismatched`, given in the order of the document.
///
/// Model:  the C agent names five properties in the order of its code and all event settings together as
///         "eventPriorities", which it looks at only if all else could be read; it never names the custom
///         checks of the baseline. The C# agent names them all.
/// Input:  `used_configuration`: the effective configuration as the agent writes it there.
///         `cut_text`: see G1TwinOptions::cut_mismatch_text.
ConfigurationError type_mismatch(std::span<const G1Property> mismatched, G1Agent agent, std::string used_configuration,
                                 bool cut_text);

}  // namespace picket
