#include "sim/results/workspace.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "agent_core/base/check.h"
#include "agent_core/base/utf8.h"
#include "sim/results/operation_properties.h"
#include "sim/results/sqlite_handle.h"
#include "sim/results/utc_time.h"
#include "sim/results/workspace_schema.h"

namespace picket::sim {
namespace {

constexpr const char* kSettings =
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN;";

// A commit is on the disk when it returns. Others may read meanwhile; a second writer is told at once.
constexpr const char* kLiveSettings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;";

/// Binds values to a statement from left to right. The texts must live until the row is stored.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  Row& text(std::string_view value) {
    sqlite3_bind_text(statement_, ++column_, value.data() == nullptr ? "" : value.data(),
                      static_cast<int>(value.size()), SQLITE_STATIC);
    return *this;
  }
  Row& number(double value) {
    sqlite3_bind_double(statement_, ++column_, value);
    return *this;
  }
  Row& boolean(bool value) { return integer(value ? 1 : 0); }
  Row& integer(std::int64_t value) {
    sqlite3_bind_int64(statement_, ++column_, value);
    return *this;
  }
  Row& null() {
    sqlite3_bind_null(statement_, ++column_);
    return *this;
  }
  bool store() {
    PICKET_CHECK(column_ == sqlite3_bind_parameter_count(statement_), "values", column_);
    const int code = sqlite3_step(statement_);
    sqlite3_reset(statement_);
    return code == SQLITE_DONE;
  }

 private:
  sqlite3_stmt* statement_;
  int column_ = 0;
};

constexpr const char* kInsertG1 = "INSERT INTO SecurityIoTRawEvent VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kInsertG2 = "INSERT INTO DefenderIoTRawEvent VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kInsertAlert =
    "INSERT INTO SecurityAlert VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kInsertRecommendation =
    "INSERT INTO SecurityRecommendation VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kInsertFinding = "INSERT INTO OcsfDetectionFinding VALUES (?,?,?)";
constexpr const char* kInsertIncident = "INSERT INTO OcsfIncidentFinding VALUES (?,?,?,?)";
constexpr const char* kInsertOperation = "INSERT INTO AzureDiagnostics VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kInsertAttackUnit = "INSERT INTO PicketAttackUnit VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kInsertAttackStep = "INSERT INTO PicketAttackStep VALUES (?,?,?,?,?,?,?,?,?,?)";
/// Columns of PicketAttackUnit for the parts of the time to detect.
constexpr std::size_t kPartColumns = 8;

}  // namespace

struct Workspace::Impl {
  std::string path;
  std::string temporary;
  WorkspaceSettings settings;
  Database database;
  Statement insert_g1;
  Statement insert_g2;
  Statement insert_alert;
  Statement insert_recommendation;
  Statement insert_finding;
  Statement insert_incident;
  Statement insert_operation;
  Statement insert_attack_unit;
  Statement insert_attack_step;
  WorkspaceCounts counts;
  std::optional<WriteError> error;
  bool closed = false;
  bool live = false;  ///< opened, not created

  WriteError database_error() const {
    return {path, database ? sqlite3_errmsg(database.get()) : "cannot open the database"};
  }
  bool run(const char* sql) {
    if (sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return true;
    if (!error) error = database_error();
    return false;
  }
  Statement prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      if (!error) error = database_error();
    }
    return Statement(statement);
  }
  bool open() {
    ::unlink(temporary.c_str());
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(temporary.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    database.reset(opened);
    if (code != SQLITE_OK) {
      error = database_error();
      return false;
    }
    return run(kSettings) && run(kWorkspaceSchema) && prepare_all();
  }
  bool open_live() {
    live = true;
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    database.reset(opened);
    if (code != SQLITE_OK) {
      error = database_error();
      return false;
    }
    if (!run(kLiveSettings)) return false;
    const Statement tables = prepare("SELECT count(*) FROM sqlite_schema");
    if (error) return false;
    const bool fresh = sqlite3_step(tables.get()) == SQLITE_ROW && sqlite3_column_int64(tables.get(), 0) == 0;
    return (!fresh || run(kWorkspaceSchema)) && prepare_all();
  }
  bool prepare_all() {
    insert_g1 = prepare(kInsertG1);
    insert_g2 = prepare(kInsertG2);
    insert_alert = prepare(kInsertAlert);
    insert_recommendation = prepare(kInsertRecommendation);
    insert_finding = prepare(kInsertFinding);
    insert_incident = prepare(kInsertIncident);
    insert_operation = prepare(kInsertOperation);
    insert_attack_unit = prepare(kInsertAttackUnit);
    insert_attack_step = prepare(kInsertAttackStep);
    return !error;
  }
  /// Counts why a row cannot be taken.
  bool takes_row() {
    PICKET_CHECK(!closed);
    if (error) {
      ++counts.failed;
      return false;
    }
    if (counts.rows() >= settings.row_limit) {
      ++counts.over_limit;
      return false;
    }
    return true;
  }
  void stored(bool ok, std::int64_t& counter) {
    if (ok) {
      ++counter;
    } else {
      ++counts.failed;
      error = database_error();
    }
  }
  void release_statements() {
    for (Statement* statement : {&insert_g1, &insert_g2, &insert_alert, &insert_recommendation, &insert_finding,
                                 &insert_incident, &insert_operation, &insert_attack_unit, &insert_attack_step}) {
      statement->reset();
    }
  }
  /// Closes the database and gives the file its name.
  void publish() {
    run("COMMIT");
    if (live) {
      release_statements();
      if (sqlite3_close(database.release()) != SQLITE_OK && !error) error = WriteError{path, "cannot close the database"};
      return;
    }
    release_statements();
    if (sqlite3_close(database.release()) != SQLITE_OK && !error) error = WriteError{path, "cannot close the database"};
    if (error) return;
    const int file = ::open(temporary.c_str(), O_RDONLY | O_CLOEXEC);
    const bool flushed = file >= 0 && ::fsync(file) == 0;
    const int flush_error = errno;
    if (file >= 0) ::close(file);
    if (!flushed) {
      error = WriteError{path, std::strerror(flush_error)};
    } else if (::rename(temporary.c_str(), path.c_str()) != 0) {
      error = WriteError{path, std::strerror(errno)};
    }
  }
};

