#include "pipeline_core/rules/verdict_cache.h"

#include <gmock/gmock.h>

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A key of a set; `way` tells keys of one set apart. Sets go by the bits from 40 on, and keys are odd.
std::uint64_t key_of(std::uint64_t set, std::uint64_t way) {
  return set << 40 | way << 1 | 1;
}

TEST(VerdictCache, gives_back_what_it_was_told) {
  VerdictCache cache;
  EXPECT_EQ(cache.find(key_of(3, 1)), nullptr);
  const std::vector<std::uint32_t> rules{4, 9};
  cache.store(key_of(3, 1), rules, 77, true);
  cache.store(key_of(4, 1), {}, 0, false);
  const VerdictCache::Entry* entry = cache.find(key_of(3, 1));
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->novelty, 77u);
  EXPECT_TRUE(entry->names_something);
  EXPECT_THAT(cache.rules(entry->verdict), ElementsAre(4u, 9u));
  ASSERT_NE(cache.find(key_of(4, 1)), nullptr);
  EXPECT_EQ(cache.find(key_of(4, 1))->verdict, 0u);
  EXPECT_THAT(cache.rules(0), IsEmpty());
  EXPECT_EQ(cache.find(key_of(3, 2)), nullptr) << "the same set, another key";
}

TEST(VerdictCache, forgets_the_older_of_a_set_for_a_third) {
  VerdictCache cache;
  const std::vector<std::uint32_t> rules{1};
  for (const std::uint64_t way : {1, 2, 3}) cache.store(key_of(5, way), rules, way, false);
  EXPECT_EQ(cache.find(key_of(5, 1)), nullptr);
  ASSERT_NE(cache.find(key_of(5, 2)), nullptr);
  ASSERT_NE(cache.find(key_of(5, 3)), nullptr);
  EXPECT_EQ(cache.find(key_of(5, 2))->novelty, 2u);
  EXPECT_EQ(cache.find(key_of(5, 3))->novelty, 3u);
}

TEST(VerdictCache, keeps_one_of_equal_lists_and_forgets_all_when_asked) {
  VerdictCache cache;
  const std::vector<std::uint32_t> one{1, 2};
  const std::vector<std::uint32_t> other{1, 3};
  EXPECT_EQ(cache.store(key_of(1, 1), one, 0, false).verdict, cache.store(key_of(2, 1), one, 0, false).verdict);
  EXPECT_NE(cache.find(key_of(1, 1))->verdict, cache.store(key_of(3, 1), other, 0, false).verdict);
  cache.clear();
  EXPECT_EQ(cache.find(key_of(1, 1)), nullptr);
  EXPECT_THAT(cache.rules(cache.store(key_of(1, 1), other, 0, false).verdict), ElementsAre(1u, 3u));
}

// The 65,536th list begins anew: entries of before would tell of lists that are gone.
TEST(VerdictCache, begins_anew_when_it_knows_too_many_lists) {
  VerdictCache cache;
  for (std::uint32_t i = 1; i < (1U << 16); ++i) cache.store(key_of(i % 4'096, i), std::vector{i}, 0, false);
  ASSERT_NE(cache.find(key_of(4'095, 65'535)), nullptr);
  EXPECT_THAT(cache.rules(cache.find(key_of(4'095, 65'535))->verdict), ElementsAre(65'535u));
  const std::uint32_t verdict = cache.store(key_of(7, 1), std::vector{70'000U}, 0, false).verdict;
  EXPECT_EQ(verdict, 1u);
  EXPECT_THAT(cache.rules(verdict), ElementsAre(70'000u));
  EXPECT_EQ(cache.find(key_of(4'095, 65'535)), nullptr);
  ASSERT_NE(cache.find(key_of(7, 1)), nullptr);
}

}  // namespace
}  // namespace picket
