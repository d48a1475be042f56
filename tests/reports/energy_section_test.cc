#include <gtest/gtest.h>

#include <string>

#include "reports/sections.h"
#include "tests/reports/energy_sample.h"

namespace picket {
namespace {

TEST(EnergySection, has_the_policies_of_a_class_together_and_says_who_is_on_mains) {
  sim::StudyResult study;
  std::string none;
  append_energy(sized_hub(study), none);
  EXPECT_EQ(none, "");
  study.policies = {test::with_energy("one"), test::with_energy("two")};
  std::string html;
  append_energy(sized_hub(study), html);
  const auto one = html.find("<th scope=\"row\">meter</th>");
  ASSERT_NE(one, std::string::npos) << html;
  const auto two = html.find("<th scope=\"row\">meter</th>", one + 1);
  ASSERT_NE(two, std::string::npos) << html;
  EXPECT_LT(two, html.find("<th scope=\"row\">gateway</th>")) << html;
  EXPECT_EQ(html.find("upper bound"), std::string::npos) << "neither what business shares nor queues and timers are known";
  EXPECT_NE(html.find("queues and retransmission timers are not counted"), std::string::npos) << html;
  EXPECT_NE(html.find("904 J"), std::string::npos) << html;
  EXPECT_NE(html.find("on mains"), std::string::npos) << html;
}

}  // namespace
}  // namespace picket
