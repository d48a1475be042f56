#include "sim/scenario/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "pipeline_core/findings/catalogue.h"
#include "sim/scenario/checks.h"
#include "sim/scenario/library.h"
#include "sim/scenario/origins.h"
#include "sim/scenario/override.h"
#include "sim/scenario/price_layers.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/references.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/writer.h"

namespace picket::sim {

namespace {

/// Names and parts that follow from others.
void fill_in(Scenario& scenario) {
  for (PolicyUse& policy : scenario.policies) {
    if (policy.name.empty()) policy.name = policy.use;
  }
  for (AttackInstance& attack : scenario.attacks) {
    if (attack.name.empty()) attack.name = attack.use;
  }
  for (auto& [name, policy] : scenario.policy_templates) {
    if (policy.name.empty()) policy.name = name;
  }
  if (scenario.hubs.empty()) scenario.hubs.push_back({});
  if (scenario.reference_policy.empty() && !scenario.policies.empty())
    scenario.reference_policy = scenario.policies.front().name;
}

NameTables name_tables(const Scenario& scenario, const Library& library) {
  NameTables names;
  const auto keys = [&](std::string_view what, const auto& map, std::string_view library_key) {
    auto& table = names.defined[std::string(what)];
    for (const auto& [name, part] : map) table.insert(name);
    for (std::string& name : library.names_for(library_key)) names.known[std::string(what)].insert(std::move(name));
  };
  keys("class", scenario.device_classes, "device_classes");
  keys("network", scenario.networks, "networks");
  keys("attack", scenario.attack_templates, "attack_templates");
  keys("policy", scenario.policy_templates, "policy_templates");
  for (const PolicyUse& policy : scenario.policies) names.defined["policy_name"].insert(policy.name);
  for (const HubSettings& hub : scenario.hubs) names.defined["hub"].insert(hub.name);
  auto& groups = names.defined["security_group"];
  for (const auto& [name, group] : scenario.pipeline.hub_watch.security_groups) groups.insert(name);
  const AlertCatalogue alerts;
  for (std::uint32_t i = 0; i < alerts.size(); ++i) names.defined["alert"].insert(alerts[i].alert_type);
  return names;
}

/// Overrides of a part (prices.s1_unit_month, networks.lte_m.loss_ratio) wait for the library;
/// all others come first, since they may decide which parts are needed.
bool waits_for_library(const Override& override) {
  return override.steps.size() > 1 && is_library_key(override.steps.front().key);
}

/// The map under `key`, made if there is none.
YamlNode& map_at(YamlNode& root, std::string_view key) {
  if (YamlNode* found = root.find(key)) return *found;
  YamlNode map;
  map.kind = YamlNode::Kind::kMap;
  map.where = root.where;
  root.members.push_back({std::string(key), root.where, std::move(map)});
  return root.members.back().value;
}

/// Overrides of prices, where no price book is named, change the default one: what every book has to say of itself is said.
void name_default_book(YamlNode& root, std::span<const Override> overrides) {
  const auto of_prices = std::ranges::find_if(overrides, [](const Override& o) { return o.steps.size() > 1 && o.steps.front().key == "prices"; });
  if (of_prices == overrides.end() || root.find("prices") != nullptr) return;
  const Where where = of_prices->steps.front().where;
  const PriceBook book;
  YamlNode& prices = map_at(root, "prices");
  prices.where = where;
  for (const auto& [key, text] : {std::pair{"name", book.name}, {"compiled", book.compiled}}) {
    YamlNode value;
    value.kind = YamlNode::Kind::kScalar;
    value.in_quotes = true;
    value.where = where;
    value.text = text;
    prices.members.push_back({key, where, std::move(value)});
  }
}

/// Overrides of parts, which have come from the library by now.
void apply_to_parts(YamlNode& root, std::span<const Override> overrides, Diagnostics& diagnostics) {
  name_default_book(root, overrides);
  const YamlNode* prices = root.find("prices");
  const std::optional<YamlNode> before = prices == nullptr ? std::nullopt : std::optional<YamlNode>(*prices);
  for (const Override& o : overrides) {
    if (waits_for_library(o)) apply_override(root, o, diagnostics);
  }
  YamlNode* after = root.find("prices");
  if (before && after != nullptr) settle_price_book(*before, *after, diagnostics);
}

void add_parts(YamlNode& root, std::span<const PartFile> parts, ScenarioFiles& files) {
  for (const PartFile& part : parts) {
    std::optional<YamlNode> tree = files.read(part.path, Where{});
    if (!tree) continue;
    const Where where = tree->where;
    map_at(root, part.map).members.push_back({part.name, where, std::move(*tree)});
  }
}

}  // namespace

LoadResult load_scenario_tree(YamlNode root, const std::string& path, std::span<const std::string> sets,
                              const std::string& library_folder, std::span<const PartFile> parts, ScenarioFiles& files,
                              Diagnostics& diagnostics, bool with_origins) {
  const std::size_t errors_before = diagnostics.errors();
  resolve_includes(root, path, files, diagnostics);
  add_parts(root, parts, files);
  if (diagnostics.errors() > errors_before) {
    // Without a part of the text, most of what could be said next would be wrong.
    LoadResult failed;
    failed.files = files.read_so_far();
    return failed;
  }
  const std::vector<Override> overrides = read_overrides(sets, diagnostics);
  for (const Override& o : overrides) {
    if (!waits_for_library(o)) apply_override(root, o, diagnostics);
  }
  Library library(library_folder, files, diagnostics);
  library.resolve(root);
  apply_to_parts(root, overrides, diagnostics);

  LoadResult result;
  Scenario scenario;
  Places places;
  Reader(diagnostics, places).read(scenario, root);
  fill_in(scenario);
  check_references(type_of<Scenario>(), &scenario, name_tables(scenario, library), places, diagnostics);
  check_scenario(scenario, places, diagnostics);
  result.files = files.read_so_far();
  if (diagnostics.ok()) {
    if (with_origins) result.origins = list_origins(type_of<Scenario>(), &scenario, places, diagnostics);
    result.places = std::move(places);
    result.scenario = std::move(scenario);
  }
  return result;
}

LoadResult load_scenario(const std::string& path, std::span<const std::string> sets, const std::string& library_folder,
                         Diagnostics& diagnostics) {
  ScenarioFiles files(diagnostics);
  std::optional<YamlNode> root = files.read(path, Where{});
  if (!root) return {};
  const std::string library = library_folder.empty() ? Library::find_for(path) : library_folder;
  return load_scenario_tree(std::move(*root), path, sets, library, {}, files, diagnostics);
}

LoadResult load_scenario_text(std::string_view text, const std::string& name, std::span<const std::string> sets,
                              const std::string& library_folder, Diagnostics& diagnostics,
                              std::span<const PartFile> parts) {
  ScenarioFiles files(diagnostics);
  std::optional<YamlNode> root = files.parse(text, name);
  if (!root) return {};
  return load_scenario_tree(std::move(*root), name, sets, library_folder, parts, files, diagnostics);
}

std::string write_scenario_yaml(const Scenario& scenario) {
  return write_yaml<Scenario>(scenario);
}

}  // namespace picket::sim
