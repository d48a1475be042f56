// What a person is told while many simulations run.

#include "sim/experiment/simulations_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace picket::sim {
namespace {

TEST(SimulationsLine, rounds_times_to_what_is_known) {
  EXPECT_EQ(time_left_text({100, 80, 119}), "80-119 s");
  EXPECT_EQ(time_left_text({150, 120, 180}), "2-3 min");
  EXPECT_EQ(time_left_text({150, 145, 155}), "2-3 min");
  EXPECT_EQ(time_left_text({181, 180, 185}), "about 3 min");
  EXPECT_EQ(time_left_text({120, 90, 200}), "90 s - 3 min");
  EXPECT_EQ(time_left_text({9'000, 6'000, 12'000}), "100 min - 3 h");
  EXPECT_EQ(time_left_text({0, 0, 0}), "about 0 s");
}

// Ten simulations of 60 s each, two at a time; three have ended and two have run for half of it: those need 30 s, the other
// five 3 more rounds, the last of them half full: 30 + 60 + 60 + 60 = 210 s at the slower worker.
TEST(SimulationsLine, tells_how_many_ended_and_run_and_when_all_will_have) {
  SimulationsLine line("simulations", std::vector<double>(10, 5), 2);
  EXPECT_EQ(line.text(0), "simulations 0/10");
  line.started(0, 0);
  line.started(1, 0);
  EXPECT_EQ(line.text(1), "simulations 0/10, 2 running");
  line.ended(0, 60);
  line.ended(1, 60);
  EXPECT_EQ(line.text(60), "simulations 2/10");
  line.started(2, 60);
  line.ended(2, 60);
  line.started(3, 120);
  line.started(4, 120);
  EXPECT_EQ(line.text(150), "simulations 3/10, 2 running, ETA about 4 min");
}

// What another process did, or an earlier start, took us no time.
TEST(SimulationsLine, learns_no_times_from_what_was_done_before) {
  SimulationsLine line("simulations", std::vector<double>(6, 5), 1);
  for (std::size_t i = 0; i < 4; ++i) line.ended(i, std::nullopt);
  EXPECT_EQ(line.text(0), "simulations 4/6");
  line.ended(4, 60);
  line.ended(5, 60);
  EXPECT_EQ(line.text(0), "simulations 6/6");
}

TEST(SimulationsLine, that_is_started_again_counts_once) {
  SimulationsLine line("simulations", std::vector<double>(4, 5), 1);
  for (std::size_t i = 0; i < 3; ++i) {
    line.started(i, 0);
    line.ended(i, 10);
  }
  line.started(3, 0);
  line.started(3, 100);  // the first attempt was killed
  EXPECT_EQ(line.text(104), "simulations 3/4, 1 running, ETA about 6 s");
}

}  // namespace
}  // namespace picket::sim
