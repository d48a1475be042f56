// The generated JSON Schema and the loader agree: what one takes the other takes. The judge of the
// schema is valijson, of the text yaml-cpp's tree turned into JSON here, by other code than the
// loader's fields.
// GCC 12 sees an overlap in std::string's own code once valijson is inlined (its bug 105651).
#pragma GCC diagnostic ignored "-Wrestrict"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "sim/scenario/quantity_text.h"
#include "sim/scenario/yaml_tree.h"
#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

nlohmann::json to_json(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return nullptr;
    case YamlNode::Kind::kList: {
      nlohmann::json out = nlohmann::json::array();
      for (const YamlNode& item : node.items) out.push_back(to_json(item));
      return out;
    }
    case YamlNode::Kind::kMap: {
      nlohmann::json out = nlohmann::json::object();
      for (const YamlMember& member : node.members) out[member.key] = to_json(member.value);
      return out;
    }
    case YamlNode::Kind::kScalar:
      break;
  }
  if (node.in_quotes) return node.text;
  switch (plain_kind(node.text)) {
    case PlainKind::kBool:
      return node.text == "true";
    case PlainKind::kInteger:
      return static_cast<std::int64_t>(std::stod(node.text));
    case PlainKind::kReal:
      return std::stod(node.text);
    default:
      return node.text;
  }
}

class SchemaJudge {
 public:
  explicit SchemaJudge(const std::string& schema_text) : json_(nlohmann::json::parse(schema_text)) {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(json_), schema_);
  }
  bool accepts(const std::string& yaml) {
    Diagnostics diagnostics;
    const std::uint32_t source = diagnostics.add_source("x", yaml);
    const std::optional<YamlNode> tree = parse_yaml(yaml, source, diagnostics);
    if (!tree) return false;
    const nlohmann::json document = to_json(*tree);
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
  }

 private:
  nlohmann::json json_;
  valijson::Schema schema_;
};

TEST(Schema, accepts_every_scenario_that_the_loader_accepts) {
  SchemaJudge judge(scenario_json_schema());
  const test::Loaded small = test::load(test::kSmall);
  EXPECT_TRUE(judge.accepts(std::string(test::kSmall)));
  EXPECT_TRUE(judge.accepts(write_scenario_yaml(*small.result.scenario)));
  for (const std::string_view name : init_scenario_names())
    EXPECT_TRUE(judge.accepts(init_scenario_text(name))) << name;
  EXPECT_TRUE(judge.accepts("include: [a.yaml]\nseed: 3\n"));
  EXPECT_TRUE(
      judge.accepts(fmt::format("{}prices: cheap\nclient: {{base: patient, keep_alive: 60 s}}\n", test::kSmall)));
}

TEST(Schema, accepts_the_scenarios_of_the_tree) {
  SchemaJudge judge(scenario_json_schema());
  for (const char* folder : {"smoke", "baseline", "faults", "scale"}) {
    const std::string path = test::source_path(fmt::format("scenarios/{}", folder));
    if (!std::filesystem::exists(path)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() != ".yaml") continue;
      Diagnostics d;
      EXPECT_TRUE(load_scenario(entry.path().string(), {}, "", d).ok()) << d.text();
      EXPECT_TRUE(judge.accepts(test::read_file(entry.path().string()))) << entry.path();
    }
  }
}

TEST(Schema, accepts_the_parts_of_the_library) {
  const std::pair<const char*, const char*> parts[] = {{"policies", "policy"},
                                                       {"prices", "prices"},
                                                       {"clients", "client"},
                                                       {"attacks", "attack"},
                                                       {"profiles", "class"}};
  for (const auto& [folder, part] : parts) {
    SchemaJudge judge(part_json_schema(part));
    for (const auto& entry :
         std::filesystem::directory_iterator(test::source_path(fmt::format("scenarios/{}", folder)))) {
      if (entry.path().extension() != ".yaml" || entry.path().stem() == "networks") continue;
      EXPECT_TRUE(judge.accepts(test::read_file(entry.path().string()))) << entry.path();
    }
  }
  SchemaJudge studies(part_json_schema("study"));
  for (const auto& entry : std::filesystem::directory_iterator(test::source_path("scenarios/studies"))) {
    if (entry.path().extension() != ".yaml") continue;
    EXPECT_TRUE(studies.accepts(test::read_file(entry.path().string()))) << entry.path();
  }
  EXPECT_TRUE(studies.accepts("scenario: a.yaml\nsweep: {parameters: [{path: a, values: [1, b, true]}]}\ntune: {}\n"));
  EXPECT_FALSE(studies.accepts("scenario: a.yaml\nsweep: {parametres: []}\n"));
  EXPECT_EQ(part_json_schema("other"), "");
}

// One wrong thing each; all are such that a schema can see them.
TEST(Schema, refuses_what_the_loader_refuses) {
  SchemaJudge judge(scenario_json_schema());
  for (const char* wrong : {"sed: 1\n",
                            "duration: 5\n",
                            "duration: 5 m\n",
                            "duration: 5 KB\n",
                            "wire: exakt\n",
                            "replications: 0\n",
                            "replications: 1.5\n",
                            "seed: -1\n",
                            "title: 5\n",
                            "title: true\n",
                            "start_utc: 2026-03-03\n",
                            "intel: {listed_share: 30}\n",
                            "intel: {listed_share: 0.5 s}\n",
                            "intel: {listing_lag: {dist: lognormal, median: 1 h}}\n",
                            "intel: {listing_lag: {dist: lognormal, median: 1 h, sigma: -1}}\n",
                            "intel: {listing_lag: 5 KB}\n",
                            "intel: []\n",
                            "hubs: [{name: a, sku: S9}]\n",
                            "hubs: [{sku: S1}]\n",
                            "networks: {x: {loss_ratio: 2}}\n",
                            "networks: {x: {uplink_bandwidth: 10 Mbps}}\n",
                            "policy_templates: {x: {intervals: {high: 1 min}}}\n",
                            "policy_templates: {x: {generation: picket, kinds: {process: {key: [user, uid]}}}}\n",
                            "client: {keep_alive: 60}\n"}) {
    std::string text(test::kSmall);
    text += wrong;
    EXPECT_FALSE(test::load(text).result.ok()) << wrong;
    EXPECT_FALSE(judge.accepts(text)) << wrong;
  }
}

}  // namespace
}  // namespace picket::sim
