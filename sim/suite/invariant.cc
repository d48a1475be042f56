#include "sim/suite/invariant.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agent_core/agent.h"
#include "agent_core/base/check.h"
#include "sim/experiment/carry_stage.h"
#include "sim/experiment/merge.h"
#include "sim/sensor/sensor.h"

namespace picket::sim {
namespace {

constexpr std::string_view kCensoring = "censoring";
constexpr std::string_view kDelaySum = "delay_parts";
constexpr std::string_view kHubQuota = "hub_quota";
constexpr std::string_view kMessageSize = "message_size";
constexpr std::string_view kNoDrop = "no_drop.";

template <class Enum>
std::vector<std::string> reasons_of() {
  std::set<std::string> reasons;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Enum::kCount_); ++i) reasons.emplace(to_string(static_cast<Enum>(i)));
  return {reasons.begin(), reasons.end()};
}

std::optional<std::string> imbalance_of(const LaneResult& lane) {
  if (lane.imbalances.empty()) return std::nullopt;
  const std::size_t more = lane.imbalances.size() - 1;
  return lane.imbalances.front() + (more == 0 ? "" : fmt::format(" (and {} more)", more));
}

std::string unit_words(const Scenario& scenario, const UnitOutcome& unit) {
  return fmt::format("attack {} on device {}", scenario.attacks[unit.attack].name, unit.device);
}

/// A unit's time must lie between its start and the horizon.
std::optional<std::string> time_outside(const Scenario& scenario, const UnitOutcome& unit, std::string_view what, bool happened, std::int64_t at_us) {
  const std::int64_t left_us = scenario.duration.count_microseconds() - unit.start_us;
  if (!happened || (at_us >= 0 && at_us <= left_us)) return std::nullopt;
  return fmt::format("{}: {} after {} us, outside the {} us until the horizon", unit_words(scenario, unit), what, at_us, left_us);
}

std::optional<std::string> not_counted(const Scenario& scenario, const LaneResult& lane) {
  for (const UnitOutcome& unit : lane.units) {
    if (unit.attack >= scenario.attacks.size()) return fmt::format("a device is under attack {}, of {}", unit.attack, scenario.attacks.size());
    if (auto says = time_outside(scenario, unit, "detected", unit.detected, unit.detected_us)) return says;
  }
  const std::vector<DetectionResult> merged = merge_detections(scenario, lane.policy, {&lane});
  for (std::uint32_t a = 0; a < merged.size(); ++a) {
    std::uint32_t units = 0;
    std::uint32_t detected = 0;
    for (const UnitOutcome& unit : lane.units) {
      if (unit.attack != a) continue;
      ++units;
      detected += unit.detected ? 1 : 0;
    }
    const SurvivalResult& time = merged[a].time_to_detect;
    if (time.units == units && time.events == detected) continue;
    return fmt::format("attack {}: {} devices attacked and {} detected, of which the times to detect hold {} and {}", merged[a].attack, units,
                       detected, time.units, time.events);
  }
  return std::nullopt;
}

std::optional<std::string> parts_that_do_not_sum(const Scenario& scenario, const LaneResult& lane) {
  for (const UnitOutcome& unit : lane.units) {
    if (!unit.detected || unit.parts.total() == unit.detected_us) continue;
    return fmt::format("{}: detected after {} us, its parts sum to {} us", unit_words(scenario, unit), unit.detected_us, unit.parts.total());
  }
  return std::nullopt;
}

std::optional<std::string> over_quota(const LaneResult& lane) {
  for (std::size_t h = 0; h < lane.hubs.size() && h < lane.hub_usage.size(); ++h) {
    const HubSize& hub = lane.hubs[h];
    const HubLimits limits = limits_of(hub.sku, hub.units);
    const double asked = lane.hub_usage[h].blocks_busiest_day;
    if (asked <= static_cast<double>(limits.daily_blocks)) continue;
    return fmt::format("hub {}: {:.0f} blocks on the busiest day, of a quota of {}", h, asked, limits.daily_blocks);
  }
  return std::nullopt;
}

std::optional<std::string> dropped_for(std::string_view reason, const LaneResult& lane) {
  for (const DropRow& row : lane.drops) {
    if (row.reason != reason || row.raw_events_per_device_day <= 0) continue;
    return fmt::format("raw events dropped at the {} for {}: {:.0f}", row.stage, row.reason,
                       row.raw_events_per_device_day * lane.devices * lane.days);
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> invariant_names() {
  std::vector<std::string> names;
  for (const std::string_view name : {kConservation, kCensoring, kDelaySum, kDeterministic, kHubQuota, kMessageSize}) names.emplace_back(name);
  std::set<std::string> reasons;
  for (const DropStage& stage : drop_stages()) reasons.insert(stage.reasons.begin(), stage.reasons.end());
  for (const std::string& reason : reasons) names.push_back(std::string(kNoDrop) + reason);
  return names;
}

std::vector<InvariantInfo> invariant_infos() {
  return {{kConservation, "at each step of the way produced + copies = delivered + held + dropped by reason (always judged)"},
          {kCensoring, "every attacked device is counted: detected between its start and the end, or censored at the end"},
          {kDelaySum, "the parts of each time to detect sum to it, to the microsecond"},
          {kDeterministic, "the run gives the same digest when it is repeated with another number of threads; doubles the simulations"},
          {kHubQuota, "no hub's busiest day asks for more 4 KB blocks than its daily quota, refused ones included"},
          {kMessageSize, "no message is refused for its size"},
          {"no_drop.REASON", "no raw event is dropped for that reason"}};
}

std::vector<DropStage> drop_stages() {
  return {{"sensors", reasons_of<SensorLoss>()},
          {"agent and gateways", reasons_of<DropReason>()},
          {"queue and way to the hub", reasons_of<CarryDrop>()},
          {"hub", {std::string(kPastRetention)}}};
}

bool is_law(std::string_view invariant) {
  return invariant == kConservation || invariant == kCensoring || invariant == kDelaySum || invariant == kDeterministic;
}

std::optional<std::string> breach_of(std::string_view invariant, const Scenario& scenario, const LaneResult& lane) {
  if (invariant == kConservation) return imbalance_of(lane);
  if (invariant == kCensoring) return not_counted(scenario, lane);
  if (invariant == kDelaySum) return parts_that_do_not_sum(scenario, lane);
  if (invariant == kHubQuota) return over_quota(lane);
  if (invariant == kMessageSize) return dropped_for(to_string(CarryDrop::kTooLarge), lane);
  PICKET_CHECK(invariant.starts_with(kNoDrop), "invariant of one run", std::string(invariant));
  return dropped_for(invariant.substr(kNoDrop.size()), lane);
}

std::optional<std::string> difference_of(const LaneResult& run, const LaneResult& again) {
  if (run.digest == again.digest) return std::nullopt;
  return fmt::format("digest {:016x}, and {:016x} when it was repeated with another number of threads", run.digest, again.digest);
}

}  // namespace picket::sim
