#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/own_estimate.h"

namespace picket::sim {

/// A number with its uncertainty. `n` is the number of replications behind it; with n < 5 no
/// interval is given (statistics: n too small).
struct Estimate {
  double value = 0;
  std::optional<double> ci_low;   ///< 95 %, two-sided; missing: no interval can be given
  std::optional<double> ci_high;  ///< may be +infinity for quantiles (written as null with `ci_high_open`)
  bool ci_high_open = false;
  std::uint32_t n = 0;
};

/// One measure of one policy. `name` carries its unit as a suffix
/// ("uplink_payload_bytes_per_device_day"); `per_replication` is in replication order, a NaN where one says
/// nothing.
struct Measure {
  std::string name;
  std::string unit;         ///< "B", "B/s", "1/day", "USD/month", "s", "" for ratios
  std::string says;         ///< one sentence for the report
  Estimate estimate;
  std::vector<double> per_replication;
  std::optional<Estimate> difference;  ///< paired difference to the study's reference policy
};

/// A step of a Kaplan-Meier curve: P(event by `at_seconds`) with its pointwise 95 % band.
struct CurvePoint {
  double at_seconds = 0;
  double probability = 0;
  double band_low = 0;
  double band_high = 0;
};

/// Time from the first malicious event to something, undetected units censored at the horizon.
struct SurvivalResult {
  std::uint32_t units = 0;
  std::uint32_t events = 0;          ///< units for which it happened
  Estimate probability;              ///< by the horizon; logit-t over replications, or exact
  std::optional<Estimate> median_seconds;  ///< missing: not reached
  std::optional<Estimate> p90_seconds;
  Estimate restricted_mean_seconds;  ///< RMST up to the horizon
  std::vector<CurvePoint> curve;
};

/// Steps of an attack that a policy missed for one reason.
struct MissedSteps {
  std::string step;                ///< id of the attack's phase
  std::string reason;              ///< "not_collected", "evicted", ..., see sim/experiment/step_fate.h
  std::string ended_at;            ///< stage and reason of most of them: "agent cache_overflow"
  std::uint64_t count = 0;
  std::uint64_t steps = 0;         ///< of this phase that left evidence; what `share` is of
  Estimate share;                  ///< ratio over replications
  std::string example;             ///< "attack/device" of the first whose evidence ended there
  std::uint32_t example_replication = 0;
  std::string nearest_rule;        ///< what came nearest to telling the example; empty: not looked for
  std::string condition;           ///< of that rule, that the example's evidence fails
};

/// A part of the time to detect, over detected units.
struct DelayResult {
  std::string part;                ///< "attack", "agent", "queue", "reconnect", "network", "shaping", "hub", "pipeline"
  Estimate mean_seconds;           ///< ratio over replications; the parts' values sum to the mean time to detect
  Estimate median_seconds;         ///< of all detected units, replications resampled; medians of parts do not sum
};

/// One policy against one attack.
struct DetectionResult {
  std::string policy;
  std::string attack;              ///< instance id of the scenario
  std::string title;
  std::vector<std::string> techniques;
  std::uint32_t units = 0;
  bool measurable = true;          ///< false: its deadline exceeds the horizon
  double deadline_seconds = 0;
  Estimate detected_by_deadline;   ///< P(time to detect <= deadline)
  SurvivalResult time_to_detect;
  SurvivalResult time_to_evidence;
  Estimate evidence_share;         ///< share of labelled raw events that reached the pipeline
  std::uint32_t runs_needed = 0;   ///< further replications until the interval is +-0.1; 0: enough
  /// Mean parts of the time to detect over detected units; they sum to the mean exactly.
  struct Parts {
    double attack_seconds = 0;     ///< from the first malicious event to the one that gave evidence
    double agent_seconds = 0;
    double queue_seconds = 0;
    double reconnect_seconds = 0;
    double network_seconds = 0;
    double shaping_seconds = 0;
    double hub_seconds = 0;
    double pipeline_seconds = 0;
    std::uint32_t detected = 0;
  } parts;
  std::vector<DelayResult> delays; ///< the same with intervals; empty if nothing was detected
  std::uint64_t steps = 0;         ///< that left evidence, over units and replications
  std::uint64_t steps_detected = 0;
  std::vector<MissedSteps> missed_steps;  ///< by step, then most first; counts sum to steps - steps_detected
  std::vector<std::string> raised_by;       ///< "pack: n units", most first: whose detection came first
  std::vector<std::string> missed_because;  ///< "where its evidence ended: n units", most first
};

/// One policy against one kind of weakness, all devices that had it; the definitions are WeaknessScore's.
struct WeaknessResult {
  std::string policy;
  std::string kind;                ///< "open_port", ...
  std::uint32_t units = 0;         ///< weak devices: found + found_late + missed
  std::uint32_t found = 0;         ///< recommended while it was there
  std::uint32_t found_late = 0;    ///< recommended only after it was mended
  std::uint32_t missed = 0;        ///< not recommended by the horizon
  Estimate found_share;            ///< found / units; over replications
  SurvivalResult time_to_appear;   ///< from the start of the weakness; no curve
  std::uint32_t mended = 0;        ///< units that were mended before the horizon
  /// From the mending, of units whose recommendation was active then or came later; missing: there were none. No curve.
  std::optional<SurvivalResult> time_to_resolve;
  std::uint32_t wrong = 0;         ///< recommendations of the kind on devices without it
  double exposure_device_days = 0; ///< without it
  std::optional<Estimate> wrong_per_device_day;  ///< missing: every device had it all the time
  double stood_before = 0;         ///< active at the start of the measured period, mean over replications
  std::vector<std::string> missed_because;  ///< "reason: n units", most first
};

struct BillLine {
  std::string line;    ///< "iot_hub_units", "log_analytics_ingestion_raw_events", "cellular_data", ...
  Estimate usd_per_month;
  std::string basis;   ///< of the first replication: "3 x S1 at 25.00 USD"
  double quantity = 0;      ///< of a month, mean
  std::string unit;         ///< of the quantity: "unit", "GB", "MB", "h"
  double usd_per_unit = 0;  ///< usd_per_month is quantity * usd_per_unit; where several prices meet, their mean
  std::string quality;      ///< of the price: "published", "estimated", "own"
  std::string source;       ///< of the price
  double security_usd_per_month = 0;  ///< part of usd_per_month that would not be there without security, mean
};

/// What a bill is made of: one kind of use of one policy, scaled to a day.
struct UsageRow {
  std::string name;    ///< "workspace_raw_bytes_per_day", "s1_units", "s1_units_without_security"
  std::vector<double> per_replication;
};

/// A number of the price book.
struct PriceRow {
  std::string key;     ///< "s1_unit_month", "log_analytics_commitments[0].price_day", "raw_events_to_workspace"
  double value = 0;    ///< as the book has it; true and false as 1 and 0
  double usd = 0;      ///< of a price: US dollars that are paid, the discount taken off
  double discount = 0;
  std::string quality; ///< of a price, as are the next two; else empty
  std::string source;
  std::string compiled;
};

struct DropRow {
  std::string stage;   ///< "sensor", "agent", "queue", "network", "hub", "pipeline"
  std::string reason;
  double raw_events_per_device_day = 0;
};

/// A sampled series of replication 0 for the timeline plot.
struct Series {
  std::string name;               ///< "busiest_site_uplink", "busiest_cell_uplink", "hub_ingress"
  std::string unit;               ///< "B/s"
  double start_seconds = 0;       ///< from the start of the measured period
  double step_seconds = 60;
  std::vector<double> values;     ///< mean over each step
};

struct TimelineMark {
  double at_seconds = 0;
  double until_seconds = 0;       ///< equal to at_seconds for a point
  std::string label;
  std::string kind;               ///< "attack", "fault", "alert", "false_alert"
};

/// What the agents made of a policy's twin changes: means over the replications, whole fleet and measured period. What was asked
/// of the hubs for it: OperationResult.
struct TwinUpdates {
  double delivered = 0;             ///< applied + failed
  double applied = 0;
  double failed = 0;                ///< the agent refused the document
  double reported_bytes = 0;        ///< of reported properties, sent in answer
  double flushed_messages = 0;      ///< sent at once because of a change
  double configuration_errors = 0;  ///< items of ConfigurationError events (generation 1)
};

/// One kind of operation that was asked of the hubs for the agents' twins: means a day over the replications, whole fleet.
/// asked = done + refused + lost, but for what was on its way when the run ended.
struct OperationResult {
  std::string operation{};          ///< "device_twin_read", "reported_update", "twin_update", "desired_notification"
  double asked_per_day = 0;         ///< each attempt
  double done_per_day = 0;
  double refused_per_day = 0;       ///< throttle, quota, and what else a hub refuses for
  double lost_per_day = 0;          ///< its connection ended on the way
  double expired_per_day = 0;       ///< of those done: messages and uploads that nobody completed in time
  double blocks_per_day = 0;        ///< of the quota; part of the measure of that name
  double mean_delay_seconds = 0;    ///< of those done, in the shaping queue
  double uplink_bytes_per_day = 0;  ///< on the lines; part of the upkeep
  double downlink_bytes_per_day = 0;
};

struct PolicyResult {
  std::string policy;
  std::string generation;
  std::string says;
  std::string sku;                ///< hub tier chosen by the tier rule
  std::uint32_t units = 0;
  std::vector<Measure> measures;
  std::vector<BillLine> bill;
  std::vector<UsageRow> usage;
  std::vector<DropRow> drops;
  std::vector<Series> series;
  std::vector<TimelineMark> marks;
  std::optional<TwinUpdates> twin_updates;  ///< only of a policy with twin changes
  std::vector<OperationResult> hub_operations;  ///< only of a policy whose agents have twins
  std::vector<OperationResult> business_operations;  ///< of the fleet's own business, if it has any: the same under every policy but for limits
};

/// What one model alerts above under one policy, found on benign life before the study.
struct CalibrationResult {
  std::string policy;
  std::string model;              ///< "novelty", "level", "drift", "egress"
  std::string unit;               ///< of the threshold
  double threshold = 0;
  double budget_per_1000_device_days = 0;
  double device_days = 0;         ///< of generated benign life
  std::uint64_t alerts = 0;       ///< that the threshold would have raised there
  double upper_bound_per_1000_device_days = 0;  ///< of their rate, at 95 % (Poisson)
  bool extrapolated = false;      ///< by a generalised Pareto tail: the exposure is below 3 / budget
};

/// What one fault of the scenario came to, means over the replications; the same for every policy. No attack.
struct FaultResult {
  std::string fault;          ///< name in the scenario
  std::string kind;           ///< "link_loss", "hub_outage", ...
  double from_seconds = 0;    ///< from the start of the measured period
  double until_seconds = 0;   ///< the horizon at most
  double sites = 0;           ///< hit
  double devices = 0;         ///< hit
};

/// Everything a report needs; written as result.json.
struct StudyResult {
  bool hubs_sized = true;         ///< by the tier rule for each policy; false: a hub has the units that the scenario says
  std::string study_id;
  std::string scenario_name;
  std::string scenario_path;
  std::string title;
  std::string description;
  std::string created_utc;
  std::string commit;
  std::string version;
  std::string digest;
  std::string repeat_command;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  std::uint32_t devices = 0;
  std::uint32_t sites = 0;
  double warm_up_seconds = 0;
  double duration_seconds = 0;
  double wall_seconds = 0;
  std::string reference_policy;
  std::string price_book;
  std::vector<PriceRow> prices;
  std::vector<std::string> verdict;   ///< sentences, the most important first
  std::vector<std::string> warnings;
  std::vector<CalibrationResult> calibration;  ///< may be empty
  std::vector<FaultResult> faults;             ///< empty without faults in the scenario
  std::vector<OwnEstimate> own_estimates;      ///< what nobody publishes and this rests on
  std::vector<PolicyResult> policies;         ///< hub sized per policy by the tier rule
  std::vector<PolicyResult> fixed_hub;        ///< the same policies on one fixed hub; may be empty
  std::vector<DetectionResult> detections;
  std::vector<DetectionResult> fixed_hub_detections;
  std::vector<WeaknessResult> weaknesses;     ///< empty without weaknesses in the scenario
  std::vector<WeaknessResult> fixed_hub_weaknesses;
};

}  // namespace picket::sim
