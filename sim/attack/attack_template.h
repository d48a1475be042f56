#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/attack/clock_error.h"
#include "sim/attack/hub_act.h"
#include "sim/fleet/event_template.h"
#include "sim/fleet/inventory.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// The field that differs between the events of one emission.
enum class Vary : std::uint8_t {
  kNone,
  kRemoteAddress,
  kRemotePort,
  kLocalPort,
  kProcessId,
  kRemoteLogin,
  kDraws,  ///< all that is drawn: text, number in it, peer, ports, bytes; events are then built one by one
};

inline std::span<const EnumName<Vary>> enum_names(Vary) {
  static constexpr std::array<EnumName<Vary>, 7> kNames{{{Vary::kNone, "none"},
                                                         {Vary::kRemoteAddress, "remote_address"},
                                                         {Vary::kRemotePort, "remote_port"},
                                                         {Vary::kLocalPort, "local_port"},
                                                         {Vary::kProcessId, "process_id"},
                                                         {Vary::kRemoteLogin, "remote_login"},
                                                         {Vary::kDraws, "draws"}}};
  return kNames;
}

/// Largest number of a variant; a bound for suites, which make a case of each.
inline constexpr std::uint32_t kMostVariants = 1'000;

/// How the numbers of a range are drawn: evenly, or evenly in their logarithm.
enum class RangeScale : std::uint8_t { kLinear, kLog };

inline std::span<const EnumName<RangeScale>> enum_names(RangeScale) {
  static constexpr std::array<EnumName<RangeScale>, 2> kNames{
      {{RangeScale::kLinear, "linear"}, {RangeScale::kLog, "log"}}};
  return kNames;
}

/// A number of the attack that a scenario may set, and that variants of the attack may draw.
///
/// Model:  without a variant it is `value`. A variant draws it from `range` or from `choices`; a held-out variant from
///         `held_out`, where given. What a rule or a threshold was tuned on says little of how it meets what it has not
///         seen: held-out numbers are for the measurement at the end, and lie apart from the others and from `value`.
/// Limits: each parameter is drawn for itself; numbers that belong together must be one parameter.
struct AttackParameter {
  std::string says;
  double value = 0;
  double min = 0;
  double max = 1e12;
  std::vector<double> range{};    ///< [low, high], both included; empty: none
  std::vector<double> choices{};  ///< in place of a range; a number given twice is drawn twice as often
  std::vector<double> held_out{};  ///< [low, high], both included; empty: held-out variants draw as others do
  RangeScale scale = RangeScale::kLinear;
  bool whole = false;  ///< of both intervals

  bool is_drawn() const { return !range.empty() || !choices.empty(); }
};

template <class Visitor>
void describe(Visitor& v, AttackParameter& p) {
  v.field("says", p.says, {.says = "What the number means, with its unit.", .required = true});
  v.field("value", p.value, {.says = "Value unless the scenario sets another, or asks for a variant.", .required = true});
  v.field("min", p.min, {.says = "Smallest value allowed."});
  v.field("max", p.max, {.says = "Largest value allowed."});
  v.field("range", p.range, {.says = "[low, high] that variants of the attack draw from; empty means that they keep the value."});
  v.field("choices", p.choices, {.says = "Numbers that variants choose from, in place of a range."});
  v.field("held_out", p.held_out,
          {.says = "[low, high] that held-out variants draw from, apart from range, choices and value; empty means as the others."});
  v.field("scale", p.scale, {.says = "How range and held_out are drawn: evenly, or evenly in the logarithm."});
  v.field("whole", p.whole, {.says = "Draws whole numbers only."});
}

