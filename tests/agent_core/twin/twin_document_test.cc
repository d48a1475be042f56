#include "agent_core/twin/twin_document.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

std::vector<TwinProblemKind> problems_of(std::string_view json, TwinDocument document = TwinDocument::kPatch) {
  TwinProblems problems;
  const TwinTree tree(json, document, problems);
  std::vector<TwinProblemKind> kinds;
  for (const TwinProblem& problem : problems.list()) kinds.push_back(problem.kind);
  EXPECT_EQ(tree.readable(), kinds.empty() || kinds.front() == TwinProblemKind::kNoDesired) << json;
  return kinds;
}
using Kinds = std::vector<TwinProblemKind>;

std::string nested(std::size_t depth) {
  std::string json;
  for (std::size_t i = 1; i < depth; ++i) json += R"({"a":)";
  return json + "{}" + std::string(depth - 1, '}');
}

TEST(TwinDocument, desired_properties_are_found_in_all_three_shapes) {
  TwinProblems problems;
  for (const std::string_view json : {R"({"desired":{"x":1,"$version":7},"reported":{}})",
                                      R"({"moduleId":"m","properties":{"desired":{"x":1,"$version":7}}})"}) {
    const TwinTree tree(json, TwinDocument::kWhole, problems);
    ASSERT_TRUE(tree.desired().has_value()) << json;
    EXPECT_EQ(tree.version(), 7);
  }
  const TwinTree patch(R"({"x":1,"$version":8})", TwinDocument::kPatch, problems);
  ASSERT_TRUE(patch.desired().has_value());
  EXPECT_EQ(patch.version(), 8);
  EXPECT_TRUE(problems.list().empty());
}

TEST(TwinDocument, a_version_is_a_whole_number_or_there_is_none) {
  TwinProblems problems;
  for (const std::string_view json : {"{}", R"({"$version":-1})", R"({"$version":"1"})", R"({"$version":1.5})"}) {
    EXPECT_EQ(TwinTree(json, TwinDocument::kPatch, problems).version(), std::nullopt) << json;
  }
}

TEST(TwinDocument, what_is_no_object_is_not_parsable) {
  for (const std::string_view json : {"", " ", "null", "1", "[]", "\"x\"", "{", "{\"a\":}", "{\"a\":1,}", "{} {}",
                                      "{\"a\":\"\xff\"}", "{\"a\":1e999}", "{\"a\":99999999999999999999}"}) {
    EXPECT_EQ(problems_of(json), Kinds{TwinProblemKind::kNotParsable}) << json;
  }
}

TEST(TwinDocument, a_whole_document_needs_desired_properties) {
  for (const std::string_view json : {"{}", R"({"desired":null})", R"({"desired":[]})", R"({"properties":{}})"}) {
    EXPECT_EQ(problems_of(json, TwinDocument::kWhole), Kinds{TwinProblemKind::kNoDesired}) << json;
  }
}

TEST(TwinDocument, a_key_given_twice_anywhere_makes_it_unreadable) {
  EXPECT_EQ(problems_of(R"({"a":1,"b":2,"a":1})"), Kinds{TwinProblemKind::kDuplicateKey});
  EXPECT_EQ(problems_of(R"({"x":[{"y":{"a":1,"a":2}}]})"), Kinds{TwinProblemKind::kDuplicateKey});
  EXPECT_EQ(problems_of(R"({"a":{"a":1},"b":{"a":1}})"), Kinds{});
}

