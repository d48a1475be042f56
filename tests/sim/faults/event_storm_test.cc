#include "sim/faults/event_storm.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <variant>
#include <vector>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

using test::kFaultStart;

EventStorm storm_of(double per_second, Duration length, std::uint32_t commandlines = 1) {
  Fault fault;
  fault.kind = FaultKind::kEventStorm;
  fault.distinct_commandlines = commandlines;
  fault.events_per_second = per_second;
  return EventStorm(fault, {kFaultStart, kFaultStart + length}, KeyedDraws(5), Text{}, Text{});
}

std::vector<EventRun> runs_of(const EventStorm& of, Time from, Time until) {
  std::vector<EventRun> out;
  of.append_events(from, until, out);
  return out;
}

std::vector<Time> times_of(const EventStorm& of, Duration window) {
  std::vector<Time> out;
  for (Time from = kFaultStart - Duration::minutes(5); from < kFaultStart + Duration::minutes(30); from += window) {
    for (const EventRun& run : runs_of(of, from, from + window)) {
      for (std::uint32_t i = 0; i < run.count; ++i) {
        const RawEvent event = event_at(run, i);
        EXPECT_GE(event.time, from);
        EXPECT_LT(event.time, from + window);
        out.push_back(event.time);
      }
    }
  }
  return out;
}

// Five a second for ten minutes are 3,000, at even distances, in its period.
TEST(EventStorm, starts_the_process_as_often_as_is_said) {
  const std::vector<Time> times = times_of(storm_of(5, Duration::minutes(10)), Duration::minutes(10));
  ASSERT_EQ(times.size(), 3'000U);
  EXPECT_GE(times.front(), kFaultStart);
  EXPECT_LT(times.back(), kFaultStart + Duration::minutes(10));
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_EQ(times[i] - times[i - 1], Duration::milliseconds(200));
}

TEST(EventStorm, is_the_same_however_time_is_cut) {
  const EventStorm of = storm_of(3, Duration::minutes(7));
  const std::vector<Time> whole = times_of(of, Duration::minutes(35));
  EXPECT_EQ(times_of(of, Duration::seconds(10)), whole);
  EXPECT_EQ(times_of(of, Duration::milliseconds(1'700)), whole);
}

TEST(EventStorm, starts_nothing_before_and_after) {
  const EventStorm of = storm_of(5, Duration::minutes(10));
  EXPECT_TRUE(runs_of(of, kFaultStart - Duration::hours(1), kFaultStart).empty());
  EXPECT_TRUE(runs_of(of, kFaultStart + Duration::minutes(10), kFaultStart + Duration::hours(1)).empty());
  EXPECT_TRUE(runs_of(of, kFaultStart, kFaultStart).empty());
}

// Process ids go on from slice to slice.
TEST(EventStorm, numbers_its_processes_on) {
  const EventStorm of = storm_of(1, Duration::minutes(10));
  const auto first = runs_of(of, kFaultStart, kFaultStart + Duration::minutes(1));
  const auto second = runs_of(of, kFaultStart + Duration::minutes(1), kFaultStart + Duration::minutes(2));
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  const auto id = [](const RawEvent& event) { return std::get<ProcessRecord>(event.record).process_id; };
  EXPECT_EQ(id(event_at(second[0], 0)), id(event_at(first[0], first[0].count - 1)) + 1);
}

// 300 command lines at 5 a second: all of them in a minute, then the first again; times and process ids as with one.
TEST(EventStorm, has_its_command_lines_take_turns) {
  const EventStorm of = storm_of(5, Duration::minutes(10), 300);
  EXPECT_EQ(times_of(of, Duration::seconds(7)), times_of(storm_of(5, Duration::minutes(10)), Duration::seconds(7)));
  const auto runs = runs_of(of, kFaultStart, kFaultStart + Duration::minutes(10));
  ASSERT_EQ(runs.size(), 3'000U);
  std::set<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < runs.size(); ++i) {
    ASSERT_EQ(runs[i].count, 1U);
    const auto process = std::get<ProcessRecord>(event_at(runs[i], 0).record);
    EXPECT_EQ(process.commandline.parameter, i % 300);
    EXPECT_EQ(process.process_id, std::get<ProcessRecord>(event_at(runs[0], 0).record).process_id + i);
    numbers.insert(process.commandline.parameter);
  }
  EXPECT_EQ(numbers.size(), 300U);
}

}  // namespace
}  // namespace picket::sim
