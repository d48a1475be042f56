#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "agent_core/policy/policy.h"
#include "sim/live/mqtt/hub_client.h"

namespace picket::sim {

enum class DoctorVerdict : std::uint8_t {
  kGood,
  kAdvice,   ///< it works, and less well than it could
  kWrong,    ///< it does not work
  kSkipped,  ///< not looked at, and why
};

/// One thing that was looked at.
struct DoctorFinding {
  DoctorVerdict verdict = DoctorVerdict::kGood;
  std::string_view about;  ///< "name", "tcp", "tls", "log-in", "collectors", "queue"
  std::string text;        ///< what is so, and what to do; never a secret
};
using DoctorTell = std::function<void(const DoctorFinding&)>;

/// Whether this host shows what the policy wants to see: a finding for each collector that has to be replaced or sees less.
void examine_collectors(const Policy& policy, const DoctorTell& tell);
/// Whether messages can wait in this file, and whether the disk has room for as many as the limits allow.
/// Output: false where an agent runs on it.
bool examine_queue(const std::string& file, std::uint64_t random, const DoctorTell& tell);
/// Name, TCP and TLS, one after the other, as far as they go; each step waits for `patience` at most.
/// Model:  TLS checks the chain, the name and the dates as the client does; then the certificate's dates are set beside this clock.
/// Output: whether a log-in may be tried.
bool examine_server(const HubClientSettings& hub, Duration patience, const DoctorTell& tell);
/// How far this clock is from the server's, by the Date field of an answer over HTTPS at the same host: tokens are refused beyond five
/// minutes (kTokenClockSkew). The certificate is checked as for MQTT; an answer of any status will do.
/// Limits: to the second, and half the time that the answer took.
void examine_clock(const HubClientSettings& hub, std::uint16_t https_port, Duration patience, const DoctorTell& tell);
/// Logs in, stays for kStay to see whether another program with the identity comes, and logs out. Sends no message.
void examine_log_in(HubClientSettings hub, Duration patience, const DoctorTell& tell);
inline constexpr Duration kStay = Duration::seconds(2);

/// "ok    tls: ...": one line.
std::string finding_line(const DoctorFinding& finding);

}  // namespace picket::sim
