#include <gtest/gtest.h>

#include <set>
#include <string>

#include "agent_core/message/message.h"

namespace picket {
namespace {

TEST(Names, every_enumerator_has_a_word_of_its_own) {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < kEventKinds; ++i) words.insert(to_string(static_cast<EventKind>(i)));
  EXPECT_EQ(words.size(), kEventKinds);
  EXPECT_EQ(to_string(EventKind::kSystemInformation), "system_information");
  words.clear();
  constexpr auto kErrors = static_cast<std::size_t>(DecodeError::kCount_);
  for (std::size_t i = 0; i < kErrors; ++i) words.insert(to_string(static_cast<DecodeError>(i)));
  EXPECT_EQ(words.size(), kErrors);
  EXPECT_EQ(to_string(Encoding::kG1Json), "g1_json");
  EXPECT_EQ(to_string(Encoding::kG2FlatBuffers), "g2_flatbuffers");
}

TEST(NamesDeathTest, stops_at_a_number_that_is_no_enumerator) {
  EXPECT_DEATH(to_string(EventKind::kCount_), "event kind 19");
}

}  // namespace
}  // namespace picket
