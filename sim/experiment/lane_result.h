#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cost/usage.h"
#include "sim/experiment/route_totals.h"
#include "sim/generate/twin_counts.h"
#include "sim/results/conservation.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// The parts of a time to detect, in microseconds; they sum to the whole exactly.
struct DelayParts {
  std::int64_t attack = 0;    ///< from the unit's first malicious event to the one that gave the evidence
  std::int64_t agent = 0;     ///< until the agent handed over the message that carries it
  std::int64_t queue = 0;     ///< until its last transmission began, without `reconnect`
  std::int64_t reconnect = 0; ///< of that time: the client had no connection
  std::int64_t network = 0;   ///< until it reached the hub's gateway
  std::int64_t shaping = 0;   ///< until the hub's throttle let it through
  std::int64_t hub = 0;       ///< until the hub had enqueued it: the lag of its endpoint
  std::int64_t pipeline = 0;  ///< until the alert was raised: windows of rules, processing delay
  std::int64_t total() const { return attack + agent + queue + reconnect + network + shaping + hub + pipeline; }
};

/// The parts in the order of the way, with the words that results use.
struct DelayPart {
  std::string_view name;
  std::int64_t DelayParts::*microseconds;
};
inline constexpr std::array<DelayPart, 8> kDelayParts{{{"attack", &DelayParts::attack},
                                                       {"agent", &DelayParts::agent},
                                                       {"queue", &DelayParts::queue},
                                                       {"reconnect", &DelayParts::reconnect},
                                                       {"network", &DelayParts::network},
                                                       {"shaping", &DelayParts::shaping},
                                                       {"hub", &DelayParts::hub},
                                                       {"pipeline", &DelayParts::pipeline}}};

/// Labelled raw events and operations at the hub of one unit, by where they ended.
struct EvidenceEnd {
  std::string stage;   ///< "sensor", "agent", "queue", "hub", "hub log", "pipeline"
  std::string reason;
  std::uint64_t events = 0;
};

/// Alerts of one type.
struct AlertCount {
  std::string alert;
  std::int64_t alerts = 0;
};

/// What became of one step of a unit, see step_fate.h.
struct StepOutcome {
  std::uint16_t step = 0;  ///< index into the attack's phases
  std::string fate;        ///< "detected", or why it was missed
  std::string stage;       ///< where its evidence ended; "pipeline" if it is detected
  std::string reason;      ///< why there
  std::uint64_t events = 0;
  std::uint64_t events_arrived = 0;
};

/// Steps of all units that ended in the same way.
struct StepTotal {
  std::uint32_t attack = 0;  ///< index into Scenario::attacks
  std::uint16_t step = 0;
  std::string fate;
  std::string stage;
  std::string reason;
  std::uint64_t steps = 0;
  std::string example;       ///< "attack/device" of the first of them
};

/// What became of one unit (attack instance, device).
struct UnitOutcome {
  std::uint32_t attack = 0;   ///< index into Scenario::attacks
  std::uint32_t device = 0;
  std::int64_t start_us = 0;  ///< first malicious event, from the start of the measured period
  bool detected = false;
  std::int64_t detected_us = 0;  ///< from start_us
  std::string alert;
  std::string pack;           ///< of the detection that raised it
  DelayParts parts;
  bool evidence = false;
  std::int64_t evidence_us = 0;  ///< first labelled observation at the pipeline, from start_us
  /// An alert of an expected type rests on evidence of the unit that names no device of the gateway's.
  bool site_detected = false;
  std::int64_t site_detected_us = 0;  ///< from start_us; the first such alert
  std::uint64_t events = 0;      ///< labelled raw events, and operations at the hub
  std::uint64_t events_arrived = 0;
  std::vector<EvidenceEnd> ended;
  /// Steps that left evidence; empty beyond the first kMaxUnitsWithSteps units that were attacked.
  std::vector<StepOutcome> steps;
};
/// 10,000 units of five steps are some 5 MB of measures.json. Those of further ones are in LaneResult::step_totals only.
inline constexpr std::uint32_t kMaxUnitsWithSteps = 10'000;

