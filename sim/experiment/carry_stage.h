#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "agent_core/publish/session.h"
#include "pipeline_core/pipeline.h"
#include "sim/experiment/background_uplink.h"
#include "sim/experiment/business_calls.h"
#include "sim/experiment/cell_background.h"
#include "sim/experiment/cell_meter.h"
#include "sim/experiment/client_wire.h"
#include "sim/experiment/hub_acts.h"
#include "sim/experiment/hub_registry.h"
#include "sim/experiment/line_meter.h"
#include "sim/experiment/nat_bindings.h"
#include "sim/experiment/outage_returns.h"
#include "sim/experiment/registration_desk.h"
#include "sim/experiment/route_traffic.h"
#include "sim/experiment/run_probe.h"
#include "sim/experiment/run_workspace.h"
#include "sim/experiment/twin_operations.h"
#include "sim/generate/device_stage.h"
#include "sim/generate/gateway_routes.h"
#include "sim/generate/message_store.h"
#include "sim/generate/twin_rollout.h"
#include "sim/generate/weakness_evidence.h"
#include "sim/generate/world.h"
#include "sim/hub/built_in_endpoint.h"
#include "sim/hub/hub.h"
#include "sim/hub/operation_log.h"
#include "sim/kernel/kernel.h"
#include "sim/results/digest.h"
#include "sim/results/throughput.h"
#include "sim/scenario/agent_twin.h"

namespace picket::sim {

/// Why a message, and the raw events in it, did not reach the pipeline.
enum class CarryDrop : std::uint8_t {
  kQueueFull,      ///< the client's queue was at max_queued_messages
  kExpired,        ///< older than message_timeout
  kAgentStopped,   ///< the agent's process ended (reboot, power loss, kill) with messages unsent
  kTooLarge,       ///< over the hub's message size: 413001
  kCount_,
};
std::string_view to_string(CarryDrop drop);

/// What one lane did on the kernel's timeline.
struct CarryCounts {
  std::uint64_t messages_taken = 0;
  std::uint64_t messages_accepted = 0;        ///< by the hub, first time
  std::uint64_t duplicates_accepted = 0;      ///< accepted again because an answer was lost
  std::uint64_t copies_read = 0;              ///< by the pipeline, of messages that a fault lets it read twice
  std::uint64_t messages_late = 0;            ///< read later than the hub had them: the reader lags, or a fault
  std::uint64_t messages_past_retention = 0;  ///< lost at the endpoint, each copy; see BuiltInEndpoint
  std::uint64_t hits_past_retention = 0;      ///< raw events of which no copy is read
  std::uint64_t transmissions = 0;
  std::uint64_t hits_taken = 0;               ///< raw events in messages
  std::uint64_t hits_accepted = 0;
  Counts<CarryDrop, std::uint64_t> messages_dropped;
  Counts<CarryDrop, std::uint64_t> hits_dropped;
  std::int64_t uplink_payload_bytes = 0;
  std::int64_t uplink_envelope_bytes = 0;
  std::int64_t uplink_upkeep_bytes = 0;
  std::int64_t uplink_retry_bytes = 0;        ///< part of payload and envelope that was sent again
  std::int64_t downlink_bytes = 0;
  std::uint64_t connects = 0;
  std::uint64_t renewals = 0;
  std::uint64_t connections_lost_by_nat = 0;  ///< on which something was sent in vain: the line had forgotten them
  std::uint64_t operation_records = 0;
  std::uint64_t operations_submitted = 0;     ///< records that the pipeline got
  std::uint64_t messages_submitted = 0;       ///< to the pipeline, duplicates included
  std::uint64_t hits_submitted = 0;           ///< raw events in them, without those of copies
  std::uint64_t observations_submitted = 0;
  std::uint64_t workspace_row_bytes = 0;      ///< of the JSON rows that they make
  std::uint64_t operation_row_bytes = 0;      ///< of the rows of operation records
};

/// A message with labels that the hub accepted and the pipeline reads, or will: when each part of its way ended.
struct AcceptedLabels {
  Time created;
  Time sent;
  Time arrived;
  Time enqueued;
  std::vector<MessageLabel> labels;  ///< in the order of their observations
  Duration reconnect;  ///< of the time from `created` to `sent`: the client had no connection
  Duration shaping;    ///< of the time from `arrived` to `enqueued`: it waited in the hub's throttle
};

/// One policy's messages on their way: client sessions, access lines, hubs. Steps on the kernel's
/// timeline, once per queued item or answer, so refusals and outages never re-run aggregation.
class CarryStage final : public KernelSink, private HubActs::Surroundings {
 public:
  struct Settings {
    Backend backend = Backend::kFast;
    Sharing sharing = Sharing::kFifo;
    /// One per hub of the scenario; units 0: a hub without limits, to be sized by what it carried.
    std::vector<HubSize> hubs;
    RunProbe* probe = nullptr;  ///< of a run that is explained
    WeaknessEvidence* weaknesses = nullptr;  ///< of a world with weaknesses
    const TwinRollout* rollout = nullptr;    ///< changes of the agents' twins; null: none
  };
  CarryStage(const World& world, const Policy& policy, const Settings& settings, PipelineCore& pipeline,
             RunWorkspace* workspace = nullptr);
  ~CarryStage() override;

