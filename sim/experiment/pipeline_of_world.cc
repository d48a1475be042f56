#include "sim/experiment/pipeline_of_world.h"

namespace picket::sim {
namespace {

/// A class that no device of the fleet has makes nothing critical and suppresses nothing.
std::optional<ClassId> class_of(const Fleet& fleet, const std::string& name) {
  for (std::uint32_t c = 0; c < fleet.classes(); ++c) {
    if (fleet.class_name(ClassId(c)) == name) return ClassId(c);
  }
  return std::nullopt;
}

}  // namespace

PipelineSettings pipeline_of_world(const World& world, const PipelineContent& content) {
  const Scenario& scenario = world.scenario();
  PipelineSettings settings = scenario.pipeline;
  settings.rules_from = world.start() - settings.lateness - content.rules().longest_timespan();
  settings.risk.criticality.assign(world.fleet().classes(), 1.0);
  for (const auto& [name, weight] : scenario.criticality) {
    if (const auto id = class_of(world.fleet(), name)) settings.risk.criticality[id->value()] = weight;
  }
  for (const SuppressionUse& use : scenario.suppression_rules) {
    SuppressionRule rule{use.alert_type, std::nullopt, {}, world.start() + use.expiration, use.reason};
    if (!use.device_class.empty()) {
      rule.device_class = class_of(world.fleet(), use.device_class);
      if (!rule.device_class) continue;
    }
    settings.suppression_rules.push_back(std::move(rule));
  }
  return settings;
}

}  // namespace picket::sim
