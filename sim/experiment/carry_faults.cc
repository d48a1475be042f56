#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"

// What faults, and clocks that attacks have set, do to connections at the hubs: who is refused and why, who is thrown out, whose
// identity a device uses.

namespace picket::sim {

void CarryStage::schedule_hub_faults() {
  const std::vector<HubFault>& faults = world_.faults().hub_faults();
  for (std::uint32_t i = 0; i < faults.size(); ++i) {
    if (faults[i].at < world_.end()) kernel_->schedule(faults[i].at, cookie(CookieType::kHubFault, i));
  }
}

void CarryStage::hub_fault(std::uint32_t index) {
  using What = HubFault::What;
  const HubFault& fault = world_.faults().hub_faults()[index];
  const std::uint32_t subject = fault.subject;
  switch (fault.what) {
    case What::kUnavailable:
      hubs_[subject].set_available(false);
      for (std::uint32_t d = 0; d < world_.fleet().size(); ++d) {
        if (hub_index(d) != subject) continue;
        if (close_connection(d, identity_of(d), hub_code::kServerBusy)) outage_returns_.closed(d, OutageReturns::Connection::kAgent);
        if (hub_acts_->hub_closes(DeviceId(d), hub_code::kServerBusy)) outage_returns_.closed(d, OutageReturns::Connection::kOwn);
      }
      return;
    case What::kAvailable:
      outage_returns_.hub_is_back(subject, kernel_->now());
      return hubs_[subject].set_available(true);
    case What::kQuotaSpent: return hubs_[subject].spend_quota(kernel_->now(), fault.amount);
    case What::kLoadOfOthers: {
      const Fault& load = world_.scenario().faults[fault.fault];
      KeyedDraws keys(fault.key);
      hubs_[subject].add_load_of_others(HubThrottle::kSends, fault.at, fault.until, sends_per_second_of(load), keys.next());
      hubs_[subject].add_load_of_others(HubThrottle::kConnects, fault.at, fault.until, connects_per_second_of(load), keys.next());
      return;
    }
    case What::kAssignmentLost:
      if (connects(subject)) lose_assignment(subject, fault.fault);
      return;
    case What::kMaintenanceClose:
      close_connection(subject, identity_of(subject), hub_code::kClosedForMaintenance);
      hub_acts_->hub_closes(DeviceId(subject), hub_code::kClosedForMaintenance);
      return;
    case What::kCertificateExpired:
      close_connection(subject, identity_of(subject), hub_code::kUnauthorized);
      return;
    case What::kIdentityTaken:
      // From now on it is another one's; the device restarts its client under that.
      close_connection(subject, DeviceId(subject), hub_code::kOk);
      return hub_acts_->identity_changes(DeviceId(subject));
    case What::kIdentityGivenBack: {
      const DeviceId shared = world_.faults().identity(DeviceId(subject), fault.at - Duration::microseconds(1));
      close_connection(subject, shared, hub_code::kOk);
      return hub_acts_->identity_changes(DeviceId(subject));
    }
  }
}

/// The hub ends the device's connection under this identity. False: it has none.
bool CarryStage::close_connection(std::uint32_t device, DeviceId identity, std::uint32_t code) {
  if (!connects(device) || !holds_connection(device, identity)) return false;
  hub_of(device).disconnect(agent_of(identity), kernel_->now());
  // A hub that goes down writes nothing.
  if (code != hub_code::kServerBusy) log({kernel_->now(), identity, OperationName::kDeviceDisconnect, code, true}, device);
  tell_closed(device);
  return true;
}

/// The client hears that its connection is closed, unless the line is down or has forgotten it, or the client has given it up itself.
void CarryStage::tell_closed(std::uint32_t device) {
  const Line& line = lines_[device];
  if (line.hub_epoch != line.epoch || !kernel_->link_up(site_of(device)) || binding_gone(device)) return;
  kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter), cookie(CookieType::kClosedByHub, device, line.epoch));
}

