#include "sim/experiment/pipeline_of_world.h"

#include "agent_core/base/check.h"
#include "sim/experiment/client_wire.h"

namespace picket::sim {
namespace {

/// The fleet knows every class of the scenario, and the scenario's checks let no other name through.
ClassId class_of(const Fleet& fleet, const std::string& name) {
  std::uint32_t c = 0;
  while (c < fleet.classes() && fleet.class_name(ClassId(c)) != name) ++c;
  PICKET_CHECK(c < fleet.classes(), "class", name);
  return ClassId(c);
}

void apply(const ModelThresholds& thresholds, PipelineSettings& settings) {
  if (thresholds.novelty) settings.novelty_model.min_surprise = *thresholds.novelty;
  if (thresholds.level) settings.behaviour_model.threshold = *thresholds.level;
  if (thresholds.drift) settings.behaviour_model.drift.threshold = *thresholds.drift;
  if (thresholds.egress) settings.egress_model.factor = *thresholds.egress;
}

}  // namespace

PipelineSettings pipeline_of_world(const World& world, const PipelineContent& content, const std::string& policy) {
  const Scenario& scenario = world.scenario();
  PipelineSettings settings = scenario.pipeline;
  settings.rules_from = world.start() - settings.lateness - content.rules().longest_timespan();
  settings.hub_watch.message_protocol = hub_protocol(scenario.client.transport);
  settings.risk.criticality.assign(world.fleet().classes(), 1.0);
  for (const auto& [name, weight] : scenario.criticality) {
    settings.risk.criticality[class_of(world.fleet(), name).value()] = weight;
  }
  for (const SuppressionUse& use : scenario.suppression_rules) {
    SuppressionRule rule{use.alert_type, std::nullopt, {}, world.start() + use.expiration};
    if (!use.device_class.empty()) rule.device_class = class_of(world.fleet(), use.device_class);
    settings.suppression_rules.push_back(std::move(rule));
  }
  if (const auto found = scenario.thresholds.find(policy); found != scenario.thresholds.end()) apply(found->second, settings);
  return settings;
}

}  // namespace picket::sim
