#include "sim/experiment/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <sstream>

#include "agent_core/base/random.h"
#include "sim/experiment/replay_client.h"
#include "sim/scenario/load.h"
#include "tests/sim/experiment/shipped_content.h"
#include "tests/sim/fleet/trace_file.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> kAllPolicies{"raw", "g1_c", "g2_linux", "picket"};

Scenario base_of(const std::vector<std::string>& policies, const std::vector<std::string>& sets = {}) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(replay_scenario_text(policies), "replay", sets,
                                         std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  return std::move(loaded.scenario).value_or(Scenario());
}

std::unique_ptr<ReplayTrace> read(const std::string& path) {
  const auto kind = trace_kind_of(path);
  EXPECT_TRUE(kind.ok()) << path << " " << (kind.ok() ? "" : kind.error());
  auto trace = read_replay_trace(path, kind.value());
  EXPECT_TRUE(trace.ok()) << path << " " << (trace.ok() ? "" : trace.error());
  return std::move(trace).value();
}

ReplayOutcome replayed(const ReplayTrace& trace, const std::vector<std::string>& policies = kAllPolicies,
                       const std::vector<std::string>& sets = {}, unsigned threads = 1) {
  ReplayOutcome outcome = replay_trace(trace, base_of(policies, sets), test::shipped_replay_content(), threads);
  EXPECT_THAT(outcome.imbalances, IsEmpty());
  return outcome;
}

std::string numbered(std::string text, std::uint64_t n) {
  return text.append(std::to_string(n));
}

struct Flow {
  double time = 0;
  std::string from = "192.168.1.5";
  int from_port = 40'000;
  std::string to = "203.0.113.9";
  int to_port = 443;
  std::string label = "Benign";
};

std::string tsv(const std::vector<Flow>& flows) {
  std::ostringstream out;
  out.precision(17);
  out << "#separator "
         "\\x09\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\tresp_bytes\tlabel\n";
  for (const Flow& f : flows) {
    out << f.time << '\t' << f.from << '\t' << f.from_port << '\t' << f.to << '\t' << f.to_port << "\ttcp\t100\t200\t"
        << f.label << '\n';
  }
  return out.str();
}

std::string csv(const std::vector<Flow>& flows) {
  std::ostringstream out;
  out.precision(17);
  out << "ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,orig_bytes,resp_bytes,label\n";
  for (const Flow& f : flows) {
    out << f.time << ',' << f.from << ',' << f.from_port << ',' << f.to << ',' << f.to_port << ",tcp,100,200,"
        << f.label << '\n';
  }
  return out.str();
}

std::string json_lines(const std::vector<Flow>& flows) {
  std::ostringstream out;
  out.precision(17);
  for (const Flow& f : flows) {
    out << R"({"ts":)" << f.time << R"(,"id.orig_h":")" << f.from << R"(","id.orig_p":)" << f.from_port
        << R"(,"id.resp_h":")" << f.to << R"(","id.resp_p":)" << f.to_port
        << R"(,"proto":"tcp","orig_bytes":100,"resp_bytes":200,"label":")" << f.label << "\"}\n";
  }
  return out.str();
}

const ReplayLaneResult& lane_of(const ReplayOutcome& outcome, const std::string& policy) {
  return *std::find_if(outcome.lanes.begin(), outcome.lanes.end(),
                       [&](const auto& r) { return r.lane.policy == policy; });
}

std::uint64_t dropped(const ReplayLaneResult& result, const std::string& stage, const std::string& reason) {
  const auto found = result.dropped.find({stage, reason});
  return found == result.dropped.end() ? 0 : found->second;
}

std::uint64_t dropped_in_all(const ReplayLaneResult& result) {
  std::uint64_t sum = 0;
  for (const auto& [where, n] : result.dropped) sum += n;
  return sum;
}

