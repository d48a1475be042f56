#include "sim/scenario/alert_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(AlertPage, has_every_type_once_with_its_name_and_who_raises_it) {
  AlertCatalogue alerts;
  AlertType own{"A | bar", "my_rule"};
  own.origin = AlertOrigin::kRule;
  alerts.add(own);
  const std::string page = alert_page(alerts);
  for (std::uint32_t i = 0; i < alerts.size(); ++i) {
    const std::string row = "\n| `" + alerts[i].alert_type + "` | ";
    const std::size_t at = page.find(row);
    ASSERT_NE(at, std::string::npos) << alerts[i].alert_type;
    EXPECT_EQ(page.find(row, at + 1), std::string::npos) << alerts[i].alert_type;
  }
  EXPECT_THAT(page, HasSubstr("| `my_rule` | A \\| bar | "));
  EXPECT_THAT(page, HasSubstr("| `IoT_UsbDisconnection` | USB Disconnection | High, notice | "));
  EXPECT_LT(page.find("## The product, agents of generation 2"), page.find("## Our own detectors"));
}

TEST(AlertPage, leaves_out_a_section_that_would_be_empty) {
  EXPECT_THAT(alert_page(AlertCatalogue()), Not(HasSubstr("Rules that name no alert")));
}

}  // namespace
}  // namespace picket::sim
