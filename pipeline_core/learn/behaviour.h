#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "pipeline_core/learn/cusum.h"
#include "pipeline_core/learn/hour_profile.h"
#include "pipeline_core/learn/level_trend.h"
#include "pipeline_core/learn/persistence.h"

namespace picket {

/// What is counted of a device in each window of event time.
enum class Feature : std::uint8_t {
  kFlows,         ///< hits of outbound flows and of name queries
  kDestinations,  ///< distinct remote addresses of outbound flows
  kBytesOut,
  kFailures,  ///< failed logins and failed name queries
  kCount_,
};
inline constexpr std::size_t kFeatures = static_cast<std::size_t>(Feature::kCount_);
std::string_view to_string(Feature feature);

/// All numbers are estimates where the model's own settings do not name a source.
struct BehaviourSettings {
  Duration window = Duration::hours(1);
  LevelSettings level;
  double threshold = 6;  ///< deviations above the level, or of the difference, that a window exceeds with
  PersistenceSettings persistence;
  CusumSettings drift;
  bool falls = false;               ///< falls are judged as well as rises
  double profile_weight = 0.2;      ///< of a day in the profile of its hour
  std::uint32_t hold = 24;          ///< windows after an alert that teach nothing and do not tell it again; at most 63
  std::uint32_t adopt_after = 168;  ///< windows held in a row until the device is learned anew; at most 255, 0: never
  std::uint32_t max_gap = 48;       ///< windows without anything: an outage, not a quiet device
};

/// What one observation adds.
struct BehaviourSample {
  Time first;  ///< event times of the first and the last hit
  Time last;
  std::uint32_t flows = 0;
  std::uint64_t destination = 0;  ///< any hash of the remote address; 0: none
  std::uint64_t bytes_out = 0;
  std::uint32_t failures = 0;
  std::uint32_t sequence = 0;
  std::uint16_t observation = 0;
};

/// What a closed window scored in a feature: what thresholds are held against.
struct WindowScore {
  Feature feature = Feature::kFlows;
  std::uint32_t window = 0;  ///< since 1970
  double score = 0;          ///< as judged for the level
  double sum = 0;            ///< of `Cusum` for rises; where it alarmed, its threshold
};

/// A feature that left the device's own past.
struct BehaviourShift {
  Feature feature = Feature::kFlows;
  bool drift = false;          ///< by the cumulative sum; else by level or difference
  double score = 0;            ///< deviations of the window
  double sum = 0;              ///< of `Cusum` for rises after the window; for a window still open 0
  Time start;                  ///< of the window
  std::uint32_t sequence = 0;  ///< the observation that last added to it
  std::uint16_t observation = 0;
};

/// Level, trend and drift of a device's activity, window by window.
///
/// Model:  three windows of event time are open. Each closed one gives, by feature, x = log(1 + v) (v
///         in kB for bytes), less the profile of its hour for flows and bytes; `LevelTrend` makes
///         standardised residuals of it. Level: max(level, difference) >= threshold in k of n windows;
///         an open window counts as soon as its sum exceeds, so a burst is told within its window.
///         Drift: `Cusum` of the level residual. From an alert on, until `hold` windows after the last window
///         that would alert, and while frozen, nothing is learned, and a feature is told once: values
///         that alert do not become normal before `adopt_after` windows of them.
/// Input:  samples in any order within the open windows. An aggregated one is spread over the windows
///         between its first and last hit in proportion to time.
/// State:  204 bytes, constant time but for windows in between (at most `max_gap`).
/// Errors: a sample older than the open windows, or newer than the next one by arrival, is not added;
///         of a spread one, the part before the open windows.
/// Limits: distinct destinations by linear counting in 32 bits (Whang et al. 1990): from about 60 on
///         they are told apart no more. Bytes of a device are heavy-tailed: its largest transfers are
///         the deviation, and a leak within it is not seen. A sustained attack is adopted after
///         `adopt_after` windows unless the device is frozen. Blind for `min_windows` after adoption.
/// Source: see the parts.
class Behaviour {
 public:
  static constexpr std::uint32_t kOpen = 3;
  enum class Added : std::uint8_t { kAdded, kUntimely };
  struct When {
    Time arrival;
    bool learning = false;  ///< nothing is judged
    bool frozen = false;    ///< nothing is learned
    std::vector<WindowScore>* scores = nullptr;  ///< takes the score of every window that is judged
  };

  /// Adds a sample; windows that close by it are judged, and what they raise is appended.
  Added add(const BehaviourSample& sample, const When& when, const BehaviourSettings& settings,
            std::vector<BehaviourShift>& raised);
  /// Judges the sums so far of the newest window and those before it that are still open: rises only.
  void look(const When& when, const BehaviourSettings& settings, std::vector<BehaviourShift>& raised);
  /// log(1 + value) of the open window that holds `time`, for explanations; 0 if there is none.
  double open_value(Feature feature, Time time, const BehaviourSettings& settings) const;
  const LevelTrend& level(Feature feature) const { return parts_[static_cast<std::size_t>(feature)].level; }

 private:
  struct Window {
    std::uint32_t flows = 0;
    std::uint32_t destinations = 0;  ///< one bit for a hash value of 32
    float bytes_out = 0;
    std::uint32_t sequence = 0;
    std::uint16_t observation = 0;
    std::uint16_t failures = 0;
    double value(Feature feature) const;
  };
  struct Part {
    LevelTrend level;
    Cusum drift;
  };
  static constexpr std::size_t kProfiles = 2;  ///< of flows and of bytes

  /// Which profile a feature has; kProfiles: none.
  static std::size_t profile_of(std::size_t feature);
  double above_profile(std::size_t feature, double x, std::uint32_t hour_of_day) const;
  void advance(std::uint32_t to, const When& when, const BehaviourSettings& settings,
               std::vector<BehaviourShift>& raised);
  void close(std::uint32_t window, const When& when, const BehaviourSettings& settings,
             std::vector<BehaviourShift>& raised);
  void teach(const Window& window, std::uint32_t hour_of_day, bool nothing, const BehaviourSettings& settings);
  /// Forgets all levels after a lasting change: the next `min_windows` are learned freely.
  void hold_or_adopt(const When& when, const BehaviourSettings& settings);
  void add_share(const BehaviourSample& sample, std::uint32_t window, double from, double to);
  static std::uint32_t mark(std::size_t feature, std::uint32_t slot) { return 1U << (feature * kOpen + slot); }
  /// Nothing is learned from now on; true if the feature was not told since learning stopped.
  bool hold(std::size_t feature, const BehaviourSettings& settings);

  // What every sample touches comes first.
  std::uint32_t newest_ = 0;          ///< index of the newest open window since 1970; 0: none yet
  std::uint32_t marks_ : 12 = 0;      ///< which sums of open windows exceeded
  std::uint32_t born_ : 2 = 0;        ///< open windows since the start, at most kOpen
  std::uint32_t held_ : 6 = 0;        ///< windows yet to be held
  std::uint32_t held_for_ : 8 = 0;    ///< windows held in a row, at most 255
  std::uint32_t raised_ : 4 = 0;      ///< features told since learning stopped
  std::array<Window, kOpen> open_{};  ///< window w lies at w % kOpen
  std::array<Part, kFeatures> parts_{};
  std::array<HourProfile, kProfiles> profiles_{};
  std::array<Persistence, kFeatures> exceeded_{};
  std::array<std::uint8_t, kFeatures> learned_{};  ///< windows, at most 255
};

}  // namespace picket
