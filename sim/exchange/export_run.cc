#include "sim/exchange/export_run.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/digest.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// What the run's own books say of messages at the hubs.
StageBalance hub_stage(const LaneResult& result) {
  for (const ConservationLedger& ledger : result.ledgers) {
    if (ledger.unit() != "messages") continue;
    for (const StageBalance& stage : ledger.stages()) {
      if (stage.stage == "hub") return stage;
    }
  }
  throw std::runtime_error("the repeated run has no account of its messages");
}

void expect(const char* what, std::uint64_t written, std::int64_t counted) {
  if (written == static_cast<std::uint64_t>(counted)) return;
  throw std::runtime_error(fmt::format("{} written: {}, but the run counted {}; nothing was exported", what, written, counted));
}

std::string manifest_of(const ChosenRun& run, const Rerun& rerun, const ExportFolder& folder,
                        const RunExport& exported, const StageBalance& hub) {
  const ExportCounts& counts = exported.counts();
  const World& world = rerun.world();
  const BuildInfo build = this_build();
  OrderedJson json;
  json["format"] = ExportFolder::kFormat;
  json["schema_version"] = 1;
  json["picket"] = {{"version", build.version}, {"commit", build.commit}};
  json["run"] = {{"run_key", run.manifest.run_key},
                 {"scenario", world.scenario().name},
                 {"policy", run.manifest.policy},
                 {"replication", run.manifest.replication},
                 {"seed", run.manifest.seed},
                 {"digest", hex16(rerun.result().digest)}};
  json["from_utc"] = utc_text(world.start());
  json["until_utc"] = utc_text(world.end());
  json["devices"] = world.fleet().size();
  json["units"] = world.attacks().units().size();
  OrderedJson hubs = OrderedJson::array();
  for (std::size_t h = 0; h < world.scenario().hubs.size(); ++h) {
    const HubSettings& one = world.scenario().hubs[h];
    const MessageRoutes& routes = exported.routes_of(h);
    OrderedJson endpoints = OrderedJson::object();
    for (const auto& [endpoint, messages] : routes.routed()) endpoints[endpoint] = messages;
    hubs.push_back({{"name", one.name}, {"partitions", one.partitions}, {"routed", std::move(endpoints)}, {"orphaned", routes.orphaned()}});
  }
  json["hubs"] = std::move(hubs);
  OrderedJson routes = OrderedJson::array({to_string(MessageRoute::kTelemetry)});
  if (exported.takes(RouteSource::kTwinChangeEvents)) routes.push_back(to_string(MessageRoute::kTwinChangeEvents));
  if (exported.takes(RouteSource::kDeviceConnectionStateEvents)) routes.push_back(to_string(MessageRoute::kDeviceConnectionStateEvents));
  if (exported.takes(RouteSource::kDeviceLifecycleEvents)) routes.push_back(to_string(MessageRoute::kDeviceLifecycleEvents));
  json["routes"] = std::move(routes);
  json["counts"] = {{"messages_accepted", hub.produced},
                    {"messages_accepted_again", hub.copies},
                    {"messages_enqueued_after_the_end", hub.held},
                    {"messages_past_retention", hub.dropped_total()},
                    {"messages_written", counts.messages - counts.not_at_endpoint},
                    {"messages_not_at_the_endpoint", counts.not_at_endpoint},
                    {"copies_among_them", counts.copies},
                    {"connection_state_events", counts.connection_states},
                    {"twin_change_events", counts.twin_changes},
                    {"lifecycle_events", counts.lifecycle},
                    {"raw_event_rows", counts.raw_event_rows},
                    {"operation_rows", counts.operation_rows},
                    {"resource_log_records", counts.resource_log_records},
                    {"messages_that_cannot_be_read", counts.unreadable}};
  OrderedJson files = OrderedJson::array();
  for (const ExportedFile& file : folder.files()) {
    files.push_back({{"path", file.path}, {"says", file.says}, {"lines", file.lines}, {"bytes", file.bytes}});
  }
  json["files"] = std::move(files);
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace

std::string default_export_directory(const ChosenRun& run) {
  std::error_code ignored;
  const std::filesystem::path path = std::filesystem::weakly_canonical(run.path, ignored);
  return (path.parent_path().parent_path() / "exports" / run.manifest.run_key).string();
}

ExportOutcome export_run(const ChosenRun& run, Scenario scenario, Rerun::Settings settings, const ExportRequest& request) {
  scenario.wire = Wire::kExact;
  const auto use = std::find_if(scenario.policies.begin(), scenario.policies.end(),
                                [&run](const PolicyUse& u) { return u.name == run.manifest.policy; });
  if (use == scenario.policies.end()) throw WrongInput(run.path + ": its scenario has no policy '" + run.manifest.policy + "'");
  ExportFolder folder(request.directory, request.replace);
  Rerun rerun(run, scenario, std::move(settings));
  RunExport exported(rerun.world(), use->name, scenario.policy_templates.at(use->use), request.forms, folder);
  rerun.repeat(exported);
  exported.write_labels();
  const ExportCounts& counts = exported.counts();
  const StageBalance hub = hub_stage(rerun.result());
  expect("messages", counts.messages, hub.delivered);
  expect("messages, those read after the end and those lost", counts.messages + static_cast<std::uint64_t>(hub.held + hub.dropped_total()),
         hub.produced + hub.copies);
  if (request.forms.log_analytics && counts.unreadable == 0) {
    expect("raw event rows and observations of copies", counts.raw_event_rows + counts.copied_observations, rerun.result().observations);
  }
  folder.finish(manifest_of(run, rerun, folder, exported, hub));
  return {request.directory, counts, folder.files(), hex16(rerun.result().digest)};
}

}  // namespace picket::sim
