#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/attack/attack_template.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// A share of attacked devices that must be reached, or must not.
struct ShareBound {
  std::optional<double> at_least;
  std::optional<double> at_most;
  std::optional<double> good{};  ///< a share that is good without doubt: a verdict between it and the bound comes sooner
  Duration within;  ///< from the first malicious event on the device; 0: the attack's deadline
};

template <class Visitor>
void describe(Visitor& v, ShareBound& b) {
  v.field("at_least", b.at_least, {.says = "Smallest share that passes.", .min = 0.01, .max = 0.999});
  v.field("at_most", b.at_most,
          {.says = "Largest share that passes: of an attack that the policy is known to miss.", .min = 0.001, .max = 0.99});
  v.field("good", b.good,
          {.says = "A share that is good without doubt, beyond the bound: the check then decides between the two (Wald's test), "
                   "sooner than against the bound alone; a truth between them may come out either way.",
           .min = 0.001,
           .max = 0.999});
  v.field("within", b.within,
          {.says = "Time from the first malicious event on the device; 0 means the attack's deadline.",
           .min = 0,
           .max = 60 * 86'400.0});
}

/// A quantile of a time must not exceed a time. Undetected devices count as later than every time.
struct QuantileBound {
  double quantile = 0.5;
  Duration at_most;
  std::optional<double> good{};  ///< a share in that time that is good without doubt, beyond the quantile
};

template <class Visitor>
void describe(Visitor& v, QuantileBound& b) {
  v.field("quantile", b.quantile, {.says = "Share of attacked devices that must be that fast.", .min = 0.01, .max = 0.999});
  v.field("at_most", b.at_most, {.says = "The time.", .min = 0.001, .max = 60 * 86'400.0, .required = true});
  v.field("good", b.good,
          {.says = "Share of attacked devices that fast that is good without doubt, more than the quantile: the check then decides "
                   "between the two, as with detected.good.",
           .min = 0.001,
           .max = 0.999});
}

/// Bounds of the mean of a measure over replications.
struct MeanBound {
  std::optional<double> at_least;
  std::optional<double> at_most;
};

template <class Visitor>
void describe(Visitor& v, MeanBound& b) {
  v.field("at_least", b.at_least, {.says = "Smallest mean that passes, in the measure's unit."});
  v.field("at_most", b.at_most, {.says = "Largest mean that passes, in the measure's unit."});
}

/// What is wanted of some policies in a case. Each part that is given is one check for each of them.
struct Expectation {
  std::vector<std::string> policies;          ///< names; empty: all
  std::optional<ShareBound> detected;
  std::optional<QuantileBound> time_to_detect;
  std::optional<QuantileBound> time_to_evidence;
  std::map<std::string, MeanBound> measures;  ///< by their names in measures.csv
};

template <class Visitor>
void describe(Visitor& v, Expectation& e) {
  v.field("policies", e.policies, {.says = "Policies that it is expected of; empty means all of the suite.", .refers_to = "policy of this suite"});
  v.field("detected", e.detected, {.says = "Share of attacked devices with an expected alert in time."});
  v.field("time_to_detect", e.time_to_detect,
          {.says = "Quantile of the time from the first malicious event to the first expected alert."});
  v.field("time_to_evidence", e.time_to_evidence,
          {.says = "Quantile of the time from the first malicious event to the first trace of it behind the hub."});
  v.field("measures", e.measures,
          {.says = "Bounds of further measures, by their names in measures.csv (cost_usd_per_month, "
                   "uplink_bytes_per_device_day, false_alerts_per_device_day...).",
           .refers_to = "measure"});
}

/// A policy of the suite: a name of the library, or a file with one's own.
struct SuitePolicy {
  std::string name;
  std::string use;
};

template <class Visitor>
void describe(Visitor& v, SuitePolicy& p) {
  v.field("name", p.name, {.says = "Column in the results; empty means the template's name."});
  v.field("use", p.use,
          {.says = "Policy of the library, or a file with one (its path from the suite's folder, ending in .yaml).",
           .required = true,
           .refers_to = "policy"});
}

/// One attack on a small fleet, or on as many as it has variants; or a scenario of one's own.
struct SuiteCase {
  std::string name;
  std::string attack;
  std::string scenario;
  std::string device_class;
  std::map<std::string, double> access;
  std::optional<std::uint32_t> devices;
  std::optional<std::uint32_t> targets;
  std::optional<Duration> warm_up;
  std::optional<double> dwell_compression;
  std::map<std::string, double> parameters;
  std::optional<std::uint32_t> variants;
  std::optional<bool> held_out;
  std::vector<Expectation> expect;
  std::vector<std::string> invariants;
};

template <class Visitor>
void describe(Visitor& v, SuiteCase& c) {
  v.field("name", c.name, {.says = "Name of the case, unique in the suite; empty means the attack's or the scenario's."});
  v.field("attack", c.attack,
          {.says = "Attack of the library, or a file with one (its path from the suite's folder, ending in .yaml).",
           .refers_to = "attack"});
  v.field("scenario", c.scenario,
          {.says = "Scenario file in place of an attack, from the suite's folder; its policies are those of the suite."});
  v.field("device_class", c.device_class,
          {.says = "Class of the devices; empty means the first that the attack names.", .refers_to = "class"});
  v.field("access", c.access,
          {.says = "Kinds of line in place of the suite's.", .min = 0, .max = 1e9, .refers_to = "network"});
  v.field("devices", c.devices, {.says = "Devices of the case in place of the suite's.", .min = 1, .max = 100'000});
  v.field("targets", c.targets, {.says = "Attacked devices in place of the suite's.", .min = 1, .max = 100'000});
  v.field("warm_up", c.warm_up, {.says = "Ordinary life before, in place of the suite's.", .min = 0, .max = 366 * 86'400.0});
  v.field("dwell_compression", c.dwell_compression,
          {.says = "Compression of long waits in place of the suite's.", .min = 1, .max = 10'000});
  v.field("parameters", c.parameters, {.says = "Numbers of the attack that the case sets, by name; they win over a variant's."});
  v.field("variants", c.variants,
          {.says = "Variants of the attack, each a case, in place of the suite's number; 0 means the attack as it is.", .max = kMostVariants});
  v.field("held_out", c.held_out, {.says = "Whether they are drawn from held-out ranges, in place of the suite's word."});
  v.field("expect", c.expect, {.says = "What is expected in place of the suite's expectations."});
  v.field("invariants", c.invariants, {.says = "What must hold in every run, besides the suite's invariants.", .refers_to = "invariant"});
}

/// How much of a suite is run, and how long.
struct SuiteTier {
  std::vector<std::string> cases;
  std::optional<std::uint32_t> max_replications;
  std::optional<double> dwell_compression;
  Duration budget;
};

template <class Visitor>
void describe(Visitor& v, SuiteTier& t) {
  v.field("cases", t.cases, {.says = "Cases that belong to the tier; empty means all.", .refers_to = "case of this suite"});
  v.field("max_replications", t.max_replications,
          {.says = "Replications of a case at most, in place of the suite's.", .min = 1, .max = 100'000});
  v.field("dwell_compression", t.dwell_compression,
          {.says = "Compression of long waits in place of the suite's and the cases'.", .min = 1, .max = 10'000});
  v.field("budget", t.budget, {.says = "Time after which no further simulation starts; 0 means no limit.", .min = 0});
}

/// A set of cases with expectations, that a team gates on.
///
/// Sizes are for attack suites: a fleet of a dozen devices of one class at two sites, of which some are attacked, each at
/// its own time within `start_jitter`. The measured period lasts until every wanted time has passed for the last of them.
struct Suite {
  std::string name;
  std::string title;
  std::uint64_t seed = 1;
  std::vector<SuitePolicy> policies;
  std::vector<std::string> rules;
  double confidence = 0.95;
  std::uint32_t max_replications = 40;
  std::uint32_t devices = 12;
  std::uint32_t targets = 4;
  std::map<std::string, double> access{{"ethernet", 1}};
  Duration warm_up = Duration::hours(12);
  Duration start = Duration::minutes(30);
  Duration start_jitter = Duration::hours(2);
  double dwell_compression = 1;
  std::uint32_t variants = 0;
  bool held_out = false;
  std::vector<Expectation> expect;
  std::vector<std::string> invariants;
  std::vector<SuiteCase> cases;
  std::map<std::string, SuiteTier> tiers;
};

template <class Visitor>
void describe(Visitor& v, Suite& s) {
  v.field("name", s.name, {.says = "Short name, used in file names.", .required = true});
  v.field("title", s.title, {.says = "Heading of the report."});
  v.field("seed", s.seed, {.says = "Seed of all random numbers: fixed for a gate."});
  v.field("policies", s.policies, {.says = "Policies that every case runs under.", .required = true});
  v.field("rules", s.rules, {.says = "Packs of detections: picket, product or a folder of Sigma rules; empty means picket."});
  v.field("confidence", s.confidence,
          {.says = "Of each verdict; PASS and FAIL are wrong at most this rarely.", .min = 0.5, .max = 0.9999});
  v.field("max_replications", s.max_replications,
          {.says = "Replications of a case at most; a case stops as soon as its checks are decided.", .min = 1, .max = 100'000});
  v.field("devices", s.devices, {.says = "Devices of a case.", .min = 1, .max = 100'000, .grade = Grade::kEstimated});
  v.field("targets", s.targets, {.says = "Attacked devices of a case.", .min = 1, .max = 100'000, .grade = Grade::kEstimated});
  v.field("access", s.access,
          {.says = "Kinds of line and their weights, drawn for each of the two sites of a case.",
           .min = 0,
           .max = 1e9,
           .grade = Grade::kEstimated,
           .refers_to = "network"});
  v.field("warm_up", s.warm_up,
          {.says = "Ordinary life before the measured period.", .min = 0, .max = 366 * 86'400.0, .grade = Grade::kEstimated});
  v.field("start", s.start, {.says = "First moment of an attack in the measured period.", .min = 0, .max = 366 * 86'400.0});
  v.field("start_jitter", s.start_jitter,
          {.says = "Plus a uniform draw up to this for each attacked device, so that it meets the agent's timers anywhere.",
           .min = 0,
           .max = 366 * 86'400.0,
           .grade = Grade::kEstimated});
  v.field("dwell_compression", s.dwell_compression,
          {.says = "Divides what waits and phases of an attack have beyond an hour; 1 leaves them as the catalogue has them.",
           .min = 1,
           .max = 10'000,
           .grade = Grade::kEstimated});
  v.field("variants", s.variants,
          {.says = "Variants of each attack that has ranges: numbers 1 to this, each a case called NAME#1 and so on; attacks "
                   "without stay one case. 0 means the attacks as they are.",
           .max = kMostVariants});
  v.field("held_out", s.held_out,
          {.says = "Variants are drawn from held-out ranges, for a last measurement: attacks without such ranges stay one case, "
                   "as they are."});
  v.field("expect", s.expect, {.says = "What is expected of every case that does not say its own."});
  v.field("invariants", s.invariants,
          {.says = "What must hold in every run of every case, exactly: conservation (always), censoring, delay_parts, deterministic, "
                   "hub_quota, message_size, no_drop.REASON.",
           .refers_to = "invariant"});
  v.field("cases", s.cases, {.says = "The cases.", .required = true});
  v.field("tiers", s.tiers, {.says = "Parts of the suite by name, such as pr, nightly and release."});
}

}  // namespace picket::sim
