#include "sim/hub/twin_limits.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TwinMeasure measure_of(std::int64_t size, std::int64_t value = 0, std::int64_t key = 0, std::size_t depth = 0) {
  return {.size = Bytes(size), .largest_value = Bytes(value), .longest_key = Bytes(key), .depth = depth};
}

// iot-hub-devguide-device-twins: "an 8 KB size limit on the value of tags, and a 32 KB size limit each on the value of
// properties/desired and properties/reported".
TEST(TwinLimits, take_32_kb_of_properties_and_8_kb_of_tags) {
  for (const TwinSection section : {TwinSection::kDesired, TwinSection::kReported}) {
    EXPECT_EQ(excess_of(section, measure_of(32'768)), TwinExcess::kNone);
    EXPECT_EQ(excess_of(section, measure_of(32'769)), TwinExcess::kSection);
  }
  EXPECT_EQ(excess_of(TwinSection::kTags, measure_of(8'192)), TwinExcess::kNone);
  EXPECT_EQ(excess_of(TwinSection::kTags, measure_of(8'193)), TwinExcess::kSection);
}

// The same page: strings of 4 KB, keys of 1 KB, depth 10.
TEST(TwinLimits, take_texts_of_4_kb_keys_of_1_kb_and_ten_levels) {
  EXPECT_EQ(excess_of(TwinSection::kDesired, measure_of(30'000, 4'096, 1'024, 10)), TwinExcess::kNone);
  EXPECT_EQ(excess_of(TwinSection::kDesired, measure_of(30'000, 4'097)), TwinExcess::kValue);
  EXPECT_EQ(excess_of(TwinSection::kDesired, measure_of(30'000, 0, 1'025)), TwinExcess::kKey);
  EXPECT_EQ(excess_of(TwinSection::kDesired, measure_of(30'000, 0, 0, 11)), TwinExcess::kDepth);
  EXPECT_EQ(excess_of(TwinSection::kTags, measure_of(9'000, 5'000)), TwinExcess::kSection) << "the first that holds";
}

}  // namespace
}  // namespace picket::sim
