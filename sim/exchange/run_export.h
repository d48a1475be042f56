#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/exchange/event_hubs.h"
#include "sim/exchange/export_folder.h"
#include "sim/exchange/labels.h"
#include "sim/experiment/hub_registry.h"
#include "sim/experiment/message_reader.h"
#include "sim/experiment/own_hub_events.h"
#include "sim/experiment/row_source.h"
#include "sim/experiment/run_probe.h"
#include "sim/experiment/unit_windows.h"
#include "sim/hub/message_routes.h"

namespace picket::sim {

/// What is written of a run.
struct ExportForms {
  bool event_hubs = true;
  bool log_analytics = true;
  bool resource_logs = false;      ///< the hubs' logs as diagnostic settings send them to an event hub or into storage
  bool connection_states = false;  ///< a route of the hub's connection state events to the endpoint
  bool twin_changes = false;       ///< the same of twin change events
  bool lifecycle = false;          ///< the same of device lifecycle events
};

/// What an export counted, over all hubs.
struct ExportCounts {
  std::uint64_t messages = 0;         ///< security messages that hubs accepted, copies included
  std::uint64_t copies = 0;           ///< of them, accepted again because an answer was lost
  std::uint64_t not_at_endpoint = 0;  ///< of them: routes took them elsewhere, or they are orphaned
  std::uint64_t connection_states = 0;  ///< at the built-in endpoints
  std::uint64_t twin_changes = 0;       ///< the same
  std::uint64_t lifecycle = 0;          ///< the same
  std::uint64_t raw_event_rows = 0;
  std::uint64_t operation_rows = 0;
  std::uint64_t resource_log_records = 0;
  std::uint64_t copied_observations = 0;  ///< of copies, which make no rows
  std::uint64_t unreadable = 0;       ///< messages that make no rows, since they cannot be read
};

/// Writes what the hubs of a run receive while the run is repeated: the events of their endpoints, the rows that Log
/// Analytics gets, and the labels apart.
///
/// Model:  the hubs' routes say what reaches their built-in endpoints: by default telemetry alone. `forms` add routes of the
///         hubs' own events there. Rows do not depend on routes.
///         Events stand in the order of their enqueued times, hub by hub; rows in the order of TimeGenerated.
/// State:  the events of one window of the run, the texts that messages bring (dropped at kTextsKept), one entry for each
///         identity that connects and one for each twin that changes.
/// Limits: events stand with the time at which the analytics read them, which is later than the hub's where the reader lags;
///         those lost at the endpoint are not written. Identities exist before the run, so device
///         lifecycle events come of attacks alone, one for the device and one for the module of its agent; that the module has one of
///         its own when the device is deleted is our reading. A twin change that goes on under another policy has no document, and its event no properties. Which records
///         of a hub's log an attack made is not labelled.
class RunExport final : public RunProbe {
 public:
  static constexpr std::size_t kTextsKept = 1U << 18;

  /// All are borrowed. `policy`: that the run's agents begin with; `name`: its name in the scenario.
  RunExport(const World& world, const std::string& name, const Policy& policy, const ExportForms& forms, ExportFolder& folder);

  void on_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) override;
  void on_submitted(const CarriedMessage& message, const DeviceMessage& submitted, const AcceptedLabels* labels) override;
  void on_dropped(std::span<const MessageLabel>, CarryDrop) override {}
  void on_finding(const Finding&, Judgement) override {}
  void on_logged(const LoggedOperation& logged, bool to_workspace) override;
  void on_identity(DeviceId device, Hub::IdentityChange change, Time at) override;
  void on_carried(Time until) override;
  /// Writes what is about the whole run; once, at its end.
  void write_labels();

  const ExportCounts& counts() const { return counts_; }
  /// Of the hub with that index: what its routes took where.
  const MessageRoutes& routes_of(std::size_t hub) const { return hubs_[hub].routes; }
  /// A route of some hub takes the hub's own events of that source.
  bool takes(RouteSource source) const {
    return std::any_of(hubs_.begin(), hubs_.end(), [source](const HubFile& hub) { return hub.routes.takes(source); });
  }

 private:
  struct Pending {
    HubEvent event;
    std::uint32_t hub = 0;
    std::vector<std::string> rows;        ///< of Log Analytics
    std::vector<MessageLabelRow> labels;
  };
  struct HubFile {
    std::size_t file = 0;
    std::size_t log_file = 0;
    HubPartitions partitions;
    MessageRoutes routes;
  };

  void add_rows(const CarriedMessage& message, const DeviceMessage& submitted, Pending& pending);
  void add_labels(const CarriedMessage& message, const DeviceMessage& submitted, const AcceptedLabels& labels, Pending& pending);
  Pending& add_own(const OwnHubEvent& own);
  std::string patch_of(const OperationRecord& record) const;
  void write(Pending& pending);
  bool reaches_endpoint(const HubEvent& event, MessageRoutes& routes);
  std::string module_of(DeviceId device, bool module) const;

  const World& world_;
  std::string name_;
  ExportForms forms_;
  ExportFolder& folder_;
  RowSource rows_;
  HubRegistry registry_;
  MessageReader reader_;
  std::optional<OwnHubEvents> own_events_;  ///< from the constructor on
  std::multimap<Time, std::string> operation_rows_;           ///< by the time at which they can be read
  std::multimap<Time, std::pair<std::size_t, std::string>> log_records_;  ///< the same: file and record
  std::vector<Pending> pending_;
  std::vector<HubFile> hubs_;
  std::size_t raw_file_ = 0;
  std::size_t operation_file_ = 0;
  std::size_t label_file_ = 0;
  std::vector<UnitEvidenceCount> evidence_;
  ExportCounts counts_;
};

}  // namespace picket::sim