/// What became of one weakness on one device; see WeaknessScore.
struct WeaknessOutcome {
  std::uint32_t weakness = 0;   ///< index into Scenario::weaknesses
  std::string kind;             ///< "open_port", ...
  std::uint32_t device = 0;
  std::int64_t start_us = 0;    ///< from the start of the measured period
  bool found = false;
  bool late = false;            ///< found, but only after it was mended
  std::int64_t found_us = 0;    ///< from start_us
  std::string missed_because;   ///< a WeaknessMiss; empty if found
  bool mended = false;          ///< before the horizon
  std::int64_t mend_us = 0;     ///< from the start of the measured period
  bool to_resolve = false;      ///< mended, and the recommendation was active then or became so later
  bool resolved = false;
  std::int64_t resolved_us = 0; ///< from mend_us; not resolved: how long it was watched
};

/// 10,000 weak devices are some 4 MB of measures.json; those after them are in `weakness_rest`.
inline constexpr std::size_t kMaxWeaknessesTold = 10'000;

/// How many units of a kind came to something at a time, or were watched until then without.
struct WeaknessTime {
  std::int64_t us = 0;
  bool happened = false;
  std::int64_t units = 0;
};

/// Units of a kind beyond kMaxWeaknessesTold, counted; see bound_weaknesses.
struct WeaknessRest {
  std::string kind;
  std::int64_t units = 0;
  std::int64_t found = 0;       ///< while it was there
  std::int64_t found_late = 0;
  std::int64_t mended = 0;
  std::vector<DropCount> missed;      ///< by WeaknessMiss
  std::vector<WeaknessTime> appear;   ///< from their starts
  std::vector<WeaknessTime> resolve;  ///< from their mending, of those that were to be resolved
};

/// Recommendations of a kind on devices without such a weakness.
struct WeaknessNoise {
  std::string kind;
  std::int64_t wrong = 0;
  double exposure_device_days = 0;
  std::int64_t stood_before = 0;  ///< active when the measured period began; not among the wrong ones
};

/// What a fault of the scenario came to; the same for every policy of the replication.
struct FaultOutcome {
  std::uint32_t fault = 0;    ///< index into Scenario::faults
  std::int64_t from_us = 0;   ///< from the start of the measured period
  std::int64_t until_us = 0;
  std::int64_t sites = 0;     ///< hit
  std::int64_t devices = 0;   ///< hit
};

/// What the hubs and provisioning services took, refused and ended in the measured period, and what was delivered twice or late. All 0 without faults
/// in the scenario.
struct HubTrouble {
  std::int64_t connects = 0;               ///< that arrived
  std::int64_t connects_throttled = 0;
  std::int64_t connects_refused = 0;       ///< for a token or certificate
  std::int64_t connects_unavailable = 0;   ///< the hub was down or about to be upgraded
  std::int64_t connections_taken_over = 0;
  std::int64_t connects_busiest_second = 0;  ///< of the busiest hub
  std::int64_t connections_lost_in_outages = 0;       ///< of agents and of devices with business of their own, each time
  std::int64_t connections_back_after_outages = 0;    ///< of them
  std::int64_t reconnect_us_median = 0;    ///< from the moment the hub was there again until it took the connect; of those that are back
  std::int64_t reconnect_us_95_percent = 0;
  std::int64_t reconnect_us_99_percent = 0;
  std::int64_t reconnect_us_longest = 0;
  std::int64_t sends_throttled = 0;
  std::int64_t sends_over_quota = 0;
  std::int64_t registrations = 0;          ///< begun at provisioning services
  std::int64_t registrations_completed = 0;
  std::int64_t registrations_given_up = 0;   ///< and started over
  std::int64_t registration_requests = 0;    ///< status polls included
  std::int64_t registration_polls = 0;
  std::int64_t registration_requests_throttled = 0;
  std::int64_t registration_requests_busiest_minute = 0;
  std::int64_t messages_duplicated = 0;    ///< accepted again
  std::int64_t messages_copied = 0;
  std::int64_t messages_late = 0;
  std::int64_t messages_held = 0;          ///< on devices, at the end
};

