#include "sim/results/study_index.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include "sim/results/manifest.h"
#include "sim/results/sqlite_handle.h"

namespace picket::sim {
namespace {

constexpr const char* kCreateTables = R"(
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
BEGIN;
CREATE TABLE runs (run_key TEXT NOT NULL, study TEXT NOT NULL, scenario TEXT NOT NULL, policy TEXT NOT NULL,
                   fixed_hub INTEGER NOT NULL, seed INTEGER NOT NULL, replication INTEGER NOT NULL, digest TEXT NOT NULL,
                   version TEXT NOT NULL, "commit" TEXT NOT NULL, wall_seconds REAL NOT NULL, PRIMARY KEY (study, run_key));
CREATE TABLE measures (study TEXT NOT NULL, policy TEXT NOT NULL, fixed_hub INTEGER NOT NULL, replication INTEGER NOT NULL,
                       measure TEXT NOT NULL, unit TEXT NOT NULL, value REAL,
                       PRIMARY KEY (study, policy, fixed_hub, measure, replication)) WITHOUT ROWID;
CREATE TABLE verdicts (study TEXT NOT NULL, position INTEGER NOT NULL, says TEXT NOT NULL, PRIMARY KEY (study, position));
)";

class Insert {
 public:
  Insert(sqlite3* database, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
    statement_.reset(statement);
  }
  Insert& text(const std::string& value) {
    sqlite3_bind_text(statement_.get(), ++column_, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Insert& integer(std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), ++column_, value);
    return *this;
  }
  /// What is no number is NULL.
  Insert& number(double value) {
    if (std::isnan(value)) {
      sqlite3_bind_null(statement_.get(), ++column_);
    } else {
      sqlite3_bind_double(statement_.get(), ++column_, value);
    }
    return *this;
  }
  bool store() {
    column_ = 0;
    const int code = sqlite3_step(statement_.get());
    sqlite3_reset(statement_.get());
    return code == SQLITE_DONE;
  }

 private:
  Statement statement_;
  int column_ = 0;
};

bool fill(sqlite3* database, const StudyIndexRows& rows) {
  if (sqlite3_exec(database, kCreateTables, nullptr, nullptr, nullptr) != SQLITE_OK) return false;
  {
    Insert run(database, "INSERT INTO runs VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    for (const IndexedRun& r : rows.runs) {
      run.text(r.run_key).text(r.study).text(r.scenario).text(r.policy).integer(r.fixed_hub ? 1 : 0);
      run.integer(static_cast<std::int64_t>(r.seed)).integer(r.replication).text(r.digest).text(r.version).text(r.commit);
      if (!run.number(r.wall_seconds).store()) return false;
    }
    Insert measure(database, "INSERT INTO measures VALUES (?,?,?,?,?,?,?)");
    for (const IndexedMeasure& m : rows.measures) {
      measure.text(m.study).text(m.policy).integer(m.fixed_hub ? 1 : 0).integer(m.replication).text(m.measure).text(m.unit);
      if (!measure.number(m.value).store()) return false;
    }
    Insert verdict(database, "INSERT INTO verdicts VALUES (?,?,?)");
    for (const IndexedVerdict& v : rows.verdicts) {
      if (!verdict.text(v.study).integer(v.position).text(v.says).store()) return false;
    }
  }
  return sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace

std::optional<WriteError> write_study_index(const std::string& path, const StudyIndexRows& rows) {
  const std::string temporary = path + ".tmp." + this_host().name + "." + std::to_string(::getpid());
  ::unlink(temporary.c_str());
  std::optional<WriteError> error;
  {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(temporary.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    const Database database(opened);
    if (code != SQLITE_OK || !fill(database.get(), rows)) error = WriteError{path, opened == nullptr ? "no memory" : sqlite3_errmsg(opened)};
  }
  if (!error && ::rename(temporary.c_str(), path.c_str()) != 0) error = WriteError{path, std::strerror(errno), errno};
  if (error) ::unlink(temporary.c_str());
  return error;
}

}  // namespace picket::sim
