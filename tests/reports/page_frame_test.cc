#include "reports/page_frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/page_template.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PageFrame, parts_without_content_leave_no_heading_behind) {
  PageSections sections;
  sections.add("one", "First", "", "<p>1</p>");
  sections.add("two", "Second", "lead", "");
  sections.add("three", "Third", "says why", "<p>3</p>");
  EXPECT_EQ(sections.contents("<a>more</a>"),
            "<nav class=\"contents\" aria-label=\"Contents\"><a href=\"#one\">First</a><a href=\"#three\">Third</a><a>more</a></nav>\n");
  EXPECT_EQ(sections.html(),
            "<section id=\"one\"><h2>First</h2><p>1</p></section>\n"
            "<section id=\"three\"><h2>Third</h2><p class=\"lead\">says why</p><p>3</p></section>\n");
}

TEST(PageFrame, fills_each_marker_once_and_in_order) {
  const std::string page = "a" + std::string(kTitleMarker) + "b" + std::string(kBodyMarker) + "c" + std::string(kStudyMarker) + "d";
  // What stands in a text is no marker.
  EXPECT_EQ(fill_page(page, "T", "B" + std::string(kTitleMarker), "{}"), "aTbB" + std::string(kTitleMarker) + "c{}d");
  const std::string built = fill_page(page_template(), "title", "body", "{}");
  for (const std::string_view marker : {kTitleMarker, kBodyMarker, kStudyMarker}) EXPECT_THAT(built, Not(HasSubstr(std::string(marker))));
}

TEST(PageFrame, needs_a_page_with_its_markers) {
  EXPECT_DEATH(fill_page("a page", "T", "B", "{}"), "CHECK");
}

}  // namespace
}  // namespace picket
