#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "agent_core/base/time.h"
#include "agent_core/message/message.h"
#include "sim/live/fit/event_sort.h"
#include "sim/live/fit/seen_values.h"
#include "sim/live/fit/time_bins.h"

namespace picket::sim {

/// Amounts of bytes as their logarithms: what a log-normal distribution is fitted to.
struct LogMoments {
  double weight = 0;
  double sum = 0;
  double squares = 0;
  double zeros = 0;  ///< weight of those without a byte
  double largest = 0;
  void add(double value, double hits);
  void add(const LogMoments& other);
};

/// How a value of a flow reads in SeenValue::variant.
struct FlowVariant {
  std::uint16_t port = 0;  ///< of the service; 0: ephemeral, or not said
  TransportProtocol protocol = TransportProtocol::kTcp;
  bool is_private = false;  ///< the remote address

  std::uint32_t packed() const { return std::uint32_t{port} | static_cast<std::uint32_t>(protocol) << 16 | std::uint32_t{is_private} << 18; }
  /// Of 2 * kSides LogMoments.
  static constexpr std::size_t kSides = 6;
  std::size_t side() const { return 2 * (2 * static_cast<std::size_t>(protocol) + (is_private ? 1U : 0U)); }
  static FlowVariant of(std::uint32_t packed) {
    return {static_cast<std::uint16_t>(packed & 0xffffU), static_cast<TransportProtocol>(packed >> 16 & 3U), (packed >> 18 & 1U) != 0};
  }
};

/// The events of a sort of one device.
struct ObservedSort {
  double hits = 0;
  std::uint64_t observations = 0;
  double before = 0;      ///< hits that happened before the stream was listened to: in no bin
  double merged = 0;      ///< hits of observations of more than one
  double uncounted = 0;   ///< observations whose hits their encoding does not carry
  Duration longest_age;   ///< from the earliest possible hit of an observation to its arrival
  TimeBins bins;
  SeenValues values;      ///< command lines, names, paths, user names; of flows FlowVariants
  SeenValues peers{64};   ///< hashes of remote addresses; variant 1: private
  SeenValues owners{16};  ///< command lines that flows belong to, programs that report log-ins
  double failed = 0;      ///< name queries without an answer
  std::vector<LogMoments> bytes;  ///< of flows, at FlowVariant::side: sent, and after it received; empty for others
};

/// A policy's agent as its messages give it away.
enum class AgentGuess : std::uint8_t { kUnknown, kG1C, kG1Csharp, kG2Linux, kG2Rtos, kPicket, kCount_ };
/// Names of policies of the library; empty for the unknown.
inline constexpr std::array<std::string_view, 6> kAgentGuessNames{"", "g1_c", "g1_csharp", "g2_linux", "g2_rtos", "picket"};
constexpr std::string_view to_string(AgentGuess guess) { return kAgentGuessNames[static_cast<std::size_t>(guess)]; }

/// What a device says of what it is and holds, by the last message that did.
struct ObservedReports {
  std::uint32_t os_name = 0;  ///< of SeenTexts, as the others
  std::uint32_t os_version = 0;
  std::uint32_t hardware_vendor = 0;
  std::uint32_t hardware_model = 0;
  std::uint32_t firmware_version = 0;
  bool has_information = false;
  std::vector<std::uint32_t> listening;  ///< port | protocol << 16, at most 32
  std::vector<std::uint32_t> users;      ///< at most 16
  std::uint32_t packages = 0;            ///< most of one message, as the next two
  std::uint32_t baseline_checks = 0;
  std::uint32_t baseline_failed = 0;
};

/// What is kept of a device of a stream.
///
/// Cost: about 700 bytes, and for each sort of event that it shows up to 1.5 kB, of flows 2.5 kB.
struct ObservedDevice {
  std::uint16_t partition = 0;
  Time first;  ///< message, when the hub took it
  Time last;
  Duration longest_gap;  ///< between two messages
  std::uint64_t messages = 0;
  double bytes = 0;
  double bytes_squared = 0;
  std::uint32_t bytes_largest = 0;
  std::uint32_t connects = 0;
  std::uint32_t disconnects = 0;
  std::uint64_t agent_lost = 0;  ///< events that the agent says it lost
  bool x509 = false;
  Encoding encoding = Encoding::kG2FlatBuffers;
  AgentGuess guess = AgentGuess::kUnknown;
  std::uint32_t module = 0;
  std::array<std::uint64_t, 16> message_keys{};  ///< of the last messages, in a ring
  std::uint32_t next_key = 0;
  ObservedReports reports;
  std::array<std::unique_ptr<ObservedSort>, kEventSorts> sorts;  ///< null: never seen

  ObservedSort& sort(EventSort which);
  const ObservedSort* find(EventSort which) const { return sorts[static_cast<std::size_t>(which)].get(); }
};

}  // namespace picket::sim
