#include "pipeline_core/findings/catalogue.h"

#include <gtest/gtest.h>

#include <set>

#include "pipeline_core/findings/suppression.h"

namespace picket {
namespace {

TEST(AlertCatalogue, finds_the_products_words_verbatim) {
  const AlertCatalogue catalogue;
  const auto login = catalogue.find("Successful local login");
  ASSERT_TRUE(login);
  EXPECT_EQ(catalogue[*login].alert_type, "IoT_SucessfulLocalLogin");  // the product's spelling
  EXPECT_TRUE(catalogue[*login].is_notice);
  EXPECT_EQ(catalogue.find("IoT_SucessfulLocalLogin"), login);
  EXPECT_EQ(catalogue[*catalogue.find("Crypto coin miner image")].severity, Severity::kHigh);
  EXPECT_FALSE(catalogue.find("no such alert"));
}

TEST(AlertCatalogue, holds_39_device_alerts_29_hub_alerts_12_recommendations_and_8_notices) {
  const AlertCatalogue catalogue;
  std::set<std::string> names;
  std::size_t notices = 0;
  std::size_t own = 0;
  std::size_t recommendations = 0;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    EXPECT_TRUE(names.insert(catalogue[i].name).second) << catalogue[i].name;
    notices += catalogue[i].is_notice ? 1 : 0;
    recommendations += catalogue[i].is_recommendation ? 1 : 0;
    own += catalogue[i].name.starts_with("sim.") ? 1 : 0;
  }
  EXPECT_EQ(notices, 8u);
  EXPECT_EQ(recommendations, 12u);
  EXPECT_EQ(catalogue.size() - own, 39u + 29u + 12u);
}

TEST(Suppression, holds_back_for_the_period_by_alert_and_device) {
  Suppression s(Duration::hours(1));
  const Time t = Time::from_unix_seconds(0);
  s.hold(1, DeviceId(1), t);
  EXPECT_TRUE(s.is_held(1, DeviceId(1), t + Duration::minutes(59)));
  EXPECT_FALSE(s.is_held(1, DeviceId(1), t + Duration::minutes(60)));
  EXPECT_FALSE(s.is_held(2, DeviceId(1), t));
  EXPECT_FALSE(s.is_held(1, DeviceId(2), t));
  for (std::uint32_t d = 0; d < 20'000; ++d) s.hold(3, DeviceId(d), t + Duration::seconds(d));
  EXPECT_TRUE(s.is_held(3, DeviceId(19'000), t + Duration::seconds(20'000)));
}

}  // namespace
}  // namespace picket
