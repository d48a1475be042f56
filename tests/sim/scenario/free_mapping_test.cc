#include "sim/scenario/free_mapping.h"

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

Result<std::string, NoJson> convert(std::string_view yaml) {
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source("free.yaml", std::string(yaml));
  const std::optional<YamlNode> root = parse_yaml(yaml, source, diagnostics);
  EXPECT_TRUE(root.has_value()) << diagnostics.text();
  return json_of(root.value_or(YamlNode{}));
}

TEST(FreeMapping, says_in_json_what_our_files_mean) {
  EXPECT_EQ(convert("{a: true, b: yes, c: ~, d: 'true', e: PT5H, f: {value: 1}}").value(),
            R"({"a": true, "b": "yes", "c": null, "d": "true", "e": "PT5H", "f": {"value": 1}})");
  EXPECT_EQ(convert("{a: 010, b: +7, c: -0, d: 000, e: .5, f: 1e3, g: 2., h: '010'}").value(),
            R"({"a": 10, "b": 7, "c": -0, "d": 0, "e": 0.5, "f": 1000, "g": 2, "h": "010"})");
  EXPECT_EQ(convert("{a: [1, [], {}], \"b \\\"\\n\": \"\\\\\\u00e4\"}").value(),
            "{\"a\": [1, [], {}], \"b \\\"\\n\": \"\\\\\xC3\xA4\"}");
}

TEST(FreeMapping, keeps_all_digits_of_a_whole_number) {
  EXPECT_EQ(convert("{a: 98765432109876543210, b: -12}").value(), R"({"a": 98765432109876543210, "b": -12})");
}

TEST(FreeMapping, has_no_word_for_what_is_no_number) {
  for (const char* text : {"{a: 1, b: .nan}", "{a: 1, b: .inf}", "{a: 1, b: 1e999}"}) {
    const auto json = convert(text);
    ASSERT_FALSE(json.ok()) << text;
    EXPECT_EQ(json.error().where.line, 1U);
    EXPECT_EQ(json.error().where.column, 11U);
  }
}

TEST(FreeMapping, is_read_written_and_read_again) {
  const test::Loaded loaded = test::load(std::string(test::kSmall) + "duration: 24 h\n", {
      "policies[0].twin_changes=[{at: 1 h, desired: {CollectorsCore_PriorityIntervals: '5,10,20', x: [1.5, ~, {y: no}]}}]"});
  ASSERT_TRUE(loaded.result.ok()) << loaded.text();
  const PolicyUse& use = loaded.result.scenario->policies[0];
  ASSERT_EQ(use.twin_changes.size(), 1U);
  const std::string json = R"({"CollectorsCore_PriorityIntervals": "5,10,20", "x": [1.5, null, {"y": "no"}]})";
  EXPECT_EQ(use.twin_changes[0].desired->json, json);
  const test::Loaded again = test::load(write_scenario_yaml(*loaded.result.scenario));
  ASSERT_TRUE(again.result.ok()) << again.text();
  EXPECT_EQ(again.result.scenario->policies[0].twin_changes[0].desired->json, json);
}

}  // namespace
}  // namespace picket::sim
