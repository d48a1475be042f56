#include "pipeline_core/findings/alert_text.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "pipeline_core/findings/catalogue.h"

namespace picket {
namespace {

TEST(AlertText, describes_every_alert) {
  const AlertCatalogue catalogue;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    const AlertText* text = alert_text(catalogue[i].alert_type);
    ASSERT_NE(text, nullptr) << catalogue[i].alert_type;
    EXPECT_TRUE(text->description.ends_with('.')) << catalogue[i].alert_type;
    EXPECT_TRUE(text->remediation.ends_with('.')) << catalogue[i].alert_type;
  }
}

TEST(AlertText, has_no_words_for_what_is_not_in_the_catalogue) {
  const AlertCatalogue catalogue;
  EXPECT_EQ(alert_text("no such alert"), nullptr);
  std::size_t described = 0;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    described += alert_text(catalogue[i].alert_type) != nullptr ? 1 : 0;
  }
  EXPECT_EQ(described, alert_text_count());
}

TEST(AlertText, writes_techniques_as_attack_does) {
  const AlertCatalogue catalogue;
  const std::regex form("(T[0-9]{4}(\\.[0-9]{3})?( T[0-9]{4}(\\.[0-9]{3})?)*)?");
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    const AlertText* text = alert_text(catalogue[i].alert_type);
    if (text == nullptr) continue;
    EXPECT_TRUE(std::regex_match(std::string(text->techniques), form)) << text->alert_type;
  }
  // The one intent that a published sample shows.
  EXPECT_EQ(alert_text("IoT_PrivilegedContainer")->intent, "Exploitation,Execution");
  EXPECT_EQ(alert_text("IoT_DisableFirewall")->techniques, "T1562.004");
}

}  // namespace
}  // namespace picket
