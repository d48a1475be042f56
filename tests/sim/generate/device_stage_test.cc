#include "sim/generate/device_stage.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>

#include "tests/sim/experiment/feed_in_windows.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

/// A message's identity and content, as far as the stage decides it.
std::string words_of(const ShardOutput& out) {
  std::string text;
  for (const CarriedMessage& m : out.messages) {
    text += std::to_string(m.device.value()) + " " + std::to_string(m.sequence) + " at " + std::to_string(m.created.unix_microseconds()) + ": " +
            std::to_string(m.observations) + " observations, " + std::to_string(m.hits) + " hits, " + std::to_string(m.body_bytes) + " bytes";
    for (std::uint32_t l = 0; l < m.labels; ++l) {
      const MessageLabel& label = out.labels[m.label_begin + l];
      text += ", label " + std::to_string(label.observation) + "/" + std::to_string(label.label.unit) + "/" + std::to_string(label.label.events);
    }
    text += "\n";
  }
  return text;
}

/// Runs every device through the measured period in windows of `window`; what each sent, device by device.
struct StageRun {
  StageRun(const Scenario& scenario, const std::string& policy, Duration window)
      : world(scenario, 0), stage(world, scenario.policy_templates.at(policy)), sent(world.fleet().size()) {
    test::feed_in_windows(world, stage, window, [this](const ShardOutput& out, std::uint32_t device) {
      sent[device] += words_of(out);
      for (const MessageLabel& label : out.labels) emitted_labels[label.label.unit] += label.label.events;
      note_open_ports(out);
      note_versions(out);
    });
  }
  /// Port 4444 in reports, which the test's attack opens: each time with its label.
  void note_open_ports(const ShardOutput& out) {
    for (const CarriedMessage& m : out.messages) {
      for (std::uint32_t i = 0; i < m.observations; ++i) {
        const Observation& o = out.batch->observations[m.first_observation + i];
        const auto* port = std::get_if<ListeningPortRecord>(&o.record);
        if (port == nullptr) continue;
        ++ports_reported;
        if (port->local_port != 4'444) continue;
        const auto labels = std::span(out.labels).subspan(m.label_begin, m.labels);
        const auto label = std::ranges::find(labels, i, &MessageLabel::observation);
        ASSERT_NE(label, labels.end());
        open_ports.push_back({m.device, o.last_time, label->label});
      }
    }
  }
  /// Versions in reports: each time with its label, if it has one.
  void note_versions(const ShardOutput& out) {
    for (const CarriedMessage& m : out.messages) {
      for (std::uint32_t i = 0; i < m.observations; ++i) {
        const Observation& o = out.batch->observations[m.first_observation + i];
        const auto* system = std::get_if<SystemInformationRecord>(&o.record);
        if (system == nullptr) continue;
        const auto labels = std::span(out.labels).subspan(m.label_begin, m.labels);
        const auto label = std::ranges::find(labels, i, &MessageLabel::observation);
        Version version{m.device, o.last_time, world.texts().render(system->os_version), world.texts().render(system->firmware_version), {}};
        if (label != labels.end()) version.label = label->label;
        versions.push_back(version);
      }
    }
  }
  struct Version {
    DeviceId device;
    Time reported;
    std::string os;
    std::string firmware;
    std::optional<Label> label;
  };
  struct OpenPort {
    DeviceId device;
    Time reported;
    Label label;
  };
  World world;
  DeviceStage stage;
  std::vector<OpenPort> open_ports;
  std::vector<Version> versions;
  std::uint64_t ports_reported = 0;
  std::vector<std::string> sent;
  std::map<std::uint32_t, std::uint64_t> emitted_labels;
};

const std::vector<std::string> kPolicies{"raw", "g1_c", "g2_linux", "picket", "agentless"};

TEST(DeviceStage, divides_the_devices_among_its_shards) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  const DeviceStage stage(world, scenario.policy_templates.at("raw"));
  std::uint32_t next = 0;
  for (unsigned s = 0; s < DeviceStage::kShards; ++s) {
    const auto [first, last] = stage.devices_of(s);
    EXPECT_EQ(first, next);
    EXPECT_LE(first, last);
    next = last;
  }
  EXPECT_EQ(next, world.fleet().size());
}

