#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sim/experiment/replay_trace.h"
#include "tests/parity/live_driver.h"
#include "tests/parity/simulated_driver.h"
#include "tests/parity/told_findings.h"
#include "tests/sim/experiment/shipped_content.h"
#include "tests/sim/experiment/small_study.h"
#include "tests/sim/results/temporary_folder.h"

// One recorded event stream through both drivers of the cores, the simulation's (DeviceStage, `wire: exact`) and the live one
// (HostAgent): the same messages, byte for byte, at the same times and in the same order, and the same findings in them.
//
// What is given to both: policy, names, what ids and jitter are keyed by, when the agent began, the stream, what the device has
// in its reports, documents of its twin. The live side gets events as a collector gives them: after the sensor, one by one,
// with texts in the agent's own table, and an agent that is woken at the times it asks for.
//
// Differences by design, which nothing here meets:
// - The simulated agent is told of a message at its hand-over, as the stage runs ahead of the line; the live one when the hub
//   confirmed it. An agent that counts confirmed messages (g1_csharp) could be asked in between, and say one less.
// - A simulated g2_rtos keeps a message while its line is down. Live, a queue on disk takes every message.
// - A live process that slept for more than 5 min polls once for all that became due meanwhile (HostAgent::advance).
// - A live start is a life of its own: its ids are keyed by the installation and the life, where a simulated device that
//   restarts has one key.
// - `compression: zstd_dictionary` and `gateway_merge` are not run live.

namespace picket::sim {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

/// Four kiosks for a day and two hours, so that every timer of every generation comes by; a reverse shell on two of them.
constexpr const char* kParityScenario = R"(
name: parity
title: Kiosks, one of them recorded
seed: 5
replications: 1
warm_up: 1 h
duration: 26 h
wire: exact
reference_policy: g2_linux
policies:
  - {use: g1_c}
  - {use: g1_csharp}
  - {use: g2_linux}
  - {use: g2_rtos}
  - {use: picket}
  - {use: raw}
  - name: g1_c_twin
    use: g1_c
    twin_changes:
      - at: 2 h
        jitter: 30 min
        document: patch
        desired:
          ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration:
            snapshotFrequency: {value: PT1H}
      - at: 3 h
        desired:
          ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration:
            highPriorityMessageFrequency: {value: 10 min}
  - name: g2_linux_twin
    use: g2_linux
    twin_changes:
      - at: 2 h
        jitter: 30 min
        document: patch
        desired: {CollectorsCore_PriorityIntervals: "5,10,60"}
      - at: 3 h
        desired: {CollectorsCore_PriorityIntervals: "5,10", Process_Disabled: true}
      - at: 4 h
        desired: {CollectorsCore_PriorityIntervals: "10,20,90", Process_Disabled: true}
fleet:
  - {device_class: kiosk, count: 4, sites: 2, access: {ethernet: 1}}
hubs:
  - {name: hub}
attacks:
  - {name: shell, use: a15_reverse_shell, start: 50 min, start_jitter: 20 min, targets: {device_class: kiosk, count: 2}}
)";

struct RecordedWorld {
  Scenario scenario = test::small_scenario({"device_classes.kiosk.reboots_per_30_days=0", "device_classes.kiosk.power_losses_per_year=0"}, kParityScenario);
  World world{scenario, 0};
  DeviceId device = test::undisturbed_target(world);
  std::vector<test::RecordedEvent> life = test::recorded_life(world, device);
};

const RecordedWorld& recorded() {
  static const RecordedWorld kRecorded;
  return kRecorded;
}

class Parity : public ::testing::TestWithParam<const char*> {
 protected:
  const PolicyUse& use() const { return *std::ranges::find(recorded().scenario.policies, std::string(GetParam()), &PolicyUse::name); }
  const Policy& policy() const { return recorded().scenario.policy_templates.at(use().use); }

