#pragma once

#include <array>
#include <span>

#include "sim/scenario/fault_fields.h"
#include "sim/scenario/pipeline_fields.h"
#include "sim/scenario/policy_fields.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/type_info.h"
#include "sim/scenario/weakness_fields.h"

namespace picket::sim {

inline std::span<const EnumName<Wire>> enum_names(Wire) {
  static constexpr std::array<EnumName<Wire>, 2> kNames{{{Wire::kExact, "exact"}, {Wire::kSized, "sized"}}};
  return kNames;
}

inline std::span<const EnumName<Store>> enum_names(Store) {
  static constexpr std::array<EnumName<Store>, 4> kNames{{{Store::kFindings, "findings"},
                                                          {Store::kAttackWindows, "attack_windows"},
                                                          {Store::kSample, "sample"},
                                                          {Store::kAll, "all"}}};
  return kNames;
}

inline std::span<const EnumName<Backend>> enum_names(Backend) {
  static constexpr std::array<EnumName<Backend>, 2> kNames{{{Backend::kS4u, "s4u"}, {Backend::kFast, "fast"}}};
  return kNames;
}

inline std::span<const EnumName<Sharing>> enum_names(Sharing) {
  static constexpr std::array<EnumName<Sharing>, 2> kNames{{{Sharing::kFifo, "fifo"}, {Sharing::kFair, "fair"}}};
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, FleetGroup& g) {
  v.field("device_class", g.device_class, {.says = "Class of the devices.", .required = true, .refers_to = "class"});
  v.field("count", g.count, {.says = "Number of devices.", .min = 1, .max = 10'000'000, .required = true});
  v.field("gateway", g.gateway,
          {.says = "Class of the gateways that the devices are behind, at the sites and on the lines of those; policies "
                   "with gateway_merge send through them.",
           .refers_to = "class"});
  v.field("sites", g.sites,
          {.says = "Number of sites, with a gateway of those of its class; the devices are dealt over them evenly.",
           .min = 1,
           .max = 10'000'000});
  v.field("access", g.access,
          {.says = "Kinds of line and their weights, drawn per site; not with a gateway, whose line it is.",
           .min = 0,
           .max = 1e9,
           .refers_to = "network"});
  v.field("public_share", g.public_share, {.says = "Share of devices with a public address.", .min = 0, .max = 1});
  v.field("vulnerable_share", g.vulnerable_share,
          {.says = "Share of devices with a default password on an open port.",
           .min = 0,
           .max = 1,
           .grade = Grade::kEstimated});
  v.field("hub", g.hub, {.says = "Hub that the devices connect to; empty spreads them over all.", .refers_to = "hub"});
  v.field("seasonality", g.seasonality,
          {.says = "How activity follows the local hour: flat, residential, office, ev_public, meter or plc."});
  v.field("utc_offset_hours", g.utc_offset_hours,
          {.says = "Time zones, dealt over the sites in turn.", .min = -12, .max = 14});
  v.field("identities", g.identities, {.says = "What the hub's registry holds of the devices."});
  v.field("edge_manifest", g.edge_manifest,
          {.says = "Deployment manifest of devices that run IoT Edge; not given means that they do not."});
  v.field("business_operations", g.business_operations,
          {.says = "What the owner's back end and the devices ask of the hub for the fleet's own business, beside telemetry "
                   "(prices.business_messages_device_day): metered and throttled like what agents ask, and no cost of security."});
}

template <class Visitor>
void describe(Visitor& v, Targets& t) {
  v.field("device_class", t.device_class, {.says = "Class that is attacked; empty means any.", .refers_to = "class"});
  v.field("exposure", t.exposure, {.says = "Which devices can be hit, by address: any, public or nat."});
  v.field("vulnerable_only", t.vulnerable_only, {.says = "Only devices with a default password on an open port."});
  v.field("count", t.count,
          {.says = "Number of devices hit; not used by an attack that spreads.", .min = 1, .max = 10'000'000});
  v.field("spread_beta_per_hour", t.spread_beta_per_hour,
          {.says = "Infections per infected device and hour while all are healthy; 0 means no spread.",
           .min = 0,
           .max = 1e6,
           .grade = Grade::kEstimated,
           .source = "workload survey 3.2"});
  v.field("spread_gamma_per_day", t.spread_gamma_per_day,
          {.says = "Rate at which infected devices are cleaned, per day.",
           .min = 0,
           .max = 1e6,
           .grade = Grade::kEstimated,
           .source = "workload survey 3.2"});
  v.field("spread_seeds", t.spread_seeds, {.says = "Devices infected at the start.", .min = 1, .max = 10'000'000});
}

template <class Visitor>
void describe(Visitor& v, AttackInstance& a) {
  v.field("name", a.name, {.says = "Name of the attack, unique in the scenario; empty means the template's name."});
  v.field("use", a.use, {.says = "Template of the attack.", .required = true, .refers_to = "attack"});
  v.field("start", a.start,
          {.says = "Start of the attack, from the start of the measured period.", .min = 0, .max = 366 * 86'400.0});
  v.field("start_jitter", a.start_jitter,
          {.says = "Plus a uniform draw up to this, per device.", .min = 0, .max = 366 * 86'400.0});
  v.field("targets", a.targets, {.says = "Which devices are hit."});
  v.field("parameters", a.parameters, {.says = "Numbers of the template that this attack sets, by name; they win over a variant's."});
  v.field("variant", a.variant,
          {.says = "Number of a variant, whose parameters are drawn from the template's ranges: the same in every scenario and "
                   "under every seed. 0 means the template's values.",
           .max = kMostVariants});
  v.field("held_out", a.held_out,
          {.says = "The variant draws from the template's held-out ranges, which nothing should be tuned on."});
  v.field("dwell_compression", a.dwell_compression,
          {.says = "Divides what waits and phases of the attack have beyond an hour, so that weeks fit a short run; 1 leaves "
                   "the template's times.",
           .min = 1,
           .max = 10'000,
           .grade = Grade::kEstimated});
}

template <class Visitor>
void describe(Visitor& v, IntelSettings& i) {
  v.field("listed_share", i.listed_share,
          {.says = "Share of an attack's addresses and domains that a feed lists at all.",
           .min = 0,
           .max = 1,
           .grade = Grade::kEstimated,
           .plausible = {0.1, 0.6}});
  v.field("listing_lag", i.listing_lag,
          {.says = "Time from the first use of an address to its listing, in seconds.",
           .min = 0,
           .max = 366 * 86'400.0,
           .grade = Grade::kEstimated,
           .plausible = {6 * 3'600.0, 4 * 86'400.0},
           .unit = "s"});
  v.field("unrelated_indicators", i.unrelated_indicators,
          {.says = "Listed addresses that no attack of this run uses.",
           .min = 0,
           .max = 10'000'000,
           .grade = Grade::kEstimated,
           .plausible = {1'000, 100'000}});
  v.field("feeds", i.feeds, {.says = "Files of indicators."});
  v.field("indicators", i.indicators, {.says = "How the words of feeds grow old."});
}

template <class Visitor>
void describe(Visitor& v, FeedUse& f) {
  v.field("file", f.file,
          {.says = "STIX 2.1 bundle (.json), CSV (.csv) or one value a line (.txt); from the scenario's folder.",
           .required = true});
  v.field("at", f.at,
          {.says = "When the feed comes, from the start of the measured period; what was seen before is then searched "
                   "(pipeline.sightings). 0: known from the beginning.",
           .min = 0,
           .max = 366 * 86'400.0});
  v.field("source", f.source, {.says = "Who says so, where the feed does not; empty means the file."});
  v.field("confidence", f.confidence, {.says = "Where the feed does not say.", .min = 0, .max = 100});
  v.field("tlp", f.tlp, {.says = "To whom it may be shown, where the feed does not say."});
}

template <class Visitor>
void describe(Visitor& v, SuppressionUse& s) {
  v.field("alert_type", s.alert_type, {.says = "Type of the alert.", .required = true, .refers_to = "alert"});
  v.field("device_class", s.device_class, {.says = "Only of devices of this class; empty means any.", .refers_to = "class"});
  v.field("expiration", s.expiration,
          {.says = "When the rule ends, from the start of the measured period.", .min = 0, .max = 366 * 86'400.0});
  v.field("reason", s.reason, {.says = "Why nobody wants to be told."});
}

template <class Visitor>
void describe(Visitor& v, ModelThresholds& t) {
  v.field("novelty", t.novelty,
          {.says = "Nats of surprise that each of the first sightings must have; 0 takes all that are rare.", .min = 0, .max = 1'000});
  v.field("level", t.level, {.says = "In place of pipeline.behaviour_model.threshold.", .min = 0.1, .max = 1'000});
  v.field("drift", t.drift, {.says = "In place of pipeline.behaviour_model.drift.threshold.", .min = 0.1, .max = 63});
  v.field("egress", t.egress, {.says = "In place of pipeline.egress_model.factor.", .min = 1, .max = 1e6});
}

template <class Visitor>
void describe(Visitor& v, CalibrationSettings& c) {
  v.field("max_false_alerts_per_1000_device_days", c.max_false_alerts_per_1000_device_days,
          {.says = "Budget of the calibrated models together, dealt to them evenly; alerts of rules and detectors, which "
                   "have no threshold, come on top.",
           .min = 0.001,
           .max = 1'000,
           .grade = Grade::kEstimated});
  v.field("replications", c.replications,
          {.says = "Runs without attacks, apart from those of the study.", .min = 1, .max = 1'000});
  v.field("duration", c.duration,
          {.says = "Measured period of each, after the study's warm-up; 0 s: as long as the study's.",
           .min = 0,
           .max = 366 * 86'400.0});
}

template <class Visitor>
void describe(Visitor& v, PolicyUse& p) {
  v.field("name", p.name, {.says = "Column in the results; empty means the template's name."});
  v.field("use", p.use, {.says = "Template of the policy.", .required = true, .refers_to = "policy"});
  v.field("twin_changes", p.twin_changes,
          {.says = "Changes of the agents' configuration during the measured period, by their module twins; at most 16."});
  v.field("twin_patches", p.twin_patches,
          {.says = "What a patch does to properties that it does not mention; agent: generation 1 resets them to their "
                   "defaults, as in its code, generation 2 keeps them (not documented, our choice).",
           .grade = Grade::kPublished,
           .source = "agents' code of generation 1"});
  v.field("twin_unknown_keys_fail", p.twin_unknown_keys_fail,
          {.says = "Generation 2: a key that is no setting makes an update fail; false ignores it (not documented, our "
                   "choice)."});
}

template <class Visitor>
void describe_run(Visitor& v, Scenario& s) {
  v.field("name", s.name, {.says = "Short name, used in file names.", .required = true});
  v.field("title", s.title, {.says = "Heading of the report."});
  v.field("description", s.description, {.says = "What the scenario is about, in a few sentences."});
  v.field("seed", s.seed,
          {.says = "Seed of all random numbers; same scenario, seed and version give the same results."});
  v.field("replications", s.replications,
          {.says = "How often the run is repeated with other random numbers.", .min = 1, .max = 100'000});
  v.field("start_utc", s.start_utc, {.says = "Start of the measured period, in UTC."});
  v.field("warm_up", s.warm_up,
          {.says = "Ordinary life before the measured period, not measured.", .min = 0, .max = 366 * 86'400.0});
  v.field("duration", s.duration, {.says = "Length of the measured period.", .max = 366 * 86'400.0});
  v.field(
      "window", s.window,
      {.says = "Simulated time by which devices are advanced at once; does not change results.", .min = 1, .max = 31 * 86'400.0});
  v.field("wire", s.wire, {.says = "exact encodes and decodes every message; sized carries exact sizes only."});
  v.field("store", s.store, {.says = "Which raw rows are kept in the workspace."});
  v.field("store_replications", s.store_replications,
          {.says = "Replications whose rows are kept.", .min = 0, .max = 100'000});
  v.field("store_row_limit", s.store_row_limit,
          {.says = "Most rows kept per run; reaching it is counted.", .min = 0, .max = 1e9});
  v.field("backend", s.backend,
          {.says = "Carrier of the messages: s4u, the reference, or fast, which is checked against it."});
  v.field("rules", s.rules,
          {.says = "Packs of detections: picket (the product's documented alerts and ours), product (the documented "
                   "alone), or a folder with Sigma rules; none given means picket."});
  v.field("sharing", s.sharing, {.says = "How transfers share a line: fifo for telemetry, fair for large uploads."});
}

template <class Visitor>
void describe(Visitor& v, Scenario& s) {
  describe_run(v, s);
  v.field("reference_policy", s.reference_policy,
          {.says = "Policy that the others are compared with; empty means the first.", .refers_to = "policy_name"});
  v.field("policies", s.policies, {.says = "Policies to compare.", .required = true});
  v.field("fleet", s.fleet, {.says = "Groups of devices.", .required = true});
  v.field("rollouts", s.rollouts, {.says = "Firmware updates that come to a class of devices in stages: ordinary life."});
  v.field("faults", s.faults, {.says = "What goes wrong by itself and when: lines, power, hubs, clocks, certificates."});
  v.field("attacks", s.attacks, {.says = "Attacks and when they start."});
  v.field("weaknesses", s.weaknesses,
          {.says = "Labelled weaknesses of devices, which recommendations are held against."});
  v.field("hubs", s.hubs, {.says = "IoT Hubs; none given means one of tier S1 that is sized for each policy."});
  v.field("fixed_hub", s.fixed_hub, {.says = "Hub for a second comparison on equal hardware; not given means none."});
  v.field("fixed_hub_replications", s.fixed_hub_replications,
          {.says = "Replications of that second comparison, the first ones; 0 means all.", .max = 100'000});
  v.field("intel", s.intel, {.says = "What threat intelligence knows of the attacks, and feeds."});
  v.field("pipeline", s.pipeline, {.says = "How the analytics core works."});
  v.field("calibration", s.calibration,
          {.says = "Finds the thresholds of the behaviour models for each policy before the study, on life without "
                   "attacks, so that policies are compared at the same false alerts; not given means none is."});
  v.field("thresholds", s.thresholds,
          {.says = "What the behaviour models alert above, by policy; what is given is not calibrated.",
           .refers_to = "policy_name"});
  v.field("criticality", s.criticality,
          {.says = "How much a device's risk weighs, by class; 1 where not given.",
           .min = 0,
           .max = 100,
           .grade = Grade::kEstimated,
           .refers_to = "class"});
  v.field("suppression_rules", s.suppression_rules,
          {.says = "Alerts that are counted and add to the risk, and are not told."});
  v.field("client", s.client, {.says = "How the agents' client connects and retries.", .refers_to = "client"});
  v.field("prices", s.prices, {.says = "Prices for the bill.", .refers_to = "prices"});
  v.field("networks", s.networks, {.says = "Kinds of line, by name; add to the library's or replace them."});
  v.field("device_classes", s.device_classes,
          {.says = "Classes of devices, by name; add to the library's or replace them."});
  v.field("attack_templates", s.attack_templates,
          {.says = "Attacks as data, by name; add to the library's or replace them."});
  v.field("policy_templates", s.policy_templates,
          {.says = "Policies as data, by name; add to the library's or replace them."});
}

// Each takes seconds to compile; what reads, writes or describes files shares one of them.
extern template const TypeInfo& type_of<Policy>();
extern template const TypeInfo& type_of<ClientPreset>();
extern template const TypeInfo& type_of<AttackTemplate>();
extern template const TypeInfo& type_of<DeviceClass>();
extern template const TypeInfo& type_of<PriceBook>();
extern template const TypeInfo& type_of<AccessNetwork>();
extern template const TypeInfo& type_of<Scenario>();

}  // namespace picket::sim
