#include "sim/plan/outbreak_strata.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

/// Of all that are ever infected, when the outbreak begins to count.
constexpr double kInfectedAtFirst = 0.01;

}  // namespace

Duration simulated_outbreak(const OutbreakSettings& settings, Duration simulated) { return std::min(settings.lasts, simulated); }

double attackable_share(const FleetStratum& stratum, const OutbreakSettings& settings) {
  const std::string& wanted = settings.attack.targets.device_class;
  double all = 0;
  double hit = 0;
  for (const FleetGroup& group : stratum.scenario.fleet) {
    all += group.count;
    if (wanted.empty() || group.device_class == wanted) hit += group.count;
  }
  return all > 0 ? hit / all : 0;
}

std::optional<FleetStratum> with_outbreak(const FleetStratum& stratum, const OutbreakSettings& settings) {
  const double attackable = attackable_share(stratum, settings);
  if (attackable <= 0) return std::nullopt;
  FleetStratum out = stratum;
  AttackInstance attack = settings.attack;
  attack.name = "outbreak";
  attack.start = out.scenario.duration - simulated_outbreak(settings, out.scenario.duration);
  attack.start_jitter = Duration();
  attack.targets.spread_beta_per_hour = 0;
  attack.targets.count = static_cast<std::uint32_t>(std::max(1.0, std::round(settings.sampled_share * attackable * stratum.sampled)));
  out.scenario.attack_templates.insert_or_assign(attack.use, settings.attack_template);
  out.scenario.attacks = {std::move(attack)};
  return out;
}

std::vector<double> spread_weights(std::size_t steps, double step_seconds, double doubling_seconds) {
  PICKET_CHECK(step_seconds > 0 && doubling_seconds > 0, step_seconds, doubling_seconds);
  const double per_second = std::log(2.0) / doubling_seconds;
  const double middle = std::log((1 - kInfectedAtFirst) / kInfectedAtFirst) / per_second;
  std::vector<double> out;
  double before = 0;
  for (std::size_t s = 1; s <= steps; ++s) {
    const double infected = s == steps ? 1 : 1 / (1 + std::exp(-(static_cast<double>(s) * step_seconds - middle) * per_second));
    out.push_back(infected - before);
    before = infected;
  }
  return out;
}

}  // namespace picket::sim
