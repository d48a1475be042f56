#include "sim/import/mud_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using test::read_mud_text;
using ::testing::HasSubstr;

TEST(MudProfile, reads_the_head_and_every_entry) {
  const auto read = read_mud_text(test::text_of(test::import_golden("plug.json")));
  ASSERT_TRUE(read.profile.has_value()) << read.diagnostics.text();
  EXPECT_EQ(read.profile->mud_url, "https://mud.example/plug.json");
  EXPECT_EQ(read.profile->manufacturer, "Example Plugs");
  EXPECT_EQ(read.profile->model, "P-1");
  EXPECT_EQ(read.profile->firmware_revision, "2.4.1");
  ASSERT_EQ(read.profile->entries.size(), 18U);
  EXPECT_EQ(read.profile->entries[0].where.line, 18U);
  EXPECT_TRUE(read.profile->entries[0].from_device);
  EXPECT_TRUE(read.profile->entries[11].ipv6);
  EXPECT_FALSE(read.profile->entries[14].from_device);
  EXPECT_EQ(read.profile->entries[17].left_out, "no policy names its access list");
}

TEST(MudProfile, tells_everything_that_is_wrong_at_once) {
  const auto read = read_mud_text(test::text_of(test::import_golden("wrong.json")), "wrong.json");
  EXPECT_FALSE(read.profile.has_value());
  test::expect_import_golden("wrong.txt", read.diagnostics.text());
}

// As RFC 8519 spells it, and as the drafts did after which many published profiles were made.
TEST(MudProfile, finds_access_lists_under_the_name_of_the_rfc_and_of_its_drafts) {
  std::string text = test::text_of(test::import_golden("plug.json"));
  const std::size_t at = text.find("ietf-access-control-list:acls");
  ASSERT_NE(at, std::string::npos);
  const auto rfc = read_mud_text(text);
  text.replace(at, std::string("ietf-access-control-list:acls").size(), "ietf-access-control-list:access-lists");
  const auto draft = read_mud_text(text);
  ASSERT_TRUE(rfc.profile && draft.profile) << draft.diagnostics.text();
  EXPECT_EQ(rfc.profile->entries.size(), draft.profile->entries.size());
}

TEST(MudProfile, an_access_list_of_both_policies_says_nothing_certain) {
  std::string text = test::mud_of(test::ace_of(R"("tcp": {})"));
  text.replace(text.find(R"([{"name": "t"}])"), 15, R"([{"name": "f"}])");
  const auto read = read_mud_text(text);
  ASSERT_TRUE(read.profile.has_value()) << read.diagnostics.text();
  EXPECT_THAT(read.profile->entries[0].left_out, HasSubstr("both policies"));
}

TEST(MudProfile, entries_are_bounded) {
  std::string many = test::ace_of("");
  const std::string one = many;
  for (std::size_t i = 0; i < kMaxMudEntries; ++i) many += "," + one;
  const auto read = read_mud_text(test::mud_of(many));
  EXPECT_FALSE(read.profile.has_value());
  EXPECT_THAT(read.diagnostics.text(), HasSubstr("more than 4096 access control entries"));
}

}  // namespace
}  // namespace picket::sim