Workspace::Workspace(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Workspace::~Workspace() {
  if (impl_->closed) return;
  impl_->release_statements();
  impl_->database.reset();
  if (!impl_->live) ::unlink(impl_->temporary.c_str());
}

Result<std::unique_ptr<Workspace>, WriteError> Workspace::open(const std::string& path, const WorkspaceSettings& settings) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->settings = settings;
  const bool opened = impl->open_live();
  std::unique_ptr<Workspace> workspace(new Workspace(std::move(impl)));
  if (!opened) return *workspace->impl_->error;
  return workspace;
}

std::optional<WriteError> Workspace::commit() {
  Impl& s = *impl_;
  PICKET_CHECK(s.live && !s.closed);
  if (!s.error) s.run("COMMIT; BEGIN IMMEDIATE;");
  return s.error;
}

sqlite3* Workspace::database() {
  PICKET_CHECK(impl_->live && !impl_->closed);
  return impl_->database.get();
}

Result<std::unique_ptr<Workspace>, WriteError> Workspace::create(const std::string& path,
                                                                 const WorkspaceSettings& settings) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->temporary = path + ".tmp." + std::to_string(::getpid());
  impl->settings = settings;
  const bool opened = impl->open();
  std::unique_ptr<Workspace> workspace(new Workspace(std::move(impl)));
  if (!opened) return *workspace->impl_->error;
  return workspace;
}

void Workspace::add(const RawEventRow& row) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  const RowContext& context = row.context;
  const std::string details = well_formed_utf8(event_details(row));
  const std::string id = to_string(row.event_id);
  const std::string generated = utc_text(row.generated);
  const std::string first = utc_text(row.observation.first_time);
  const double bytes = static_cast<double>(raw_event_row_bytes(context, row.observation, row.texts));
  Row values((context.encoding == Encoding::kG1Json ? s.insert_g1 : s.insert_g2).get());
  values.text(context.agent_version).text(context.resource_id).text(context.subscription_id);
  values.number(bytes * s.settings.billed_size_factor).text(context.device_name).text(details).text(id);
  values.text("True").boolean(raw_event_is_empty(row.observation.record));
  values.text(raw_event_category(context.encoding, row.observation));
  values.text(raw_event_name(context.encoding, row.observation.record))
      .text(raw_event_type(row.observation.record));
  values.text(generated).text(first).text(raw_event_table(context.encoding));
  s.stored(values.store(), s.counts.raw_events);
}

void Workspace::add(const AlertRow& row) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  const std::string properties = extended_properties(row);
  const std::string remediation = remediation_steps(row);
  const std::string id = to_string(row.id);
  const std::string start = utc_text(row.start);
  const std::string end = utc_text(row.end);
  const std::string generated = utc_text(row.generated);
  Row values(s.insert_alert.get());
  values.text("").text(row.display_name).text(to_string(row.severity)).text(row.alert_type);
  values.number(static_cast<double>(alert_row_bytes(row)) * s.settings.billed_size_factor);
  values.text(row.compromised_entity).text(row.confidence_level);
  row.confidence_score ? values.number(*row.confidence_score) : values.null();
  values.text(row.description).text(row.display_name).text(end).text(row.entities).text("").text(properties);
  values.text("True").boolean(false).text(generated).text(row.component).text("Azure Security Center for IoT");
  values.text("IoTSecurity").text(remediation).text(row.resource_id).text("").text(start).text("New");
  values.text(row.sub_techniques).text(id).text(row.tactics).text(row.techniques).text(generated);
  values.text("SecurityAlert").text("Microsoft").text(id).text(row.resource_group).text(row.subscription_id);
  s.stored(values.store(), s.counts.alerts);
}

