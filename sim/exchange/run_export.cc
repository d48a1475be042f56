#include "sim/exchange/run_export.h"

#include <algorithm>
#include <set>

#include "agent_core/base/hash.h"
#include "agent_core/policy/policy_marking.h"
#include "sim/experiment/carry_stage.h"
#include "sim/generate/device_identity.h"
#include "sim/results/resource_log.h"
#include "sim/results/run_directory.h"

namespace picket::sim {
namespace {

/// A row as Log Analytics exports it: with the name of its table, which those of AzureDiagnostics have.
std::string with_type(std::string row, std::string_view table) {
  row.pop_back();
  return row + ",\"Type\":\"" + std::string(table) + "\"}";
}

/// The hub's routes and those that the export asks for.
std::vector<HubRoute> routes_with(std::vector<HubRoute> routes, const ExportForms& forms) {
  if (forms.connection_states) routes.push_back({.name = "export", .source = RouteSource::kDeviceConnectionStateEvents});
  if (forms.twin_changes) routes.push_back({.name = "export", .source = RouteSource::kTwinChangeEvents});
  if (forms.lifecycle) routes.push_back({.name = "export", .source = RouteSource::kDeviceLifecycleEvents});
  return routes;
}

MessageRoute route_of(RouteSource source) {
  switch (source) {
    case RouteSource::kTwinChangeEvents: return MessageRoute::kTwinChangeEvents;
    case RouteSource::kDeviceConnectionStateEvents: return MessageRoute::kDeviceConnectionStateEvents;
    case RouteSource::kDeviceLifecycleEvents: return MessageRoute::kDeviceLifecycleEvents;
    case RouteSource::kDeviceMessages: break;
  }
  return MessageRoute::kTelemetry;
}

RouteSource source_of(MessageRoute route) {
  switch (route) {
    case MessageRoute::kTwinChangeEvents: return RouteSource::kTwinChangeEvents;
    case MessageRoute::kDeviceConnectionStateEvents: return RouteSource::kDeviceConnectionStateEvents;
    case MessageRoute::kDeviceLifecycleEvents: return RouteSource::kDeviceLifecycleEvents;
    case MessageRoute::kTelemetry:
    case MessageRoute::kCount_: break;
  }
  return RouteSource::kDeviceMessages;
}

}  // namespace

RunExport::RunExport(const World& world, const std::string& name, const Policy& policy, const ExportForms& forms, ExportFolder& folder)
    : world_(world),
      name_(name),
      forms_(forms),
      folder_(folder),
      rows_(world, policy),
      registry_(world, policy, GatewayRoutes(world, policy)),
      reader_(world.texts(), kTextsKept),
      evidence_(world.attacks().units().size()) {
  OwnEventSources sources;
  for (const HubSettings& hub : world.scenario().hubs) {
    hubs_.push_back({0, 0, HubPartitions(hub.partitions), MessageRoutes(routes_with(hub.routes, forms), hub.fallback_route)});
    if (forms.event_hubs) sources.add(hubs_.back().routes);
    if (forms_.resource_logs) {
      hubs_.back().log_file = folder_.add("resource-logs/" + safe_name(hub.name) + ".jsonl",
                                          "Records of the resource log of hub '" + hub.name + "' that diagnostic settings take, by the time at which they are there.");
    }
    if (!forms_.event_hubs) continue;
    hubs_.back().file = folder_.add("eventhubs/" + safe_name(hub.name) + ".jsonl",
                                    "Events of the Event Hubs-compatible endpoint of hub '" + hub.name + "', by enqueued time.");
  }
  if (forms_.log_analytics) {
    const std::string table(raw_event_table(policy.encoding));
    raw_file_ = folder_.add("log-analytics/" + table + ".jsonl", "Rows of " + table + ": one for each observation of a message.");
    operation_file_ = folder_.add("log-analytics/AzureDiagnostics.jsonl",
                                  "Rows of AzureDiagnostics: records of the hubs' logs that diagnostic settings send there.");
  }
  own_events_.emplace(world_, registry_, sources);
  label_file_ = folder_.add("labels/messages.csv", "Which observation of which message is evidence of which step of an attack.");
  folder_.header(label_file_, message_header());
}

void RunExport::on_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) {
  if (forms_.event_hubs) {
    const std::size_t file = folder_.add("eventhubs/dictionary.zdict", "The Zstandard dictionary that bodies are compressed with.");
    folder_.bytes(file, dictionary->bytes());
  }
  reader_.set_dictionary(std::move(dictionary));
}

std::string RunExport::module_of(DeviceId device, bool module) const {
  return module && registry_.has_security_module(device) ? rows_.policy().module_name : std::string();
}

