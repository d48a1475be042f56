#include "sim/suite/suite_reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/suite/invariant.h"
#include "sim/suite/suite_check.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

TEST(SuiteReference, has_the_keys_and_all_that_they_can_name) {
  const std::string page = suite_reference_markdown();
  EXPECT_THAT(page, HasSubstr("# Keys of a suite\n"));
  EXPECT_THAT(page, HasSubstr("| `dwell_compression` |"));
  for (const std::string& name : invariant_names()) {
    const bool drop = name.starts_with("no_drop.");
    EXPECT_THAT(page, HasSubstr(drop ? "`" + name.substr(8) + "`" : "| `" + name + "` | ")) << name;
  }
  EXPECT_THAT(page, HasSubstr("| `no_drop.REASON` | "));
  for (const std::string& measure : boundable_measures()) EXPECT_THAT(page, HasSubstr("- `" + measure + "`\n"));
  EXPECT_THAT(page, HasSubstr("to the microsecond | yes |"));
  EXPECT_THAT(page, HasSubstr("no message is refused for its size |  |"));
}

TEST(SuiteReference, words_are_of_the_invariants_that_there_are) {
  const std::vector<std::string> names = invariant_names();
  for (const InvariantInfo& info : invariant_infos()) {
    if (info.name == "no_drop.REASON") continue;
    EXPECT_NE(std::find(names.begin(), names.end(), std::string(info.name)), names.end()) << info.name;
  }
  for (const DropStage& stage : drop_stages()) EXPECT_FALSE(stage.reasons.empty()) << stage.where;
}

}  // namespace
}  // namespace picket::sim
