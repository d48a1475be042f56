#include <algorithm>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {
namespace {

/// Lets `allow` events of a key pass until one of three timeouts forgets the key.
///
/// State:  times: of the first event that passed, the last that passed, the last; words[0]: passed;
///         words[1]: with a distance, number of the last event among those of the kind.
/// Source: semantics of Tenzir's create, write and read timeout and distance (docs.tenzir.com, deduplicate; as in
///         deduplicate.cpp the distance runs from the last event of the key, whether it passed or not). Vector's
///         dedupe is `allow: 1` with its max age as create timeout, with refresh_on_drop as read timeout;
///         Cribl's Suppress is a create timeout of suppressPeriodSec with `count: next`.
class Suppress final : public Primitive {
 public:
  explicit Suppress(const Reduction& r)
      : allow_(r.allow),
        create_(key_milliseconds(r.create_timeout)),
        write_(key_milliseconds(r.write_timeout)),
        read_(key_milliseconds(r.read_timeout)),
        flush_after_(key_milliseconds(r.flush_after)),
        distance_(r.distance),
        count_(r.count) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    const std::uint32_t now = arrival.now_ms;
    const auto ran_out = [now](std::uint32_t timeout, std::uint32_t since) {
      return timeout != 0 && now - since >= timeout;
    };
    const bool far = distance_ != 0 && arrival.index - key.words[1] > distance_;
    if (arrival.fresh || far || ran_out(create_, key.times[0]) || ran_out(write_, key.times[1]) ||
        ran_out(read_, key.times[2])) {
      key.times[0] = now;
      key.words[0] = 0;
    }
    key.times[2] = now;
    if (distance_ != 0) key.words[1] = arrival.index;
    if (key.words[0] < allow_) {
      ++key.words[0];
      key.times[1] = now;
      if (count_ == CountReport::kNext) return passed();
      return {};
    }
    if (count_ == CountReport::kWindow && key.due_ms == kNever) {
      key.due_ms = flush_after_ != 0 ? later(now, flush_after_) : later(key.times[0], create_);
    }
    std::uint32_t until = kNever;
    if (create_ != 0) until = std::min(until, later(key.times[0], create_));
    if (write_ != 0) until = std::min(until, later(key.times[1], write_));
    if (read_ != 0) until = std::min(until, later(now, read_));
    return alike(withheld(count_, Loss::kSuppressed), kNever, until);
  }

  void repeat(KeyState& key, const Arrival& last, std::uint32_t n) const override {
    key.times[2] = last.now_ms;
    if (distance_ != 0) key.words[1] = last.index + n - 1;
  }

 private:
  std::uint32_t allow_;
  std::uint32_t create_;
  std::uint32_t write_;
  std::uint32_t read_;
  std::uint32_t flush_after_;
  std::uint32_t distance_;
  CountReport count_;
};

std::string suppress_problem(const Reduction& r) {
  if (r.allow == 0) return "allow must be 1 or more";
  if (r.count == CountReport::kWindow && key_milliseconds(r.create_timeout) == 0 &&
      key_milliseconds(r.flush_after) == 0) {
    return "count: window needs a create_timeout or a flush_after";
  }
  return {};
}

}  // namespace

PrimitiveInfo suppress_primitive() {
  return {"suppress",
          "The first events of a key pass, its repeats are withheld until the key is forgotten.",
          "allow create_timeout write_timeout read_timeout flush_after distance count",
          "The first `allow` events of a key that is not remembered pass unchanged and at once.",
          "Repeats of a key that never pauses stay unseen if no timeout but the read timeout is set, with a distance "
          "too if nothing comes between them; the key of an "
          "earlier event covers a later one of the attacker; a flood of keys makes the cache forget.",
          suppress_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> { return std::make_unique<Suppress>(r); }};
}

}  // namespace picket
