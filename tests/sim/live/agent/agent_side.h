#pragma once

#include <string>
#include <vector>

#include "agent_core/message/message.h"
#include "sim/live/agent/host_agent.h"

namespace picket::sim::test {

/// What an agent wanted done, kept.
class KeptSide : public HostAgentSide {
 public:
  std::vector<HostMessage> messages;
  std::vector<std::string> reports;
  std::vector<Policy> policies;
  std::vector<Record> inventory{SystemInformationRecord{}};
  bool takes = true;

  /// The observations of a message, as a receiver reads them; texts in `texts`.
  static DecodedMessage read(const HostMessage& message, TextTable& texts) {
    DecodedMessage decoded;
    EXPECT_TRUE(decode(message.encoding, message.marked.body, {}, texts, decoded).ok());
    return decoded;
  }

 private:
  bool take(Time, const HostMessage& message) override {
    messages.push_back(message);
    return takes;
  }
  std::vector<Record> snapshot(Time, std::uint32_t, TextTable&) override { return inventory; }
  void report(Time, std::string json) override { reports.push_back(std::move(json)); }
  void on_policy(Time, const Policy& policy) override { policies.push_back(policy); }
};

}  // namespace picket::sim::test
