#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline_core/findings/recommendation.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/standing_recommendations.h"
#include "sim/generate/weakness_evidence.h"
#include "sim/generate/weakness_plan.h"
#include "sim/results/conservation.h"

namespace picket::sim {

/// Why no recommendation came for a weak device by the horizon; the first that holds.
enum class WeaknessMiss : std::uint8_t {
  kNotAttributed,  ///< the device is behind a gateway that merges: recommendations name the gateway
  kAlreadyActive,  ///< the recommendation was active when the weakness began, and nothing new was told
  kNotCollected,   ///< the policy's agent does not report it; or the hub's side is switched off
  kNotDue,         ///< no report, export or connection fell into the time that it was there
  kNotReached,     ///< a report showed it, but no message or record with it was there by the horizon
  kNoRule,         ///< it was there to be read, and no rule spoke
  kCount_,
};
std::string_view to_string(WeaknessMiss miss);

/// Holds changes of recommendations against the labelled weaknesses, for one policy.
///
/// Model, for a unit (weakness, device) with the type of recommendation that finds it:
///   found         the type became active for the device at or after `start`, and before `mend`. The first time counts;
///                 its time to appear is from `start`.
///   found late    the same, but at or after `mend`: what was seen before came, or was told, after it was mended.
///   missed        neither by the end of the run; see WeaknessMiss. Its time to appear is censored at the horizon.
///   resolved      of units that were mended: the type is active at `mend` (or becomes so late), and the first time from
///                 then on that it is not gives the time to resolve, from `mend`. It is censored at the horizon, or where
///                 the same weakness begins on the device again. Where it is not active at `mend`, because the unit
///                 was missed or it was taken back before, there is nothing to resolve.
///   wrong         a recommendation of the kind became active for a device that has no weakness of that kind then, and
///                 is no unit's late one: its first, before the same weakness begins anew. One before `start` is wrong,
///                 and so is one again after `mend`. While a unit of the kind holds, further ones are neither.
///   exposure      device-days of the measured period without a weakness of the kind, over all devices: in what wrong
///                 ones are counted.
/// What was active when the measured period began is told of by `stood_before`, and is not wrong again.
/// Limits: a weakness that the scenario does not label (`inventory`, `shared_credential_share`) is none here. Agents'
///         reports name no cause, so what also has another cause is found by either.
class WeaknessScore {
 public:
  /// `standing`: what was active at the start of the measured period.
  WeaknessScore(const WeaknessPlan& plan, const StandingRecommendations& standing, std::size_t devices, Time start,
                Time end);

  void on_recommendation(const Recommendation& change);

  /// Why each unit would be missed, as far as the policy decides it and not the run.
  struct Sight {
    std::array<bool, kWeaknessKinds> collected{};  ///< the kind can be seen at all
    std::vector<bool> merged;                      ///< by unit: behind a gateway that merges; empty: none
  };
  /// One for each unit, in the plan's order; each is found, found late or missed for one reason.
  std::vector<WeaknessOutcome> outcomes(const WeaknessEvidence& evidence, const Sight& sight) const;
  /// One for each kind that the plan has, in the order of the kinds.
  std::vector<WeaknessNoise> noise() const;

 private:
  struct Change {
    Time time;
    bool active = false;
  };
  struct History {
    bool stood = false;  ///< active at the start of the measured period
    std::vector<Change> changes;
    bool active_before(Time time) const;
  };
  using Key = std::pair<DeviceId, RecommendationType>;

  /// When the same weakness begins anew on the unit's device: what becomes active from then on is the next unit's.
  Time next_after(std::uint32_t unit) const;
  WeaknessOutcome outcome_of(std::uint32_t unit) const;
  WeaknessMiss miss_of(std::uint32_t unit, const WeaknessEvidence& evidence, const Sight& sight) const;
  double exposure_days(WeaknessKind kind) const;

  const WeaknessPlan& plan_;
  std::size_t devices_;
  Time start_;
  Time end_;
  std::map<Key, History> history_;  ///< of devices with units, by time
  std::vector<bool> told_;                      ///< by unit: a recommendation was credited to it
  std::array<std::int64_t, kWeaknessKinds> wrong_{};
  std::array<std::int64_t, kWeaknessKinds> stood_before_{};
};

/// Each unit ends in exactly one state.
ConservationLedger weakness_ledger(const WeaknessPlan& plan, const std::vector<WeaknessOutcome>& outcomes);

}  // namespace picket::sim
