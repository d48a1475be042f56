// What the head of scenarios/smoke/rollout.yaml derives.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
namespace fs = std::filesystem;

class RolloutRun : public Program {
 protected:
  nlohmann::json measures_of(const std::string& study) const {
    const fs::directory_iterator runs(fs::path(file(study)) / "runs");
    return nlohmann::json::parse(content_of((runs->path() / "measures.json").string()));
  }
  std::string rows(const std::string& sql) const {
    const Said answer = picket("query stages/latest --limit 0 --format csv \"" + sql + "\"");
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
    return answer.out;
  }
};

TEST_F(RolloutRun, comes_in_stages_and_is_ordinary_life) {
  const Said said = picket("run " + scenario("smoke/rollout.yaml") + " --quiet --threads 1 --out stages");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto measures = measures_of("stages/latest");
  EXPECT_TRUE(measures.at("imbalances").empty()) << measures.at("imbalances");
  EXPECT_TRUE(measures.at("units").empty());

  const std::string version = "json_extract(EventDetails, '$.FirmwareVersion')";
  const std::string reports = " FROM DefenderIoTRawEvent WHERE " + version + " IS NOT NULL";
  EXPECT_EQ(rows("SELECT " + version + " AS version, count(DISTINCT DeviceId) AS meters" + reports +
                 " AND TimeGenerated >= '2026-03-03T03:17:00' GROUP BY version"),
            "version,meters\n2.0,40\n");
  EXPECT_EQ(rows("SELECT " + version + " AS version, count(DISTINCT DeviceId) AS meters" + reports +
                 " AND TimeGenerated < '2026-03-03T01:06:00' GROUP BY version"),
            "version,meters\n1.0,40\n");
  // Between the stages some have it: ten, give or take 2.7.
  EXPECT_EQ(rows("SELECT count(DISTINCT DeviceId) BETWEEN 2 AND 20 AS some" + reports +
                 " AND TimeGenerated BETWEEN '2026-03-03T01:16:00' AND '2026-03-03T03:00:00' AND " + version + " = '2.0'"),
            "some\n1\n");
  EXPECT_EQ(rows("SELECT count(*) AS installed FROM DefenderIoTRawEvent WHERE json_extract(EventDetails, '$.Commandline') = "
                 "'/usr/bin/install-update' AND json_extract(EventDetails, '$.EventType') = 'EXEC'"),
            "installed\n40\n");
  EXPECT_EQ(rows("SELECT count(*) AS alerts FROM SecurityAlert WHERE AlertType = 'sim.version_decrease'"), "alerts\n0\n");

  const Said again = picket("run " + scenario("smoke/rollout.yaml") + " --quiet --threads 2 --set 'window=7 min' --out again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(measures_of("again/latest").at("digest"), measures.at("digest"));
}

}  // namespace
}  // namespace picket::sim
