#include "agent_core/event/public_address.h"

#include <gtest/gtest.h>

#include <unordered_set>

#include "agent_core/base/ip_address.h"
#include "agent_core/event/raw_event.h"

namespace picket {
namespace {

// Of 2^32 addresses, excluded are 3 * 2^24 + 2^22 + 2^20 + 2 * 2^16 + 2^29 = 592,576,512.
static_assert((1ULL << 32) - 592'576'512ULL == kPublicAddresses);

TEST(PublicAddress, gives_distinct_public_addresses) {
  for (const std::uint64_t key : {0ULL, 1ULL, 0xdeadbeefcafeULL}) {
    std::unordered_set<std::uint32_t> seen;
    // Small indices are themselves in 0/8: walking from the plain index would let two of them meet.
    for (std::uint32_t i = 0; i < 300'000; ++i) {
      const std::uint32_t address = public_address_at(key, i);
      ASSERT_TRUE(seen.insert(address).second) << "key " << key << " index " << i;
      const std::uint32_t top = address >> 24;
      ASSERT_NE(top, 0U);
      ASSERT_LT(top, 224U);
      ASSERT_FALSE(IpAddress::v4(address).is_private());
    }
  }
}

TEST(PublicAddress, index_is_the_inverse) {
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    const std::uint32_t n = i * 37'021U % kPublicAddresses;
    ASSERT_EQ(index_of_public_address(99, public_address_at(99, n)), n);
  }
  EXPECT_EQ(index_of_public_address(99, public_address_at(99, kPublicAddresses - 1)), kPublicAddresses - 1);
  for (const std::uint32_t excluded : {0x00000001U, 0x0a010101U, 0x7f000001U, 0xa9fe0001U, 0xac100001U, 0xc0a80001U,
                                       0x64400001U, 0xe0000001U, 0xffffffffU}) {
    EXPECT_EQ(index_of_public_address(99, excluded), kNotPublic);
  }
}

/// Spread evenly: 100,000 addresses over 16 blocks of 2^28, of which 14 are public (14 of 2^28 less the
/// excluded); chi-squared with 12 degrees of freedom over the blocks without exclusions stays below 40.
TEST(PublicAddress, spreads_over_the_address_space) {
  std::array<double, 16> count{};
  constexpr int kDraws = 100'000;
  for (std::uint32_t i = 0; i < kDraws; ++i) count[public_address_at(7, i) >> 28] += 1;
  const double expected = kDraws * 268'435'456.0 / kPublicAddresses;
  double chi_squared = 0;
  for (const std::size_t block : {1, 2, 3, 4, 5, 8, 9, 11, 13}) {
    chi_squared += (count[block] - expected) * (count[block] - expected) / expected;
  }
  EXPECT_LT(chi_squared, 40);
  EXPECT_EQ(count[14] + count[15], 0);
}

}  // namespace
}  // namespace picket
