#include "pipeline_core/findings/recommendation_watch.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// One device whose reports come by message.
struct ReportingDevice {
  TextTable texts;
  RecommendationSettings settings;
  RecommendationWatch watch{settings};
  std::uint32_t sequence = 0;

  /// "+IoT_OpenPorts" became active, "-IoT_OpenPorts" was resolved; until the report is whole.
  std::vector<std::string> report(Time time, const std::vector<Record>& records) {
    part(time, time, records);
    watch.settle(time + settings.report_parts_within, last);
    return said();
  }
  /// What a message says at once.
  std::vector<std::string> part(Time accepted, Time time, const std::vector<Record>& records) {
    std::vector<Observation> observations;
    for (const Record& record : records) observations.push_back(at(time, record));
    last.clear();
    watch.observe({0, DeviceId(0), sequence++, accepted, observations}, texts, last);
    return said();
  }
  std::vector<std::string> settle(Time now) {
    last.clear();
    watch.settle(now, last);
    return said();
  }
  std::vector<std::string> said() const {
    std::vector<std::string> out;
    for (const Recommendation& r : last) {
      out.push_back((r.state == RecommendationState::kActive ? "+" : "-") + recommendation_type_text(r));
    }
    return out;
  }
  Record rule(std::string_view chain, FirewallAction action, std::string_view source, std::string_view destination,
              std::string_view port) {
    FirewallRuleRecord r;
    r.chain_name = texts.intern(chain);
    r.source_address = texts.intern(source);
    r.destination_address = texts.intern(destination);
    r.destination_port = texts.intern(port);
    r.priority = 1;
    r.action = action;
    r.direction = chain == "INPUT" ? FirewallDirection::kIn : FirewallDirection::kOut;
    r.enabled = true;
    return r;
  }
  Record check(std::string_view id, BaselineResult result, BaselineSeverity severity = BaselineSeverity::kWarning) {
    BaselineCheckRecord c;
    c.id = texts.intern(id);
    c.description = texts.intern("what is checked");
    c.result = result;
    c.severity = severity;
    return c;
  }
  std::vector<Recommendation> last;
};

Record port(std::uint16_t number, std::string_view address = "0.0.0.0") {
  return ListeningPortRecord{*IpAddress::parse(address), number, TransportProtocol::kTcp, 0};
}
Time day(int n) { return kStart + Duration::days(n); }

TEST(RecommendationWatch, open_ports_are_active_until_a_later_report_has_none) {
  ReportingDevice d;
  EXPECT_THAT(d.report(day(0), {port(22), port(80)}), ElementsAre("+IoT_OpenPorts"));
  EXPECT_EQ(d.last[0].additional_data, R"({"Ports":"22/tcp,80/tcp"})");
  EXPECT_EQ(d.last[0].evidence, (Evidence{DeviceId(0), 0, 0}));
  EXPECT_TRUE(d.watch.is_active(0, RecommendationType::kOpenPorts));
  EXPECT_THAT(d.report(day(1), {port(22)}), IsEmpty());  // one for each device and type
  EXPECT_THAT(d.report(day(2), {ListeningPortRecord{}}), ElementsAre("-IoT_OpenPorts"));
  EXPECT_THAT(d.report(day(3), {ListeningPortRecord{}}), IsEmpty());
  EXPECT_THAT(d.report(day(4), {port(22)}), ElementsAre("+IoT_OpenPorts"));
}

TEST(RecommendationWatch, a_port_on_the_device_itself_is_not_open) {
  ReportingDevice d;
  EXPECT_THAT(d.report(day(0), {port(631, "127.0.0.1"), port(631, "::1")}), IsEmpty());
  EXPECT_FALSE(d.watch.is_active(0, RecommendationType::kOpenPorts));
}

TEST(RecommendationWatch, an_older_report_and_a_part_of_the_same_one_take_nothing_back) {
  ReportingDevice d;
  EXPECT_THAT(d.report(day(2), {port(22)}), ElementsAre("+IoT_OpenPorts"));
  EXPECT_THAT(d.part(day(3), day(1), {ListeningPortRecord{}}), IsEmpty());  // delayed on its way
  // The second part of a long list, in a message that was made a little later.
  EXPECT_THAT(d.report(day(2) + Duration::minutes(1), {port(631, "127.0.0.1")}), IsEmpty());
  EXPECT_THAT(d.report(day(4), {port(631, "127.0.0.1")}), ElementsAre("-IoT_OpenPorts"));
}

