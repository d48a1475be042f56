#include "sim/live/agent/message_line.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/live/agent/agent_side.h"
#include "tests/support/policies.h"

namespace picket::sim {
namespace {

TEST(MessageLine, shows_what_a_receiver_reads_whatever_the_encoding) {
  const Time at = Time::from_unix_seconds(1'772'496'000);
  Policy compressed = picket::test::raw_policy();
  compressed.compression = Compression::kZstd;
  for (const Policy& policy : {picket::test::g1_c_policy(), picket::test::g2_linux_policy(), picket::test::raw_policy(), compressed}) {
    test::KeptSide side;
    HostAgent agent(policy, {"dev-0001", "m", 1, 1}, side, at);
    ProcessRecord record;
    record.commandline = agent.texts().intern("curl \"http://x\"");
    std::vector<RawEvent> events{{at, record}};
    agent.observe_events(at, events);
    agent.flush(at + Duration::seconds(1));
    ASSERT_FALSE(side.messages.empty()) << policy.name;
    std::string all;
    for (const HostMessage& message : side.messages) {
      const std::string line = message_line(message, "dev-0001", "1.2.3");
      EXPECT_EQ(line.find('\n'), std::string::npos);
      const auto json = nlohmann::json::parse(line);
      EXPECT_EQ(json.at("sequence"), message.sequence);
      EXPECT_EQ(json.at("body_bytes"), message.marked.body.size());
      EXPECT_EQ(json.at("created"), "2026-03-03T00:00:01.000000Z");
      ASSERT_TRUE(json.contains("rows")) << line;
      EXPECT_EQ(json.at("rows").size(), message.observations);
      all += line;
    }
    EXPECT_NE(all.find("curl"), std::string::npos) << policy.name;
  }
}

TEST(MessageLine, says_so_where_a_body_cannot_be_read) {
  HostMessage message;
  message.marked.body = "no message";
  EXPECT_TRUE(nlohmann::json::parse(message_line(message, "d", "1")).contains("error"));
}

}  // namespace
}  // namespace picket::sim
