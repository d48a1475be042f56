#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pipeline_core/intel/indicator_hash.h"
#include "pipeline_core/intel/indicator_set.h"
#include "pipeline_core/intel/listed_value.h"

namespace picket {
namespace {

/// Addresses that were chosen for their hashes: all fall into one place of an index of 600.
TEST(IndicatorSetBuilder, keeps_few_of_the_values_that_were_made_to_collide) {
  constexpr std::size_t kValues = 600;
  IndicatorSet::Builder builder;
  std::vector<IpAddress> taken;
  for (std::uint32_t n = 0; taken.size() < kValues; ++n) {
    const IpAddress address = IpAddress::v4(n);
    ListedValue value = address_value(address);
    if (indicator_hash(value.kind, value.key) >> 32 >= (1ULL << 32) / 800) continue;
    taken.push_back(address);
    Indicator words;
    words.source = "feed";
    builder.add(std::move(value), std::move(words));
  }
  const auto set = builder.seal();
  std::size_t found = 0;
  for (const IpAddress& address : taken) found += set->find(address, Time()) != IndicatorSet::kNone ? 1 : 0;
  EXPECT_EQ(found, set->size());
  EXPECT_EQ(set->size() + set->dropped()[IndicatorDrop::kCrowded], kValues) << "what is not kept is counted";
  EXPECT_GT(set->dropped()[IndicatorDrop::kCrowded], 0U);
  EXPECT_GT(found, 0U);
}

TEST(IndicatorSetBuilder, too_little_confidence_never_counts_whatever_the_date) {
  IndicatorSettings settings;
  settings.min_confidence = 50;
  IndicatorSet::Builder builder(settings);
  Indicator weak;
  weak.source = "feed";
  weak.confidence = 10;
  weak.modified = Time::from_unix_seconds(1'000);
  builder.add(*read_value("203.0.113.9"), weak);
  const auto set = builder.seal();
  for (const std::int64_t second : {0, 500, 1'000, 2'000}) {
    EXPECT_EQ(set->find(*IpAddress::parse("203.0.113.9"), Time::from_unix_seconds(second)), IndicatorSet::kNone);
  }
}

}  // namespace
}  // namespace picket