/// Connections that lines with a `nat_timeout` forgot in the measured period.
struct NatLosses {
  std::int64_t devices = 0;           ///< whose line forgets a connection between two pings
  std::int64_t connections_lost = 0;  ///< on which something was sent in vain
};

/// What crossed cells that sites share, in the measured period; all 0 where no site has one.
struct CellLoad {
  std::int64_t cells = 0;
  double peak_1s = 0;             ///< bytes per second of the sites of the busiest cell
  double peak_1min = 0;
  double peak_1h = 0;
  double utilisation_1h_max = 0;  ///< see CellMeter
};

/// What became of messages at the hubs' built-in endpoints in the measured period.
struct EndpointReading {
  bool may_lag = false;  ///< the scenario has a reader that lets messages wait, or a fault that does; else nothing of it is told
  std::int64_t messages_read = 0;            ///< copies included; those that are read after the end too
  std::int64_t messages_past_retention = 0;  ///< lost
  double lag_seconds_mean = 0;               ///< of those read: from the enqueued time until then; 0: there are none
  double lag_seconds_max = 0;
};

struct StageTimes {
  double devices_seconds = 0;
  double carry_seconds = 0;
  double pipeline_seconds = 0;
  double wall_seconds = 0;
  double device_megabytes = 0;    ///< agent states and tables
  double resident_megabytes = 0;  ///< of the process, at most
};

/// What gateways took in and gave out in the measured period; all 0 where the policy merges at none.
struct GatewayNumbers {
  std::uint32_t gateways = 0;
  std::int64_t observations_in = 0;
  std::int64_t observations_out = 0;
  std::int64_t messages_in = 0;
  std::int64_t messages_out = 0;
  std::int64_t bytes_in = 0;
  std::int64_t bytes_out = 0;
  std::int64_t blocks_in = 0;
  std::int64_t blocks_out = 0;
  std::int64_t attributions_kept = 0;
  std::int64_t attributions_lost = 0;
};

/// What the radios of a class drew in the measured period, beyond what they draw asleep.
struct ClassEnergy {
  std::string device_class;
  double devices = 0;  ///< of the class, on lines with radio_power, behind no gateway
  double wake_up_joules = 0;
  double transmit_joules = 0;
  double receive_joules = 0;
  double hold_joules = 0;
  double total() const { return wake_up_joules + transmit_joules + receive_joules + hold_joules; }
};

/// One kind of operation that was asked of the hubs for the agents' twins, over all hubs. The law:
///   asked = done + refused + lost + held
struct LaneOperation {
  std::string operation{};         ///< as in sim/hub/README.md: "device_twin_read"
  std::int64_t asked = 0;          ///< each attempt
  std::int64_t done = 0;
  std::vector<DropCount> refused{};  ///< by reason, those that occurred
  std::int64_t lost = 0;           ///< on the way to the hub
  std::int64_t held = 0;           ///< on that way when the run ended
  std::int64_t expired = 0;        ///< of those done: messages and uploads that nobody completed in time
  std::int64_t blocks = 0;         ///< what the quota was charged; part of LaneResult::blocks, but for business
  std::int64_t delayed = 0;        ///< done after a wait in the shaping queue
  std::int64_t delay_us = 0;       ///< sum of these waits
  std::int64_t uplink_bytes = 0;   ///< on the lines; part of the upkeep
  std::int64_t downlink_bytes = 0;
  std::int64_t refused_total() const;
};

