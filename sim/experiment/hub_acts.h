#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "sim/attack/attack_plan.h"
#include "sim/experiment/hub_registry.h"
#include "sim/generate/step_ref.h"
#include "sim/generate/world.h"
#include "sim/hub/hub.h"

namespace picket::sim {

/// Why an act whose time had come was not done.
enum class HubActIdle : std::uint8_t {
  kConnectedAlready,  ///< a connection of the same intruder is still open
  kNotConnected,      ///< nothing to close, or to send over
  kCount_,
};
std::string_view to_string(HubActIdle idle);

struct HubActCounts {
  std::uint64_t due = 0;   ///< acts whose time came: done + idle
  std::uint64_t done = 0;
  Counts<HubActIdle, std::uint64_t> idle;
};

/// The label of a record in a hub's log: an act made it, or what follows from an act.
struct HubEvidence {
  std::uint32_t unit = 0;  ///< index into AttackPlan::units()
  std::uint16_t step = 0;
  Time time;       ///< of the record
  Time available;  ///< when the pipeline can read it
  OperationName operation = OperationName::kDeviceConnect;
  std::uint32_t result_type = 0;
  bool fault = false;  ///< the record says what was wrong with the credentials
  std::uint32_t operations = 1;
  bool twin_change = false;  ///< not a record: the event of the changed twin, on its route to the analytics
  StepRef ref() const { return {unit, step}; }
};

/// What attacks do at the hubs, on the kernel's timeline, and the records that this leaves in the hubs' logs.
///
/// Model:  a device has a connection of its own beside its agent's. It is open while the device is on; its records
///         come from the device's line. Who connects with the device's identity throws it out (400027), is logged
///         with an own address, and stays until the device is back, which throws out the intruder in turn: after
///         the way of the news, the client's wait (retry_delay, as for agents) and a new handshake. An intruder
///         who is still in does not connect again. What is refused is logged with 401003 and touches nothing.
///         Messages are sent over the connection of who sends them; the hub meters and throttles them as all. One
///         that it refuses is logged, and closes the connection, which is logged as well; then the device's client
///         waits more from the third time in a row on, a sender with `reconnect` for that long. Accepted messages
///         have no record, but where the hub's diagnostic settings take DistributedTracing one a second that
///         stands for all of it. A twin update is an operation of the hub, tried once, and logged; where the hub routes them and it changes the twin of a
///         security module there is an event of it; what it does to agents: TwinRollout.
/// Draws:  keyed by (seed, replication, device), in the order of what happens to the device.
/// Cost:   an entry in the kernel's calendar per act, the next one when its time has come.
/// Limits: an agent without a security module keeps its session while somebody uses the device's identity. Neither
///         these messages nor these handshakes take the site's line, and outages of it hinder none of them. The
///         device's own connection renews no token.
class HubActs {
 public:
  /// What the acts need of the stage that they are part of.
  class Surroundings {
   public:
    virtual Time now() const = 0;
    /// `act_due(act)` is to be called then.
    virtual void call_act_due(Time at, std::uint32_t act) = 0;
    /// `device_returns(device, epoch)` is to be called then.
    virtual void call_device_returns(Time at, DeviceId device, std::uint16_t epoch) = 0;
    virtual Hub& hub_of(DeviceId device) = 0;
    /// Into the log of the device's hub; gives when it can be read.
    virtual Time write(const OperationRecord& record) = 0;
    virtual void accepted(DeviceId device, Bytes message) = 0;
    /// The service changes the device's twin by a patch of that size, of which its agent is `told` if it is connected; gives
    /// the hub's result.
    virtual std::uint32_t update_twin(DeviceId device, Bytes patch, bool told) = 0;

   protected:
    ~Surroundings() = default;
  };

  /// Has the first acts called; later ones follow.
  HubActs(const World& world, const Policy& policy, const HubRegistry& registry, Surroundings& surroundings);

  void act_due(std::uint32_t act);
  void device_returns(DeviceId device, std::uint16_t epoch);
  /// The device goes down. True if the account of its own connection is kept here and so are its records.
  bool device_goes_down(const WorldEvent& event);

  /// What else an attack left in the log: a record that is the doing of this step.
  void add_evidence(const OperationRecord& record, Time available, std::uint32_t unit, std::uint16_t step);

  const HubActCounts& counts() const { return counts_; }
  /// Labelled records about a device, in the order written.
  const std::vector<HubEvidence>& evidence_of(DeviceId device) const;
  /// Operations of a unit's step without a record.
  std::uint64_t not_logged(StepRef step) const;

 private:
  /// Who holds the connections of a device's identity; from the first act in its name on.
  struct Contested {
    bool own = true;            ///< the device's own connection is open
    bool down = false;          ///< the device is off
    bool logged_ahead = false;  ///< ... and the record of its return is in the log already
    bool foreign = false;       ///< the intruder's connection is open
    std::uint16_t epoch = 0;    ///< of the return that counts
    std::uint32_t failures = 0;
    std::uint32_t refused_in_row = 0;
    std::uint32_t draws = 0;
    const PlannedHubAct* cause = nullptr;     ///< why the device's connection was lost
    const PlannedHubAct* intruder = nullptr;  ///< whose connection is or was open
    Time foreign_waits_until = Time::min();
  };
  /// Accepted messages of one sender that no record stands for yet.
  struct Untold {
    std::int64_t second = 0;
    std::uint32_t messages = 0;
  };

  Contested& contested(DeviceId device);
  void take_in(Contested& state, DeviceId device);
  bool act(const PlannedHubAct& planned, Untold& untold, Time next);
  bool connect(const PlannedHubAct& planned, Contested& state);
  bool disconnect(const PlannedHubAct& planned, Contested& state);
  void refused(const PlannedHubAct& planned);
  bool send(const PlannedHubAct& planned, Contested& state, Untold& untold);
  void turned_away(const PlannedHubAct& planned, Contested& state, std::uint32_t code);
  void throw_out_intruder(Contested& state, DeviceId device);
  void lose_own(Contested& state, DeviceId device, const PlannedHubAct* cause, Duration wait);
  void schedule_return(Contested& state, DeviceId device, Time at);
  void tell_accepted(const PlannedHubAct& planned, Untold& untold, Time next);
  void idle(HubActIdle why);
  double draw(Contested& state, DeviceId device);
  Duration one_way(Contested& state, DeviceId device);
  /// A record about the device's own connection.
  OperationRecord record_of(DeviceId device, OperationName operation, std::uint32_t result) const;
  /// About the connection of who does the act.
  OperationRecord record_of(const PlannedHubAct& planned, OperationName operation, std::uint32_t result) const;
  /// Writes the record; evidence of `cause` unless that is null.
  void write(const OperationRecord& record, const PlannedHubAct* cause);

  const World& world_;
  const Policy& policy_;
  const HubRegistry& registry_;
  Surroundings& surroundings_;
  const int ways_to_connect_;        ///< one-way trips of a client that reconnects, until the hub has its CONNECT
  std::vector<std::uint32_t> next_;  ///< by act: which of its repetitions comes next
  std::vector<Untold> untold_;       ///< by act
  std::map<std::uint32_t, Contested> contested_;                     ///< by device
  std::map<std::uint32_t, std::vector<HubEvidence>> evidence_;       ///< the same
  std::map<StepRef, std::uint64_t> not_logged_;
  HubActCounts counts_;
};

}  // namespace picket::sim
