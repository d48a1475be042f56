// The page of a suite, from a suite.json written by hand: its numbers stand in the page, texts are escaped, nothing is
// fetched, and a file that lacks a field is refused by its name.

#include "reports/suite_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace picket {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

Json estimate(double value) {
  return {{"value", value}, {"ci_low", value / 2}, {"ci_high", nullptr}, {"ci_high_open", true}, {"n", 6}};
}

Json suite() {
  const Json detection{{"policy", "picket"},
                       {"measurable", true},
                       {"detected_by_deadline", estimate(0.75)},
                       {"time_to_detect_median_seconds", estimate(90)},
                       {"time_to_evidence_median_seconds", nullptr},
                       {"mean_parts",
                        {{"attack_seconds", 30}, {"agent_seconds", 60}, {"queue_seconds", 0}, {"reconnect_seconds", 0}, {"network_seconds", 0},
                         {"shaping_seconds", 0}, {"hub_seconds", 0}, {"pipeline_seconds", 30}}},
                       {"raised_by", {"product: 3 units"}},
                       {"missed_because", {"agent cache_overflow: 1 unit"}}};
  const auto check = [](const char* name, const char* verdict, double seconds) {
    return Json{{"case", name}, {"policy", "picket"}, {"expectation", "detected within 125 min: at least 80 %"}, {"verdict", verdict},
                {"within_seconds", seconds}, {"n", 6}, {"estimate", estimate(0.75)}, {"why", "not <decided>"}};
  };
  return {{"name", "made"}, {"title", "A & B"}, {"created_utc", "2026-11-30T00:00:00Z"}, {"commit", "abc"}, {"repeat_command", "./picket suite x"},
          {"digest", "0123"}, {"seed", 1}, {"fresh_seed", true}, {"simulations", 12}, {"pass", 1}, {"fail", 1}, {"inconclusive", 0}, {"confidence", 0.95},
          {"wall_seconds", 75}, {"out_of_budget", false}, {"policies", {"picket"}}, {"policy_ranks", nullptr},
          {"checks", {check("fine", "PASS", 1), check("bad", "FAIL", 1)}},
          {"cases", {{{"name", "fine"}, {"title", "A <case>"}, {"repeat_command", "./picket run y"}, {"wall_seconds", 9}, {"detections", {detection}}}}},
          {"invariants",
           {{{"case", "fine"}, {"invariant", "conservation"}, {"verdict", "PASS"}, {"says", "holds in 6 runs"}, {"breaches", Json::array()}, {"repeat_command", ""}},
            {{"case", "bad"}, {"invariant", "no_drop.queue_full"}, {"verdict", "FAIL"}, {"says", "broken in 1 of 6 runs"},
             {"breaches", {{{"policy", "picket"}, {"seed", 7}, {"replication", 3}, {"says", "12 events <lost>"}}}}, {"repeat_command", "./picket run z"}}}},
          {"corpus", {{"directory", "known"}, {"says", "1 of 1 known failures still fails"},
                      {"failures", {{{"case", "bad"}, {"policy", "picket"}, {"seed", 7}, {"replication", 3}, {"failed", "crash"}, {"state", "still fails"}, {"found", "signal 9"}, {"repeat_command", "./picket run w"}}}}}},
          {"false_alerts", {{{"policy", "picket"}, {"device_class", "kiosk"}, {"device_days", 36}, {"alerts", 2}, {"per_1000_device_days", estimate(55.6)}, {"causes", {{{"alert", "sim.scan_out"}, {"alerts", 2}}}}}}}};
}

TEST(SuitePage, shows_verdicts_failures_first_and_where_the_time_went) {
  const auto page = render_suite_page(suite().dump());
  ASSERT_TRUE(page.ok());
  const std::string& html = page.value();
  EXPECT_THAT(html, HasSubstr("1 of 2 checks passed, 1 failed, 0 inconclusive."));
  EXPECT_LT(html.find("<b>FAIL</b>"), html.find("<b>PASS</b>"));
  EXPECT_THAT(html, HasSubstr("75 %"));
  EXPECT_THAT(html, HasSubstr("attack 30 s, agent 60 s, pipeline 30 s"));
  EXPECT_THAT(html, HasSubstr("flex:0.500000 0 0"));
  EXPECT_THAT(html, HasSubstr("agent cache_overflow: 1 unit"));
  EXPECT_THAT(html, HasSubstr("not reached"));
  EXPECT_THAT(html, HasSubstr("55.6"));
  EXPECT_THAT(html, HasSubstr("sim.scan_out 2"));
}

TEST(SuitePage, shows_invariants_broken_ones_first_and_known_failures_apart) {
  const auto page = render_suite_page(suite().dump());
  ASSERT_TRUE(page.ok());
  const std::string& html = page.value();
  EXPECT_LT(html.find("no_drop.queue_full"), html.find("<td>conservation</td>"));
  EXPECT_THAT(html, HasSubstr("picket, seed 7, replication 3: 12 events &lt;lost&gt;"));
  EXPECT_THAT(html, HasSubstr("fresh seed <b>1</b>"));
  EXPECT_THAT(html, HasSubstr("1 of 1 known failures still fails. These runs were chosen because they failed"));
  EXPECT_THAT(html, HasSubstr("<code>./picket run w</code>"));
  Json json = suite();
  json["corpus"] = nullptr;
  EXPECT_THAT(render_suite_page(json.dump()).value(), Not(HasSubstr("Known failures")));
}

TEST(SuitePage, says_where_a_run_ends_before_the_deadline) {
  Json json = suite();
  EXPECT_THAT(render_suite_page(json.dump()).value(), Not(HasSubstr("not measurable")));
  json["cases"][0]["detections"][0]["measurable"] = false;
  EXPECT_THAT(render_suite_page(json.dump()).value(), HasSubstr("<td class=\"number\">not measurable</td>"));
}

TEST(SuitePage, shows_how_policies_rank_where_the_suite_says_it) {
  EXPECT_THAT(render_suite_page(suite().dump()).value(), Not(HasSubstr("id=\"ranks\"")));
  Json ranked = suite();
  ranked["policy_ranks"] = {{"attacks", 20}, {"says", "picket comes before <raw>."}};
  EXPECT_THAT(render_suite_page(ranked.dump()).value(), HasSubstr("<section id=\"ranks\"><h2>Policies over all attacks</h2><p class=\"lead\">picket comes before &lt;raw&gt;."));
}

TEST(SuitePage, escapes_texts_and_fetches_nothing) {
  const auto page = render_suite_page(suite().dump());
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page.value(), HasSubstr("A &amp; B"));
  EXPECT_THAT(page.value(), HasSubstr("not &lt;decided&gt;"));
  for (const char* address : {"http://", "https://", "src=", "href=", "<script", "@import"}) EXPECT_THAT(page.value(), Not(HasSubstr(address)));
}

TEST(SuitePage, a_missing_or_wrong_field_is_named) {
  Json json = suite();
  json["cases"][0].erase("title");
  EXPECT_EQ(render_suite_page(json.dump()).error().says, "suite.cases[0].title: expected this field, which is missing");
  json = suite();
  json["checks"][1]["n"] = -1;
  EXPECT_EQ(render_suite_page(json.dump()).error().says, "suite.checks[1].n: expected a count");
  EXPECT_EQ(render_suite_page("{").error().says, "suite.json: is no JSON");
  EXPECT_EQ(render_suite_page("[]").error().says, "suite: expected an object");
}

}  // namespace
}  // namespace picket
