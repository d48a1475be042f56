#include "sim/attack/compiled_attack.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "agent_core/base/check.h"
#include "sim/fleet/address_space.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// A template's parameters with the scenario's values put over them.
class Parameters {
 public:
  Parameters(const AttackTemplate& attack, const std::map<std::string, double>& overrides) {
    for (const auto& [name, parameter] : attack.parameters) values_[name] = parameter.value;
    for (const auto& [name, value] : overrides) values_[name] = value;
  }
  double of(const std::string& name) const {
    const auto found = values_.find(name);
    PICKET_CHECK(found != values_.end(), "attack parameter", name);
    return found->second;
  }

 private:
  std::map<std::string, double> values_;
};

VaryingField varying(Vary vary) {
  switch (vary) {
    case Vary::kNone:
      return VaryingField::kNone;
    case Vary::kRemoteAddress:
      return VaryingField::kRemoteAddress;
    case Vary::kRemotePort:
      return VaryingField::kRemotePort;
    case Vary::kLocalPort:
      return VaryingField::kLocalPort;
    case Vary::kProcessId:
      return VaryingField::kProcessId;
    case Vary::kRemoteLogin:
      return VaryingField::kRemoteLogin;
    case Vary::kDraws:
      return VaryingField::kNone;
  }
  return VaryingField::kNone;
}

AttackEmission with_parameters(AttackEmission e, const Parameters& parameters) {
  if (!e.count_parameter.empty()) e.count = Distribution::constant(parameters.of(e.count_parameter));
  if (!e.rate_parameter.empty()) e.rate_per_second = parameters.of(e.rate_parameter);
  if (!e.bytes_parameter.empty()) e.bytes_out = Distribution::constant(parameters.of(e.bytes_parameter));
  if (!e.failed_share_parameter.empty()) e.failed_share = parameters.of(e.failed_share_parameter);
  if (!e.port_parameter.empty()) {
    PortChoice choice;
    choice.port = static_cast<std::uint32_t>(std::llround(parameters.of(e.port_parameter)));
    (e.direction == StepDirection::kOutbound ? e.remote_ports : e.local_ports) = {choice};
  }
  return e;
}

CompiledHubAct compiled_act(const HubAct& act, const Parameters& parameters,
                            const std::map<std::string, AttackRemote>& infrastructure) {
  CompiledHubAct compiled{act, -1};
  if (!act.count_parameter.empty()) compiled.source.count = Distribution::constant(parameters.of(act.count_parameter));
  if (!act.rate_parameter.empty()) compiled.source.rate_per_second = parameters.of(act.rate_parameter);
  if (act.remote.empty()) return compiled;
  const auto role = infrastructure.find(act.remote);
  PICKET_CHECK(role != infrastructure.end(), "remote", act.remote);
  compiled.role = static_cast<int>(std::distance(infrastructure.begin(), role));
  return compiled;
}

/// What is wrong with an act beyond the ranges of its fields and the names that it uses.
void check_hub_act(const HubAct& act, const std::string& path, std::vector<PartProblem>& out) {
  const bool endless = act.count == Distribution::constant(0) && act.count_parameter.empty();
  const bool paced = act.rate_per_second > 0 || !act.rate_parameter.empty() || act.spacing != Distribution::constant(0);
  if (endless && !paced) out.push_back({path, "without a count it needs rate_per_second or spacing"});
  if (act.kind == HubActKind::kRefused && act.fault == CredentialFault::kNone) out.push_back({path, "refused needs a fault"});
  if (act.kind != HubActKind::kRefused && act.fault != CredentialFault::kNone)
    out.push_back({child_path(path, "fault"), "only what is refused has a fault"});
  const bool desires = act.desired_g1.has_value() || act.desired_g2.has_value();
  if (act.kind == HubActKind::kTwinUpdate && !desires)
    out.push_back({path, "twin_update needs desired_g1, desired_g2 or both"});
  if (act.kind != HubActKind::kTwinUpdate && desires) {
    out.push_back({child_path(path, act.desired_g1 ? "desired_g1" : "desired_g2"), "only twin_update has desired properties"});
  }
}

}  // namespace

IpAddress CompiledRole::address(std::uint32_t index) const {
  return IpAddress::v4(attacker_address(key_of(key, index)));
}

Peer CompiledRole::peer(std::uint64_t device_key, const IpAddress& local, std::uint64_t run_key) const {
  const std::uint64_t who = same_for_device ? device_key : run_key;
  const std::uint32_t index = KeyedDraws::scale(key_of(key, who), count);
  if (on_site) {
    const std::uint32_t network = local.is_private() ? local.v4_value() & 0xffffff00U : 0xc0a80100U;
    return {IpAddress::v4(network | (1 + index % 254)), {}, interface};
  }
  return {address(index), domain, interface};
}

