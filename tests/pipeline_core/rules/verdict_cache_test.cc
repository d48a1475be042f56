#include "pipeline_core/rules/verdict_cache.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A key of a set; `way` tells keys of one set apart. The hash of a word is its product with an odd constant, of which the
/// upper 12 bits name the set: so a word is the wanted hash times that constant's inverse.
CacheKey key_of(std::uint64_t set, std::uint64_t way) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;
  std::uint64_t inverse = kFactor;  // right in its last 3 bits; each step of Newton's doubles them
  for (int i = 0; i < 5; ++i) inverse *= 2 - kFactor * inverse;
  CacheKey key;
  key.add((set << 52 | way) * inverse);
  EXPECT_EQ(key.hash(), set << 52 | way);
  return key;
}
CacheKey key_of_words(const std::vector<std::uint64_t>& words) {
  CacheKey key;
  for (const std::uint64_t word : words) key.add(word);
  return key;
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

// The hash of a key's second word can be made what one likes by choice of the first: (rotl(h, 29) ^ second) * factor.
TEST(VerdictCache, tells_keys_of_one_hash_apart) {
  const auto chosen = [](std::uint64_t first) {
    CacheKey key;
    key.add(first);
    const std::uint64_t second = std::rotl(key.hash(), 29) ^ 4'711;
    key.add(second);
    return key;
  };
  const CacheKey harmless = chosen(1);
  const CacheKey hostile = chosen(2);
  ASSERT_EQ(harmless.hash(), hostile.hash());
  VerdictCache cache;
  cache.store(harmless, {}, 1, false);
  EXPECT_EQ(cache.find(hostile), nullptr);
  cache.store(hostile, std::vector<std::uint32_t>{7}, 2, true);
  ASSERT_NE(cache.find(harmless), nullptr);
  ASSERT_NE(cache.find(hostile), nullptr);
  EXPECT_THAT(cache.rules(cache.find(harmless)->verdict), IsEmpty());
  EXPECT_THAT(cache.rules(cache.find(hostile)->verdict), ElementsAre(7u));
}

/// Independent truth: a map by the words. Words are few, so that keys repeat and one begins another; all lengths.
TEST(VerdictCache, never_gives_the_verdict_of_another_key) {
  VerdictCache cache;
  std::map<std::vector<std::uint64_t>, std::uint32_t> truth;
  std::size_t found = 0;
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    const std::uint64_t longest = std::min<std::uint64_t>(CacheKey::kMaxWords, 1 + i / 2'000);
    std::vector<std::uint64_t> words;
    for (std::uint64_t n = 1 + random.below(longest); n > 0; --n) words.push_back(random.below(3));
    const CacheKey key = key_of_words(words);
    if (const VerdictCache::Entry* entry = cache.find(key)) {
      ++found;
      ASSERT_THAT(cache.rules(entry->verdict), ElementsAre(truth.at(words))) << i;
      ASSERT_EQ(entry->novelty, truth.at(words));
      continue;
    }
    const std::uint32_t verdict = i % 1'000;
    truth[words] = verdict;
    cache.store(key, std::vector{verdict}, verdict, false);
  }
  EXPECT_GT(found, 10'000u);
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