  /// Takes what the devices produced for the next window, shard by shard in order.
  void take(ShardOutput& output);
  /// Runs the kernel to `end` and hands everything enqueued by then to the pipeline.
  void run_until(Time end);
  /// The pipeline has analysed what was handed over: its batches may go.
  void release_submitted();

  void on_timer(std::uint64_t cookie, Time now) override;
  void on_transfer(std::uint64_t cookie, Time now, bool delivered) override;

  const CarryCounts& counts() const { return counts_; }
  const std::vector<Hub>& hubs() const { return hubs_; }
  /// Of each hub.
  const std::vector<BuiltInEndpoint>& endpoints() const { return endpoints_; }
  /// Bytes on the wire at the sites' uplinks, and message bodies accepted by the hubs; complete
  /// after `account_keep_alive`.
  const SiteThroughput& site_throughput() const { return site_throughput_; }
  const SiteThroughput& hub_throughput() const { return hub_throughput_; }
  /// The same bytes where they cross cells that sites share, and what others send there.
  const CellMeter& cell_meter() const { return cell_meter_; }
  const CellBackground& cell_background() const { return cell_background_; }
  /// What lines that charge by volume carried, and what radios drew; complete after `account_keep_alive`.
  const LineMeter& line_meter() const { return line_meter_; }
  /// Connects that arrive at each hub, one "byte" each; as complete as the others.
  const SiteThroughput& hub_connects() const { return hub_connects_; }
  const OutageReturns& outage_returns() const { return outage_returns_; }
  /// None: everything is at the built-in endpoints.
  const std::optional<RouteTraffic>& route_traffic() const { return route_traffic_; }
  /// What was asked of the hubs for twins, and of it what is on its way to them still.
  const TwinOperations& twin_operations() const { return twin_operations_; }
  std::uint64_t twin_operations_held(HubOperation operation) const;
  /// What the fleet's own business asked of the hubs.
  const std::array<OperationTally, kHubOperations>& business_operations() const { return business_operations_; }
  /// Records in the hubs' logs, and of them those that nobody could read yet at the last run_until.
  std::uint64_t operations_logged() const;
  std::uint64_t operations_held() const;
  /// Messages and raw events still on their way.
  std::uint64_t messages_held() const;
  std::uint64_t hits_held() const;
  /// Labelled messages that were accepted and are not lost at an endpoint, by (device, sequence).
  const std::map<std::pair<std::uint32_t, std::uint32_t>, AcceptedLabels>& accepted_labels() const { return accepted_; }
  /// Of a device, in the order in which they were accepted: their sequence numbers.
  std::span<const std::uint32_t> accepted_sequences(DeviceId device) const;
  /// Labelled raw events dropped on the way, by (step, reason), and still on it, by step; without those that were
  /// throttled.
  const std::map<std::pair<StepRef, CarryDrop>, std::uint64_t>& labels_dropped() const { return labels_dropped_; }
  std::map<StepRef, std::uint64_t> labels_held() const;
  /// Labelled raw events that wait, or found no room or grew too old, behind a hub that refused the client's last
  /// message for want of capacity (throttle or quota), by step.
  std::map<StepRef, std::uint64_t> labels_throttled() const;
  /// Accepted by a hub, but enqueued only after the last run_until; labelled raw events in them, by step.
  std::uint64_t enqueued_later() const { return enqueued_.size(); }
  std::map<StepRef, std::uint64_t> labels_enqueued_later() const;
  /// Raw events that hubs accepted in messages that are not submitted yet and will be.
  std::uint64_t hits_enqueued_later() const;
  /// Labelled raw events that hubs accepted and nobody will read, by step.
  std::map<StepRef, std::uint64_t> labels_past_retention() const;
  /// Devices that had to register anew.
  const RegistrationDesk& registrations() const { return registrations_; }
  /// What the hubs hold of the devices.
  const HubRegistry& registry() const { return registry_; }
  /// What attacks did at the hubs.
  const HubActs& hub_acts() const { return *hub_acts_; }
  /// What the lines know of the connections.
  const NatBindings& nat_bindings() const { return nat_; }
  /// Keep-alive pings and their bytes up to `now`, for every session, and the end of all data sessions; call once, at the end.
  void account_keep_alive(Time now);
  void add_to(Digest& digest) const;

