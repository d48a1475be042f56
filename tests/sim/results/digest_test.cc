#include "sim/results/digest.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace picket::sim {
namespace {

template <class... Values>
std::uint64_t digest_of(const Values&... values) {
  Digest digest;
  (digest.add(values), ...);
  return digest.value();
}

TEST(Digest, depends_on_the_order) {
  EXPECT_NE(digest_of(1, 2), digest_of(2, 1));
  EXPECT_EQ(digest_of(1, 2), digest_of(1, 2));
  EXPECT_NE(digest_of(), digest_of(0));
}

TEST(Digest, rounds_decimals_to_six_digits) {
  EXPECT_EQ(digest_of(0.1 + 0.2), digest_of(0.3));
  EXPECT_EQ(digest_of(1234567.0), digest_of(1234570.0));
  EXPECT_NE(digest_of(1.00000), digest_of(1.00001));
  EXPECT_NE(digest_of(1e-9), digest_of(1.00002e-9));  // significant digits, not decimal places
}

TEST(Digest, knows_one_zero_and_one_not_a_number) {
  EXPECT_EQ(digest_of(0.0), digest_of(-0.0));
  EXPECT_EQ(digest_of(std::numeric_limits<double>::quiet_NaN()), digest_of(-std::numeric_limits<double>::quiet_NaN()));
  EXPECT_NE(digest_of(std::numeric_limits<double>::infinity()), digest_of(-std::numeric_limits<double>::infinity()));
}

TEST(Digest, keeps_texts_apart) {
  EXPECT_NE(digest_of("ab", "c"), digest_of("a", "bc"));
  EXPECT_EQ(digest_of(std::string("ab")), digest_of("ab"));
}

TEST(Digest, takes_times_and_amounts) {
  EXPECT_EQ(digest_of(Time::from_unix_seconds(1)), digest_of(1'000'000));
  EXPECT_EQ(digest_of(Duration::seconds(1)), digest_of(1'000'000));
  EXPECT_EQ(digest_of(Bytes(7), DeviceId(3)), digest_of(7, 3));
  Digest digest;
  digest.add(1, "x", 2.5);
  EXPECT_EQ(digest.value(), digest_of(1, "x", 2.5));
}

// Goldens: the digest is a promise between versions of the program.
TEST(Digest, keeps_its_values) {
  EXPECT_EQ(Digest().hex(), "cbf29ce484222325");
  EXPECT_EQ(hex16(0xabc), "0000000000000abc");
  EXPECT_EQ(digest_of(1), hash_combine(kFnvOffset, 1));
  EXPECT_EQ(digest_of(2.5), digest_of("2.50000e+00"));
}

TEST(Digest, spreads_small_inputs) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(digest_of(i));
  EXPECT_EQ(seen.size(), 10'000U);
}

}  // namespace
}  // namespace picket::sim
