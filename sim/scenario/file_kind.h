#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// What a file of the library, or one of one's own, holds.
enum class FileKind : std::uint8_t { kUnknown, kScenario, kSuite, kAttack, kPolicy, kClass, kNetworks, kPrices, kClient, kSweep, kTune };

/// By a key that only one kind has: `cases`, `phases`, `sweep`, `tune`, `fleet`, `include`, a sole `networks`; else kUnknown.
FileKind file_kind_by_own_key(const YamlNode& root);

/// Model:  by a key that only one kind has; else by the name of its
///         folder (attacks, policies, profiles, prices, clients, suites); else the kind that knows the most of its keys.
/// Output: kUnknown if no key is known.
FileKind file_kind_of(const YamlNode& root, const std::string& path);

}  // namespace picket::sim
