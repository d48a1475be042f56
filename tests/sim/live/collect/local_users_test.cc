#include "sim/live/collect/local_users.h"

#include "agent_core/base/random.h"
#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

constexpr std::string_view kPasswd = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000:,,,:/home/alice:/bin/sh\n";
constexpr std::string_view kGroup = "root:x:0:\nsudo:x:27:alice,bob\nalice:x:1000:alice\nadm:x:4:alice\n";

TEST(LocalUsers, have_their_own_group_first_and_the_others_after_it) {
  MissedCounts missed;
  const auto users = local_users_of(kPasswd, kGroup, missed);
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0], (HostUser{"root", 0, {"root"}, {0}}));
  EXPECT_EQ(users[1], (HostUser{"alice", 1'000, {"alice", "sudo", "adm"}, {1'000, 27, 4}}));
  EXPECT_EQ(missed.total(), 0U);
}

TEST(LocalUsers, bad_lines_are_counted_and_skipped) {
  MissedCounts missed;
  const auto users = local_users_of("\n# comment\n:x:1:1:\nbob:x:y:1:\nbob:x\nbob:x:7:8:::\n", "g:x:z:\n:::\n", missed);
  ASSERT_EQ(users.size(), 1U);
  EXPECT_EQ(users[0], (HostUser{"bob", 7, {""}, {8}}));
  EXPECT_EQ(missed[Missed::kDamaged], 5U);
}

TEST(LocalUsers, accounts_beyond_the_bound_are_counted) {
  std::string passwd;
  for (std::size_t i = 0; i < kMaxLocalUsers + 3; ++i) passwd += "u" + std::to_string(i) + ":x:1:1:::\n";
  MissedCounts missed;
  EXPECT_EQ(local_users_of(passwd, "", missed).size(), kMaxLocalUsers);
  EXPECT_EQ(missed[Missed::kLimit], 3U);
}

TEST(LocalUsers, any_bytes_give_users_or_counts) {
  RandomStream random(18, 0, 0, Purpose::kTest);
  for (int i = 0; i < 2'000; ++i) {
    std::string passwd(kPasswd);
    std::string group(kGroup);
    for (int j = 0; j < 3; ++j) {
      passwd[random.below(passwd.size())] = static_cast<char>(random.below(256));
      group[random.below(group.size())] = static_cast<char>(random.below(256));
    }
    MissedCounts missed;
    for (const HostUser& user : local_users_of(passwd, group, missed)) {
      EXPECT_FALSE(user.name.empty());
      EXPECT_EQ(user.group_ids.size(), user.group_names.size());
    }
  }
}

}  // namespace
}  // namespace picket::sim
