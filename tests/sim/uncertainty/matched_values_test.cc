#include "sim/uncertainty/matched_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kText = R"(
fleet:
  - {device_class: kiosk, count: 3, share: 0.1}
  - {device_class: camera, count: 5, share: 0.2}
networks:
  lte: {loss_ratio: 0.01, gap: {mean: 3}}
  nb: {loss_ratio: 0.02, gap: {mean: 4}}
single: 7
)";

std::vector<std::string> found(std::string_view pattern) {
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source("text", kText);
  const YamlNode root = parse_yaml(kText, source, diagnostics).value();
  std::vector<std::string> out;
  for (const MatchedValue& value : values_at(root, pattern)) out.push_back(value.path + "=" + value.text);
  return out;
}

TEST(MatchedValues, follow_keys_elements_and_stars) {
  EXPECT_THAT(found("single"), ElementsAre("single=7"));
  EXPECT_THAT(found("fleet[1].count"), ElementsAre("fleet[1].count=5"));
  EXPECT_THAT(found("fleet[*].share"), ElementsAre("fleet[0].share=0.1", "fleet[1].share=0.2"));
  EXPECT_THAT(found("fleet.camera.share"), ElementsAre("fleet[1].share=0.2"));
  EXPECT_THAT(found("networks.*.gap.mean"), ElementsAre("networks.lte.gap.mean=3", "networks.nb.gap.mean=4"));
  EXPECT_THAT(found("fleet.*.count"), ElementsAre("fleet[0].count=3", "fleet[1].count=5"));
}

TEST(MatchedValues, are_scalars_that_are_there) {
  EXPECT_THAT(found("networks.lte"), IsEmpty());
  EXPECT_THAT(found("networks.wifi.loss_ratio"), IsEmpty());
  EXPECT_THAT(found("fleet[7].count"), IsEmpty());
  EXPECT_THAT(found("fleet[x].count"), IsEmpty());
  EXPECT_THAT(found("single.deeper"), IsEmpty());
  EXPECT_THAT(found(""), IsEmpty());
  EXPECT_THAT(found("[[[..]"), IsEmpty());
}

}  // namespace
}  // namespace picket::sim
