// What a correlation is worth on the input of every preset under scenarios/policies, and what the choice of time
// costs: the raw events of two attacks, each at a pace just inside and well outside of its rule, through the
// preset's sensors, its agent and the wire into the pipeline, once with windows on event time and once on arrival time.
//
// Guessing: thirty failed logins within ten minutes. One every 19 s: the thirtieth comes 29 * 19 = 551 s after the
// first, so it must be found, at the earliest then. One every 30 s: at most 21 lie within ten minutes, two thirds of
// what the rule asks for, so a finding is false. Scan: ten distinct hosts within ten minutes. One every 60 s: the
// tenth comes after 9 * 60 = 540 s. One every 90 s: at most seven lie within ten minutes.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <optional>

#include "pipeline_core/content/content.h"
#include "sim/scenario/policy_checks.h"
#include "sim/scenario/policy_fields.h"
#include "sim/scenario/reader.h"
#include "sim/sensor/sensor.h"
#include "tests/sim/scenario/support.h"
#include "tests/support/agent_driver.h"

namespace picket::sim {
namespace {

using picket::test::Device;
using picket::test::kStart;

constexpr const char* kRules = R"(
title: failed login
name: failed_login
logsource: {category: login}
detection: {s: {LoginOperation: LoginFailed}, condition: s}
---
title: guessing
correlation: {type: event_count, rules: [failed_login], group-by: [device], timespan: 10m, condition: {gte: 30}}
---
title: telnet
name: telnet
logsource: {category: network_connection}
detection: {s: {Initiated: 'true', DestinationPort: 23}, condition: s}
---
title: scan
correlation: {type: value_count, rules: [telnet], group-by: [device], timespan: 10m, condition: {field: DestinationIp, gte: 10}}
)";

const Duration kAttack = Duration::hours(2);
const Time kAttackStart = kStart + Duration::seconds(1'000);

struct World {
  TextTable texts;
  Text user = texts.intern("root");
  Text sshd = texts.intern("/usr/sbin/sshd");
  std::shared_ptr<const PipelineContent> content;
  World() {
    texts.intern("/usr/sbin/telnetd");
    texts.intern("/usr/sbin/dropbear");
    texts.freeze();
    PipelineContent::Builder builder;
    EXPECT_EQ(builder.add_rule(kRules, "rules"), 4U);
    content = builder.build();
    EXPECT_TRUE(builder.diagnostics().empty());
  }
  EventRun guesses(Duration pace) const {
    LoginRecord r{user, sshd, *IpAddress::parse("203.0.113.8"), 4'000, LoginOperation::kLoginFailed};
    return {{kAttackStart, r}, static_cast<std::uint32_t>(kAttack / pace), pace, VaryingField::kRemoteLogin, 0, 0};
  }
  EventRun scan(Duration pace) const {
    NetworkRecord r;
    r.local_address = IpAddress::v4(0xc0a80105);
    r.remote_address = IpAddress::v4(0x08080808);
    r.local_port = 40'000;
    r.remote_port = 23;
    return {{kAttackStart, r}, static_cast<std::uint32_t>(kAttack / pace), pace, VaryingField::kRemoteAddress, 7, 0};
  }
};

Policy preset(const std::string& file) {
  Policy policy;
  Diagnostics diagnostics;
  Places places;
  EXPECT_TRUE(
      read_text(test::read_file(test::source_path("scenarios/policies/" + file)), file, policy, diagnostics, places))
      << diagnostics.text();
  return policy;
}

struct FirstFinding : FindingSink {
  std::optional<Time> time;
  void on_finding(const Finding& finding) override {
    if (!time) time = finding.time;
  }
};

/// What reaches the pipeline of one run of events, and when.
struct Delivery {
  Policy policy;
  std::vector<Device::Sent> sent;
  std::uint64_t events = 0;  ///< raw events that happened
  std::uint64_t told = 0;    ///< of which the messages speak
};

Delivery deliver(const World& world, const Policy& policy, EventRun run) {
  Delivery delivery{policy, {}, run.count, 0};
  if (policy.generation == Generation::kNone) return delivery;
  const EventKind kind = kind_of(run.first.record);
  Device device(policy, world.texts);
  const Sensor sensor(policy, 1, 0, world.texts);
  if (sensor.see(DeviceId(0), run).visible != 0) device.give(run);
  device.advance(kAttackStart + kAttack + Duration::hours(30));
  EXPECT_TRUE(device.balanced());
  delivery.sent = std::move(device.sent);
  for (const Device::Sent& sent : delivery.sent) {
    for (const Observation& o : sent.observations) delivery.told += kind_of(o.record) == kind ? o.hit_count : 0;
  }
  return delivery;
}

/// Seconds from the attack's first event to the alert, or nothing.
std::optional<std::int64_t> detect(const World& world, const Delivery& delivery, WindowTime time) {
  PipelineSettings settings;
  settings.window_time = time;
  settings.processing_delay = Duration();
  settings.novelty = settings.silence = settings.egress = false;
  PipelineCore pipeline(world.content, settings, world.texts);
  pipeline.register_device(DeviceId(0), ClassId(0), Duration(), kStart);
  FirstFinding sink;
  AgentIdentity identity;
  identity.extended = delivery.policy.extended_fields;
  identity.dialect = delivery.policy.dialect;
  std::vector<std::uint32_t> order;
  for (const Device::Sent& sent : delivery.sent) {
    const SecurityMessage message{sent.message.sequence, sent.at, sent.observations, sent.message.collection_interval};
    order.clear();
    wire_order(delivery.policy.encoding, sent.observations, order);
    std::vector<Observation> received;
    for (const std::uint32_t i : order)
      received.push_back(as_received(delivery.policy.encoding, identity, message, sent.observations[i]));
    pipeline.ingest(DeviceMessage{DeviceId(0), message.sequence, sent.at, delivery.policy.encoding, {}, received},
                    sink);
  }
  pipeline.advance(kAttackStart + Duration::days(4), sink);
  if (!sink.time) return std::nullopt;
  return (*sink.time - kAttackStart).count_seconds();
}

struct Outcome {
  double told = 0;
  std::optional<std::int64_t> event;
  std::optional<std::int64_t> arrival;
  std::optional<std::int64_t> event_outside;  ///< at the pace that the rule does not ask for
  std::optional<std::int64_t> arrival_outside;
};

Outcome outcome(const World& world, const Policy& policy, const EventRun& inside, const EventRun& outside) {
  Outcome o;
  const Delivery in = deliver(world, policy, inside);
  const Delivery out = deliver(world, policy, outside);
  o.told = static_cast<double>(in.told) / static_cast<double>(in.events);
  o.event = detect(world, in, WindowTime::kEvent);
  o.arrival = detect(world, in, WindowTime::kArrival);
  o.event_outside = detect(world, out, WindowTime::kEvent);
  o.arrival_outside = detect(world, out, WindowTime::kArrival);
  return o;
}

struct Row {
  Policy policy;
  Outcome guessing;
  Outcome scan;
};

const std::map<std::string, Row>& rows() {
  static const std::map<std::string, Row> all = [] {
    const World world;
    std::map<std::string, Row> found;
    for (const auto& file : std::filesystem::directory_iterator(test::source_path("scenarios/policies"))) {
      const Policy policy = preset(file.path().filename().string());
      found[policy.name] = {
          policy, outcome(world, policy, world.guesses(Duration::seconds(19)), world.guesses(Duration::seconds(30))),
          outcome(world, policy, world.scan(Duration::seconds(60)), world.scan(Duration::seconds(90)))};
    }
    return found;
  }();
  return all;
}

std::string delay_text(const std::optional<std::int64_t>& seconds) {
  if (!seconds) return "-";
  return std::to_string(*seconds);
}
std::string false_text(const Outcome& o) {
  if (o.event_outside && o.arrival_outside) return "both";
  return o.event_outside ? "event" : o.arrival_outside ? "arrival" : "-";
}

std::string table() {
  std::string text =
      "| policy | guesses told | by event time, s | by arrival, s | false | targets told | by event time, s | by "
      "arrival, s | false |\n"
      "|--|--:|--:|--:|--|--:|--:|--:|--|\n";
  for (const auto& [name, row] : rows()) {
    text += "| " + name;
    for (const Outcome* o : {&row.guessing, &row.scan}) {
      char told[16];
      std::snprintf(told, sizeof told, "%.0f %%", o->told * 100);
      text += std::string(" | ") + told + " | " + delay_text(o->event) + " | " + delay_text(o->arrival) + " | " +
              false_text(*o);
    }
    text += " |\n";
  }
  return text;
}

TEST(CorrelationPresets, stand_in_the_table_of_the_rules_page) {
  const std::string path = test::source_path("pipeline_core/rules/README.md");
  std::string page = test::read_file(path);
  const std::string begin = "<!-- CorrelationPresets: written by its test -->\n";
  const std::string end = "<!-- end -->\n";
  const auto from = page.find(begin);
  const auto to = page.find(end, from);
  ASSERT_TRUE(from != std::string::npos && to != std::string::npos);
  page.replace(from + begin.size(), to - from - begin.size(), table());
  test::expect_golden(path, page);
}

TEST(CorrelationPresets, find_every_attack_at_once_where_everything_is_sent_at_once) {
  const Row& raw = rows().at("raw");
  EXPECT_EQ(raw.guessing.told, 1);
  // Whole seconds on the wire, and the agent sends within one.
  for (const Outcome* o : {&raw.guessing, &raw.scan}) {
    const std::int64_t earliest = o == &raw.guessing ? 551 : 540;
    ASSERT_TRUE(o->event && o->arrival);
    EXPECT_GE(*o->event, earliest);
    EXPECT_LE(*o->event, earliest + 1);
    EXPECT_EQ(o->event, o->arrival);
    EXPECT_FALSE(o->event_outside);
    EXPECT_FALSE(o->arrival_outside);
  }
}

TEST(CorrelationPresets, find_nothing_before_it_happened) {
  for (const auto& [name, row] : rows()) {
    SCOPED_TRACE(name);
    EXPECT_GE(row.guessing.event.value_or(551), 551);
    EXPECT_GE(row.scan.event.value_or(540), 540);
  }
}

// Hit counts carry an attack through any window: whoever tells of every event, however late, is enough for both.
// Whoever tells of nothing is enough for neither.
TEST(CorrelationPresets, find_what_is_told_in_full_and_nothing_of_what_is_not_told) {
  std::size_t in_full = 0;
  for (const auto& [name, row] : rows()) {
    SCOPED_TRACE(name);
    for (const Outcome* o : {&row.guessing, &row.scan}) {
      if (o->told == 1) {
        ++in_full;
        EXPECT_TRUE(o->event);
      } else if (o->told == 0) {
        EXPECT_FALSE(o->event || o->arrival || o->event_outside || o->arrival_outside);
      }
    }
  }
  EXPECT_GT(in_full, rows().size());
}

// One guess in ten leaves at most four of thirty-two in a window.
TEST(CorrelationPresets, miss_in_a_sample_what_is_near_the_threshold) {
  const Row& sample = rows().at("vector_sample");
  EXPECT_NEAR(sample.guessing.told, 0.1, 0.05);
  EXPECT_FALSE(sample.guessing.event || sample.guessing.arrival);
  EXPECT_FALSE(sample.scan.event || sample.scan.arrival);
}

// Messages that hold hours at once look like a burst to arrival time; event time puts the events back, as far as
// the wire says when they were.
TEST(CorrelationPresets, are_never_worse_on_event_time_than_on_arrival_time) {
  std::size_t only_arrival = 0;
  for (const auto& [name, row] : rows()) {
    SCOPED_TRACE(name);
    for (const Outcome* o : {&row.guessing, &row.scan}) {
      EXPECT_TRUE(o->event || !o->arrival);
      EXPECT_TRUE(o->arrival_outside || !o->event_outside);
      only_arrival += o->arrival_outside && !o->event_outside ? 1 : 0;
    }
  }
  EXPECT_GE(only_arrival, 3U);
}

}  // namespace
}  // namespace picket::sim
