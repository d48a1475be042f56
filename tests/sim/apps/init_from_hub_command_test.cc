// init --from-hub: from files to a scenario that is valid, and what is said of wrong ones.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::Not;

class HubFleets : public Program {
 protected:
  static std::string import_file(const std::string& name) { return "'" + std::string(PICKET_SOURCE_DIR) + "/tests/golden/import/" + name + "'"; }
};

TEST_F(HubFleets, from_a_registry_and_metrics_are_valid_scenarios_and_never_replace_a_file) {
  const std::string command = "init --from-hub " + import_file("devices.txt") + " --metrics " + import_file("hub_metrics.csv") +
                              " --group-by tags.model --class cam-a=ip_camera --tier S1 --units 2 -o fleet.yaml";
  const Said said = picket(command);
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const std::string text = content_of(file("fleet.yaml"));
  const Said valid = picket("validate fleet.yaml --library " + scenario(""));
  EXPECT_EQ(valid.exit_code, 0) << valid.err << text;
  for (const std::string& all : {text, said.out, said.err}) EXPECT_THAT(all, Not(HasSubstr("c2VjcmV0")));
  EXPECT_THAT(said.err, HasSubstr("devices.txt:12:"));
  EXPECT_EQ(picket(command).exit_code, 2);
  EXPECT_EQ(content_of(file("fleet.yaml")), text);
}

TEST_F(HubFleets, without_options_are_grouped_by_edge_and_go_to_standard_output) {
  const Said said = picket("init --from-hub " + import_file("devices.txt"));
  ASSERT_EQ(said.exit_code, 0) << said.err;
  write("f.yaml", said.out);
  const Said valid = picket("validate f.yaml --library " + scenario(""));
  EXPECT_EQ(valid.exit_code, 0) << valid.err << said.out;
}

TEST_F(HubFleets, of_wrong_words_and_files_are_not_made) {
  const Said wrong = picket("init --from-hub " + import_file("devices.txt") + " --group-by tags.model --class cam-a=ip_camra");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'ip_camera'?"));
  EXPECT_EQ(wrong.out, "");
  write("empty.txt", "");
  const Said empty = picket("init --from-hub empty.txt");
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.err, HasSubstr("no enabled device can be read from it"));
  EXPECT_EQ(picket("init --from-hub nowhere.txt").exit_code, 2);
  EXPECT_EQ(picket("init minimal --from-hub empty.txt").exit_code, 2);
  EXPECT_EQ(picket("init --tier S1").exit_code, 2);
  EXPECT_THAT(picket("init --from-hub " + import_file("devices.txt") + " --tier S3 --units 11").err, HasSubstr("at most 10"));
}

}  // namespace
}  // namespace picket::sim
