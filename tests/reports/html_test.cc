#include "reports/html.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(Html, escapes_what_could_end_a_text_or_an_attribute) {
  EXPECT_EQ(escape_html("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  EXPECT_EQ(escape_html("µ∞"), "µ∞");
}

TEST(Html, makes_identifiers_of_plain_characters) {
  EXPECT_EQ(html_id("curves-a b/\"c"), "curves-a-b--c");
}

TEST(Html, tells_a_fact_that_has_a_value) {
  EXPECT_EQ(fact("made", "<now>"), "<span>made <b>&lt;now&gt;</b></span>");
  EXPECT_EQ(fact("made", ""), "");
}

TEST(Html, puts_the_interval_below_the_value) {
  sim::Estimate estimate;
  estimate.value = 1500;
  EXPECT_EQ(estimate_cell(estimate, "B"), "<td class=\"number\">1.5 kB</td>");
  estimate.ci_low = 1400;
  estimate.ci_high = 1600;
  EXPECT_EQ(estimate_cell(estimate, "B"), "<td class=\"number\">1.5 kB<span class=\"ci\">[1.4, 1.6]</span></td>");
}

TEST(Html, frames_a_figure_with_its_sentence) {
  std::string out;
  append_figure({"curves", "sized", "a\"b", "T<", "It says."}, out);
  EXPECT_NE(out.find("data-attack=\"a&quot;b\""), std::string::npos);
  EXPECT_NE(out.find("<h3>T&lt;</h3><p class=\"says\">It says.</p>"), std::string::npos);
}

}  // namespace
}  // namespace picket
