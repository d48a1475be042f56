#include "sim/experiment/twin_operations.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(TwinOperations, are_counted_each_on_its_own) {
  TwinOperations counts;
  std::uint64_t n = 0;
  for (const HubOperation operation : kTwinOperations) counts.of(operation).asked = ++n;
  const TwinOperations& read = counts;
  n = 0;
  for (const HubOperation operation : kTwinOperations) EXPECT_EQ(read.of(operation).asked, ++n);
  EXPECT_DEATH(counts.of(HubOperation::kDirectMethod), "direct_method");
}

}  // namespace
}  // namespace picket::sim
