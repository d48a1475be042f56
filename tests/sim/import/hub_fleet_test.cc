#include "sim/import/hub_fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

HubFleetChoices choices_of(std::vector<std::string> classes, std::string group_by = "tags.model") {
  HubFleetChoices out;
  out.group_by = std::move(group_by);
  out.classes = std::move(classes);
  out.known_classes = {"ev_charger", "iot_gateway", "ip_camera", "kiosk"};
  return out;
}
std::optional<HubFleet> fleet_of(const HubFleetChoices& choices, Diagnostics& diagnostics) {
  IdentityExportReader reader(group_path_of(choices.group_by, diagnostics));
  reader.feed(test::text_of(test::import_golden("devices.txt")));
  return hub_fleet(reader.finish(), choices, diagnostics);
}

TEST(HubFleet, has_groups_by_value_and_children_behind_their_gateways) {
  Diagnostics diagnostics;
  const auto fleet = fleet_of(choices_of({"cam-a=ip_camera"}), diagnostics);
  ASSERT_TRUE(fleet) << diagnostics.text();
  std::uint64_t devices = 0;
  const HubFleetGroup* children = nullptr;
  for (const HubFleetGroup& group : fleet->groups) {
    devices += group.devices;
    if (!group.gateway.empty()) children = &group;
    if (group.value == "kiosk") {
      EXPECT_EQ(group.class_from, ClassFrom::kValue);
      EXPECT_EQ(group.auth_not_said, 1U);
    }
  }
  EXPECT_EQ(devices, 8U);
  ASSERT_NE(children, nullptr);
  EXPECT_EQ(children->devices, 3U);
  EXPECT_EQ(children->gateway, "iot_gateway");
  EXPECT_EQ(children->gateways, 2U);
  EXPECT_EQ(children->least, 1U);
  EXPECT_EQ(children->most, 2U);
  EXPECT_EQ(children->class_from, ClassFrom::kOption);
}

TEST(HubFleet, takes_devices_of_their_gateways_class_for_devices_that_stand_alone) {
  Diagnostics diagnostics;
  const auto fleet = fleet_of(choices_of({"*=iot_gateway"}), diagnostics);
  ASSERT_TRUE(fleet) << diagnostics.text();
  EXPECT_EQ(fleet->unplaced, 3U);
}

TEST(HubFleet, tells_every_wrong_word_with_the_one_that_was_meant) {
  Diagnostics diagnostics;
  EXPECT_FALSE(fleet_of(choices_of({"cam-a=ip_camra", "cam-b=kiosk", "cam-a"}), diagnostics));
  const std::string text = diagnostics.text();
  EXPECT_THAT(text, HasSubstr("did you mean 'ip_camera'?"));
  EXPECT_THAT(text, HasSubstr("no device has the value 'cam-b'"));
  EXPECT_THAT(text, HasSubstr("did you mean 'cam-a'?"));
  EXPECT_THAT(text, HasSubstr("'cam-a' is no VALUE=DEVICE_CLASS"));
  Diagnostics tag;
  EXPECT_FALSE(fleet_of(choices_of({}, "tags.modle"), tag));
  EXPECT_THAT(tag.text(), HasSubstr("did you mean 'model'?"));
  Diagnostics path;
  EXPECT_TRUE(group_path_of("model", path).empty());
  EXPECT_THAT(path.text(), HasSubstr("did you mean 'tags.model'?"));
}

}  // namespace
}  // namespace picket::sim
