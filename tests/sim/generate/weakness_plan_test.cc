#include "sim/generate/weakness_plan.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "pipeline_core/findings/report_judgement.h"
#include "tests/sim/experiment/weakness_world.h"

namespace picket::sim {
namespace {

using test::WeakWorld;
using ::testing::Each;
using ::testing::IsEmpty;

constexpr std::uint32_t kAllReports = 0xffff'ffff;

std::set<std::uint32_t> devices_of(const WeaknessPlan& plan, std::uint32_t weakness) {
  std::set<std::uint32_t> out;
  for (const WeakUnit& unit : plan.units()) {
    if (unit.weakness == weakness) out.insert(unit.device.value());
  }
  return out;
}

/// The types of recommendation that the device's reports give then, by the pipeline's own rules.
std::set<RecommendationType> judged(const WeakWorld& w, DeviceId device, Time now) {
  std::vector<Record> reports;
  w.world.fleet().append_reports(device, w.world.start(), kAllReports, reports);
  w.plan().put_into(reports, device, now, kAllReports, [](std::uint32_t) {});
  std::vector<Observation> observations;
  for (const Record& record : reports) observations.push_back({.record = record, .first_time = now, .last_time = now, .window_start = now, .window_end = now});
  ReportJudgements judgements = judge_reports(observations, w.world.texts(), RecommendationSettings{});
  std::set<RecommendationType> out;
  for (std::size_t t = 0; t < kAgentRecommendations; ++t) {
    if (judgements.of[t].found) out.insert(static_cast<RecommendationType>(t));
  }
  return out;
}

TEST(WeaknessPlan, draws_as_many_devices_as_are_asked_for) {
  const WeakWorld w("[{kind: open_port, start: 1 h, targets: {count: 5}}, {kind: weak_tls, start: 1 h, targets: {share: 0.3}}, "
                    "{kind: failed_baseline, start: 1 h, targets: {site: 1}}, {kind: shared_credentials, start: 24 h}, "
                    "{kind: permissive_firewall, start: 1 h, targets: {count: 50}}]");
  EXPECT_EQ(devices_of(w.plan(), 0).size(), 5U);
  EXPECT_EQ(devices_of(w.plan(), 1).size(), 3U);  // the whole part of 3.6
  EXPECT_EQ(devices_of(w.plan(), 2).size(), 6U);
  for (const std::uint32_t d : devices_of(w.plan(), 2)) EXPECT_EQ(w.world.fleet().device(DeviceId(d)).site, SiteId(1));
  EXPECT_THAT(devices_of(w.plan(), 3), IsEmpty()) << "it begins when the run is over";
  EXPECT_EQ(devices_of(w.plan(), 4).size(), 12U);
}

TEST(WeaknessPlan, draws_by_seed_and_replication_and_not_by_what_else_is_drawn) {
  const std::string one = "{kind: open_port, start: 1 h, targets: {count: 5}}";
  const WeakWorld alone("[" + one + "]");
  EXPECT_EQ(devices_of(alone.plan(), 0), devices_of(WeakWorld("[" + one + ", {kind: weak_tls, start: 1 h}]").plan(), 0));
  const World other(alone.scenario, 1);
  EXPECT_NE(devices_of(alone.plan(), 0), devices_of(other.weaknesses(), 0));
}

TEST(WeaknessPlan, gives_no_device_one_weakness_twice_at_a_time) {
  const WeakWorld w("[{kind: open_port, start: 1 h, mend: 3 h, targets: {count: 8}}, {kind: open_port, start: 2 h, targets: {share: 1}}, "
                    "{kind: open_port, start: 3 h, mend: 4 h}]");
  const auto first = devices_of(w.plan(), 0);
  const auto second = devices_of(w.plan(), 1);
  EXPECT_EQ(first.size(), 8U);
  EXPECT_EQ(second.size(), 4U);
  for (const std::uint32_t d : second) EXPECT_FALSE(first.contains(d));
  // The third begins when the first is mended, while the second goes on.
  EXPECT_EQ(devices_of(w.plan(), 2), first);
}

TEST(WeaknessPlan, shows_in_the_reports_what_the_pipeline_recommends_against_while_it_holds) {
  const std::map<std::string, RecommendationType> expected{
      {"kind: open_port", RecommendationType::kOpenPorts},
      {"kind: permissive_firewall", RecommendationType::kPermissiveFirewallPolicy},
      {"kind: permissive_firewall, firewall_rule: {port: '22'}", RecommendationType::kPermissiveInputFirewallRules},
      {"kind: permissive_firewall, firewall_rule: {chain: OUTPUT, destination: 0.0.0.0/0, port: '22'}",
       RecommendationType::kPermissiveOutputFirewallRules},
      {"kind: failed_baseline", RecommendationType::kBaseline},
      {"kind: failed_baseline, baseline_check: CIS-embedded-linux-Check-3", RecommendationType::kBaseline}};
  for (const auto& [weakness, type] : expected) {
    const WeakWorld w("[{" + weakness + ", start: 1 h, mend: 2 h, targets: {count: 1}}]");
    ASSERT_EQ(w.plan().units().size(), 1U);
    const WeakUnit& unit = w.plan().units()[0];
    EXPECT_EQ(unit.type, type);
    EXPECT_THAT(judged(w, unit.device, w.at(1) - Duration::microseconds(1)), IsEmpty()) << weakness;
    EXPECT_TRUE(judged(w, unit.device, w.at(1)).contains(type)) << weakness;
    EXPECT_TRUE(judged(w, unit.device, w.at(2) - Duration::microseconds(1)).contains(type)) << weakness;
    EXPECT_THAT(judged(w, unit.device, w.at(2)), IsEmpty()) << weakness;
    const DeviceId other((unit.device.value() + 1) % 12);
    EXPECT_THAT(judged(w, other, w.at(1)), IsEmpty()) << weakness;
  }
}

TEST(WeaknessPlan, puts_a_policy_and_a_check_in_the_place_of_the_devices_own) {
  const WeakWorld w("[{kind: permissive_firewall, firewall_rule: {chain: OUTPUT}, start: 1 h}, {kind: failed_baseline, "
                    "baseline_check: CIS-embedded-linux-Check-3, start: 1 h}, {kind: failed_baseline, baseline_check: "
                    "CIS-embedded-linux-Check-03, start: 30 min, mend: 1 h}]");
  std::vector<Record> before;
  w.world.fleet().append_reports(DeviceId(0), w.world.start(), kAllReports, before);
  std::vector<Record> after = before;
  std::set<std::uint32_t> shown;
  w.plan().put_into(after, DeviceId(0), w.at(1), kAllReports, [&](std::uint32_t unit) { shown.insert(unit); });
  EXPECT_EQ(shown, (std::set<std::uint32_t>{0, 1}));
  ASSERT_EQ(after.size(), before.size());
  std::size_t changed = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i] == before[i]) continue;
    ++changed;
    const bool is_unit_0 = w.plan().is_shown_by(0, after[i]);
    EXPECT_TRUE(is_unit_0 || w.plan().is_shown_by(1, after[i]));
    if (const auto* rule = std::get_if<FirewallRuleRecord>(&after[i])) {
      EXPECT_EQ(rule->priority, std::get<FirewallRuleRecord>(before[i]).priority);
      EXPECT_EQ(rule->action, FirewallAction::kAllow);
    }
  }
  EXPECT_EQ(changed, 2U);
  // An id that is none of the class's own is one more check.
  after = before;
  w.plan().put_into(after, DeviceId(0), w.at(0.5), kAllReports, [](std::uint32_t) {});
  EXPECT_EQ(after.size(), before.size() + 1);
}

