// The behaviour model inside the pipeline: firmware rollouts, single devices, freezing, driving.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

constexpr std::uint32_t kLivingDevices = 60;
constexpr int kLearned = 24 * 6;

/// An hour of a device: about 20 flows to its service; after the update ten times as many, to others.
std::vector<Observation> life(const std::vector<Text>& commands, Time time, std::uint32_t device, int hour,
                              bool updated) {
  RandomStream random(1, 0, device, Purpose::kTest);
  random.skip_to(static_cast<std::uint32_t>(hour) * 64);
  std::vector<Observation> all;
  all.push_back(flow(time, "203.0.113.7", 8883, 5'000 + 1'000 * random.poisson(10)));
  all.back().hit_count = static_cast<std::uint32_t>(1 + random.poisson(20));
  if (updated) {
    for (int i = 0; i < 12; ++i) {
      all.push_back(
          flow(time, "198.51." + std::to_string(100 + i) + ".9", static_cast<std::uint16_t>(7000 + i), 90'000));
      all.back().hit_count = 40;
    }
    for (const Text& command : commands)
      all.push_back(at(time, ProcessRecord{command, commands[0], 100, 1, 0, ProcessOperation::kExec}));
  }
  return all;
}

/// 60 devices of a class for 6 learned days and 3 more; `updated` tells from which hour on a device is changed.
template <class Updated>
std::map<std::string, std::size_t> run_class(Bench& bench, Updated updated, bool scored = false) {
  std::vector<Text> commands;
  for (const char* name : {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"})
    commands.push_back(bench.texts.intern(std::string("/opt/new/") + name));
  bench.settings.behaviour = true;
  bench.settings.learning = true;
  bench.start(kLivingDevices);
  if (scored) bench.core->record_scores();
  for (int h = 0; h < kLearned + 72; ++h) {
    if (h == kLearned) bench.core->set_learning(false);
    for (std::uint32_t d = 0; d < kLivingDevices; ++d) {
      const Time time = kStart + Duration::hours(h) + Duration::seconds(50 * d);
      bench.send(time, life(commands, time, d, h, h >= updated(d)), d);
    }
  }
  bench.advance(kStart + Duration::hours(kLearned + 72));
  std::map<std::string, std::size_t> counts;
  for (const StoredFinding& f : bench.sink->findings) ++counts[f.alert];
  return counts;
}

constexpr int kNever = 1 << 20;

TEST(BehaviourInPipeline, a_class_that_lives_as_before_raises_nothing) {
  Bench bench;
  EXPECT_TRUE(run_class(bench, [](std::uint32_t) { return kNever; }).empty());
}

TEST(BehaviourInPipeline, a_device_that_changes_alone_is_found_with_evidence) {
  Bench bench;
  const auto counts = run_class(bench, [](std::uint32_t d) { return d == 17 ? kLearned + 10 : kNever; });
  for (const char* alert :
       {"sim.activity_level", "sim.fan_out_level", "sim.egress_slow", "sim.rare_peer", "sim.novel_process"})
    EXPECT_EQ(counts.count(alert), 1u) << alert;
  EXPECT_EQ(counts.count("sim.peer_shift"), 0u);
  for (const StoredFinding& f : bench.sink->findings) {
    EXPECT_EQ(f.device, 17u);
    ASSERT_FALSE(f.evidence.empty()) << f.alert;
    EXPECT_EQ(f.evidence[0].device, DeviceId(17));
  }
  // Told once each, not each hour.
  EXPECT_EQ(counts.at("sim.activity_level"), 1u);
  EXPECT_EQ(counts.at("sim.fan_out_level"), 1u);
}

// A fifth of 60 devices is 12. Until so many have changed within the day, each is told, by three features at
// most once, then the class once a feature. New keys likewise: they are rare on 13 devices. A device shows 24
// keys of peers, of which 16 are looked at in an hour, so it may alert in two hours, and 6 processes at once.
TEST(BehaviourInPipeline, a_rollout_over_a_class_is_no_storm) {
  Bench bench;
  const auto counts =
      run_class(bench, [](std::uint32_t d) { return kLearned + static_cast<int>(d * 24 / kLivingDevices); });
  std::size_t levels = 0;
  for (const char* alert : {"sim.activity_level", "sim.fan_out_level", "sim.egress_slow"}) {
    EXPECT_LE(counts.count(alert) == 0 ? 0 : counts.at(alert), 12u) << alert;
    levels += counts.count(alert) == 0 ? 0 : counts.at(alert);
  }
  EXPECT_GT(levels, 0u);
  EXPECT_GE(counts.at("sim.peer_shift"), 1u);
  EXPECT_LE(counts.at("sim.peer_shift"), 3u);
  EXPECT_LE(counts.at("sim.rare_peer"), 13u * 2);
  EXPECT_LE(counts.at("sim.novel_process"), 13u);
  EXPECT_GT(bench.core->counts().shifts_of_class, 60u);
  EXPECT_EQ(counts.count("sim.beacon"), 0u) << "six hourly calls later the peer is the class's";
  EXPECT_LE(bench.sink->findings.size(), 3 * 12 + 3 + 3 * 13u);
}

TEST(BehaviourInPipeline, recording_scores_changes_nothing_and_finds_what_changed) {
  const auto updated = [](std::uint32_t d) { return d == 17 ? kLearned + 10 : kNever; };
  Bench plain;
  Bench scored;
  EXPECT_EQ(run_class(plain, updated), run_class(scored, updated, true));
  EXPECT_EQ(scored.sink->findings.size(), plain.sink->findings.size());
  const auto scores = scored.core->take_scores();
  const auto reaches = [&](ScoredModel model, double threshold) {
    const auto& all = scores[static_cast<std::size_t>(model)];
    return std::count_if(all.begin(), all.end(), [&](double score) { return score >= threshold; });
  };
  EXPECT_GE(reaches(ScoredModel::kNovelty, 0.001), 2) << "processes and peers";
  EXPECT_GE(reaches(ScoredModel::kLevel, scored.settings.behaviour_model.threshold), 2) << "activity, fan-out";
  EXPECT_GE(reaches(ScoredModel::kDrift, scored.settings.behaviour_model.drift.threshold), 1);
  // 59 devices that live as before: three days of two or three features.
  EXPECT_GT(scores[static_cast<std::size_t>(ScoredModel::kLevel)].size(), 59U * 3 * 2);
  EXPECT_EQ(reaches(ScoredModel::kEgress, 0), 0) << "no hour has 20 MB";
  EXPECT_TRUE(scored.core->take_scores()[0].empty()) << "taken once";
}

TEST(BehaviourInPipeline, is_off_unless_asked_for) {
  Bench bench;
  bench.settings.behaviour = false;
  bench.start();
  bench.send(kStart, {flow(kStart, "203.0.113.7", 8883)});
  bench.send(kStart + Duration::hours(20), {flow(kStart, "203.0.113.7", 8883)});  // older than the open windows
  bench.advance(kStart + Duration::hours(21));
  EXPECT_EQ(bench.core->counts().behaviour_untimely, 0u);
  Bench on;
  on.settings.behaviour = true;
  on.start();
  on.send(kStart, {flow(kStart, "203.0.113.7", 8883)});
  on.send(kStart + Duration::hours(19), {flow(kStart + Duration::hours(19), "203.0.113.7", 8883)});
  on.send(kStart + Duration::hours(20), {flow(kStart, "203.0.113.7", 8883)});
  on.advance(kStart + Duration::hours(21));
  EXPECT_EQ(on.core->counts().behaviour_untimely, 1u);
}

// Two logins from new networks within an hour alert. On a frozen device they are as new two days later.
TEST(BehaviourInPipeline, what_came_during_an_incident_is_no_habit_after_it) {
  for (const bool frozen : {false, true}) {
    Bench bench;
    bench.settings.suppression = Duration::hours(1);
    bench.settings.risk.incident_score = 1;
    bench.settings.freeze.enabled = frozen;
    const Text root = bench.texts.intern("root");
    const Text sshd = bench.texts.intern("/usr/sbin/sshd");
    bench.start(1);
    const auto intrude = [&](int hour, std::initializer_list<const char*> sources) {
      for (const char* source : sources) {
        const Time time = kStart + Duration::hours(hour) + Duration::seconds(10);
        LoginRecord login;
        login.user_name = root;
        login.executable = sshd;
        login.remote_address = *IpAddress::parse(source);
        bench.send(time, {at(time, login)});
      }
      bench.advance(kStart + Duration::hours(hour + 1));
    };
    intrude(2, {"192.0.2.1", "100.64.0.1"});
    ASSERT_EQ(bench.sink->incidents.size(), 1u);
    EXPECT_EQ(bench.sink->count("sim.novel_login"), 1u);
    intrude(5, {"198.51.100.1", "203.0.113.1"});
    EXPECT_EQ(bench.sink->count("sim.novel_login"), 2u);
    bench.advance(kStart + Duration::hours(96));
    EXPECT_EQ(bench.sink->incidents.back().state, IncidentState::kClosed);
    intrude(100, {"198.51.100.1", "203.0.113.1"});
    EXPECT_EQ(bench.sink->count("sim.novel_login"), frozen ? 3u : 2u);
    intrude(150, {"198.51.100.1", "203.0.113.1"});  // learned now
    EXPECT_EQ(bench.sink->count("sim.novel_login"), frozen ? 3u : 2u);
  }
}

// During an incident a beacon calls one new service again and again. It is one new thing, not sixteen: a scan of new
// services in the same hour is still seen, and no fleet calls what one device repeats.
TEST(BehaviourInPipeline, what_a_frozen_device_repeats_is_new_once) {
  Bench bench;
  bench.settings.suppression = Duration::minutes(1);
  bench.settings.risk.incident_score = 1;
  bench.settings.detectors.fleet_devices = 3;
  bench.settings.detectors.fleet_share = 0;
  bench.settings.detectors.fleet_learned = Duration();
  const Text root = bench.texts.intern("root");
  const Text sshd = bench.texts.intern("/usr/sbin/sshd");
  bench.start(100);
  for (const char* source : {"192.0.2.1", "100.64.0.1"}) {
    const Time time = kStart + Duration::minutes(10);
    LoginRecord login;
    login.user_name = root;
    login.executable = sshd;
    login.remote_address = *IpAddress::parse(source);
    bench.send(time, {at(time, login)});
  }
  bench.advance(kStart + Duration::minutes(61));
  ASSERT_EQ(bench.sink->incidents.size(), 1u);
  const Time hour = kStart + Duration::hours(2);
  for (int i = 0; i < 20; ++i) {
    const Time time = hour + Duration::minutes(i);
    bench.send(time, {flow(time, "203.0.113.7", 4444)});
  }
  bench.advance(hour + Duration::minutes(30));
  EXPECT_EQ(bench.sink->count("sim.rare_peer"), 0u);
  for (int i = 0; i < 6; ++i) {
    const Time time = hour + Duration::minutes(31);
    bench.send(time, {flow(time, "198.51.100." + std::to_string(i + 1), static_cast<std::uint16_t>(5000 + i))});
  }
  bench.advance(hour + Duration::minutes(40));
  EXPECT_GE(bench.sink->count("sim.rare_peer"), 1u);
  EXPECT_EQ(bench.sink->count("sim.fleet_new_peer"), 0u);
}

}  // namespace
}  // namespace picket
