// `picket live`, started as a user starts it, without a hub.

#include <gtest/gtest.h>

#include "tests/sim/apps/program.h"

namespace picket::sim::test {
namespace {

class LiveCommand : public Program {
 protected:
  static constexpr const char* kLiveKey = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
  std::string connection_string() const {
    return std::string("HostName=contoso-hub.azure-devices.net;DeviceId=dev-0001;ModuleId=m;SharedAccessKey=") + kLiveKey;
  }
  static void expect_no_secret(const Said& said) {
    EXPECT_EQ((said.out + said.err).find(std::string(kLiveKey).substr(0, 12)), std::string::npos) << said.out << said.err;
  }
};

TEST_F(LiveCommand, help_shows_how_to_begin) {
  expect_golden("live_agent_help.txt", picket("live agent --help").out);
  expect_golden("live_doctor_help.txt", picket("live doctor --help").out);
}

TEST_F(LiveCommand, a_dry_run_needs_no_hub_and_closes_its_balance) {
  const Said said = picket("live agent --dry-run --policy g1_c --duration 1s --device this-host");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.err.find("the duration is over"), std::string::npos) << said.err;
  EXPECT_NE(said.err.find("of the agent's own ="), std::string::npos) << said.err;
  EXPECT_EQ(said.err.find("DO NOT CLOSE"), std::string::npos) << said.err;
}

TEST_F(LiveCommand, nothing_is_sent_without_a_budget_and_a_yes) {
  const std::string file = write("connection", connection_string());
  for (const std::string& arguments : {std::string(), std::string(" --message-budget 5"), std::string(" --yes")}) {
    const Said said = picket("live agent --queue queue.sqlite --connection '" + file + "'" + arguments);
    EXPECT_EQ(said.exit_code, 2) << arguments;
    EXPECT_NE(said.err.find("as dev-0001/m to contoso-hub.azure-devices.net"), std::string::npos) << said.err;
    expect_no_secret(said);
  }
}

TEST_F(LiveCommand, every_problem_is_told_at_once) {
  const Said said = picket("live agent --policy pickett --device x");
  EXPECT_EQ(said.exit_code, 2);
  for (const char* part : {"did you mean 'picket'?", "no connection string", "--device is for --dry-run"}) {
    EXPECT_NE(said.err.find(part), std::string::npos) << said.err;
  }
}

TEST_F(LiveCommand, a_key_on_the_command_line_is_refused_and_not_repeated) {
  for (const std::string& words : {"live agent --connection '" + connection_string() + "'", "live agent '" + connection_string() + "'",
                                   "live doctor --connection='" + connection_string() + "'"}) {
    const Said said = picket(words);
    EXPECT_EQ(said.exit_code, 2);
    EXPECT_NE(said.err.find("holds a key"), std::string::npos) << said.err;
    expect_no_secret(said);
  }
}

TEST_F(LiveCommand, a_malformed_connection_string_is_told_without_quoting_it) {
  const std::string file = write("connection", std::string("HostName=x;DeviceId=;Shared=") + kLiveKey);
  const Said said = picket("live agent --connection '" + file + "'");
  EXPECT_EQ(said.exit_code, 2);
  expect_no_secret(said);
}

TEST_F(LiveCommand, the_doctor_finds_a_server_that_is_not_there) {
  const std::string file = write("connection", connection_string());
  const Said said = picket("live doctor --queue queue.sqlite --connection '" + file + "' --address 127.0.0.1 --port 1 --patience 2s");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_NE(said.out.find("WRONG    tcp: nothing listens"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("skipped  log-in"), std::string::npos) << said.out;
  expect_no_secret(said);
}

}  // namespace
}  // namespace picket::sim::test
