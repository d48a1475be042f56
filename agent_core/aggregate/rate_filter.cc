#include <algorithm>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {
namespace {

/// Beyond `events` events of a key within `period`, what becomes of its events changes for `timeout`.
///
/// State:  times[0]: start of the window; times[1]: when the rate was exceeded; words[0]: events in the window,
///         at most 2^32 - 1; words[1]: 1 while the action is changed.
/// Source: Suricata's rate_filter (detect-engine-threshold.c, IsThresholdReached; the user guide's page on global
///         thresholds), at its boundaries: a window holds events up to and including `period` after its first,
///         the changed action lasts up to and including `timeout`, and the event that ends it is not counted. A
///         window that is still open then goes on with its count. Suricata compares the timeout in whole
///         seconds, this in milliseconds.
class RateFilter final : public Primitive {
 public:
  explicit RateFilter(const Reduction& r)
      : events_(r.events),
        period_(key_milliseconds(r.period)),
        timeout_(key_milliseconds(r.timeout)),
        action_(r.new_action),
        count_(r.count) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    const std::uint32_t now = arrival.now_ms;
    std::uint32_t& n = key.words[0];
    std::uint32_t& changed = key.words[1];
    if (changed != 0) {
      if (now - key.times[1] <= timeout_) return changed_verdict(key);
      changed = 0;
      return passed();
    }
    if (arrival.fresh || now - key.times[0] > period_) {
      key.times[0] = now;
      n = 1;
      return passed();
    }
    if (n != kNever) ++n;
    if (n <= events_) return passed();
    key.times[1] = now;
    changed = 1;
    return changed_verdict(key);
  }

 private:
  Verdict changed_verdict(const KeyState& key) const {
    if (action_ == NewAction::kAlert) return passed();
    const Loss loss = action_ == NewAction::kDrop ? Loss::kRateLimited : Loss::kSuppressed;
    return alike(withheld(count_, loss), kNever, later(key.times[1], std::uint64_t{timeout_} + 1));
  }

  std::uint32_t events_;
  std::uint32_t period_;
  std::uint32_t timeout_;
  NewAction action_;
  CountReport count_;
};

std::string rate_filter_problem(const Reduction& r) {
  if (r.events == 0) return "events must be 1 or more";
  if (r.period < Duration::milliseconds(1)) return "a rate_filter needs a period of 1 ms or longer";
  if (r.timeout < Duration::milliseconds(1)) return "a rate_filter needs a timeout of 1 ms or longer";
  if (r.count == CountReport::kWindow) return "rate_filter sends no counts of its own: count is none or next";
  return {};
}

}  // namespace

PrimitiveInfo rate_filter_primitive() {
  return {"rate_filter",
          "When a key has more than `events` events in a period, its events get the new action until a timeout.",
          "events period timeout new_action count",
          "The first `events` events of a key in each window pass unchanged and at once.",
          "Once its own noise has exceeded the rate, all that the key does until the timeout; a new_action of alert "
          "hides and saves nothing.",
          rate_filter_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> { return std::make_unique<RateFilter>(r); }};
}

}  // namespace picket
