#include "sim/faults/fault_draws.h"

#include <gtest/gtest.h>

#include <set>

namespace picket::sim {
namespace {

TEST(FaultDraws, are_functions_of_seed_replication_name_and_whom_they_are_about) {
  const FaultDraws draws(1, 2, "street");
  std::set<std::uint64_t> seen;
  for (KeyedDraws one : {draws.of_fault(), draws.of_site(SiteId(0)), draws.of_site(SiteId(1)), draws.of_choice(SiteId(0)), draws.of_device(77),
                         draws.of_choice(std::uint64_t{77}), FaultDraws(1, 2, "road").of_fault(), FaultDraws(1, 3, "street").of_fault(),
                         FaultDraws(2, 2, "street").of_fault(), FaultDraws(1, 2, "road").of_device(77)}) {
    EXPECT_TRUE(seen.insert(one.next()).second);
  }
  EXPECT_EQ(FaultDraws(1, 2, "street").of_site(SiteId(1)).next(), draws.of_site(SiteId(1)).next());
}

}  // namespace
}  // namespace picket::sim
