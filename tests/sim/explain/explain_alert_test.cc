#include "sim/explain/explain_alert.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/explain/explanation_text.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

using ExplainAlert = test::WhyStudy;

/// The parts of each delay are those of a time to detect: from the unit's first event to the alert.
void expect_parts_to_sum(const AlertExplanation& alert, const Rerun& rerun) {
  ASSERT_FALSE(alert.delays.empty());
  const auto units = rerun.world().attacks().units();
  for (const UnitDelay& delay : alert.delays) {
    for (std::uint32_t u = 0; u < units.size(); ++u) {
      if (unit_name(rerun.world(), u) != delay.unit) continue;
      EXPECT_EQ(delay.parts.total(), (alert.raised - units[u].start).count_microseconds());
    }
  }
}

TEST_F(ExplainAlert, by_a_rule_goes_down_to_the_events_and_the_tests_that_held) {
  alert("picket", first_of("picket", "Reverse shells"), [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_EQ(a.source.kind, "rule");
    EXPECT_EQ(a.source.title, "Shell bound to a network device of bash");
    EXPECT_EQ(a.source.file, "shells.yml");
    EXPECT_EQ(a.judgement, "detection");
    EXPECT_THAT(a.subject.device, HasSubstr("kiosk-"));
    EXPECT_FALSE(a.value.has_value());
    ASSERT_FALSE(a.evidence.empty());
    const EvidenceText& e = a.evidence.front();
    EXPECT_TRUE(e.known);
    EXPECT_EQ(e.kind, "process");
    const auto line = std::find_if(e.fields.begin(), e.fields.end(), [](const FieldValueText& f) { return f.name == "CommandLine"; });
    ASSERT_NE(line, e.fields.end());
    EXPECT_THAT(line->value, HasSubstr("/dev/tcp/"));
    EXPECT_THAT(e.tests, HasSubstr("yes    CommandLine like '*/dev/tcp/*'"));
    ASSERT_FALSE(e.stands_for.empty());
    EXPECT_THAT(e.stands_for.front().unit, HasSubstr("kiosk-"));
    EXPECT_EQ(e.stands_for.front().events, 1U);
    EXPECT_LE(e.created, e.sent);
    EXPECT_LE(e.sent, e.arrived);
    EXPECT_LE(e.arrived, e.accepted);
    EXPECT_LT(e.accepted, a.raised);
    expect_parts_to_sum(a, rerun);
  });
}

// Thirty failed logins within ten minutes; a guess every two seconds.
TEST_F(ExplainAlert, by_a_correlation_shows_its_members) {
  alert("picket", first_of("picket", "sim.bruteforce_failed"), [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_EQ(a.source.kind, "correlation");
    ASSERT_TRUE(a.correlation.has_value());
    EXPECT_EQ(a.correlation->type, "event_count");
    EXPECT_EQ(a.correlation->wanted, ">= 30");
    EXPECT_EQ(a.correlation->timespan, Duration::minutes(10));
    EXPECT_EQ(a.correlation->group_by, std::vector<std::string>{"device"});
    std::uint64_t events = 0;
    for (const EvidenceText& e : a.evidence) {
      ASSERT_EQ(e.members.size(), 1U);
      events += e.members.front().events;
      EXPECT_GE(e.members.front().time, a.window_start);
      EXPECT_LE(e.members.front().time, a.window_end);
    }
    EXPECT_GE(events, 30U);
    expect_parts_to_sum(a, rerun);
  });
}

TEST_F(ExplainAlert, by_a_listed_address_has_the_word_of_its_source) {
  alert("picket", first_of("picket", "Suspicious IP address communication"), [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_EQ(a.source.kind, "model");
    ASSERT_TRUE(a.indicator.has_value());
    EXPECT_EQ(a.indicator->source, "sim.feed");
    ASSERT_FALSE(a.evidence.empty());
    const EvidenceText& e = a.evidence.front();
    EXPECT_TRUE(std::any_of(e.fields.begin(), e.fields.end(), [&](const FieldValueText& f) { return f.value == a.indicator->value; }));
    expect_parts_to_sum(a, rerun);
  });
}

// A module that disconnected may stay away ten minutes.
TEST_F(ExplainAlert, that_rests_on_silence_has_seconds_and_no_evidence) {
  alert("picket", first_of("picket", "sim.device_silent"), [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_TRUE(a.absence);
    EXPECT_TRUE(a.evidence.empty());
    EXPECT_EQ(a.source.kind, "model");
    EXPECT_EQ(a.value, 600);
    EXPECT_EQ(a.limit, 600);
    EXPECT_EQ(a.unit, "s");
    expect_parts_to_sum(a, rerun);
  });
}

// No attack of ours changes a hub, so the finding is written down here; a device of that number does not exist.
TEST_F(ExplainAlert, about_a_hub_names_the_hub) {
  overview("picket", [](const RunOverview&, const Rerun& rerun) {
    RecordedFinding recorded;
    recorded.finding.time = rerun.world().start();
    recorded.finding.device = hub_identity(HubId(0));
    recorded.finding.alert = rerun.content().alert_of(HubDetection::kCertificateAdded);
    recorded.finding.rule = rerun.content().rule_index(HubDetection::kCertificateAdded);
    const AlertExplanation a = explain_finding(rerun, recorded, 7);
    EXPECT_EQ(a.subject.device, "");
    EXPECT_EQ(a.subject.hub, "hub");
    EXPECT_EQ(a.source.kind, "hub watch");
    EXPECT_THAT(explanation_text(a), HasSubstr(", of hub 'hub'\n"));
  });
}

TEST_F(ExplainAlert, overview_has_the_first_alert_of_each_unit_that_was_detected) {
  overview("picket", [](const RunOverview& run, const Rerun& rerun) {
    ASSERT_EQ(run.units.size(), rerun.result().units.size());
    EXPECT_EQ(run.alerts.size(), rerun.record().findings().size());
    for (std::size_t u = 0; u < run.units.size(); ++u) {
      const UnitOutcome& outcome = rerun.result().units[u];
      EXPECT_EQ(run.units[u].detected, outcome.detected);
      EXPECT_EQ(run.units[u].alert, outcome.alert);
      EXPECT_EQ(run.units[u].first_alert.has_value(), outcome.detected) << run.units[u].unit;
      if (!outcome.detected) continue;
      const AlertLine& first = run.alerts.at(*run.units[u].first_alert - 1);
      EXPECT_EQ(first.alert, outcome.alert);
      const Duration delay = first.raised - rerun.world().attacks().units()[u].start;
      EXPECT_EQ(delay.count_microseconds(), outcome.detected_us);
    }
  });
}

}  // namespace
}  // namespace picket::sim
