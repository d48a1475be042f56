// What `picket why` says of scenarios/smoke/why.yaml, word for word, and what it answers to wrong words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;

class Why : public Program {
 protected:
  Why() {
    const Said ran = picket("run " + scenario("smoke/why.yaml") + " --quiet");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }
  Said why(const std::string& arguments) const { return picket("why " + arguments + " --quiet"); }
  /// The digest is another with each version of the program; what is said is not.
  static std::string without_digest(const std::string& text) {
    return std::regex_replace(text, std::regex("digest [0-9a-f]{16}"), "digest ...");
  }
  nlohmann::json overview(const std::string& policy) const {
    return nlohmann::json::parse(why("--policy " + policy + " --json").out);
  }
  std::string first_alert(const std::string& type) const {
    const nlohmann::json run = overview("picket");
    for (const auto& alert : run["alerts"]) {
      if (alert["alert"] == type && alert["judgement"] == "detection") return std::to_string(alert["number"].get<int>());
    }
    ADD_FAILURE() << "no alert of type " << type;
    return "1";
  }
  std::string unit_of(const std::string& attack, const std::string& policy) const {
    const nlohmann::json run = overview(policy);
    for (const auto& unit : run["units"]) {
      const auto name = unit["unit"].get<std::string>();
      if (name.starts_with(attack + "/")) return name;
    }
    ADD_FAILURE() << "no unit of " << attack;
    return "";
  }
};

TEST_F(Why, lists_units_and_alerts) {
  const Said units = why("--policy folded");
  EXPECT_EQ(units.exit_code, 0) << units.err;
  test::expect_golden("why_units.txt", without_digest(units.out));
  test::expect_golden("why_alerts.txt", why("--policy folded --alerts").out);
}

TEST_F(Why, says_what_an_alert_by_a_rule_rests_on) {
  test::expect_golden("why_rule.txt", why("--policy picket --alert " + first_alert("Reverse shells")).out);
}

TEST_F(Why, says_what_an_alert_by_a_correlation_rests_on) {
  test::expect_golden("why_correlation.txt", why("--policy picket --alert " + first_alert("sim.bruteforce_failed")).out);
}

TEST_F(Why, says_what_an_alert_by_a_model_rests_on) {
  test::expect_golden("why_model.txt", why("--policy picket --alert " + first_alert("Suspicious IP address communication")).out);
}

TEST_F(Why, says_what_an_alert_about_silence_rests_on) {
  test::expect_golden("why_silence.txt", why("--policy picket --alert " + first_alert("sim.device_silent")).out);
}

// The worked example of README.md is what the command prints.
TEST_F(Why, says_why_a_step_was_missed) {
  const std::string unit = unit_of("shell", "folded");
  const std::size_t slash = unit.find('/');
  const Said said = why("--policy folded --unit " + unit);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  test::expect_golden("why_missed.txt", said.out);
  EXPECT_EQ(why("--policy folded --attack shell --device " + unit.substr(slash + 1)).out, said.out);
  EXPECT_THAT(content_of(std::string(PICKET_SOURCE_DIR) + "/README.md"),
              HasSubstr("$ ./picket why --policy folded --unit " + unit + "\n" + said.out));
}

TEST_F(Why, gives_the_same_as_json) {
  const nlohmann::json unit = nlohmann::json::parse(why("--policy folded --json --unit " + unit_of("shell", "folded")).out);
  EXPECT_EQ(unit["explains"], "unit");
  EXPECT_EQ(unit["schema_version"], 1);
  EXPECT_EQ(unit["detected"], false);
  EXPECT_EQ(unit["expected"][0]["outcome"], "changed");
  EXPECT_EQ(unit["expected"][0]["lacked"][0]["field"], "CommandLine");
  const nlohmann::json alert = nlohmann::json::parse(why("--policy picket --format json --alert 1").out);
  EXPECT_EQ(alert["explains"], "alert");
  EXPECT_EQ(alert["number"], 1);
}

// A terminal sends SIGINT to all processes of a command, `timeout` to its child alone; --alert repeats in a child first.
// However fast the repetition is: the later signals may find it done, one of the earlier does not.
TEST_F(Why, an_interruption_ends_it_with_130_and_says_so) {
  for (const std::string focus : {"", " --alert 1"}) {
    bool interrupted = false;
    for (const char* seconds : {"0.4", "0.2", "0.1", "0.06"}) {
      const std::string command = "cd '" + file("") + "' && timeout --preserve-status -s INT " + seconds + " '" + PICKET_PROGRAM +
                                  "' why out/latest --policy picket --quiet --threads 1" + focus + " > said.txt 2>&1";
      const int status = std::system(command.c_str());
      ASSERT_TRUE(WIFEXITED(status));
      if (WEXITSTATUS(status) == 0) continue;
      EXPECT_EQ(WEXITSTATUS(status), 130) << focus;
      EXPECT_THAT(content_of(file("said.txt")), HasSubstr("interrupted: nothing was done\n")) << focus;
      interrupted = true;
      break;
    }
    EXPECT_TRUE(interrupted) << focus;
  }
}

TEST_F(Why, takes_the_id_of_an_alert_from_the_workspace) {
  const Said ids = picket("query --policy picket \"SELECT SystemAlertId FROM SecurityAlert LIMIT 1 OFFSET 1\" --format csv");
  const std::size_t begin = ids.out.find('\n') + 1;
  const std::string id = ids.out.substr(begin, ids.out.find('\n', begin) - begin);
  EXPECT_EQ(why("--policy picket --alert " + id).out, why("--policy picket --alert 2").out);
}

TEST_F(Why, answers_wrong_words_with_exit_code_2_and_what_there_is) {
  const auto refused = [this](const std::string& arguments) {
    const Said said = why(arguments);
    EXPECT_EQ(said.exit_code, 2) << arguments;
    EXPECT_EQ(said.out, "") << arguments;
    return said.err;
  };
  for (const char* option : {"--alert", "--unit", "--attack", "--device"}) {
    EXPECT_THAT(refused(std::string("--policy picket ") + option + " ''"), HasSubstr("the word is empty")) << option;
  }
  EXPECT_THAT(refused("nowhere"), HasSubstr("nowhere: holds no run"));
  EXPECT_THAT(refused(""), HasSubstr("holds 2 runs; choose one\n  --policy folded --replication 0\n  --policy picket --replication 0"));
  EXPECT_THAT(refused("--policy pikcet"), HasSubstr("did you mean --policy picket?"));
  EXPECT_THAT(refused("--policy picket --replication 9"), HasSubstr("no run is of that policy and replication"));
  EXPECT_THAT(refused("--policy picket --unit shel/kiosk-000001"), HasSubstr("there are\n"));
  EXPECT_THAT(refused("--policy picket --alert 9999"), HasSubstr("there is no alert 9999"));
  EXPECT_THAT(refused("--policy picket --alert 0"), HasSubstr("there is no alert"));
  EXPECT_THAT(refused("--policy picket --alert shell"), HasSubstr("give its number, or its SystemAlertId"));
  EXPECT_THAT(refused("--policy picket --attack shell"), HasSubstr("--attack needs --device"));
  EXPECT_THAT(refused("--policy picket --alert 1 --alerts"), HasSubstr("give one of"));
}

}  // namespace
}  // namespace picket::sim
