// Head, verdict and methods: what a paper has to say of a study.

#include "reports/sweep_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/sweep_section_sample.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SweepMethodsSection, the_head_says_what_was_run) {
  SweepStudy study = sweep_sample();
  study.devices = 1;
  const std::string html = section_of(study, append_sweep_header);
  EXPECT_THAT(html, HasSubstr("<h1>Window &amp; encoding</h1>"));
  EXPECT_THAT(html, HasSubstr("fleet <b>1 device</b>"));
  EXPECT_THAT(html, HasSubstr("points <b>16</b>"));
  EXPECT_THAT(html, HasSubstr("runs <b>12 replications per point</b>"));
  study.title.clear();
  EXPECT_THAT(section_of(study, append_sweep_header), HasSubstr("<h1>made</h1>"));
}

TEST(SweepMethodsSection, a_verdict_that_is_empty_has_no_box) {
  SweepStudy study = sweep_sample();
  EXPECT_THAT(section_of(study, append_sweep_verdict), HasSubstr("<li>Least cost: p0008.</li>"));
  study.verdict.clear();
  study.warnings.clear();
  EXPECT_EQ(section_of(study, append_sweep_verdict), "");
}

TEST(SweepMethodsSection, names_parameters_with_their_levels_and_a_long_list_by_its_ends) {
  SweepStudy study = sweep_sample();
  std::string html = section_of(study, append_methods);
  EXPECT_THAT(html, HasSubstr("at 16 points of 3 parameters: policy.g2_linux.window (5 min, 15 min, 1 h and 4 h, spread in the logarithm), "
                              "policy.g2_linux.encoding (json and cbor) and fleet[0].count (100 and 400)."));
  study.parameters[0].levels = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
  study.parameters[0].log = false;
  html = section_of(study, append_methods);
  EXPECT_THAT(html, HasSubstr("policy.g2_linux.window (9 levels from 1 to 9)"));
}

TEST(SweepMethodsSection, say_what_is_missing_and_what_few_replications_cannot_show) {
  SweepStudy study = sweep_sample();
  EXPECT_THAT(section_of(study, append_methods), Not(HasSubstr("fewer replications than wanted")));
  study.points[1].replications = 3;
  EXPECT_THAT(section_of(study, append_methods), HasSubstr(" 1 point has fewer replications than wanted"));
  study.points[2].replications = 3;
  EXPECT_THAT(section_of(study, append_methods), HasSubstr(" 2 points have fewer replications than wanted"));
  EXPECT_THAT(section_of(study, append_methods), HasSubstr("Between the levels nothing was simulated."));
  study.replications = 2;
  study.design = "sobol";
  const std::string html = section_of(study, append_methods);
  EXPECT_THAT(html, HasSubstr("The points are not a full factorial"));
  EXPECT_THAT(html, HasSubstr("With fewer than five replications there are no intervals"));
}

TEST(SweepMethodsSection, repeat_the_study_from_its_command_seed_commit_and_digest) {
  SweepStudy study = sweep_sample({.tune = true});
  study.repeat_command = "picket tune 'a<b.yaml'";
  study.methods = "It certified by an exact test.";
  const std::string html = section_of(study, append_methods);
  EXPECT_THAT(html, HasSubstr("<pre class=\"command\">picket tune "));
  EXPECT_THAT(html, HasSubstr("a&lt;b.yaml"));
  EXPECT_THAT(html, HasSubstr("<h3>Search and certification</h3><p>It certified by an exact test.</p>"));
  EXPECT_THAT(html, HasSubstr("The search used gp-ehvi (16 evaluations)."));
  for (const char* fact : {"<dt>seed</dt><dd><code>7</code></dd>", "<dt>commit</dt><dd><code>abc123</code></dd>", "<dt>digest of the results</dt><dd><code>00ff</code></dd>"}) {
    EXPECT_THAT(html, HasSubstr(fact));
  }
}

}  // namespace
}  // namespace picket