 private:
  struct Line;
  struct TwinLine;
  struct TwinExchange;
  static constexpr std::uint32_t kNoExchange = 0xffff'ffff;
  struct Submitted {
    Time enqueued;
    std::uint32_t message;
  };
  /// A transfer that outlived its connection.
  struct Abandoned {
    Time from;
    Bytes bytes;
  };
  enum class CookieType : std::uint8_t;

  static std::uint64_t cookie(CookieType type, std::uint32_t value, std::uint16_t epoch = 0);
  void input(std::uint32_t device, SessionInput what);
  void schedule_session_timer(std::uint32_t device);
  void start_connecting(std::uint32_t device, bool renewal);
  void open_connection(std::uint32_t device, bool renewal, bool says_farewell);
  void start_sending(std::uint32_t device);
  void hand_to_line(std::uint32_t device, CookieType type, std::int64_t bytes);
  /// From now until the line has the bytes: waking up, air time, a throttled line. The radio has been used then.
  Duration radio_delay(std::uint32_t device, Bytes bytes);
  void submit_to_line(std::uint32_t device, CookieType type);
  void begin_epoch(std::uint32_t device);
  void measure_abandoned(std::uint32_t device, std::uint16_t epoch, Time now, bool delivered);
  void measure(std::uint32_t device, Time from, Time now, Bytes bytes);
  void close_at_hub(std::uint32_t device, std::uint32_t result);
  void closed_by_hub(std::uint32_t device);
  void release_if_done(std::uint32_t message);
  void connection_lost(std::uint32_t device, SessionInput how);
  void message_created(std::uint32_t device);
  void publish_arrived(std::uint32_t device);
  void publish_acknowledged(std::uint32_t device);
  void connect_arrived(std::uint32_t device);
  /// Whether the hub takes the device's token or certificate; if not, it has refused it.
  bool refused_for_credentials(std::uint32_t device);
  bool refused_for_clock(std::uint32_t device);
  bool refused_for_certificate(std::uint32_t device);
  void refuse_credentials(std::uint32_t device, CredentialFault fault, const LabelledClock* cause);
  // What AMQP and HTTPS do in another way: see carry_transport.cc.
  Transport transport() const { return world_.scenario().client.transport; }
  bool opens_for_request(std::uint32_t device);
  void keep_open(std::uint32_t device);
  void renew_token(std::uint32_t device);
  void token_arrived(std::uint32_t device);
  void refused_at_hub(std::uint32_t device, DeviceId identity, Bytes metered, const Hub::SendAnswer& answer);
  void told_refused(std::uint32_t device);
  // Faults: see carry_faults.cc.
  void schedule_hub_faults();
  void hub_fault(std::uint32_t index);
  bool close_connection(std::uint32_t device, DeviceId identity, std::uint32_t code);
  void tell_closed(std::uint32_t device);
  DeviceId identity_of(std::uint32_t device) const;
  /// The agent's connection under the identity of that device: of its module, where it has one.
  ConnectionIdentity agent_of(DeviceId identity) const { return {identity, registry_.has_security_module(identity)}; }
  bool holds_connection(std::uint32_t device, DeviceId identity) const;
  bool connects(std::uint32_t device) const { return !lines_.empty() && !routes_.is_child(DeviceId(device)); }
  bool resolves_hub(std::uint32_t device, bool says_farewell);
  // Registrations: see carry_registration.cc.
  void lose_assignment(std::uint32_t device, std::uint32_t fault);
  bool registers_first(std::uint32_t device);
  void advance_registration(std::uint32_t device, RegistrationInput what);
  void leave_provisioning(std::uint32_t device);
  void schedule_registration_timer(std::uint32_t device);
  void registration_timer(std::uint32_t device);
  void ask_to_register(std::uint32_t device, bool anew);
  void registration_arrives(std::uint32_t device, std::uint16_t epoch, RegistrationRequest request);
  void registration_answered(std::uint32_t device, RegistrationInput answer);
  Hub::ConnectAnswer connect_at_hub(std::uint32_t device);
  // The way from a hub's endpoint to the analytics: see carry_endpoint.cc.
  void enter_endpoint(std::uint32_t device, std::uint32_t message, const Hub::SendAnswer& answer, Delivery delivery);
  void lose_at_endpoint(CarriedMessage& message);
  void first_copy_to_read(std::uint32_t device, std::uint32_t message, Time read, Duration shaped);
  void settle_unread(std::uint32_t message);
  Delivery delivery_of(std::uint32_t device);
  Duration lateness(std::uint32_t device);
  void read_again(std::uint32_t message, Time at);
  // The fleet's own business: see carry_business.cc.
  void start_business();
  void business_call_due(std::uint32_t stream);
  bool waits_for(std::uint32_t device);  ///< a cloud-to-device message does
  Hub::OperationAnswer operate_business(const BusinessCalls::Call& call, HubOperation operation, bool online, std::uint32_t number);
  // Twins: see carry_twin.cc.
  void start_twins();
  void call_next_change(std::uint32_t device);
  void twin_change_due(std::uint32_t device);
  void notify_twin_change(DeviceId identity, Bytes patch);
  void twin_connected(std::uint32_t device);
  void twin_stops(std::uint32_t device);
  void take_twin_reports(const ShardOutput& output);
  void ask_twin(std::uint32_t device);
  void send_twin(std::uint32_t device, HubOperation operation, std::uint32_t payload);
  void submit_twin(std::uint32_t exchange);
  void twin_sent(std::uint32_t exchange, Time now, bool delivered);
  void twin_arrived(std::uint32_t exchange);
  void twin_answered(std::uint32_t exchange);
  bool twin_lost(std::uint32_t exchange, bool go_on);
  void end_exchange(std::uint32_t exchange);
  void twin_timer(CookieType type, std::uint32_t value, std::uint16_t epoch);
  Hub::OperationAnswer operate_twin(HubOperation operation, DeviceId device, Bytes request, Bytes response, const TwinPatch& patch = {});
  Hub::OperationAnswer judge_twin(HubOperation operation, DeviceId device, Bytes request, Bytes response, const TwinPatch& patch = {});
  WireCost twin_cost(std::uint32_t device, HubOperation operation, std::uint32_t payload) const;
  void charge_twin(std::uint32_t device, HubOperation operation, const WireCost& cost);
  Duration twin_retry_delay(std::uint32_t device, std::uint32_t failures);
  void world_event(std::uint32_t index);
  void outage_begins(std::uint32_t index);
  void outage_ends(std::uint32_t index);
  /// Another hour for the other users of a cell.
  void cell_hour(std::uint32_t cell);
  /// The silence after which the hub takes the connection of that epoch for lost has passed.
  void hub_misses(std::uint32_t device, std::uint16_t epoch);
  void agent_stops(std::uint32_t device, bool connection_closed);
  // Connections that a line forgets: see carry_nat.cc.
  bool binding_gone(std::uint32_t device);
  void lose_binding(std::uint32_t device);
  void watch_pings(std::uint32_t device);
  void ping_due(std::uint32_t device);
  void ping_in_vain(std::uint32_t device);
  void drop_expired(std::uint32_t device);
  void drop(std::uint32_t message, CarryDrop reason);
  void note_labels_dropped(std::uint32_t device, const std::vector<MessageLabel>& labels, CarryDrop reason);
  bool is_throttled(std::uint32_t device) const;
  /// How long the client has been without a connection, since the run began.
  Duration offline_until_now(std::uint32_t device) const;
  void note_connection(std::uint32_t device);
  std::uint32_t pop_queue(std::uint32_t device);
  /// Gives when the record can be read.
  Time log(const OperationRecord& record, std::uint32_t device, SharedDetail detail = {});
  // The other categories of the hubs' logs, and identities: see carry_log.cc.
  /// `hub`: that was asked.
  void log_operation(const Hub::OperationRequest& request, const Hub::OperationAnswer& answer, HubId hub);
  void log_expired(Time end);
  void log_orphan(std::uint32_t device, const CarriedMessage& message);
  std::uint32_t change_identity(DeviceId device, Hub::IdentityChange change) override;
  Time now() const override;
  void call_act_due(Time at, std::uint32_t act) override;
  void call_device_returns(Time at, DeviceId device, std::uint16_t epoch) override;
  Hub& hub_of(DeviceId device) override { return hub_of(device.value()); }
  bool line_up(DeviceId device) const override { return kernel_->link_up(site_of(device.value())); }
  DeviceId identity_of(DeviceId device) const override { return identity_of(device.value()); }
  void own_connect_arrives(DeviceId device) override;
  void own_connect_taken(DeviceId device) override;
  Time write(const OperationRecord& record, SharedDetail detail) override;
  void accepted(DeviceId device, Bytes message) override;
  std::uint32_t update_twin(DeviceId device, Bytes bytes, const TwinPatch& patch, bool told) override;
  double draw(std::uint32_t device, Purpose purpose);
  Duration one_way(std::uint32_t device, Purpose purpose);
  void charge(std::uint32_t device, const WireCost& cost, std::int64_t times = 1);
  /// The pings of the time since the device was last heard of, which nothing carries and the session only counts.
  void account_pings(std::uint32_t device, Time now);
  const TransportWire& wire_of(std::uint32_t device) const {
    return wires_.of(world_.fleet().device(DeviceId(device)).device_class, registry_.auth_type(DeviceId(device)));
  }
  const ClientPreset& client_of(std::uint32_t device) const {
    return registry_.auth_type(DeviceId(device)) == AuthType::kX509 ? client_without_token_ : world_.scenario().client;
  }
  SiteId site_of(std::uint32_t device) const { return world_.fleet().device(DeviceId(device)).site; }
  std::uint32_t hub_index(std::uint32_t device) const { return world_.fleet().device(DeviceId(device)).hub.value(); }
  const AccessNetwork& network_of(std::uint32_t device) const { return world_.network_of(site_of(device)); }
  Hub& hub_of(std::uint32_t device) { return hubs_[hub_index(device)]; }
  template <class Visit>
  void for_each_held(Visit visit) const;
  void submit_enqueued(Time end);

