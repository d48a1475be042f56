#include "sim/scenario/policy_checks.h"

#include <fmt/format.h>

#include "sim/scenario/quantity_text.h"
#include "sim/scenario/reduction_checks.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {

namespace {

constexpr std::uint32_t kMeteredBlock = 4'096;
constexpr Duration kShortestInterval = Duration::seconds(1);  ///< estimate: no product sends more often

struct PolicyCheck {
  const Policy& policy;
  const std::string& path;
  const Places& places;
  Diagnostics& diagnostics;

  void warn(Code code, std::string_view field, std::string message, std::string hint) const {
    const std::string at = child_path(path, field);
    diagnostics.add(code, place_of(places, at), at, std::move(message), std::move(hint));
  }

  void sizes() const {
    if (policy.generation == Generation::kG1C && policy.cache_bytes < policy.max_message_bytes) {
      warn(Code::kPolicyConflict, "cache_bytes",
           fmt::format("{} is less than a message of {}", policy.cache_bytes, policy.max_message_bytes),
           "a full message never fits");
    }
    if (policy.max_message_bytes % kMeteredBlock != 0) {
      warn(Code::kPolicyNotOptimal, "max_message_bytes",
           fmt::format("{} is no multiple of {}", policy.max_message_bytes, kMeteredBlock),
           "messages are metered in blocks of 4096 bytes");
    }
  }

  void intervals() const {
    const auto [high, medium, low] = policy.intervals;
    if (policy.generation == Generation::kG1C) {
      ordered("high", high, "low", low);
    } else if (policy.generation == Generation::kG2Linux || policy.generation == Generation::kPicket) {
      ordered("high", high, "medium", medium);
      ordered("medium", medium, "low", low);
      multiple("high", high, "medium", medium);
      multiple("medium", medium, "low", low);
    }
  }

  void ordered(std::string_view higher, Duration a, std::string_view lower, Duration b) const {
    if (a <= b) return;
    warn(Code::kPolicyConflict, fmt::format("intervals.{}", higher),
         fmt::format("{} is longer than the {} of priority {}", format_duration(a), format_duration(b), lower),
         "a higher priority is sent at least as often");
  }

  void multiple(std::string_view higher, Duration a, std::string_view lower, Duration b) const {
    if (a <= Duration() || b < a || b % a == Duration()) return;
    warn(Code::kPolicyNotOptimal, fmt::format("intervals.{}", lower),
         fmt::format("{} is no multiple of the {} of priority {}", format_duration(b), format_duration(a), higher),
         "ticks that coincide share a message");
  }

  /// An agent whose interval is zero would send without a pause; one of a microsecond would wake a million
  /// times a second for nothing.
  void short_intervals() const {
    const bool timed = policy.generation == Generation::kG2Linux || policy.generation == Generation::kPicket;
    constexpr std::array<std::string_view, 3> kNames{"high", "medium", "low"};
    for (std::size_t i = 0; timed && i < kNames.size(); ++i) {
      if (policy.intervals[i] >= kShortestInterval) continue;
      const std::string at = fmt::format("{}.intervals.{}", path, kNames[i]);
      diagnostics.add(Code::kOutOfRange, place_of(places, at), at, "the interval must be 1 s or longer",
                      "write for example '30 min'");
    }
  }
};

}  // namespace

void check_policy(const Policy& policy, const std::string& path, const Places& places, Diagnostics& diagnostics) {
  if (policy.generation == Generation::kNone) return;
  const PolicyCheck check{policy, path, places, diagnostics};
  check.sizes();
  check.intervals();
  check.short_intervals();
  check_reductions(policy, path, places, diagnostics);
}

}  // namespace picket::sim