// Two flows with one five-tuple and one with another, 10 s apart, the trace is over after 20 s.
//
// g2_linux merges by five-tuple until its first tick, which comes 30 to 90 s after the start: after
// the last event, so without snapshot. One message with two observations, and all three labelled
// events arrive in it.
// raw takes its snapshots (system information, heartbeat) at the start. Whatever there is leaves 1 s
// after the first of it: {snapshots, flow 1}, {flow 2}, {flow 3}, the last one after the trace's end.
TEST(Replay, merges_equal_flows_where_the_policy_does_and_sends_each_where_it_does_not) {
  const TraceFile file(tsv({{1'000, "192.168.1.5", 40'000, "203.0.113.9", 443, "Malicious C&C"},
                            {1'010, "192.168.1.5", 40'000, "203.0.113.9", 443, "Malicious C&C"},
                            {1'020, "192.168.1.5", 40'001, "203.0.113.9", 443, "Malicious C&C"}}));
  const auto trace = read(file.path());
  const ReplayOutcome outcome = replayed(*trace, {"raw", "g2_linux"});

  const ReplayLaneResult& raw = lane_of(outcome, "raw");
  EXPECT_EQ(raw.lane.raw_events, 3);
  EXPECT_EQ(raw.snapshots, 2U);
  EXPECT_EQ(raw.lane.observations, 5);
  EXPECT_EQ(raw.lane.messages_emitted, 3);
  EXPECT_EQ(raw.messages_late, 1U);
  EXPECT_EQ(raw.lane.blocks, 3);

  const ReplayLaneResult& g2 = lane_of(outcome, "g2_linux");
  EXPECT_EQ(g2.lane.raw_events, 3);
  EXPECT_EQ(g2.snapshots, 0U);
  EXPECT_EQ(g2.lane.observations, 2);
  EXPECT_EQ(g2.lane.messages_emitted, 1);
  EXPECT_EQ(g2.messages_late, 1U);

  for (const ReplayLaneResult& result : outcome.lanes) {
    EXPECT_EQ(dropped_in_all(result), 0U) << result.lane.policy;
    ASSERT_EQ(result.lane.units.size(), 1U);
    EXPECT_EQ(result.lane.units[0].events, 3U);
    EXPECT_EQ(result.lane.units[0].events_arrived, 3U) << result.lane.policy;
    EXPECT_TRUE(result.lane.units[0].evidence);
  }
  // raw: 1 s in the agent, 7.5 ms on the line, 90 ms (the median of the hub's ingress latency).
  EXPECT_NEAR(static_cast<double>(raw.lane.units[0].evidence_us), 1e6 + 7'500 + 90'000, 2'000);
  EXPECT_GE(g2.lane.units[0].evidence_us, 30'000'000);
}

TEST(Replay, gives_the_same_for_the_three_forms_of_a_zeek_log) {
  std::vector<Flow> flows;
  for (int i = 0; i < 200; ++i)
    flows.push_back(
        {1'000.0 + 7 * i, "192.168.1.5", 40'000 + i % 50, "203.0.113.9", 443, i % 3 == 0 ? "Malicious" : "Benign"});
  const TraceFile as_tsv(tsv(flows));
  const TraceFile as_csv(csv(flows));
  const TraceFile as_json(json_lines(flows));
  const std::string expected = replayed(*read(as_tsv.path())).study.digest;
  EXPECT_EQ(replayed(*read(as_csv.path())).study.digest, expected);
  EXPECT_EQ(replayed(*read(as_json.path())).study.digest, expected);
}

TEST(Replay, depends_on_neither_threads_nor_the_order_of_lines) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::vector<Flow> flows;
    for (int i = 0; i < 300; ++i) {
      flows.push_back({1'000.0 + 5 * i + static_cast<double>(random.below(4)), "192.168.1.5",
                       40'000 + static_cast<int>(random.below(40)), numbered("203.0.113.", 1 + random.below(20)), 443,
                       random.chance(0.2) ? "Malicious" : "Benign"});
    }
    const TraceFile ordered(tsv(flows));
    const std::string expected = replayed(*read(ordered.path())).study.digest;
    EXPECT_EQ(replayed(*read(ordered.path()), kAllPolicies, {}, 4).study.digest, expected);
    for (std::size_t i = flows.size() - 1; i > 0; --i) std::swap(flows[i], flows[random.below(i + 1)]);
    const TraceFile shuffled(tsv(flows));
    EXPECT_EQ(replayed(*read(shuffled.path())).study.digest, expected);
    EXPECT_NE(replayed(*read(ordered.path()), kAllPolicies, {numbered("seed=", 100 + seed)}).study.digest, expected)
        << "the seed keys the agents' jitter";
  }
}