CompiledAttack::CompiledAttack(AttackId attack_id, const AttackTemplate& attack,
                               const std::map<std::string, double>& overrides, std::uint64_t attack_key,
                               TextTable& texts)
    : id(attack_id), key(attack_key), memory_only(attack.memory_only) {
  const Parameters parameters(attack, overrides);
  for (const auto& [name, remote] : attack.infrastructure) {
    CompiledRole role;
    role.key = key_of(key, fnv1a(name));
    role.count = std::max<std::uint32_t>(remote.count, 1);
    role.on_site = remote.on_site;
    role.public_service = remote.public_service;
    role.same_for_device = remote.same_for_device;
    role.interface = remote.interface;
    if (!remote.domain.empty()) {
      const TemplateText domain = intern_text(texts, remote.domain, "");
      role.domain = domain.text;
      if (domain.slot != TemplateText::Slot::kNone) role.domain.parameter = static_cast<std::uint32_t>(mix64(role.key));
    }
    roles.push_back(role);
  }
  for (const AttackPhase& source : attack.phases) {
    CompiledPhase phase;
    phase.source = source;
    phase.changes = records_of(source.changes, texts);
    if (!source.duration_parameter.empty())
      phase.source.duration = Distribution::constant(parameters.of(source.duration_parameter));
    if (!source.probability_parameter.empty()) phase.source.probability = parameters.of(source.probability_parameter);
    if (!source.repeat_period_parameter.empty())
      phase.source.repeat_period = Duration::from_seconds(parameters.of(source.repeat_period_parameter));
    ClockError& clock = phase.source.clock;
    if (!clock.shift_parameter.empty()) clock.shift = Distribution::constant(parameters.of(clock.shift_parameter));
    if (!clock.drift_parameter.empty()) clock.drift_ppm = parameters.of(clock.drift_parameter);
    if (!source.repeat_jitter_parameter.empty()) phase.source.repeat_jitter = parameters.of(source.repeat_jitter_parameter);
    for (const std::string& before : source.after) {
      const auto found =
          std::find_if(phases.begin(), phases.end(), [&](const CompiledPhase& p) { return p.source.id == before; });
      PICKET_CHECK(found != phases.end(), "phase", source.id, "after", before);
      phase.after.push_back(static_cast<std::size_t>(found - phases.begin()));
    }
    phase.first_emission = emissions.size();
    phase.emissions = source.emit.size();
    Duration turn;
    for (const AttackEmission& emission : source.emit) {
      const AttackEmission filled = with_parameters(emission, parameters);
      CompiledEmission compiled(filled, EventMaker(filled, texts));
      if (!filled.remote.empty()) {
        const auto role = attack.infrastructure.find(filled.remote);
        PICKET_CHECK(role != attack.infrastructure.end(), "phase", source.id, "remote", filled.remote);
        compiled.role = static_cast<int>(std::distance(attack.infrastructure.begin(), role));
      }
      if (filled.rate_share < 1) {
        compiled.turn = turn;
        turn += Duration::from_seconds(kTurnCycle.to_seconds() * filled.rate_share);
      }
      emissions.push_back(std::move(compiled));
    }
    phase.first_hub_act = hub_acts.size();
    phase.hub_acts = source.hub.size();
    for (const HubAct& act : source.hub) hub_acts.push_back(compiled_act(act, parameters, attack.infrastructure));
    phases.push_back(std::move(phase));
  }
}

IpAddress CompiledAttack::masked_origin(const PlannedRun& act, const Device& device, std::uint64_t device_key) const {
  const int role = hub_acts[act.emission].role;
  if (role < 0 || roles[static_cast<std::size_t>(role)].on_site) return {};
  constexpr std::uint32_t kShown = 0xffffff00;
  const Peer peer = roles[static_cast<std::size_t>(role)].peer(device_key, device.address, act.key);
  return IpAddress::v4(peer.address.v4_value() & kShown);
}

EventRun CompiledAttack::build(const PlannedRun& run, std::uint32_t begin, std::uint32_t end, const Device& device,
                               std::uint64_t device_key) const {
  const CompiledEmission& emission = emissions[run.emission];
  const bool draws = emission.draws();
  PICKET_CHECK(!draws || end == begin + 1, "events", end - begin);
  const std::uint64_t bits = draws ? key_of(run.key, begin) : run.key;
  // Texts in order go round and round, whatever part of the run is asked for.
  const std::uint32_t texts = std::max<std::uint32_t>(emission.maker.text_count(), 1);
  const std::uint32_t from_last = draws ? run.from_last + texts - begin % texts : run.from_last;
  Peer peer;
  if (emission.role >= 0) {
    peer = roles[static_cast<std::size_t>(emission.role)].peer(device_key, device.address, bits);
  }
  EventRun result;
  if (run.fork)
    emission.maker.fill_fork(result, run.time_of(begin), bits);
  else
    emission.maker.fill(result, run.time_of(begin), bits, from_last, device.address, peer);
  result.count = end - begin;
  result.spacing = run.spacing;
  result.vary = run.fork && !draws ? VaryingField::kProcessId : varying(emission.source.vary);
  result.vary_key = run.key;
  result.first_index = begin;
  return result;
}

