// Which failures of a run join the corpus: from a result made by hand.

#include "sim/suite/corpus_join.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

class Joining : public ::testing::Test {
 protected:
  Joining() : corpus_(folder_.file("corpus")) {
    source_.name = "shell";
    Scenario& scenario = source_.scenario;
    scenario.attack_templates["a"].deadline = Duration::hours(2);
    scenario.attacks.push_back({});
    scenario.attacks.back().use = "a";
    PolicyUse use;
    use.name = "p";
    scenario.policies.push_back(use);
    // Replications 0 to 19: the odd ones are missed.
    for (std::uint32_t r = 0; r < 20; ++r) {
      LaneResult lane;
      lane.policy = "p";
      lane.replication = r;
      lane.units.resize(1);
      lane.units[0].events = 1;
      lane.units[0].detected = r % 2 == 0;
      lanes_.push_back(lane);
    }
    result_.seed = 5;
    result_.commit = "abc";
    CheckResult check;
    check.check.policy = "p";
    check.check.bound = 0.8;
    check.verdict = Verdict::kFail;
    result_.checks.push_back(check);
  }
  void join(const std::string& crash = "") {
    EXPECT_FALSE(join_corpus(corpus_, "mine", {{&source_, &lanes_, crash, "", 20}}, result_));
  }
  const std::vector<KnownFailure>& known() const { return corpus_.failures("shell", "p"); }
  TemporaryFolder folder_;
  SuiteCorpus corpus_;
  PreparedCase source_;
  std::vector<LaneResult> lanes_;
  SuiteResult result_;
};

TEST_F(Joining, the_first_replications_that_failed_a_check_join_with_what_was_found) {
  join();
  ASSERT_EQ(known().size(), kJoinPerCheck);
  EXPECT_EQ(known()[0].replication, 1U);
  EXPECT_EQ(known()[1].replication, 3U);
  EXPECT_EQ(known()[0].seed, 5U);
  EXPECT_EQ(known()[0].failed, "detected within the deadline: at least 80 %");
  EXPECT_EQ(known()[0].found, "0 %");
  EXPECT_EQ(known()[0].commit, "abc");
  EXPECT_EQ(result_.corpus_joined, kJoinPerCheck);
  EXPECT_FALSE(content_of(folder_.file("corpus/mine/shell/p.yaml")).empty());
}

// A single miss under a policy that passes is what chance does.
TEST_F(Joining, checks_that_did_not_fail_leave_nothing) {
  result_.checks[0].verdict = Verdict::kInconclusive;
  join();
  EXPECT_TRUE(known().empty());
}

TEST_F(Joining, broken_invariants_and_crashes_join) {
  result_.checks.clear();
  InvariantResult invariant;
  invariant.invariant = "conservation";
  invariant.broken = 1;
  invariant.breaches = {{"p", 9, 3, "1 is missing"}};
  result_.invariants.push_back(invariant);
  join("replication 20 ended with signal 9 (Killed)");
  ASSERT_EQ(known().size(), 2U);
  EXPECT_EQ(known()[0].failed, "invariant conservation");
  EXPECT_EQ(known()[0].seed, 9U);
  EXPECT_EQ(known()[1].failed, "crash");
  EXPECT_EQ(known()[1].replication, 20U);
}

TEST_F(Joining, nothing_is_said_to_have_joined_that_could_not_be_written) {
  std::ofstream(folder_.file("corpus")) << "a file in the folder's place";
  const auto error = join_corpus(corpus_, "mine", {{&source_, &lanes_, "", "", 20}}, result_);
  ASSERT_TRUE(error);
  EXPECT_NE(error->text().find("corpus/mine/shell"), std::string::npos);
  EXPECT_EQ(result_.corpus_joined, 0U);
}

TEST_F(Joining, what_is_known_does_not_join_again) {
  join();
  result_.corpus_joined = 0;
  join();
  EXPECT_EQ(result_.corpus_joined, 0U);
  EXPECT_EQ(known().size(), kJoinPerCheck);
}

}  // namespace
}  // namespace picket::sim
