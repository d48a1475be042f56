#include "sim/live/fit/fit_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "sim/experiment/rule_content.h"
#include "tests/sim/experiment/small_study.h"
#include "tests/sim/live/fit/simulated_stream.h"

namespace picket::sim {
namespace {

using test::known_scenario;
using test::scenario_of;
using test::stream_of;
using testing::HasSubstr;
using testing::Not;

/// What is written of a stream.
struct Written {
  explicit Written(const std::vector<EventRead>& events) {
    for (const EventRead& read : events) fit.take(read, read.event.enqueued_time);
    fleet = fit_fleet(fit);
    classes = observed_classes(fleet, fit.texts());
    FitSource source;
    source.scenario_name = "observed";
    source.hub_name = "contoso-hub";
    source.consumer_group = "fit";
    source.known_policies = {"g1_c", "g1_csharp", "g2_linux", "g2_rtos", "picket"};
    text = fit_scenario_file(fit, fleet, classes, source);
  }
  StreamFit fit;
  FittedFleet fleet;
  std::vector<ObservedClass> classes;
  std::string text;
};

LoadResult load(const std::string& text, Diagnostics& diagnostics, const std::vector<std::string>& sets = {}) {
  return load_scenario_text(text, "observed.yaml", sets, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
}

TEST(FitText, the_file_loads_without_a_word_and_holds_the_rates) {
  for (const char* policy : {"g1_c", "picket"}) {
    SCOPED_TRACE(policy);
    const Written written(stream_of(scenario_of(known_scenario(policy, "28 h"))));
    Diagnostics diagnostics;
    const LoadResult loaded = load(written.text, diagnostics);
    ASSERT_TRUE(loaded.ok()) << diagnostics.text() << written.text;
    EXPECT_TRUE(diagnostics.all().empty()) << diagnostics.text();
    const Scenario& scenario = *loaded.scenario;
    EXPECT_TRUE(part_problems(scenario).empty()) << part_problems(scenario).front().text;
    ASSERT_EQ(scenario.fleet.size(), 1U);
    EXPECT_EQ(scenario.fleet[0].count, 24U);
    // Generation 1 says nothing of the hardware.
    EXPECT_EQ(scenario.fleet[0].device_class, policy == std::string("g1_c") ? "observed_known_os" : "observed_k_1");
    EXPECT_EQ(scenario.policies[0].use, policy);
    const DeviceClass& c = scenario.device_classes.at(scenario.fleet[0].device_class);
    EXPECT_EQ(c.os_name, "Known OS");
    double execs = 0;
    for (const auto& [name, activity] : c.activities) execs += name.starts_with("process_exec") ? activity.per_hour : 0;
    EXPECT_NEAR(execs, 60, 6);
    const Activity& poll = c.activities.at("process_exec");
    EXPECT_THAT(poll.script.at(0).commandlines, testing::UnorderedElementsAre("/usr/bin/poll --all", "/usr/bin/report"));
    EXPECT_THAT(written.text, HasSubstr("[fitted]"));
    EXPECT_THAT(written.text, HasSubstr("an hour and device, 95 % over devices"));
    EXPECT_THAT(written.text, HasSubstr("Could not be known"));
    EXPECT_THAT(written.text, Not(HasSubstr("known-0"))) << "no name of a device";
  }
}

// What is fitted to the fitted class is the class again.
TEST(FitText, a_fit_of_the_fit_gives_the_rates_again) {
  const Written written(stream_of(scenario_of(known_scenario("picket", "28 h"))));
  Diagnostics diagnostics;
  const LoadResult loaded = load(written.text, diagnostics, {"duration=28 h", "wire=exact", "seed=3", "policies[0].use=picket"});
  ASSERT_TRUE(loaded.ok()) << diagnostics.text();
  const Written again(stream_of(*loaded.scenario));
  ASSERT_EQ(again.fleet.classes.size(), 1U);
  for (const FittedRate& rate : written.fleet.classes.at(0).rates) {
    if (rate.sort == EventSort::kFork) continue;
    const FittedRate* const other = again.fleet.classes[0].find(rate.sort);
    ASSERT_NE(other, nullptr) << to_string(rate.sort);
    EXPECT_NEAR(other->per_hour, rate.per_hour, 0.1 * rate.per_hour) << to_string(rate.sort);
  }
}

TEST(FitText, the_file_runs) {
  const Written written(stream_of(scenario_of(known_scenario("picket", "8 h"))));
  const test::SmallStudy study = test::run_small({"replications=1", "warm_up=10 min", "duration=1 h", "window=10 min"}, 1, written.text);
  ASSERT_EQ(study.lanes.size(), 2U) << "picket, and g2_linux to compare with";
  EXPECT_EQ(study.outcome.exit_code, 0) << "the laws hold";
}

TEST(FitText, what_is_seen_is_told_with_its_doubts) {
  const Written written(stream_of(scenario_of(known_scenario("g2_linux", "28 h"))));
  EXPECT_THAT(written.text, HasSubstr("a lower bound: 100 % of the observations do not say how many events they stand for"));
  EXPECT_THAT(written.text, HasSubstr("were merged with forks, as their command line could not be read"));
  EXPECT_THAT(written.text, HasSubstr("never seen: process_exit, network_inbound, login, logout, "));
  const std::string report = fit_report(written.fit, written.fleet, written.classes);
  EXPECT_THAT(report, HasSubstr("observed_k_1: 24 devices"));
  EXPECT_THAT(report, HasSubstr(", at least"));
}

TEST(FitText, figures_have_at_least_three_digits) {
  EXPECT_EQ(rate_text(498.26, {441.04, 560}), "498.3 [441, 560]");
  EXPECT_EQ(rate_text(0.00002, {0, 12'345.6}), "0.00002000 [0, 12346]");
}

}  // namespace
}  // namespace picket::sim
