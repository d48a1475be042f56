#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent_core/message/record.h"

namespace picket::sim {

/// Events that a rate is fitted for by itself: kinds of activity by what was done.
enum class EventSort : std::uint8_t {
  kExec,
  kFork,
  kExit,
  kOutbound,
  kInbound,
  kDns,
  kLogin,
  kLoginFailed,
  kLogout,
  kFile,
  kPeripheral,
  kCount_,
};
inline constexpr std::size_t kEventSorts = static_cast<std::size_t>(EventSort::kCount_);
/// Also names of activities.
inline constexpr std::array<std::string_view, kEventSorts> kEventSortNames{"process_exec", "process_fork",  "process_exit", "network_outbound", "network_inbound", "dns",
                                                                           "login",        "login_failed",  "logout",       "file",             "peripheral"};
constexpr std::string_view to_string(EventSort sort) { return kEventSortNames[static_cast<std::size_t>(sort)]; }

/// Nothing for reports.
std::optional<EventSort> sort_of(const Record& record);

}  // namespace picket::sim