// A list in two messages whose second part has the problem, day after day: once the first part resolved it each day.
TEST(RecommendationWatch, a_report_in_two_messages_is_judged_when_both_have_come) {
  ReportingDevice d;
  const Duration minute = Duration::minutes(1);
  EXPECT_THAT(d.part(day(0), day(0), {port(631, "127.0.0.1")}), IsEmpty());
  EXPECT_THAT(d.part(day(0) + minute, day(0), {port(22)}), ElementsAre("+IoT_OpenPorts"));
  for (int n = 1; n < 4; ++n) {
    EXPECT_THAT(d.part(day(n), day(n), {port(631, "127.0.0.1")}), IsEmpty());
    EXPECT_EQ(d.watch.next_due(), day(n) + Duration::minutes(5));
    EXPECT_THAT(d.part(day(n) + minute, day(n), {port(22)}), IsEmpty());
    EXPECT_THAT(d.settle(day(n) + Duration::minutes(5)), IsEmpty());
    EXPECT_EQ(d.watch.next_due(), Time::max());
  }
  EXPECT_THAT(d.part(day(4), day(4), {port(631, "127.0.0.1")}), IsEmpty());
  EXPECT_THAT(d.part(day(4) + minute, day(4), {port(632, "127.0.0.1")}), IsEmpty());
  EXPECT_THAT(d.settle(day(4) + Duration::minutes(5) - Duration::microseconds(1)), IsEmpty());
  EXPECT_THAT(d.settle(day(4) + Duration::minutes(5)), ElementsAre("-IoT_OpenPorts"));
  EXPECT_EQ(d.last[0].time, day(4) + Duration::minutes(5));
  EXPECT_EQ(d.last[0].evidence, (Evidence{DeviceId(0), 8, 0}));
  EXPECT_FALSE(d.watch.is_active(0, RecommendationType::kOpenPorts));
}

TEST(RecommendationWatch, a_report_that_lists_nothing_has_no_further_parts) {
  ReportingDevice d;
  EXPECT_THAT(d.part(day(0), day(0), {port(22)}), ElementsAre("+IoT_OpenPorts"));
  EXPECT_THAT(d.part(day(1), day(1), {port(631, "127.0.0.1")}), IsEmpty());
  const Time next = day(1) + Duration::minutes(4);
  EXPECT_THAT(d.part(next, day(1) + Duration::hours(1), {ListeningPortRecord{}}), ElementsAre("-IoT_OpenPorts"));
  EXPECT_EQ(d.last[0].time, next);
  EXPECT_THAT(d.settle(day(2)), IsEmpty()) << "once";
}

// Reports that were queued and come together: what the newer one has never ceased to hold.
TEST(RecommendationWatch, a_newer_report_that_names_a_problem_leaves_it_active) {
  ReportingDevice d;
  EXPECT_THAT(d.part(day(0), day(0), {port(22)}), ElementsAre("+IoT_OpenPorts"));
  EXPECT_THAT(d.part(day(3), day(1), {port(631, "127.0.0.1")}), IsEmpty());
  EXPECT_THAT(d.part(day(3), day(2), {port(22)}), IsEmpty());
  EXPECT_THAT(d.part(day(3) + Duration::minutes(1), day(2) + Duration::hours(1), {port(631, "127.0.0.1")}), IsEmpty());
  EXPECT_THAT(d.settle(day(3) + Duration::minutes(5)), IsEmpty()) << "it is the latest report that waits";
  EXPECT_THAT(d.settle(day(3) + Duration::minutes(6)), ElementsAre("-IoT_OpenPorts"));
}

TEST(RecommendationWatch, parts_of_a_baseline_judge_its_groups_together) {
  ReportingDevice d;
  const auto files = [&](BaselineResult result, int n) {
    return d.check("CIS-debian-9-Filesystem-1.1." + std::to_string(n), result);
  };
  const auto logs = [&](BaselineResult result) { return d.check("CIS-debian-9-Logging-4.1", result); };
  EXPECT_THAT(d.report(day(0), {files(BaselineResult::kFail, 1), logs(BaselineResult::kFail)}),
              ElementsAre("+IoT_CISBenchmarks_Filesystem", "+IoT_CISBenchmarks_Logging", "+IoT_Baseline"));
  // The first part has a file check that passes, the second one that fails and a log check that passes.
  d.part(day(1), day(1), {files(BaselineResult::kPass, 1)});
  EXPECT_THAT(d.said(), IsEmpty());
  EXPECT_THAT(d.part(day(1), day(1), {files(BaselineResult::kFail, 2), logs(BaselineResult::kPass)}), IsEmpty());
  EXPECT_THAT(d.part(day(1), day(1), {files(BaselineResult::kPass, 3)}), IsEmpty());
  EXPECT_THAT(d.settle(day(2)), ElementsAre("-IoT_CISBenchmarks_Logging"));
}

