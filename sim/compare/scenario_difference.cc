#include "sim/compare/scenario_difference.h"

#include <algorithm>
#include <map>
#include <optional>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {
namespace {

struct Leaf {
  std::string path;
  std::string text;
};

void add_leaves(const YamlNode& node, const std::string& path, std::vector<Leaf>& out) {
  if (node.is_map() && !node.members.empty()) {
    for (const YamlMember& member : node.members) add_leaves(member.value, path.empty() ? member.key : path + "." + member.key, out);
  } else if (node.is_list() && !node.items.empty()) {
    for (std::size_t i = 0; i < node.items.size(); ++i) add_leaves(node.items[i], path + "[" + std::to_string(i) + "]", out);
  } else {
    out.push_back({path, node.is_map() ? "{}" : node.is_list() ? "[]" : node.is_null() ? "null" : node.text});
  }
}

std::optional<std::vector<Leaf>> leaves_of(std::string_view text) {
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source("resolved scenario", std::string(text));
  const std::optional<YamlNode> root = parse_yaml(text, source, diagnostics);
  if (!root) return std::nullopt;
  std::vector<Leaf> leaves;
  add_leaves(*root, "", leaves);
  return leaves;
}

}  // namespace

bool is_of_fleet(std::string_view path) {
  return path == "fleet" || path.starts_with("fleet[") || path.starts_with("fleet.");
}

ScenarioDifference scenario_difference(std::string_view before, std::string_view after) {
  ScenarioDifference out;
  if (before == after) return out;
  const auto first = leaves_of(before);
  const auto second = leaves_of(after);
  if (!first || !second) {
    out.readable = false;
    out.same_fleet = false;
    return out;
  }
  std::map<std::string_view, std::string_view> there;
  for (const Leaf& leaf : *second) there.emplace(leaf.path, leaf.text);
  std::map<std::string_view, std::string_view> here;
  for (const Leaf& leaf : *first) {
    here.emplace(leaf.path, leaf.text);
    const auto found = there.find(leaf.path);
    if (found == there.end()) {
      out.values.push_back({leaf.path, leaf.text, ""});
    } else if (found->second != leaf.text) {
      out.values.push_back({leaf.path, leaf.text, std::string(found->second)});
    }
  }
  for (const Leaf& leaf : *second) {
    if (!here.contains(leaf.path)) out.values.push_back({leaf.path, "", leaf.text});
  }
  out.same_fleet = std::none_of(out.values.begin(), out.values.end(), [](const ValueDifference& value) { return is_of_fleet(value.path); });
  return out;
}

}  // namespace picket::sim
