#include "sim/exchange/alert_columns.h"

#include <gmock/gmock.h>

#include <set>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string fault_of(std::string_view text) {
  const auto parsed = AlertColumns::parse(text);
  return parsed.ok() ? "" : parsed.error();
}

TEST(AlertColumns, are_the_known_names_unless_told) {
  const AlertColumns columns;
  EXPECT_EQ(columns.of(AlertField::kTime).front(), "TimeGenerated");
  EXPECT_EQ(columns.of(AlertField::kDevice).front(), "CompromisedEntity");
  EXPECT_EQ(columns.of(AlertField::kType).front(), "AlertType");
  EXPECT_FALSE(columns.asked(AlertField::kTime));
  std::set<std::string_view> all;
  std::size_t names = 0;
  for (std::size_t f = 0; f < kAlertFields; ++f) {
    for (const std::string_view name : known_names(static_cast<AlertField>(f))) {
      all.insert(name);
      ++names;
    }
  }
  EXPECT_EQ(all.size(), names) << "no name means two fields";
}

TEST(AlertColumns, take_the_places_that_are_asked_for) {
  const auto parsed = AlertColumns::parse("device=host,time=ts");
  ASSERT_TRUE(parsed.ok());
  EXPECT_THAT(parsed.value().of(AlertField::kDevice), ElementsAre("host"));
  EXPECT_THAT(parsed.value().of(AlertField::kTime), ElementsAre("ts"));
  EXPECT_TRUE(parsed.value().asked(AlertField::kTime));
  EXPECT_EQ(parsed.value().of(AlertField::kType).size(), known_names(AlertField::kType).size());
}

TEST(AlertColumns, say_what_is_wrong_with_a_list) {
  EXPECT_EQ(fault_of("device"), "'device': expected field=column, as in device=host");
  EXPECT_THAT(fault_of("device="), HasSubstr("expected field=column"));
  EXPECT_THAT(fault_of("device=a,,time=b"), HasSubstr("'': expected field=column"));
  EXPECT_THAT(fault_of("devcie=host"), HasSubstr("there is no field 'devcie'; did you mean 'device'?"));
  EXPECT_EQ(fault_of("time=a,time=b"), "the column of 'time' is given twice");
}

}  // namespace
}  // namespace picket::sim
