#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/results/study_result.h"

namespace picket {

/// How much of one limit of a hub is used.
struct PlannedLimitUse {
  std::string limit;  ///< "daily quota", "send throttle", ...
  std::string unit;
  double used = 0;
  double of = 0;
  double share = 0;
  double allowed_share = 1;  ///< that the goals leave for use

  double fullness() const { return share / allowed_share; }
};

/// A choice of hubs, all alike.
struct PlannedHubs {
  std::string says;  ///< "2 hubs of S1 x 3 units"
  std::string sku;
  std::uint32_t units = 0;
  std::uint32_t hubs = 0;
  double usd_per_month = 0;
  bool fits = false;
  std::string fails_by;  ///< where it does not fit
  std::vector<PlannedLimitUse> uses;

  /// The limit that is the first to break as the fleet grows; null without any.
  const PlannedLimitUse* tightest() const;
};

/// What hubs do to a fleet's messages.
struct PlannedLoad {
  double refused_share = 0;
  double refused_by_quota = 0;
  double refused_by_throttle = 0;
  double delay_seconds_quantile = 0;
  double reconnect_seconds = 0;
  double twin_read_seconds = 0;
};

struct PlannedBillLine {
  std::string line;
  sim::Estimate usd;
  double security_usd = 0;
  double quantity = 0;
  std::string unit;
  double usd_per_unit = 0;
  std::string basis;
  std::string quality;  ///< of the price: "published", "estimated", "own"
  std::string source;
};

struct PlannedBill {
  sim::Estimate usd;
  sim::Estimate security_usd;
  std::vector<double> per_replication;
  std::vector<PlannedBillLine> lines;
};

/// A quantity of the whole fleet, extrapolated.
struct PlannedUsage {
  std::string name;
  std::string unit;
  sim::Estimate total;
  std::vector<std::pair<std::string, double>> variance_share;  ///< of each stratum
};

/// Fleet sizes for which one choice is the cheapest.
struct PlannedStep {
  double from_devices = 0;
  double to_devices = 0;
  std::string says;
  double usd_per_month = 0;    ///< of the hubs alone
  double bill_usd_at_from = 0; ///< of all
  double bill_usd_at_to = 0;
  std::optional<std::string> ends_by;
};

/// A fleet of another size.
struct PlannedSize {
  double devices = 0;
  double usd_per_month = 0;  ///< NaN: no hubs hold it
  std::string hubs;          ///< the cheapest; empty: none is wanted, or none fits
  std::optional<PlannedLoad> on_plan;
  bool plan_fits = true;
  std::string tightest;
};

/// What the bill does when one number is another one.
struct PlannedAssumption {
  std::string name;
  std::string kind;  ///< "price", "measured", "estimate", "goal"
  std::string says;
  double stated = 0;
  double low = 0;
  double high = 0;
  std::string range;
  std::optional<double> usd_at_low;  ///< none: no hubs hold the fleet there
  std::optional<double> usd_at_high;
  double elasticity = 0;
};

/// What an outbreak adds of one quantity, or to one line of the bill.
struct PlannedAddition {
  std::string name;
  std::string unit;
  sim::Estimate extra;
};

/// What an outbreak costs under one policy.
struct PlannedOutbreakCost {
  double infected = 0;
  sim::Estimate usd;  ///< of the month with it, by use
  std::vector<PlannedAddition> extra;
  std::vector<PlannedAddition> lines;
  bool plan_holds = true;
  std::string says;  ///< of the plan's hubs
  std::vector<PlannedLimitUse> plan_uses;
  double refused_share = 0;
  double busiest_day_refused = 0;
  double delay_seconds_quantile = 0;
  std::vector<std::string> untouched_strata;
};

/// The outbreak that the plan was asked about.
struct PlannedOutbreak {
  std::string says;
  std::vector<std::string> strata_without;
};

/// What became of the whole fleet of one of the chosen hubs after an outage; see StormOutcome of sim/plan.
struct PlannedStorm {
  double devices = 0;
  double outage_seconds = 0;
  double reconnect_seconds_closed_form = 0;
  sim::Estimate connections_lost;
  sim::Estimate back_share;
  sim::Estimate reconnect_seconds_median;
  sim::Estimate reconnect_seconds_95_percent;
  sim::Estimate reconnect_seconds_99_percent;
  sim::Estimate reconnect_seconds_longest;
  sim::Estimate connects_busiest_second;
  sim::Estimate connects_throttled_per_connection;
  sim::Estimate sends_throttled_per_message;
  sim::Estimate messages_held_share;
};

/// The answers for one policy.
struct PlannedPolicy {
  std::string policy;
  bool needs_hub = true;
  std::optional<PlannedHubs> choice;
  std::optional<PlannedHubs> at_upper_end;
  bool impossible_at_upper_end = false;
  std::optional<PlannedLoad> load;
  std::optional<double> stated_error;
  std::optional<PlannedBill> bill;
  std::vector<PlannedUsage> usage;
  std::vector<PlannedHubs> cheapest_of_tiers;
  std::vector<PlannedHubs> cheaper_choices;
  std::vector<PlannedStep> steps;
  std::vector<PlannedSize> sizes;
  std::vector<PlannedAssumption> assumptions;
  std::optional<PlannedOutbreakCost> outbreak;
  std::optional<PlannedStorm> storm;  ///< none: not simulated

  bool is_impossible() const { return needs_hub && !choice; }
};

struct PlannedBreakEven {
  double from_devices = 0;
  std::string cheaper;
};

/// Two policies' bills over fleet sizes.
struct PlannedPair {
  std::string first;
  std::string second;
  std::string cheaper;  ///< for the planned fleet; empty: neither
  std::string says;
  double compared_up_to_devices = 0;
  std::vector<PlannedBreakEven> at;
};

struct PlannedStratum {
  std::string name;
  double devices = 0;
  double sampled = 0;
};

struct ExcludedTier {
  std::string tiers;
  std::string why;
};

/// What the plan keeps to, and the estimates that it rests on.
struct PlannedGoals {
  double max_refused = 0;
  double max_delay_seconds = 0;
  double delay_quantile = 0;
  double headroom = 0;
  double reconnect_within_seconds = 0;
  double throttle_burst_seconds = 0;
  double throttle_queue_seconds = 0;
  double throttle_wait_seconds = 0;
};

/// plan.json as the report needs it.
struct PlanStudy {
  std::string study_id;
  std::string name;
  std::string title;
  std::string scenario;
  std::string scenario_path;
  std::string of_run;  ///< folder of the runs that it rests on; empty: a sample was simulated
  std::string created_utc;
  std::string version;
  std::string commit;
  std::string repeat_command;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;
  double simulated_days = 0;
  double warm_up_days = 0;
  double billing_days = 0;
  double devices = 0;
  double scenario_devices = 0;
  std::string price_book;
  std::string prices_compiled;
  PlannedGoals goals;
  std::vector<PlannedStratum> strata;
  std::vector<ExcludedTier> excluded_tiers;
  std::vector<PlannedPolicy> policies;
  std::vector<PlannedPair> break_even;
  std::optional<PlannedOutbreak> outbreak;  ///< none: nobody asked
  std::vector<sim::OwnEstimate> own_estimates;
  std::vector<std::string> methods;
  std::vector<std::string> warnings;
};

/// "A made fleet", or without a title the plan's name.
inline const std::string& title_of(const PlanStudy& plan) { return plan.title.empty() ? plan.name : plan.title; }

}  // namespace picket
