#include "pipeline_core/risk/source_tactics.h"

#include <string_view>

#include "agent_core/base/check.h"

namespace picket {
namespace {

struct Placed {
  std::string_view alert_type;
  Tactic tactic;
};

constexpr Placed kAlerts[] = {
    {"IoT_TiConnection", Tactic::kCommandAndControl},
    {"IoT_MaliciousNameQueriesDetection", Tactic::kCommandAndControl},
    {"sim.novel_process", Tactic::kExecution},
    {"sim.rare_sequence", Tactic::kDiscovery},
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
    {"sim.agent_config_weaker", Tactic::kDefenseEvasion},
    {"sim.beacon", Tactic::kCommandAndControl},
    {"sim.egress_slow", Tactic::kExfiltration},
    {"sim.fan_out_level", Tactic::kDiscovery},
    {"sim.identity_clone", Tactic::kInitialAccess},
    {"sim.d2c_flood", Tactic::kImpact},
    {"sim.quota_starve", Tactic::kImpact},
    {"sim.fleet_silence", Tactic::kImpact},
    {"IoT_Cert_Print_Mismatch", Tactic::kCredentialAccess},
    {"IoT_Invalid_SAS_Token", Tactic::kCredentialAccess},
    {"IoT_CA_UnauthorizedOperationsNotInAllowedRange", Tactic::kCredentialAccess},
};

TacticSet tactics_of_alert(std::string_view alert_type) {
  TacticSet found = 0;
  for (const Placed& placed : kAlerts) {
    if (placed.alert_type == alert_type) found |= bit(placed.tactic);
  }
  return found;
}

}  // namespace

std::vector<TacticSet> tactics_of_sources(const PipelineContent& content) {
  std::vector<TacticSet> tactics;
  for (const Rule& rule : content.rules().rules()) tactics.push_back(tactics_of_tags(rule.tags));
  const auto place = [&](std::uint32_t alert) {
    tactics.push_back(tactics_of_alert(content.alert(alert).alert_type));
  };
  for (std::size_t i = 0; i < static_cast<std::size_t>(Model::kCount_); ++i) {
    place(content.alert_of(static_cast<Model>(i)));
  }
  for (std::size_t i = 0; i < kDetectors; ++i) place(content.alert_of(static_cast<Detector>(i)));
  for (std::size_t i = 0; i < kHubDetections; ++i) place(content.alert_of(static_cast<HubDetection>(i)));
  PICKET_CHECK(tactics.size() == content.source_count(), "sources", tactics.size());
  return tactics;
}

}  // namespace picket