void Workspace::add(const RecommendationRow& row) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  const std::string generated = utc_text(row.generated);
  const std::string first = utc_text(row.first_evaluated);
  const std::string changed = utc_text(row.changed);
  Row values(s.insert_recommendation.get());
  values.text(row.resource_id);
  values.number(static_cast<double>(recommendation_row_bytes(row)) * s.settings.billed_size_factor);
  values.text(row.description).text(row.device_name).text(generated).text("Azure").text(first).text("True");
  values.boolean(false).text("").text(row.properties).text("IoTSecurity").text(row.additional_data);
  values.text(row.display_name).text(row.recommendation_id).text(row.name).text(to_string(row.severity));
  values.text(to_string(row.state));
  row.state == RecommendationState::kResolved ? values.text(generated) : values.null();
  values.text("").text(changed).text(generated).text("SecurityRecommendation");
  s.stored(values.store(), s.counts.recommendations);
}

void Workspace::add(const DetectionFinding& finding) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  const std::string generated = utc_text(finding.created);
  const std::string uid = to_string(finding.uid);
  const std::string record = detection_finding_json(finding);
  Row values(s.insert_finding.get());
  values.text(generated).text(uid).text(record);
  s.stored(values.store(), s.counts.findings);
}

void Workspace::add(const IncidentFinding& finding) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  const std::string generated = utc_text(finding.incident.time);
  const std::string uid = to_string(finding.uid);
  const std::string record = incident_finding_json(finding);
  Row values(s.insert_incident.get());
  values.text(generated).text(uid).integer(activity_of(finding.incident.state)).text(record);
  s.stored(values.store(), s.counts.incidents);
}

void Workspace::add(const OperationRow& row) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  const std::string generated = utc_text(row.generated);
  const std::string result = std::to_string(row.record.result_type);
  const std::string properties = operation_properties(row);
  Row values(s.insert_operation.get());
  values.text(generated).text(operation_category(row.record.operation));
  values.text(row.record.result_type == 0 ? "Information" : "Error").text(operation_word(row.record.operation));
  values.text(row.hub_name).text(row.resource_group).text(row.resource_id).text("MICROSOFT.DEVICES").text("IOTHUBS");
  values.text(result_description(row.record.result_type)).text(result).text(row.subscription_id).text(properties);
  values.text("AzureDiagnostics");
  s.stored(values.store(), s.counts.operations);
}

void Workspace::add(const AttackUnitRow& row) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  PICKET_CHECK(row.parts.size() == (row.detected ? kPartColumns : 0), "parts", row.parts.size());
  const std::string start = utc_text(row.start);
  const std::string detected = row.detected ? utc_text(*row.detected) : "";
  const std::string evidence = row.evidence ? utc_text(*row.evidence) : "";
  Row values(s.insert_attack_unit.get());
  values.text(start).text(row.attack).text(row.title).text(row.device_name).boolean(row.detected.has_value());
  row.detected ? values.text(detected).text(row.alert).text(row.pack) : values.null().null().null();
  row.evidence ? values.text(evidence) : values.null();
  values.integer(static_cast<std::int64_t>(row.events)).integer(static_cast<std::int64_t>(row.events_arrived));
  row.detected ? values.number((*row.detected - row.start).to_seconds()) : values.null();
  for (std::size_t i = 0; i < kPartColumns; ++i) row.detected ? values.number(row.parts[i]) : values.null();
  s.stored(values.store(), s.counts.attack_units);
}

void Workspace::add(const AttackStepRow& row) {
  Impl& s = *impl_;
  if (!s.takes_row()) return;
  const std::string start = utc_text(row.start);
  Row values(s.insert_attack_step.get());
  values.text(start).text(row.attack).text(row.device_name).text(row.step).text(row.techniques).text(row.fate);
  values.text(row.stage).text(row.reason).integer(static_cast<std::int64_t>(row.events));
  values.integer(static_cast<std::int64_t>(row.events_arrived));
  s.stored(values.store(), s.counts.attack_steps);
}

const WorkspaceCounts& Workspace::counts() const {
  return impl_->counts;
}

std::optional<WriteError> Workspace::close() {
  Impl& s = *impl_;
  PICKET_CHECK(!s.closed);
  s.closed = true;
  s.publish();
  if (s.error && !s.live) ::unlink(s.temporary.c_str());
  return s.error;
}

}  // namespace picket::sim
