#pragma once

#include "agent_core/policy/reduction.h"
#include "sim/scenario/field.h"

/// The fields of a reduction; in the namespace of the type, as those of the policy.
namespace picket {

namespace policy_words {

template <class Enum, std::size_t N>
constexpr std::array<sim::EnumName<Enum>, N> named_words(const std::array<std::string_view, N>& words) {
  std::array<sim::EnumName<Enum>, N> out{};
  for (std::size_t i = 0; i < N; ++i) out[i] = {static_cast<Enum>(i), words[i]};
  return out;
}
inline constexpr auto kKeyOverflow = named_words<KeyOverflow>(kKeyOverflowNames);
inline constexpr auto kCountReport = named_words<CountReport>(kCountReportNames);
inline constexpr auto kReportedTimes = named_words<ReportedTimes>(kReportedTimesNames);
inline constexpr auto kSampleBy = named_words<SampleBy>(kSampleByNames);
inline constexpr auto kRateScale = named_words<RateScale>(kRateScaleNames);
inline constexpr auto kThresholdType = named_words<ThresholdType>(kThresholdTypeNames);
inline constexpr auto kNewAction = named_words<NewAction>(kNewActionNames);
inline constexpr auto kSketchType = named_words<SketchType>(kSketchTypeNames);

}  // namespace policy_words

inline std::span<const sim::EnumName<KeyOverflow>> enum_names(KeyOverflow) {
  return policy_words::kKeyOverflow;
}
inline std::span<const sim::EnumName<CountReport>> enum_names(CountReport) {
  return policy_words::kCountReport;
}
inline std::span<const sim::EnumName<ReportedTimes>> enum_names(ReportedTimes) {
  return policy_words::kReportedTimes;
}
inline std::span<const sim::EnumName<SampleBy>> enum_names(SampleBy) {
  return policy_words::kSampleBy;
}
inline std::span<const sim::EnumName<RateScale>> enum_names(RateScale) {
  return policy_words::kRateScale;
}
inline std::span<const sim::EnumName<ThresholdType>> enum_names(ThresholdType) {
  return policy_words::kThresholdType;
}
inline std::span<const sim::EnumName<NewAction>> enum_names(NewAction) {
  return policy_words::kNewAction;
}
inline std::span<const sim::EnumName<SketchType>> enum_names(SketchType) {
  return policy_words::kSketchType;
}

template <class Visitor>
void describe(Visitor& v, Reduction& r) {
  using sim::Grade;
  constexpr double kMax = kLongestPeriod.to_seconds();
  constexpr double kMost = 1'000'000;
  v.field("primitive", r.primitive,
          {.says = "The primitive that decides, event by event; the others of this mapping are its parameters.",
           .required = true});
  v.field("max_keys", r.max_keys,
          {.says = "Keys remembered per device and kind of event.",
           .min = 1,
           .max = kMostKeys,
           .grade = Grade::kPublished,
           .source = "Vector dedupe: cache.num_events 5000"});
  v.field("key_overflow", r.key_overflow, {.says = "What happens to a new key when that many are remembered."});
  v.field("count", r.count, {.says = "What becomes of events that are withheld."});
  v.field("timestamps", r.timestamps, {.says = "Times that an observation of several events says."});
  v.field("allow", r.allow,
          {.says = "suppress: events of a key that pass before repeats are withheld; sketch count_min: events of a key "
                   "that pass in a window.",
           .max = kMost});
  v.field("create_timeout", r.create_timeout,
          {.says = "suppress: a key is forgotten this long after its first event passed; 0 is never.",
           .min = 0,
           .max = kMax});
  v.field("write_timeout", r.write_timeout,
          {.says = "suppress: a key is forgotten this long after its last event passed; 0 is never.",
           .min = 0,
           .max = kMax});
  v.field("read_timeout", r.read_timeout,
          {.says = "suppress, window: a key is forgotten this long after its last event; 0 is never.",
           .min = 0,
           .max = kMax});
  v.field("flush_after", r.flush_after,
          {.says = "suppress with count: window: withheld events are sent this long after the first of them; 0 is at "
                   "the create_timeout.",
           .min = 0,
           .max = kMax});
  v.field("distance", r.distance,
          {.says = "suppress: a repeat is new after more than so many events of the kind since the key's last, its own "
                   "included; 0 is never."});
  v.field("period", r.period,
          {.says = "throttle: time in which `events` come back, or one pane; threshold, sample, window, rate_filter, "
                   "sketch: length; delta: longest silence.",
           .min = 0,
           .max = kMax});
  v.field("events", r.events, {.says = "throttle: events that pass per period; threshold: the count; rate_filter: the "
                                    "count that must be exceeded.",
                            .max = kMost});
  v.field("burst", r.burst, {.says = "throttle: events that may pass at once; 0 is `events`.", .max = kMost});
  v.field("panes", r.panes,
          {.says = "throttle: panes of a sliding window of `events` times `panes`; 0 is a token bucket.",
           .max = kMostPanes});
  v.field("threshold_type", r.threshold_type, {.says = "threshold: which events of a window pass."});
  v.field("multiplier", r.multiplier, {.says = "threshold, backoff: growth of the count that passes next.", .max = kMost});
  v.field("sample_by", r.sample_by, {.says = "sample: how one in N is chosen."});
  v.field("rate_scale", r.rate_scale,
          {.says = "sample: N as a function of the key's count in the period before; fixed is `rate`."});
  v.field("rate", r.rate, {.says = "sample: N, with a fixed rate_scale.", .max = kMost});
  v.field("min_events", r.min_events, {.says = "sample: with fewer events in the period before N is 1.", .max = kMost});
  v.field("max_rate", r.max_rate, {.says = "sample: largest N.", .min = 1, .max = kMost});
  v.field("expire_after", r.expire_after,
          {.says = "window: it closes when its key has paused this long; 0 is never.", .min = 0, .max = kMax});
  v.field("max_events", r.max_events, {.says = "window: it closes with this many events; 0 is never."});
  v.field("aligned", r.aligned,
          {.says = "window: all keys' windows end at the multiples of the period since the agent started."});
  v.field("first_seen", r.first_seen, {.says = "window: the first event of a key that is not remembered passes at once."});
  v.field("jitter", r.jitter,
          {.says = "window: its end is later by a random part of this; aligned: the device's phase.",
           .min = 0,
           .max = kMax});
  v.field("keep_share", r.keep_share,
          {.says = "window: share of windows that are sent when they close; the others are lost.", .min = 0, .max = 1});
  v.field("keep_from", r.keep_from, {.says = "window: windows with so many events are always sent; 0 is off."});
  v.field("delta", r.delta,
          {.says = "delta: growth of a key's value (bytes of a flow, else events) that is worth an observation."});
  v.field("new_action", r.new_action,
          {.says = "rate_filter: what becomes of events beyond the rate: alert, told as before; drop, rate limited; "
                   "pass, suppressed."});
  v.field("timeout", r.timeout,
          {.says = "rate_filter: how long the new action lasts after the rate was exceeded.", .min = 0, .max = kMax});
  v.field("sketch", r.sketch, {.says = "sketch: which."});
  v.field("top", r.top,
          {.says = "sketch space_saving: keys that are sent of a window, those with most events; 0 is all max_keys.",
           .max = kMostKeys});
  v.field("depth", r.depth,
          {.says = "sketch count_min: rows; an estimate is too high with probability e^-depth.", .max = kMostDepth});
  v.field("width", r.width,
          {.says = "sketch count_min: counters in a row; too high means by e / width of the window's events.",
           .max = kMostWidth});
  v.field("registers", r.registers,
          {.says = "sketch hyperloglog: registers, a power of two; the standard error is 1.04 / sqrt(registers).",
           .max = kMostRegisters});
  v.field("seed", r.seed,
          {.says = "sketch count_min, hyperloglog: of the hashes, the same on all devices, so that sketches of several "
                   "can be merged."});
  v.field("parameters", r.parameters, {.says = "Numbers for a primitive from outside, by its own names."});
}

}  // namespace picket
