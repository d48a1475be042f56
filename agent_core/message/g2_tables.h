#pragma once

#include <array>
#include <cstdint>

#include "agent_core/message/table_layout.h"

/// The tables of security_message.fbs as we lay them out. Slots must equal the order of the fields in the
/// schema (a test compares them with the compiled schema); a union takes two slots, its type first.
namespace picket::g2_tables {

inline constexpr TableShape<3> kMessage{0, {{{0, 4}, {1, 4}, {3, 4}}}};
namespace message {
enum : std::uint32_t { kModuleId = 1, kVersion = 2, kEvents = 4 };
}

inline constexpr TableShape<5> kEvent{1, {{{0, 16}, {1, 4}, {2, 4}, {4, 4}, {3, 1}}}};
namespace event {
enum : std::uint32_t { kId = 1, kTime = 2, kInterval = 4, kPayload = 8, kPayloadType = 16 };
}

inline constexpr TableShape<2> kNetworkActivity{2, {{{0, 4}, {1, 4}}}};
namespace network_activity {
enum : std::uint32_t { kIpv4 = 1, kIpv6 = 2 };
}

/// V6 differs in the size of its addresses only.
inline constexpr TableShape<2> kV4Activity{3, {{{0, 8}, {1, 4}}}};
inline constexpr TableShape<2> kV6Activity{4, {{{0, 32}, {1, 4}}}};
namespace activity {
enum : std::uint32_t { kAddresses = 1, kCommon = 2 };
}

inline constexpr TableShape<12> kCommon{
    5,
    {{{2, 4}, {3, 4}, {7, 4}, {8, 4}, {9, 4}, {10, 4}, {11, 4}, {0, 2}, {1, 2}, {6, 2}, {4, 1}, {12, 1}}}};
namespace common {
enum : std::uint32_t {
  kBytesIn = 1U << 0,
  kBytesOut = 1U << 1,
  kExecutable = 1U << 2,
  kCommandline = 1U << 3,
  kHitCount = 1U << 4,
  kFirstBefore = 1U << 5,
  kLastBefore = 1U << 6,
  kLocalPort = 1U << 7,
  kRemotePort = 1U << 8,
  kUserId = 1U << 9,
  kProtocol = 1U << 10,
  kDirection = 1U << 11,
};
}

inline constexpr TableShape<9> kProcess{
    6, {{{0, 4}, {1, 4}, {2, 4}, {3, 4}, {5, 4}, {7, 4}, {8, 4}, {9, 4}, {6, 1}}}};
namespace process {
enum : std::uint32_t {
  kExecutable = 1U << 0,
  kProcessId = 1U << 1,
  kParentProcessId = 1U << 2,
  kUserId = 1U << 3,
  kCommandline = 1U << 4,
  kHitCount = 1U << 5,
  kFirstBefore = 1U << 6,
  kLastBefore = 1U << 7,
  kEventType = 1U << 8,
};
}

inline constexpr TableShape<5> kSystemInformation{7, {{{0, 4}, {1, 4}, {2, 4}, {3, 4}, {4, 4}}}};

inline constexpr TableShape<9> kLogin{
    8, {{{3, 16}, {0, 4}, {1, 4}, {2, 4}, {4, 4}, {6, 4}, {7, 4}, {8, 4}, {5, 1}}}};
namespace login {
enum : std::uint32_t {
  kRemoteIpv6 = 1U << 0,
  kUserName = 1U << 1,
  kExecutable = 1U << 2,
  kRemoteIpv4 = 1U << 3,
  kProcessId = 1U << 4,
  kHitCount = 1U << 5,
  kFirstBefore = 1U << 6,
  kLastBefore = 1U << 7,
  kOperation = 1U << 8,
};
}

/// Dns and FileSystem: a text, counts and times, one byte. Peripheral has a second byte.
inline constexpr TableShape<5> kDns{9, {{{0, 4}, {2, 4}, {3, 4}, {4, 4}, {1, 1}}}};
inline constexpr TableShape<5> kFileSystem{10, {{{0, 4}, {2, 4}, {3, 4}, {4, 4}, {1, 1}}}};
inline constexpr TableShape<6> kPeripheral{11, {{{0, 4}, {3, 4}, {4, 4}, {5, 4}, {1, 1}, {2, 1}}}};
namespace named {
enum : std::uint32_t {
  kName = 1U << 0,
  kHitCount = 1U << 1,
  kFirstBefore = 1U << 2,
  kLastBefore = 1U << 3,
  kFirstByte = 1U << 4,
  kSecondByte = 1U << 5,
};
}

inline constexpr TableShape<0> kHeartbeat{12, {}};

/// A payload that is one vector of items: Baseline, Log and our own.
inline constexpr TableShape<1> kItems{13, {{{0, 4}}}};

/// ListeningPorts has the form of NetworkActivity.
inline constexpr TableShape<2> kV4Port{14, {{{0, 4}, {1, 4}}}};
inline constexpr TableShape<2> kV6Port{15, {{{0, 16}, {1, 4}}}};
namespace port {
enum : std::uint32_t { kAddress = 1, kCommon = 2 };
}
inline constexpr TableShape<2> kPortsCommon{16, {{{0, 2}, {1, 1}}}};
namespace ports_common {
enum : std::uint32_t { kLocalPort = 1, kProtocol = 2 };
}

inline constexpr TableShape<6> kBaselineCheck{17, {{{0, 4}, {2, 4}, {3, 4}, {5, 4}, {1, 1}, {4, 1}}}};
inline constexpr TableShape<4> kLogRecord{18, {{{0, 4}, {3, 4}, {4, 4}, {1, 1}}}};
inline constexpr TableShape<3> kPackage{19, {{{0, 4}, {1, 4}, {2, 4}}}};
inline constexpr TableShape<4> kLocalUser{20, {{{0, 4}, {1, 4}, {2, 4}, {3, 4}}}};
inline constexpr TableShape<9> kFirewallRule{
    21, {{{0, 4}, {1, 4}, {2, 4}, {3, 4}, {4, 2}, {5, 1}, {6, 1}, {7, 1}, {8, 1}}}};
inline constexpr TableShape<3> kStatistic{22, {{{0, 4}, {1, 4}, {2, 4}}}};
namespace statistic {
enum : std::uint32_t { kName = 1, kDescription = 2, kHitCount = 4 };
}
inline constexpr TableShape<4> kConfigurationError{23, {{{0, 4}, {1, 4}, {2, 4}, {3, 1}}}};

/// Members of the payload union.
enum PayloadType : std::uint8_t {
  kNetworkActivityPayload = 1,
  kSystemInformationPayload = 2,
  kListeningPortsPayload = 3,
  kHeartbeatPayload = 4,
  kBaselinePayload = 5,
  kProcessPayload = 6,
  kLogPayload = 7,
  kLoginPayload = 8,
  kDnsPayload = 9,
  kFileSystemPayload = 10,
  kPeripheralPayload = 11,
  kLocalUsersPayload = 12,
  kFirewallPayload = 13,
  kSbomPayload = 14,
  kStatisticsPayload = 15,
  kConfigurationErrorsPayload = 16,
};

}  // namespace picket::g2_tables
