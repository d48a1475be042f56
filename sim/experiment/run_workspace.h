#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline_core/content/content.h"
#include "sim/experiment/message_store.h"
#include "sim/experiment/row_selection.h"
#include "sim/experiment/world.h"
#include "sim/results/run_directory.h"
#include "sim/results/workspace.h"

namespace picket::sim {

/// What one run writes into its workspace.sqlite: kept messages as raw-event rows, findings as
/// alerts, operation records of the devices whose rows are kept. Also knows how long the rows of alerts
/// and operation records are, for the bill, whether or not a file is written.
///
/// Errors: the first write error ends the writing and is returned by `close`.
class RunWorkspace {
 public:
  /// `run` null, or a replication that keeps none: no file is written.
  /// Errors: throws std::runtime_error with the path if the file cannot be made.
  RunWorkspace(const World& world, const Policy& policy, const PipelineContent& content, const RunDirectory* run);

  void add(const CarriedMessage& message, std::span<const Observation> observations, Time enqueued);
  // Both return the bytes of the row, which Log Analytics meters.
  std::size_t add(const OperationRecord& record, Time available_at);
  std::size_t add(const Finding& finding);
  std::optional<WriteError> close();
  /// Rows left out because the scenario's `store_row_limit` was reached.
  std::int64_t over_limit() const { return file_ == nullptr ? 0 : file_->counts().over_limit; }

 private:
  const std::string& resource_of(DeviceId device) const;
  OperationRow row_of(const OperationRecord& record, Time available_at, const std::string& device_name) const;
  std::size_t bytes_of(const OperationRecord& record);

  const World& world_;
  Policy policy_;
  const PipelineContent& content_;
  RowSelection selection_;
  std::vector<std::string> resources_;   ///< per hub
  std::uint64_t alerts_ = 0;
  std::unordered_map<std::uint64_t, std::size_t> operation_bytes_;   ///< by hub, class and kind of record; never iterated
  std::unique_ptr<Workspace> file_;      ///< null: nothing is written
};

}  // namespace picket::sim
