// The page of a study of many points: its sections, its numbers, and that names stay text.

#include "reports/sweep_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/sample_sweep.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string page_of(const SweepSampleOptions& options = {}) {
  const auto page = render_sweep_page(sample_sweep(options).dump());
  return page.ok() ? page.value() : page.error().says;
}

TEST(SweepPage, has_its_sections_each_with_a_plot_and_a_table) {
  const std::string html = page_of();
  for (const char* id : {"front", "slices", "points", "importance", "differences", "fleet", "convergence", "methods"}) {
    EXPECT_THAT(html, HasSubstr("<section id=\"" + std::string(id) + "\">"));
    EXPECT_THAT(html, HasSubstr("<a href=\"#" + std::string(id) + "\">"));
  }
  for (const char* plot : {"front", "slices", "parallel", "importance", "forest", "fleet_cost", "convergence"}) {
    EXPECT_THAT(html, HasSubstr("data-plot=\"" + std::string(plot) + "\""));
  }
  EXPECT_THAT(html, Not(HasSubstr("<section id=\"certification\">")));
  EXPECT_THAT(html, Not(HasSubstr("data-plot=\"hypervolume\"")));
}

TEST(SweepPage, leads_with_the_verdict_and_escapes_texts) {
  const std::string html = page_of();
  EXPECT_LT(html.find("Least cost: p0008."), html.find("<section id=\"front\">"));
  EXPECT_THAT(html, HasSubstr("<title>Window &amp; encoding</title>"));
  EXPECT_THAT(html, HasSubstr("Prices &lt;are&gt; estimates."));
}

TEST(SweepPage, a_tuner_shows_what_was_certified_first) {
  SweepSampleOptions options;
  options.tune = true;
  const std::string html = page_of(options);
  EXPECT_LT(html.find("<section id=\"certification\">"), html.find("<section id=\"front\">"));
  EXPECT_THAT(html, HasSubstr("<td class=\"better\"><b>PASS</b></td><th scope=\"row\">p0002<span class=\"reference\">cheapest</span>"));
  EXPECT_THAT(html, HasSubstr("120 runs are missing"));
  EXPECT_THAT(html, HasSubstr("data-plot=\"hypervolume\""));
}

TEST(SweepPage, cost_against_fleet_size_needs_a_fleet_that_varies) {
  SweepSampleOptions options;
  options.fleet = false;
  EXPECT_THAT(page_of(options), Not(HasSubstr("<section id=\"fleet\">")));
}

TEST(SweepPage, methods_name_design_seed_and_command) {
  const std::string html = page_of();
  EXPECT_THAT(html, HasSubstr("Design: full factorial of 4 x 2 levels."));
  EXPECT_THAT(html, HasSubstr("12 independent replications, seed 7."));
  EXPECT_THAT(html, HasSubstr("<pre class=\"command\">./picket sweep made.yaml --seed 7</pre>"));
  EXPECT_THAT(html, HasSubstr("Threats to validity"));
}

TEST(SweepPage, two_replications_show_no_difference) {
  SweepSampleOptions options;
  options.replications = 2;
  const std::string html = page_of(options);
  EXPECT_THAT(html, HasSubstr("With fewer than five replications no difference can be told from chance."));
  EXPECT_THAT(html, HasSubstr("there are no intervals"));
}

TEST(SweepPage, markup_in_a_name_stays_text) {
  SweepSampleOptions options;
  options.policy_name = "</script><img src=x onerror=alert(1)>";
  const std::string html = page_of(options);
  EXPECT_THAT(html, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(html, HasSubstr("\\u003c/script>"));
}

TEST(SweepPage, the_same_input_gives_the_same_bytes) { EXPECT_EQ(page_of(), page_of()); }

TEST(SweepPage, a_fault_of_the_file_is_passed_on) {
  auto json = sample_sweep();
  json.erase("seed");
  EXPECT_EQ(render_sweep_page(json.dump()).error().says, "sweep.json.seed: expected this field, which is missing");
}

}  // namespace
}  // namespace picket
