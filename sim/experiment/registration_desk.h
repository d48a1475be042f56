#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/faults/registration.h"
#include "sim/hub/provisioning_service.h"
#include "sim/results/conservation.h"
#include "sim/results/throughput.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What became of the registrations of a run, and of their requests.
struct RegistrationCounts {
  std::uint64_t begun = 0;
  std::uint64_t completed = 0;
  std::uint64_t given_up = 0;  ///< after the client's time-out; another one is begun
  std::uint64_t stopped = 0;   ///< the agent's process ended meanwhile, or the assignment was lost again
  std::uint64_t requests = 0;  ///< status polls included
  std::uint64_t status_polls = 0;
  std::uint64_t accepted = 0;
  std::uint64_t throttled = 0;
  std::uint64_t without_line = 0;  ///< the site's line carried nothing
  std::uint64_t under_way = 0;     ///< at present, on their way to the service
};

/// The devices of a run that have lost their assignment, where each stands, and the provisioning services: one for each fault of
/// the kind registration_storm.
/// Cost: about 100 bytes a device that is hit.
class RegistrationDesk {
 public:
  struct Client {
    RegistrationClient settings;
    RegistrationState state;
    Time timer_at = Time::max();  ///< earliest timer outstanding in the kernel's calendar
    std::uint32_t service = 0;
  };

  RegistrationDesk(const std::vector<Fault>& faults, Time start, Duration duration);

  /// From now on the device has to register; what it had begun is stopped. `fault`: index into Scenario::faults.
  void lose(std::uint32_t device, std::uint32_t fault);
  /// Whether it has to before it may connect.
  bool is_needed(std::uint32_t device) const;
  /// Null: it has never lost its assignment.
  Client* client(std::uint32_t device);

  void count_begun() { ++counts_.begun; }
  void count_given_up() { ++counts_.given_up; }
  void count_completed(std::uint32_t device, Time now);
  /// The client's process ends, or it starts anew for another reason.
  void stop(std::uint32_t device);
  /// A request leaves the client; `has_line`: and is on its way to the service.
  void count_request(RegistrationRequest request, bool has_line);
  /// It arrives.
  RegistrationAnswer answer(std::uint32_t device, RegistrationRequest request, Time now);

  const RegistrationCounts& counts() const { return counts_; }
  /// Registrations begun and neither completed nor given up.
  std::uint64_t in_progress() const;
  /// Requests that arrived and registrations that were completed by service, one "byte" each.
  const SiteThroughput& requests() const { return requests_; }
  const SiteThroughput& completions() const { return completions_; }
  /// Once, at the end.
  void finish();
  /// The books of registrations and of requests; none if nobody asked.
  std::vector<ConservationLedger> ledgers() const;

 private:
  struct Place {
    std::uint32_t service = 0;
    RegistrationClient settings;
  };
  std::map<std::uint32_t, Place> places_;  ///< by fault
  std::vector<ProvisioningService> services_;
  std::map<std::uint32_t, Client> clients_;  ///< by device
  SiteThroughput requests_;
  SiteThroughput completions_;
  RegistrationCounts counts_;
};

}  // namespace picket::sim
