// The page of a plan: its sections with plots and tables, the answer first, names that stay text, and nothing fetched.

#include "reports/plan_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/sample_plan.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string plan_page_of(const PlanSampleOptions& options = {}) {
  const auto page = render_plan_page(sample_plan(options).dump());
  return page.ok() ? page.value() : page.error().says;
}

TEST(PlanPage, has_its_sections_and_a_table_behind_every_plot) {
  const std::string html = plan_page_of();
  for (const char* id : {"policies", "bill", "hubs", "fleet", "load", "break-even", "assumptions", "sample", "estimates", "methods"}) {
    EXPECT_THAT(html, HasSubstr("<section id=\"" + std::string(id) + "\">"));
    EXPECT_THAT(html, HasSubstr("<a href=\"#" + std::string(id) + "\">"));
  }
  for (const char* plot : {"plan_bill", "plan_fleet_cost", "plan_load", "plan_break_even", "plan_tornado"}) {
    const std::size_t at = html.find("data-plot=\"" + std::string(plot) + "\"");
    ASSERT_NE(at, std::string::npos) << plot;
    EXPECT_LT(html.find("<table>", at), html.find("</section>", at)) << plot;
  }
}

TEST(PlanPage, leads_with_the_answer_and_escapes_texts) {
  const std::string html = plan_page_of();
  EXPECT_LT(html.find("raw: S1 x 2 units"), html.find("<section id=\"policies\">"));
  EXPECT_THAT(html, HasSubstr("<title>Kiosks &amp; hubs</title>"));
  EXPECT_THAT(html, HasSubstr("2 simulated days are &lt;few&gt;."));
}

TEST(PlanPage, without_a_title_has_the_plans_name) {
  auto json = sample_plan();
  json["title"] = "";
  EXPECT_THAT(render_plan_page(json.dump()).value(), HasSubstr("<title>made_plan</title>"));
}

TEST(PlanPage, a_policy_that_no_hubs_hold_leaves_the_others_their_page) {
  PlanSampleOptions options;
  options.impossible = true;
  const std::string html = plan_page_of(options);
  EXPECT_THAT(html, HasSubstr("no choice of hubs holds this fleet"));
  EXPECT_THAT(html, HasSubstr("<section id=\"assumptions\">"));
  EXPECT_THAT(html, Not(HasSubstr("<section id=\"break-even\">")));
}

TEST(PlanPage, markup_in_any_text_stays_text) {
  constexpr const char* kMarkup = "</script><img src=x onerror=alert(1)>";
  PlanSampleOptions options;
  options.policy_name = kMarkup;
  auto json = sample_plan(options);
  for (const char* field : {"title", "study_id", "scenario", "scenario_path", "of_run", "created_utc", "version", "commit", "repeat_command", "price_book", "prices_compiled"}) {
    json[field] = kMarkup;
  }
  json["strata"][0]["name"] = json["excluded_tiers"][0]["why"] = json["excluded_tiers"][0]["tiers"] = json["methods"][0] = json["warnings"][0] = kMarkup;
  auto& policy = json["policies"][1];
  policy["choice"]["says"] = policy["cheaper_choices"][0]["fails_by"] = policy["cheaper_choices"][0]["says"] = policy["choice"]["uses"][0]["limit"] = kMarkup;
  policy["breaking_points"][0]["says"] = policy["breaking_points"][0]["ends_by"] = policy["fleet_sizes"][2]["tightest"] = policy["fleet_sizes"][0]["choice"]["says"] = kMarkup;
  for (const char* field : {"name", "kind", "says", "range"}) policy["assumptions"][0][field] = kMarkup;
  for (const char* field : {"line", "unit", "basis", "quality", "source"}) policy["bill"]["lines"][1][field] = kMarkup;
  policy["usage"][0]["name"] = policy["usage"][0]["unit"] = kMarkup;
  policy["usage"][0]["variance_share"] = {{kMarkup, 1}};
  json["break_even"][0]["says"] = json["break_even"][0]["cheaper"] = json["break_even"][0]["first"] = kMarkup;
  const auto page = render_plan_page(json.dump());
  ASSERT_TRUE(page.ok()) << page.error().says;
  EXPECT_THAT(page.value(), Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page.value(), HasSubstr("\\u003c/script>"));
}

TEST(PlanPage, the_same_input_gives_the_same_bytes) { EXPECT_EQ(plan_page_of(), plan_page_of()); }

TEST(PlanPage, a_fault_of_the_file_is_passed_on) {
  auto json = sample_plan();
  json.erase("strata");
  EXPECT_EQ(render_plan_page(json.dump()).error().says, "plan.json.strata: expected this field, which is missing");
}

}  // namespace
}  // namespace picket
