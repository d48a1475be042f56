#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"

namespace picket::sim {

/// A value of a result: what SQLite stores.
struct QueryValue {
  enum class Type : std::uint8_t { kNull, kInteger, kReal, kText };
  Type type = Type::kNull;
  std::string text;  ///< numbers in the shortest form that reads back exactly; bytes that are no text as hexadecimal
  bool operator==(const QueryValue&) const = default;
};

class QuerySink {
 public:
  virtual ~QuerySink() = default;
  virtual void on_columns(const std::vector<std::string>& names) = 0;
  /// False: no more rows are wanted.
  virtual bool on_row(const std::vector<QueryValue>& row) = 0;
};

struct QueryError {
  std::string says;
  std::optional<std::size_t> offset;  ///< into the statement, where it is known
  std::string hint{};                 ///< the name that was meant; may be empty
  std::vector<std::string> missing{};  ///< parameters without a value
  bool timed_out = false;
};

/// Asks a workspace in SQL. Beyond SQLite's own functions there are
///   now()         the latest TimeGenerated of the workspace, as text: the simulated time of the last row
///   ago('7d')     that much before; d, h, m and s as in KQL
///
/// Input:  one SELECT (or WITH ... SELECT), and a text for each of its parameters (`:name`), bound and never pasted.
///         Whatever would write, attach, load or change settings is refused.
/// Errors: a file that is no workspace, damaged files, wrong statements. The file is opened for reading only and
///         its schema is not trusted.
/// Limits: one thread; a statement runs until it ends, its caller stops it by the sink, or the time of `limit_time` is over.
class WorkspaceQuery {
 public:
  static Result<std::unique_ptr<WorkspaceQuery>, QueryError> open(const std::string& path);
  ~WorkspaceQuery();
  WorkspaceQuery(const WorkspaceQuery&) = delete;
  WorkspaceQuery& operator=(const WorkspaceQuery&) = delete;

  /// Each further statement ends with an error after so many seconds; 0: never. Looked at every 10,000 instructions of
  /// SQLite's machine, well below a millisecond.
  void limit_time(double seconds);

  std::optional<QueryError> run(std::string_view sql, const std::map<std::string, std::string>& parameters,
                                QuerySink& sink);

 private:
  struct Impl;
  explicit WorkspaceQuery(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
