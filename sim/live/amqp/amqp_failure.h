#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Why a connection or link to the hub's endpoint ended, by what is to be done about it.
enum class AmqpFailure : std::uint8_t {
  kNameNotFound,     ///< no such host
  kUnreachable,      ///< refused, cut, timed out
  kCertificate,      ///< not trusted, expired, or of another host
  kUnauthorized,     ///< the key or policy is not taken
  kTokenExpired,     ///< put again; a clock that is behind looks the same
  kNotFound,         ///< no such entity, consumer group or partition
  kRedirect,         ///< the address is that of the hub itself
  kServerBusy,       ///< throttled: wait at least kServerBusyWait
  kDetached,         ///< idle, moved or restarted on the other side: open again
  kStolen,           ///< another reader of this consumer group with an epoch took the partition
  kTooManyReaders,   ///< five read this partition in this consumer group already
  kProtocol,         ///< what the other side says is not understood
  kOther,
  kCount_,
};
inline constexpr std::size_t kAmqpFailures = static_cast<std::size_t>(AmqpFailure::kCount_);
inline constexpr std::array<std::string_view, kAmqpFailures> kAmqpFailureNames{
    "name_not_found", "unreachable", "certificate", "unauthorized", "token_expired", "not_found", "redirect",
    "server_busy", "detached", "stolen", "too_many_readers", "protocol", "other"};
constexpr std::string_view to_string(AmqpFailure failure) { return kAmqpFailureNames[static_cast<std::size_t>(failure)]; }

/// Of the name and the description of an AMQP or transport error.
/// Source: azure-docs event-hubs/event-hubs-amqp-troubleshoot and event-hubs-messaging-exceptions; the words of qpid-proton 0.37 and
///         OpenSSL 3 for what happens below AMQP.
AmqpFailure amqp_failure_of(std::string_view condition, std::string_view description);

/// Repeating changes nothing: a person has to act. It ends a program that has not been connected yet.
bool needs_a_person(AmqpFailure failure);
/// What to do about it, one sentence; empty where waiting is all.
std::string_view advice(AmqpFailure failure);

/// At least this long is waited after server-busy. Source: Event Hubs, "wait 10 seconds and try again".
inline constexpr Duration kServerBusyWait = Duration::seconds(10);

/// How long to wait before trying again.
///
/// Model:  1 s doubling to 60 s, of which up to a half is taken off by `noise`; after server-busy not below kServerBusyWait; what
///         needs a person waits 60 s at once.
/// Input:  `attempt` from 0; `noise` of any value, so that many programs do not come back at one moment.
Duration retry_wait(AmqpFailure failure, std::uint32_t attempt, std::uint64_t noise);

}  // namespace picket::sim
