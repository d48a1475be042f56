#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// What goes wrong without anybody's ill will. Source: workload survey 4, whose numbers stand beside.
enum class FaultKind : std::uint8_t {
  kLinkLoss,           ///< F01: lines of sites carry nothing
  kPowerCut,           ///< F02: sites without power; everything there boots when it is back
  kCarrierOutage,      ///< F03: lines of one operator; they come back along an S-curve
  kHubOutage,          ///< F04: a hub closes all connections and takes none; F06 and F09 follow from it
  kHubMaintenance,     ///< F05: a hub closes its connections one after the other
  kHubLoad,            ///< F07: others use up a hub's throttles
  kRegistrationStorm,  ///< F08: devices must register anew at a provisioning service that throttles them
  kClockDrift,         ///< F10: clocks that nobody sets run away
  kClockStep,          ///< F11: devices boot with a wrong clock, until it is set
  kTimeZone,           ///< F12: local time jumps, or is that of another zone
  kRedelivery,         ///< F13: answers lost, messages read twice or late, right after a reconnect
  kDiskFull,           ///< F15: nothing more is written: logs, and firmware
  kEventStorm,         ///< F16: a bug starts one process over and over; F14 with many command lines
  kCrashLoop,          ///< F17: devices restart again and again
  kCertificateExpiry,  ///< F18: certificates of a batch end at one moment
  kSimQuotaSpent,      ///< F19: lines are cut or slowed down until the SIM's next billing period
  kClonedImage,        ///< F20: devices share the identity of the image that they were copied from
  kQuotaSpent,         ///< F21: others have used up a part of a hub's quota of the day
  kGatewayReboot,      ///< F22: gateways restart, and the lines of their sites carry nothing meanwhile
  kNameServiceOutage,  ///< F23: who connects anew cannot learn the hub's address
  kBackendLag,         ///< F24: the analytics read a hub's messages later, in their order
  kCount_,
};
inline constexpr std::size_t kFaultKinds = static_cast<std::size_t>(FaultKind::kCount_);

/// What a fault hits, and so which targets it takes.
enum class FaultScope : std::uint8_t { kSites, kDevices, kHubs };

struct FaultKindInfo {
  FaultKind kind;
  std::string_view word;  ///< in scenarios and results
  std::string_view id;    ///< of the workload survey
  FaultScope scope;
};
const FaultKindInfo& info_of(FaultKind kind);
/// "link_loss", ...
std::string_view to_string(FaultKind kind);

/// What may be hit, and how much of it is. Of sites: those with such a line, where a device of the class stands, whose
/// devices are on the hub. Of devices: those of the class, at such sites, on the hub. Of hubs: the one named.
struct FaultTargets {
  std::string device_class;            ///< empty: any class
  std::string network;                 ///< kind of line; empty: any
  std::string hub;                     ///< name of a hub; empty: any
  std::optional<std::uint32_t> site;   ///< number of a site, from 0 in the order of the fleet's groups; none: any
  double share = 1;                    ///< of those sites or devices: the whole part of their number times this
  std::optional<std::uint32_t> count;  ///< in place of `share`
};

/// A fault of the world: from `start` on, whatever the policy. No attack: nothing of it is labelled.
///
/// Of the parameters only those of the kind may be given; what they are if they are not given stands at the functions
/// below.
struct Fault {
  std::string name;
  FaultKind kind = FaultKind::kLinkLoss;
  FaultTargets targets;
  Duration start;                             ///< from the start of the measured period
  std::optional<Distribution> duration;       ///< seconds
  std::optional<Distribution> gap;            ///< link_loss: seconds from the end of one to the next
  std::optional<Duration> recovery;           ///< carrier_outage
  std::optional<Distribution> boot;           ///< power_cut, clock_step: seconds
  std::optional<Duration> refusal;            ///< hub_maintenance
  std::optional<double> sends_per_second;     ///< hub_load
  std::optional<double> connects_per_second;  ///< hub_load
  std::optional<std::uint32_t> requests_per_minute;  ///< registration_storm
  std::optional<Duration> poll_interval;      ///< registration_storm
  std::optional<Duration> client_timeout;     ///< registration_storm
  std::optional<Duration> restart_backoff;    ///< registration_storm
  std::optional<bool> honours_retry_after;    ///< registration_storm
  std::optional<Duration> retry_after;        ///< registration_storm
  std::optional<Distribution> drift_ppm;      ///< clock_drift
  std::optional<Duration> unsynchronised;     ///< clock_drift: since when, at `start`
  std::optional<Distribution> shift;          ///< clock_step: seconds ahead; below 0: behind
  std::optional<Distribution> zone_shift;     ///< time_zone: seconds ahead; below 0: behind
  std::optional<Duration> after_reconnect;    ///< redelivery
  std::optional<double> lost_answer_share;    ///< redelivery
  std::optional<double> copied_share;         ///< redelivery
  std::optional<double> late_share;           ///< redelivery
  std::optional<Distribution> late_by;        ///< redelivery: seconds
  std::optional<double> events_per_second;    ///< event_storm
  std::optional<std::string> commandline;     ///< event_storm
  std::optional<std::uint32_t> distinct_commandlines;  ///< event_storm
  std::optional<Distribution> up;             ///< crash_loop: seconds
  std::optional<Distribution> down;           ///< crash_loop: seconds
  std::optional<std::uint32_t> copies;        ///< cloned_image: devices with one identity
  std::optional<double> quota_share;          ///< quota_spent
  std::optional<BitRate> throttled_bandwidth;  ///< sim_quota_spent; 0: cut
  std::optional<Duration> resolve_timeout;     ///< name_service_outage
  std::optional<Distribution> lag;             ///< backend_lag: seconds
};