TEST(DeviceStage, loses_nothing_on_the_devices_whatever_the_policy) {
  const Scenario scenario = test::small_scenario({"device_classes.kiosk.reboots_per_30_days=300", "device_classes.kiosk.reboot_at_night=false", "device_classes.ev_charger.power_losses_per_year=1000"});
  for (const std::string& policy : kPolicies) {
    const StageRun run(scenario, policy, Duration::minutes(10));
    const DeviceCounts counts = run.stage.counts();
    EXPECT_GT(counts.produced, 100'000U) << policy;
    EXPECT_EQ(counts.produced, counts.observed + counts.sensor_lost.total()) << policy;
    EXPECT_EQ(counts.observed + counts.snapshots + run.stage.carried_in(),
              counts.emitted_hits + run.stage.held() + counts.agent_dropped.total()) << policy;
  }
}

TEST(DeviceStage, can_say_of_every_labelled_event_where_it_is) {
  const Scenario scenario = test::small_scenario();
  for (const std::string& policy : kPolicies) {
    const StageRun run(scenario, policy, Duration::minutes(10));
    const auto lost = run.stage.labels_lost();
    const auto held = run.stage.labels_held();
    std::uint64_t labelled = 0;
    for (std::uint32_t u = 0; u < run.world.attacks().units().size(); ++u) {
      const UnitTally tally = run.stage.tally(u);
      std::uint64_t found = tally.sensor_lost.total() + tally.no_agent;
      for (const auto& [key, events] : lost) found += key.first.unit == u ? events : 0;
      for (const auto& [step, events] : held) found += step.unit == u ? events : 0;
      if (run.emitted_labels.contains(u)) found += run.emitted_labels.at(u);
      EXPECT_EQ(found, tally.produced) << policy << ", unit " << u;
      labelled += tally.produced;
    }
    EXPECT_GT(labelled, 1'000U);
  }
}

/// The shell also opens port 4444, and every policy reports ports each half hour.
Scenario scenario_with_open_port() {
  Scenario scenario = test::small_scenario();
  scenario.attack_templates.at("a15_reverse_shell").phases[1].changes.listening_ports = {{4'444, TransportProtocol::kTcp, ""}};
  for (auto& [name, policy] : scenario.policy_templates) {
    KindPolicy& ports = policy.of(EventKind::kListeningPorts);
    ports.collect = true;
    ports.aggregate = false;
    ports.priority = Priority::kHigh;
    policy.snapshot_interval = Duration::minutes(30);
    if (policy.generation == Generation::kG2Linux || policy.generation == Generation::kPicket) {
      policy.intervals = {Duration::minutes(30), Duration::minutes(120), Duration::minutes(1'440)};
    }
  }
  return scenario;
}

// Every report after the step shows the item, with the label of its unit and the time of the change; none before
// does; and every labelled event is accounted for (reports that show the item are labelled events).
TEST(DeviceStage, reports_show_what_an_attack_changed_from_then_on) {
  const Scenario scenario = scenario_with_open_port();
  for (const std::string policy : {"raw", "g1_c", "g2_linux", "picket"}) {
    const StageRun run(scenario, policy, Duration::minutes(10));
    std::map<std::uint32_t, Duration> waited;  ///< by unit, until the first report that shows it
    for (const StageRun::OpenPort& port : run.open_ports) {
      const AttackUnit& unit = run.world.attacks().units()[port.label.unit];
      EXPECT_EQ(unit.device, port.device) << policy;
      EXPECT_EQ(scenario.attacks[unit.attack.value()].name, "shell") << policy;
      EXPECT_EQ(port.label.step, 1U);
      EXPECT_EQ(port.label.events, 1U);
      EXPECT_GE(port.label.first_event, unit.start) << policy;
      EXPECT_GE(port.reported + Duration::seconds(1), port.label.first_event) << policy << " reports it before it is there";
      waited.try_emplace(port.label.unit, port.reported - port.label.first_event);
    }
    EXPECT_EQ(waited.size(), 5U) << policy;
    for (const auto& [unit, wait] : waited) EXPECT_LE(wait, Duration::minutes(30)) << policy << ": not in the next report";
    EXPECT_GT(run.ports_reported, run.open_ports.size()) << policy;
    const auto lost = run.stage.labels_lost();
    const auto held = run.stage.labels_held();
    for (std::uint32_t u = 0; u < run.world.attacks().units().size(); ++u) {
      const UnitTally tally = run.stage.tally(u);
      std::uint64_t found = tally.sensor_lost.total() + tally.no_agent;
      for (const auto& [key, events] : lost) found += key.first.unit == u ? events : 0;
      for (const auto& [step, events] : held) found += step.unit == u ? events : 0;
      if (run.emitted_labels.contains(u)) found += run.emitted_labels.at(u);
      EXPECT_EQ(found, tally.produced) << policy << ", unit " << u;
    }
    const StageRun many(scenario, policy, Duration::seconds(97));
    for (std::size_t d = 0; d < run.sent.size(); ++d) ASSERT_EQ(run.sent[d], many.sent[d]) << policy << ", device " << d;
  }
}

// A version that an attack puts on takes the place of the device's own, with the attack's label, in each report from then on;
// the operating system's stays. Reports before it, and those of devices that nobody attacks, are as they were.
TEST(DeviceStage, reports_show_the_version_that_an_attack_put_on) {
  Scenario scenario = scenario_with_open_port();
  scenario.attack_templates.at("a15_reverse_shell").phases[1].changes.firmware_version = "0.9.0";
  for (auto& [name, policy] : scenario.policy_templates) {
    policy.of(EventKind::kSystemInformation) = policy.of(EventKind::kListeningPorts);
  }
  for (const std::string policy : {"raw", "g1_c", "g2_linux", "picket"}) {
    const StageRun run(scenario, policy, Duration::minutes(10));
    std::set<std::uint32_t> shown;
    std::size_t before = 0;
    std::map<std::pair<std::uint32_t, Time>, int> at_once;
    for (const StageRun::Version& v : run.versions) {
      const SystemInformationRecord& own = run.world.fleet().device(v.device).system_information;
      EXPECT_EQ(v.os, run.world.texts().render(own.os_version)) << policy;
      const bool changed = v.firmware == "0.9.0";
      EXPECT_EQ(changed, v.label.has_value()) << policy;
      if (policy == "raw") {
        EXPECT_EQ((++at_once[{v.device.value(), v.reported}]), 1) << "the device's own version stands beside it";
      }
      if (!changed) {
        EXPECT_EQ(v.firmware, run.world.texts().render(own.firmware_version)) << policy;
        before += run.world.attacks().under_attack(v.device) ? 1 : 0;
        continue;
      }
      shown.insert(v.label->unit);
      EXPECT_EQ(v.label->step, 1U);
      EXPECT_EQ(run.world.attacks().units()[v.label->unit].device, v.device);
      EXPECT_GE(v.reported + Duration::seconds(1), v.label->first_event);
    }
    EXPECT_EQ(shown.size(), 5U) << policy;
    EXPECT_GT(before, 0U) << policy;
  }
}

TEST(DeviceStage, sends_the_same_messages_however_time_is_cut) {
  const Scenario scenario = test::small_scenario();
  for (const char* const policy : {"raw", "g1_c", "g2_linux", "picket"}) {
    const StageRun one(scenario, policy, Duration::hours(3));
    const StageRun many(scenario, policy, Duration::seconds(97));
    for (std::size_t d = 0; d < one.sent.size(); ++d) ASSERT_EQ(one.sent[d], many.sent[d]) << policy << ", device " << d;
  }
}

// Where the field bus has a port of its own, the micro agent with its defaults does not see it; nor files, until
// paths are named. The losses are the sensor's, and each is counted.
TEST(DeviceStage, sees_the_interfaces_and_the_paths_that_its_policy_names) {
  const auto losses = [](const std::string& policy, const std::vector<std::string>& sets) {
    std::vector<std::string> all{"device_classes.iot_gateway.remotes.lan.interface=eth1"};
    all.insert(all.end(), sets.begin(), sets.end());
    const StageRun run(test::small_scenario(all), policy, Duration::hours(3));
    const DeviceCounts counts = run.stage.counts();
    EXPECT_EQ(counts.produced, counts.observed + counts.sensor_lost.total());
    return std::pair(counts.sensor_lost[SensorLoss::kInterfaceNotCaptured], counts.sensor_lost[SensorLoss::kPathNotWatched]);
  };
  const auto [flows, files] = losses("g2_linux", {});
  EXPECT_GT(flows, 1'000U);
  EXPECT_GT(files, 100U);
  EXPECT_EQ(losses("raw", {}), std::pair(std::uint64_t{0}, std::uint64_t{0}));
  const auto [named, watched] = losses("g2_linux", {"policy_templates.g2_linux.network_devices=[eth0, eth1]",
                                                    "policy_templates.g2_linux.file_paths=[/]"});
  EXPECT_EQ(named, 0U);
  EXPECT_EQ(watched, 0U);
  const auto [all_flows, some_files] = losses("g2_linux", {"policy_templates.g2_linux.network_devices=[any]",
                                                           "policy_templates.g2_linux.file_paths=[/var]"});
  EXPECT_EQ(all_flows, 0U);
  EXPECT_GT(some_files, 0U);
  EXPECT_LT(some_files, files);
}

TEST(DeviceStage, without_agents_sends_nothing_and_says_why) {
  const Scenario scenario = test::small_scenario();
  const StageRun run(scenario, "agentless", Duration::hours(1));
  for (const std::string& sent : run.sent) EXPECT_EQ(sent, "");
  EXPECT_EQ(run.stage.counts().messages, 0U);
  EXPECT_EQ(run.stage.held(), 0U);
}

TEST(DeviceStage, shows_every_policy_the_same_world) {
  const Scenario scenario = test::small_scenario();
  const std::uint64_t produced = StageRun(scenario, "raw", Duration::hours(1)).stage.counts().produced;
  for (const std::string& policy : kPolicies) EXPECT_EQ(StageRun(scenario, policy, Duration::hours(1)).stage.counts().produced, produced) << policy;
}

}  // namespace
}  // namespace picket::sim
