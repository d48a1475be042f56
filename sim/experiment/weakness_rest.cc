#include "sim/experiment/weakness_rest.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace picket::sim {
namespace {

/// What is gathered of one kind.
struct Gathered {
  WeaknessRest rest;
  std::map<std::string, std::int64_t> missed;
  std::map<std::pair<std::int64_t, bool>, std::int64_t> appear;  ///< units by time, and whether it happened then
  std::map<std::pair<std::int64_t, bool>, std::int64_t> resolve;
};

std::vector<WeaknessTime> listed(const std::map<std::pair<std::int64_t, bool>, std::int64_t>& times) {
  std::vector<WeaknessTime> out;
  for (const auto& [time, units] : times) out.push_back({time.first, time.second, units});
  return out;
}

}  // namespace

void bound_weaknesses(LaneResult& result, Duration period) {
  if (result.weaknesses.size() <= kMaxWeaknessesTold) return;
  const std::int64_t whole = period.count_microseconds();
  const std::int64_t step = std::max<std::int64_t>(1, (whole + kWeaknessTimeSteps - 1) / kWeaknessTimeSteps);
  // Down what happened, so that it stays within what was watched; up what was watched.
  const auto rounded = [&](std::int64_t us, bool happened) { return happened ? us / step * step : std::min(whole, (us + step - 1) / step * step); };
  std::map<std::string, Gathered> kinds;
  for (std::size_t u = kMaxWeaknessesTold; u < result.weaknesses.size(); ++u) {
    const WeaknessOutcome& unit = result.weaknesses[u];
    Gathered& of = kinds[unit.kind];
    of.rest.kind = unit.kind;
    ++of.rest.units;
    if (!unit.found) {
      ++of.missed[unit.missed_because];
    } else {
      ++(unit.late ? of.rest.found_late : of.rest.found);
    }
    of.rest.mended += unit.mended ? 1 : 0;
    ++of.appear[{rounded(unit.found ? unit.found_us : whole - unit.start_us, unit.found), unit.found}];
    if (unit.to_resolve) ++of.resolve[{rounded(unit.resolved_us, unit.resolved), unit.resolved}];
  }
  result.weaknesses.resize(kMaxWeaknessesTold);
  for (auto& [kind, of] : kinds) {
    for (const auto& [reason, units] : of.missed) of.rest.missed.push_back({reason, units});
    of.rest.appear = listed(of.appear);
    of.rest.resolve = listed(of.resolve);
    result.weakness_rest.push_back(std::move(of.rest));
  }
}

}  // namespace picket::sim
