#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/risk/tactics.h"

namespace picket {

/// MITRE ATT&CK's id of a tactic: "TA0011".
/// Source: attack.mitre.org, Enterprise v18 (the id of those that ICS has too) and ICS.
std::string_view tactic_uid(Tactic tactic);

/// What a finding means in ATT&CK.
struct AttackPattern {
  TacticSet tactics = 0;
  std::vector<std::string> techniques;  ///< "T1059", "T1059.004", "T0846"; in the order of its source, each once
};

/// The techniques that a rule's tags name; of a rule without such tags and of models, detectors and the hub watch
/// those of the alert's words (`alert_text`). `rule` and `alert` as in Finding.
std::vector<std::string> techniques_of(const PipelineContent& content, std::uint32_t rule, std::uint32_t alert);

}  // namespace picket
