#include "sim/scenario/policy_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/reduction_checks.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"
#include "sim/scenario/unread_settings.h"

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
    if (is_generation_1(policy.generation) && policy.cache_bytes < policy.max_message_bytes) {
      warn(Code::kPolicyConflict, "cache_bytes",
           fmt::format("{} is less than a message of {}", policy.cache_bytes, policy.max_message_bytes),
           "a full message never fits");
    }
    // The RTOS agent's limit is a page of its memory, set when it is compiled.
    if (policy.generation != Generation::kG2Rtos && policy.max_message_bytes % kMeteredBlock != 0) {
      warn(Code::kPolicyNotOptimal, "max_message_bytes",
           fmt::format("{} is no multiple of {}", policy.max_message_bytes, kMeteredBlock),
           "messages are metered in blocks of 4096 bytes");
    }
  }

  void intervals() const {
    const auto [high, medium, low] = policy.intervals;
    if (is_generation_1(policy.generation)) {
      ordered("high", high, "low", low);
    } else if (has_ticks()) {
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
    constexpr std::array<std::string_view, 3> kPriorities{"high", "medium", "low"};
    for (std::size_t i = 0; has_ticks() && i < kPriorities.size(); ++i) {
      at_least_a_second(fmt::format("intervals.{}", kPriorities[i]), policy.intervals[i], "30 min");
    }
    if (is_generation_1(policy.generation)) at_least_a_second("collect_interval", policy.collect_interval, "2 min");
    if (policy.generation == Generation::kG1Csharp) {
      at_least_a_second("consumer_interval", policy.consumer_interval, "2 min");
    }
    if (takes_snapshots()) at_least_a_second("snapshot_interval", policy.snapshot_interval, "13 h");
  }

  /// Rules that exist only together with others.
  void overflow() const {
    if (policy.queue_overflow == Overflow::kDropUpdates) {
      refuse("queue_overflow", "a queue has no updates to drop", "write drop_newest or drop_oldest");
    }
    const KindPolicy& network = policy.of(EventKind::kNetwork);
    if (network.per_ip_version && network.overflow == Overflow::kDropOldest) {
      refuse("kinds.network.per_ip_version", "entries of two IP versions share one order of age",
             "set kinds.network.overflow to drop_newest or drop_updates");
    }
  }

  /// What the sensors are told to look at.
  void watched() const {
    for (std::size_t i = 0; i < policy.network_devices.size(); ++i) {
      const std::string& device = policy.network_devices[i];
      if (device == "any" || std::ranges::find(kNetworkInterfaceNames, device) != kNetworkInterfaceNames.end()) continue;
      const std::string near = closest_word(device, kNetworkInterfaceNames);
      refuse(Code::kUnknownWord, item_path("network_devices", i),
             fmt::format("{} is none of any, {}", quote(device), fmt::join(kNetworkInterfaceNames, ", ")),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }
    for (std::size_t i = 0; i < policy.file_paths.size(); ++i) {
      const std::string& watched_path = policy.file_paths[i];
      if (watched_path.starts_with('/') && watched_path.find(',') == std::string::npos) continue;
      refuse(Code::kWatchedPath, item_path("file_paths", i), fmt::format("{} cannot be watched", quote(watched_path)),
             "write a path that begins with '/' and has no comma");
    }
  }

  void gateway_merge() const {
    if (!policy.gateway_merge) return;
    if (policy.generation == Generation::kNone) {
      warn(Code::kPolicyConflict, "gateway_merge", "generation none has no agent, on gateways neither",
           "remove gateway_merge, or name a generation");
    }
    if (policy.gateway_merge->overflow == Overflow::kDropUpdates) {
      refuse("gateway_merge.overflow", "a gateway merges updates into what it holds",
             "write drop_oldest or drop_newest");
    }
  }

  /// At an interval of their own, which the agents with ticks do not have.
  bool takes_snapshots() const {
    if (has_ticks()) return false;
    for (std::size_t k = 0; k < kEventKinds; ++k) {
      const auto kind = static_cast<EventKind>(k);
      const bool snapshot = is_report(kind) || kind == EventKind::kHeartbeat || kind == EventKind::kSystemInformation;
      // The log and configuration errors come when there is one.
      if (snapshot && kind != EventKind::kLog && kind != EventKind::kConfigurationError && policy.of(kind).collect) return true;
    }
    return false;
  }

  bool has_ticks() const {
    return policy.generation == Generation::kG2Linux || policy.generation == Generation::kPicket ||
           policy.generation == Generation::kG2Rtos;
  }

  void at_least_a_second(const std::string& field, Duration value, std::string_view example) const {
    if (value >= kShortestInterval) return;
    refuse(field, "the interval must be 1 s or longer", fmt::format("write for example '{}'", example));
  }

  void refuse(const std::string& field, std::string message, std::string hint) const {
    refuse(Code::kOutOfRange, field, std::move(message), std::move(hint));
  }

  void refuse(Code code, const std::string& field, std::string message, std::string hint) const {
    const std::string at = fmt::format("{}.{}", path, field);
    diagnostics.add(code, place_of(places, at), at, std::move(message), std::move(hint));
  }
};

}  // namespace

void check_policy(const Policy& policy, const std::string& path, const Places& places, Diagnostics& diagnostics) {
  const PolicyCheck check{policy, path, places, diagnostics};
  check.gateway_merge();
  if (policy.generation == Generation::kNone) return;
  check.sizes();
  check.intervals();
  check.short_intervals();
  check.overflow();
  check.watched();
  check_reductions(policy, path, places, diagnostics);
  check_unread(policy, path, places, diagnostics);
}

}  // namespace picket::sim
