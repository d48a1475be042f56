#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket {

/// What happens to a new key when a reduction already remembers `max_keys`.
enum class KeyOverflow : std::uint8_t {
  kLoseOldest,  ///< the key that was quiet for longest is forgotten, what it held is lost (counted)
  kEmitOldest,  ///< ... what it held is sent early
  kPassNew,     ///< the new key's event is sent without being remembered
  kDropNew,     ///< the new key's event is lost (counted)
};
inline constexpr std::array<std::string_view, 4> kKeyOverflowNames{"lose_oldest", "emit_oldest", "pass_new",
                                                                   "drop_new"};

/// What becomes of events that are withheld.
enum class CountReport : std::uint8_t {
  kNone,    ///< lost; counted under the primitive's reason
  kNext,    ///< added to the next event of the key that passes
  kWindow,  ///< sent as an observation of their own when the window ends
};
inline constexpr std::array<std::string_view, 3> kCountReportNames{"none", "next", "window"};

/// Times that an observation of many events says.
enum class ReportedTimes : std::uint8_t {
  kFirstLast,
  kEmission,  ///< the time of sending stands in for both
};
inline constexpr std::array<std::string_view, 2> kReportedTimesNames{"first_last", "emission"};

/// How a sampler chooses.
enum class SampleBy : std::uint8_t {
  kEveryNth,  ///< the first of a key and each N-th after it
  kRandom,    ///< each event with probability 1/N, by a keyed hash
  kKey,       ///< all events of one key in N, none of the others; the same keys on every device
};
inline constexpr std::array<std::string_view, 3> kSampleByNames{"every_nth", "random", "key"};

/// How a sampler's N follows the key's count n in the period before, rounded up.
enum class RateScale : std::uint8_t { kFixed, kLn, kLog2, kLog10, kSqrt };
inline constexpr std::array<std::string_view, 5> kRateScaleNames{"fixed", "ln", "log2", "log10", "sqrt"};

/// The words and meaning of Suricata's `threshold: type`.
enum class ThresholdType : std::uint8_t {
  kThreshold,  ///< every N-th event of a window passes
  kLimit,      ///< the first N events of a window pass
  kBoth,       ///< the N-th event of a window passes, alone
  kBackoff,    ///< event N, N * multiplier, N * multiplier^2, ... of the key pass
};
inline constexpr std::array<std::string_view, 4> kThresholdTypeNames{"threshold", "limit", "both", "backoff"};

/// What Suricata's `rate_filter` makes of events beyond the rate (`new_action`), on an agent, which blocks nothing.
enum class NewAction : std::uint8_t {
  kAlert,  ///< they are told like any other
  kDrop,   ///< they are not told: rate limited
  kPass,   ///< they are let go: suppressed
};
inline constexpr std::array<std::string_view, 3> kNewActionNames{"alert", "drop", "pass"};

enum class SketchType : std::uint8_t {
  kSpaceSaving,  ///< the keys with most events, with counts
  kCountMin,     ///< the first events of each key
  kHyperLogLog,  ///< the events from which the number of different keys follows
};
inline constexpr std::array<std::string_view, 3> kSketchTypeNames{"space_saving", "count_min", "hyperloglog"};

/// How the stream of one kind's events is reduced: a primitive's name and its parameters. Each
/// primitive uses some of the fields (see PrimitiveInfo::uses); the names are the YAML keys.
/// Limits: durations at most kLongestPeriod; 0 means without end unless said otherwise.
struct Reduction {
  std::string primitive;
  // For every primitive:
  std::uint32_t max_keys = 5'000;  ///< keys remembered per device and kind, at most 65,535
  KeyOverflow key_overflow = KeyOverflow::kLoseOldest;
  CountReport count = CountReport::kNone;
  ReportedTimes timestamps = ReportedTimes::kFirstLast;
  // suppress
  std::uint32_t allow = 1;
  Duration create_timeout;
  Duration write_timeout;
  Duration read_timeout;
  Duration flush_after;
  std::uint32_t distance = 0;
  // throttle, threshold, sample, window, delta, rate_filter, sketch
  Duration period;
  std::uint32_t events = 1;
  // throttle
  std::uint32_t burst = 0;
  std::uint32_t panes = 0;
  // threshold
  ThresholdType threshold_type = ThresholdType::kThreshold;
  std::uint32_t multiplier = 2;
  // sample
  SampleBy sample_by = SampleBy::kEveryNth;
  RateScale rate_scale = RateScale::kFixed;
  std::uint32_t rate = 10;
  std::uint32_t min_events = 0;
  std::uint32_t max_rate = 1'000'000;
  // window
  Duration expire_after;
  std::uint32_t max_events = 0;
  bool aligned = false;
  bool first_seen = false;
  Duration jitter;
  double keep_share = 1;
  std::uint32_t keep_from = 0;
  // delta
  std::uint32_t delta = 0;
  // rate_filter
  NewAction new_action = NewAction::kAlert;
  Duration timeout;
  // sketch
  SketchType sketch = SketchType::kSpaceSaving;
  std::uint32_t top = 0;
  std::uint32_t depth = 4;
  std::uint32_t width = 256;
  std::uint32_t registers = 256;
  std::uint32_t seed = 0;
  /// For primitives from outside the tree: whatever they call their own.
  std::map<std::string, double> parameters;
  bool operator==(const Reduction&) const = default;
};

/// Times of keys are 32-bit milliseconds from an epoch that moves every 24 days at the latest and
/// keeps 12 of them: a longer memory could not be told from 12 days.
inline constexpr Duration kLongestPeriod = Duration::hours(24 * 10);
inline constexpr std::uint32_t kMostKeys = 65'535;
/// Entries beside them for what a sketch tells under no key: one for each value of the small fields of a kind that
/// always have one (operation, protocol, direction, flags), which take five bits of a slot.
inline constexpr std::uint32_t kMostRests = 32;
/// Panes of a sliding window, two bytes each in a key's words.
inline constexpr std::uint32_t kMostPanes = 8;
/// Rows of a Count-Min sketch, its cells in a row, and registers of a HyperLogLog: at most 1 MiB of cells a kind.
inline constexpr std::uint32_t kMostDepth = 16;
inline constexpr std::uint32_t kMostWidth = 16'384;
inline constexpr std::uint32_t kLeastRegisters = 16;
inline constexpr std::uint32_t kMostRegisters = 65'536;

}  // namespace picket