/// One policy in one replication on one kind of hub: everything that is merged into a study.
struct LaneResult {
  std::string policy;
  std::uint32_t replication = 0;
  bool fixed_hub = false;
  bool reused = false;            ///< the fixed hub's limits were never reached: the sized run stands
  std::uint64_t digest = 0;
  double devices = 0;
  double days = 0;                ///< of the measured period
  std::int64_t uplink_payload_bytes = 0;
  std::int64_t uplink_envelope_bytes = 0;
  std::int64_t uplink_upkeep_bytes = 0;
  std::int64_t downlink_bytes = 0;
  double site_peak_1s = 0;        ///< bytes per second at the busiest site
  double site_peak_1min = 0;
  double site_peak_1h = 0;
  double hub_peak_1s = 0;         ///< bytes per second of accepted message bodies at the hubs
  double hub_peak_1min = 0;
  double hub_peak_1h = 0;
  std::int64_t messages_emitted = 0;
  std::int64_t messages_accepted = 0;
  std::int64_t messages_held = 0;
  std::int64_t messages_duplicated = 0;  ///< accepted again: the client sent them again since an answer was lost
  std::int64_t blocks = 0;
  std::int64_t observations = 0;
  std::int64_t raw_events = 0;
  GatewayNumbers gateway;
  std::vector<ClassEnergy> energy;  ///< in the order of classes; only those with such devices
  Usage usage;
  std::vector<HubSize> hubs;
  std::vector<Usage> hub_usage;
  std::vector<DropRow> drops;     ///< raw events in `raw_events_per_device_day`
  std::int64_t alerts = 0;
  std::int64_t alerts_true = 0;      ///< evidence of a unit and an expected type
  std::int64_t alerts_related = 0;   ///< evidence of a unit, another type
  std::int64_t alerts_false = 0;
  std::vector<AlertCount> false_alerts;  ///< by type, in the catalogue's order; they sum to alerts_false
  std::int64_t alerts_notice = 0;    ///< the product's notice types
  std::int64_t incidents = 0;        ///< opened on devices
  std::int64_t incidents_false = 0;  ///< no attack had begun on the device
  std::int64_t campaigns = 0;        ///< opened over devices
  std::int64_t recommendations = 0;  ///< that became active or were resolved
  bool changes_twins = false;        ///< the policy has twin changes
  TwinCounts twin;
  std::vector<LaneOperation> hub_operations;  ///< of kTwinOperations, those that were asked
  std::vector<LaneOperation> business_operations;  ///< of the fleet's own business, the same
  std::vector<UnitOutcome> units;
  /// The first kMaxWeaknessesTold; empty without weaknesses in the scenario, as are the next two.
  std::vector<WeaknessOutcome> weaknesses;
  std::vector<WeaknessRest> weakness_rest;  ///< by kind, those after them
  std::vector<WeaknessNoise> weakness_noise;
  /// By attack, step, fate, stage and reason; all steps of all units that left evidence.
  std::vector<StepTotal> step_totals;
  std::int64_t units_without_steps = 0;  ///< attacked, and beyond kMaxUnitsWithSteps: their steps are in the totals alone
  std::vector<FaultOutcome> faults;      ///< in the order of the scenario
  HubTrouble trouble;
  NatLosses nat;
  CellLoad cell;
  EndpointReading endpoint;
  RouteTotals routes;
  std::vector<Series> series;
  std::vector<TimelineMark> marks;
  std::vector<DropCount> pipeline_losses;   ///< what the analytics core left out, see pipeline_losses.h
  std::int64_t rows_over_limit = 0;      ///< workspace rows left out at store_row_limit
  std::vector<std::string> imbalances;   ///< must be empty
  StageTimes times;
  std::vector<ConservationLedger> ledgers;   ///< for the manifest; not part of the JSON form
};

std::string to_json(const LaneResult& result);
/// Errors: throws std::runtime_error with a sentence if the text is not a LaneResult.
LaneResult lane_result_from_json(const std::string& text);

}  // namespace picket::sim
