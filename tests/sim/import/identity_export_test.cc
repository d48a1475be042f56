#include "sim/import/identity_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

IdentityExport registry_of(const std::string& text, std::vector<std::string> path = {}, IdentityExportLimits limits = {}) {
  IdentityExportReader reader(std::move(path), limits);
  reader.feed(text);
  return reader.finish();
}

/// Counted by hand in devices.txt: 13 entries; 4 cameras, 2 gateways, 1 till and 1 odd one are enabled devices.
TEST(IdentityExport, counts_every_entry_once) {
  const IdentityExport registry = registry_of(test::text_of(test::import_golden("devices.txt")), {"tags", "model"});
  EXPECT_EQ(registry.entries, 13U);
  EXPECT_EQ(registry.devices(), 8U);
  EXPECT_EQ(registry.disabled(), 1U);
  EXPECT_EQ(registry.modules, 1U);
  EXPECT_EQ(registry.security_modules, 1U);
  EXPECT_EQ(registry.faults.total(), 3);
  EXPECT_EQ(registry.faults[IdentityFault::kGivenTwice], 1);
  EXPECT_EQ(registry.faults[IdentityFault::kBadStatus], 1);
  EXPECT_EQ(registry.faults[IdentityFault::kNotReadable], 1);
  EXPECT_EQ(registry.lost_children, 1U);
  EXPECT_EQ(registry.unusable_groups, 1U);
  ASSERT_EQ(registry.children.size(), 2U) << "their gateways authenticate in two ways";
  EXPECT_EQ(registry.groups[registry.children[0].group].group.value, "cam-a");
  EXPECT_EQ(registry.children[0].devices, 2U) << "behind the gateway with a certificate of its own";
}

TEST(IdentityExport, knows_gateways_that_stand_behind_their_children) {
  const IdentityExport registry = registry_of(R"({"id":"c","authenticationType":"sas","deviceScope":"s"})" "\n"
                                           R"({"id":"g","authenticationType":"sas","deviceScope":"s","capabilities":{"iotEdge":true}})" "\n");
  ASSERT_EQ(registry.children.size(), 1U);
  EXPECT_EQ(registry.children[0].gateways, 1U);
  EXPECT_EQ(registry.lost_children, 0U);
}

TEST(IdentityExport, stops_at_its_limits) {
  const IdentityExport many = registry_of("{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n{\"id\":\"d\"}\n", {}, {.identities = 2});
  EXPECT_EQ(many.devices(), 2U);
  EXPECT_EQ(many.faults[IdentityFault::kTooMany], 1);
  const IdentityExport values = registry_of(R"({"id":"a","tags":{"n":1}})" "\n" R"({"id":"b","tags":{"n":2}})" "\n", {"tags", "n"}, {.groups = 1});
  EXPECT_TRUE(values.has_too_many_groups);
}

TEST(IdentityExport, keeps_three_places_of_a_kind_and_counts_the_rest) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "nonsense\n";
  const IdentityExport registry = registry_of(text);
  EXPECT_EQ(registry.faults.total(), 50);
  EXPECT_EQ(registry.problems.size(), IdentityExport::kProblemsPerFault);
  EXPECT_EQ(registry.devices(), 0U);
}

}  // namespace
}  // namespace picket::sim
