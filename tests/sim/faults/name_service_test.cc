#include "sim/faults/name_service.h"

#include <gtest/gtest.h>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

TEST(NameService, answers_everywhere_but_where_and_while_it_is_dead) {
  const Time start = test::kFaultStart;
  NameService names;
  EXPECT_FALSE(names.timeout(SiteId(3), start));
  names.add(SiteId(3), {start, start + Duration::minutes(10)}, Duration::seconds(10));
  names.add(SiteId(3), {start + Duration::minutes(5), start + Duration::minutes(20)}, Duration::seconds(30));
  EXPECT_FALSE(names.timeout(SiteId(3), start - Duration::microseconds(1)));
  EXPECT_EQ(names.timeout(SiteId(3), start), Duration::seconds(10));
  EXPECT_EQ(names.timeout(SiteId(3), start + Duration::minutes(7)), Duration::seconds(30)) << "the longer of two";
  EXPECT_FALSE(names.timeout(SiteId(3), start + Duration::minutes(20)));
  EXPECT_FALSE(names.timeout(SiteId(4), start + Duration::minutes(7)));
}

}  // namespace
}  // namespace picket::sim
