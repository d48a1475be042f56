#include <algorithm>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {
namespace {

/// Merges a key's events until its window closes: after `period`, after a pause of `expire_after`, or
/// with `max_events` events, whichever comes first; without any of them never.
///
/// State:  times[0]: latest end of the open window; times[1]: last event. A key is remembered beyond its
///         window only with `first_seen`.
/// Source: Vector's reduce (expire_after_ms, end_every_period_ms, max_events), the OpenTelemetry
///         collector's logdedup (interval shared by all keys, time overwritten) and tail sampling (decision
///         after decision_wait; here keep_share and keep_from), Tetragon's export aggregation.
class Window final : public Primitive {
 public:
  explicit Window(const Reduction& r)
      : period_(key_milliseconds(r.period)),
        expire_after_(key_milliseconds(r.expire_after)),
        max_events_(r.max_events),
        jitter_(key_milliseconds(r.jitter)),
        read_timeout_(key_milliseconds(r.read_timeout)),
        aligned_(r.aligned),
        first_seen_(r.first_seen),
        keep_share_(r.keep_share),
        keep_from_(r.keep_from) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    const std::uint32_t now = arrival.now_ms;
    const bool is_new = arrival.fresh || (read_timeout_ != 0 && now - key.times[1] >= read_timeout_);
    key.times[1] = now;
    if (first_seen_ && is_new && arrival.held == 0) return {};
    if (arrival.held == 0) key.times[0] = end_of(arrival);
    if (max_events_ != 0 && arrival.held + 1 >= max_events_) {
      key.due_ms = kNever;
      Verdict full = passed();
      full.forget = !first_seen_;
      return full;
    }
    set_due(key);
    Verdict verdict;
    verdict.action = Action::kHold;
    // With a pause that ends the window each event moves the end; up to the end as it stands now all
    // events are held for certain.
    return alike(verdict, max_events_ == 0 ? kNever : max_events_ - arrival.held - 2, key.due_ms);
  }

  void repeat(KeyState& key, const Arrival& last, std::uint32_t) const override {
    key.times[1] = last.now_ms;
    set_due(key);
  }

  Closing on_timer(KeyState&, const Moment& moment) const override {
    const bool forget = !first_seen_;
    if (keep_share_ >= 1 || (keep_from_ != 0 && moment.held >= keep_from_)) {
      return {Closing::Held::kEmit, {}, forget};
    }
    const bool keep = static_cast<double>(mix64(moment.draw()) >> 11) * 0x1.0p-53 < keep_share_;
    return {keep ? Closing::Held::kEmit : Closing::Held::kLose, Loss::kSampledOut, forget};
  }

 private:
  std::uint32_t end_of(const Arrival& arrival) const {
    if (period_ == 0) return kNever;
    const auto spread = [this](std::uint64_t draw) {
      return jitter_ == 0 ? 0 : static_cast<std::uint32_t>(mix64(draw) % jitter_);
    };
    if (!aligned_) return later(arrival.now_ms, period_ + spread(arrival.draw()));
    const std::int64_t phase = arrival.since_start_ms + period_ - spread(arrival.device_draw) % period_;
    return later(arrival.now_ms, period_ - static_cast<std::uint64_t>(phase % period_));
  }
  void set_due(KeyState& key) const {
    key.due_ms = expire_after_ == 0 ? key.times[0] : std::min(key.times[0], later(key.times[1], expire_after_));
  }

  std::uint32_t period_;
  std::uint32_t expire_after_;
  std::uint32_t max_events_;
  std::uint32_t jitter_;
  std::uint32_t read_timeout_;
  bool aligned_;
  bool first_seen_;
  double keep_share_;
  std::uint32_t keep_from_;
};

std::string window_problem(const Reduction& r) {
  if (key_milliseconds(r.period) == 0 && key_milliseconds(r.expire_after) == 0 && r.max_events == 0) {
    return "a window needs a period, an expire_after or max_events, or it never closes";
  }
  if (r.aligned && key_milliseconds(r.period) == 0) return "aligned needs a period";
  if (r.jitter > r.period) return "jitter must not exceed the period";
  return {};
}

}  // namespace

PrimitiveInfo window_primitive() {
  return {"window",
          "Events of a key are merged into one observation until its window closes.",
          "period expire_after max_events aligned first_seen read_timeout jitter keep_share keep_from",
          "Every event is counted; with a period an observation leaves at most that much after its first event.",
          "Order and times inside a window; without period or max_events a key that never pauses is never sent; with "
          "first_seen only what is new is early.",
          window_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> { return std::make_unique<Window>(r); }};
}

}  // namespace picket