/// A machine of the attacker, or a name of one. Drawn anew for each attack and replication.
struct AttackRemote {
  std::uint32_t count = 1;      ///< addresses to choose from
  std::string domain;           ///< `{hex8}` or `{decimal}` is drawn; empty: bare addresses
  bool on_site = false;         ///< neighbours in the victim's own /24, from .1 on (usual ones: to .9); not infrastructure
  bool public_service = false;  ///< everybody may use it: no feed lists it
  bool same_for_device = true;  ///< a victim keeps the address it got first
  NetworkInterface interface = NetworkInterface::kEth0;  ///< of the victim, that leads there
};

template <class Visitor>
void describe(Visitor& v, AttackRemote& r) {
  v.field("count", r.count, {.says = "Addresses that the role has in one attack.", .min = 1, .max = 100'000});
  v.field("domain", r.domain, {.says = "Domain name; {hex8} or {decimal} is drawn for each attack; empty means none."});
  v.field("on_site", r.on_site,
          {.says = "The role is played by neighbours in the victim's own /24: its first `count` addresses, at most 254."});
  v.field("public_service", r.public_service,
          {.says = "Whether it is a service that everybody may use, which no feed lists as the attacker's."});
  v.field("same_for_device", r.same_for_device,
          {.says = "Whether a victim always meets the same address of the role."});
  v.field("interface", r.interface,
          {.says = "Interface of the victim that leads there.", .grade = Grade::kEstimated});
}

/// Events of one template within a phase.
///
/// Model: with a constant `spacing`, or with a rate, the events form one run; with a drawn spacing
///        each is placed for itself. Emissions of a phase follow one another unless `parallel`.
struct AttackEmission : EventTemplate {
  Distribution count = Distribution::constant(0);  ///< 0: once per text in order; with a rate: as the duration allows
  std::string count_parameter;
  double rate_per_second = 0;
  std::string rate_parameter;
  double rate_share = 1;  ///< below 1: active for this part of each minute, after the ones before it
  Distribution spacing = Distribution::constant(0.1);
  std::string bytes_parameter;
  std::string failed_share_parameter;
  std::string port_parameter;
  Vary vary = Vary::kNone;
  bool parallel = false;
};

template <class Visitor>
void describe(Visitor& v, AttackEmission& e) {
  describe(v, static_cast<EventTemplate&>(e));
  v.field(
      "count", e.count,
      {.says = "Events; 0 means one for each text, or with a rate as many as fit the phase.", .min = 0, .max = 4e9});
  v.field("count_parameter", e.count_parameter, {.says = "Parameter that gives the count instead; 0 means no event."});
  v.field("rate_per_second", e.rate_per_second,
          {.says = "Events per second; 0 means that spacing decides.", .min = 0, .max = 1e6});
  v.field("rate_parameter", e.rate_parameter, {.says = "Parameter that gives the rate per second instead."});
  v.field("rate_share", e.rate_share,
          {.says = "With a rate: part of each minute in which it is active; emissions below 1 take turns.",
           .min = 0.001,
           .max = 1});
  v.field("spacing", e.spacing,
          {.says = "Time before each event but the first; a constant makes one run of them.",
           .min = 0,
           .max = 30 * 86'400.0,
           .unit = "s"});
  v.field("bytes_parameter", e.bytes_parameter, {.says = "Parameter that gives bytes_out of each event instead."});
  v.field("failed_share_parameter", e.failed_share_parameter,
          {.says = "Parameter that gives the share of name queries that find nothing instead."});
  v.field("port_parameter", e.port_parameter,
          {.says = "Parameter that gives the port of the service: the remote one of outbound flows, the local one of inbound ones."});
  v.field("vary", e.vary,
          {.says = "Field that differs between the events; draws: each event draws its text, peer, ports and bytes anew."});
  v.field("parallel", e.parallel, {.says = "Starts with the phase, and not after the emission before it."});
}

enum class SideEffectKind : std::uint8_t { kKillAgent, kReboot };

inline std::span<const EnumName<SideEffectKind>> enum_names(SideEffectKind) {
  static constexpr std::array<EnumName<SideEffectKind>, 2> kNames{
      {{SideEffectKind::kKillAgent, "kill_agent"}, {SideEffectKind::kReboot, "reboot"}}};
  return kNames;
}

/// What a phase does to the device at its end.
struct SideEffect {
  SideEffectKind kind = SideEffectKind::kKillAgent;
  double probability = 1;
  Distribution duration = Distribution::constant(0);  ///< seconds; 0: for ever (agent), 45 s (reboot)
};

template <class Visitor>
void describe(Visitor& v, SideEffect& s) {
  v.field("kind", s.kind, {.says = "What happens to the device.", .required = true});
  v.field("probability", s.probability, {.says = "How often it happens.", .min = 0, .max = 1});
  v.field("duration", s.duration,
          {.says = "Time until the agent runs again; 0 means never (reboot: 45 s).", .min = 0, .unit = "s"});
}

/// Hours of the device's local day, from one to another, over midnight if the second is the smaller one.
struct LocalHours {
  double from = 0;
  double until = 0;  ///< equal to `from`: at any time
};

template <class Visitor>
void describe(Visitor& v, LocalHours& h) {
  v.field("from", h.from, {.says = "Hour of the local day at which they begin.", .min = 0, .max = 24});
  v.field("until", h.until, {.says = "Hour at which they end; equal to from means at any time.", .min = 0, .max = 24});
}

inline constexpr double kLargestRepeatJitter = 0.95;
inline constexpr Duration kLongestRepeat = Duration::days(3650);

/// A phase: starts `delay` after the phases in `after` have ended, or started if they go on until
/// the end of the attack.
struct AttackPhase {
  std::string id;
  std::vector<std::string> techniques;
  std::vector<std::string> after;
  Distribution delay = Distribution::constant(0);
  Distribution duration = Distribution::constant(0);  ///< 0: as long as its emissions take
  std::string duration_parameter;
  bool until_end = false;  ///< until reboot, removal or the horizon
  LocalHours local_hours;  ///< it, and each repetition, waits for them
  Duration repeat_period;  ///< 0: once
  std::string repeat_period_parameter;
  double repeat_jitter = 0;
  std::string repeat_jitter_parameter;
  Distribution repeat_count = Distribution::constant(0);  ///< 0: as often as the duration allows
  double probability = 1;
  std::string probability_parameter;
  std::vector<AttackEmission> emit;
  std::vector<HubAct> hub;
  std::vector<SideEffect> side_effects;
  InventoryChanges changes;
  ClockError clock;
};

template <class Visitor>
void describe(Visitor& v, AttackPhase& p) {
  v.field("id", p.id, {.says = "Name of the phase, unique in the attack.", .required = true});
  v.field("techniques", p.techniques, {.says = "MITRE ATT&CK technique ids of the phase."});
  v.field("after", p.after, {.says = "Phases that come before; empty means the start of the attack."});
  v.field("delay", p.delay, {.says = "Time between those phases and this one.", .min = 0, .unit = "s"});
  v.field("duration", p.duration,
          {.says = "How long the phase lasts; 0 means as long as its events take.", .min = 0, .unit = "s"});
  v.field("duration_parameter", p.duration_parameter,
          {.says = "Parameter that gives the duration in seconds instead."});
  v.field("until_end", p.until_end, {.says = "Lasts until the device restarts, is cleaned, or the run ends."});
  v.field("local_hours", p.local_hours,
          {.says = "Hours of the device's local day in which the phase, and each repetition, begins; out of them it waits "
                   "for any moment of the next ones."});
  v.field("repeat_period", p.repeat_period,
          {.says = "Time from one repetition to the next; 0 means no repetition.",
           .min = 0,
           .max = kLongestRepeat.to_seconds()});
  v.field("repeat_period_parameter", p.repeat_period_parameter,
          {.says = "Parameter that gives repeat_period in seconds instead."});
  v.field("repeat_jitter", p.repeat_jitter,
          {.says = "The period varies by this share either way.", .min = 0, .max = kLargestRepeatJitter});
  v.field("repeat_jitter_parameter", p.repeat_jitter_parameter,
          {.says = "Parameter that gives repeat_jitter instead."});
  v.field("repeat_count", p.repeat_count,
          {.says = "Repetitions; 0 means as many as the duration allows.", .min = 0, .max = 100'000});
  v.field("probability", p.probability,
          {.says = "How often the phase happens once its time has come.", .min = 0, .max = 1});
  v.field("probability_parameter", p.probability_parameter, {.says = "Parameter that gives the probability instead."});
  v.field("emit", p.emit, {.says = "Events of the phase."});
  v.field("hub", p.hub, {.says = "What is done at the hub in the device's name, beside the events."});
  v.field("side_effects", p.side_effects, {.says = "What happens to the device when the phase ends."});
  v.field("changes", p.changes,
          {.says = "What the phase adds to the device: its reports show it from the start of the phase until the end of "
                   "the attack there.",
           .grade = Grade::kEstimated});
  v.field("clock", p.clock,
          {.says = "How far the device's clock is wrong from the start of the phase until its end, or without a duration until "
                   "the end of the attack there."});
}

/// An attack of the catalogue as data. Files: scenarios/attacks/*.yaml.
struct AttackTemplate {
  std::string id;  ///< "A01"
  std::string title;
  std::vector<std::string> techniques;      ///< ATT&CK Enterprise ids, numbering before version 19
  std::vector<std::string> techniques_v19;  ///< the same in version 19, where changed
  std::vector<std::string> ics_techniques;
  std::vector<std::string> expect;  ///< alert types that count as a detection
  std::vector<std::string> needs;   ///< what a policy must have for some steps to be visible, in words
  Duration deadline;
  bool memory_only = true;  ///< a restart of the device ends it
  std::vector<std::string> device_classes;  ///< that it is made for; a suite takes the first
  std::map<std::string, AttackParameter> parameters;
  std::map<std::string, AttackRemote> infrastructure;
  std::vector<AttackPhase> phases;

  /// Whether variants of it differ.
  bool has_ranges() const {
    return std::any_of(parameters.begin(), parameters.end(), [](const auto& p) { return p.second.is_drawn(); });
  }
  /// Whether its held-out variants lie apart from the others.
  bool has_held_out() const {
    return std::any_of(parameters.begin(), parameters.end(), [](const auto& p) { return !p.second.held_out.empty(); });
  }
};

template <class Visitor>
void describe(Visitor& v, AttackTemplate& a) {
  v.field("id", a.id, {.says = "Number in the catalogue.", .required = true});
  v.field("title", a.title, {.says = "What the attack is, in a few words.", .required = true});
  v.field("techniques", a.techniques, {.says = "MITRE ATT&CK Enterprise technique ids, numbering before version 19."});
  v.field("techniques_v19", a.techniques_v19,
          {.says = "The ids that version 19 of ATT&CK gives to renumbered techniques."});
  v.field("ics_techniques", a.ics_techniques, {.says = "MITRE ATT&CK for ICS technique ids."});
  v.field("expect", a.expect, {.says = "Alert types that count as a detection of this attack."});
  v.field("needs", a.needs, {.says = "What must be collected for some steps to be visible, in words."});
  v.field("deadline", a.deadline,
          {.says = "Time from the first malicious event to the alert that a correct implementation meets."});
  v.field("memory_only", a.memory_only, {.says = "Whether a restart of the device ends the attack."});
  v.field("device_classes", a.device_classes,
          {.says = "Classes of devices that it is made for, by the names of profiles; a suite attacks the first."});
  v.field("parameters", a.parameters, {.says = "Numbers that a scenario may set, by name."});
  v.field("infrastructure", a.infrastructure, {.says = "Machines of the attacker, by role."});
  v.field("phases", a.phases, {.says = "What happens, phase by phase.", .required = true});
}

}  // namespace picket::sim
