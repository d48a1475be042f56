#include "pipeline_core/rules/correlation_cascade.h"

#include <gmock/gmock.h>

#include <map>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/rules/naive_correlation.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kBase = R"(
title: failed
name: failed
logsource: {category: login}
detection: {s: {LoginOperation: LoginFailed}, condition: s}
---
title: success
name: success
logsource: {category: login}
detection: {s: {LoginOperation: Login}, condition: s}
---
title: flow
name: flow
logsource: {category: network_connection}
detection: {s: {DestinationPort: 22}, condition: s}
---
)";

/// Findings as they are decided: nothing is held back, delayed or learnt.
struct Cascade : Bench {
  explicit Cascade(const std::string& correlations, std::uint32_t devices = 4) : devices_(devices) {
    builder.add_rule(kBase + correlations, "t");
    settings.suppression = settings.fleet_interval = settings.processing_delay = Duration();
    settings.novelty = settings.silence = settings.egress = false;
  }
  void begin() {
    start(devices_);
    for (const Diagnostic& d : builder.diagnostics()) ADD_FAILURE() << to_string(d);
  }
  Observation log_in(std::int64_t second, LoginOperation operation, const std::string& source, std::uint32_t hits = 1) {
    return login(texts, kStart + Duration::seconds(second), operation, source, hits);
  }
  void give(std::int64_t second, const Observation& o, std::uint32_t device = 0) {
    send(kStart + Duration::seconds(second), {o}, device);
  }
  std::uint32_t devices_;
};

Time at_second(std::int64_t s) {
  return kStart + Duration::seconds(s);
}

