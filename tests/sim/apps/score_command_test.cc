// `picket score` as a user calls it, first of all with what `picket query` gives of the run itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class Score : public Program {
 protected:
  Score() {
    const Said ran = picket("run " + scenario("smoke/why.yaml") + " --quiet");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }
  std::string refused(const std::string& arguments) const {
    const Said said = picket("score " + arguments);
    EXPECT_EQ(said.exit_code, 2) << arguments;
    EXPECT_EQ(said.out, "") << arguments;
    return said.err;
  }
};

// The way around: the alerts that the run raised, as rows of SecurityAlert in both forms, detect what the run detected.
TEST_F(Score, gives_the_run_its_own_detections_back) {
  Json before;
  for (const std::string format : {"json", "csv"}) {
    const Said rows = picket("query --policy picket \"SELECT * FROM SecurityAlert\" --format " + format);
    ASSERT_EQ(rows.exit_code, 0) << rows.err;
    write("alerts." + format, rows.out);
    const Said said = picket("score out/latest alerts." + format + " --policy picket --match device,type --json");
    ASSERT_EQ(said.exit_code, 0) << said.err;
    const Json json = Json::parse(said.out);
    const Json& units = json["replications"][0]["units"];
    ASSERT_EQ(units.size(), 5U);
    for (const Json& unit : units) {
      EXPECT_EQ(unit["detected"], unit["own_detected"]);
      EXPECT_EQ(unit["time_to_detect_seconds"], unit["own_time_to_detect_seconds"]);
    }
    EXPECT_EQ(json["files"][0]["columns"]["time"], Json({"TimeGenerated"}));
    EXPECT_EQ(json["files"][0]["columns"]["type"], Json({"AlertType"}));
    if (!before.is_null()) {
      EXPECT_EQ(json["replications"], before);
    }
    before = json["replications"];
  }
}

TEST_F(Score, shows_attacks_types_and_limits) {
  const Json units = Json::parse(picket("why --policy folded --json --quiet").out)["units"];
  std::string shell;
  for (const Json& unit : units) {
    const auto name = unit["unit"].get<std::string>();
    if (name.starts_with("shell/") && shell.empty()) shell = name.substr(6);
  }
  ASSERT_FALSE(shell.empty());
  write("theirs.csv", "when,who,what\n2026-01-01T00:00:00Z," + shell + ",old\n");
  const Said said = picket("score out/latest theirs.csv --policy folded --columns time=when,device=who,type=what");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("why, policy folded, replication 0: 0 alerts judged, by device and time\n"));
  EXPECT_THAT(said.out, HasSubstr("not judged: 1 outside the measured period"));
  EXPECT_THAT(said.out, HasSubstr("0 of 2"));
  EXPECT_THAT(said.out, HasSubstr("an upper bound"));
  EXPECT_THAT(said.out, HasSubstr("1 replication: no intervals"));
}

TEST_F(Score, answers_wrong_words_with_exit_code_2_and_what_there_is) {
  write("good.csv", "time,device\n1772500000,kiosk-000001\n");
  write("bad.csv", "when,who\n1772500000,kiosk-000001\n");
  write("bad.json", "[{\"time\":\"soon\",\"device\":\"a\"},\n{\"time\":\"later\",\"device\":\"a\"}]");
  EXPECT_THAT(refused("nowhere good.csv"), HasSubstr("nowhere: holds no run"));
  EXPECT_THAT(refused("out/latest good.csv"), HasSubstr("holds 2 runs; choose one"));
  EXPECT_THAT(refused("out/latest missing.csv --policy picket"), HasSubstr("missing.csv"));
  EXPECT_THAT(refused("out/latest --policy picket"), HasSubstr("alerts"));
  EXPECT_THAT(refused("out/latest good.csv --policy picket --columns devcie=x"), HasSubstr("did you mean 'device'?"));
  EXPECT_THAT(refused("out/latest good.csv --policy picket --match all"), HasSubstr("--match"));
  EXPECT_THAT(refused("out/latest good.csv --policy picket --replication 7"), HasSubstr("no run is of that policy and replication"));
  EXPECT_THAT(refused("out/latest good.csv --policy picket --replication 0 --replication 1"), HasSubstr("--replication is given 2 times for 1 files"));
  EXPECT_THAT(refused("out/latest bad.csv --policy picket"),
              HasSubstr("bad.csv: no alert can be read\nbad.csv: refused 1 record: it has no time\n  bad.csv:2: 1772500000,kiosk-000001\n"
                        "  no column is called TimeGenerated, time,"));
  EXPECT_THAT(refused("out/latest bad.csv --policy picket"), HasSubstr("--columns time=NAME names it, of: when who"));
  EXPECT_THAT(refused("out/latest bad.json --policy picket"), HasSubstr("bad.json:2: later"));
  // 2^32 is no other way to write 0.
  EXPECT_THAT(refused("out/latest good.csv good.csv --policy picket --replication 0 --replication 4294967296"),
              HasSubstr("no run is of that policy and replication"));
  write("line.csv", "hello\n");
  EXPECT_THAT(refused("out/latest line.csv --policy picket"), HasSubstr("line.csv: no alert can be read"));
  write("header.csv", "time,who\n");
  const std::string header = refused("out/latest header.csv --policy picket");
  EXPECT_THAT(header, HasSubstr("--columns device=NAME names it, of: time who"));
  EXPECT_THAT(header, Not(HasSubstr("--columns time=NAME")));
}

// Three of four kiosks would have to be detected; nothing is, in six replications.
TEST_F(Score, judges_what_a_suite_expects_of_its_case) {
  write("suite.yaml",
        "name: mine\npolicies: [{use: raw}]\nmax_replications: 6\ndevices: 4\ntargets: 1\nwarm_up: 0 s\nstart: 5 min\n"
        "start_jitter: 10 min\nexpect: [{detected: {at_least: 0.75}}]\ncases: [{name: shell, attack: a15_reverse_shell}]\n");
  const Said ran = picket("suite suite.yaml --quiet --format json --library '" + std::string(PICKET_SOURCE_DIR) + "/scenarios'");
  ASSERT_NE(ran.exit_code, 2) << ran.err;
  const Json suite = Json::parse(ran.out);
  const std::string study = "out/" + suite["suite_id"].get<std::string>() + "/cases/shell";
  std::string files;
  std::string numbers;
  for (int r = 0; r < suite["cases"][0]["replications"].get<int>(); ++r) {
    write("r" + std::to_string(r) + ".json", "[]");
    files += " r" + std::to_string(r) + ".json";
    numbers += " --replication " + std::to_string(r);
  }
  ASSERT_GE(suite["cases"][0]["replications"].get<int>(), 2);
  const Said said = picket("score " + study + files + numbers + " --policy raw");
  EXPECT_THAT(said.out, HasSubstr("Expectations of suite mine:\n"));
  EXPECT_THAT(said.out, HasSubstr("detected within the deadline: at least 75 %; found 0 %"));
  const bool failed = said.out.find("  FAIL ") != std::string::npos;
  EXPECT_EQ(said.exit_code, failed ? 1 : 0) << said.out;
  // One replication decides nothing.
  EXPECT_THAT(picket("score " + study + " r0.json --policy raw --replication 0").out, HasSubstr("INCONCLUSIVE detected within"));
}

}  // namespace
}  // namespace picket::sim
