#include "pipeline_core/learn/rare_sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

Sighting sighting_at(double hour, std::uint32_t sequence = 0) {
  return {kStart + Duration::from_seconds(hour * 3600), sequence, 0, 1};
}

struct SequenceClass {
  RareSequenceSettings settings;
  RareSequence sequence;
  RareSequence::Alarm alarm;
  explicit SequenceClass(std::uint32_t devices) {
    for (std::uint32_t d = 0; d < devices; ++d) sequence.add_device();
  }
  bool add(std::uint32_t device, double hour, std::uint32_t number = 0) {
    return sequence.add(DeviceId(device), sighting_at(hour, number), settings, alarm);
  }
};

TEST(RareSequence, is_six_hours_within_seven_days) {
  SequenceClass c(8);
  for (std::uint32_t i = 0; i < 5; ++i) EXPECT_FALSE(c.add(1, 12.0 * i, i));
  EXPECT_TRUE(c.add(1, 60, 5));
  EXPECT_EQ(c.alarm.count, 6U);
  EXPECT_EQ(c.alarm.limit, 6);
  for (std::uint32_t i = 0; i < 6; ++i) EXPECT_EQ(c.alarm.steps[i].sequence(), i);
  EXPECT_FALSE(c.add(1, 61)) << "the steps are spent";
}

TEST(RareSequence, a_session_is_one_step) {
  SequenceClass c(8);
  for (int i = 0; i < 59; ++i) EXPECT_FALSE(c.add(1, i / 60.0));
  for (int i = 1; i < 5; ++i) EXPECT_FALSE(c.add(1, i));
  EXPECT_FALSE(c.add(1, 4.5));
  EXPECT_TRUE(c.add(1, 5));
}

TEST(RareSequence, too_slow_is_none) {
  SequenceClass c(8);
  for (int i = 0; i < 40; ++i) EXPECT_FALSE(c.add(1, 34.0 * i)) << "six of them take 170 hours";
  SequenceClass faster(8);
  bool found = false;
  for (int i = 0; i < 40; ++i) found = found || faster.add(1, 33.0 * i);
  EXPECT_TRUE(found);
}

// Eight devices, five with three steps: the median is 3, and three times as many are needed.
TEST(RareSequence, is_held_against_the_median_of_its_class) {
  SequenceClass c(8);
  for (std::uint32_t d = 1; d <= 5; ++d) {
    for (int i = 0; i < 3; ++i) c.add(d, i);
  }
  EXPECT_EQ(c.sequence.median(), 3U);
  for (int i = 3; i < 11; ++i) EXPECT_EQ(c.add(1, i), i == 8) << i;
  EXPECT_EQ(c.alarm.limit, 9);
}

TEST(RareSequence, half_of_a_class_under_attack_does_not_hide_in_it) {
  SequenceClass c(8);
  int told = 0;
  for (int i = 0; i < 6; ++i) {
    for (std::uint32_t d = 0; d < 4; ++d) told += c.add(d, 6.0 * i) ? 1 : 0;
  }
  EXPECT_EQ(c.sequence.median(), 0U);
  EXPECT_EQ(told, 4);
}

TEST(RareSequence, a_class_that_goes_on_finding_new_commands_raises_nothing) {
  SequenceClass c(20);
  for (int hour = 0; hour < 200; hour += 4) {
    for (std::uint32_t d = 0; d < 20; ++d) EXPECT_FALSE(c.add(d, hour));
  }
}

// Against lists of all sightings: hours of the last week at each one, no other bound.
TEST(RareSequence, counts_the_hours_that_a_list_would) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  SequenceClass c(1'000);
  std::map<std::uint32_t, std::vector<double>> all;
  int alarms = 0;
  for (double hour = 0; hour < 2'000; hour += random.exponential(2)) {
    const auto device = static_cast<std::uint32_t>(random.below(12));
    std::vector<double>& sightings = all[device];
    std::erase_if(sightings, [&](double h) { return h + 168 < hour; });
    std::set<int> before;
    for (const double h : sightings) before.insert(static_cast<int>(h));
    const bool is_new = before.insert(static_cast<int>(hour)).second;
    const bool told = c.add(device, hour);
    EXPECT_EQ(told, is_new && before.size() >= 6) << hour;
    if (is_new) sightings.push_back(hour);
    if (told) sightings.clear();
    alarms += told ? 1 : 0;
  }
  EXPECT_GT(alarms, 5);
}

// Two devices; the second runs one strange command each eight hours.
TEST(RareSequenceInPipeline, is_found_with_its_steps) {
  Bench b;
  std::vector<Observation> strange;
  const Observation usual = exec(b.texts, kStart, "poll");
  for (const char* command : {"ss -tlnp", "uname -a", "crontab -l", "ip addr", "cat /etc/passwd", "sudo -l"}) {
    strange.push_back(exec(b.texts, kStart, command));
  }
  b.settings.learning = true;
  b.start(8);
  for (std::uint32_t d = 0; d < 8; ++d) b.send(kStart + Duration::seconds(d), {usual}, d);
  b.advance(kStart + Duration::hours(1));
  b.core->set_learning(false);
  for (std::size_t i = 0; i < strange.size(); ++i) {
    const Time time = kStart + Duration::hours(8 + 8 * static_cast<std::int64_t>(i));
    strange[i].first_time = strange[i].last_time = time;
    b.send(time, {strange[i]}, 1);
  }
  b.advance(kStart + Duration::hours(72));
  ASSERT_EQ(b.sink->count("sim.rare_sequence"), 1U);
  EXPECT_EQ(b.sink->count("sim.novel_process"), 0U);
  const StoredFinding& f = b.sink->findings.front();
  EXPECT_EQ(f.alert, "sim.rare_sequence");
  EXPECT_EQ(f.evidence.size(), 6U);
  EXPECT_EQ(f.window_end - f.window_start, Duration::hours(40));
}

}  // namespace
}  // namespace picket