void RunExport::on_submitted(const CarriedMessage& message, const DeviceMessage& submitted, const AcceptedLabels* labels) {
  Pending pending;
  pending.hub = rows_.hub_of(message.device).value();
  HubEvent& event = pending.event;
  event.hub = rows_.hub_name(HubId(static_cast<std::uint16_t>(pending.hub)));
  event.device = world_.fleet().device_name(message.device);
  event.module = module_of(message.device, true);
  event.auth_type = registry_.auth_type(message.device);
  event.enqueued = submitted.enqueued_time;
  event.marking = marking_of(rows_.policy_of(message), submitted.compression);
  if (forms_.event_hubs) event.body = submitted.bytes;
  ++counts_.messages;
  if (message.submitted) {
    ++counts_.copies;
    counts_.copied_observations += message.observations;
  }
  if (forms_.log_analytics && !message.submitted) add_rows(message, submitted, pending);
  if (labels != nullptr) add_labels(message, submitted, *labels, pending);
  pending_.push_back(std::move(pending));
}

void RunExport::add_rows(const CarriedMessage& message, const DeviceMessage& submitted, Pending& pending) {
  if (reader_.texts().room() < kTextsKept / 2) reader_.forget();
  const std::vector<Observation> observations = reader_.observations_of(submitted);
  if (observations.empty() && message.observations > 0) ++counts_.unreadable;
  rows_.for_each_row(message, observations, reader_.texts(), submitted.enqueued_time, [&](const RawEventRow& row) {
    pending.rows.push_back(with_type(raw_event_row_json(row), raw_event_table(row.context.encoding)));
  });
}

void RunExport::add_labels(const CarriedMessage& message, const DeviceMessage& submitted, const AcceptedLabels& labels, Pending& pending) {
  const AgentIdentity identity = identity_of(world_, rows_.policy_of(message), message.device, pending.event.device);
  std::set<std::uint32_t> units;
  for (const MessageLabel& label : labels.labels) {
    MessageLabelRow row;
    row.hub = pending.event.hub;
    row.device = pending.event.device;
    row.message = message.sequence;
    row.copy = message.submitted;
    row.observation = label.observation;
    row.row = to_string(event_id(identity.id_seed, message.sequence, label.observation));
    row.unit = label.label.unit;
    row.step = label.label.step;
    row.raw_events = label.label.events;
    row.first_event = label.label.first_event;
    row.attributed = label.attributed;
    pending.labels.push_back(std::move(row));
    if (message.submitted) continue;
    units.insert(label.label.unit);
    evidence_[label.label.unit].raw_events += label.label.events;
  }
  for (const std::uint32_t unit : units) {
    ++evidence_[unit].messages;
    evidence_[unit].first = std::min(evidence_[unit].first, submitted.enqueued_time);
  }
}

void RunExport::on_logged(const LoggedOperation& logged, bool to_workspace) {
  const OperationRecord& record = logged.record;
  if (forms_.log_analytics && to_workspace) {
    const std::string name = rows_.device_name(record.device);
    operation_rows_.emplace(logged.available_at, operation_row_json(rows_.row_of(record, logged.available_at, name, logged.detail)));
  }
  if (forms_.resource_logs && to_workspace) {
    const std::string name = rows_.device_name(record.device);
    log_records_.emplace(logged.available_at, std::pair(hubs_[record.hub.value()].log_file,
                                                        resource_log_record(rows_.row_of(record, logged.available_at, name, logged.detail))));
  }
  own_events_->note(record);
}

void RunExport::on_identity(DeviceId device, Hub::IdentityChange change, Time at) {
  for (const OwnHubEvent& event : own_events_->lifecycle(device, change, at)) {
    Pending& pending = add_own(event);
    pending.event.body = lifecycle_body(pending.event.device, pending.event.module);
  }
}

/// Still without its body.
RunExport::Pending& RunExport::add_own(const OwnHubEvent& own) {
  Pending& pending = pending_.emplace_back();
  pending.hub = rows_.hub_of(own.device).value();
  HubEvent& event = pending.event;
  event.route = route_of(own.source);
  event.hub = rows_.hub_name(HubId(static_cast<std::uint16_t>(pending.hub)));
  event.device = rows_.device_name(own.device);
  event.module = module_of(own.device, own.module);
  event.enqueued = own.time;
  event.marking = own_event_marking(own, event.hub, event.device, event.module);
  const std::uint64_t key = hash_combine(id_seed_of(world_, own.device), hash_combine(static_cast<std::uint64_t>(event.route), own.number));
  event.marking.correlation_id = to_string(event_id({mix64(key), mix64(key ^ 1)}, 0, 0));
  return pending;
}

