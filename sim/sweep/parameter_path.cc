#include "sim/sweep/parameter_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/scenario_fields.h"

namespace picket::sim {
namespace {

/// What all points have in common, and why.
struct Common {
  std::string_view path;
  bool whole;  ///< only the value itself, not what is below it
  std::string_view why;
};
constexpr auto kCommon = std::to_array<Common>({
    {"replications", false, "every point has the same replications, so that points are compared in pairs; give --replications"},
    {"seed", false, "every point has the same seed, so that points are compared in pairs; more replications vary what is random"},
    {"name", false, "it names the study's folder"},
    {"policies", true, "the policies of a study are columns, not points; give --policy, or `policies` in the study"},
    {"reference_policy", false, "every point has the same reference"},
    {"rules", false, "the rules are read once; run one study with each, with --rules"},
    {"intel.feeds", false, "feeds are read once; run one study with each"},
    {"fixed_hub", false, "a sweep sizes the hub at each point; set `hubs` to vary a hub of a given size"},
    {"store_replications", false, "a sweep stores no workspaces"},
});

constexpr auto kTemplateMaps = std::to_array<std::string_view>({"policy_templates", "attack_templates", "device_classes", "networks"});

bool has_below(const LoadResult& base, std::string_view path) {
  return std::any_of(base.origins.begin(), base.origins.end(), [&](const Origin& origin) { return is_path_below(origin.path, path); });
}

/// Names that the scenario has below a map.
std::set<std::string> names_below(const LoadResult& base, std::string_view map) {
  std::set<std::string> names;
  for (const Origin& origin : base.origins) {
    if (!is_path_below(origin.path, map) || origin.path.size() <= map.size() + 1) continue;
    const std::string_view rest = std::string_view(origin.path).substr(map.size() + 1);
    names.emplace(rest.substr(0, rest.find_first_of(".[")));
  }
  return names;
}

/// Paths of the policy that end in `end`.
std::vector<std::string> ending_in(const LoadResult& base, std::string_view policy, std::string_view end) {
  std::vector<std::string> paths;
  for (const Origin& origin : base.origins) {
    if (is_path_below(origin.path, policy) && origin.path.ends_with(end) &&
        origin.path[origin.path.size() - end.size() - 1] == '.') {
      paths.push_back(origin.path);
    }
  }
  return paths;
}

/// The key of the policy that was most likely meant by one that is none of its keys, first or last; empty if there is none.
std::string key_meant(const LoadResult& base, std::string_view policy, std::string_view key) {
  Policy any;
  for (const Field& field : type_of<Policy>().fields(&any)) {
    if (field.name == key) return {};  // a key that the policy leaves out
  }
  std::set<std::string_view> keys;
  for (const Origin& origin : base.origins) {
    if (!is_path_below(origin.path, policy) || origin.path.size() == policy.size()) continue;
    const std::string_view last = std::string_view(origin.path).substr(origin.path.rfind('.') + 1);
    keys.insert(last.substr(0, last.find('[')));
  }
  return closest_word(key, std::vector<std::string_view>(keys.begin(), keys.end()));
}

}  // namespace

bool is_path_below(std::string_view path, std::string_view above) {
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '.' || path[above.size()] == '[');
}

Result<std::string, PathError> resolve_path(std::string_view written, const LoadResult& base) {
  std::string path(written);
  if (path.starts_with("policy.")) path = "policy_templates." + path.substr(7);
  for (const Common& common : kCommon) {
    if (common.whole ? path == common.path : is_path_below(path, common.path)) {
      return PathError{fmt::format("{} cannot vary from point to point", quote(written)), std::string(common.why)};
    }
  }
  for (const std::string_view map : kTemplateMaps) {
    if (!path.starts_with(std::string(map) + ".")) continue;
    const std::size_t begin = map.size() + 1;
    const std::size_t end = std::min(path.find_first_of(".[", begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    const std::set<std::string> names = names_below(base, map);
    if (!names.contains(name)) {
      const std::string near = closest_word(name, std::vector<std::string_view>(names.begin(), names.end()));
      return PathError{fmt::format("the scenario has no {}.{}", map, name),
                       near.empty() ? fmt::format("there are: {}", fmt::join(names, ", ")) : fmt::format("did you mean '{}'?", near)};
    }
    if (map != "policy_templates" || end == path.size() || has_below(base, path)) continue;
    const std::vector<std::string> meant = ending_in(base, path.substr(0, end), path.substr(end + 1));
    if (meant.size() == 1) return meant.front();
    const std::string_view key = std::string_view(path).substr(end + 1);
    if (meant.empty() && key.find_first_of(".[") == std::string_view::npos) {
      if (const std::string near = key_meant(base, std::string_view(path).substr(0, end), key); !near.empty()) {
        return PathError{fmt::format("the policy {} has no value {}", name, quote(key)),
                         fmt::format("did you mean '{}{}'?", written.substr(0, written.size() - key.size()), near)};
      }
    }
    if (meant.size() > 1) {
      return PathError{fmt::format("{} may mean {} values of the policy", quote(written), meant.size()),
                       fmt::format("write one of them out, such as '{}'", meant.front())};
    }
  }
  return path;
}

}  // namespace picket::sim
