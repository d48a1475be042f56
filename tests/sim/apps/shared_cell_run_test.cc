// What a user reads of scenarios/smoke/shared_cell.yaml; its numbers are derived in tests/sim/experiment.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::Not;

class SharedCellRun : public Program {};

TEST_F(SharedCellRun, tells_how_full_the_cell_was_and_warns_of_one_that_is_never_full) {
  const std::string run = "run " + scenario("smoke/shared_cell.yaml") + " --quiet --set 'duration=1 h' --set 'attacks=[]' --out ";
  const Said said = picket(run + "cell");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Peak throughput at the busiest cell that sites share"));
  EXPECT_THAT(content_of(file("cell/latest/measures.csv")), HasSubstr("cell_utilisation_1h_max"));

  const Said wide = picket(run + "wide --set 'networks.street.cell.uplink_bandwidth=100 Mbit/s'");
  ASSERT_EQ(wide.exit_code, 0) << wide.err;
  EXPECT_THAT(wide.err, HasSubstr("networks.street.cell.uplink_bandwidth: slows nothing"));
}

TEST_F(SharedCellRun, says_nothing_of_cells_where_no_line_has_any) {
  const Said said = picket("run " + scenario("smoke/busy_hours.yaml") + " --quiet --set 'duration=10 min' --set 'attacks=[]' --out none");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, Not(HasSubstr("cell")));
  EXPECT_THAT(content_of(file("none/latest/measures.csv")), Not(HasSubstr("cell_")));
}

}  // namespace
}  // namespace picket::sim
