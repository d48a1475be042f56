#include "sim/live/agent/stop_signal.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

namespace picket::sim {
namespace {

TEST(StopSignal, makes_a_signal_something_to_wait_for) {
  StopSignal stop;
  EXPECT_FALSE(stop.take());
  ASSERT_EQ(::raise(SIGTERM), 0);
  pollfd wanted{stop.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&wanted, 1, 2'000), 1);
  EXPECT_TRUE(stop.take());
  EXPECT_FALSE(stop.take());
}

TEST(StopSignal, what_came_and_was_not_taken_kills_nobody_at_the_end) {
  {
    const StopSignal stop;
    ASSERT_EQ(::raise(SIGINT), 0);
  }
  sigset_t blocked;
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, nullptr, &blocked), 0);
  EXPECT_EQ(sigismember(&blocked, SIGINT), 0) << "as it was before";
}

}  // namespace
}  // namespace picket::sim
