#include "sim/live/mqtt/name_lookup.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>

namespace picket::sim {
namespace {

NameLookup::State answer_of(NameLookup& lookup) {
  lookup.start();
  for (int i = 0; i < 1'000 && lookup.look() == NameLookup::State::kAsking; ++i) ::poll(nullptr, 0, 10);
  return lookup.look();
}

TEST(NameLookup, an_address_is_its_own_answer_at_once) {
  NameLookup lookup("203.0.113.7");
  EXPECT_EQ(lookup.look(), NameLookup::State::kIdle);
  lookup.start();
  EXPECT_EQ(lookup.look(), NameLookup::State::kFound);
  EXPECT_EQ(lookup.addresses(), (std::vector<std::string>{"203.0.113.7"}));
  NameLookup six("2001:db8::1");
  six.start();
  EXPECT_EQ(six.addresses(), (std::vector<std::string>{"2001:db8::1"}));
}

TEST(NameLookup, a_name_of_this_machine_is_found_again_and_again) {
  NameLookup lookup("localhost");
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(answer_of(lookup), NameLookup::State::kFound) << lookup.detail();
    const auto& found = lookup.addresses();
    EXPECT_TRUE(std::find(found.begin(), found.end(), "127.0.0.1") != found.end() || std::find(found.begin(), found.end(), "::1") != found.end());
  }
}

// RFC 6761: "invalid" is nobody's. Without a network the name server is what does not answer.
TEST(NameLookup, a_name_of_nobody_is_told) {
  NameLookup lookup("hub.invalid");
  const NameLookup::State state = answer_of(lookup);
  if (state == NameLookup::State::kAsking) GTEST_SKIP() << "the system's resolver has not answered within 10 s";
  ASSERT_EQ(state, NameLookup::State::kFailed);
  EXPECT_TRUE(lookup.failure() == LinkEnd::kNameNotFound || lookup.failure() == LinkEnd::kNameLookupFailed);
  EXPECT_FALSE(lookup.detail().empty());
}

}  // namespace
}  // namespace picket::sim
