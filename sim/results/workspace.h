#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "agent_core/base/result.h"
#include "sim/results/atomic_file.h"
#include "sim/results/attack_rows.h"
#include "sim/results/ocsf_record.h"
#include "sim/results/raw_event_row.h"
#include "sim/results/security_alert.h"
#include "sim/results/security_recommendation.h"
#include "sim/results/workspace_rows.h"

namespace picket::sim {

struct WorkspaceSettings {
  std::int64_t row_limit = 2'000'000;  ///< over all tables
  double billed_size_factor = 0.75;    ///< _BilledSize over the bytes of the row's JSON
};

struct WorkspaceCounts {
  std::int64_t raw_events = 0;
  std::int64_t alerts = 0;
  std::int64_t recommendations = 0;
  std::int64_t findings = 0;   ///< records of them
  std::int64_t incidents = 0;  ///< records of their states
  std::int64_t operations = 0;
  std::int64_t attack_units = 0;
  std::int64_t attack_steps = 0;
  std::int64_t over_limit = 0;  ///< rows left out because the limit was reached
  std::int64_t failed = 0;      ///< rows left out after a write error
  std::int64_t rows() const {
    return raw_events + alerts + recommendations + findings + incidents + operations + attack_units + attack_steps;
  }
};

/// workspace.sqlite: the tables SecurityIoTRawEvent, DefenderIoTRawEvent, SecurityAlert,
/// SecurityRecommendation and AzureDiagnostics, with Log Analytics' columns, so that the documented
/// queries can be asked in SQL (json_extract in place of parse_json); beside them our own tables
/// OcsfDetectionFinding, OcsfIncidentFinding, PicketAttackUnit and PicketAttackStep, see workspace_schema.h.
///
/// Model:  one transaction over prepared statements into a temporary file, renamed by `close`. No
///         bill and no law rests on these rows.
/// Cost:   about 5 us a row.
/// Errors: the first write error is kept and returned by `close`; later rows are counted as failed.
///         Without `close` the temporary file is removed.
/// Limits: one thread. Booleans are 0 and 1; times are text in UTC with microseconds.
class Workspace {
 public:
  static Result<std::unique_ptr<Workspace>, WriteError> create(const std::string& path,
                                                               const WorkspaceSettings& settings);
  /// One that is written to while it is read, and added to by one life after another, as by a pipeline that is not a run: the file
  /// itself, with a write-ahead log. What was added is there after `commit`, all of it or nothing, whatever kills the program.
  /// Errors: also a file that is no workspace, or that another process writes to.
  static Result<std::unique_ptr<Workspace>, WriteError> open(const std::string& path, const WorkspaceSettings& settings);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  void add(const RawEventRow& row);
  void add(const AlertRow& row);
  void add(const RecommendationRow& row);
  /// Its record; the row of SecurityAlert is added by itself.
  void add(const DetectionFinding& finding);
  void add(const IncidentFinding& finding);
  void add(const OperationRow& row);
  void add(const AttackUnitRow& row);
  void add(const AttackStepRow& row);
  const WorkspaceCounts& counts() const;
  /// Of an opened one: what was added, and what else was done to `database` since the last time, is on the disk when it returns.
  std::optional<WriteError> commit();
  /// Of an opened one: for tables that belong to its owner, in the same transactions. Statements must go before the workspace.
  sqlite3* database();
  /// Makes the file visible under its name; of an opened one, the last commit. Nothing may be added afterwards.
  std::optional<WriteError> close();

 private:
  struct Impl;
  explicit Workspace(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