/// The desired properties that a record of a twin update is about; empty if there is no document.
std::string RunExport::patch_of(const OperationRecord& record) const {
  const Scenario& scenario = world_.scenario();
  const auto use = std::find_if(scenario.policies.begin(), scenario.policies.end(), [this](const PolicyUse& u) { return u.name == name_; });
  const TwinRollout* rollout = world_.rollout_of(name_);
  if (rollout != nullptr && use != scenario.policies.end()) {
    for (const TwinRollout::Arrival& arrival : rollout->arrivals_of(record.device)) {
      if (arrival.at != record.time || rollout->is_of_attack(arrival)) continue;
      const TwinChange& change = use->twin_changes[arrival.change];
      return change.desired ? change.desired->json : std::string();
    }
  }
  // Of several acts on one twin it is the last one before the record.
  const HubAct* act = nullptr;
  Time latest;
  for (const PlannedHubAct& planned : world_.attacks().hub_acts()) {
    if (planned.device != record.device || planned.act->kind != HubActKind::kTwinUpdate) continue;
    for (std::uint32_t i = planned.when.begin; i < planned.when.end; ++i) {
      const Time at = planned.when.time_of(i);
      if (at > record.time || (act != nullptr && at < latest)) continue;
      act = planned.act;
      latest = at;
    }
  }
  if (act == nullptr) return {};
  const std::optional<FreeMapping>& desired = rows_.policy().encoding == Encoding::kG1Json ? act->desired_g1 : act->desired_g2;
  return desired ? desired->json : std::string();
}

void RunExport::on_carried(Time until) {
  for (const OwnHubEvent& event : own_events_->connection_states_until(until)) add_own(event).event.body = connection_state_body(event.operation, event.number);
  for (const OwnHubEvent& event : own_events_->twin_changes_until(until)) {
    add_own(event).event.body = twin_change_body(event.operation, event.number, patch_of(event.record));
  }
  std::stable_sort(pending_.begin(), pending_.end(),
                   [](const Pending& a, const Pending& b) { return a.event.enqueued < b.event.enqueued; });
  for (Pending& pending : pending_) write(pending);
  pending_.clear();
  while (!operation_rows_.empty() && operation_rows_.begin()->first <= until) {
    folder_.line(operation_file_, operation_rows_.begin()->second);
    ++counts_.operation_rows;
    operation_rows_.erase(operation_rows_.begin());
  }
  while (!log_records_.empty() && log_records_.begin()->first <= until) {
    const auto& [file, record] = log_records_.begin()->second;
    folder_.line(file, record);
    ++counts_.resource_log_records;
    log_records_.erase(log_records_.begin());
  }
}

bool RunExport::reaches_endpoint(const HubEvent& event, MessageRoutes& routes) {
  const bool reaches = routes.route({source_of(event.route), event.device, event.module, event.marking}).at_events;
  switch (event.route) {
    case MessageRoute::kTelemetry: counts_.not_at_endpoint += reaches ? 0 : 1; break;
    case MessageRoute::kTwinChangeEvents: counts_.twin_changes += reaches ? 1 : 0; break;
    case MessageRoute::kDeviceConnectionStateEvents: counts_.connection_states += reaches ? 1 : 0; break;
    case MessageRoute::kDeviceLifecycleEvents: counts_.lifecycle += reaches ? 1 : 0; break;
    case MessageRoute::kCount_: break;
  }
  return reaches;
}

void RunExport::write(Pending& pending) {
  HubFile& hub = hubs_[pending.hub];
  if (forms_.event_hubs && reaches_endpoint(pending.event, hub.routes)) {
    const HubEventPlace place = hub.partitions.place(pending.event.device, pending.event.body.size());
    folder_.line(hub.file, event_hubs_line(pending.event, place));
    for (MessageLabelRow& row : pending.labels) {
      row.partition = std::to_string(place.partition);
      row.sequence_number = std::to_string(place.sequence_number);
    }
  }
  for (const std::string& row : pending.rows) folder_.line(raw_file_, row);
  counts_.raw_event_rows += pending.rows.size();
  for (const MessageLabelRow& row : pending.labels) folder_.line(label_file_, message_line(world_, row));
}

void RunExport::write_labels() {
  const std::vector<UnitWindow> windows = unit_windows(world_);
  const std::size_t units = folder_.add("labels/units.csv", "Attacked devices: which attack, from when to when, and what of it arrived.");
  folder_.header(units, unit_header());
  for (std::uint32_t u = 0; u < windows.size(); ++u) folder_.line(units, unit_line(world_, u, windows[u], evidence_[u]));
  const std::size_t steps = folder_.add("labels/steps.csv", "Steps of the attacks, with their techniques.");
  folder_.header(steps, step_header());
  for (const std::string& line : step_lines(world_)) folder_.line(steps, line);
  const std::size_t exposure = folder_.add("labels/exposure.csv", "Device-days by class, attacked and benign.");
  folder_.header(exposure, exposure_header());
  for (const std::string& line : exposure_lines(world_, windows)) folder_.line(exposure, line);
}

}  // namespace picket::sim
