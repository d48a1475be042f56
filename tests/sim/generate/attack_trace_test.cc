#include "sim/generate/attack_trace.h"

#include <gtest/gtest.h>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

EventRun exec(int seconds, std::uint32_t commandline, std::uint32_t process_id) {
  EventRun run;
  ProcessRecord record;
  record.commandline = Text{commandline, 0};
  record.process_id = process_id;
  run.first = {at(seconds), record};
  return run;
}

TEST(AttackTrace, joins_equal_events_of_a_step_whatever_their_process_id) {
  AttackTrace trace(DeviceId(3));
  const std::uint32_t one = trace.note(0, 1, exec(5, 7, 100));
  EXPECT_EQ(trace.note(0, 1, exec(9, 7, 101)), one);
  EXPECT_NE(trace.note(0, 1, exec(9, 8, 101)), one);  // another command line
  EXPECT_NE(trace.note(0, 2, exec(9, 7, 101)), one);  // another step
  EXPECT_NE(trace.note(1, 1, exec(9, 7, 101)), one);  // another unit
  ASSERT_EQ(trace.acts().size(), 4U);
  EXPECT_EQ(trace.act(one).events, 2U);
  EXPECT_EQ(trace.act(one).first, at(5));
  EXPECT_EQ(trace.act(one).last, at(9));
}

TEST(AttackTrace, takes_a_scan_for_one_act_in_however_many_parts_it_comes) {
  AttackTrace trace(DeviceId(3));
  EventRun scan;
  NetworkRecord syn;
  syn.remote_address = IpAddress::v4(1);
  syn.remote_port = 23;
  syn.local_port = 40'000;
  scan.first = {at(0), syn};
  scan.count = 1'000;
  scan.spacing = Duration::milliseconds(10);
  scan.vary = VaryingField::kRemoteAddress;
  EventRun rest = scan;
  std::get<NetworkRecord>(rest.first.record).remote_address = IpAddress::v4(99);
  std::get<NetworkRecord>(rest.first.record).local_port = 41'000;
  rest.first.time = at(10);
  const std::uint32_t act = trace.note(0, 0, scan);
  EXPECT_EQ(trace.note(0, 0, rest), act);
  EXPECT_EQ(trace.act(act).events, 2'000U);
  EXPECT_EQ(trace.act(act).last, rest.last_time());
  std::get<NetworkRecord>(rest.first.record).remote_port = 80;
  EXPECT_NE(trace.note(0, 0, rest), act);
}

TEST(AttackTrace, is_bounded) {
  AttackTrace trace(DeviceId(0));
  for (std::uint32_t i = 1; i <= 2 * AttackTrace::kMaxActs; ++i) trace.note(0, 0, exec(0, i, 1));
  ASSERT_EQ(trace.acts().size(), AttackTrace::kMaxActs);
  EXPECT_EQ(trace.acts().back().events, AttackTrace::kMaxActs + 1);
}

TEST(AttackTrace, takes_all_wrong_times_of_a_step_for_one_act) {
  AttackTrace trace(DeviceId(3));
  const std::uint32_t act = trace.note(0, 1, exec(5, 7, 100));
  const std::uint32_t wrong = trace.note_clock(0, 1, exec(0, 7, 100).first.record, at(8));
  EXPECT_NE(wrong, act);
  EXPECT_EQ(trace.note_clock(0, 1, exec(0, 8, 100).first.record, at(6)), wrong);
  EXPECT_EQ(trace.note(0, 1, exec(9, 7, 100)), act);
  EXPECT_NE(trace.note_clock(0, 2, exec(0, 8, 100).first.record, at(6)), wrong);
  EXPECT_TRUE(trace.act(wrong).wrong_clock);
  EXPECT_EQ(trace.act(wrong).events, 2U);
  EXPECT_EQ(trace.act(wrong).first, at(6));
  EXPECT_EQ(trace.act(wrong).last, at(8));
  EXPECT_EQ(std::get<ProcessRecord>(trace.act(wrong).record).commandline, (Text{7, 0}));
}

}  // namespace
}  // namespace picket::sim
