#include "sim/live/collect/kernel_bytes.h"

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

struct KernelPair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

TEST(KernelBytes, copies_a_struct_only_from_as_many_bytes) {
  const std::string bytes = raw_bytes(KernelPair{1, 2});
  KernelPair pair;
  EXPECT_TRUE(copy_struct(kernel_bytes(bytes), pair));
  EXPECT_EQ(pair.second, 2U);
  EXPECT_FALSE(copy_struct(kernel_bytes(bytes).first(7), pair));
}

TEST(KernelBytes, what_an_older_kernel_does_not_give_is_zero) {
  const std::string bytes = raw_bytes(KernelPair{1, 2});
  KernelPair pair{9, 9};
  EXPECT_TRUE(copy_start_of_struct(kernel_bytes(bytes).first(4), 4, pair));
  EXPECT_EQ(pair.first, 1U);
  EXPECT_EQ(pair.second, 0U);
  EXPECT_FALSE(copy_start_of_struct(kernel_bytes(bytes).first(3), 4, pair));
}

// A newer kernel's struct is longer than ours.
TEST(KernelBytes, what_a_newer_kernel_adds_is_passed_over) {
  const std::string bytes = raw_bytes(KernelPair{1, 2}) + "more";
  KernelPair pair;
  EXPECT_TRUE(copy_start_of_struct(kernel_bytes(bytes), 4, pair));
  EXPECT_EQ(pair.second, 2U);
}

}  // namespace
}  // namespace picket::sim
