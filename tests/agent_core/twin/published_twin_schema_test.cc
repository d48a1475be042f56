// g++ 12 reports an impossible overlap in std::string's own code once the validator is inlined.
#pragma GCC diagnostic ignored "-Wrestrict"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/agent_core/twin/twin_documents.h"
#include "tests/support/policies.h"

// The published schema of the twin of generation 1, and its published default document, are the independent
// truth for our table, our documents and our durations. The files are data outside the project (PICKET_DATA).

namespace picket {
namespace {

using Json = nlohmann::json;

class PublishedTwinSchema : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("PICKET_DATA");
    folder_ = data == nullptr ? "" : data;
    folder_ += "/azure-iot-security-schemas/security_module_twin/";
    if (data == nullptr || !std::ifstream(folder_ + "azureiotsecurity_schema.json")) {
      GTEST_SKIP() << "needs the published schema files; set PICKET_DATA to the folder that holds them";
    }
    definitions_ = load("azureiotsecurity_schema_definitions.json").at("definitions");
    root_ = inlined(load("azureiotsecurity_schema.json"));
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(root_), schema_);
  }

  std::string read(const std::string& name) const {
    std::ifstream file(folder_ + name);
    EXPECT_TRUE(file.good()) << name;
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  Json load(const std::string& name) const { return Json::parse(read(name)); }

  /// Every reference replaced by the definition it names: the validator knows no files.
  Json inlined(const Json& node) const {
    if (!node.is_object()) return node;
    Json copy = Json::object();
    for (const auto& [key, value] : node.items()) {
      if (key == "$ref") {
        const std::string reference = value;
        copy.update(definitions_.at(reference.substr(reference.rfind('/') + 1)));
      } else if (key != "$id" && key != "default") {
        copy[key] = inlined(value);
      }
    }
    return copy;
  }
  bool accepts(const std::string& document) const {
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(Json::parse(document)), nullptr);
  }
  Json published_properties() const {
    return load("azureiotsecurity_schema.json")["properties"]["desired"]["properties"]
                                               [std::string(kG1ConfigurationObject)]["properties"];
  }

  std::string folder_;
  Json definitions_;
  Json root_;
  valijson::Schema schema_;
};

TEST_F(PublishedTwinSchema, knows_the_properties_that_our_table_calls_published) {
  const Json properties = published_properties();
  std::set<std::string> published;
  for (const auto& [name, property] : properties.items()) published.insert(name);
  std::set<std::string> ours;
  for (const PropertyInfo& info : g1_properties()) {
    if (info.published) ours.insert(std::string(info.name));
  }
  EXPECT_EQ(ours, published);
  EXPECT_EQ(ours.size(), 25U);
}

TEST_F(PublishedTwinSchema, has_the_types_and_defaults_of_our_table) {
  const Json properties = published_properties();
  for (const auto& [name, property] : properties.items()) {
    const PropertyInfo& info = info_of(*find_g1_property(name));
    std::string value;
    append_json_value(default_of(info), {}, value);
    EXPECT_EQ(Json::parse(value), property["default"]) << name;
    const std::string reference = property["$ref"];
    const std::string_view definition = info.type == PropertyType::kBoolean         ? "BooleanConfiguration"
                                        : info.type == PropertyType::kInteger       ? "IntegerConfiguration"
                                        : info.type == PropertyType::kEventPriority ? "EventPriorityConfiguration"
                                                                                    : "TimeConfiguration";
    EXPECT_TRUE(reference.ends_with(definition)) << name;
  }
}

TEST_F(PublishedTwinSchema, refuses_what_it_should) {
  EXPECT_TRUE(accepts(test::g1_whole("")));
  EXPECT_FALSE(accepts("{}"));
  EXPECT_FALSE(accepts(test::g1_whole(test::g1_member("snapshotFrequency", "\"13 h\""))));
  EXPECT_FALSE(accepts(test::g1_whole(test::g1_member("eventPriorityLogin", "\"high\""))));
  EXPECT_FALSE(accepts(test::g1_whole(test::g1_member("maxMessageSizeInBytes", "\"1\""))));
}

