#include "pipeline_core/intel/indicator_watch.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline_core/intel/listed_value.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

std::shared_ptr<const IndicatorSet> set_with(const char* value) {
  IndicatorSet::Builder builder;
  Indicator words;
  words.source = "feed";
  builder.add(*read_value(value), std::move(words));
  return builder.seal();
}
std::shared_ptr<const IndicatorSet> nothing() { return IndicatorSet::Builder().seal(); }

SightingSettings kept() {
  SightingSettings settings;
  settings.max = 100;
  return settings;
}

TEST(IndicatorWatch, tells_what_was_seen_by_device_whoever_came_first) {
  TextTable texts;
  IndicatorWatch watch(nothing(), kept());
  const Observation seen = flow(kStart, "203.0.113.9", 443);
  for (const std::uint32_t device : {64U, 0U}) {
    EXPECT_TRUE(watch.look_up(seen, texts, false, {DeviceId(device), 1, 0, kStart, kStart, kStart}).empty());
  }
  watch.schedule(kStart + Duration::hours(1), set_with("203.0.113.9"));
  EXPECT_EQ(watch.next_reload(), kStart + Duration::hours(1));
  const auto late = watch.reload();
  EXPECT_EQ(watch.next_reload(), Time::max());
  ASSERT_EQ(late.size(), 2U);
  EXPECT_EQ(late[0].sighting.first.device, DeviceId(0));
  EXPECT_EQ(late[1].sighting.first.device, DeviceId(64));
}

TEST(IndicatorWatch, counts_texts_that_it_does_not_read_to_their_end) {
  TextTable texts;
  IndicatorWatch watch(set_with("http://evil.example/x"), kept());
  const Observation whole = exec(texts, kStart, std::string(kMaxScannedText, 'x'));
  const Observation longer = exec(texts, kStart, std::string(kMaxScannedText + 1, 'x'));
  watch.names_something(whole, texts);
  EXPECT_EQ(watch.scans_cut(), 0U);
  watch.names_something(longer, texts);
  EXPECT_EQ(watch.scans_cut(), 1U);
}

}  // namespace
}  // namespace picket
