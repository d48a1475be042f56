#include "pipeline_core/risk/source_tactics.h"

#include <string_view>

namespace picket {
namespace {

struct Placed {
  std::string_view alert_type;
  Tactic tactic;
};

constexpr Placed kModelAlerts[] = {
    {"IoT_TiConnection", Tactic::kCommandAndControl},
    {"IoT_MaliciousNameQueriesDetection", Tactic::kCommandAndControl},
    {"sim.novel_process", Tactic::kExecution},
    {"sim.rare_peer", Tactic::kCommandAndControl},
    {"sim.novel_login", Tactic::kInitialAccess},
    {"sim.egress_volume", Tactic::kExfiltration},
    {"sim.device_silent", Tactic::kDefenseEvasion},
    {"IoT_PossibleMalware", Tactic::kCommandAndControl},
    {"Local user added to one or more groups", Tactic::kPersistence},
    {"Local user deleted from one or more groups", Tactic::kImpact},
    {"Local user deletion detected", Tactic::kImpact},
    {"Device silent", Tactic::kDefenseEvasion},
    {"sim.ddos_source", Tactic::kImpact},
    {"sim.c2_retry", Tactic::kCommandAndControl},
    {"sim.peer_login", Tactic::kLateralMovement},
    {"sim.ot_new_master", Tactic::kDiscovery},
    {"sim.offhours_login", Tactic::kInitialAccess},
    {"sim.clock_jump", Tactic::kDefenseEvasion},
    {"sim.version_decrease", Tactic::kDefenseEvasion},
    {"sim.sbom_unapproved", Tactic::kInitialAccess},
    {"sim.new_peripheral", Tactic::kInitialAccess},
    {"sim.fleet_new_peer", Tactic::kCommandAndControl},
};

TacticSet tactics_of_alert(std::string_view alert_type) {
  TacticSet found = 0;
  for (const Placed& placed : kModelAlerts) {
    if (placed.alert_type == alert_type) found |= bit(placed.tactic);
  }
  return found;
}

}  // namespace

std::vector<TacticSet> tactics_of_sources(const PipelineContent& content) {
  std::vector<TacticSet> tactics;
  for (const Rule& rule : content.rules().rules()) tactics.push_back(tactics_of_tags(rule.tags));
  for (std::size_t model = 0; model < static_cast<std::size_t>(Model::kCount_); ++model) {
    const std::uint32_t alert = content.alert_of(static_cast<Model>(model));
    tactics.push_back(tactics_of_alert(content.alert(alert).alert_type));
  }
  for (std::size_t detector = 0; detector < kDetectors; ++detector) {
    const std::uint32_t alert = content.alert_of(static_cast<Detector>(detector));
    tactics.push_back(tactics_of_alert(content.alert(alert).alert_type));
  }
  return tactics;
}

}  // namespace picket
