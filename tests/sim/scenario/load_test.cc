#include "sim/scenario/load.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

using test::kSmall;
using test::load;
using test::Loaded;

TEST(Load, fills_in_what_follows_from_the_rest) {
  const Loaded l = load(kSmall);
  ASSERT_TRUE(l.result.ok()) << l.text();
  const Scenario& s = *l.result.scenario;
  EXPECT_EQ(s.reference_policy, "g2_linux");
  EXPECT_EQ(s.policies[1].name, "picket");
  EXPECT_EQ(s.policy_templates.at("picket").name, "picket");
  EXPECT_EQ(s.hubs.size(), 1U);
  EXPECT_EQ(s.fixed_hub.name, "") << "no second table unless asked for";
  EXPECT_EQ(s.attacks[0].name, "mirai");
}

TEST(Load, defaults_are_those_of_the_struct) {
  const Scenario fresh;
  const Loaded l = load(kSmall);
  EXPECT_EQ(l.result.scenario->duration, fresh.duration);
  EXPECT_EQ(l.result.scenario->intel.listing_lag, fresh.intel.listing_lag);
  EXPECT_EQ(l.result.scenario->client, fresh.client);
}

const Origin& origin(const LoadResult& result, const std::string& path) {
  const auto found = std::ranges::find(result.origins, path, &Origin::path);
  EXPECT_NE(found, result.origins.end()) << path;
  return *found;
}

TEST(Load, knows_where_each_value_comes_from) {
  const Loaded l = load(kSmall, {"fleet[0].count=30"});
  const Origin& set = origin(l.result, "fleet[0].count");
  EXPECT_EQ(set.kind, OriginKind::kOverride);
  EXPECT_EQ(set.value, "30");
  EXPECT_EQ(set.from, "<--set #1>:1");
  const Origin& file = origin(l.result, "fleet[0].sites");
  EXPECT_EQ(file.kind, OriginKind::kFile);
  EXPECT_EQ(file.from, "small.yaml:8");
  const Origin& part = origin(l.result, "networks.home.loss_ratio");
  EXPECT_EQ(part.from, test::test_library() + "/profiles/networks.yaml:2");
  const Origin& standard = origin(l.result, "client.acknowledge_timeout");
  EXPECT_EQ(standard.kind, OriginKind::kDefault);
  EXPECT_EQ(standard.value, "1 min");
  EXPECT_EQ(standard.grade, Grade::kPublished);
  EXPECT_EQ(standard.source, "C SDK: 60 s");
}

TEST(Load, explains_with_unit_origin_grade_and_sentence) {
  const Loaded l = load(kSmall);
  const std::string text = explain_text(l.result, "client.connect_timeout");
  EXPECT_EQ(text,
            "client.connect_timeout = 30 s    (default, published: C SDK: 30 s)\n    Longest wait for the answer to a "
            "connect.\n");
  EXPECT_NE(explain_text(l.result).find("fleet[0].count = 20    (small.yaml:7)\n    Number of devices.\n"),
            std::string::npos);
}

TEST(Load, explains_between_which_values_an_estimate_may_lie) {
  const Loaded l = load(kSmall);
  EXPECT_EQ(origin(l.result, "pipeline.processing_delay").plausible, "5 s to 1 min");
  EXPECT_EQ(origin(l.result, "client.acknowledge_timeout").plausible, "");
  EXPECT_NE(explain_text(l.result, "pipeline.processing_delay").find("(default, estimate, plausibly 5 s to 1 min)\n"), std::string::npos);
}

TEST(Load, explains_what_is_below_a_path_by_whole_steps) {
  const Loaded l = load(kSmall);
  EXPECT_EQ(explain_text(l.result, "client.connect"), "");
  EXPECT_EQ(explain_text(l.result, "flee"), "");
  EXPECT_NE(explain_text(l.result, "fleet").find("fleet[0].count = 20"), std::string::npos);
  EXPECT_NE(explain_text(l.result, "fleet[0]").find("fleet[0].count = 20"), std::string::npos);
  EXPECT_EQ(nearest_path(l.result, "flee"), "fleet");
  EXPECT_EQ(nearest_path(l.result, "fleet[0].cuont"), "fleet[0].count");
  EXPECT_EQ(nearest_path(l.result, "nothing.like.it"), "");
}

TEST(Load, every_field_says_something_in_one_sentence) {
  const Loaded l = load(kSmall);
  for (const Origin& o : l.result.origins) {
    EXPECT_GT(o.says.size(), 5U) << o.path;
    EXPECT_TRUE(o.says.ends_with('.') || o.says.ends_with('?')) << o.path << ": " << o.says;
  }
}

TEST(Load, tells_all_problems_at_once) {
  const Loaded l = load(
      "name: x\nsed: 1\nduration: 5\nwire: x\npolicies: [{use: none}]\nfleet: [{device_class: q, count: 0, access: "
      "{}}]\n");
  EXPECT_EQ(l.diagnostics.errors(), 7U) << l.text();
}

