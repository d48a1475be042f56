// Another system's alerts against the run's own: the run's own alerts, given back as if they were another's, are judged
// as they were.

#include "sim/exchange/score_result.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "sim/results/utc_time.h"
#include "sim/results/workspace_query.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

/// Rows of a query as a JSON list, or cells as lines.
class Collected final : public QuerySink {
 public:
  void on_columns(const std::vector<std::string>& names) override { names_ = names; }
  bool on_row(const std::vector<QueryValue>& row) override {
    nlohmann::json object;
    for (std::size_t c = 0; c < row.size(); ++c) object[names_[c]] = row[c].text;
    list.push_back(object);
    lines += row.front().text + "\n";
    return true;
  }
  nlohmann::json list = nlohmann::json::array();
  std::string lines;

 private:
  std::vector<std::string> names_;
};

class ScoreResultTest : public test::WhyStudy {
 protected:
  Collected ask(const std::string& policy, const std::string& sql) const {
    auto workspace = WorkspaceQuery::open(run_of(policy).path + "/workspace.sqlite");
    EXPECT_TRUE(workspace.ok());
    Collected rows;
    EXPECT_FALSE(workspace.value()->run(sql, {}, rows).has_value());
    return rows;
  }
  void scored(const std::string& policy, const std::string& text, AlertMatch match, const std::function<void(const ScoreResult&)>& look) const {
    const AlertFile file = read_alerts(text, AlertColumns());
    EXPECT_EQ(file.records, file.alerts.size());
    const ChosenRun run = run_of(policy);
    const Scenario scenario = scenario_of(run);
    const Rerun world(run, scenario, {rules_, {}, 1, true});
    std::vector<ScoredReplication> replications;
    replications.push_back({0, score_alerts(world.world(), world.content(), run.result, file.alerts, match), run.result});
    look(score_result(scenario, policy, match, std::move(replications), std::nullopt));
  }
};

TEST_F(ScoreResultTest, gives_the_run_its_own_detections_back) {
  for (const char* policy : {"picket", "folded"}) {
    SCOPED_TRACE(policy);
    const std::string alerts = ask(policy, "SELECT * FROM SecurityAlert").list.dump();
    scored(policy, alerts, AlertMatch::kDeviceAndType, [&](const ScoreResult& result) {
      const ScoredReplication& one = result.replications.front();
      std::size_t detected = 0;
      for (std::size_t u = 0; u < one.own.units.size(); ++u) {
        SCOPED_TRACE(u);
        EXPECT_EQ(one.score.lane.units[u].detected, one.own.units[u].detected);
        EXPECT_EQ(one.score.lane.units[u].detected_us, one.own.units[u].detected_us);
        detected += one.own.units[u].detected ? 1 : 0;
      }
      EXPECT_GT(detected, 0U) << "or the test tests nothing";
      EXPECT_EQ(one.score.judged + one.score.about_hubs, static_cast<std::uint64_t>(one.own.alerts));
      EXPECT_EQ(one.score.outside + one.score.unknown_devices, 0U);
      for (std::size_t a = 0; a < result.detections.size(); ++a) {
        EXPECT_EQ(result.detections[a].time_to_detect.events, result.own_detections[a].time_to_detect.events);
        EXPECT_EQ(result.detections[a].detected_by_deadline.value, result.own_detections[a].detected_by_deadline.value);
        EXPECT_FALSE(result.detections[a].detected_by_deadline.ci_low.has_value()) << "one replication has no interval";
      }
    });
  }
}

// OCSF counts milliseconds.
TEST_F(ScoreResultTest, reads_the_same_from_detection_findings) {
  const std::string lines = ask("picket", "SELECT Record FROM OcsfDetectionFinding").lines;
  scored("picket", lines, AlertMatch::kDeviceAndType, [](const ScoreResult& result) {
    const ScoredReplication& one = result.replications.front();
    for (std::size_t u = 0; u < one.own.units.size(); ++u) {
      EXPECT_EQ(one.score.lane.units[u].detected, one.own.units[u].detected);
      EXPECT_NEAR(static_cast<double>(one.score.lane.units[u].detected_us), static_cast<double>(one.own.units[u].detected_us), 1'000);
    }
  });
}

TEST_F(ScoreResultTest, gives_false_alerts_over_the_exposure_and_no_interval_of_one_replication) {
  // 24 kiosks for four hours are four device-days.
  const Time early = test::why_scenario().start_utc + Duration::minutes(5);  // before every attack
  const std::string alerts = "{\"time\":\"" + utc_text(early) + "\",\"device\":\"kiosk-000001\"}";
  scored("picket", alerts, AlertMatch::kDevice, [](const ScoreResult& result) {
    EXPECT_DOUBLE_EQ(result.device_days, 4);
    const ScoredReplication& one = result.replications.front();
    EXPECT_EQ(one.score.lane.alerts_false, 1);
    EXPECT_DOUBLE_EQ(result.false_per_1000_device_days.value, 250);
    EXPECT_DOUBLE_EQ(result.own_false_per_1000_device_days.value, static_cast<double>(one.own.alerts_false) / 4 * 1'000);
    EXPECT_FALSE(result.false_per_1000_device_days.ci_low.has_value());
  });
}

}  // namespace
}  // namespace picket::sim