TEST(WeaknessPlan, leaves_reports_that_are_not_wanted_alone) {
  const WeakWorld w("[{kind: open_port, start: 1 h}]");
  std::vector<Record> reports;
  w.plan().put_into(reports, DeviceId(0), w.at(1), 1U << static_cast<unsigned>(EventKind::kFirewall), [](std::uint32_t) { FAIL(); });
  EXPECT_THAT(reports, IsEmpty());
}

// Eight devices in groups of three: two groups, and the two devices that are left over join the last.
TEST(WeaknessPlan, deals_shared_keys_in_groups_without_a_device_alone) {
  const WeakWorld w("[{kind: shared_credentials, start: 1 h, mend: 2 h, targets: {count: 8}, group_size: 3}]");
  std::map<std::uint64_t, int> users;
  for (std::uint32_t d = 0; d < 12; ++d) {
    const std::uint64_t key = w.plan().shared_key(DeviceId(d), w.at(1));
    if (key != 0) ++users[key];
    EXPECT_EQ(w.plan().shared_key(DeviceId(d), w.at(2)), 0U);
    EXPECT_EQ(w.plan().shared_key(DeviceId(d), w.at(0.9)), 0U);
  }
  std::vector<int> sizes;
  for (const auto& [key, n] : users) sizes.push_back(n);
  EXPECT_THAT(sizes, ::testing::UnorderedElementsAre(3, 5));
}

TEST(WeaknessPlan, logs_tls_only_where_a_scenario_has_weak_tls) {
  const WeakWorld none("[{kind: open_port, start: 1 h}]");
  EXPECT_EQ(none.plan().tls_version(DeviceId(0), none.at(1)), TlsVersion::kUnknown);
  const WeakWorld w("[{kind: weak_tls, start: 1 h, mend: 2 h, targets: {count: 1}, tls_version: tls_1_1}]");
  const DeviceId weak = w.plan().units()[0].device;
  EXPECT_EQ(w.plan().tls_version(weak, w.at(0.5)), TlsVersion::kTls12);
  EXPECT_EQ(w.plan().tls_version(weak, w.at(1)), TlsVersion::kTls11);
  EXPECT_EQ(w.plan().tls_version(weak, w.at(2)), TlsVersion::kTls12);
  EXPECT_EQ(w.plan().tls_version(DeviceId((weak.value() + 1) % 12), w.at(1)), TlsVersion::kTls12);
}

TEST(WeaknessPlan, of_a_scenario_without_weaknesses_is_empty) {
  const WeakWorld w("[]");
  EXPECT_TRUE(w.plan().empty());
  EXPECT_EQ(w.plan().shared_key(DeviceId(0), w.at(1)), 0U);
  EXPECT_EQ(w.plan().tls_version(DeviceId(0), w.at(1)), TlsVersion::kUnknown);
}

}  // namespace
}  // namespace picket::sim
