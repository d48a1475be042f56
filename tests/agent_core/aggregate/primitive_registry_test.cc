#include "agent_core/aggregate/primitive_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reduced.h"

namespace picket {
namespace {

/// Every event passes: what a researcher would register.
struct PassAll final : Primitive {
  Verdict on_event(KeyState&, const Arrival&) const override { return {}; }
};
PrimitiveInfo pass_all(std::string_view name) {
  return {name, "Everything passes.", "", "All.", "Nothing.", [](const Reduction&) { return std::string(); },
          [](const Reduction&) -> std::unique_ptr<const Primitive> { return std::make_unique<PassAll>(); }};
}

TEST(PrimitiveRegistry, knows_ours) {
  std::vector<std::string_view> names;
  for (const PrimitiveInfo& info : all_primitives()) {
    names.push_back(info.name);
    EXPECT_FALSE(info.says.empty() || info.guarantees.empty() || info.hides.empty()) << info.name;
  }
  names.resize(8);
  EXPECT_THAT(names, testing::ElementsAre("suppress", "throttle", "threshold", "sample", "window", "delta",
                                          "rate_filter", "sketch"));
  EXPECT_EQ(find_primitive("no_such"), nullptr);
}

TEST(PrimitiveRegistry, takes_a_new_name_once) {
  EXPECT_FALSE(register_primitive(pass_all("suppress"))) << "taken";
  EXPECT_FALSE(register_primitive(pass_all("Pass All"))) << "no word";
  EXPECT_FALSE(register_primitive(pass_all("")));
  PrimitiveInfo nothing = pass_all("nothing");
  nothing.make = nullptr;
  EXPECT_FALSE(register_primitive(nothing));
  ASSERT_TRUE(register_primitive(pass_all("pass_all")));
  EXPECT_FALSE(register_primitive(pass_all("pass_all")));
  // From here on a policy can name it.
  test::ReducedDevice device(test::reduction_of("pass_all"));
  device.dns_run(0, 7, 1);
  device.until(20);
  EXPECT_EQ(device.hits().size(), 7U);
}

TEST(PrimitiveRegistry, says_which_parameters_are_read) {
  for (const PrimitiveInfo& info : all_primitives()) EXPECT_THAT(parameter_names(info), testing::IsEmpty()) << info.name;
  PrimitiveInfo info = pass_all("with_parameters");
  info.parameters = "hold_seconds  repeats";
  EXPECT_THAT(parameter_names(info), testing::ElementsAre("hold_seconds", "repeats"));
}

TEST(PrimitiveRegistry, says_which_fields_are_read) {
  const PrimitiveInfo* info = find_primitive("throttle");
  ASSERT_NE(info, nullptr);
  EXPECT_TRUE(uses_field(*info, "burst"));
  EXPECT_TRUE(uses_field(*info, "max_keys"));
  EXPECT_FALSE(uses_field(*info, "bur"));
  EXPECT_FALSE(uses_field(*info, "allow"));
}

}  // namespace
}  // namespace picket
