// validate, explain, schema, init.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Scenarios : public Program {};

/// Three mistakes: a class that nobody knows, a word for a number, a key with a typing mistake.
constexpr const char* kWrong =
    "name: wrong\nwarm_up: 1 h\nduration: 2 h\npolicies:\n  - {use: raw}\nfleet:\n  - {device_class: toaster, count: 5}\n"
    "hubs:\n  - {name: hub}\nreplications: many\ndurration: 3 h\n";

TEST_F(Scenarios, of_the_project_are_all_valid) {
  std::string paths;
  std::size_t n = 0;
  for (const char* folder : {"smoke", "baseline", "scale", "faults"}) {
    if (!fs::exists(scenario(folder))) continue;
    for (const auto& entry : fs::directory_iterator(scenario(folder))) {
      if (entry.path().extension() != ".yaml") continue;
      paths += " '" + entry.path().string() + "'";
      ++n;
    }
  }
  ASSERT_GE(n, 4U);
  const Said said = picket("validate" + paths);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(static_cast<std::size_t>(std::count(said.out.begin(), said.out.end(), '\n')), n) << said.out;
}

TEST_F(Scenarios, that_are_wrong_get_every_problem_said_at_once) {
  const std::string path = write("wrong.yaml", kWrong);
  const Said said = picket("validate " + path + " --library " + scenario(""));
  EXPECT_EQ(said.exit_code, 2);
  for (const char* word : {"toaster", "replications", "durration", "wrong.yaml"}) EXPECT_THAT(said.err, HasSubstr(word));
}

TEST_F(Scenarios, get_their_problems_as_json_for_programs) {
  const Said said = picket("validate --format json " + write("wrong.yaml", kWrong) + " --library " + scenario(""));
  EXPECT_EQ(said.exit_code, 2);
  const auto json = nlohmann::json::parse(said.out, nullptr, false);
  ASSERT_FALSE(json.is_discarded()) << said.out;
  EXPECT_GE(json.dump().size(), 100U);
}

TEST_F(Scenarios, that_do_not_exist_or_are_no_text_are_wrong_input) {
  EXPECT_EQ(picket("validate nowhere.yaml").exit_code, 2);
  EXPECT_EQ(picket("validate /").exit_code, 2);
  EXPECT_EQ(picket("run nowhere.yaml").exit_code, 2);
  EXPECT_EQ(picket("validate " + write("empty.yaml", "")).exit_code, 2);
}

TEST_F(Scenarios, from_templates_are_valid_and_never_overwrite_a_file) {
  for (const std::string name : {"minimal", "compare", "spread"}) {
    const std::string path = file(name + ".yaml");
    EXPECT_EQ(picket("init " + name + " --file " + path).exit_code, 0);
    const Said said = picket("validate " + path + " --library " + scenario(""));
    EXPECT_EQ(said.exit_code, 0) << name << ": " << said.err;
    const std::string before = content_of(path);
    EXPECT_EQ(picket("init minimal --file " + path).exit_code, 2);
    EXPECT_EQ(content_of(path), before);
    EXPECT_EQ(picket("init " + name).out, before);
  }
  EXPECT_EQ(picket("init nonsense").exit_code, 2);
}

TEST_F(Scenarios, are_explained_value_by_value_with_their_origin) {
  const Said said = picket("explain " + scenario("smoke/quick.yaml") + " policy_templates.g2_linux");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("g2_linux.yaml"));
  const Said set = picket("explain " + scenario("smoke/quick.yaml") + " seed --set seed=77");
  EXPECT_THAT(set.out, HasSubstr("77"));
  EXPECT_EQ(picket("explain " + scenario("smoke/quick.yaml") + " no.such.path").exit_code, 2);
}

TEST_F(Scenarios, have_codes_that_can_be_looked_up) {
  const Said said = picket("explain E0107");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("E0107"));
  EXPECT_EQ(picket("explain E9999").exit_code, 2);
  EXPECT_THAT(picket("explain E107").err, HasSubstr("there is no code E107; did you mean 'E0107'?"));
  EXPECT_THAT(picket("schema polcy").err, HasSubstr("did you mean 'policy'?"));
  const Said step = picket("explain " + scenario("smoke/quick.yaml") + " flee");
  EXPECT_EQ(step.exit_code, 2);
  EXPECT_THAT(step.err, HasSubstr("no value below 'flee'; did you mean 'fleet'?"));
}

TEST_F(Scenarios, have_a_json_schema_for_the_whole_and_for_each_part) {
  for (const char* part : {"", "policy", "class", "attack", "prices", "client", "networks"}) {
    const Said said = picket(std::string("schema ") + part);
    EXPECT_EQ(said.exit_code, 0) << part;
    const auto json = nlohmann::json::parse(said.out, nullptr, false);
    ASSERT_TRUE(json.is_object()) << part;
    EXPECT_TRUE(json.contains("properties") || json.contains("$ref") || json.contains("additionalProperties")) << part;
  }
  // As commands, folders of the library and keys call them.
  EXPECT_EQ(picket("schema scenario").out, picket("schema").out);
  EXPECT_EQ(picket("schema scenario --markdown").out, picket("schema --markdown").out);
  EXPECT_EQ(picket("schema sweep").out, picket("schema study").out);
  EXPECT_EQ(picket("schema attack_templates").out, picket("schema attack").out);
  const Said key = picket("schema fleet");
  EXPECT_EQ(key.exit_code, 2);
  EXPECT_THAT(key.err, HasSubstr("it is a key of a scenario, which 'picket schema' and 'picket schema --markdown' have; expected scenario, policy, class, "));
  EXPECT_EQ(picket("schema nonsense").exit_code, 2);
  EXPECT_THAT(picket("schema --markdown").out, HasSubstr("warm_up"));
  EXPECT_THAT(picket("schema suite --markdown").out, HasSubstr("`no_drop.REASON`"));
  const std::string study = picket("schema study --markdown").out;
  EXPECT_THAT(study, HasSubstr("## sweep.parameters[]"));
  EXPECT_THAT(study, HasSubstr("### `tune.certification`"));
  EXPECT_THAT(picket("schema attack --markdown").out, HasSubstr("| `{hex8}` |"));
  const Said alerts = picket("schema alerts");
  EXPECT_EQ(alerts.exit_code, 0) << alerts.err;
  EXPECT_THAT(alerts.out, HasSubstr("| `IoT_ReverseShell` | Reverse shells | High | "));
  EXPECT_THAT(alerts.out, HasSubstr("| `sim.beacon` |"));
  const Said policies = picket("schema policies --markdown");
  for (const char* name : {"agentless", "g1_c", "picket", "vector_dedupe"}) {
    EXPECT_THAT(policies.out, HasSubstr(std::string("\n## ") + name + "\n"));
  }
  EXPECT_THAT(policies.out, HasSubstr("Hides: "));
  EXPECT_EQ(picket("schema policies --markdown --library /").exit_code, 2);
  EXPECT_EQ(picket("schema policies").out, policies.out);
  EXPECT_EQ(picket("schema twin_g1").out, picket("schema twin_g1 --markdown").out);
  EXPECT_THAT(picket("schema nonsense").err, HasSubstr("or a page: "));
  EXPECT_THAT(picket("schema weather --markdown").err, HasSubstr("policies"));
}

}  // namespace
}  // namespace picket::sim
