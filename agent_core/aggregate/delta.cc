#include <algorithm>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {
namespace {

/// Send on delta: a key is sent when its value has grown by `delta` since it was last sent. The value
/// of a flow is its bytes in both directions; of any other event, one.
///
/// State:  words[0..1]: growth since the last sending, at most 2^64 - 1.
/// Source: Miskowicz, "Send-on-delta concept", Sensors 2006; `period` is its usual companion, a longest
///         silence while something is held.
class Delta final : public Primitive {
 public:
  explicit Delta(const Reduction& r)
      : delta_(r.delta), period_(key_milliseconds(r.period)), count_(r.count) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    if (arrival.fresh) return passed();  // a new key has no last value
    const std::uint64_t grown = added(key.wide_word(0), arrival.value, 1);
    key.set_wide_word(0, grown);
    if (grown >= delta_) {
      key.set_wide_word(0, 0);
      key.due_ms = kNever;
      return passed();
    }
    if (period_ != 0 && key.due_ms == kNever && count_ != CountReport::kNone) {
      key.due_ms = later(arrival.now_ms, period_);
    }
    std::uint32_t more = kNever;
    if (arrival.value != 0) {
      more = static_cast<std::uint32_t>(std::min<std::uint64_t>(kNever, (delta_ - grown - 1) / arrival.value));
    }
    return alike(withheld(count_, Loss::kBelowThreshold), more, kNever);
  }

  void repeat(KeyState& key, const Arrival& last, std::uint32_t n) const override {
    key.set_wide_word(0, added(key.wide_word(0), last.value, n));
  }

  Closing on_timer(KeyState& key, const Moment&) const override {
    key.set_wide_word(0, 0);
    return {Closing::Held::kEmit, {}, false};
  }

 private:
  static std::uint64_t added(std::uint64_t sum, std::uint64_t value, std::uint64_t times) {
    __extension__ using Wide = unsigned __int128;
    const Wide more = Wide{value} * times + sum;
    return more > ~std::uint64_t{0} ? ~std::uint64_t{0} : static_cast<std::uint64_t>(more);
  }

  std::uint64_t delta_;
  std::uint32_t period_;
  CountReport count_;
};

std::string delta_problem(const Reduction& r) {
  if (r.delta == 0) return "delta must be 1 or more";
  if (r.count == CountReport::kWindow && key_milliseconds(r.period) == 0) return "count: window needs a period";
  return {};
}

}  // namespace

PrimitiveInfo delta_primitive() {
  return {"delta",
          "A key is sent when its value (bytes of a flow, else events) has grown by `delta` since the last sending.",
          "delta period count",
          "What the receiver does not know of a key is less than `delta`.",
          "Growth below `delta`: low and slow stays unseen, for ever if no period is set.",
          delta_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> { return std::make_unique<Delta>(r); }};
}

}  // namespace picket
