#include "sim/import/mud_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "agent_core/base/closest_word.h"
#include "sim/import/json_tree.h"
#include "sim/import/mud_entry.h"
#include "sim/import/tree_reader.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// Which policies name an access list.
struct Named {
  bool from_device = false;
  bool to_device = false;
};

/// Where access lists stand: RFC 8519, which RFC 8520 uses, and its drafts, after which many published profiles were made.
constexpr std::string_view kLists = "ietf-access-control-list:acls";
constexpr std::string_view kDraftLists = "ietf-access-control-list:access-lists";

class MudReader {
 public:
  explicit MudReader(Diagnostics& diagnostics) : diagnostics_(diagnostics), tree_(diagnostics) {}

  MudProfile read(const YamlNode& root) {
    MudProfile profile;
    if (const YamlNode* mud = tree_.required(root, "ietf-mud:mud", "", YamlNode::Kind::kMap)) head(*mud, profile);
    const std::string_view key = root.find(kDraftLists) != nullptr && root.find(kLists) == nullptr ? kDraftLists : kLists;
    if (const YamlNode* lists = tree_.required(root, key, "", YamlNode::Kind::kMap)) access_lists(*lists, std::string(key), profile);
    return profile;
  }

 private:
  void head(const YamlNode& mud, MudProfile& profile) {
    if (const auto version = tree_.number(mud, "mud-version", "ietf-mud:mud", 255); version && *version != 1) {
      diagnostics_.add(Code::kNotSupported, tree_.find(mud, "mud-version")->where, "ietf-mud:mud.mud-version",
                       fmt::format("version {} of MUD", *version), "version 1 is what RFC 8520 describes");
    }
    if (tree_.required(mud, "mud-url", "ietf-mud:mud", YamlNode::Kind::kScalar) != nullptr) {
      profile.mud_url = tree_.text(mud, "mud-url", "ietf-mud:mud");
    }
    profile.systeminfo = tree_.text(mud, "systeminfo", "ietf-mud:mud");
    profile.manufacturer = tree_.text(mud, "mfg-name", "ietf-mud:mud");
    profile.model = tree_.text(mud, "model-name", "ietf-mud:mud");
    profile.firmware_revision = tree_.text(mud, "firmware-rev", "ietf-mud:mud");
    policy(mud, "from-device-policy", &Named::from_device);
    policy(mud, "to-device-policy", &Named::to_device);
  }

  void policy(const YamlNode& mud, std::string_view key, bool Named::*direction) {
    const std::string path = child_path("ietf-mud:mud", key);
    const YamlNode* policy = tree_.optional(mud, key, "ietf-mud:mud", YamlNode::Kind::kMap);
    if (policy == nullptr) return;
    const YamlNode* lists = tree_.required(*policy, "access-lists", path, YamlNode::Kind::kMap);
    if (lists == nullptr) return;
    const std::string below = child_path(path, "access-lists");
    const YamlNode* list = tree_.required(*lists, "access-list", below, YamlNode::Kind::kList);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const std::string at = item_path(child_path(below, "access-list"), i);
      if (!tree_.is(list->items[i], YamlNode::Kind::kMap, at)) continue;
      const YamlNode* name = tree_.required(list->items[i], "name", at, YamlNode::Kind::kScalar);
      if (name == nullptr) continue;
      named_[name->text].*direction = true;
      uses_.push_back({name->text, child_path(at, "name"), name->where});
    }
  }

  void access_lists(const YamlNode& lists, const std::string& path, MudProfile& profile) {
    const YamlNode* acls = tree_.required(lists, "acl", path, YamlNode::Kind::kList);
    if (acls == nullptr) return;
    std::vector<std::string_view> known;
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < acls->items.size(); ++i) {
      const YamlNode& acl = acls->items[i];
      const std::string at = item_path(child_path(path, "acl"), i);
      if (!tree_.is(acl, YamlNode::Kind::kMap, at)) continue;
      const YamlNode* name = tree_.required(acl, "name", at, YamlNode::Kind::kScalar);
      if (name == nullptr) continue;
      if (!names.insert(name->text).second) {
        diagnostics_.add(Code::kNameTwice, name->where, child_path(at, "name"),
                         fmt::format("{} is used twice", quote(name->text)), "give each a name of its own");
      }
      known.push_back(name->text);
      entries(acl, name->text, at, profile);
    }
    for (const Use& use : uses_) {
      if (names.contains(use.name)) continue;
      // A hint costs a look at every name; one that is not told costs nothing.
      const std::string near = diagnostics_.full() ? "" : closest_word(use.name, known);
      diagnostics_.add(Code::kUnknownName, use.where, use.path, fmt::format("no access list is called {}", quote(use.name)),
                       near.empty() ? "" : fmt::format("did you mean {}?", quote(near)));
    }
  }

  void entries(const YamlNode& acl, const std::string& name, const std::string& at, MudProfile& profile) {
    const std::string type = tree_.text(acl, "type", at);
    const YamlNode* aces = tree_.optional(acl, "aces", at, YamlNode::Kind::kMap);
    if (aces == nullptr) return;
    const std::string below = child_path(at, "aces.ace");
    const YamlNode* list = tree_.required(*aces, "ace", child_path(at, "aces"), YamlNode::Kind::kList);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const YamlNode& ace = list->items[i];
      if (profile.entries.size() >= kMaxMudEntries) {
        diagnostics_.add(Code::kTooBig, ace.where, below, fmt::format("more than {} access control entries", kMaxMudEntries));
        return;
      }
      const auto named = named_.find(name);
      MudEntry entry;
      entry.acl = name;
      entry.ipv6 = type.find("ipv6") != std::string::npos;
      entry.from_device = named == named_.end() || named->second.from_device;
      read_mud_entry(ace, item_path(below, i), tree_, diagnostics_, entry);
      if (named == named_.end()) {
        entry.left_out = "no policy names its access list";
      } else if (named->second.from_device && named->second.to_device) {
        entry.left_out = "both policies name its access list, so whose ports it means is open";
      }
      profile.entries.push_back(std::move(entry));
    }
  }

  struct Use {
    std::string name;
    std::string path;
    Where where;
  };
  Diagnostics& diagnostics_;
  TreeReader tree_;
  std::map<std::string, Named> named_;  ///< access lists that a policy names
  std::vector<Use> uses_;
};

}  // namespace

std::optional<MudProfile> read_mud(std::string_view text, std::uint32_t source, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.errors();
  const std::optional<YamlNode> root = parse_json(text, source, diagnostics);
  if (!root) return std::nullopt;
  MudProfile profile = MudReader(diagnostics).read(*root);
  if (diagnostics.errors() != errors_before) return std::nullopt;
  return profile;
}

}  // namespace picket::sim
