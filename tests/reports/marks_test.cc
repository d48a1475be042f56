#include "reports/marks.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

sim::StudyResult study_of(std::initializer_list<const char*> sized, std::initializer_list<const char*> fixed) {
  sim::StudyResult study;
  for (const char* name : sized) study.policies.emplace_back().policy = name;
  for (const char* name : fixed) study.fixed_hub.emplace_back().policy = name;
  return study;
}

TEST(Marks, count_policies_of_both_hubs_once) {
  const sim::StudyResult study = study_of({"a", "b"}, {"b", "c"});
  EXPECT_EQ(policy_index(study, "a"), 0U);
  EXPECT_EQ(policy_index(study, "b"), 1U);
  EXPECT_EQ(policy_index(study, "c"), 2U);
  EXPECT_EQ(policy_index(study, "nobody"), 0U);
}

TEST(Marks, give_policies_different_symbols_and_escape_their_names) {
  const sim::StudyResult study = study_of({"a", "<b>"}, {});
  EXPECT_NE(policy_label(study, "a").find("key-0"), std::string::npos);
  const std::string second = policy_label(study, "<b>");
  EXPECT_NE(second.find("key-1"), std::string::npos);
  EXPECT_NE(second.find("&lt;b&gt;"), std::string::npos);
}

}  // namespace
}  // namespace picket
