#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "sim/experiment/lane.h"

// What became of the attacks of a run: by step, summed up by unit.

namespace picket::sim {
namespace {

/// Without an agent nobody looks, whatever a sensor could have shown.
void add_sensor_losses(StepAccount& account, const Counts<SensorLoss, std::uint64_t>& lost, bool has_agent) {
  for (std::size_t i = 0; i < Counts<SensorLoss, std::uint64_t>::kSize; ++i) {
    const auto reason = static_cast<SensorLoss>(i);
    account.end(EvidenceStage::kSensor, has_agent ? fate_of(reason) : StepFate::kNotCollected, to_string(reason), lost[reason]);
  }
}

void add_to(std::vector<EvidenceEnd>& ended, const StepEnd& end) {
  const std::string_view stage = to_string(end.stage);
  const auto known = std::find_if(ended.begin(), ended.end(),
                                  [&](const EvidenceEnd& e) { return e.stage == stage && e.reason == end.reason; });
  if (known != ended.end()) {
    known->events += end.events;
  } else {
    ended.push_back({std::string(stage), std::string(end.reason), end.events});
  }
}

constexpr std::string_view kHeldAtHorizon = "held_at_horizon";

}  // namespace

std::vector<StepAccount> Lane::account_for_steps(const StepIndex& index, const CarryStage& carry, const Judge& judge) const {
  std::vector<StepAccount> accounts(index.size());
  const auto of = [&](StepRef step) -> StepAccount& { return accounts[index[step]]; };
  for (std::uint32_t u = 0; u < world_.attacks().units().size(); ++u) {
    for (std::uint16_t s = 0; s < index.steps_of(u); ++s) {
      StepAccount& account = of({u, s});
      const UnitTally& tally = devices_->tally(StepRef{u, s});
      account.events = tally.produced;
      account.findings = judge.step_findings({u, s});
      add_sensor_losses(account, tally.sensor_lost, policy_.generation != Generation::kNone);
      account.end(EvidenceStage::kAgent, StepFate::kNotCollected, "no_agent", tally.no_agent);
    }
  }
  account_for_hub_records(index, carry, accounts);
  for (const auto& [key, n] : devices_->labels_lost()) {
    of(key.first).end(EvidenceStage::kAgent, fate_of(key.second), to_string(key.second), n);
  }
  for (const auto& [key, n] : gateways_.labels_lost()) {
    of(key.first).end(EvidenceStage::kGateway, fate_of(key.second), to_string(key.second), n);
  }
  for (const auto& [key, n] : carry.labels_dropped()) {
    of(key.first).end(EvidenceStage::kQueue, fate_of(key.second), to_string(key.second), n);
  }
  const auto hold = [&](const std::map<StepRef, std::uint64_t>& held, EvidenceStage stage) {
    for (const auto& [step, n] : held) of(step).end(stage, StepFate::kHeld, kHeldAtHorizon, n);
  };
  hold(devices_->labels_held(), EvidenceStage::kAgent);
  hold(gateways_.labels_held(), EvidenceStage::kGateway);
  hold(carry.labels_held(), EvidenceStage::kQueue);
  hold(carry.labels_enqueued_later(), EvidenceStage::kHub);
  for (const auto& [step, n] : carry.labels_past_retention()) of(step).end(EvidenceStage::kHub, StepFate::kDropped, kPastRetention, n);
  for (const auto& [step, n] : carry.labels_throttled()) of(step).end(EvidenceStage::kHub, StepFate::kThrottled, "throttled", n);
  for (const auto& [key, message] : carry.accepted_labels()) {
    if (message.enqueued > world_.end()) continue;
    for (const MessageLabel& label : message.labels) {
      StepAccount& account = of(label.label.ref());
      account.arrived += label.label.events;
      if (!label.attributed) account.arrived_nameless += label.label.events;
    }
  }
  return accounts;
}

/// What a unit did at the hub counts like its raw events: an operation each, which ends in the log's records or without one.
void Lane::account_for_hub_records(const StepIndex& index, const CarryStage& carry, std::vector<StepAccount>& accounts) const {
  const auto& units = world_.attacks().units();
  for (std::uint32_t u = 0; u < units.size(); ++u) {
    for (const HubEvidence& record : carry.hub_acts().evidence_of(units[u].device)) {
      if (record.unit != u) continue;
      StepAccount& account = accounts[index[record.ref()]];
      account.events += record.operations;
      if (record.available > world_.end()) {
        account.end(EvidenceStage::kHubLog, StepFate::kHeld, kHeldAtHorizon, record.operations);
      } else {
        account.arrived += record.operations;
      }
    }
    for (std::uint16_t s = 0; s < index.steps_of(u); ++s) {
      const std::uint64_t not_logged = carry.hub_acts().not_logged({u, s});
      accounts[index[{u, s}]].events += not_logged;
      accounts[index[{u, s}]].end(EvidenceStage::kHubLog, StepFate::kNotCollected, "not_logged", not_logged);
    }
  }
}

void Lane::collect_units(const CarryStage& carry, const Judge& judge, LaneResult& result) {
  const std::vector<AttackUnit>& units = world_.attacks().units();
  const StepIndex index(world_);
  const std::vector<StepAccount> accounts = account_for_steps(index, carry, judge);
  std::vector<Time> first_evidence(units.size(), Time::max());
  for (const auto& [key, message] : carry.accepted_labels()) {
    if (message.enqueued > world_.end()) continue;  // after the horizon: not seen by the pipeline
    for (const MessageLabel& label : message.labels) {
      first_evidence[label.label.unit] = std::min(first_evidence[label.label.unit], message.enqueued);
    }
  }
  for (std::uint32_t u = 0; u < units.size(); ++u) {
    UnitOutcome unit;
    unit.attack = units[u].attack.value();
    unit.device = units[u].device.value();
    unit.start_us = (units[u].start - world_.start()).count_microseconds();
    if (const auto& detection = judge.detection(u); detection && detection->time <= world_.end()) {
      unit.detected = true;
      unit.detected_us = (detection->time - units[u].start).count_microseconds();
      unit.alert = content_->alert(detection->alert).name;
      unit.pack = to_string(detection->pack);
      unit.parts = detection->parts;
    }
    for (const HubEvidence& record : carry.hub_acts().evidence_of(units[u].device)) {
      if (record.unit == u && record.available <= world_.end()) first_evidence[u] = std::min(first_evidence[u], record.available);
    }
    if (first_evidence[u] != Time::max()) {
      unit.evidence = true;
      unit.evidence_us = (first_evidence[u] - units[u].start).count_microseconds();
    }
    for (std::uint16_t s = 0; s < index.steps_of(u); ++s) {
      const StepAccount& account = accounts[index[{u, s}]];
      unit.events += account.events;
      unit.events_arrived += account.arrived;
      for (const StepEnd& end : account.ended) add_to(unit.ended, end);
    }
    result.units.push_back(std::move(unit));
  }
  collect_steps(index, accounts, result);
}

void Lane::collect_steps(const StepIndex& index, const std::vector<StepAccount>& accounts, LaneResult& result) const {
  std::map<std::tuple<std::uint32_t, std::uint16_t, StepFate, EvidenceStage, std::string_view>, StepTotal> totals;
  std::uint32_t attacked = 0;
  for (std::uint32_t u = 0; u < result.units.size(); ++u) {
    UnitOutcome& unit = result.units[u];
    if (unit.events > 0) ++attacked;
    for (std::uint16_t s = 0; s < index.steps_of(u); ++s) {
      const StepAccount& account = accounts[index[{u, s}]];
      if (!account.balances()) {
        result.imbalances.push_back(fmt::format("labelled events of unit {}, step {}: {} happened, {} are accounted for", u, s,
                                                account.events, account.accounted_for()));
      }
      if (account.events == 0) continue;
      const StepEnd end = account.furthest();
      if (attacked <= kMaxUnitsWithSteps) {
        unit.steps.push_back({s, std::string(to_string(end.fate)), std::string(to_string(end.stage)), std::string(end.reason),
                              account.events, account.arrived});
      }
      StepTotal& total = totals[{unit.attack, s, end.fate, end.stage, end.reason}];
      if (total.steps++ > 0) continue;
      total = {unit.attack, s, std::string(to_string(end.fate)), std::string(to_string(end.stage)), std::string(end.reason), 1,
               world_.scenario().attacks[unit.attack].name + "/" + world_.fleet().device_name(DeviceId(unit.device))};
    }
  }
  for (auto& [key, total] : totals) result.step_totals.push_back(std::move(total));
  result.units_without_steps = attacked > kMaxUnitsWithSteps ? attacked - kMaxUnitsWithSteps : 0;
}

}  // namespace picket::sim
