// What is written of a comparison: for people, as a golden.

#include "sim/plan/backtest_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/sim/plan/made_invoice.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(BacktestText, shows_predicted_against_invoiced_by_line) {
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/plan/backtest.txt";
  const std::string actual = backtest_text(test::made_backtest(test::october(31)), {});
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

TEST(BacktestText, warns_of_parts_of_months) {
  EXPECT_THAT(backtest_text(test::made_backtest(test::october(10)), {}), AllOf(HasSubstr("10 days, 0.323 months"), HasSubstr("warning: The invoice has not all days of its months")));
}

TEST(BacktestText, sums_up_what_it_does_not_list) {
  std::string text = test::kCostHeader;
  for (int meter = 1; meter <= 13; ++meter) text += test::cost_row(1, "Storage,,m" + std::to_string(meter) + ",GB", "1", std::to_string(meter));
  const std::string said = backtest_text(test::made_backtest(text), {});
  EXPECT_THAT(said, AllOf(HasSubstr("3 more meters"), HasSubstr("$6.00"), HasSubstr("not Picket's $91.00"), HasSubstr("not invoiced"), Not(HasSubstr(" m3 "))));
}

TEST(BacktestText, shows_no_controls_of_the_file) {
  const std::string said = backtest_text(test::made_backtest(test::kCostHeader + test::cost_row(1, "Sto\x1b[31mrage,,m,GB", "1", "1")), {});
  EXPECT_THAT(said, AllOf(HasSubstr("\\x1b[31m"), Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace picket::sim
