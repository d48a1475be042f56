#include "pipeline_core/findings/attack_pattern.h"

#include <algorithm>
#include <array>

#include "agent_core/base/ascii.h"
#include "pipeline_core/findings/alert_text.h"

namespace picket {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Tactic::kCount_)> kUids = {
    "TA0043",  // Reconnaissance
    "TA0042",  // Resource Development
    "TA0001",  // Initial Access
    "TA0002",  // Execution
    "TA0003",  // Persistence
    "TA0004",  // Privilege Escalation
    "TA0005",  // Defense Evasion
    "TA0006",  // Credential Access
    "TA0007",  // Discovery
    "TA0008",  // Lateral Movement
    "TA0009",  // Collection
    "TA0011",  // Command and Control
    "TA0010",  // Exfiltration
    "TA0040",  // Impact
    "TA0103",  // Evasion
    "TA0107",  // Inhibit Response Function
    "TA0106",  // Impair Process Control
};

/// "t1059.004" as "T1059.004"; empty if it is no technique's id.
std::string technique_of(std::string_view word) {
  constexpr std::size_t kPlain = 5;
  constexpr std::size_t kSub = 9;
  if ((word.size() != kPlain && word.size() != kSub) || lower(word[0]) != 't') return {};
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (i == kPlain ? word[i] != '.' : !is_digit(word[i])) return {};
  }
  return "T" + std::string(word.substr(1));
}

void add_once(std::string technique, std::vector<std::string>& out) {
  if (technique.empty() || std::find(out.begin(), out.end(), technique) != out.end()) return;
  out.push_back(std::move(technique));
}

}  // namespace

std::string_view tactic_uid(Tactic tactic) {
  return kUids[static_cast<std::size_t>(tactic)];
}

std::vector<std::string> techniques_of(const PipelineContent& content, std::uint32_t rule, std::uint32_t alert) {
  constexpr std::string_view kNamespace = "attack.";
  std::vector<std::string> found;
  const auto& rules = content.rules().rules();
  if (rule < rules.size()) {
    for (const std::string& tag : rules[rule].tags) {
      if (tag.starts_with(kNamespace)) add_once(technique_of(std::string_view(tag).substr(kNamespace.size())), found);
    }
  }
  if (!found.empty()) return found;
  const AlertText* text = alert_text(content.alert(alert).alert_type);
  std::string_view rest = text == nullptr ? std::string_view() : text->techniques;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    add_once(technique_of(rest.substr(0, end)), found);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return found;
}

}  // namespace picket
