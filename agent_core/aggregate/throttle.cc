#include <algorithm>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {
namespace {

/// A token bucket for each key: `events` tokens come back in `period`, `burst` at most are saved.
///
/// Model: one event costs `period` parts, `events` parts come back each millisecond; whole numbers, so
///        that no rounding depends on when it is looked at.
/// State: times[0]: of the last event that passed; words[0..1]: parts left then.
/// Source: Vector's throttle (a generic cell rate of threshold / window_secs with bursts of threshold),
///         Falco's rate and max_burst.
class TokenBucket final : public Primitive {
 public:
  explicit TokenBucket(const Reduction& r)
      : cost_(key_milliseconds(r.period)),
        gain_(r.events),
        most_(std::uint64_t{r.burst == 0 ? r.events : r.burst} * cost_),
        count_(r.count) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    const std::uint64_t saved = key.wide_word(0);
    const std::uint64_t level =
        arrival.fresh ? most_ : std::min(most_, saved + std::uint64_t{arrival.now_ms - key.times[0]} * gain_);
    if (level >= cost_) {
      key.times[0] = arrival.now_ms;
      key.set_wide_word(0, level - cost_);
      return passed();
    }
    return alike(withheld(count_, Loss::kRateLimited), kNever,
                 later(key.times[0], (cost_ - saved + gain_ - 1) / gain_));
  }

 private:
  std::uint64_t cost_;
  std::uint64_t gain_;
  std::uint64_t most_;
  CountReport count_;
};

/// At most `events` times `panes` events in the last `panes` panes of `period`, one pane of which is
/// open; panes begin at multiples of `period` since the agent started.
///
/// State:  times[0]: start of the open pane; words: events that passed by pane, 16 bits each, the open
///         pane first.
/// Source: Fluent Bit filter_throttle, throttle.c: an event is dropped while total / window >= rate,
///         and only events that pass are counted.
class SlidingWindow final : public Primitive {
 public:
  explicit SlidingWindow(const Reduction& r)
      : pane_(key_milliseconds(r.period)), panes_(r.panes), most_(r.events * r.panes), count_(r.count) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    const auto into = static_cast<std::uint32_t>(arrival.since_start_ms % pane_);
    const std::uint32_t start = arrival.now_ms - std::min(into, arrival.now_ms);
    if (arrival.fresh) key.times[0] = start;
    for (std::uint32_t n = std::min((start - key.times[0]) / pane_, panes_); n > 0; --n) shift(key);
    key.times[0] = start;
    std::uint32_t total = 0;
    for (std::uint32_t i = 0; i < panes_; ++i) total += pane(key, i);
    if (total >= most_) return alike(withheld(count_, Loss::kRateLimited), kNever, later(start, pane_));
    ++key.words[0];
    return passed();
  }

 private:
  static std::uint32_t pane(const KeyState& key, std::uint32_t i) { return key.words[i / 2] >> (i % 2 * 16) & 0xffffU; }
  static void shift(KeyState& key) {
    for (std::size_t i = key.words.size(); i-- > 0;) {
      key.words[i] = key.words[i] << 16 | (i == 0 ? 0 : key.words[i - 1] >> 16);
    }
  }

  std::uint32_t pane_;
  std::uint32_t panes_;
  std::uint32_t most_;
  CountReport count_;
};

std::string throttle_problem(const Reduction& r) {
  if (r.period < Duration::milliseconds(1)) return "throttle needs a period of 1 ms or longer";
  if (r.events == 0) return "events must be 1 or more";
  if (r.count == CountReport::kWindow) return "throttle has no window of its own: count is none or next";
  if (r.panes > kMostPanes) return "at most 8 panes";
  if (r.panes > 0 && std::uint64_t{r.events} * r.panes > 0xffff) return "events times panes must not exceed 65535";
  if (r.panes > 0 && r.burst > 0) return "panes and burst exclude each other: the burst of a window is events * panes";
  return {};
}

}  // namespace

PrimitiveInfo throttle_primitive() {
  return {"throttle",
          "At most so many events of a key pass in a time; a token bucket, or a sliding window of panes.",
          "events period burst panes count",
          "Never more than the burst plus the rate times the time pass, whatever happens.",
          "Who speaks first wins: a flood of one key uses up what its later events need, and with an empty key that "
          "of every other event of the kind.",
          throttle_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> {
            if (r.panes > 0) return std::make_unique<SlidingWindow>(r);
            return std::make_unique<TokenBucket>(r);
          }};
}

}  // namespace picket
