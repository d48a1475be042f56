#include "sim/live/compare/alerts_by_type.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "sim/results/workspace.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

void write_alerts(const std::string& path, const std::vector<std::pair<std::string, std::string>>& alerts) {
  auto workspace = std::move(Workspace::create(path, {})).value();
  for (const auto& [type, entity] : alerts) {
    AlertRow row;
    row.alert_type = type;
    row.compromised_entity = entity;
    workspace->add(row);
  }
  ASSERT_FALSE(workspace->close());
}

TEST(AlertsByType, counts_those_of_the_devices_of_a_run) {
  const TemporaryFolder folder;
  write_alerts(folder.file("w.sqlite"), {{"sim.scan_out", "picket-1-0000001"}, {"sim.scan_out", "picket-1-0000002"}, {"sim.beacon", "picket-1-0000001"},
                                         {"sim.beacon", "another-1"}, {"sim.dga", "apicket-1-0000001"}});
  const auto of_run = alerts_by_type(folder.file("w.sqlite"), "picket-1-");
  ASSERT_TRUE(of_run.ok()) << of_run.error();
  EXPECT_EQ(of_run.value(), (AlertsByType{{"sim.beacon", 1}, {"sim.scan_out", 2}}));
  const auto of_all = alerts_by_type(folder.file("w.sqlite"), "");
  ASSERT_TRUE(of_all.ok()) << of_all.error();
  EXPECT_EQ(of_all.value(), (AlertsByType{{"sim.beacon", 2}, {"sim.dga", 1}, {"sim.scan_out", 2}}));
}

TEST(AlertsByType, a_prefix_is_a_text_and_no_pattern) {
  const TemporaryFolder folder;
  write_alerts(folder.file("w.sqlite"), {{"sim.beacon", "picket-1-0000001"}});
  const auto none = alerts_by_type(folder.file("w.sqlite"), "%' OR '1' = '1");
  ASSERT_TRUE(none.ok()) << none.error();
  EXPECT_TRUE(none.value().empty());
}

TEST(AlertsByType, a_file_that_is_no_workspace_says_so) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("w.sqlite")) << "SQLite format 3, or not";
  for (const char* name : {"w.sqlite", "none.sqlite"}) {
    const auto read = alerts_by_type(folder.file(name), "");
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().find(name), std::string::npos) << read.error();
  }
}

}  // namespace
}  // namespace picket::sim
