// Programs that compare starts, and what they left before.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Said;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ProgramRun : public test::Program {
 protected:
  Said compare_with(const std::string& program) const {
    return picket("compare " + scenario("smoke/why.yaml") + " --quiet --out both --program " + program + " --program " + PICKET_PROGRAM);
  }
};

TEST_F(ProgramRun, a_file_that_cannot_be_run_is_refused) {
  write("plain", "#!/bin/sh\nexit 0\n");
  const Said said = compare_with("./plain");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("--program: ./plain: is no program that can be run; give the path of a built picket"));
  EXPECT_FALSE(fs::exists(file("both")));
}

// The folder of the program has a whole study from before, and the program leaves nothing.
TEST_F(ProgramRun, what_an_earlier_call_left_does_not_pass_for_this_one) {
  fs::copy_file("/bin/true", file("silent"));
  const std::string first = compare_with("./silent").err;
  const std::size_t at = first.find("both/program-");
  ASSERT_NE(at, std::string::npos) << first;
  const std::string folder = first.substr(at, first.find(':', at) - at);
  const Said earlier = picket("run " + scenario("smoke/why.yaml") + " --quiet --out " + folder);
  ASSERT_EQ(earlier.exit_code, 0) << earlier.err;
  ASSERT_TRUE(fs::exists(file(folder + "/latest/result.json")));
  const Said said = compare_with("./silent");
  EXPECT_EQ(said.exit_code, 3);
  EXPECT_THAT(said.err, HasSubstr("./silent: ended well, and left no result in " + folder));
}

}  // namespace
}  // namespace picket::sim