void CompiledAttack::list_infrastructure(const TextTable& texts, std::vector<Infrastructure>& out) const {
  for (const CompiledRole& role : roles) {
    if (role.on_site || role.public_service) continue;
    for (std::uint32_t i = 0; i < role.count; ++i) out.push_back({id, false, role.address(i), ""});
    if (!role.domain.empty()) out.push_back({id, true, {}, texts.render(role.domain)});
  }
}

namespace {

/// The names that the phases of an attack use, and the order in which they stand.
class AttackCheck {
 public:
  explicit AttackCheck(const AttackTemplate& attack) : attack_(attack) {}

  std::vector<PartProblem> run() {
    for (std::size_t i = 0; i < attack_.phases.size(); ++i) phase(attack_.phases[i], item_path("phases", i));
    return std::move(out_);
  }

 private:
  void parameter(const std::string& path, std::string_view field, const std::string& name) {
    if (!name.empty() && !attack_.parameters.contains(name))
      out_.push_back({child_path(path, field), "no parameter is called '" + name + "'"});
  }

  void range(const std::string& path, std::string_view field, const std::string& name, double min, double max) {
    parameter(path, field, name);
    const auto found = attack_.parameters.find(name);
    if (found != attack_.parameters.end() && (found->second.min < min || found->second.max > max))
      out_.push_back({child_path(path, field), fmt::format("the range of parameter '{}' must lie in [{}, {}]", name, min, max)});
  }

  void port(const AttackEmission& e, const std::string& path) {
    if (e.port_parameter.empty()) return;
    range(path, "port_parameter", e.port_parameter, 1, 65'535);
    if (e.kind != StepKind::kNetwork) out_.push_back({child_path(path, "port_parameter"), "only flows (kind: network) have ports"});
    const bool outbound = e.direction == StepDirection::kOutbound;
    if (!(outbound ? e.remote_ports : e.local_ports).empty()) {
      out_.push_back({child_path(path, "port_parameter"), fmt::format("it takes the place of {}: give one of them", outbound ? "remote_ports" : "local_ports")});
    }
  }

  void remote(const std::string& path, const std::string& name) {
    if (!name.empty() && !attack_.infrastructure.contains(name))
      out_.push_back({child_path(path, "remote"), "no infrastructure is called '" + name + "'"});
  }

  void phase(const AttackPhase& p, const std::string& path) {
    for (std::size_t i = 0; i < p.after.size(); ++i) {
      if (!seen_.contains(p.after[i])) out_.push_back({item_path(child_path(path, "after"), i), "'" + p.after[i] + "' is not an earlier phase"});
    }
    if (!seen_.insert(p.id).second) out_.push_back({child_path(path, "id"), "'" + p.id + "' is used twice"});
    parameter(path, "duration_parameter", p.duration_parameter);
    parameter(path, "probability_parameter", p.probability_parameter);
    range(path, "repeat_period_parameter", p.repeat_period_parameter, 0, kLongestRepeat.to_seconds());
    range(path, "repeat_jitter_parameter", p.repeat_jitter_parameter, 0, kLargestRepeatJitter);
    const std::string clock = child_path(path, "clock");
    range(clock, "shift_parameter", p.clock.shift_parameter, -kLargestClockShift.to_seconds(), kLargestClockShift.to_seconds());
    range(clock, "drift_parameter", p.clock.drift_parameter, -kLargestClockDrift, kLargestClockDrift);
    for (const PartProblem& problem : problems_of(p.changes)) {
      out_.push_back({child_path(child_path(path, "changes"), problem.path), problem.says});
    }
    for (std::size_t i = 0; i < p.emit.size(); ++i) emission(p.emit[i], item_path(child_path(path, "emit"), i));
    for (std::size_t i = 0; i < p.hub.size(); ++i) hub_act(p.hub[i], item_path(child_path(path, "hub"), i));
  }

  void emission(const AttackEmission& e, const std::string& path) {
    parameter(path, "count_parameter", e.count_parameter);
    parameter(path, "rate_parameter", e.rate_parameter);
    parameter(path, "bytes_parameter", e.bytes_parameter);
    range(path, "failed_share_parameter", e.failed_share_parameter, 0, 1);
    port(e, path);
    remote(path, e.remote);
    if (e.kind == StepKind::kProcess && e.commandlines.empty()) out_.push_back({path, "a process needs commandlines"});
  }

  void hub_act(const HubAct& act, const std::string& path) {
    parameter(path, "count_parameter", act.count_parameter);
    parameter(path, "rate_parameter", act.rate_parameter);
    remote(path, act.remote);
    check_hub_act(act, path, out_);
  }

  const AttackTemplate& attack_;
  std::set<std::string> seen_;  ///< ids of earlier phases
  std::vector<PartProblem> out_;
};

}  // namespace

std::vector<PartProblem> problems_of(const AttackTemplate& attack) { return AttackCheck(attack).run(); }

}  // namespace picket::sim
