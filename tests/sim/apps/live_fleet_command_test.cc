// `picket live fleet`, started as a user starts it, without a hub.

#include <gtest/gtest.h>

#include "tests/sim/apps/program.h"

namespace picket::sim::test {
namespace {

class LiveFleetCommand : public Program {
 protected:
  static constexpr const char* kFleetPolicyKey = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
  std::string access() { return write("registry", std::string("HostName=contoso-hub.azure-devices.net;SharedAccessKeyName=registryReadWrite;SharedAccessKey=") + kFleetPolicyKey); }
  std::string scenario() {
    return write("fleet.yaml", "name: fleet\ntitle: Three kiosks\nseed: 1\nreplications: 1\nwarm_up: 10 min\nduration: 1 h\nwindow: 10 min\npolicies:\n  - {use: g2_linux}\n"
                 "fleet:\n  - {device_class: kiosk, count: 3, sites: 1, access: {ethernet: 1}}\nhubs:\n  - {name: hub}\nclient: c_sdk\nprices: us_2026_11\n");
  }
};

TEST_F(LiveFleetCommand, nothing_is_sent_without_a_budget_and_a_yes_but_it_is_said_what_would_be) {
  for (const std::string& arguments : {std::string(), std::string(" --message-budget 5"), std::string(" --yes")}) {
    const Said said = picket("live fleet '" + scenario() + "' --connection '" + access() + "'" + arguments);
    EXPECT_EQ(said.exit_code, 2) << arguments;
    for (const char* part : {"3 identities", "3 connections", "of a day's quota of 1 S1", "US dollars", "this sends to contoso-hub.azure-devices.net"}) {
      EXPECT_NE(said.err.find(part), std::string::npos) << part << "\n" << said.err;
    }
    EXPECT_EQ((said.out + said.err).find(std::string(kFleetPolicyKey).substr(0, 12)), std::string::npos);
  }
}

TEST_F(LiveFleetCommand, says_what_it_would_be_without_a_hub_to_send_to) {
  const Said said = picket("live fleet '" + scenario() + "'");
  EXPECT_EQ(said.exit_code, 2);
  for (const char* part : {"3 identities", "of a day's quota of 1 S1", "no connection string", "this sends to a hub, which has a bill", "--message-budget N and --yes"}) {
    EXPECT_NE(said.err.find(part), std::string::npos) << part << "\n" << said.err;
  }
}

TEST_F(LiveFleetCommand, what_is_missing_is_told_at_once) {
  const Said said = picket("live fleet");
  EXPECT_EQ(said.exit_code, 2);
  for (const char* part : {"no connection string", "no scenario"}) EXPECT_NE(said.err.find(part), std::string::npos) << said.err;
}

TEST_F(LiveFleetCommand, a_policy_that_the_scenario_has_not_is_refused) {
  const Said said = picket("live fleet '" + scenario() + "' --policy picket --connection '" + access() + "'");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_NE(said.err.find("the scenario has no such policy; it has g2_linux"), std::string::npos) << said.err;
}

TEST_F(LiveFleetCommand, clean_up_without_a_journal_says_so) {
  const Said said = picket("live fleet --clean-up --journal none.txt --connection '" + access() + "'");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_NE(said.err.find("none.txt"), std::string::npos) << said.err;
}

}  // namespace
}  // namespace picket::sim::test
