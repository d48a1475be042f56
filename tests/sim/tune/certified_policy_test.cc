#include "sim/tune/certified_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/policy_fields.h"
#include "sim/scenario/reader.h"
#include "tests/sim/tune/made_result.h"

namespace picket::sim {
namespace {

TEST(CertifiedPolicy, reads_back_and_says_where_it_comes_from) {
  const TuneResult result = test::made_result();
  ASSERT_TRUE(result.outcome.certification.cheapest.has_value());
  Policy policy;
  policy.max_delay = Duration::seconds(7);
  const std::string yaml = certified_policy_yaml(result, policy);
  EXPECT_THAT(yaml, testing::StartsWith("# own, tuned: x = 5 s, y = 2.\n"));
  EXPECT_THAT(yaml, testing::HasSubstr("study made-s3-00000000"));
  Policy read;
  Diagnostics diagnostics;
  Places places;
  ASSERT_TRUE(read_text(yaml, "certified_policy.yaml", read, diagnostics, places)) << diagnostics.text();
  EXPECT_EQ(read.max_delay, Duration::seconds(7));
  EXPECT_EQ(read.name, "own_certified");
}

}  // namespace
}  // namespace picket::sim
