#pragma once

#include <cstdint>

#include "agent_core/base/time.h"
#include "sim/hub/minute_throttle.h"

namespace picket::sim {

/// What a client asks the provisioning service for.
enum class RegistrationRequest : std::uint8_t {
  kRegister,    ///< to be assigned to a hub: answered with the name of an operation
  kStatusPoll,  ///< whether the operation is done
};

enum class RegistrationAnswer : std::uint8_t {
  kAccepted,   ///< 202: an operation has begun; to a poll 200: the device is assigned
  kThrottled,  ///< 429 with a Retry-After
};

struct ProvisioningCounts {
  std::int64_t registers = 0;
  std::int64_t status_polls = 0;
  std::int64_t throttled = 0;  ///< of both

  std::int64_t requests() const { return registers + status_polls; }
};

/// A device provisioning service, as far as it limits how fast a fleet is assigned to its hubs.
///
/// Model:  requests to register and polls of their status take from one amount a clock minute; what is over it is refused. The
///         first poll that passes says that the device is assigned, to the hub where it was.
/// Input:  requests in time order.
/// Cost:   48 bytes, constant time.
/// Limits: whether the real service counts both together, and by clock minutes, is not published. Its 5 polls in 10 s for each
///         device are never met: clients of this model wait at least kShortestPollInterval. An assignment has no time of its
///         own: traces of the SDKs show it done at the first poll, 2 to 3 s later.
/// Source: 1,000 operations and 1,000 registrations a minute, 5 polls in 10 s for a device: iot-dps-limits, 2024-03-06; 429:
///         iot-dps concepts-deploy-at-scale, 2025-08-07.
class ProvisioningService {
 public:
  static constexpr std::int64_t kRequestsPerMinute = 1'000;
  static constexpr Duration kShortestPollInterval = Duration::seconds(2);

  explicit ProvisioningService(std::int64_t requests_per_minute) : throttle_(requests_per_minute) {}

  RegistrationAnswer request(RegistrationRequest request, Time arrival) {
    ++(request == RegistrationRequest::kRegister ? counts_.registers : counts_.status_polls);
    if (throttle_.request(arrival)) return RegistrationAnswer::kAccepted;
    ++counts_.throttled;
    return RegistrationAnswer::kThrottled;
  }

  const ProvisioningCounts& counts() const { return counts_; }

 private:
  MinuteThrottle throttle_;
  ProvisioningCounts counts_;
};

}  // namespace picket::sim