  const World& world_;
  Policy policy_;
  GatewayRoutes routes_;             ///< children of gateways have no session of their own
  HubRegistry registry_;
  ClientPreset client_without_token_;  ///< of X.509 identities
  PipelineCore& pipeline_;
  RunWorkspace* workspace_;   ///< may be null
  RunProbe* probe_;           ///< the same
  WeaknessEvidence* weaknesses_;   ///< the same
  const TwinRollout* rollout_;     ///< the same
  std::vector<Hub> hubs_;
  std::vector<OperationLog> logs_;   ///< per hub
  std::vector<BuiltInEndpoint> endpoints_;  ///< per hub
  std::vector<Line> lines_;          ///< per device; empty where no agent runs
  std::vector<TwinLine> twins_;      ///< per device; empty where nothing is asked for twins
  std::vector<TwinRead> twin_reads_; ///< by the rollout's nodes
  std::vector<TwinExchange> twin_exchanges_;
  std::vector<std::uint32_t> free_exchanges_;
  TwinOperations twin_operations_;
  BusinessCalls business_calls_;
  std::array<OperationTally, kHubOperations> business_operations_{};
  std::vector<WorldEvent> world_events_;
  MessageStore store_;
  std::vector<Submitted> enqueued_;
  std::vector<std::uint32_t> submitted_;
  std::vector<LoggedOperation> log_buffer_;
  /// By store index: of messages on their way, and of those that hubs accepted while no copy is to be read.
  std::map<std::uint32_t, std::vector<MessageLabel>> labels_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, AcceptedLabels> accepted_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> accepted_sequences_;  ///< by device
  std::map<std::pair<StepRef, CarryDrop>, std::uint64_t> labels_dropped_;
  std::map<StepRef, std::uint64_t> labels_throttled_;  ///< dropped
  std::map<StepRef, std::uint64_t> labels_past_retention_;  ///< of messages that are finished
  std::map<std::pair<std::uint32_t, std::uint16_t>, Abandoned> abandoned_;  ///< by device and epoch
  CarryCounts counts_;
  Sharing sharing_;
  std::vector<Time> line_free_;      ///< per site: end of the last transfer that went through
  std::vector<Time> line_down_since_;  ///< per site: begin of its last outage
  SiteThroughput site_throughput_;
  SiteThroughput hub_throughput_;
  SiteThroughput hub_connects_;
  OutageReturns outage_returns_;
  std::optional<RouteTraffic> route_traffic_;  ///< of a scenario whose hubs have routes
  RegistrationDesk registrations_;
  LineMeter line_meter_;
  NatBindings nat_;
  BackgroundUplink background_;
  CellBackground cell_background_;
  CellMeter cell_meter_;
  ClientWires wires_;
  std::map<std::uint32_t, std::uint32_t> holders_;  ///< by shared identity: the device whose connection is open
  std::unique_ptr<HubActs> hub_acts_;
  std::unique_ptr<Kernel> kernel_;   ///< last: calls back into the rest
};

}  // namespace picket::sim