/// A duration that does not end before the run does.
inline constexpr double kUntilTheEnd = std::numeric_limits<double>::infinity();

// The parameter, or what it is if not given. Values of the survey but where it says `ours`.

/// link_loss: log-normal, median 30 min, sigma 1.8, at most 3 days. power_cut: exponential, mean 4 h (5.6 h in 1.4 cuts a
/// year). carrier_outage: 12 h. hub_outage: 45 min. Ours: hub_maintenance, hub_load and registration_storm 10 min, clock_step,
/// event_storm, crash_loop and name_service_outage 1 h, gateway_reboot between 1 and 5 min. Others: to the end; of
/// quota_spent that of the UTC day.
Distribution duration_of(const Fault& fault);
/// 4 h: ours, for "over hours".
Duration recovery_of(const Fault& fault);
/// Between 5 and 90 s.
Distribution boot_of(const Fault& fault);
/// 10 s: ours.
Duration refusal_of(const Fault& fault);
/// 0, and 0 connects.
double sends_per_second_of(const Fault& fault);
double connects_per_second_of(const Fault& fault);
/// 1,000: iot-dps-limits, 2024-03-06.
std::uint32_t requests_per_minute_of(const Fault& fault);
/// 3 s: what the service says in published traces of the SDKs.
Duration poll_interval_of(const Fault& fault);
/// 60 s: PROV_DEFAULT_TIMEOUT of early versions of the C SDK.
Duration client_timeout_of(const Fault& fault);
/// 0: it starts over at once; ours, as in the incident.
Duration restart_backoff_of(const Fault& fault);
/// No; ours, as in the incident.
bool honours_retry_after_of(const Fault& fault);
/// 30 s: ours.
Duration retry_after_of(const Fault& fault);
/// Log-normal, median 78, sigma 1 (ours), at most 500.
Distribution drift_ppm_of(const Fault& fault);
/// 0.
Duration unsynchronised_of(const Fault& fault);
/// Between two years behind and right: when the image was built; ours.
Distribution shift_of(const Fault& fault);
/// 1 h ahead: summer time begins.
Distribution zone_shift_of(const Fault& fault);
/// 5 min: ours.
Duration after_reconnect_of(const Fault& fault);
/// 0.02 of 0.01 to 0.05.
double lost_answer_share_of(const Fault& fault);
/// 0.01 and 0.02: ours.
double copied_share_of(const Fault& fault);
double late_share_of(const Fault& fault);
/// Exponential, mean 30 s, at most 10 min: ours.
Distribution late_by_of(const Fault& fault);
/// 50 of 50 to 500.
double events_per_second_of(const Fault& fault);
/// "/usr/bin/health-check": ours.
std::string commandline_of(const Fault& fault);
/// 1: each start has the same.
std::uint32_t distinct_commandlines_of(const Fault& fault);
/// Between 1 and 5 min, then exponential with a mean of 30 s: ours.
Distribution up_of(const Fault& fault);
Distribution down_of(const Fault& fault);
/// 2 of 2 to 500.
std::uint32_t copies_of(const Fault& fault);
/// 1: nothing is left.
double quota_share_of(const Fault& fault);
/// 64 kbit/s.
BitRate throttled_bandwidth_of(const Fault& fault);
/// 10 s: two tries of 5 s, the defaults of resolv.conf(5).
Duration resolve_timeout_of(const Fault& fault);
/// Log-normal, median 60 s, sigma 1, at most 1 h (ours, for "rare 15 to 60 min").
Distribution lag_of(const Fault& fault);

}  // namespace picket::sim
