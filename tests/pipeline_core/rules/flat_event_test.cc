#include "pipeline_core/rules/flat_event.h"

#include <gmock/gmock.h>

namespace picket {
namespace {

std::string spell(const FlatEvent& event) {
  std::string out;
  for (const auto& [name, value] : event.fields())
    out += name + '=' + (value.kind() == FieldValue::Kind::kNull ? "null" : value.spelling()) + ';';
  return out;
}

TEST(FlatEvent, joins_nested_names_by_dots_and_drops_spaces_in_them) {
  const auto event = FlatEvent::from_json(
      R"({"a": {"b": 1, "c": [true, {"d": "x"}]}, "Product Name": null, "e": {}, "f": 1.50, "g": 1e3, "h": -0.0})");
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(spell(event.value()), "a.b=1;a.c.0=true;a.c.1.d=x;ProductName=null;f=1.5;g=1000;h=0;");
  EXPECT_EQ(event.value().find("a.b")->value(), 1);
  EXPECT_EQ(event.value().find("z"), nullptr);
}

TEST(FlatEvent, keeps_the_later_of_two_values) {
  FlatEvent event;
  event.set("a", FieldValue::text("x"));
  event.set("a", FieldValue::truth(true));
  EXPECT_EQ(spell(event), "a=true;");
}

TEST(FlatEvent, refuses_what_is_no_object_or_too_much) {
  EXPECT_FALSE(FlatEvent::from_json("[1]").ok());
  EXPECT_FALSE(FlatEvent::from_json("").ok());
  EXPECT_FALSE(FlatEvent::from_json("{\"a\": 1} x").ok());
  EXPECT_FALSE(FlatEvent::from_json(std::string((1U << 20) + 1, ' ')).ok());
  std::string deep = "1";
  for (int i = 0; i < 100; ++i) deep = "{\"a\":" + deep + "}";
  EXPECT_FALSE(FlatEvent::from_json(deep).ok());
  std::string wide = "{";
  for (int i = 0; i < 5000; ++i) wide += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
  EXPECT_FALSE(FlatEvent::from_json(wide + "}").ok());
  const auto wrong = [](const std::string& json) {
    const auto event = FlatEvent::from_json(json);
    return event.ok() ? std::string() : event.error();
  };
  // A name that stands before each of its values would stand there as often; a key given again is another value.
  const std::string long_name(500'000, 'n');
  EXPECT_EQ(wrong("{\"" + long_name + "\": [0, 1, 2]}"), "the name of a field is longer than 1,024 bytes");
  EXPECT_EQ(wrong("{\"" + long_name.substr(0, 1'024) + "\": 0}"), "");
  EXPECT_EQ(wrong("{\"" + long_name.substr(0, 1'023) + "\": [0]}"), "the name of a field is longer than 1,024 bytes");
  std::string again = "{\"a\":0";
  for (int i = 0; i < 4'095; ++i) again += ",\"a\":1";
  EXPECT_EQ(wrong(again + "}"), "");
  EXPECT_EQ(wrong(again + ",\"a\":2}"), "an event has more than 4,096 fields");
}

}  // namespace
}  // namespace picket
