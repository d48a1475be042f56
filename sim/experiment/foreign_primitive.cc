#include "sim/experiment/foreign_primitive.h"

#include <atomic>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

/// Runs a part of foreign code; what it throws becomes an Error that names the file.
template <class Error, class Call>
auto guarded(const std::string& called, const Call& call) {
  try {
    return call();
  } catch (const std::exception& error) {
    throw Error(fmt::format("{}: threw: {}", called, error.what()));
  } catch (...) {
    throw Error(called + ": threw something that is no std::exception");
  }
}

class ForeignPrimitive final : public Primitive {
 public:
  ForeignPrimitive(std::string called, std::unique_ptr<const Primitive> inner)
      : called_(std::move(called)), inner_(std::move(inner)) {}

  Verdict on_event(KeyState& key, const Arrival& arrival) const override {
    events_.fetch_add(1, std::memory_order_relaxed);
    return guarded<std::runtime_error>(called_, [&] { return inner_->on_event(key, arrival); });
  }
  void repeat(KeyState& key, const Arrival& last, std::uint32_t n) const override {
    events_.fetch_add(n, std::memory_order_relaxed);
    guarded<std::runtime_error>(called_, [&] { inner_->repeat(key, last, n); });
  }
  Closing on_timer(KeyState& key, const Moment& moment) const override {
    const Closing closing = guarded<std::runtime_error>(called_, [&] { return inner_->on_timer(key, moment); });
    const bool idle = !closing.forget && (moment.held == 0 || closing.held == Closing::Held::kKeep);
    if (idle && key.due_ms < later(moment.now_ms, kShortTimerMs)) count_idle_timer();
    return closing;
  }
  std::uint32_t cells() const override { return inner_->cells(); }
  bool evicts_least() const override { return inner_->evicts_least(); }

 private:
  void count_idle_timer() const {
    const std::uint64_t idle = idle_timers_.fetch_add(1, std::memory_order_relaxed) + 1;
    const std::uint64_t events = events_.load(std::memory_order_relaxed);
    if (idle <= kFreeIdleTimers + kIdleTimersPerEvent * events) return;
    throw std::runtime_error(
        fmt::format("{}: {} timers did nothing but ask for the next one less than {} ms later, with {} events; ask for the "
                    "time at which something is to be done",
                    called_, idle, kShortTimerMs, events));
  }

  std::string called_;
  std::unique_ptr<const Primitive> inner_;
  // Not part of any decision: when the run ends for them, it has no result.
  mutable std::atomic<std::uint64_t> events_{0};
  mutable std::atomic<std::uint64_t> idle_timers_{0};
};

}  // namespace

PrimitiveInfo watched_primitive(const PrimitiveInfo& info, const std::string& file) {
  const std::string called = fmt::format("primitive '{}' of {}", info.name, file);
  PrimitiveInfo out = info;
  out.problem = [problem = info.problem, called](const Reduction& reduction) {
    try {
      return guarded<WrongInput>(called, [&] { return problem(reduction); });
    } catch (const WrongInput& error) {
      return std::string(error.what());
    }
  };
  out.make = [make = info.make, called](const Reduction& reduction) -> std::unique_ptr<const Primitive> {
    std::unique_ptr<const Primitive> inner = guarded<WrongInput>(called, [&] { return make(reduction); });
    if (inner == nullptr) throw WrongInput(called + ": makes nothing of its parameters");
    return std::make_unique<ForeignPrimitive>(called, std::move(inner));
  };
  return out;
}

}  // namespace picket::sim
