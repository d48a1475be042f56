#include "pipeline_core/risk/device_risk.h"

#include <algorithm>
#include <cmath>

namespace picket {
namespace {

constexpr std::uint32_t kMostRepeats = 31;

bool is_recent(const DeviceRisk::Heard& heard, Time now, const RiskSettings& settings) {
  return heard.last != Time::min() && now - heard.last < settings.tactics_window;
}

}  // namespace

double DeviceRisk::score_at(Time now, const RiskSettings& settings) const {
  if (score == 0 || now <= at) return score;
  return score * std::exp2(-(now - at).to_seconds() / settings.half_life.to_seconds());
}

double DeviceRisk::add(const RiskContribution& contribution, const RiskSettings& settings, bool& replaced) {
  const Time now = std::max(contribution.time, at);
  auto found = std::find_if(heard.begin(), heard.end(), [&](const Heard& h) {
    return h.last != Time::min() && h.rule == contribution.rule;
  });
  replaced = false;
  if (found == heard.end()) {
    found = std::min_element(heard.begin(), heard.end(), [](const Heard& a, const Heard& b) { return a.last < b.last; });
    replaced = is_recent(*found, now, settings);
    *found = {now, contribution.rule, 0, contribution.tactics};
  } else {
    const bool repeat = now - found->last <= settings.repeat_window;
    found->repeats = repeat ? std::min(found->repeats + 1, kMostRepeats) : 0;
    found->last = now;
  }
  const double added =
      found->repeats == kMostRepeats ? 0 : std::ldexp(contribution.points, -static_cast<int>(found->repeats));
  score = score_at(now, settings) + added;
  at = now;
  return added;
}

std::uint32_t DeviceRisk::sources_at(Time now, const RiskSettings& settings) const {
  return static_cast<std::uint32_t>(
      std::count_if(heard.begin(), heard.end(), [&](const Heard& h) { return is_recent(h, now, settings); }));
}

TacticSet DeviceRisk::tactics_at(Time now, const RiskSettings& settings) const {
  TacticSet tactics = 0;
  for (const Heard& h : heard) {
    if (is_recent(h, now, settings)) tactics |= h.tactics;
  }
  return tactics;
}

}  // namespace picket