TEST_F(PublishedTwinSchema, accepts_the_twins_that_we_write) {
  RandomStream random(25, 1, 0, Purpose::kTest);
  for (const G1Agent agent : {G1Agent::kC, G1Agent::kCSharp}) {
    G1TwinOptions options;
    options.agent = agent;
    EXPECT_TRUE(accepts(desired_document(default_g1_settings(options), agent)));
    for (const Policy& preset :
         {test::g1_c_policy(), test::g2_linux_policy(), test::picket_policy(), test::raw_policy()}) {
      Policy policy = preset;
      for (int i = 0; i < 50; ++i) {
        policy.snapshot_interval = Duration::seconds(static_cast<std::int64_t>(random.below(9'000'000)));
        policy.of(EventKind::kProcess).window =
            Duration::milliseconds(static_cast<std::int64_t>(random.below(9'000'000)));
        policy.cache_bytes = static_cast<std::uint32_t>(random.next());
        policy.of(EventKind::kLogin).priority = test::random_priority(random);
        EXPECT_TRUE(accepts(g1_desired_of(policy, options))) << g1_desired_of(policy, options);
      }
    }
  }
}

// The reported document of the C agent is no valid desired one, for its lower-case priorities alone.
TEST_F(PublishedTwinSchema, the_c_agents_lower_case_is_outside_the_schema) {
  EXPECT_FALSE(accepts("{\"desired\":" + G1Twin().reported() + "}"));
  G1TwinOptions options;
  options.agent = G1Agent::kCSharp;
  EXPECT_TRUE(accepts("{\"desired\":" + G1Twin(options).reported() + "}"));
}

TEST_F(PublishedTwinSchema, the_published_default_document_is_the_default) {
  const std::string document = read("azureiotsecurity_default.json");
  for (const G1Agent agent : {G1Agent::kC, G1Agent::kCSharp}) {
    G1TwinOptions options;
    options.agent = agent;
    options.published_cache_default = true;
    G1Twin twin(options);
    EXPECT_EQ(twin.update(document, TwinDocument::kWhole).outcome, G1Outcome::kApplied);
    EXPECT_EQ(twin.settings(), default_g1_settings(options));
  }
}

// Differential test: random words over the letters of durations; kSchema reads exactly those that match the
// published pattern. Numbers of five digits and more are left out, since 29,248 years are beyond our bound.
TEST_F(PublishedTwinSchema, our_durations_are_those_of_its_pattern) {
  const std::string pattern = definitions_["TimeConfiguration"]["properties"]["value"]["pattern"];
  const std::regex expression(pattern);
  RandomStream random(26, 1, 0, Purpose::kTest);
  const std::regex too_long("[0-9]{5}");
  const std::string letters = "PYMWDTHS.0123P1T";
  int matching = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text = random.chance(0.9) ? "P" : "";
    if (random.chance(0.4)) text += "T";
    const std::size_t pairs = random.below(4);
    for (std::size_t k = 0; k < pairs; ++k) {
      text += std::to_string(random.below(20));
      if (random.chance(0.1)) text += "." + std::to_string(random.below(20));
      text += letters[random.below(random.chance(0.8) ? 8 : letters.size())];
      if (random.chance(0.1)) text += letters[random.below(letters.size())];
    }
    if (std::regex_search(text, too_long)) continue;
    const bool matches = std::regex_match(text, expression);
    matching += matches ? 1 : 0;
    ASSERT_EQ(parse_iso8601_duration(text, DurationDialect::kSchema).has_value(), matches) << text;
  }
  EXPECT_GT(matching, 2'000);
  EXPECT_LT(matching, 98'000);
}

}  // namespace
}  // namespace picket
