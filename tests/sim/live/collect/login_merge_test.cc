#include "sim/live/collect/login_merge.h"

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

LoginSighting told_login(LoginOperation operation, const std::string& user, std::uint32_t address) {
  LoginSighting sighting;
  sighting.operation = operation;
  sighting.user = user;
  sighting.remote_address = address == 0 ? IpAddress() : IpAddress::v4(address);
  return sighting;
}
const LoginSighting kFailure = told_login(LoginOperation::kLoginFailed, "root", 7);

TEST(LoginMerge, what_two_logs_tell_is_one) {
  LoginMerge merge;
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kAuthLog, kFailure));
  EXPECT_FALSE(merge.is_new(second(2), LoginSource::kBtmp, kFailure));
}

// Three guesses in the one log, and two of them in the other: three.
TEST(LoginMerge, as_many_as_the_log_that_tells_of_most) {
  LoginMerge merge;
  int events = 0;
  for (int i = 0; i < 2; ++i) events += merge.is_new(second(1), LoginSource::kBtmp, kFailure) ? 1 : 0;
  for (int i = 0; i < 3; ++i) events += merge.is_new(second(1), LoginSource::kAuthLog, kFailure) ? 1 : 0;
  EXPECT_EQ(events, 3);
}

TEST(LoginMerge, others_are_others) {
  LoginMerge merge;
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kAuthLog, kFailure));
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kBtmp, told_login(LoginOperation::kLoginFailed, "root", 8)));
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kBtmp, told_login(LoginOperation::kLoginFailed, "admin", 7)));
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kWtmp, told_login(LoginOperation::kLogin, "root", 7)));
}

TEST(LoginMerge, a_logout_without_its_address_is_the_same) {
  LoginMerge merge;
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kAuthLog, told_login(LoginOperation::kLogout, "root", 0)));
  EXPECT_FALSE(merge.is_new(second(1), LoginSource::kWtmp, told_login(LoginOperation::kLogout, "root", 7)));
}

TEST(LoginMerge, counts_anew_once_nothing_alike_was_told_for_a_while) {
  LoginMerge merge;
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kAuthLog, kFailure));
  EXPECT_TRUE(merge.is_new(second(100), LoginSource::kBtmp, kFailure));
}

TEST(LoginMerge, beyond_its_bound_every_word_counts) {
  LoginMerge merge;
  for (std::uint32_t i = 0; i < LoginMerge::kMaxKeys; ++i) {
    EXPECT_TRUE(merge.is_new(second(1), LoginSource::kAuthLog, told_login(LoginOperation::kLogin, "u", i + 1)));
  }
  const LoginSighting more = told_login(LoginOperation::kLogin, "one more", 1);
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kAuthLog, more));
  EXPECT_TRUE(merge.is_new(second(1), LoginSource::kWtmp, more));
  // Later the old ones are forgotten.
  EXPECT_TRUE(merge.is_new(second(100), LoginSource::kAuthLog, more));
  EXPECT_FALSE(merge.is_new(second(100), LoginSource::kWtmp, more));
}

}  // namespace
}  // namespace picket::sim
