// What is worth another attempt, and what would only fail again.

#include "sim/experiment/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

TEST(Retry, is_for_what_comes_from_outside) {
  EXPECT_THAT(why_again({-1, SIGKILL, ProcessFault::kNone}), HasSubstr("memory"));
  EXPECT_THAT(why_again({-1, SIGBUS, ProcessFault::kNone}), HasSubstr("disk"));
  for (const int signal : {SIGTERM, SIGHUP, SIGPWR}) EXPECT_THAT(why_again({-1, signal, ProcessFault::kNone}), HasSubstr("outside"));
  EXPECT_THAT(why_again({kSurroundingsFailed, 0, ProcessFault::kNone}), HasSubstr("disk"));
  EXPECT_THAT(why_again({3, 0, ProcessFault::kNoProcess}), HasSubstr("process"));
}

TEST(Retry, is_not_for_what_a_simulation_does_by_itself) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGXCPU, SIGXFSZ, SIGINT}) {
    EXPECT_EQ(why_again({-1, signal, ProcessFault::kNone}), "") << signal;
  }
  for (const int code : {1, 2, 3, 130}) EXPECT_EQ(why_again({code, 0, ProcessFault::kNone}), "") << code;
}

// Our own SIGKILL: it would take as long again.
TEST(Retry, is_not_for_a_simulation_that_met_its_time_limit) {
  EXPECT_EQ(why_again({-1, SIGKILL, ProcessFault::kTimeLimit}), "");
  EXPECT_EQ(why_again({3, 0, ProcessFault::kNotStarted}), "");
}

TEST(Retry, tells_a_full_disk_from_a_wrong_path) {
  for (const int error : {ENOSPC, EDQUOT, EIO, ESTALE, ENOMEM}) EXPECT_TRUE(is_of_surroundings(error)) << error;
  for (const int error : {ENOENT, EACCES, ENOTDIR, EROFS, EISDIR, 0}) EXPECT_FALSE(is_of_surroundings(error)) << error;
}

}  // namespace
}  // namespace picket::sim
