#include "sim/live/compare/alerts_by_type.h"

#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/results/workspace_query.h"

namespace picket::sim {
namespace {

/// A statement over a file of outside ends by then.
constexpr double kQuerySeconds = 60;
constexpr const char* kCountAlerts =
    "SELECT AlertType, count(*) FROM SecurityAlert WHERE substr(CompromisedEntity, 1, length(:prefix)) = :prefix GROUP BY 1 ORDER BY 1";

class AlertRows final : public QuerySink {
 public:
  AlertsByType counts;
  bool too_many = false;

 private:
  void on_columns(const std::vector<std::string>&) override {}
  bool on_row(const std::vector<QueryValue>& row) override {
    too_many = counts.size() >= kMostAlertTypes;
    if (too_many || row.size() != 2) return false;
    counts[row[0].text] = std::strtoull(row[1].text.c_str(), nullptr, 10);
    return true;
  }
};

}  // namespace

Result<AlertsByType, std::string> alerts_by_type(const std::string& workspace, const std::string& prefix) {
  auto opened = WorkspaceQuery::open(workspace);
  if (!opened.ok()) return workspace + ": " + opened.error().says;
  const std::unique_ptr<WorkspaceQuery> query = std::move(opened).value();
  query->limit_time(kQuerySeconds);
  AlertRows rows;
  const std::optional<QueryError> error = query->run(kCountAlerts, {{"prefix", prefix}}, rows);
  if (rows.too_many) return workspace + ": has more than " + std::to_string(kMostAlertTypes) + " types of alerts, and is none of ours";
  if (error) return workspace + ": " + error->says;
  return std::move(rows.counts);
}

}  // namespace picket::sim
