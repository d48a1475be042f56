#include <algorithm>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {
namespace {

/// Counts a key's events in windows that begin with an event and last `period`.
///
/// State:  times[0]: start of the window; words[0]: events in it, at most 2^32 - 1; backoff:
///         words[1..2]: the count that passes next.
/// Source: Suricata, detect-engine-threshold.c (types threshold, limit, both) and the rule language's page
///         on thresholding (backoff: alerts at count, count * multiplier, ... without a time).
class Threshold final : public Primitive {
 public:
  explicit Threshold(const Reduction& r)
      : type_(r.threshold_type),
        period_(key_milliseconds(r.period)),
        events_(r.events),
        multiplier_(r.multiplier),
        count_(r.count) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    if (type_ == ThresholdType::kBackoff) return backoff(key, arrival);
    std::uint32_t& n = key.words[0];
    if (arrival.fresh || arrival.now_ms - key.times[0] >= period_) {
      key.times[0] = arrival.now_ms;
      n = 0;
    }
    if (n != kNever) ++n;
    const std::uint32_t until = later(key.times[0], period_);
    if (type_ == ThresholdType::kLimit) {
      return n <= events_ ? passed() : alike(withheld(count_, Loss::kSuppressed), kNever, until);
    }
    if (n < events_) return alike(withheld(count_, Loss::kBelowThreshold), events_ - n - 1, until);
    if (n > events_) return alike(withheld(count_, Loss::kSuppressed), kNever, until);
    if (type_ == ThresholdType::kThreshold) n = 0;
    return passed();
  }

  void repeat(KeyState& key, const Arrival&, std::uint32_t n) const override {
    key.words[0] = n < kNever - key.words[0] ? key.words[0] + n : kNever;
  }

 private:
  Verdict backoff(KeyState& key, const Arrival& arrival) const {
    std::uint32_t& n = key.words[0];
    if (arrival.fresh) key.set_wide_word(1, events_);
    if (n != kNever) ++n;
    const std::uint64_t next = key.wide_word(1);
    if (n == next) {
      key.set_wide_word(1, next * multiplier_);
      return passed();
    }
    const Loss loss = n < events_ ? Loss::kBelowThreshold : Loss::kSuppressed;
    const std::uint64_t more = next - n - 1;
    return alike(withheld(count_, loss), more < kNever ? static_cast<std::uint32_t>(more) : kNever, kNever);
  }

  ThresholdType type_;
  std::uint32_t period_;
  std::uint32_t events_;
  std::uint32_t multiplier_;
  CountReport count_;
};

std::string threshold_problem(const Reduction& r) {
  if (r.events == 0) return "events must be 1 or more";
  if (r.threshold_type == ThresholdType::kBackoff) {
    if (r.multiplier < 2) return "multiplier must be 2 or more";
  } else if (r.period < Duration::milliseconds(1)) {
    return "this threshold_type needs a period of 1 ms or longer";
  }
  if (r.count == CountReport::kWindow) return "threshold sends no counts of its own: count is none or next";
  return {};
}

}  // namespace

PrimitiveInfo threshold_primitive() {
  return {"threshold",
          "Events of a key are counted in windows; the count decides which of them pass.",
          "threshold_type events period multiplier count",
          "Who reaches the count within a window is seen at that event.",
          "Who stays one below the count in every window is never seen (types threshold and both); the window begins "
          "with the attacker's own event.",
          threshold_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> { return std::make_unique<Threshold>(r); }};
}

}  // namespace picket