DeviceId CarryStage::identity_of(std::uint32_t device) const {
  const FaultPlan& faults = world_.faults();
  return faults.has_clones() ? faults.identity(DeviceId(device), kernel_->now()) : DeviceId(device);
}

/// Of a shared identity, the last one to connect does.
bool CarryStage::holds_connection(std::uint32_t device, DeviceId identity) const {
  if (!hubs_[hub_index(device)].connected(agent_of(identity))) return false;
  const auto holder = holders_.find(identity.value());
  return holder == holders_.end() ? identity.value() == device : holder->second == device;
}

/// Whether the client learns the hub's address. If not it gives up after a while, and the hub hears at most that an old
/// connection ends.
bool CarryStage::resolves_hub(std::uint32_t device, bool says_farewell) {
  const auto timeout = world_.faults().resolve_timeout(site_of(device), kernel_->now());
  if (!timeout) return true;
  if (says_farewell) close_at_hub(device, hub_code::kOk);
  kernel_->schedule(kernel_->now() + *timeout, cookie(CookieType::kConnectRefused, device, lines_[device].epoch));
  return false;
}

Hub::ConnectAnswer CarryStage::connect_at_hub(std::uint32_t device) {
  const Time now = kernel_->now();
  Hub& hub = hub_of(device);
  if (hub.available() && world_.faults().refused_after_close(DeviceId(device), now)) {
    return hub.refuse_connect(now, hub_code::kReconnectTooEarly);
  }
  const DeviceId identity = identity_of(device);
  const Hub::ConnectAnswer answer = hub.connect(agent_of(identity), now);
  if (answer.result_type != hub_code::kOk) return answer;
  if (!world_.faults().has_clones()) return answer;
  const auto holder = holders_.find(identity.value());
  const std::uint32_t before = holder == holders_.end() ? identity.value() : holder->second;
  holders_[identity.value()] = device;
  if (answer.replaced && before != device) tell_closed(before);
  return answer;
}

// ---- credentials

bool CarryStage::refused_for_credentials(std::uint32_t device) {
  // One that is down looks at no credentials.
  if (!hub_of(device).available()) return false;
  return refused_for_clock(device) || refused_for_certificate(device);
}

bool CarryStage::refused_for_clock(std::uint32_t device) {
  const auto attacked = world_.attacks().clock(DeviceId(device), kernel_->now());
  const Duration error = attacked ? attacked->error : world_.faults().clock_error(DeviceId(device), kernel_->now());
  if (registry_.auth_type(DeviceId(device)) != AuthType::kSas) return false;
  if (error <= kTokenClockSkew && -error <= kTokenClockSkew) return false;
  // To the hub the token of a clock that is behind is old, and one from the future is none that it could have been given.
  refuse_credentials(device, error < Duration() ? CredentialFault::kTokenExpired : CredentialFault::kSignatureInvalid,
                     attacked ? &*attacked : nullptr);
  return true;
}

bool CarryStage::refused_for_certificate(std::uint32_t device) {
  if (!world_.faults().certificate_expired(DeviceId(device), kernel_->now())) return false;
  refuse_credentials(device, CredentialFault::kCertificateExpired, nullptr);
  return true;
}

/// `cause`: what an attack made of the clock; null: it is nobody's doing.
void CarryStage::refuse_credentials(std::uint32_t device, CredentialFault fault, const LabelledClock* cause) {
  const DeviceId identity = identity_of(device);
  const auto answer = hub_of(device).connect_with_bad_token(agent_of(identity), kernel_->now());
  OperationRecord record{kernel_->now(), identity, OperationName::kDeviceConnect, answer.result_type, true};
  record.fault = fault;
  const Time available = log(record, device);
  if (cause != nullptr) hub_acts_->add_evidence(record, available, cause->unit, cause->step);
}

}  // namespace picket::sim