TEST(Replay, counts_what_a_policy_does_not_collect) {
  const TraceFile file(tsv({{1'000}, {1'005}, {1'010}, {1'020, "2001:db8::5", 40'000, "2001:db8::9", 443, "Benign"}}));
  const auto trace = read(file.path());
  const ReplayOutcome v4_only = replayed(*trace, {"g2_linux"});
  EXPECT_EQ(dropped(v4_only.lanes[0], "agent", "ip_version"), 1U);

  const ReplayOutcome off = replayed(*trace, {"g2_linux"}, {"policy_templates.g2_linux.kinds.network.collect=false"});
  EXPECT_EQ(dropped(off.lanes[0], "agent", "not_collected"), 4U);

  const ReplayOutcome none = replayed(*trace, {"agentless"});
  EXPECT_EQ(dropped(none.lanes[0], "agent", "not_collected"), 4U);
  EXPECT_EQ(none.lanes[0].lane.messages_emitted, 0);
  EXPECT_EQ(none.lanes[0].lane.uplink_upkeep_bytes, 0);
}

// Scan and C&C of two devices: a unit for each label and device, from the first to the last event.
TEST(ReplayTrace, makes_a_unit_of_each_label_and_device) {
  const TraceFile file(tsv({{1'040, "192.168.1.6", 1, "203.0.113.9", 443, "Malicious"},
                            {1'000, "192.168.1.5", 1, "203.0.113.9", 443, "benign"},
                            {1'010, "192.168.1.5", 1, "203.0.113.9", 443, "Malicious C&C"},
                            {1'020, "192.168.1.6", 1, "203.0.113.9", 443, "Malicious C&C"},
                            {1'030, "192.168.1.5", 1, "203.0.113.9", 443, "Malicious C&C"},
                            {1'050, "192.168.1.5", 1, "203.0.113.9", 443, "-"}}));
  const auto trace = read(file.path());
  EXPECT_THAT(trace->labels, ElementsAre("Malicious C&C", "Malicious"));
  EXPECT_THAT(trace->devices, ElementsAre("192.168.1.6", "192.168.1.5"));
  ASSERT_EQ(trace->units.size(), 3U);
  EXPECT_EQ(trace->labelled, 4U);
  const ReplayUnit& first = trace->units[1];  // C&C on device 1; by label, then device
  EXPECT_EQ(first.label, 0U);
  EXPECT_EQ(first.device, 1U);
  EXPECT_EQ(first.start, Time::from_unix_seconds(1'010));
  EXPECT_EQ(first.end, Time::from_unix_seconds(1'030));
  EXPECT_EQ(first.events, 2U);
  EXPECT_EQ(trace->start(), Time::from_unix_seconds(1'000));
  EXPECT_EQ(trace->span(), Duration::seconds(50));
}

TEST(ReplayTrace, takes_only_labels_that_say_attack) {
  for (const char* harmless :
       {"", "-", "(empty)", "Benign", "benign -", "BENIGN Microsoft", "Background", "normal", "Unknown"}) {
    EXPECT_FALSE(is_attack_label(TraceKind::kZeekConn, harmless)) << harmless;
  }
  for (const char* attack : {"Malicious", "Malicious C&C", "PartOfAHorizontalPortScan", "benignity"}) {
    EXPECT_TRUE(is_attack_label(TraceKind::kZeekConn, attack)) << attack;
  }
  EXPECT_TRUE(is_attack_label(TraceKind::kProcess, "attack_discovery"));
  EXPECT_FALSE(is_attack_label(TraceKind::kProcess, "cron_daily"));
  EXPECT_FALSE(is_attack_label(TraceKind::kProcess, ""));
}

TEST(ReplayTrace, takes_attack_phases_of_the_device_and_not_of_its_counterpart) {
  const TraceFile file(
      "t_s,event,pid,ppid,phase,comm,cmdline,cmdline_read,side\n"
      "0.5,exec,10,1,cron_daily,sh,sh -c true,1,device\n"
      "1.5,exec,11,1,attack_discovery,uname,uname -a,1,device\n"
      "2.5,exec,12,1,attack_discovery,ssh,ssh root@device,1,client_harness\n"
      "3.5,exit,11,1,attack_discovery,,,,device\n");
  const auto trace = read(file.path());
  EXPECT_EQ(trace->kind, TraceKind::kProcess);
  EXPECT_EQ(trace->events.size(), 4U);
  ASSERT_EQ(trace->units.size(), 1U);
  EXPECT_EQ(trace->units[0].events, 2U);
  EXPECT_EQ(trace->devices[trace->units[0].device], "device");
  replayed(*trace);
}

TEST(ReplayTrace, leaves_out_events_years_away_from_the_rest) {
  const TraceFile file(tsv({{1'600'000'000}, {1'600'000'010}, {1'600'000'020}, {0}, {90'000'000'000}}));
  const auto trace = read(file.path());
  EXPECT_EQ(trace->events.size(), 3U);
  EXPECT_EQ(trace->far_from_the_rest, 2U);
  const ReplayOutcome outcome = replayed(*trace);
  EXPECT_THAT(outcome.study.warnings, ::testing::Contains(HasSubstr("2 events lie more than 183 days")));
}

TEST(ReplayTrace, keeps_the_first_labels_and_counts_events_of_further_ones) {
  std::vector<Flow> flows;
  for (std::size_t i = 0; i < ReplayTrace::kMaxLabels + 7; ++i) {
    flows.push_back({1'000 + static_cast<double>(i), "192.168.1.5", 1, "203.0.113.9", 443, numbered("Malicious", i)});
  }
  const TraceFile file(tsv(flows));
  const auto trace = read(file.path());
  EXPECT_EQ(trace->labels.size(), ReplayTrace::kMaxLabels);
  EXPECT_EQ(trace->labels_refused, 7U);
}

TEST(ReplayTrace, tells_the_kind_or_says_what_is_wrong) {
  EXPECT_EQ(trace_kind_of(TraceFile(tsv({{1'000}})).path()).value(), TraceKind::kZeekConn);
  EXPECT_EQ(trace_kind_of(TraceFile(csv({{1'000}})).path()).value(), TraceKind::kZeekConn);
  EXPECT_EQ(trace_kind_of(TraceFile(std::string("\n").append(json_lines({{1'000}}))).path()).value(),
            TraceKind::kZeekConn);
  EXPECT_EQ(trace_kind_of(TraceFile("t_s,event,pid,ppid,comm,cmdline\n").path()).value(), TraceKind::kProcess);
  EXPECT_EQ(trace_kind_of(TraceFile("").path()).error(), "is empty");
  EXPECT_EQ(trace_kind_of("/nowhere/at.all").error(), "cannot be read");
  EXPECT_THAT(trace_kind_of(TraceFile("type=SYSCALL \x01\xff").path()).error(),
              HasSubstr("first line is 'type=SYSCALL \\x01\\xff'"));
  EXPECT_THAT(read_replay_trace(TraceFile(csv({})).path(), TraceKind::kZeekConn).error(), HasSubstr("holds no event"));
  EXPECT_THAT(read_replay_trace(TraceFile(csv({{1'000}})).path(), TraceKind::kProcess).error(), HasSubstr("no_header"));
}

// Property: whatever the bytes are, nothing crashes and every line and event is accounted for. Half of
// the lines are damaged: cut, with a byte replaced, or noise.
TEST(Replay, accounts_for_every_line_and_event_of_a_hostile_trace) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 1, Purpose::kTest);
    const bool process = seed % 2 == 0;
    std::uint64_t blank = 0;
    std::string text = process ? "t_s,event,pid,ppid,phase,comm,cmdline,cmdline_read,side\n"
                               : "ts,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,orig_bytes,resp_bytes,label\n";
    for (int i = 0; i < 400; ++i) {
      const double time = 1'000 + 10'000 * random.uniform();
      std::string line;
      if (process) {
        const char* kinds[] = {"fork", "exec", "exit"};
        std::string command;
        const auto length = random.chance(0.05) ? random.below(30'000) : random.below(60);
        for (std::uint64_t c = 0; c < length; ++c) command += static_cast<char>(random.below(256));
        for (char& c : command) {
          if (c == '\n' || c == '"' || c == '\r') c = '.';
        }
        line = std::to_string(time) + "," + kinds[random.below(3)] + "," + std::to_string(random.below(1ULL << 33)) +
               ",1,attack_" + std::to_string(random.below(5)) + ",\xff\xfe,\"" + command + "\",1,side" +
               std::to_string(random.below(4));
      } else {
        const char* addresses[] = {"192.168.1.5",     "::",          "fe80::1", "0.0.0.0",
                                   "255.255.255.255", "2001:db8::1", "10.0.0.1"};
        line = std::to_string(time) + "," + addresses[random.below(7)] + "," + std::to_string(random.below(70'000)) +
               "," + addresses[random.below(7)] + "," + std::to_string(random.below(65'536)) + ",udp," +
               std::to_string(random.below(1ULL << 51)) + "," + std::to_string(random.below(1ULL << 20)) +
               ",\x01label" + std::to_string(random.below(9));
      }
      switch (random.below(6)) {
        case 0:
          line.resize(random.below(line.size()));
          break;
        case 1:
          line[random.below(line.size())] = static_cast<char>(32 + random.below(224));
          break;
        case 2:
          line = std::string(random.below(100), static_cast<char>(33 + random.below(200)));
          break;
        default:
          break;
      }
      blank += line.empty() ? 1 : 0;
      text += line + "\n";
    }
    const TraceFile file(text);
    const auto trace = read(file.path());
    const auto faults = static_cast<std::uint64_t>(trace->report.faults.total());
    EXPECT_EQ(trace->report.lines, 401U);
    EXPECT_EQ(trace->report.events + faults + blank + 1, trace->report.lines) << "the header is a line too";
    EXPECT_GT(trace->report.events, 50U);
    EXPECT_EQ(trace->events.size() + trace->far_from_the_rest, trace->report.events);
    const ReplayOutcome outcome = replayed(*trace);
    for (const ReplayLaneResult& result : outcome.lanes) {
      std::uint64_t units = 0;
      for (const UnitOutcome& unit : result.lane.units) units += unit.events;
      EXPECT_EQ(units, trace->labelled);
      EXPECT_EQ(result.lane.raw_events, static_cast<std::int64_t>(trace->events.size()));
    }
  }
}

// The C SDK's preset renews a token of 60 min 12 min before its end, so every 48 min; in the middle of
// a period at the start, so after 24, 72 and 120 min. It pings after 240 s of silence: 6 times in the
// first 24 min and 12 times in each 48 min.
TEST(ReplayClient, counts_pings_and_renewals_over_the_trace) {
  const ClientPreset preset;
  const Time start = Time::from_unix_seconds(1'000'000);
  ReplayClient client(preset, {"camera"}, "azureiotsecurity", start, start + Duration::hours(2));
  client.finish();
  EXPECT_EQ(client.bytes().renewals, 3U);
  EXPECT_EQ(client.bytes().pings, 30U);
  MqttIdentity identity;
  identity.device = 6;
  identity.module = 16;
  const WireModel wire(identity);
  const std::int64_t up = 3 * wire.renewal().up.total().count() + 30 * wire.ping().up.total().count();
  EXPECT_EQ(client.bytes().cost.up.total().count(), up);
  EXPECT_EQ(client.bytes().cost.up.upkeep.count(), up);
}

TEST(ReplayClient, charges_late_messages_without_upkeep) {
  const ClientPreset preset;
  const Time start = Time::from_unix_seconds(1'000'000);
  ReplayClient client(preset, {"camera"}, "azureiotsecurity", start, start + Duration::minutes(1));
  const Bytes up = client.publish(0, start + Duration::hours(30), Bytes(1'000));
  client.finish();
  EXPECT_EQ(client.bytes().pings, 0U);
  EXPECT_EQ(client.bytes().renewals, 0U);
  EXPECT_EQ(client.bytes().cost.up.total(), up);
  EXPECT_EQ(client.bytes().cost.up.payload, Bytes(1'000));
}

struct Recorded {
  const char* file;
  std::uint64_t events;  ///< as the data's own page says
  std::uint64_t labelled;
};

constexpr Recorded kRecorded[] = {
    {"net/iot23_benign_philips_hue_4-1.csv.gz", 452, 0},
    {"net/iot23_benign_amazon_echo_5-1.csv.gz", 1'374, 0},
    {"net/iot23_malware_hakai_8-1.csv.gz", 10'403, 8'222},
    {"net/iot23_malware_torii_20-1.csv.gz", 3'209, 16},
    {"net/iot23_malware_mirai_44-1.csv.gz", 237, 26},
    {"net/strato_002_nmap_scan.conn.jsonl.gz", 4'504, 0},
    {"net/strato_010_internet_noise_day.conn.log.labeled.gz", 5'347, 3'373},  // the page counts the unsolicited ones
    {"proc/proc_connector_trace_A.csv.gz", 5'781, 3'582},
};

class RecordedTraces : public ::testing::TestWithParam<Recorded> {};

TEST_P(RecordedTraces, are_replayed_whole_and_balance) {
  const std::string path = data_file(GetParam().file);
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold workloads/" << GetParam().file;
  const auto trace = read(path);
  EXPECT_EQ(trace->report.faults.total(), 0);
  EXPECT_EQ(trace->events.size(), GetParam().events);
  EXPECT_EQ(trace->labelled, GetParam().labelled);
  const ReplayOutcome outcome = replayed(*trace);
  EXPECT_EQ(outcome.study.policies.size(), 4U);
  for (const ReplayLaneResult& result : outcome.lanes) {
    EXPECT_EQ(result.lane.raw_events, static_cast<std::int64_t>(GetParam().events));
    EXPECT_EQ(dropped(result, "agent", "held_at_horizon"), 0U) << result.lane.policy;
    EXPECT_EQ(result.undecodable, 0U);
  }
  // The yardstick loses nothing.
  const ReplayLaneResult& raw = lane_of(outcome, "raw");
  EXPECT_EQ(dropped_in_all(raw), 0U);
  EXPECT_EQ(static_cast<std::uint64_t>(raw.lane.observations), GetParam().events + raw.snapshots);
  EXPECT_EQ(replayed(*read(path)).study.digest, outcome.study.digest);
}

INSTANTIATE_TEST_SUITE_P(Data, RecordedTraces, ::testing::ValuesIn(kRecorded),
                         [](const ::testing::TestParamInfo<Recorded>& recorded) {
                           std::string name = recorded.param.file;
                           for (char& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

TEST(Replay, finds_the_command_and_control_of_hakai) {
  const std::string path = data_file("net/iot23_malware_hakai_8-1.csv.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the trace";
  const auto trace = read(path);
  EXPECT_THAT(trace->labels, ElementsAre("Malicious C&C"));
  const ReplayOutcome outcome = replayed(*trace);
  for (const ReplayLaneResult& result : outcome.lanes) {
    ASSERT_EQ(result.lane.units.size(), 1U);
    const UnitOutcome& unit = result.lane.units[0];
    EXPECT_EQ(unit.events, 8'222U);
    EXPECT_TRUE(unit.evidence) << result.lane.policy;
    EXPECT_GE(unit.evidence_us, 0);
    if (unit.detected) {
      EXPECT_EQ(unit.parts.total(), unit.detected_us);
    }
  }
  EXPECT_TRUE(lane_of(outcome, "raw").lane.units[0].detected);
  EXPECT_TRUE(lane_of(outcome, "picket").lane.units[0].detected);
  // Merging is what it is for: fewer messages, fewer bytes.
  EXPECT_LT(lane_of(outcome, "picket").lane.uplink_payload_bytes,
            lane_of(outcome, "raw").lane.uplink_payload_bytes / 10);
}

TEST(Replay, finds_the_units_of_mirai) {
  const std::string path = data_file("net/iot23_malware_mirai_44-1.csv.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA does not hold the trace";
  const auto trace = read(path);
  EXPECT_THAT(trace->labels,
              ::testing::UnorderedElementsAre("Malicious C&C", "Malicious C&C-FileDownload", "Malicious DDoS"));
  const ReplayOutcome outcome = replayed(*trace);
  for (const ReplayLaneResult& result : outcome.lanes) {
    for (const UnitOutcome& unit : result.lane.units) {
      EXPECT_TRUE(unit.evidence) << result.lane.policy << " " << trace->labels[unit.attack];
      EXPECT_EQ(unit.events_arrived, unit.events) << result.lane.policy << " " << trace->labels[unit.attack];
    }
  }
}

}  // namespace
}  // namespace picket::sim
