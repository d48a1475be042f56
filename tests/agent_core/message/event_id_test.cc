#include "agent_core/message/event_id.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace picket {
namespace {

TEST(EventId, has_the_form_of_a_random_uuid) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_TRUE(std::regex_match(to_string(event_id({1, 2}, i, i)), form));
}

TEST(EventId, is_a_function_of_seed_sequence_and_index) {
  EXPECT_EQ(event_id({1, 2}, 3, 4), event_id({1, 2}, 3, 4));
  std::set<std::string> ids;
  for (std::uint64_t high = 0; high < 4; ++high) {
    for (std::uint64_t low = 0; low < 4; ++low) {
      for (std::uint32_t sequence = 0; sequence < 10; ++sequence) {
        for (std::uint32_t index = 0; index < 10; ++index) ids.insert(to_string(event_id({high, low}, sequence, index)));
      }
    }
  }
  EXPECT_EQ(ids.size(), 1'600U);
}

TEST(Uuid, is_written_from_its_halves) {
  EXPECT_EQ(to_string(Uuid{0x072f3eca3db045ba, 0x8174fa383bc93caf}), "072f3eca-3db0-45ba-8174-fa383bc93caf");
  EXPECT_EQ(to_string(Uuid{}), "00000000-0000-0000-0000-000000000000");
}

TEST(PackedVersion, puts_three_parts_into_one_number) {
  EXPECT_EQ(packed_version("4.6.2"), (4U << 24) | (6U << 16) | 2U);
  EXPECT_EQ(packed_version("0.0.6"), 6U);
  EXPECT_EQ(packed_version("1"), 1U << 24);
  EXPECT_EQ(packed_version(""), 0U);
  EXPECT_EQ(packed_version("a.b.c"), 0U);
  EXPECT_EQ(packed_version("300.0.70000"), 0xff00ffffU);
  EXPECT_EQ(packed_version("99999999999999999999999.1.2"), (255U << 24) | (1U << 16) | 2U);
}

TEST(EventId, text_form_is_read_back_in_either_case_and_nothing_else_is) {
  const Uuid uuid{0x072f3eca3db045ba, 0x8174fa383bc93caf};
  EXPECT_EQ(parse_uuid(to_string(uuid)), uuid);
  EXPECT_EQ(parse_uuid("072F3ECA-3DB0-45BA-8174-FA383BC93CAF"), uuid);
  for (const char* wrong : {"", "072f3eca", "072f3eca-3db0-45ba-8174-fa383bc93cag", "072f3eca03db0-45ba-8174-fa383bc93caf",
                            "072f3eca-3db0-45ba-8174-fa383bc93caf0", "{072f3eca-3db0-45ba-8174-fa383bc93ca}"}) {
    EXPECT_EQ(parse_uuid(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace picket
