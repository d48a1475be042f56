#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"
#include "sim/network/registration_wire.h"

// Devices that have lost their assignment register before they connect: their requests on the way to the provisioning service and
// back. Like pings they cost bytes and a radio's energy, and take no room on the site's line.

namespace picket::sim {

/// As after a factory reset: the client ends its connection and starts anew.
void CarryStage::lose_assignment(std::uint32_t device, std::uint32_t fault) {
  registrations_.lose(device, fault);
  const SessionPhase phase = lines_[device].session.phase;
  if (phase == SessionPhase::kStopped) return;  // it registers when it starts
  if (binding_gone(device)) {
    lose_binding(device);  // the hub does not hear of it
  } else if (kernel_->link_up(site_of(device))) {
    close_at_hub(device, hub_code::kOk);
  }
  if (phase == SessionPhase::kOffline) return;  // or when it tries again
  connection_lost(device, SessionInput::kLinkLost);
}

/// Whether the client has to register before it may connect; if so it begins.
bool CarryStage::registers_first(std::uint32_t device) {
  if (!registrations_.is_needed(device)) return false;
  lines_[device].session.wake_up = Time::max();  // a registration has a time-out of its own
  registrations_.stop(device);
  advance_registration(device, RegistrationInput::kNeeded);
  return true;
}

void CarryStage::advance_registration(std::uint32_t device, RegistrationInput what) {
  RegistrationDesk::Client* client = registrations_.client(device);
  PICKET_CHECK(client != nullptr, "device", device);
  const Time now = kernel_->now();
  switch (advance(client->settings, client->state, now, what, draw(device, Purpose::kClientBackoff))) {
    case RegistrationAction::kNone: break;
    case RegistrationAction::kBegin:
      registrations_.count_begun();
      ask_to_register(device, true);
      break;
    case RegistrationAction::kAsk: ask_to_register(device, false); break;
    case RegistrationAction::kGiveUp:
      registrations_.count_given_up();
      leave_provisioning(device);
      begin_epoch(device);
      client->timer_at = Time::max();
      break;
    case RegistrationAction::kConnect: {
      registrations_.count_completed(device, now);
      leave_provisioning(device);
      lines_[device].session.wake_up = now + client_of(device).connect_timeout;
      start_connecting(device, false);
      schedule_session_timer(device);
      return;
    }
  }
  schedule_registration_timer(device);
}

/// The client closes its connection to the service, which is a data session of its own.
void CarryStage::leave_provisioning(std::uint32_t device) {
  if (kernel_->link_up(site_of(device))) charge(device, wire_of(device).registration().disconnect());
  line_meter_.end_session(device);
}

void CarryStage::schedule_registration_timer(std::uint32_t device) {
  RegistrationDesk::Client& client = *registrations_.client(device);
  if (client.state.wake_up >= client.timer_at) return;
  client.timer_at = client.state.wake_up;
  kernel_->schedule(client.timer_at, cookie(CookieType::kRegistrationTimer, device, lines_[device].epoch));
}

void CarryStage::registration_timer(std::uint32_t device) {
  RegistrationDesk::Client& client = *registrations_.client(device);
  if (client.timer_at != kernel_->now()) return;  // an older timer; a nearer one took its place
  client.timer_at = Time::max();
  if (client.state.wake_up <= kernel_->now()) return advance_registration(device, RegistrationInput::kTimer);
  schedule_registration_timer(device);
}

/// `anew`: over a connection that has to be opened first.
void CarryStage::ask_to_register(std::uint32_t device, bool anew) {
  const bool polls = registrations_.client(device)->state.has_operation;
  const bool has_line = kernel_->link_up(site_of(device));
  registrations_.count_request(polls ? RegistrationRequest::kStatusPoll : RegistrationRequest::kRegister, has_line);
  if (!has_line) return;  // nobody answers; the client will time out
  const WireModel& wire = wire_of(device).registration();
  WireCost cost = polls ? status_poll_exchange(wire) : register_exchange(wire);
  int round_trips = 1;
  if (anew) {
    cost += registration_connection(wire);
    round_trips += wire.connect_round_trips() + 1;  // and SUBSCRIBE
  }
  charge(device, cost);
  line_meter_.exchange(device, kernel_->now(), {cost.up.total(), cost.down.total(), static_cast<double>(round_trips)});
  Duration way;
  for (int i = 0; i < ways_to_connect(round_trips); ++i) way += one_way(device, Purpose::kNetworkJitter);
  kernel_->schedule(kernel_->now() + way, cookie(polls ? CookieType::kStatusPollArrives : CookieType::kRegisterArrives, device,
                                                 lines_[device].epoch));
}

/// The service answers whether or not the client still waits for it.
void CarryStage::registration_arrives(std::uint32_t device, std::uint16_t epoch, RegistrationRequest request) {
  const RegistrationAnswer answer = registrations_.answer(device, request, kernel_->now());
  const CookieType type =
      answer == RegistrationAnswer::kAccepted ? CookieType::kRegistrationAccepted : CookieType::kRegistrationThrottled;
  kernel_->schedule(kernel_->now() + one_way(device, Purpose::kNetworkJitter), cookie(type, device, epoch));
}

void CarryStage::registration_answered(std::uint32_t device, RegistrationInput answer) {
  if (!kernel_->link_up(site_of(device))) return;  // the answer is lost; the client will time out
  advance_registration(device, answer);
}

}  // namespace picket::sim
