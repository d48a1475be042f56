// What the head of scenarios/smoke/clock.yaml derives.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
namespace fs = std::filesystem;

class ClockRun : public Program {
 protected:
  nlohmann::json measures_of(const std::string& study) const {
    const fs::directory_iterator runs(fs::path(file(study)) / "runs");
    return nlohmann::json::parse(content_of((runs->path() / "measures.json").string()));
  }
  std::string rows(const std::string& sql) const {
    const Said answer = picket("query clocks/latest --limit 0 --format csv \"" + sql + "\"");
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
    return answer.out;
  }
};

TEST_F(ClockRun, attacks_on_clocks_raise_what_their_scenario_derives) {
  const Said said = picket("run " + scenario("smoke/clock.yaml") + " --quiet --threads 1 --out clocks");
  ASSERT_EQ(said.exit_code, 0) << said.err;

  const auto measures = measures_of("clocks/latest");
  EXPECT_TRUE(measures.at("imbalances").empty()) << measures.at("imbalances");
  EXPECT_EQ(measures.at("alerts_false"), 0);
  ASSERT_EQ(measures.at("units").size(), 3U);
  const auto& ahead = measures.at("units")[0];
  const auto& behind = measures.at("units")[1];
  const auto& refused = measures.at("units")[2];
  EXPECT_TRUE(ahead.at("detected"));
  EXPECT_GE(ahead.at("detected_us"), 320'000'000);  // 1:05 to 1:10:20
  EXPECT_LT(ahead.at("detected_us"), 322'000'000);
  EXPECT_FALSE(behind.at("detected"));
  EXPECT_TRUE(refused.at("detected"));
  // An exec and its fork, twelve times; a device that is refused has a record of each try beside.
  EXPECT_EQ(ahead.at("events"), 24);
  EXPECT_EQ(ahead.at("events_arrived"), 24);
  EXPECT_EQ(behind.at("events"), 24);
  EXPECT_EQ(behind.at("events_arrived"), 24);
  EXPECT_GT(refused.at("events"), 24);

  // A meter's rows say by how much its clock was wrong; a minute later or earlier counts as right.
  const std::string error = "round((julianday(json_extract(EventDetails, '$.TimestampUTC')) - julianday(TimeGenerated)) * 24)";
  EXPECT_EQ(rows("SELECT " + error + " AS hours, count(*) AS events FROM DefenderIoTRawEvent WHERE RawEventName = 'Process' AND "
                 "DeviceId LIKE 'meter%' AND " + error + " <> 0 GROUP BY hours ORDER BY hours"),
            "hours,events\n-2,24\n2,24\n");
  EXPECT_EQ(rows("SELECT count(DISTINCT c) AS counts, count(*) AS devices FROM (SELECT DeviceId, count(*) AS c FROM DefenderIoTRawEvent "
                 "WHERE RawEventName = 'Process' GROUP BY DeviceId)"),
            "counts,devices\n1,6\n");

  EXPECT_EQ(rows("SELECT min(substr(TimeGenerated, 12, 7)) AS first, AlertType FROM SecurityAlert WHERE "
                 "json_extract(ExtendedProperties, '$.DeviceId') LIKE 'meter%' GROUP BY AlertType"),
            "first,AlertType\n01:10:2,sim.clock_jump\n");
  // Renewed by 1:53:00, told of 80 s later.
  EXPECT_EQ(rows("SELECT min(TimeGenerated) BETWEEN '2026-03-03T01:06:20' AND '2026-03-03T01:54:25' AS in_time, "
                 "count(DISTINCT json_extract(ExtendedProperties, '$.DeviceId')) AS devices FROM SecurityAlert WHERE AlertType = "
                 "'IoT_Invalid_SAS_Token'"),
            "in_time,devices\n1,1\n");
  EXPECT_EQ(rows("SELECT count(*) AS n FROM SecurityAlert WHERE AlertType = 'IoT_Expired_SAS_Token'"), "n\n0\n");

  const Said again = picket("run " + scenario("smoke/clock.yaml") + " --quiet --threads 2 --set 'window=7 min' --out again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(measures_of("again/latest").at("digest"), measures.at("digest"));
}

}  // namespace
}  // namespace picket::sim
