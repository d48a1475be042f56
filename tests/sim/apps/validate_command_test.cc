// `picket validate` of files that are no scenarios; those are in scenario_commands_test.cc.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class Validate : public Program {
 protected:
  std::string in_folder(const std::string& folder, const std::string& name, const std::string& text) const {
    fs::create_directories(file(folder));
    return write(folder + "/" + name, text);
  }
};

TEST_F(Validate, finds_all_of_the_library_valid) {
  std::string paths;
  std::ptrdiff_t n = 0;
  for (const char* folder : {"attacks", "policies", "profiles", "prices", "clients"}) {
    for (const auto& entry : fs::directory_iterator(scenario(folder))) {
      if (entry.path().extension() != ".yaml") continue;
      paths += " '" + entry.path().string() + "'";
      ++n;
    }
  }
  const Said said = picket("validate" + paths);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(std::count(said.out.begin(), said.out.end(), '\n'), n);
}

constexpr const char* kWrongAttack = "id: X\ntitle: x\ndeadline: 1 h\nexpect: [IoT_ReverseShel]\nphases:\n  - {id: one, after: [two]}\n";

TEST_F(Validate, takes_several_kinds_at_once_and_tells_all_of_each) {
  const std::string attack = in_folder("attacks", "mine.yaml", kWrongAttack);
  const std::string policy = write("mine.yaml", "base: g2_linux\nmax_mesage_bytes: 8 kB\n");
  const std::string good = in_folder("policies", "good.yaml", "base: g2_linux\n");
  const std::string suite = write("suite.yaml", "name: s\npolicies: [{use: picket}]\ncases: [{attack: a09_minor}]\n");
  const Said said = picket("validate " + attack + " " + policy + " " + good + " " + suite + " --library " + scenario(""));
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_EQ(said.out, good + ": ok\n");
  EXPECT_THAT(said.err, HasSubstr("attacks/mine.yaml:4:10: error: expect[0]: neither the product nor a rule raises 'IoT_ReverseShel'"));
  EXPECT_THAT(said.err, HasSubstr("attacks/mine.yaml:6:23: error: phases[0].after[0]: 'two' is not an earlier phase"));
  EXPECT_THAT(said.err, HasSubstr("mine.yaml:2:1: error: max_mesage_bytes: unknown key"));
  EXPECT_THAT(said.err, HasSubstr("suite.yaml:3:18: error: cases[0].attack: no attack is called 'a09_minor'"));
}

TEST_F(Validate, tells_what_an_attack_lacks_at_its_line_in_scenarios_and_suites_too) {
  const std::string attack = write("mine.yaml", kWrongAttack);
  const std::string suite = write("suite.yaml", "name: s\npolicies: [{use: picket}]\ncases: [{attack: ./mine.yaml, device_class: kiosk}, {name: b, attack: ./mine.yaml, device_class: kiosk}]\n");
  const std::string wanted = "mine.yaml:6:23: error: attack_templates.mine.phases[0].after[0]: 'two' is not an earlier phase [E0219]";
  for (const std::string command : {"validate ", "suite --list "}) {
    const Said said = picket(command + suite + " --library " + scenario(""));
    EXPECT_EQ(said.exit_code, 2) << command;
    const std::size_t at = said.err.find(wanted);
    ASSERT_NE(at, std::string::npos) << said.err;
    EXPECT_EQ(said.err.find(wanted, at + 1), std::string::npos) << "once, though two cases have it";
  }
  // What nothing raises is known only with the rules.
  write("mine.yaml", "id: X\ntitle: x\ndeadline: 1 h\nexpect: [IoT_ReverseShel]\nphases:\n  - {id: one, emit: [{kind: process, commandlines: [id]}]}\n");
  const Said said = picket("suite --list " + suite + " --library " + scenario(""));
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("mine.yaml:4:10: error: attack_templates.mine.expect[0]: neither the product nor a rule raises"));
}

TEST_F(Validate, warns_of_an_attack_that_nothing_can_detect) {
  write("mine.yaml", "id: X\ntitle: x\nphases:\n  - {id: one, emit: [{kind: process, commandlines: [id]}]}\n");
  const auto said_of = [this](const std::string& expect) {
    const std::string suite = write("suite.yaml", "name: s\npolicies: [{use: picket}]\nexpect: [" + expect + "]\ncases: [{attack: ./mine.yaml, device_class: kiosk}]\n");
    const Said said = picket("validate " + suite + " --library " + scenario(""));
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return said.err;
  };
  EXPECT_THAT(said_of("{detected: {at_least: 0.8}}"), HasSubstr("mine.yaml:1:1: warning: deadline: the attack has no deadline"));
  const std::string within = said_of("{detected: {at_least: 0.8, within: 1 h}}");
  EXPECT_THAT(within, HasSubstr("mine.yaml:1:1: warning: expect: the attack expects no alert"));
  EXPECT_THAT(within, Not(HasSubstr("no deadline"))) << "the expectation has a time of its own";
  EXPECT_THAT(said_of("{measures: {messages_per_day: {at_most: 9}}}"), Not(HasSubstr("W0324"))) << "nobody asks";
}

}  // namespace
}  // namespace picket::sim
