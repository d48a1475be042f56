#include "sim/experiment/registration_desk.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

std::size_t registration_storms(const std::vector<Fault>& faults) {
  return static_cast<std::size_t>(
      std::ranges::count_if(faults, [](const Fault& fault) { return fault.kind == FaultKind::kRegistrationStorm; }));
}

}  // namespace

RegistrationDesk::RegistrationDesk(const std::vector<Fault>& faults, Time start, Duration duration)
    : requests_(registration_storms(faults), start, duration, kPlotPoints),
      completions_(registration_storms(faults), start, duration, kPlotPoints) {
  for (std::uint32_t f = 0; f < faults.size(); ++f) {
    if (faults[f].kind != FaultKind::kRegistrationStorm) continue;
    places_[f] = {static_cast<std::uint32_t>(services_.size()), registration_client_of(faults[f])};
    services_.emplace_back(requests_per_minute_of(faults[f]));
  }
}

void RegistrationDesk::lose(std::uint32_t device, std::uint32_t fault) {
  const auto place = places_.find(fault);
  PICKET_CHECK(place != places_.end(), "fault", fault);
  stop(device);
  Client& client = clients_[device];
  client = {};
  client.settings = place->second.settings;
  client.service = place->second.service;
}

bool RegistrationDesk::is_needed(std::uint32_t device) const {
  const auto found = clients_.find(device);
  return found != clients_.end() && found->second.state.phase != RegistrationPhase::kAssigned;
}

RegistrationDesk::Client* RegistrationDesk::client(std::uint32_t device) {
  const auto found = clients_.find(device);
  return found == clients_.end() ? nullptr : &found->second;
}

void RegistrationDesk::count_completed(std::uint32_t device, Time now) {
  ++counts_.completed;
  completions_.at(clients_.at(device).service).add(now, now, Bytes(1));
}

void RegistrationDesk::stop(std::uint32_t device) {
  Client* stopping = client(device);
  if (stopping == nullptr) return;
  if (is_registering(stopping->state)) ++counts_.stopped;
  advance(stopping->settings, stopping->state, Time(), RegistrationInput::kStopped, 0);
  stopping->timer_at = Time::max();
}

void RegistrationDesk::count_request(RegistrationRequest request, bool has_line) {
  ++counts_.requests;
  if (request == RegistrationRequest::kStatusPoll) ++counts_.status_polls;
  ++(has_line ? counts_.under_way : counts_.without_line);
}

RegistrationAnswer RegistrationDesk::answer(std::uint32_t device, RegistrationRequest request, Time now) {
  const std::uint32_t service = clients_.at(device).service;
  requests_.at(service).add(now, now, Bytes(1));
  --counts_.under_way;
  const RegistrationAnswer answer = services_[service].request(request, now);
  ++(answer == RegistrationAnswer::kAccepted ? counts_.accepted : counts_.throttled);
  return answer;
}

std::uint64_t RegistrationDesk::in_progress() const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(clients_, [](const auto& client) { return is_registering(client.second.state); }));
}

void RegistrationDesk::finish() {
  requests_.finish();
  completions_.finish();
}

std::vector<ConservationLedger> RegistrationDesk::ledgers() const {
  if (counts_.requests == 0) return {};
  ConservationLedger registrations("registrations");
  StageBalance& client = registrations.stage("client");
  client.produced = signed_count(counts_.begun);
  client.delivered = signed_count(counts_.completed);
  client.held = signed_count(in_progress());
  client.drop("given_up", signed_count(counts_.given_up));
  client.drop("stopped", signed_count(counts_.stopped));
  ConservationLedger requests("registration requests");
  StageBalance& service = requests.stage("provisioning service");
  service.produced = signed_count(counts_.requests);
  service.delivered = signed_count(counts_.accepted);
  service.held = signed_count(counts_.under_way);
  service.drop("throttled", signed_count(counts_.throttled));
  service.drop("without_line", signed_count(counts_.without_line));
  return {registrations, requests};
}

}  // namespace picket::sim
