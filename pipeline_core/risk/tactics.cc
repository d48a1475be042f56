#include "pipeline_core/risk/tactics.h"

#include <algorithm>
#include <array>

#include "agent_core/base/ascii.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Tactic::kCount_)> kNames = {
    "Reconnaissance",
    "Resource Development",
    "Initial Access",
    "Execution",
    "Persistence",
    "Privilege Escalation",
    "Defense Evasion",
    "Credential Access",
    "Discovery",
    "Lateral Movement",
    "Collection",
    "Command and Control",
    "Exfiltration",
    "Impact",
    "Evasion",
    "Inhibit Response Function",
    "Impair Process Control",
};
constexpr std::string_view kNamespace = "attack.";

/// "command-and-control" and "Command and Control" are one word.
bool same_word(std::string_view tag, std::string_view name) {
  return std::equal(tag.begin(), tag.end(), name.begin(), name.end(), [](char a, char b) {
    if (b == ' ') return a == '-' || a == '_';
    return lower(a) == lower(b);
  });
}

}  // namespace

std::string_view to_string(Tactic tactic) {
  return kNames[static_cast<std::size_t>(tactic)];
}

TacticSet tactics_of_tags(std::span<const std::string> tags) {
  TacticSet found = 0;
  for (const std::string& tag : tags) {
    if (!tag.starts_with(kNamespace)) continue;
    const std::string_view word = std::string_view(tag).substr(kNamespace.size());
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (same_word(word, kNames[i])) found |= bit(static_cast<Tactic>(i));
    }
  }
  return found;
}

}  // namespace picket
