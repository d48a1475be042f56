#include "reports/html_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<TableHead> kHeads{{"name", false}, {"bytes & more", true}};

std::string row(const std::string& name) { return "<tr>" + text_cell(name) + number_cell("1 < 2") + "</tr>"; }

TEST(HtmlTable, has_heads_and_rows_and_escapes_texts) {
  EXPECT_EQ(html_table("a <b>", kHeads, {row("x&y")}, 10),
            "<div class=\"card scroll\"><table><caption>a &lt;b&gt;</caption><thead><tr><th scope=\"col\">name</th>"
            "<th scope=\"col\" class=\"number\">bytes &amp; more</th></tr></thead><tbody><tr><td>x&amp;y</td>"
            "<td class=\"number\">1 &lt; 2</td></tr>\n</tbody></table></div>\n");
  EXPECT_THAT(html_table("", kHeads, {}, 10), Not(HasSubstr("<caption>")));
}

TEST(HtmlTable, says_what_it_leaves_out) {
  const std::string html = html_table("", kHeads, {row("one"), row("two"), row("three")}, 2);
  EXPECT_THAT(html, HasSubstr("two"));
  EXPECT_THAT(html, Not(HasSubstr("three")));
  EXPECT_THAT(html, HasSubstr("The first 2 of 3 rows; measures.csv has all."));
  EXPECT_THAT(html_table("", kHeads, {row("one"), row("two")}, 1, "plan.json"), HasSubstr("The first 1 of 2 rows; plan.json has all."));
  EXPECT_THAT(folded_table("all", "", kHeads, {row("one"), row("two")}, 1, "plan.json"), HasSubstr("plan.json has all."));
}

TEST(HtmlTable, can_be_folded_away) {
  EXPECT_THAT(folded_table("all <rows>", "", kHeads, {row("one")}, 2), HasSubstr("<details class=\"card\"><summary>all &lt;rows&gt;</summary>"));
}

}  // namespace
}  // namespace picket
