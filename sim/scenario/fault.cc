#include "sim/scenario/fault.h"

#include <array>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr std::array<FaultKindInfo, kFaultKinds> kFaultKindInfos{{
    {FaultKind::kLinkLoss, "link_loss", "F01", FaultScope::kSites},
    {FaultKind::kPowerCut, "power_cut", "F02", FaultScope::kSites},
    {FaultKind::kCarrierOutage, "carrier_outage", "F03", FaultScope::kSites},
    {FaultKind::kHubOutage, "hub_outage", "F04", FaultScope::kHubs},
    {FaultKind::kHubMaintenance, "hub_maintenance", "F05", FaultScope::kHubs},
    {FaultKind::kHubLoad, "hub_load", "F07", FaultScope::kHubs},
    {FaultKind::kRegistrationStorm, "registration_storm", "F08", FaultScope::kDevices},
    {FaultKind::kClockDrift, "clock_drift", "F10", FaultScope::kDevices},
    {FaultKind::kClockStep, "clock_step", "F11", FaultScope::kDevices},
    {FaultKind::kTimeZone, "time_zone", "F12", FaultScope::kDevices},
    {FaultKind::kRedelivery, "redelivery", "F13", FaultScope::kDevices},
    {FaultKind::kDiskFull, "disk_full", "F15", FaultScope::kDevices},
    {FaultKind::kEventStorm, "event_storm", "F16", FaultScope::kDevices},
    {FaultKind::kCrashLoop, "crash_loop", "F17", FaultScope::kDevices},
    {FaultKind::kCertificateExpiry, "certificate_expiry", "F18", FaultScope::kDevices},
    {FaultKind::kSimQuotaSpent, "sim_quota_spent", "F19", FaultScope::kSites},
    {FaultKind::kClonedImage, "cloned_image", "F20", FaultScope::kDevices},
    {FaultKind::kQuotaSpent, "quota_spent", "F21", FaultScope::kHubs},
    {FaultKind::kGatewayReboot, "gateway_reboot", "F22", FaultScope::kSites},
    {FaultKind::kNameServiceOutage, "name_service_outage", "F23", FaultScope::kSites},
    {FaultKind::kBackendLag, "backend_lag", "F24", FaultScope::kHubs},
}};

Distribution distribution(Distribution::Kind kind, double a, double b, double max = kUntilTheEnd) { return {kind, a, b, max}; }

Distribution usual_duration(FaultKind kind) {
  switch (kind) {
    case FaultKind::kLinkLoss: return distribution(Distribution::Kind::kLognormal, 1'800, 1.8, 3 * 86'400.0);
    case FaultKind::kPowerCut: return distribution(Distribution::Kind::kExponential, 4 * 3'600.0, 0);
    case FaultKind::kCarrierOutage: return Distribution::constant(12 * 3'600.0);
    case FaultKind::kHubOutage: return Distribution::constant(45 * 60.0);
    case FaultKind::kHubMaintenance:
    case FaultKind::kHubLoad:
    case FaultKind::kRegistrationStorm: return Distribution::constant(600);
    case FaultKind::kClockStep:
    case FaultKind::kEventStorm:
    case FaultKind::kCrashLoop:
    case FaultKind::kNameServiceOutage: return Distribution::constant(3'600);
    case FaultKind::kGatewayReboot: return distribution(Distribution::Kind::kUniform, 60, 300);
    default: return Distribution::constant(kUntilTheEnd);
  }
}

}  // namespace

const FaultKindInfo& info_of(FaultKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  PICKET_CHECK(index < kFaultKindInfos.size() && kFaultKindInfos[index].kind == kind, "kind", index);
  return kFaultKindInfos[index];
}

std::string_view to_string(FaultKind kind) { return info_of(kind).word; }

Distribution duration_of(const Fault& fault) { return fault.duration.value_or(usual_duration(fault.kind)); }
Duration recovery_of(const Fault& fault) { return fault.recovery.value_or(Duration::hours(4)); }
Distribution boot_of(const Fault& fault) { return fault.boot.value_or(distribution(Distribution::Kind::kUniform, 5, 90)); }
Duration refusal_of(const Fault& fault) { return fault.refusal.value_or(Duration::seconds(10)); }
double sends_per_second_of(const Fault& fault) { return fault.sends_per_second.value_or(0); }
double connects_per_second_of(const Fault& fault) { return fault.connects_per_second.value_or(0); }
std::uint32_t requests_per_minute_of(const Fault& fault) { return fault.requests_per_minute.value_or(1'000); }
Duration poll_interval_of(const Fault& fault) { return fault.poll_interval.value_or(Duration::seconds(3)); }
Duration client_timeout_of(const Fault& fault) { return fault.client_timeout.value_or(Duration::seconds(60)); }
Duration restart_backoff_of(const Fault& fault) { return fault.restart_backoff.value_or(Duration()); }
bool honours_retry_after_of(const Fault& fault) { return fault.honours_retry_after.value_or(false); }
Duration retry_after_of(const Fault& fault) { return fault.retry_after.value_or(Duration::seconds(30)); }
Distribution drift_ppm_of(const Fault& fault) {
  return fault.drift_ppm.value_or(distribution(Distribution::Kind::kLognormal, 78, 1, 500));
}
Duration unsynchronised_of(const Fault& fault) { return fault.unsynchronised.value_or(Duration()); }
Distribution shift_of(const Fault& fault) {
  return fault.shift.value_or(distribution(Distribution::Kind::kUniform, -2 * 365 * 86'400.0, 0));
}
Distribution zone_shift_of(const Fault& fault) { return fault.zone_shift.value_or(Distribution::constant(3'600)); }
Duration after_reconnect_of(const Fault& fault) { return fault.after_reconnect.value_or(Duration::minutes(5)); }
double lost_answer_share_of(const Fault& fault) { return fault.lost_answer_share.value_or(0.02); }
double copied_share_of(const Fault& fault) { return fault.copied_share.value_or(0.01); }
double late_share_of(const Fault& fault) { return fault.late_share.value_or(0.02); }
Distribution late_by_of(const Fault& fault) {
  return fault.late_by.value_or(distribution(Distribution::Kind::kExponential, 30, 0, 600));
}
double events_per_second_of(const Fault& fault) { return fault.events_per_second.value_or(50); }
std::string commandline_of(const Fault& fault) { return fault.commandline.value_or("/usr/bin/health-check"); }
std::uint32_t distinct_commandlines_of(const Fault& fault) { return fault.distinct_commandlines.value_or(1); }
Distribution up_of(const Fault& fault) { return fault.up.value_or(distribution(Distribution::Kind::kUniform, 60, 300)); }
Distribution down_of(const Fault& fault) { return fault.down.value_or(distribution(Distribution::Kind::kExponential, 30, 0, 600)); }
std::uint32_t copies_of(const Fault& fault) { return fault.copies.value_or(2); }
double quota_share_of(const Fault& fault) { return fault.quota_share.value_or(1); }
BitRate throttled_bandwidth_of(const Fault& fault) { return fault.throttled_bandwidth.value_or(BitRate{64'000}); }
Duration resolve_timeout_of(const Fault& fault) { return fault.resolve_timeout.value_or(Duration::seconds(10)); }
Distribution lag_of(const Fault& fault) {
  return fault.lag.value_or(distribution(Distribution::Kind::kLognormal, 60, 1, 3'600));
}

}  // namespace picket::sim
