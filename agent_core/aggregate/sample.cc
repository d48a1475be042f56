#include <algorithm>
#include <cmath>

#include "agent_core/aggregate/primitive_registry.h"

namespace picket {
namespace {

/// One in N of a key's events, N fixed or growing with the key's count in the period before.
///
/// State:  times[0]: start of the period; words[0]: events in it; words[1]: N in it.
/// Source: Vector's sample (every N-th, or by the hash of key_field), Cribl's Dynamic Sampling (log or
///         square root of the previous period's count), Tenzir's sample (ln, log2, log10, sqrt; 1,000,000
///         events under ln leave 71,429: N = 14 rounded up from 13.8).
class Sample final : public Primitive {
 public:
  explicit Sample(const Reduction& r)
      : by_(r.sample_by),
        scale_(r.rate_scale),
        rate_(r.rate),
        min_events_(r.min_events),
        max_rate_(std::max(1U, r.max_rate)),
        period_(key_milliseconds(r.period)),
        count_(r.count) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    begin_period(key, arrival);
    const std::uint32_t n = key.words[0]++;
    const std::uint32_t rate = std::max(1U, key.words[1]);  // 0 only in a state that came from outside
    const std::uint32_t until = scale_ == RateScale::kFixed ? kNever : later(key.times[0], period_);
    const Verdict out = withheld(count_, Loss::kSampledOut);
    switch (by_) {
      case SampleBy::kEveryNth:
        return n % rate == 0 ? passed() : alike(out, rate - 1 - n % rate, until);
      case SampleBy::kRandom:
        return arrival.draw() % rate == 0 ? passed() : out;
      case SampleBy::kKey:
        break;
    }
    return mix64(arrival.key_hash) % rate == 0 ? passed() : alike(out, kNever, until);
  }

  void repeat(KeyState& key, const Arrival&, std::uint32_t n) const override { key.words[0] += n; }

 private:
  void begin_period(KeyState& key, const Arrival& arrival) const {
    if (scale_ == RateScale::kFixed) {
      key.words[1] = rate_;
      return;
    }
    if (arrival.fresh) {
      key.times[0] = arrival.now_ms;
      key.words[1] = 1;
      return;
    }
    const std::uint32_t passed_periods = (arrival.now_ms - key.times[0]) / period_;
    if (passed_periods == 0) return;
    key.times[0] += passed_periods * period_;
    key.words[1] = passed_periods == 1 ? rate_after(key.words[0]) : 1;
    key.words[0] = 0;
  }

  std::uint32_t rate_after(std::uint32_t n) const {
    if (n < 2 || n < min_events_) return 1;
    const auto x = static_cast<double>(n);
    const double scaled = scale_ == RateScale::kLn      ? std::log(x)
                          : scale_ == RateScale::kLog2  ? std::log2(x)
                          : scale_ == RateScale::kLog10 ? std::log10(x)
                                                        : std::sqrt(x);
    return std::clamp<std::uint32_t>(static_cast<std::uint32_t>(std::ceil(scaled)), 1, max_rate_);
  }

  SampleBy by_;
  RateScale scale_;
  std::uint32_t rate_;
  std::uint32_t min_events_;
  std::uint32_t max_rate_;
  std::uint32_t period_;
  CountReport count_;
};

std::string sample_problem(const Reduction& r) {
  if (r.rate == 0) return "rate must be 1 or more";
  if (r.rate_scale != RateScale::kFixed && r.period < Duration::milliseconds(1)) {
    return "a rate_scale other than fixed needs a period of 1 ms or longer";
  }
  if (r.count == CountReport::kWindow) return "sample sends no counts of its own: count is none or next";
  return {};
}

}  // namespace

PrimitiveInfo sample_primitive() {
  return {"sample",
          "One in N events of a key passes; N is fixed or follows the key's count in the period before.",
          "sample_by rate_scale rate min_events max_rate period count",
          "The expected volume is known, and rates estimated from it are right on average.",
          "A single event is seen with probability 1/N at best; by key, the same keys are blind on every device; with "
          "a scale, noise of the attacker before the attack thins out the attack.",
          sample_problem,
          [](const Reduction& r) -> std::unique_ptr<const Primitive> { return std::make_unique<Sample>(r); }};
}

}  // namespace picket
