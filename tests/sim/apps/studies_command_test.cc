// Folders of results as a person keeps house in them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;

class Studies : public Program {
 protected:
  std::string run(const std::string& more) const {
    return "run " + scenario("smoke/quick.yaml") + " --set 'duration=2 h' --set 'warm_up=1 h' --replications 2 --quiet " + more;
  }
};

TEST_F(Studies, parts_are_merged_listed_and_indexed) {
  for (const char* part : {"--shard 1/2 --out a", "--shard 2/2 --out b"}) {
    const Said said = picket(run(part));
    ASSERT_EQ(said.exit_code, 0) << said.err;
    EXPECT_EQ(said.out, "");
    EXPECT_THAT(said.err, HasSubstr("the same command without --shard makes the result"));
  }
  const Said merged = picket("studies merge --out all a b");
  EXPECT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_THAT(merged.out, HasSubstr("runs copied, 0 were there"));
  const Said listed = picket("studies ls all");
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_THAT(listed.out, HasSubstr("partial: merged"));
  EXPECT_EQ(picket(run("--out all")).exit_code, 0);
  EXPECT_THAT(picket("studies ls all").out, HasSubstr("complete"));
  const Said indexed = picket("studies reindex all");
  EXPECT_EQ(indexed.exit_code, 0) << indexed.err;
  EXPECT_TRUE(std::filesystem::exists(file("all/index.sqlite")));
  EXPECT_THAT(picket("studies gc all").out, HasSubstr("nothing to remove in all"));
}

TEST_F(Studies, gc_removes_only_when_it_is_told_to) {
  std::filesystem::create_directories(file("out/one/runs/raw-r0-aa"));
  const Said said = picket("studies gc");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("partial run"));
  EXPECT_THAT(said.out, HasSubstr("nothing was removed: --yes does it"));
  EXPECT_TRUE(std::filesystem::exists(file("out/one/runs/raw-r0-aa")));
  EXPECT_THAT(picket("studies gc --yes").out, HasSubstr("1 items removed"));
  EXPECT_FALSE(std::filesystem::exists(file("out/one/runs/raw-r0-aa")));
}

TEST_F(Studies, wrong_words_are_answered_with_what_was_expected) {
  EXPECT_THAT(picket("studies ls nowhere").err, HasSubstr("nowhere: no such folder"));
  EXPECT_THAT(picket("studies merge --out all").err, HasSubstr("name the folders whose runs"));
  const Said said = picket("studies merge --out all nowhere neither");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("nowhere: no such folder"));
  EXPECT_THAT(said.err, HasSubstr("neither: no such folder"));
  EXPECT_THAT(picket(run("--shard 3/2")).err, HasSubstr("--shard: '3/2' names part 3 of 2"));
  EXPECT_THAT(picket(run("--timeout soon")).err, HasSubstr("--timeout: 'soon' is no duration"));
}

TEST_F(Studies, a_simulation_over_its_time_limit_ends_the_study_with_exit_code_3) {
  const Said said = picket("run " + scenario("smoke/quick.yaml") + " --quiet --out slow --timeout '0.01 s'");
  EXPECT_EQ(said.exit_code, 3);
  EXPECT_THAT(said.err, HasSubstr("ended with its time limit"));
}

}  // namespace
}  // namespace picket::sim
