#include "agent_core/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace picket {
namespace {

enum class Reason { kFull };

TEST(Result, holds_a_value_or_a_reason) {
  Result<int, Reason> good = 7;
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(good.value(), 7);
  good.value() = 8;
  EXPECT_EQ(good.value(), 8);
  const Result<int, Reason> bad = Reason::kFull;
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), Reason::kFull);
}

TEST(Result, tells_value_and_reason_of_one_type_apart_by_place) {
  const Result<std::string, int> text = std::string("x");
  EXPECT_TRUE(text.ok());
  const Result<std::string, int> code = 5;
  EXPECT_EQ(code.error(), 5);
}

TEST(Result, moves_its_value_out) {
  Result<std::unique_ptr<int>, Reason> r = std::make_unique<int>(3);
  const std::unique_ptr<int> owned = std::move(r).value();
  EXPECT_EQ(*owned, 3);
}

TEST(ResultDeathTest, stops_when_the_wrong_side_is_asked_for) {
  const Result<int, Reason> bad = Reason::kFull;
  EXPECT_DEATH(static_cast<void>(bad.value()), "CHECK failed");
  const Result<int, Reason> good = 1;
  EXPECT_DEATH(static_cast<void>(good.error()), "CHECK failed");
}

}  // namespace
}  // namespace picket
