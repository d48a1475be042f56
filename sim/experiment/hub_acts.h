#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/publish/session.h"
#include "sim/attack/attack_plan.h"
#include "sim/experiment/hub_registry.h"
#include "sim/generate/step_ref.h"
#include "sim/generate/world.h"
#include "sim/hub/hub.h"
#include "sim/hub/operation_detail.h"

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

/// What attacks do at the hubs, and the devices' own connections that they do it to, on the kernel's timeline; and the records that
/// both leave in the hubs' logs. hub_acts.cc has the acts, own_connections.cc the connections.
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
///         security module there is an event of it; what it does to agents: TwinRollout. One that a hub does not take for its
///         size (twin_limits.h) changes nothing. An identity that is deleted takes all its connections with it, and
///         whoever comes back is refused until it is created again; only errors of such operations have a record.
///         Where the devices have business of their own (`prices.business_messages_device_day`) and the agent is a module, the
///         device's own client lives from the start (`lives`): each connect passes the hub's throttle and is logged, with the
///         renewals of its token (the scenario's client preset, as the agent's) and its returns after reboots, outages that the hub
///         notices, maintenance and outages of the hub. A device with a cloned image uses the other's identity for this connection
///         too: each that connects throws out the other. Elsewhere nothing is known of what the device does with its connection: it
///         is taken to be open while the device is on, and its returns after a reboot are logged and cost the hub nothing.
/// Draws:  keyed by (seed, replication, device), in the order of what happens to the device.
/// Cost:   an entry in the kernel's calendar per act, the next one when its time has come; for a client that lives some 200 bytes
///         and an entry for each connect and renewal.
/// Limits: an agent without a security module keeps its session while somebody uses the device's identity: the hub keeps no account
///         of that connection beside the agent's, nor where no agent runs. Neither these messages nor these handshakes take the
///         site's line, and outages of it hinder only clients that live. No bytes are counted: they are no security's. Clocks that
///         are wrong, certificates that end, lost assignments and forgotten address translations trouble agents alone. A client
///         that lives notices an outage of its line no sooner than the hub. The registry's daily export still lists an identity that is
///         deleted.
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
    /// The line of the device's site carries something.
    virtual bool line_up(DeviceId device) const = 0;
    /// Whose identity the device uses: its own but for cloned images.
    virtual DeviceId identity_of(DeviceId device) const = 0;
    /// A client that lives asks the device's hub for a connection.
    virtual void own_connect_arrives(DeviceId device) = 0;
    /// The hub has taken it.
    virtual void own_connect_taken(DeviceId device) = 0;
    /// Into the log of the device's hub; gives when it can be read.
    virtual Time write(const OperationRecord& record, SharedDetail detail) = 0;
    virtual void accepted(DeviceId device, Bytes message) = 0;
    /// The service changes the device's twin by a patch of so many bytes, of which its agent is `told` if it is connected; gives
    /// the hub's result.
    virtual std::uint32_t update_twin(DeviceId device, Bytes bytes, const TwinPatch& patch, bool told) = 0;
    /// The service deletes or creates the device's identity; gives the hub's result. Its agent's connection ends with it.
    virtual std::uint32_t change_identity(DeviceId device, Hub::IdentityChange change) = 0;

   protected:
    ~Surroundings() = default;
  };

  /// Has the first acts called; later ones follow.
  HubActs(const World& world, const Policy& policy, const HubRegistry& registry, Surroundings& surroundings);

  void act_due(std::uint32_t act);
  void device_returns(DeviceId device, std::uint16_t epoch);
  // Of clients that live; nothing for others.
  /// The hub closes the device's own connection, or goes down (503005). False: there is none.
  bool hub_closes(DeviceId device, std::uint32_t code);
  /// The line of the device's site carries nothing from now on.
  void line_fails(DeviceId device);
  /// From now on the device uses the identity that `identity_of` says.
  void identity_changes(DeviceId device);
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
  /// What the timer of a device's own connection is for.
  enum class Due : std::uint8_t { kReturn, kRenewal, kLoss };
  /// A device's own connection, and that of who uses its identity: from the first act in its name on, or from the start if it lives.
  struct OwnConnection {
    DeviceId identity;          ///< under which the own one is or was open: the device's, but for a cloned image
    bool own = true;            ///< the device's own connection is open
    bool down = false;          ///< the device is off
    bool logged_ahead = false;  ///< ... and the record of its return is in the log already
    bool foreign = false;       ///< the intruder's connection is open
    Due due = Due::kReturn;
    std::uint16_t epoch = 0;    ///< of the timer that counts
    std::uint32_t failures = 0;
    std::uint32_t refused_in_row = 0;
    std::uint32_t draws = 0;
    const PlannedHubAct* cause = nullptr;     ///< why the device's connection was lost
    const PlannedHubAct* intruder = nullptr;  ///< whose connection is or was open
    Time foreign_waits_until = Time::min();
    Time renew_at = Time::max();  ///< of a client that lives
  };
  /// Accepted messages of one sender that no record stands for yet.
  struct Untold {
    std::int64_t second = 0;
    std::uint32_t messages = 0;
  };

  OwnConnection& own_of(DeviceId device);
  void take_in(OwnConnection& state, DeviceId device);
  /// The device's client lives beside its agent's, which is a module.
  bool lives(DeviceId device) const { return business_ && keeps(device); }
  /// The hub keeps account of the own connection of the identity's device, as of the agent's.
  bool keeps(DeviceId identity) const { return registry_.has_security_module(identity); }
  void begin_life(DeviceId device);
  Hub::ConnectAnswer connect_at_hub(DeviceId device, DeviceId identity);
  void disconnect_at_hub(DeviceId device, DeviceId identity);
  Hub::SendAnswer send_at_hub(DeviceId device, DeviceId identity, Bytes message, double random);
  void come_back(OwnConnection& state, DeviceId device);
  void renew(OwnConnection& state, DeviceId device);
  void hub_misses(OwnConnection& state, DeviceId device);
  void call_when(OwnConnection& state, DeviceId device, Due due, Time at);
  /// The device whose own connection is or was open under the identity last.
  DeviceId holder_of(DeviceId identity) const;
  void throw_out_other_device(DeviceId identity, DeviceId by);
  Duration time_to_connect(OwnConnection& state, DeviceId device);
  const ClientPreset& client_of(DeviceId device) const {
    return registry_.auth_type(device) == AuthType::kX509 ? client_without_token_ : world_.scenario().client;
  }
  bool act(const PlannedHubAct& planned, Untold& untold, Time next);
  bool connect(const PlannedHubAct& planned, OwnConnection& state);
  bool disconnect(const PlannedHubAct& planned, OwnConnection& state);
  void refused(const PlannedHubAct& planned);
  bool send(const PlannedHubAct& planned, OwnConnection& state, Untold& untold);
  void update_twin(const PlannedHubAct& planned);
  void change_identity(const PlannedHubAct& planned);
  void turned_away(const PlannedHubAct& planned, OwnConnection& state, std::uint32_t code);
  void throw_out_intruder(OwnConnection& state, DeviceId device);
  void lose_own(OwnConnection& state, DeviceId device, const PlannedHubAct* cause, Duration wait);
  void tell_accepted(const PlannedHubAct& planned, Untold& untold, Time next);
  void idle(HubActIdle why);
  double draw(OwnConnection& state, DeviceId device);
  Duration one_way(OwnConnection& state, DeviceId device);
  /// A record about the device's own connection.
  OperationRecord record_of(DeviceId device, OperationName operation, std::uint32_t result) const;
  /// The same under the identity that it has or had.
  OperationRecord own_record(const OwnConnection& state, DeviceId device, OperationName operation, std::uint32_t result) const;
  /// About the connection of who does the act.
  OperationRecord record_of(const PlannedHubAct& planned, OperationName operation, std::uint32_t result) const;
  /// Writes the record; evidence of `cause` unless that is null.
  void write(const OperationRecord& record, const PlannedHubAct* cause, SharedDetail detail = {});

  const World& world_;
  const Policy& policy_;
  const HubRegistry& registry_;
  Surroundings& surroundings_;
  const bool business_;              ///< of the devices' own
  const ClientPreset client_without_token_;  ///< of X.509 identities
  const int ways_to_connect_;        ///< one-way trips of a client that reconnects, until the hub has its CONNECT
  std::vector<std::uint32_t> next_;  ///< by act: which of its repetitions comes next
  std::vector<Untold> untold_;       ///< by act
  std::map<std::uint32_t, OwnConnection> own_;                       ///< by device
  std::map<std::uint32_t, std::uint32_t> holders_;                   ///< by identity that two devices use
  std::map<std::uint32_t, std::vector<HubEvidence>> evidence_;       ///< the same
  std::map<StepRef, std::uint64_t> not_logged_;
  HubActCounts counts_;
};

}  // namespace picket::sim