TEST(RecommendationWatch, firewall_policies_and_rules_are_told_apart) {
  ReportingDevice d;
  EXPECT_THAT(d.report(day(0), {d.rule("INPUT", FirewallAction::kAllow, "", "", "")}),
              ElementsAre("+IoT_PermissiveFirewallPolicy"));
  EXPECT_EQ(d.last[0].additional_data, R"({"Chains":"INPUT"})");
  EXPECT_THAT(d.report(day(1), {d.rule("INPUT", FirewallAction::kDeny, "", "", ""),
                                d.rule("INPUT", FirewallAction::kAllow, "", "", "1337")}),
              ElementsAre("+IoT_PermissiveInputFirewallRules", "-IoT_PermissiveFirewallPolicy"));
  // The form of the product's sample (defender.md 6.3).
  EXPECT_EQ(d.last[0].additional_data,
            R"({"Rules":"[{\"SourceAddress\":\"\",\"SourcePort\":\"\",\"DestinationAddress\":\"\",\"DestinationPort\":\"1337\"}]"})");
  EXPECT_THAT(d.report(day(2), {d.rule("INPUT", FirewallAction::kAllow, "10.1.0.0/16", "", "1337"),
                                d.rule("OUTPUT", FirewallAction::kAllow, "", "0.0.0.0/0", "443")}),
              ElementsAre("+IoT_PermissiveOutputFirewallRules", "-IoT_PermissiveInputFirewallRules"));
  EXPECT_THAT(d.report(day(3), {d.rule("OUTPUT", FirewallAction::kDeny, "", "0.0.0.0/0", "443"),
                                d.rule("OUTPUT", FirewallAction::kAllow, "", "203.0.113.7", "443")}),
              ElementsAre("-IoT_PermissiveOutputFirewallRules"));
}

TEST(RecommendationWatch, width_of_a_rule_is_a_setting) {
  ReportingDevice narrow;
  narrow.settings.widest_prefix_v4 = 16;
  EXPECT_THAT(narrow.report(day(0), {narrow.rule("INPUT", FirewallAction::kAllow, "10.1.0.0/16", "", "22")}),
              ElementsAre("+IoT_PermissiveInputFirewallRules"));
  ReportingDevice six;
  EXPECT_THAT(six.report(day(0), {six.rule("INPUT", FirewallAction::kAllow, "2001:db8::/32", "", "22")}),
              ElementsAre("+IoT_PermissiveInputFirewallRules"));
  EXPECT_THAT(six.report(day(1), {six.rule("INPUT", FirewallAction::kAllow, "2001:db8::/48", "", "22")}),
              ElementsAre("-IoT_PermissiveInputFirewallRules"));
}

TEST(RecommendationWatch, baseline_counts_by_severity_and_names_each_group) {
  ReportingDevice d;
  EXPECT_THAT(d.report(day(0), {d.check("CIS-debian-9-Filesystem-1.1.2", BaselineResult::kFail,
                                        BaselineSeverity::kCritical),
                                d.check("CIS-debian-9-Filesystem-1.1.3", BaselineResult::kError,
                                        BaselineSeverity::kInformational),
                                d.check("CIS-debian-9-Logging-4.1", BaselineResult::kPass),
                                d.check("CIS-debian-9-Time Synchronization-2.2", BaselineResult::kFail)}),
              ElementsAre("+IoT_CISBenchmarks_Filesystem", "+IoT_CISBenchmarks_Time Synchronization",
                          "+IoT_Baseline"));
  EXPECT_EQ(d.last[2].additional_data,
            R"({"TotalFailedRules":3,"TotalRulesFailedDuoToError":1,"TotalInformationalFailedRules":1,)"
            R"("TotalCriticalFailedRules":1,"TotalWarningFailedRules":1})");
  EXPECT_THAT(d.report(day(1), {d.check("CIS-debian-9-Filesystem-1.1.2", BaselineResult::kPass),
                                d.check("CIS-debian-9-Filesystem-1.1.3", BaselineResult::kSkip),
                                d.check("CIS-debian-9-Time Synchronization-2.2", BaselineResult::kFail)}),
              ElementsAre("-IoT_CISBenchmarks_Filesystem"));
  // Agents before 4.2.4 send failures alone: nothing fails any more.
  EXPECT_THAT(d.report(day(2), {BaselineCheckRecord{}}),
              ElementsAre("-IoT_CISBenchmarks_Time Synchronization", "-IoT_Baseline"));
}

TEST(RecommendationWatch, groups_beyond_the_bound_count_for_the_baseline_alone) {
  ReportingDevice d;
  std::vector<Record> checks;
  for (int i = 0; i < 40; ++i) {
    checks.push_back(d.check("CIS-x-Group" + std::to_string(i) + "-1", BaselineResult::kFail));
  }
  EXPECT_EQ(d.report(day(0), checks).size(), kMaxBaselineGroups + 1);
  EXPECT_EQ(d.watch.groups_refused(), 0u);
  checks.erase(checks.begin(), checks.begin() + kMaxBaselineGroups);
  d.report(day(1), checks);
  EXPECT_EQ(d.watch.groups_refused(), 40 - kMaxBaselineGroups);
}

/// 10 % of the messages of a day: 4 small ones of 39 are enough, of 41 they are not.
TEST(RecommendationWatch, small_messages_are_judged_over_a_day) {
  const auto statistics = [](std::uint32_t sent, std::uint32_t small) {
    return std::vector<Record>{MessageStatisticsRecord{sent, small, 0}};
  };
  ReportingDevice d;
  EXPECT_THAT(d.report(day(0), statistics(41, 4)), IsEmpty());
  EXPECT_THAT(d.report(day(0) + Duration::hours(5), statistics(9, 1)), ElementsAre("+IoT_AgentSendsUnutilizedMessages"));
  EXPECT_EQ(d.last[0].additional_data, R"({"MessagesSent":50,"MessagesUnder4KB":5})");
  EXPECT_THAT(d.report(day(1) + Duration::hours(2), statistics(100, 0)),
              ElementsAre("-IoT_AgentSendsUnutilizedMessages"));
  ReportingDevice quiet;
  EXPECT_THAT(quiet.report(day(0), statistics(0, 0)), IsEmpty());
}

TEST(RecommendationWatch, twin_problems_by_type) {
  ReportingDevice d;
  const auto error = [&](ConfigurationErrorType type) {
    return ConfigurationErrorRecord{d.texts.intern("maxMessageSizeInBytes"), d.texts.intern("1"),
                                    d.texts.intern("unwise"), type};
  };
  EXPECT_THAT(d.report(day(0), {error(ConfigurationErrorType::kNotOptimal)}),
              ElementsAre("+Security twin configuration not optimal"));
  EXPECT_THAT(d.report(day(1), {error(ConfigurationErrorType::kConflict)}),
              ElementsAre("+Security twin configuration conflict", "-Security twin configuration not optimal"));
  EXPECT_THAT(d.report(day(2), {error(ConfigurationErrorType::kTypeMismatch)}),
              ElementsAre("-Security twin configuration conflict"));
}

TEST(RecommendationWatch, a_type_that_is_switched_off_is_not_generated) {
  ReportingDevice d;
  d.settings.disabled.set(static_cast<std::size_t>(RecommendationType::kOpenPorts));
  EXPECT_THAT(d.report(day(0), {port(22)}), IsEmpty());
}

TEST(RecommendationWatch, long_and_odd_texts_stay_bounded_json) {
  ReportingDevice d;
  std::vector<Record> rules;
  for (int i = 0; i < 100; ++i) {
    rules.push_back(d.rule("INPUT", FirewallAction::kAllow, "", "", std::string(5'000, '"') + std::to_string(i)));
  }
  ASSERT_THAT(d.report(day(0), rules), ElementsAre("+IoT_PermissiveInputFirewallRules"));
  // 8 rules of at most 128 shown bytes, each escaped twice (4 bytes for a quote), and their names.
  EXPECT_LT(d.last[0].additional_data.size(), 8u * (128 * 4 + 160));
}

}  // namespace
}  // namespace picket
