#include "sim/results/json_number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

TEST(JsonNumber, is_null_for_what_is_not_finite) {
  EXPECT_EQ(number_or_null(1.5).dump(), "1.5");
  EXPECT_EQ(number_or_null(std::nan("")).dump(), "null");
  EXPECT_EQ(number_or_null(std::numeric_limits<double>::infinity()).dump(), "null");
  EXPECT_EQ(number_or_null(-std::numeric_limits<double>::infinity()).dump(), "null");
}

TEST(JsonNumber, is_null_for_what_is_not_there) {
  EXPECT_EQ(number_or_null(std::optional(2.0)).dump(), "2.0");
  EXPECT_EQ(number_or_null(std::optional<double>()).dump(), "null");
  EXPECT_EQ(number_or_null(std::optional(std::nan(""))).dump(), "null");
}

}  // namespace
}  // namespace picket::sim
