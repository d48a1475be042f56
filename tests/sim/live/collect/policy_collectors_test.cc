#include "sim/live/collect/policy_collectors.h"

#include <algorithm>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

Policy collecting(std::initializer_list<EventKind> kinds) {
  Policy policy;
  for (const EventKind kind : kinds) policy.of(kind).collect = true;
  policy.process_sensor = ProcessSensor::kPolling;
  policy.network_sensor = NetworkSensor::kPacketCapture;
  policy.login_sensor = LoginSensor::kUtmp;
  return policy;
}

bool has_note(const PolicyCollectors& opened, std::string_view start) {
  return std::any_of(opened.notes.begin(), opened.notes.end(),
                     [&](const std::string& note) { return note.starts_with(start); });
}

TEST(PolicyCollectors, opens_one_for_each_kind_that_is_collected) {
  CollectFolder folder;
  Policy policy = collecting({EventKind::kProcess, EventKind::kNetwork, EventKind::kLogin, EventKind::kFile});
  policy.file_paths = {folder.path()};
  const PolicyCollectors opened = open_collectors(policy, {});
  ASSERT_EQ(opened.collectors.size(), 4U);
  EXPECT_EQ(opened.collectors[0]->name(), "process polling");
  EXPECT_EQ(opened.collectors[1]->kind(), EventKind::kNetwork);
  EXPECT_EQ(opened.collectors[2]->kind(), EventKind::kLogin);
  EXPECT_EQ(opened.collectors[3]->kind(), EventKind::kFile);
  EXPECT_TRUE(has_note(opened, "network: the kernel's list of sockets stands in for packet_capture"));
}

TEST(PolicyCollectors, what_is_not_collected_has_none) {
  const PolicyCollectors opened = open_collectors(Policy{}, {});
  EXPECT_TRUE(opened.collectors.empty());
  EXPECT_TRUE(opened.notes.empty());
}

TEST(PolicyCollectors, says_what_has_no_collector_and_what_stands_in) {
  Policy policy = collecting({EventKind::kDns, EventKind::kPeripheral, EventKind::kLogin, EventKind::kFile});
  policy.login_sensor = LoginSensor::kPam;
  policy.file_paths = {"/nowhere/at/all"};
  const PolicyCollectors opened = open_collectors(policy, {});
  EXPECT_EQ(opened.collectors.size(), 1U);
  EXPECT_TRUE(has_note(opened, "dns: no collector"));
  EXPECT_TRUE(has_note(opened, "peripheral: no collector"));
  EXPECT_TRUE(has_note(opened, "login: wtmp, btmp and the authentication log stand in for pam"));
  EXPECT_TRUE(has_note(opened, "file: file changes: none of its paths can be watched"));
}

TEST(PolicyCollectors, what_the_agent_writes_itself_is_no_file_change) {
  CollectFolder folder;
  std::filesystem::create_directory(folder.path("queue"));
  Policy policy = collecting({EventKind::kFile});
  policy.file_paths = {folder.path()};
  PolicyCollectors opened = open_collectors(policy, {folder.path("queue")});
  ASSERT_EQ(opened.collectors.size(), 1U);
  folder.write("queue/message", "x");
  CollectWorld w;
  opened.collectors[0]->read(second(1), w.out);
  EXPECT_TRUE(w.out.events.empty());
}

TEST(PolicyCollectors, the_process_connector_is_polling_where_the_kernel_refuses_it) {
  Policy policy = collecting({EventKind::kProcess});
  policy.process_sensor = ProcessSensor::kProcConnector;
  const PolicyCollectors opened = open_collectors(policy, {});
  ASSERT_EQ(opened.collectors.size(), 1U);
  const bool polls = opened.collectors[0]->name() == "process polling";
  EXPECT_EQ(has_note(opened, "process: process connector: "), polls);
  EXPECT_EQ(opened.collectors[0]->fd() < 0, polls);
}

}  // namespace
}  // namespace picket::sim