// The example of the specification, in its order: the outermost first. Ten failures of a user within ten minutes,
// then a success of that user within ten minutes of the last.
TEST(CorrelationCascade, finds_many_failures_followed_by_success) {
  const std::string rules = R"(
title: outermost
correlation: {type: temporal_ordered, rules: [multiple_failed_login, success], group-by: [User], timespan: 10m}
level: high
---
title: Multiple failed logons
name: multiple_failed_login
correlation: {type: event_count, rules: [failed], group-by: [User], timespan: 10m, condition: {gte: 10}}
)";
  for (const std::int64_t success_at : {300, 9 * 59 + 600, 9 * 59 + 601}) {
    Cascade c(rules);
    std::vector<Observation> failures;
    for (int i = 0; i < 10; ++i) failures.push_back(c.log_in(i * 59, LoginOperation::kLoginFailed, "203.0.113.1"));
    const Observation success = c.log_in(success_at, LoginOperation::kLogin, "203.0.113.9");
    c.begin();
    c.send(at_second(2'000), failures, 1);
    c.give(2'001, success, 2);
    c.advance(at_second(3'000));
    const bool follows = success_at == 9 * 59 + 600;
    ASSERT_EQ(c.sink->findings.size(), follows ? 1u : 0u) << success_at;
    if (follows) {
      EXPECT_EQ(c.sink->alerts(), std::vector<std::string>{"outermost"});
    }
  }
}

TEST(CorrelationCascade, raises_what_lies_under_a_correlation_only_where_it_is_told_to_generate) {
  for (const bool generate : {false, true}) {
    Cascade c(std::string("title: inner\nname: inner\ncorrelation: {type: event_count, rules: [failed], group-by: "
                          "[device], timespan: 1m, "
                          "condition: {gte: 2}}\n---\ntitle: outer\ncorrelation: {type: event_count, rules: [inner], "
                          "group-by: [device], "
                          "timespan: 1h, condition: {gte: 2}, generate: ") +
              (generate ? "true}" : "false}"));
    const Observation o = c.log_in(0, LoginOperation::kLoginFailed, "203.0.113.1");
    c.begin();
    for (int i = 0; i < 4; ++i) c.give(i, o);
    c.advance(at_second(10));
    if (generate) {
      EXPECT_THAT(c.sink->alerts(), ElementsAre("inner", "inner", "outer"));
    } else {
      EXPECT_THAT(c.sink->alerts(), ElementsAre("outer"));
    }
  }
}

// A source that was tried against and is then called: the alias names its address in both rules.
TEST(CorrelationCascade, groups_by_fields_of_different_names) {
  Cascade c(
      "title: called back\ncorrelation: {type: temporal, rules: [failed, flow], group-by: [peer], timespan: 1m, "
      "aliases: "
      "{peer: {failed: SourceIp, flow: DestinationIp}}}");
  const Observation tried = c.log_in(0, LoginOperation::kLoginFailed, "203.0.113.1");
  c.begin();
  c.give(1, tried, 1);
  c.give(2, flow(at_second(2), "203.0.113.2", 22), 2);
  c.advance(at_second(10));
  EXPECT_THAT(c.sink->alerts(), IsEmpty());
  c.give(20, flow(at_second(20), "203.0.113.1", 22), 2);
  c.advance(at_second(30));
  EXPECT_THAT(c.sink->alerts(), ElementsAre("called back"));
}

// Fewer than three in ten minutes on a device, which is known an hour later; then two such devices.
TEST(CorrelationCascade, carries_what_is_known_at_the_end_of_a_window_over_stages) {
  Cascade c(
      "title: quiet\nname: quiet\ncorrelation: {type: event_count, rules: [failed], group-by: [device], timespan: 10m, "
      "condition: {lt: 3}}\n---\n"
      "title: quiet fleet\ncorrelation: {type: value_count, rules: [quiet], group-by: [], timespan: 1h, condition: "
      "{field: device, gte: 2}, generate: true}");
  c.settings.lateness = Duration::hours(1);
  const Observation at_0 = c.log_in(0, LoginOperation::kLoginFailed, "");
  const Observation at_300 = c.log_in(300, LoginOperation::kLoginFailed, "");
  c.begin();
  c.give(0, at_0, 0);
  c.give(300, at_300, 1);
  c.advance(at_second(4'199));
  EXPECT_THAT(c.sink->alerts(), IsEmpty());
  c.advance(at_second(40'000));
  // Each is quiet in its first window and silent in the next.
  ASSERT_THAT(c.sink->alerts(), ElementsAre("quiet", "quiet", "quiet fleet", "quiet", "quiet", "quiet fleet"));
  const auto& f = c.sink->findings;
  EXPECT_EQ(f[0].time, at_second(4'200) + Duration::microseconds(1));
  EXPECT_FALSE(f[0].absence);
  EXPECT_EQ(f[2].time, at_second(4'500) + Duration::microseconds(1));
  EXPECT_TRUE(f[3].absence);
  EXPECT_EQ(f[3].window_start, at_second(600) + Duration::microseconds(1));
  EXPECT_THAT(f[3].evidence, ElementsAre(Evidence{DeviceId(0), 0, 0}));
}

// Sixty failures of an hour arrive together. By event time ten minutes hold ten of them; by arrival all are one moment.
TEST(CorrelationCascade, takes_all_at_once_by_arrival_time_and_its_share_by_event_time) {
  for (const WindowTime time : {WindowTime::kEvent, WindowTime::kArrival}) {
    Cascade c(
        "title: many\ncorrelation: {type: event_count, rules: [failed], group-by: [device], timespan: 10m, condition: "
        "{gte: 30}}");
    c.settings.window_time = time;
    Observation o = c.log_in(3'600, LoginOperation::kLoginFailed, "203.0.113.1", 60);
    o.first_time = kStart;
    c.begin();
    c.give(3'700, o);
    c.advance(at_second(4'000));
    EXPECT_EQ(c.sink->findings.size(), time == WindowTime::kArrival ? 1u : 0u);
  }
}

TEST(CorrelationCascade, waits_for_nobody_by_arrival_time) {
  Cascade c(
      "title: two\ncorrelation: {type: event_count, rules: [failed], group-by: [device], timespan: 10m, condition: "
      "{eq: 2}}");
  c.settings.window_time = WindowTime::kArrival;
  // A day before its arrival: too late for event time.
  const Observation old = c.log_in(-200'000, LoginOperation::kLoginFailed, "203.0.113.1");
  c.begin();
  c.give(0, old);
  c.give(10, old);
  c.advance(at_second(601));
  ASSERT_THAT(c.sink->alerts(), ElementsAre("two"));
  EXPECT_EQ(c.sink->findings[0].time, at_second(600) + Duration::microseconds(1));
}

TEST(CorrelationCascade, counts_what_it_cannot_use_or_has_to_set_right) {
  Cascade c(
      "title: hosts\ncorrelation: {type: value_count, rules: [failed], group-by: [device], timespan: 10m, condition: "
      "{field: SourceIp, gte: 2}}");
  const Observation local = c.log_in(0, LoginOperation::kLoginFailed, "");
  const Observation ahead = c.log_in(1'000'000'000, LoginOperation::kLoginFailed, "203.0.113.1");
  const Observation now = c.log_in(20, LoginOperation::kLoginFailed, "203.0.113.2");
  c.begin();
  c.give(0, local);
  c.give(10, ahead);
  c.give(20, now);
  c.advance(at_second(30));
  EXPECT_EQ(c.core->counts().members_without_value, 1u);
  EXPECT_EQ(c.core->counts().event_times_ahead, 1u);
  // The event from far ahead is told as such, too.
  ASSERT_THAT(c.sink->alerts(), ElementsAre("sim.clock_jump", "hosts"));
  EXPECT_EQ(c.sink->findings[1].window_start, at_second(10));
}

// A hundred tries from one address, then one from each of nine more: evidence names every address.
TEST(CorrelationCascade, shows_each_counted_value_before_repeats_of_one) {
  Cascade c(
      "title: hosts\ncorrelation: {type: value_count, rules: [failed], group-by: [device], timespan: 1h, condition: "
      "{field: SourceIp, gte: 10}}");
  std::vector<Observation> tries;
  for (int i = 0; i < 100; ++i) tries.push_back(c.log_in(i, LoginOperation::kLoginFailed, "203.0.113.1"));
  for (int i = 2; i <= 10; ++i)
    tries.push_back(c.log_in(200 + i, LoginOperation::kLoginFailed, "203.0.113." + std::to_string(i)));
  c.begin();
  c.send(at_second(300), tries);
  c.advance(at_second(400));
  ASSERT_THAT(c.sink->alerts(), ElementsAre("hosts"));
  const auto& evidence = c.sink->findings[0].evidence;
  for (std::uint32_t i = 100; i < 109; ++i) EXPECT_THAT(evidence, ::testing::Contains(Evidence{DeviceId(0), 0, i}));
  EXPECT_LE(evidence.size(), kMaxEvidence);
}

constexpr const char* kWeb = R"(
title: guesses
name: guesses
correlation: {type: event_count, rules: [failed], group-by: [device, SourceIp], timespan: 5m, condition: {gte: 3}}
---
title: broken in
correlation: {type: temporal_ordered, rules: [guesses, success], group-by: [from], timespan: 10m, aliases: {from: {guesses: SourceIp, success: SourceIp}}}
---
title: spread
name: spread
correlation: {type: value_count, rules: [guesses], group-by: [SourceIp], timespan: 20m, condition: {field: device, gte: 2}}
---
title: again
correlation: {type: event_count, rules: [spread, guesses], group-by: [SourceIp], timespan: 2h, condition: {gte: 6}, generate: true}
---
title: called back
correlation: {type: temporal, rules: [failed, flow, success], group-by: [peer], timespan: 2m, condition: {gte: 2}, aliases: {peer: {failed: SourceIp, flow: DestinationIp, success: SourceIp}}}
---
title: much
correlation: {type: value_sum, rules: [flow], group-by: [device], timespan: 10m, condition: {field: BytesOut, gt: 500}}
---
title: few
correlation: {type: event_count, rules: [failed, success], group-by: [device], timespan: 10m, condition: {lte: 2}}
---
title: broad
correlation: {type: value_percentile, rules: [flow], group-by: [], timespan: 10m, condition: {field: BytesOut, percentile: 80, gte: 90}}
---
title: mean
correlation: {type: value_avg, rules: [flow], group-by: [DestinationIp], timespan: 10m, condition: {field: BytesOut, gt: 55, lt: 80}}
)";

/// One event of one message.
struct Happened {
  Time arrival;
  std::uint32_t device;
  std::uint32_t source;  ///< last byte of the peer's address
  int rule;              ///< index in kBase
  Observation observation;
};

using Told = std::tuple<Time, std::string, Time, Time, bool, std::vector<std::uint32_t>>;

/// kWeb by hand: every correlation is a NaiveCorrelation, and which group and value a member has is written out.
class NaiveWeb {
 public:
  NaiveWeb(const RuleSet& rules, Duration lateness) {
    for (const Rule& rule : rules.rules()) {
      if (rule.is_correlation) naive_.emplace(rule.title, NaiveCorrelation(rule.correlation, lateness));
    }
  }

  void add(const Happened& h, std::uint32_t sequence) {
    CorrelationMember m;
    m.time = h.observation.last_time;
    m.sequence = sequence;
    m.device = DeviceId(h.device);
    const std::uint64_t both = h.device * 1'000 + h.source;
    if (h.rule == 0) {
      for (const NaiveFiring& f : feed("guesses", both, m, h.arrival)) on_guesses(f, h);
    }
    if (h.rule == 1) feed("broken in", h.source, with_reference(m, 1), h.arrival);
    feed("called back", h.source, with_reference(m, h.rule == 0 ? 0 : h.rule == 2 ? 1 : 2), h.arrival);
    if (h.rule != 2) feed("few", h.device, with_reference(m, static_cast<std::uint32_t>(h.rule)), h.arrival);
    if (h.rule != 2) return;
    m.amount = std::get<NetworkRecord>(h.observation.record).bytes_out;
    feed("much", h.device, m, h.arrival);
    feed("broad", 0, m, h.arrival);
    feed("mean", h.source, m, h.arrival);
  }

  std::vector<Told> finish() {
    std::vector<Told> told;
    for (auto& [title, naive] : naive_) {
      naive.finish();
      if (title == "spread") continue;  // under `again`, which generates: it speaks as well
      for (const NaiveFiring& f : naive.firings)
        told.emplace_back(f.trigger, title, f.window_start, f.window_end, f.absence, f.sequences);
    }
    for (const NaiveFiring& f : naive_.at("spread").firings)
      told.emplace_back(f.trigger, "spread", f.window_start, f.window_end, f.absence, f.sequences);
    std::sort(told.begin(), told.end());
    return told;
  }

 private:
  static CorrelationMember with_reference(CorrelationMember m, std::uint32_t reference) {
    m.reference = reference;
    return m;
  }
  std::vector<NaiveFiring> feed(const std::string& title, std::uint64_t group, const CorrelationMember& m,
                                Time arrival) {
    NaiveCorrelation& naive = naive_.at(title);
    const std::size_t before = naive.firings.size();
    naive.add(group, m, arrival);
    return {naive.firings.begin() + static_cast<std::ptrdiff_t>(before), naive.firings.end()};
  }
  /// As a member it stands at its last member's time; that member's number is known by its time here.
  void on_guesses(const NaiveFiring& f, const Happened& h) {
    CorrelationMember m;
    m.time = f.window_end;
    m.device = DeviceId(h.device);
    m.sequence = last_of(f);
    feed("broken in", h.source, with_reference(m, 0), h.arrival);
    CorrelationMember counted = m;
    counted.value = h.device;
    for (const NaiveFiring& spread : feed("spread", h.source, counted, h.arrival)) {
      CorrelationMember again;
      again.time = spread.window_end;
      again.sequence = last_of(spread);
      feed("again", h.source, with_reference(again, 0), h.arrival);
    }
    feed("again", h.source, with_reference(m, 1), h.arrival);
  }
  std::uint32_t last_of(const NaiveFiring& f) const {
    return *std::max_element(f.sequences.begin(), f.sequences.end(),
                             [&](std::uint32_t a, std::uint32_t b) { return times_.at(a) < times_.at(b); });
  }

 public:
  std::map<std::uint32_t, Time> times_;  ///< event times by sequence; distinct

 private:
  std::map<std::string, NaiveCorrelation> naive_;
};

/// Independent truth: NaiveWeb. Three devices, three peers, late messages, aliases, correlations over correlations in
/// both stages; also driven in one go and shard by shard.
TEST(CorrelationCascade, fires_where_a_hand_made_reference_says) {
  std::size_t findings = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    Cascade c(kWeb, 3);
    c.settings.lateness = Duration::minutes(10);
    std::vector<Happened> all;
    std::int64_t now = 0;
    for (int i = 0; i < 250; ++i) {
      now += 1 + static_cast<std::int64_t>(random.below(random.chance(0.05) ? 1'500 : 40));
      Happened h;
      h.device = static_cast<std::uint32_t>(random.below(3));
      h.source = 1 + static_cast<std::uint32_t>(random.below(3));
      h.rule = random.chance(0.5) ? 0 : random.chance(0.3) ? 1 : 2;
      const std::string peer = "203.0.113." + std::to_string(h.source);
      h.observation = h.rule == 2
                          ? flow(at_second(now), peer, 22, random.below(100))
                          : c.log_in(now, h.rule == 0 ? LoginOperation::kLoginFailed : LoginOperation::kLogin, peer);
      h.arrival = at_second(now) +
                  Duration::milliseconds(random.chance(0.6) ? 1 : static_cast<std::int64_t>(random.below(600'000)));
      all.push_back(h);
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
    for (std::size_t i = 1; i < all.size(); ++i)
      all[i].arrival = std::max(all[i].arrival, all[i - 1].arrival + Duration::microseconds(1));
    std::erase_if(all, [](const Happened& h) { return h.arrival - h.observation.last_time > Duration::minutes(10); });
    c.begin();
    NaiveWeb truth(c.content->rules(), c.settings.lateness);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      truth.times_[i] = all[i].observation.last_time;
      truth.add(all[i], i);
      c.send(all[i].arrival, {all[i].observation}, all[i].device);
    }
    const Time end = at_second(now + 100'000);
    c.advance(end);
    EXPECT_EQ(c.core->counts().group_entries_dropped + c.core->counts().group_entries_merged, 0u);
    const auto told_by = [&](const StoringSink& sink) {
      std::vector<Told> told;
      for (const StoredFinding& f : sink.findings) {
        std::vector<std::uint32_t> sequences;
        for (const Evidence& e : f.evidence) sequences.push_back(e.sequence);
        std::sort(sequences.begin(), sequences.end());
        told.emplace_back(f.time, f.alert, f.window_start, f.window_end, f.absence, sequences);
      }
      std::sort(told.begin(), told.end());
      return told;
    };
    const std::vector<Told> expected = truth.finish();
    ASSERT_TRUE(told_by(*c.sink) == expected) << "seed " << seed;
    findings += expected.size();

    PipelineSettings without_stops = c.settings;
    without_stops.risk.enabled = false;
    PipelineCore at_once(c.content, without_stops, c.texts);
    StoringSink sink(*c.content);
    for (std::uint32_t d = 0; d < 3; ++d) at_once.register_device(DeviceId(d), ClassId(0), Duration(), kStart);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      at_once.submit(DeviceMessage{
          DeviceId(all[i].device), i, all[i].arrival, Encoding::kG2FlatBuffers, {}, {&all[i].observation, 1}});
    }
    for (unsigned s = PipelineCore::kShards; s-- > 0;) at_once.run_shard(s, end);
    at_once.run_fleet(end, sink);
    ASSERT_TRUE(told_by(sink) == expected) << "seed " << seed;
  }
  EXPECT_GT(findings, 1'000u);
}

}  // namespace
}  // namespace picket
