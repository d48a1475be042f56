#pragma once

#include <algorithm>
#include <cstdint>
#include <queue>
#include <tuple>
#include <vector>

#include "sim/faults/registration.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/hub/provisioning_service.h"

// A fleet that registers, without lines, kernel or hub: an answer comes 0.1 s after its request.

namespace picket::sim::test {

struct StormMinute {
  std::int64_t requests = 0;
  std::int64_t completed = 0;
};

/// `devices` lose their assignment one after the other within the first `spread`; what happened in each minute.
inline std::vector<StormMinute> registration_storm_of(const RegistrationClient& client, std::uint32_t devices, std::int64_t requests_per_minute,
                                         Duration spread, std::uint32_t minutes) {
  constexpr Duration kAnswerTime = Duration::milliseconds(100);
  enum class What : std::uint8_t { kAnswer, kTimer, kNeeded };
  struct Event {
    Time at;
    What what;
    std::uint32_t device;
    RegistrationInput input;
    std::uint32_t epoch;
    auto key() const { return std::tuple(at, what, device); }
    bool operator<(const Event& other) const { return key() > other.key(); }
  };
  struct Device {
    RegistrationState state;
    std::uint32_t epoch = 0;
  };
  const Time start = Time::from_unix_seconds(1'772'323'200);
  const Time end = start + Duration::minutes(minutes);
  std::vector<StormMinute> out(minutes);
  std::vector<Device> fleet(devices);
  ProvisioningService service(requests_per_minute);
  std::priority_queue<Event> calendar;
  KeyedDraws draws(mix64(7));
  for (std::uint32_t d = 0; d < devices; ++d) {
    calendar.push({start + spread * d / devices, What::kNeeded, d, RegistrationInput::kNeeded, 0});
  }
  while (!calendar.empty() && calendar.top().at < end) {
    const Event event = calendar.top();
    calendar.pop();
    Device& device = fleet[event.device];
    if (event.epoch != device.epoch) continue;
    if (event.what == What::kTimer && event.at != device.state.wake_up) continue;
    StormMinute& minute = out[static_cast<std::size_t>((event.at - start).count_microseconds() / 60'000'000)];
    const RegistrationAction action = advance(client, device.state, event.at, event.input, draws.uniform());
    if (action == RegistrationAction::kBegin || action == RegistrationAction::kAsk) {
      ++minute.requests;
      const bool polls = device.state.has_operation;
      const auto answer = service.request(polls ? RegistrationRequest::kStatusPoll : RegistrationRequest::kRegister, event.at);
      const bool accepted = answer == RegistrationAnswer::kAccepted;
      calendar.push({event.at + kAnswerTime, What::kAnswer, event.device,
                     accepted ? RegistrationInput::kAccepted : RegistrationInput::kThrottled, device.epoch});
    }
    if (action == RegistrationAction::kGiveUp) ++device.epoch;
    if (action == RegistrationAction::kConnect) ++minute.completed;
    if (device.state.wake_up != Time::max()) {
      calendar.push({device.state.wake_up, What::kTimer, event.device, RegistrationInput::kTimer, device.epoch});
    }
  }
  return out;
}

inline std::int64_t completed_in(const std::vector<StormMinute>& minutes, std::size_t from, std::size_t until) {
  std::int64_t sum = 0;
  for (std::size_t m = from; m < std::min(until, minutes.size()); ++m) sum += minutes[m].completed;
  return sum;
}

}  // namespace picket::sim::test
