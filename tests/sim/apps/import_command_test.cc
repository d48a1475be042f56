// import, from the command line to a scenario that runs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string golden(const std::string& name) { return std::string(PICKET_SOURCE_DIR) + "/tests/golden/import/" + name; }
std::string library() { return " --library '" + std::string(PICKET_SOURCE_DIR) + "/scenarios'"; }

TEST_F(Program, explains_both_imports_with_examples) {
  const Said said = picket("import mud --help");
  EXPECT_EQ(said.exit_code, 0);
  test::expect_golden("help_import_mud.txt", said.out);
  const Said wrong = picket("import mud x.json --flows-per-hor 3");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean '--flows-per-hour'?"));
  EXPECT_THAT(picket("import mut").err, HasSubstr("did you mean 'mud'?"));
}

TEST_F(Program, import_mud_writes_a_class_that_a_scenario_includes_and_runs) {
  const Said said = picket("import mud '" + golden("plug.json") + "' -o plug.yaml --base smart_hub --controller hub.example --flows-per-hour 12");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("18 access control entries"));
  EXPECT_THAT(said.out, HasSubstr("--flows-per-hour 12"));
  EXPECT_THAT(said.err, IsEmpty());
  write("s.yaml", "name: plugs\ninclude: [plug.yaml]\nduration: 2 h\nwarm_up: 1 h\npolicies: [{use: raw}]\n"
                  "fleet: [{device_class: plug, count: 3, sites: 1, access: {dsl: 1}}]\n");
  const Said checked = picket("validate s.yaml" + library());
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  const Said ran = picket("run s.yaml --quiet" + library());
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST_F(Program, import_mud_without_a_file_to_write_prints_the_class_alone) {
  const Said said = picket("import mud '" + golden("plug.json") + "' --name my_plug");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("device_classes:\n  my_plug:\n"));
  EXPECT_THAT(said.err, HasSubstr("my_plug: 18 access control entries"));
}

TEST_F(Program, import_mud_tells_all_that_is_wrong_and_writes_nothing) {
  const Said said = picket("import mud '" + golden("wrong.json") + "' -o x.yaml --base smart_hab --local-network 10.0.0.1/8");
  EXPECT_EQ(said.exit_code, 2);
  for (const char* part : {"--base: no class is called 'smart_hab'", "--local-network", "'70000' is no whole number", "did you mean 'from-v4'?"}) {
    EXPECT_THAT(said.err, HasSubstr(part));
  }
  EXPECT_FALSE(std::filesystem::exists(file("x.yaml")));
  EXPECT_EQ(picket("import mud nothing.json").exit_code, 2);
  EXPECT_EQ(picket("import mud .").exit_code, 2);
  EXPECT_EQ(picket("import mud x.json --name 'a b'").exit_code, 2);
  // A profile that allows nothing here is no class.
  write("empty.json", R"({"ietf-mud:mud": {"mud-version": 1, "mud-url": "u"}, "ietf-access-control-list:access-lists": {"acl": []}})");
  const Said none = picket("import mud empty.json");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("no entry of it could be imported"));
  EXPECT_THAT(none.out, IsEmpty());
}

}  // namespace
}  // namespace picket::sim
