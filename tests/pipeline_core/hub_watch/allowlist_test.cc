#include "pipeline_core/hub_watch/allowlist.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

TEST(Allowlist, an_empty_group_allows_everything) {
  TextTable texts;
  const Allowlist list{SecurityGroup{}};
  EXPECT_FALSE(list.any());
  EXPECT_FALSE(list.broken_by(flow(kStart, "203.0.113.9", 443), texts));
}

TEST(Allowlist, outbound_flows_must_lie_in_a_listed_block) {
  TextTable texts;
  SecurityGroup group;
  group.allowlist(CustomRule::kConnectionToIpNotAllowed) = {true, {"10.0.0.0/8", "192.0.2.1", "2001:db8::/32"}};
  const Allowlist list(group);
  EXPECT_FALSE(list.broken_by(flow(kStart, "10.255.0.1", 443), texts));
  EXPECT_FALSE(list.broken_by(flow(kStart, "192.0.2.1", 443), texts));
  EXPECT_FALSE(list.broken_by(flow(kStart, "2001:db8:1::1", 443), texts));
  EXPECT_EQ(list.broken_by(flow(kStart, "192.0.2.2", 443), texts), CustomRule::kConnectionToIpNotAllowed);
  EXPECT_EQ(list.broken_by(flow(kStart, "2001:db9::1", 443), texts), CustomRule::kConnectionToIpNotAllowed);
  Observation inbound = flow(kStart, "192.0.2.2", 443);
  std::get<NetworkRecord>(inbound.record).direction = Direction::kInbound;
  EXPECT_FALSE(list.broken_by(inbound, texts));
}

TEST(Allowlist, an_enabled_list_without_values_allows_nothing) {
  TextTable texts;
  SecurityGroup group;
  group.allowlist(CustomRule::kConnectionToIpNotAllowed).is_enabled = true;
  EXPECT_TRUE(Allowlist(group).broken_by(flow(kStart, "10.0.0.1", 443), texts));
}

TEST(Allowlist, users_are_compared_by_their_exact_name_and_only_when_they_log_in) {
  TextTable texts;
  SecurityGroup group;
  group.allowlist(CustomRule::kLocalUserNotAllowed) = {true, {"root", "admin"}};
  const Allowlist list(group);
  EXPECT_FALSE(list.broken_by(login(texts, kStart, LoginOperation::kLogin, ""), texts));  // root
  Observation other = login(texts, kStart, LoginOperation::kLogin, "");
  std::get<LoginRecord>(other.record).user_name = texts.intern("Root");
  EXPECT_EQ(list.broken_by(other, texts), CustomRule::kLocalUserNotAllowed);
  std::get<LoginRecord>(other.record).operation = LoginOperation::kLoginFailed;
  EXPECT_FALSE(list.broken_by(other, texts));
}

TEST(Allowlist, processes_are_compared_by_the_last_part_of_their_image) {
  TextTable texts;
  SecurityGroup group;
  group.allowlist(CustomRule::kProcessNotAllowed) = {true, {"ls", "pump"}};
  const Allowlist list(group);
  EXPECT_FALSE(list.broken_by(exec(texts, kStart, "ls -l", "/usr/bin/ls"), texts));
  EXPECT_FALSE(list.broken_by(exec(texts, kStart, "/opt/pump --speed 3"), texts));  // image not known
  EXPECT_FALSE(list.broken_by(exec(texts, kStart, "pump"), texts));
  EXPECT_EQ(list.broken_by(exec(texts, kStart, "ls", "/tmp/lsx"), texts), CustomRule::kProcessNotAllowed);
  EXPECT_EQ(list.broken_by(exec(texts, kStart, "wget x"), texts), CustomRule::kProcessNotAllowed);
  Observation exit = exec(texts, kStart, "wget x");
  std::get<ProcessRecord>(exit.record).operation = ProcessOperation::kExit;
  EXPECT_FALSE(list.broken_by(exit, texts));
}

// A process whose name could not be read breaks no list: there is nothing to compare.
TEST(Allowlist, a_process_without_a_readable_name_is_passed_over) {
  TextTable texts;
  SecurityGroup group;
  group.allowlist(CustomRule::kProcessNotAllowed) = {true, {"ls"}};
  const Allowlist list(group);
  EXPECT_FALSE(list.broken_by(exec(texts, kStart, "", ""), texts));
  EXPECT_FALSE(list.broken_by(exec(texts, kStart, " -x", ""), texts));
  EXPECT_FALSE(list.broken_by(exec(texts, kStart, "", "/usr/bin/"), texts));
  EXPECT_EQ(list.broken_by(exec(texts, kStart, "", "/usr/bin/wget"), texts), CustomRule::kProcessNotAllowed);
}

}  // namespace
}  // namespace picket
