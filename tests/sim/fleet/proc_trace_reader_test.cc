#include "sim/fleet/proc_trace_reader.h"

#include <map>

#include "agent_core/base/random.h"
#include "tests/sim/fleet/trace_file.h"

namespace picket::sim {
namespace {

const char kHead[] = "t_s,event,pid,ppid,phase,comm,cmdline,cmdline_read,life_ms,exit_code,side\n";

std::vector<TraceEvent> read_all(ProcTraceReader& reader) {
  std::vector<TraceEvent> out;
  TraceEvent event;
  while (reader.next(event)) out.push_back(event);
  return out;
}

TEST(ProcTraceReader, reads_past_a_byte_order_mark) {
  const TraceFile file("\xEF\xBB\xBF" + std::string(kHead) + "0.5,fork,10,1,init,sh,sh x,,,,device\n");
  TextTable texts;
  ProcTraceReader reader(file.path(), texts);
  EXPECT_EQ(read_all(reader).size(), 1U);
  EXPECT_EQ(reader.report().faults.total(), 0);
}

TEST(ProcTraceReader, reads_forks_execs_and_exits_and_leaves_unread_command_lines_empty) {
  const TraceFile file(std::string(kHead) +
                       "0.5,fork,10,1,init,sh,sh x,,,,device\n"
                       "0.6,exec,10,,init,cat,\"cat a, \"\"b\"\"\",1,,,device\n"
                       "0.7,exec,11,,init,cat,,0,,,device\n"
                       "0.8,exit,10,,login,cat,cat,,5.1,0,client_harness\n");
  TextTable texts;
  ProcTraceReader reader(file.path(), texts);
  const auto events = read_all(reader);
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(reader.report().faults.total(), 0);
  const auto& fork = std::get<ProcessRecord>(events[0].run.first.record);
  EXPECT_EQ(fork.operation, ProcessOperation::kFork);
  EXPECT_EQ(fork.process_id, 10U);
  EXPECT_EQ(fork.parent_process_id, 1U);
  EXPECT_EQ(texts.render(std::get<ProcessRecord>(events[1].run.first.record).commandline), "cat a, \"b\"");
  EXPECT_TRUE(std::get<ProcessRecord>(events[2].run.first.record).commandline.empty());
  EXPECT_EQ(events[3].label, "login");
  EXPECT_EQ(events[3].device, 1U);
  EXPECT_EQ(reader.devices(), (std::vector<std::string>{"device", "client_harness"}));
}

TEST(ProcTraceReader, counts_bad_rows_and_goes_on) {
  const TraceFile file(std::string(kHead) +
                       "x,exec,1,,p,c,c,1,,,device\n1,spawn,1,,p,c,c,1,,,device\n"
                       "1,exec,-1,,p,c,c,1,,,device\n1,exec\n1,exec,1,,p,c,c,1,,,device\n");
  TextTable texts;
  ProcTraceReader reader(file.path(), texts);
  EXPECT_EQ(read_all(reader).size(), 1U);
  EXPECT_EQ(reader.report().faults[TraceFault::kBadTime], 1);
  EXPECT_EQ(reader.report().faults[TraceFault::kBadOperation], 1);
  EXPECT_EQ(reader.report().faults[TraceFault::kBadNumber], 1);
  EXPECT_EQ(reader.report().faults[TraceFault::kFieldCount], 1);
}

TEST(ProcTraceReader, a_full_text_table_is_counted) {
  const TraceFile file(std::string(kHead) + "1,exec,1,,p,aa,aa 1,1,,,device\n1,exec,1,,p,bb,bb 2,1,,,device\n");
  TextTable texts(3);  // the empty text and two more
  ProcTraceReader reader(file.path(), texts);
  EXPECT_EQ(read_all(reader).size(), 1U);
  EXPECT_EQ(reader.report().faults[TraceFault::kTextRefused], 1);
}

TEST(ProcTraceReader, survives_noise) {
  RandomStream random(12, 0, 0, Purpose::kTest);
  for (int trial = 0; trial < 40; ++trial) {
    std::string bytes = kHead;
    const std::uint64_t length = random.below(3'000);
    for (std::uint64_t i = 0; i < length; ++i)
      bytes.push_back(static_cast<char>(random.chance(0.2) ? ",\n\"x"[random.below(4)] : random.below(256)));
    const TraceFile file(bytes);
    TextTable texts(1'000);
    ProcTraceReader reader(file.path(), texts);
    EXPECT_EQ(read_all(reader).size(), reader.report().events);
  }
}

TEST(ProcTraceReader, reads_every_row_of_the_recorded_trace) {
  const std::string path = data_file("proc/proc_connector_trace_A.csv.gz");
  if (path.empty()) GTEST_SKIP() << "PICKET_DATA has no process trace";
  TextTable texts;
  ProcTraceReader reader(path, texts);
  const auto events = read_all(reader);
  EXPECT_EQ(events.size(), 5'781U);  // README of the data set
  EXPECT_EQ(reader.report().faults.total(), 0);
  std::map<std::string, int> execs;
  for (const TraceEvent& e : events)
    if (reader.devices()[e.device] == "device")
      execs[e.label] += std::get<ProcessRecord>(e.run.first.record).operation == ProcessOperation::kExec ? 1 : 0;
  EXPECT_EQ(execs["cam_watchdog"], 241);  // phase summary of the data set
  EXPECT_EQ(execs["attack_mass_file"], 997);
}

}  // namespace
}  // namespace picket::sim
