#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/learn/behaviour.h"
#include "pipeline_core/learn/novelty.h"

namespace picket {

/// The models whose alerts depend on one threshold that can be calibrated.
enum class ScoredModel : std::uint8_t {
  kNovelty,  ///< nats of surprise that first sightings have (NoveltySettings::min_surprise)
  kLevel,    ///< deviations of a window (BehaviourSettings::threshold)
  kDrift,    ///< summed deviations (CusumSettings::threshold)
  kEgress,   ///< an hour's bytes over the largest hour (EgressSettings::factor)
  kCount_,
};
inline constexpr std::size_t kScoredModels = static_cast<std::size_t>(ScoredModel::kCount_);
std::string_view to_string(ScoredModel model);

/// What the models measure while devices live an ordinary life: for each device, alert type and hold period the
/// largest score, which is the threshold below which the alert would have been raised there.
///
/// Model:  a period in which the same alert is not raised again counts once, at its maximum: `BenignScores` of
///         calibration.h. Scores of novelty: the largest s such that first sightings of at least s within the
///         model's window have the points of an alert. Of level: the k-th largest of the last n windows, so that
///         k of n exceed every lower threshold. Of drift: the sum after each window, at most what `Cusum` holds.
/// Input:  by device in order of time, nearly: what comes for an older period counts for the newest one.
/// State:  about 1 KiB for each device that scored, and the largest `kept` scores of each model.
/// Limits: a device whose scores stay above a threshold for days counts in each of these periods, where the
///         models would tell it once and hold: calibrated thresholds are on the safe side of the budget.
class ScoreRecord {
 public:
  /// More than a budget of 10 alerts per 1,000 device-days needs on a million devices in a month.
  static constexpr std::size_t kMost = 1U << 20;

  /// Duration `hold`: of the same alert (PipelineSettings::suppression), for novelty and egress.
  ScoreRecord(const NoveltySettings& novelty, const BehaviourSettings& behaviour, Duration hold,
              std::size_t kept = kMost);

  /// A rare first sighting, whatever its surprise.
  void add_sighting(DeviceId device, NoveltyFamily family, Time event_time, std::uint32_t points, double nats);
  void add_window(DeviceId device, const WindowScore& window);
  /// An hour's bytes, as far as they add up, over the largest hour.
  void add_egress(DeviceId device, Time event_time, double ratio);

  /// Ends the periods at hand. Nothing is added afterwards.
  void finish();
  /// After `finish`: the largest scores, in no order. Those beyond `kept` are left out from the smallest on.
  std::span<const double> scores(ScoredModel model) const { return kept_scores_[static_cast<std::size_t>(model)]; }

 private:
  static constexpr std::size_t kSlots = kNoveltyFamilies + 2 * kFeatures + 1;
  static constexpr std::size_t kRecent = 8;  ///< windows that persistence can ask for, and sightings of a family

  struct Largest {
    std::int64_t period = 0;
    double score = 0;  ///< 0: none yet
  };
  struct Sighted {
    Time time = Time::min();
    std::uint32_t points = 0;
    double nats = 0;
  };
  struct Judged {
    std::uint32_t window = 0;
    float score = 0;
  };
  struct Device {
    std::array<Largest, kSlots> largest{};
    std::array<std::array<Sighted, kRecent>, kNoveltyFamilies> sighted{};
    std::array<std::array<Judged, kRecent>, kFeatures> judged{};
  };

  Device& device(DeviceId id);
  void note(Device& device, ScoredModel model, std::size_t kind, std::int64_t period, double score);
  void keep(ScoredModel model, double score);

  NoveltySettings novelty_;
  BehaviourSettings behaviour_;
  Duration hold_;
  std::size_t most_;
  std::vector<std::uint32_t> places_;  ///< by device: its index in devices_ and 1; 0: none
  std::vector<Device> devices_;
  std::array<std::vector<double>, kScoredModels> kept_scores_;  ///< heaps, the smallest in front
};

}  // namespace picket