  /// Both drivers, message by message. Returns what both sent.
  std::vector<test::SentMessage> compare(const std::vector<test::RecordedEvent>& stream) const {
    const World& world = recorded().world;
    const std::vector<test::SentMessage> simulated = test::sent_in_simulation(world, use(), recorded().device, stream);
    test::RecordedHost host(world, use(), recorded().device);
    host.run(stream);
    EXPECT_TRUE(host.agent().balances());
    const std::vector<test::SentMessage>& live = host.sent();
    for (std::size_t i = 0; i < std::min(simulated.size(), live.size()); ++i) {
      if (simulated[i] == live[i]) continue;
      ADD_FAILURE() << "message " << i << ": simulated number " << simulated[i].sequence << " at " << (simulated[i].at - world.start()).count_microseconds()
                    << " us with " << simulated[i].observations << " observations in " << simulated[i].bytes.size() << " bytes, live number "
                    << live[i].sequence << " at " << (live[i].at - world.start()).count_microseconds() << " us with " << live[i].observations << " in "
                    << live[i].bytes.size() << " bytes\n" << (policy().encoding == Encoding::kG1Json ? simulated[i].bytes + "\n" + live[i].bytes : "");
      break;
    }
    EXPECT_EQ(simulated.size(), live.size());
    const auto content = test::shipped_replay_content();
    const auto found = [&](const std::vector<test::SentMessage>& messages, const TextTable& vocabulary) {
      return test::findings_of(messages, recorded().device, policy(), world.start(), content, vocabulary);
    };
    // As each driver has it: a simulated pipeline shares the world's vocabulary, a live one begins with none.
    findings_ = found(simulated, world.texts());
    TextTable none;
    none.freeze();
    EXPECT_EQ(findings_, found(live, none));
    return live;
  }
  mutable std::vector<std::string> findings_;
};

TEST_P(Parity, a_recorded_life_gives_the_same_messages_and_findings) {
  const auto malicious = std::ranges::count_if(recorded().life, [](const test::RecordedEvent& one) { return one.unit != Lineage::kBenign; });
  ASSERT_GT(malicious, 20);
  ASSERT_GT(recorded().life.size(), 1'000U);
  EXPECT_THAT(compare(recorded().life), Not(IsEmpty()));
  // The micro agent for Azure RTOS shows connections alone.
  if (policy().generation != Generation::kG2Rtos) {
    EXPECT_THAT(findings_, Not(IsEmpty()));
  }
}

/// Three hours of a camera's flows as Zeek logs them, one of which looks over 300 ports.
std::string scanning_flows(Time start) {
  std::ostringstream out;
  out << "#separator \\x09\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\tresp_bytes\tlabel\n";
  const auto flow = [&](Duration after, int from_port, const char* to, int port, const char* label) {
    const std::int64_t at = (start + after).unix_microseconds();
    out << at / 1'000'000 << '.' << std::to_string(1'000'000 + at % 1'000'000).substr(1) << "\t192.168.1.5\t" << from_port << '\t' << to << '\t' << port
        << "\ttcp\t" << 100 + port % 7 << "\t200\t" << label << '\n';
  };
  for (int i = 0; i < 1'080; ++i) flow(Duration::seconds(10) * i + Duration::microseconds(i), 40'000 + i % 50, "203.0.113.9", i % 3 == 0 ? 443 : 1'883, "Benign");
  for (int i = 0; i < 300; ++i) flow(Duration::minutes(30) + Duration::milliseconds(20 * i), 50'000 + i, "192.168.1.77", 1 + i, "Malicious");
  return out.str();
}

TEST_P(Parity, a_trace_from_a_file_gives_the_same_messages_and_findings) {
  const World& world = recorded().world;
  const TemporaryFolder folder;
  const std::string file = folder.file("conn.log");
  std::ofstream(file, std::ios::binary) << scanning_flows(world.start());
  const auto trace = read_replay_trace(file, TraceKind::kZeekConn);
  ASSERT_TRUE(trace.ok()) << trace.error();
  std::vector<test::RecordedEvent> stream;
  for (const ReplayEvent& one : trace.value()->events) {
    ASSERT_TRUE(std::get<NetworkRecord>(one.event.record).commandline.empty()) << "texts of the trace are not those of the world";
    stream.push_back({one.event});
  }
  ASSERT_EQ(stream.size(), 1'380U);
  EXPECT_THAT(compare(stream), Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(Policies, Parity, ::testing::Values("g1_c", "g1_csharp", "g2_linux", "g2_rtos", "picket", "raw", "g1_c_twin", "g2_linux_twin"),
                         [](const ::testing::TestParamInfo<const char*>& policy) { return std::string(policy.param); });

}  // namespace
}  // namespace picket::sim
