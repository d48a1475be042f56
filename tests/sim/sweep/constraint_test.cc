#include "sim/sweep/constraint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

std::optional<bool> holds(std::string_view text, const std::map<std::string, std::string>& values) {
  const auto read = read_constraint(text, [&](const std::string& word) { return values.contains(word); });
  EXPECT_TRUE(read.ok()) << text << ": " << (read.ok() ? "" : read.error().message);
  if (!read.ok()) return std::nullopt;
  return read.value().holds([&](const std::string& path) -> std::optional<Level> {
    const auto found = values.find(path);
    return found == values.end() ? std::nullopt : std::optional(read_level(found->second));
  });
}

TEST(Constraint, compares_paths_and_values_across_units) {
  const std::map<std::string, std::string> values{{"a.high", "30 min"}, {"a.medium", "1 h"}, {"duration", "1 day"}, {"fleet[0].count", "20"}};
  EXPECT_EQ(holds("a.high <= a.medium", values), true);
  EXPECT_EQ(holds("a.medium<a.high", values), false);
  EXPECT_EQ(holds("a.medium == 60 min", values), true);
  EXPECT_EQ(holds("duration >= 24 h", values), true);
  EXPECT_EQ(holds("duration > 24 h", values), false);
  EXPECT_EQ(holds("fleet[0].count != 20", values), false);
  EXPECT_EQ(holds("10 < fleet[0].count", values), true);
}

TEST(Constraint, compares_words_for_equality_alone) {
  const std::map<std::string, std::string> values{{"wire", "exact"}, {"a.b", "true"}};
  EXPECT_EQ(holds("wire == exact", values), true);
  EXPECT_EQ(holds("wire != exact", values), false);
  EXPECT_EQ(holds("a.b == true", values), true);
  EXPECT_EQ(holds("wire < sized", values), std::nullopt);
}

TEST(Constraint, has_no_answer_for_what_cannot_be_compared) {
  const std::map<std::string, std::string> values{{"a.b", "1 h"}};
  EXPECT_EQ(holds("a.b < 5 KB", values), std::nullopt);
  EXPECT_EQ(holds("a.b < 5", values), std::nullopt);
  EXPECT_EQ(holds("a.c < 5 h", values), std::nullopt);
}

TEST(Constraint, says_what_is_wrong_and_where) {
  struct Wrong {
    const char* text;
    std::size_t at;
    const char* says;
  };
  for (const Wrong& wrong : {Wrong{"a.b", 3, "comparison is missing"},
                             {"a.b = 5", 4, "expected <="},
                             {"a.b <", 5, "missing here"},
                             {" <= a.b", 1, "missing here"},
                             {"1 < a.b < 5", 8, "second comparison"}}) {
    const auto read = read_constraint(wrong.text, [](const std::string&) { return false; });
    ASSERT_FALSE(read.ok()) << wrong.text;
    EXPECT_THAT(read.error().message, HasSubstr(wrong.says)) << wrong.text;
    EXPECT_EQ(read.error().at, wrong.at) << wrong.text;
  }
}

}  // namespace
}  // namespace picket::sim