// Ten levels under the desired properties; a whole document has two more around them.
TEST(TwinDocument, depth_is_bounded_as_the_hub_bounds_it) {
  EXPECT_EQ(problems_of(nested(10)), Kinds{});
  EXPECT_EQ(problems_of(nested(11)), Kinds{TwinProblemKind::kTooDeep});
  EXPECT_EQ(problems_of(R"({"properties":{"desired":)" + nested(10) + "}}", TwinDocument::kWhole), Kinds{});
  EXPECT_EQ(problems_of(R"({"properties":{"desired":)" + nested(11) + "}}", TwinDocument::kWhole),
            Kinds{TwinProblemKind::kTooDeep});
  EXPECT_EQ(problems_of(std::string(15'000, '[') + std::string(15'000, ']')), Kinds{TwinProblemKind::kTooDeep});
}

// 32 KB a section: a patch is one, a whole document two.
TEST(TwinDocument, size_is_bounded_as_the_hub_bounds_it) {
  const auto padded = [](std::size_t size) { return "{" + std::string(size - 2, ' ') + "}"; };
  EXPECT_EQ(problems_of(padded(32'768)), Kinds{});
  EXPECT_EQ(problems_of(padded(32'769)), Kinds{TwinProblemKind::kTooLarge});
  EXPECT_EQ(problems_of(padded(65'536), TwinDocument::kWhole), Kinds{TwinProblemKind::kNoDesired});
  EXPECT_EQ(problems_of(padded(65'537), TwinDocument::kWhole), Kinds{TwinProblemKind::kTooLarge});
}

class ReadProperty : public testing::Test {
 protected:
  std::optional<PropertyValue> read(std::string json, PropertyType type, TwinDialect dialect = {}) {
    json = "[" + json + "]";
    simdjson::dom::element root;
    EXPECT_EQ(parser_.parse(json).get(root), simdjson::SUCCESS) << json;
    return read_property(*simdjson::dom::array(root).begin(), {.name = "x", .type = type}, dialect);
  }
  simdjson::dom::parser parser_;
};

TEST_F(ReadProperty, integers_have_no_sign_and_no_fraction) {
  EXPECT_EQ(read("4294967295", PropertyType::kInteger), PropertyValue(std::uint32_t{0xffff'ffff}));
  EXPECT_EQ(read("8192.0", PropertyType::kInteger), PropertyValue(std::uint32_t{8'192}));
  for (const char* json : {"4294967296", "-1", "8192.5", "1e300", "\"8192\"", "true", "null", "{}", "[]"}) {
    EXPECT_EQ(read(json, PropertyType::kInteger), std::nullopt) << json;
  }
}

// The C agent casts the parser's double to int32_t and keeps it in a uint32_t: toward zero, -1 -> 2^32 - 1, and
// what does not fit becomes the processor's "integer indefinite", 0x80000000.
TEST_F(ReadProperty, the_c_agent_casts_numbers) {
  TwinDialect dialect;
  dialect.integers = TwinDialect::Integers::kCastToSigned;
  const auto cast = [&](const char* json) { return read(json, PropertyType::kInteger, dialect); };
  EXPECT_EQ(cast("8192.9"), PropertyValue(std::uint32_t{8'192}));
  EXPECT_EQ(cast("-1"), PropertyValue(std::uint32_t{0xffff'ffff}));
  EXPECT_EQ(cast("-0.9"), PropertyValue(std::uint32_t{0}));
  EXPECT_EQ(cast("2147483647"), PropertyValue(std::uint32_t{0x7fff'ffff}));
  EXPECT_EQ(cast("2147483648"), PropertyValue(std::uint32_t{0x8000'0000}));
  EXPECT_EQ(cast("-2147483648"), PropertyValue(std::uint32_t{0x8000'0000}));
  EXPECT_EQ(cast("1e300"), PropertyValue(std::uint32_t{0x8000'0000}));
  EXPECT_EQ(cast("18446744073709551615"), PropertyValue(std::uint32_t{0x8000'0000}));
  EXPECT_EQ(cast("\"8192\""), std::nullopt);
}

TEST_F(ReadProperty, other_types_take_their_own_json_type_alone) {
  EXPECT_EQ(read("true", PropertyType::kBoolean), PropertyValue(true));
  for (const char* json : {"1", "\"true\"", "null"})
    EXPECT_EQ(read(json, PropertyType::kBoolean), std::nullopt) << json;
  EXPECT_EQ(read("\"PT7M\"", PropertyType::kDuration), PropertyValue(Duration::minutes(7)));
  for (const char* json : {"420", "\"7 min\"", "null"})
    EXPECT_EQ(read(json, PropertyType::kDuration), std::nullopt) << json;
  EXPECT_EQ(read("\"\"", PropertyType::kText), PropertyValue(std::string()));
  EXPECT_EQ(read("5", PropertyType::kText), std::nullopt);
}

}  // namespace
}  // namespace picket