TEST(Load, a_file_that_is_not_there_is_one_error) {
  Diagnostics d;
  EXPECT_FALSE(load_scenario("/nowhere/x.yaml", {}, "", d).ok());
  EXPECT_EQ(d.text(), "<scenario>: error: /nowhere/x.yaml: no such file\n1 error; nothing was run.\n");
}

TEST(Load, the_resolved_scenario_reads_back_without_a_library) {
  const Loaded l = load(kSmall, {"prices=cheap"});
  const std::string written = write_scenario_yaml(*l.result.scenario);
  Diagnostics d;
  const LoadResult again = load_scenario_text(written, "resolved.yaml", {}, "", d);
  ASSERT_TRUE(again.ok()) << d.text();
  EXPECT_EQ(write_scenario_yaml(*again.scenario), written);
  EXPECT_EQ(again.scenario->prices.s1_unit_month, 1);
  EXPECT_TRUE(std::ranges::equal(l.result.origins, again.origins, {}, &Origin::path, &Origin::path));
  EXPECT_TRUE(std::ranges::equal(l.result.origins, again.origins, {}, &Origin::value, &Origin::value));
}

// Results keep a text with every value; what repeats a run reads it. It gives the second hub's configuration, and identities of every
// group, that nobody asked for.
TEST(Load, the_resolved_scenario_is_told_nothing_that_the_scenario_was_not) {
  for (const bool twin_data : {true, false}) {
    const Loaded l = load(kSmall, {std::string("pipeline.hub_watch.twin_data=") + (twin_data ? "true" : "false"), "fixed_hub={name: second, sku: S1, units: 1}"});
    ASSERT_TRUE(l.result.ok()) << l.text();
    ASSERT_EQ(l.text(), "");
    Diagnostics d;
    EXPECT_TRUE(load_scenario_text(write_scenario_yaml(*l.result.scenario), "resolved.yaml", {}, "", d).ok());
    EXPECT_EQ(d.text(), "");
  }
}

TEST(Init, every_template_loads_with_the_library) {
  for (const std::string_view name : init_scenario_names()) {
    std::string text = init_scenario_text(name);
    EXPECT_TRUE(text.starts_with("# yaml-language-server: $schema=")) << name;
    for (auto at = text.find("home_broadband"); at != std::string::npos; at = text.find("home_broadband"))
      text.replace(at, 14, "home");
    const Loaded l = load(text);
    EXPECT_TRUE(l.result.ok()) << name << '\n' << l.text();
    EXPECT_EQ(l.diagnostics.warnings(), 0U) << name << '\n' << l.text();
  }
  EXPECT_EQ(init_scenario_text("other"), "");
}

TEST(ReferencePage, lists_every_key_with_its_sentence) {
  const std::string page = scenario_reference_markdown();
  for (const char* line :
       {"| `duration` | duration |", "## fleet[]", "## policy_templates.NAME.kinds.process", "## networks.NAME",
        "| `device_class` | name of a class |  | required |", "## attack_templates.NAME"}) {
    EXPECT_NE(page.find(line), std::string::npos) << line;
  }
}

TEST(ReferencePage, of_a_part_begins_with_its_own_keys) {
  const std::pair<const char*, const char*> parts[] = {{"policy", "| `generation` |"}, {"class", "| `firmware_versions` |"},
                                                       {"suite", "| `max_replications` |"}, {"study", "| `scenario` |"}, {"attack", "| `deadline` |"}};
  for (const auto& [part, line] : parts) {
    const std::string page = part_reference_markdown(part);
    EXPECT_NE(page.find("`picket schema " + std::string(part) + " --markdown` prints it"), std::string::npos) << part;
    EXPECT_NE(page.find("\n## " + std::string(part) + "\n"), std::string::npos) << part;
    EXPECT_NE(page.find(line), std::string::npos) << part;
  }
  EXPECT_NE(part_reference_markdown("suite").find("\n## cases[].expect[].detected\n"), std::string::npos) << "paths are as in the file";
  EXPECT_NE(part_reference_markdown("attack").find("| `{ipv4}` |"), std::string::npos);
  EXPECT_EQ(part_reference_markdown("nonsense"), "");
}

// A run is repeated from the resolved scenario in its manifest, so that has to read back, gateways included.
TEST(Load, reads_back_the_resolved_form_of_each_smoke_scenario) {
  const std::string folder = std::string(PICKET_SOURCE_DIR) + "/scenarios";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/smoke")) {
    if (entry.path().extension() != ".yaml") continue;
    Diagnostics diagnostics;
    const LoadResult loaded = load_scenario(entry.path().string(), {}, folder, diagnostics);
    ASSERT_TRUE(loaded.ok()) << diagnostics.text();
    const std::string resolved = write_scenario_yaml(*loaded.scenario);
    Diagnostics again;
    const LoadResult read = load_scenario_text(resolved, "resolved", {}, "", again);
    ASSERT_TRUE(read.ok()) << entry.path() << "\n" << again.text();
    EXPECT_EQ(write_scenario_yaml(*read.scenario), resolved);
    ++files;
  }
  EXPECT_GE(files, 5U);
}

}  // namespace
}  // namespace picket::sim
