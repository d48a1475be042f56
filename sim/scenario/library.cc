#include "sim/scenario/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "sim/scenario/price_layers.h"

namespace picket::sim {

namespace fs = std::filesystem;

/// One kind of part. A map's parts are called from several places of the scenario; a single part
/// is the value of its own key.
struct Library::Part {
  std::string_view key;  ///< top-level key of the scenario
  std::string_view folder;
  bool single;
};

namespace {

constexpr std::size_t kMaxBases = 8;

/// Where a name of a part was used.
struct Use {
  std::string name;
  Where where;
};

void collect_text(const YamlNode* node, std::vector<Use>& out) {
  if (node != nullptr && node->is_scalar()) out.push_back({node->text, node->where});
}

std::vector<Use> uses_in_list(const YamlNode& root, std::string_view list_key, std::string_view key) {
  std::vector<Use> out;
  const YamlNode* list = root.find(list_key);
  if (list == nullptr) return out;
  for (const YamlNode& element : list->items) collect_text(element.find(key), out);
  return out;
}

template <class Visit>
void for_each_twin_change(const YamlNode& root, Visit visit) {
  const YamlNode* policies = root.find("policies");
  if (policies == nullptr) return;
  for (const YamlNode& policy : policies->items) {
    const YamlNode* changes = policy.find("twin_changes");
    if (changes == nullptr) continue;
    for (const YamlNode& change : changes->items) visit(change);
  }
}

std::vector<Use> uses_of(const YamlNode& root, std::string_view map) {
  if (map == "policy_templates") {
    std::vector<Use> used = uses_in_list(root, "policies", "use");
    for_each_twin_change(root, [&](const YamlNode& change) { collect_text(change.find("policy"), used); });
    return used;
  }
  if (map == "attack_templates") return uses_in_list(root, "attacks", "use");
  std::vector<Use> out;
  if (map == "device_classes") {
    out = uses_in_list(root, "fleet", "device_class");
    // A gateway's class is one of the fleet's, or the check of gateways says so.
    const std::vector<Use> gateways = uses_in_list(root, "fleet", "gateway");
    out.insert(out.end(), gateways.begin(), gateways.end());
    if (const YamlNode* attacks = root.find("attacks")) {
      for (const YamlNode& attack : attacks->items) {
        if (const YamlNode* targets = attack.find("targets")) collect_text(targets->find("device_class"), out);
      }
    }
    if (const YamlNode* weaknesses = root.find("weaknesses")) {
      for (const YamlNode& weakness : weaknesses->items) {
        if (const YamlNode* targets = weakness.find("targets")) collect_text(targets->find("device_class"), out);
      }
    }
    if (const YamlNode* faults = root.find("faults")) {
      for (const YamlNode& fault : faults->items) {
        if (const YamlNode* targets = fault.find("targets")) collect_text(targets->find("device_class"), out);
      }
    }
    for_each_twin_change(root, [&](const YamlNode& change) {
      if (const YamlNode* targets = change.find("targets")) collect_text(targets->find("device_class"), out);
    });
  } else if (const YamlNode* fleet = root.find("fleet")) {
    for (const YamlNode& group : fleet->items) {
      const YamlNode* access = group.find("access");
      if (access == nullptr) continue;
      for (const YamlMember& line : access->members) out.push_back({line.key, line.where});
    }
  }
  return out;
}

/// Names become file names, so nothing that could leave the folder.
bool is_part_name(std::string_view name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return !name.empty() && name.size() <= 64 && name.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool is_library_folder(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "policies", error) && fs::is_directory(folder / "profiles", error);
}

}  // namespace

bool is_library_key(std::string_view key) {
  constexpr std::array<std::string_view, 6> kKeys{"networks",         "device_classes", "attack_templates",
                                                  "policy_templates", "client",         "prices"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

std::string Library::find_for(const std::string& scenario_path) {
  std::error_code error;
  fs::path folder = fs::absolute(scenario_path, error).parent_path();
  constexpr int kMaxLevels = 12;
  for (int i = 0; i < kMaxLevels && !error; ++i) {
    if (is_library_folder(folder)) return folder.generic_string();
    if (is_library_folder(folder / "scenarios")) return (folder / "scenarios").generic_string();
    if (folder == folder.root_path()) break;
    folder = folder.parent_path();
  }
  return "";
}

std::span<const Library::Part> Library::parts() {
  static constexpr std::array<Part, 6> kParts{{{"networks", "profiles", false},
                                               {"device_classes", "profiles", false},
                                               {"attack_templates", "attacks", false},
                                               {"policy_templates", "policies", false},
                                               {"client", "clients", true},
                                               {"prices", "prices", true}}};
  return kParts;
}

void Library::resolve(YamlNode& root) {
  if (!root.is_map()) return;
  for (const Part& part : parts()) {
    if (part.single) {
      resolve_single(root, part);
    } else {
      resolve_map(root, part);
    }
  }
}

std::optional<YamlNode> Library::part(std::string_view map, const std::string& name, Where asked_at) {
  const auto found = std::ranges::find(parts(), map, &Part::key);
  return found == parts().end() ? std::nullopt : load(*found, name, asked_at);
}

void Library::resolve_map(YamlNode& root, const Part& part) {
  YamlNode* map = root.find(part.key);
  if (map != nullptr && map->is_map()) {
    // Bases are looked up among the definitions as they were written, whatever their order.
    const YamlNode written = *map;
    for (YamlMember& member : map->members) {
      std::vector<std::string> chain{member.key};
      member.value = over_base(part, std::move(member.value), &written, chain);
    }
  } else if (map != nullptr) {
    return;  // of a wrong type; the reader says so
  }
  std::set<std::string> seen;
  if (map != nullptr) {
    for (const YamlMember& member : map->members) seen.insert(member.key);
  }
  for (const Use& use : uses_of(root, part.key)) {
    if (!seen.insert(use.name).second) continue;
    std::optional<YamlNode> value = load(part, use.name, use.where);
    if (!value) continue;
    map = root.find(part.key);
    if (map == nullptr) {
      YamlNode fresh;
      fresh.kind = YamlNode::Kind::kMap;
      fresh.where = use.where;
      root.members.push_back({std::string(part.key), use.where, std::move(fresh)});
      map = &root.members.back().value;
    }
    map->members.push_back({use.name, use.where, std::move(*value)});
  }
}

void Library::resolve_single(YamlNode& root, const Part& part) {
  YamlNode* node = root.find(part.key);
  if (node == nullptr) return;
  if (node->is_map()) {
    std::vector<std::string> chain{std::string(part.key)};
    *node = over_base(part, std::move(*node), nullptr, chain);
  } else if (node->is_scalar()) {
    if (std::optional<YamlNode> value = load(part, node->text, node->where)) {
      *node = std::move(*value);
    } else {
      diagnostics_.add(Code::kUnknownName, node->where, std::string(part.key),
                       fmt::format("nothing is called {}", quote(node->text)),
                       fmt::format("in the library: {}", fmt::join(names_for(part.key), ", ")));
      // The reader would otherwise say the same again in other words.
      std::erase_if(root.members, [&](const YamlMember& m) { return m.key == part.key; });
    }
  }
}

/// `chain`: the names of what is based on each other down to `value`.
YamlNode Library::over_base(const Part& part, YamlNode value, const YamlNode* siblings, std::vector<std::string>& chain) {
  if (!value.is_map()) return value;
  const auto base = std::ranges::find(value.members, std::string_view("base"), &YamlMember::key);
  if (base == value.members.end()) return value;
  const YamlNode name = std::move(base->value);
  value.members.erase(base);
  const std::string path = fmt::format("{}.base", part.key);
  const YamlNode* sibling = siblings != nullptr && name.is_scalar() ? siblings->find(name.text) : nullptr;
  // A definition may be based on the library's part of the same name: then it is no sibling.
  if (sibling != nullptr && sibling->where == value.where) sibling = nullptr;
  if (sibling != nullptr && std::ranges::find(chain, name.text) != chain.end()) {
    diagnostics_.add(Code::kTwoSources, name.where, path,
                     fmt::format("templates are based on each other: {} -> {}", fmt::join(chain, " -> "), name.text),
                     "remove one of the bases");
    return value;
  }
  if (chain.size() > kMaxBases) {
    diagnostics_.add(Code::kTooBig, name.where, path, fmt::format("bases are more than {} deep", kMaxBases),
                     "base it on something nearer to the last one");
    return value;
  }
  std::optional<YamlNode> under;
  if (sibling != nullptr) {
    chain.push_back(name.text);
    under = over_base(part, *sibling, siblings, chain);
    chain.pop_back();
  } else if (name.is_scalar()) {
    under = load(part, name.text, name.where);
  }
  if (under) {
    if (part.key != "prices") return merge_deep(std::move(*under), std::move(value));
    YamlNode book = merge_deep(*under, std::move(value));
    settle_price_book(*under, book, diagnostics_);
    return book;
  }
  if (diagnostics_.full()) {
    diagnostics_.add(Code::kTwoSources, name.where, "", "");
    return value;
  }
  diagnostics_.add(Code::kTwoSources, name.where, path, fmt::format("no base is called {}", quote(name.text)),
                   fmt::format("in the library: {}", fmt::join(names_for(part.key), ", ")));
  return value;
}

std::optional<YamlNode> Library::load(const Part& part, const std::string& name, Where asked_at) {
  if (folder_.empty() || !is_part_name(name)) return std::nullopt;
  if (part.key == "networks") return load_network(name, asked_at);
  const std::string path = fmt::format("{}/{}/{}.yaml", folder_, part.folder, name);
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  std::optional<YamlNode> value = files_.read(path, asked_at);
  if (!value || !value->is_map() || value->find("base") == nullptr) return value;
  // A part of the library may change another; a circle of them ends at the limit.
  if (depth_ > kMaxBases) {
    diagnostics_.add(Code::kTooBig, value->find("base")->where, fmt::format("{}.base", part.key), fmt::format("bases are more than {} deep", kMaxBases),
                     "base it on something nearer to the last one");
    return value;
  }
  ++depth_;
  std::vector<std::string> chain;
  value = over_base(part, *std::move(value), nullptr, chain);
  --depth_;
  return value;
}

std::optional<YamlNode> Library::load_network(const std::string& name, Where asked_at) {
  if (!networks_read_) {
    networks_read_ = true;
    const std::string path = folder_ + "/profiles/networks.yaml";
    std::error_code error;
    if (fs::exists(path, error)) networks_ = files_.read(path, asked_at);
  }
  const YamlNode* all = networks_ ? networks_->find("networks") : nullptr;
  const YamlNode* found = all == nullptr ? nullptr : all->find(name);
  return found == nullptr ? std::nullopt : std::optional<YamlNode>(*found);
}

std::vector<std::string> Library::names_for(std::string_view map) const {
  std::vector<std::string> names;
  if (folder_.empty()) return names;
  if (map == "networks") {
    const YamlNode* all = networks_ ? networks_->find("networks") : nullptr;
    if (all == nullptr) return names;
    for (const YamlMember& member : all->members) names.push_back(member.key);
  } else {
    const std::string_view folder = map == "device_classes"     ? "profiles"
                                    : map == "attack_templates" ? "attacks"
                                    : map == "policy_templates" ? "policies"
                                    : map == "client"           ? "clients"
                                                                : "prices";
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(fmt::format("{}/{}", folder_, folder), error)) {
      const fs::path& path = entry.path();
      if (path.extension() == ".yaml" && path.stem() != "networks") names.push_back(path.stem().generic_string());
    }
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace picket::sim
