#pragma once

#include <array>
#include <cstdint>

#include "agent_core/base/time.h"
#include "pipeline_core/risk/risk_settings.h"
#include "pipeline_core/risk/tactics.h"

namespace picket {

/// A finding as the risk score sees it, before anything was suppressed.
struct RiskContribution {
  Time time;
  std::uint32_t rule = 0;  ///< Finding::rule: the source
  TacticSet tactics = 0;
  double points = 0;       ///< severity times the device's criticality
};

/// The risk that one device has gathered: an exponentially decaying score, and which rules spoke lately.
///
/// Model:  s(t) = s(t0) * 2^-((t - t0) / half_life); a contribution adds points * 2^-r, r the repeats of its
///         rule so far, each within `repeat_window` of the one before.
/// State:  16 rules; one more replaces the rule unheard of longest. A contribution that comes late counts as if
///         it came at the time of the last one.
/// Limits: from r = 31 on a repeat adds nothing. With steady repeats of one rule the score stays below 2 * points.
/// Source: exponential decay and diminishing repeats as in risk-based alerting; the product has no score.
struct DeviceRisk {
  static constexpr std::size_t kRules = 16;
  struct Heard {
    Time last = Time::min();  ///< min: unused
    std::uint32_t rule = 0;
    std::uint32_t repeats = 0;
    TacticSet tactics = 0;
  };

  double score = 0;
  Time at = Time::min();
  std::array<Heard, kRules> heard{};

  /// Returns the points that it added. `replaced`: set if a rule heard of within the tactics' window made room.
  double add(const RiskContribution& contribution, const RiskSettings& settings, bool& replaced);
  double score_at(Time now, const RiskSettings& settings) const;
  /// Rules heard of in (now - tactics_window, now], and the tactics that they speak of.
  std::uint32_t sources_at(Time now, const RiskSettings& settings) const;
  TacticSet tactics_at(Time now, const RiskSettings& settings) const;
};

}  // namespace picket
