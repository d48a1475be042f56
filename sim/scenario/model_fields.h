#pragma once

#include "pipeline_core/detectors/detector.h"
#include "pipeline_core/hub_watch/settings.h"
#include "pipeline_core/learn/beacon.h"
#include "pipeline_core/learn/behaviour.h"
#include "pipeline_core/learn/egress_volume.h"
#include "pipeline_core/learn/novelty.h"
#include "pipeline_core/learn/peer_shift.h"
#include "pipeline_core/learn/rare_sequence.h"
#include "sim/scenario/field.h"
#include "sim/scenario/hub_watch_fields.h"

/// The numbers of the analytics core's models that a scenario may choose; in the namespace of the types.
namespace picket {

inline constexpr double kLongestPipelineTime = 366 * 86'400.0;

template <class Visitor>
void describe(Visitor& v, EgressSettings& e) {
  using sim::Grade;
  v.field("factor", e.factor,
          {.says = "An hour's bytes alert above this times the largest hour learned.", .min = 1, .max = 1e6, .grade = Grade::kEstimated,
           .plausible = {2, 8}});
  v.field("floor_bytes", e.floor_bytes, {.says = "Hours below never alert.", .max = 1e15, .grade = Grade::kEstimated, .plausible = {5e6, 1e8}});
  v.field("min_hours", e.min_hours, {.says = "Learned hours needed before any alert.", .max = 10'000, .grade = Grade::kEstimated,
                                     .plausible = {6, 24}});
  v.field("growth", e.growth,
          {.says = "The learned maximum grows per hour by this factor at most.", .min = 1, .max = 1e6, .grade = Grade::kEstimated,
           .plausible = {1.1, 1.5}});
}

template <class Visitor>
void describe(Visitor& v, BeaconSettings& b) {
  using sim::Grade;
  v.field("span", b.span, {.says = "Contacts must have lasted so long.", .min = 1, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
                           .plausible = {1'800, 10'800}});
  v.field("min_gaps", b.min_gaps, {.says = "Gaps between contacts, at least, however alike.", .min = 2, .max = 10'000, .grade = Grade::kEstimated,
                                   .plausible = {4, 12}});
  v.field("max_variation", b.max_variation,
          {.says = "Deviation of the gaps between contacts over their mean: 0 for a clock, 1 for contact at random.", .min = 0, .max = 1,
           .grade = Grade::kEstimated,
           .plausible = {0.3, 0.8}});
  v.field("max_chance", b.max_chance,
          {.says = "Probability of contact at random times to look so regular, at most.", .min = 1e-30, .max = 1, .grade = Grade::kEstimated,
           .plausible = {1e-8, 1e-4}});
  v.field("restart", b.restart,
          {.says = "A gap of so many mean gaps begins anew.", .min = 2, .max = 1e6, .grade = Grade::kEstimated, .plausible = {10, 50}});
  v.field("per_hour", b.per_hour,
          {.says = "New peers looked at per device and hour.", .max = 65'535, .grade = Grade::kEstimated, .plausible = {8, 32}});
  v.field("class_share", b.class_share,
          {.says = "A peer that more of the class's devices have called is the class's ...", .min = 0, .max = 1, .grade = Grade::kEstimated,
           .plausible = {0.05, 0.5}});
  v.field("min_devices", b.min_devices, {.says = "... but so many may, however small the class ...", .min = 1, .max = 10'000, .grade = Grade::kEstimated,
                                         .plausible = {3, 8}});
  v.field("max_devices", b.max_devices, {.says = "... and no more, however large.", .min = 1, .max = 10'000, .grade = Grade::kEstimated,
                                         .plausible = {10, 40}});
}

template <class Visitor>
void describe(Visitor& v, NoveltySettings& n) {
  using sim::Grade;
  v.field("rare_share", n.rare_share,
          {.says = "A key that more of the class's devices have shown is not rare.", .min = 0, .max = 1, .grade = Grade::kEstimated,
           .plausible = {0.005, 0.02}});
  v.field("sudden_share", n.sudden_share,
          {.says = "A key that more of them show within a day is a change of the class, not of a device.",
           .min = 0, .max = 1, .grade = Grade::kEstimated, .plausible = {0.1, 0.4}});
  v.field("window", n.window,
          {.says = "Time within which rare first sightings add up.", .min = 1, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {1'800, 7'200}});
  v.field("service_points", n.service_points,
          {.says = "Points of a rare service; a rare network counts 1.", .max = 1'000, .grade = Grade::kEstimated, .plausible = {1, 4}});
  v.field("per_hour", n.per_hour,
          {.says = "First sightings looked at per device, family and hour.", .max = 65'535, .grade = Grade::kEstimated, .plausible = {8, 32}});
}

template <class Visitor>
void describe(Visitor& v, RareSequenceSettings& r) {
  using sim::Grade;
  v.field("hours", r.hours, {.says = "Hours with a rare command that make a sequence ...", .min = 1, .max = 16, .grade = Grade::kEstimated,
                             .plausible = {3, 9}});
  v.field("window", r.window, {.says = "... within this time ...", .min = 3600, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
                               .plausible = {3 * 86'400.0, 14 * 86'400.0}});
  v.field("factor", r.factor,
          {.says = "... if they are at least so many times the median of the class's devices.", .min = 0, .max = 1e6, .grade = Grade::kEstimated,
           .plausible = {2, 5}});
}

template <class Visitor>
void describe(Visitor& v, LevelSettings& l) {
  using sim::Grade;
  v.field("weight", l.weight,
          {.says = "Of a new window in the baseline.", .min = 1e-6, .max = 1, .grade = Grade::kEstimated, .plausible = {1.0 / 336, 1.0 / 84}});
  v.field("clip", l.clip,
          {.says = "Deviations by which a window may move the baseline at most.", .min = 0.1, .max = 100, .grade = Grade::kEstimated,
           .plausible = {2, 5}});
  v.field("deviation_floor", l.deviation_floor,
          {.says = "Least deviation, on a log scale.", .min = 1e-3, .max = 100, .grade = Grade::kEstimated, .plausible = {0.2, 0.6}});
  v.field("min_windows", l.min_windows,
          {.says = "Windows learned before any is judged.", .min = 1, .max = 10'000, .grade = Grade::kEstimated, .plausible = {12, 72}});
}

template <class Visitor>
void describe(Visitor& v, PersistenceSettings& p) {
  using sim::Grade;
  v.field("needed", p.needed, {.says = "So many windows must exceed ...", .min = 1, .max = 8, .grade = Grade::kEstimated, .plausible = {1, 3}});
  v.field("of", p.of, {.says = "... among so many.", .min = 1, .max = 8, .grade = Grade::kEstimated, .plausible = {3, 5}});
}

template <class Visitor>
void describe(Visitor& v, CusumSettings& c) {
  using sim::Grade;
  v.field("reference", c.reference,
          {.says = "Half of the lasting shift to be found, in deviations.", .min = 0.01, .max = 10, .grade = Grade::kEstimated,
           .plausible = {0.25, 1}});
  v.field("threshold", c.threshold,
          {.says = "Summed deviations that alert; the default alerts once in 24,000 windows without a change.",
           .min = 0.1, .max = 63, .grade = Grade::kEstimated, .plausible = {5, 15}});
  v.field("clip", c.clip,
          {.says = "One window counts as so many deviations at most.", .min = 0.1, .max = 100, .grade = Grade::kEstimated, .plausible = {3, 6}});
}

template <class Visitor>
void describe(Visitor& v, BehaviourSettings& b) {
  using sim::Grade;
  v.field("window", b.window, {.says = "Event time that is counted at once.", .min = 60, .max = 86'400, .grade = Grade::kEstimated,
                               .plausible = {1'800, 7'200}});
  v.field("level", b.level, {.says = "The baseline of a feature."});
  v.field("threshold", b.threshold,
          {.says = "Deviations above the level, or of the step to it, that a window exceeds with.", .min = 0.1, .max = 1'000,
           .grade = Grade::kEstimated,
           .plausible = {4, 9}});
  v.field("persistence", b.persistence, {.says = "In how many windows."});
  v.field("drift", b.drift, {.says = "Small shifts that last."});
  v.field("falls", b.falls, {.says = "Judges falls as well as rises."});
  v.field("profile_weight", b.profile_weight,
          {.says = "Of a day in the profile of its hour.", .min = 0, .max = 1, .grade = Grade::kEstimated, .plausible = {0.1, 0.4}});
  v.field("hold", b.hold,
          {.says = "Windows after an alert that teach nothing and do not tell it again.", .min = 0, .max = 63, .grade = Grade::kEstimated,
           .plausible = {12, 48}});
  v.field("adopt_after", b.adopt_after,
          {.says = "Windows held in a row until the device is learned anew; 0: never.", .min = 0, .max = 255, .grade = Grade::kEstimated,
           .plausible = {84, 255}});
  v.field("max_gap", b.max_gap,
          {.says = "Windows without anything that are still a quiet device, not an outage.", .min = 0, .max = 10'000,
           .grade = Grade::kEstimated,
           .plausible = {24, 96}});
}

template <class Visitor>
void describe(Visitor& v, PeerShiftSettings& p) {
  using sim::Grade;
  v.field("share", p.share,
          {.says = "Share of a class that shifts in one way on one day before the class has changed ...", .min = 0, .max = 1,
           .grade = Grade::kEstimated,
           .plausible = {0.1, 0.4}});
  v.field("min_devices", p.min_devices, {.says = "... but at least so many devices ...", .min = 1, .max = 10'000, .grade = Grade::kEstimated,
                                         .plausible = {2, 5}});
  v.field("max_devices", p.max_devices, {.says = "... and no more than so many.", .min = 1, .max = 10'000, .grade = Grade::kEstimated,
                                         .plausible = {10, 40}});
  v.field("days", p.days, {.says = "How long the class is then taken as changed.", .min = 1, .max = 366, .grade = Grade::kEstimated,
                           .plausible = {4, 15}});
}

template <class Visitor>
void describe(Visitor& v, DetectorSettings& d) {
  using sim::Grade;
  v.field("long_silence", d.long_silence,
          {.says = "Time without telemetry that is told as 'Device silent'.", .min = 60, .max = kLongestPipelineTime,
           .grade = Grade::kPublished, .source = "defender.md 5.2"});
  v.field("flood_bytes", d.flood_bytes,
          {.says = "Unanswered bytes to one public address within an hour.", .min = 1, .max = 1e15, .grade = Grade::kEstimated,
           .plausible = {1e7, 2e8}});
  v.field("retries", d.retries,
          {.says = "Unanswered attempts at one address and port within an hour.", .min = 1, .max = 1e6, .grade = Grade::kEstimated,
           .plausible = {30, 120}});
  v.field("login_hours_learned", d.login_hours_learned,
          {.says = "Sign-ins learned before their hours are judged.", .min = 1, .max = 60'000, .grade = Grade::kEstimated, .plausible = {10, 40}});
  v.field("clock_ahead", d.clock_ahead,
          {.says = "An event so far in the future shows a clock that jumped.", .min = 1, .max = kLongestPipelineTime,
           .grade = Grade::kPublished, .source = "workloads.md A36"});
  v.field("fleet_devices", d.fleet_devices,
          {.says = "Devices that call one new address ...", .min = 1, .max = 10'000'000, .grade = Grade::kEstimated, .plausible = {5, 20}});
  v.field("fleet_share", d.fleet_share, {.says = "... and this share of the fleet ...", .min = 0, .max = 1, .grade = Grade::kEstimated,
                                         .plausible = {0.02, 0.1}});
  v.field("fleet_window", d.fleet_window,
          {.says = "... within this time.", .min = 60, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {12 * 3'600.0, 48 * 3'600.0}});
  v.field("fleet_learned", d.fleet_learned,
          {.says = "The fleet's peers are learned for so long before one is new.", .min = 0, .max = kLongestPipelineTime,
           .grade = Grade::kEstimated,
           .plausible = {12 * 3'600.0, 72 * 3'600.0}});
}

template <class Visitor>
void describe(Visitor& v, ConnectionSettings& c) {
  using sim::Grade;
  v.field("window", c.window, {.says = "Time within which connections add up.", .min = 60, .max = 86'400, .grade = Grade::kEstimated,
                               .plausible = {600, 1'800}});
  v.field("clone_takeovers", c.clone_takeovers,
          {.says = "Take-overs of one identity from two origins within it.", .min = 2, .max = 10'000, .grade = Grade::kEstimated,
           .plausible = {3, 8}});
  v.field("clone_unknown_takeovers", c.clone_unknown_takeovers,
          {.says = "The same where the log names no origin.", .min = 2, .max = 10'000, .grade = Grade::kEstimated, .plausible = {5, 16}});
  v.field("flaps", c.flaps, {.says = "Connections that came and went within it.", .min = 2, .max = 10'000, .grade = Grade::kEstimated,
                             .plausible = {4, 12}});
  v.field("flap_factor", c.flap_factor,
          {.says = "Over the most that the identity has shown while learning.", .min = 1, .max = 1'000, .grade = Grade::kEstimated,
           .plausible = {1.5, 4}});
}

template <class Visitor>
void describe(Visitor& v, FloodSettings& f) {
  using sim::Grade;
  v.field("window", f.window, {.says = "Time within which messages add up.", .min = 60, .max = 86'400, .grade = Grade::kEstimated,
                               .plausible = {120, 900}});
  v.field("floor_messages", f.floor_messages, {.says = "Windows with no more never alert.", .min = 1, .max = 1e9, .grade = Grade::kEstimated,
                                               .plausible = {100, 1'000}});
  v.field("factor", f.factor, {.says = "Over the busiest window seen.", .min = 1, .max = 1e6, .grade = Grade::kEstimated, .plausible = {2, 8}});
  v.field("growth", f.growth,
          {.says = "A window raises the busiest one seen by this factor at most.", .min = 1, .max = 1e6, .grade = Grade::kEstimated,
           .plausible = {1.1, 1.5}});
  v.field("backlog", f.backlog,
          {.says = "The longest silence whose queue is taken into account.", .min = 0, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {6 * 3'600.0, 24 * 3'600.0}});
}

template <class Visitor>
void describe(Visitor& v, FleetSilenceSettings& f) {
  using sim::Grade;
  v.field("away", f.away, {.says = "A device that stays disconnected so long is away.", .min = 60, .max = 86'400, .grade = Grade::kEstimated,
                           .plausible = {300, 1'800}});
  v.field("window", f.window, {.says = "Devices that go within it go at once.", .min = 60, .max = 86'400, .grade = Grade::kEstimated,
                               .plausible = {600, 1'800}});
  v.field("share", f.share, {.says = "Share of a class or a site that must go.", .min = 0, .max = 1, .grade = Grade::kEstimated,
                             .plausible = {0.15, 0.5}});
  v.field("min_devices", f.min_devices, {.says = "So many must go at least.", .min = 2, .max = 1e6, .grade = Grade::kEstimated,
                                         .plausible = {3, 10}});
  v.field("habit_factor", f.habit_factor,
          {.says = "Over the most that went at once while learning.", .min = 1, .max = 1'000, .grade = Grade::kEstimated, .plausible = {1.5, 4}});
}

template <class Visitor>
void describe(Visitor& v, QuotaStarveSettings& q) {
  using sim::Grade;
  v.field("few", q.few, {.says = "With more devices that pass flood.floor_messages nobody alone starves the others.", .min = 1, .max = 64, .grade = Grade::kEstimated,
                         .plausible = {2, 6}});
  v.field("min_starved", q.min_starved,
          {.says = "Other devices that the hub refuses for its throttle or quota.", .min = 1, .max = 4'096, .grade = Grade::kEstimated,
           .plausible = {1, 3}});
}

template <class Visitor>
void describe(Visitor& v, AgentConfigurationSettings& a) {
  v.field("factor", a.factor,
          {.says = "An interval that is longer, or a cache that is smaller, by more than this factor is weaker.", .min = 1, .max = 1e6,
           .grade = sim::Grade::kEstimated,
           .plausible = {1.5, 3}});
}

template <class Visitor>
void describe(Visitor& v, HubWatchSettings& h) {
  using sim::Grade;
  v.field("twin_data", h.twin_data,
          {.says = "The registry is exported once a day; false: no custom alerts, and no recommendations that rest on "
                   "identities and Edge manifests."});
  v.field("security_groups", h.security_groups,
          {.says = "Customizable alerts by security group; fleet groups name theirs in identities."});
  v.field("log_lateness", h.log_lateness,
          {.says = "Windows of customizable alerts wait this long for late records.", .min = 0, .max = 86'400, .grade = Grade::kEstimated,
           .source = "azure-monitor data-ingestion-time: 20 s to 3 min, and a margin",
           .plausible = {180, 600}});
  v.field("ip_filter", h.ip_filter, {.says = "Which range of an IP filter is large."});
  v.field("ip_baseline", h.ip_baseline,
          {.says = "Rules for the IP filter are recommended after so long a time of connections ...", .min = 0, .max = kLongestPipelineTime,
           .grade = Grade::kEstimated,
           .plausible = {3 * 86'400.0, 14 * 86'400.0}});
  v.field("ip_rules", h.ip_rules,
          {.says = "... from no more than so many networks (/24, IPv6 /48).", .min = 1, .max = 100, .grade = Grade::kEstimated,
           .plausible = {5, 20}});
  v.field("connections", h.connections, {.says = "An identity that is used twice, a connection that flaps."});
  v.field("flood", h.flood, {.says = "More messages than a device ever sent."});
  v.field("quota_starve", h.quota_starve, {.says = "A few devices because of which the hub refuses others."});
  v.field("fleet_silence", h.fleet_silence, {.says = "Many devices that fall silent at once."});
  v.field("agent_configuration", h.agent_configuration,
          {.says = "When an agent's configuration has become weaker; needs hubs[].configuration.twin_change_events."});
}

}  // namespace picket
