#include "sim/import/hub_fleet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "agent_core/base/closest_word.h"
#include "sim/import/part_name.h"

namespace picket::sim {
namespace {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known, std::string_view what) {
  const std::vector<std::string_view> words(known.begin(), known.end());
  const std::string near = closest_word(word, words);
  if (!near.empty()) return fmt::format("did you mean '{}'?", one_line(near));
  constexpr std::size_t kMost = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(known.size(), kMost); ++i) list += (list.empty() ? "" : ", ") + one_line(known[i]);
  if (known.size() > kMost) list += ", ...";
  return list.empty() ? "" : fmt::format("{}: {}", what, list);
}

/// What a group is called on the command line.
std::string value_of(const HubGroup& group, const HubFleetChoices& choices) {
  if (choices.group_by.empty()) return std::string(group.is_edge ? kEdgeValue : kDeviceValue);
  return group.value.value_or("");
}

/// --class, read and held against what there is.
class Classes {
 public:
  Classes(const IdentityExport& registry, const HubFleetChoices& choices, Diagnostics& diagnostics) : choices_(choices), diagnostics_(diagnostics) {
    std::set<std::string> values;
    for (const HubGroupRow& row : registry.groups) {
      if (const std::string value = value_of(row.group, choices); !value.empty()) values.insert(value);
    }
    values_.assign(values.begin(), values.end());
    for (const std::string& pair : choices.classes) read(pair);
  }

  std::pair<std::string, ClassFrom> of(const HubGroup& group) {
    const std::string value = value_of(group, choices_);
    for (const std::string& name : {value, std::string("*")}) {
      if (const auto found = given_.find(name); found != given_.end() && !name.empty()) return {found->second, ClassFrom::kOption};
    }
    if (!choices_.group_by.empty() && !value.empty() && is_known(part_name(value))) return {part_name(value), ClassFrom::kValue};
    const std::string& assumed = group.is_edge ? choices_.edge_class : choices_.other_class;
    if (!is_known(assumed) && told_.insert(assumed).second) {
      diagnostics_.add(Code::kUnknownName, Where{}, "--class", fmt::format("the library has no class {}, which is what it takes where nothing is said", quote(assumed)),
                       did_you_mean("", choices_.known_classes, "say --class '*=CLASS'; in the library"));
    }
    return {assumed, ClassFrom::kAssumed};
  }

 private:
  bool is_known(const std::string& name) const { return std::ranges::find(choices_.known_classes, name) != choices_.known_classes.end(); }

  void read(const std::string& pair) {
    // A value may hold '=', and the name of a class does not.
    const std::size_t equals = pair.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      diagnostics_.add(Code::kBadOverride, Where{}, "--class", quote(pair) + " is no VALUE=DEVICE_CLASS", "as in camera=ip_camera");
      return;
    }
    const std::string value = pair.substr(0, equals);
    const std::string name = pair.substr(equals + 1);
    if (!is_known(name)) {
      diagnostics_.add(Code::kUnknownName, Where{}, "--class", quote(name) + " is no class of devices", did_you_mean(name, choices_.known_classes, "in the library"));
    }
    if (value != "*" && std::ranges::find(values_, value) == values_.end()) {
      diagnostics_.add(Code::kUnknownName, Where{}, "--class", fmt::format("no device has the value {}", quote(value)), did_you_mean(value, values_, "there are"));
    }
    if (!given_.emplace(value, name).second) diagnostics_.add(Code::kNameTwice, Where{}, "--class", quote(value) + " is given twice", "remove one of the two");
  }

  const HubFleetChoices& choices_;
  Diagnostics& diagnostics_;
  std::vector<std::string> values_;
  std::map<std::string, std::string> given_;
  std::set<std::string> told_;
};

/// What groups of a fleet are told apart by; without gateway before with one.
using GroupKey = std::tuple<std::optional<std::string>, bool, bool, std::string>;

HubFleetGroup& group_in(std::map<GroupKey, HubFleetGroup>& groups, const HubGroup& group, const std::pair<std::string, ClassFrom>& its_class,
                        const std::string& gateway) {
  const bool is_x509 = group.auth == HubAuth::kSelfSigned || group.auth == HubAuth::kCertificateAuthority;
  HubFleetGroup& out = groups[{group.value, group.is_edge, is_x509, gateway}];
  out.value = group.value;
  out.is_edge = group.is_edge;
  out.is_x509 = is_x509;
  std::tie(out.device_class, out.class_from) = its_class;
  out.gateway = gateway;
  return out;
}

void add_devices(HubFleetGroup& to, HubAuth auth, std::uint64_t devices) {
  to.devices += devices;
  if (auth == HubAuth::kNotSaid) to.auth_not_said += devices;
  if (auth == HubAuth::kCertificateAuthority) to.by_authority += devices;
}

bool refuse_registry(const IdentityExport& registry, const HubFleetChoices& choices, Diagnostics& diagnostics) {
  if (registry.is_utf16) {
    diagnostics.add(Code::kNotUtf8, Where{}, "--from-hub", "the file is UTF-16, as PowerShell's '>' writes it", "save it as UTF-8: ... | Out-File -Encoding utf8 FILE");
  } else if (registry.has_too_many_groups) {
    diagnostics.add(Code::kTooBig, Where{}, "--group-by", fmt::format("{} has more than {} different values", quote(choices.group_by), IdentityExportLimits{}.groups),
                    "take one that says what kind of device it is");
  } else if (registry.devices() == 0) {
    diagnostics.add(Code::kNothingToRun, Where{}, "--from-hub", "no enabled device can be read from it",
                    "devices.txt of an export job, or what 'az iot hub device-identity list --output json' prints");
  } else if (!choices.group_by.empty() && registry.without_group == registry.devices()) {
    std::string hint;
    if (choices.group_by.starts_with("tags.")) hint = did_you_mean(choices.group_by.substr(5), registry.tag_names, "tags that devices have");
    diagnostics.add(Code::kUnknownName, Where{}, "--group-by", fmt::format("no device has {} as a text, a number or a truth value", quote(choices.group_by)), hint);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> group_path_of(const std::string& group_by, Diagnostics& diagnostics) {
  std::vector<std::string> path;
  for (std::string_view rest = group_by; !group_by.empty();) {
    path.emplace_back(rest.substr(0, rest.find('.')));
    if (rest.find('.') == std::string_view::npos) break;
    rest.remove_prefix(rest.find('.') + 1);
  }
  const bool is_tag = path.size() >= 2 && path[0] == "tags";
  const bool is_reported = path.size() >= 3 && path[0] == "properties" && path[1] == "reported";
  const bool has_gap = std::ranges::find(path, "") != path.end();
  constexpr std::size_t kDeepest = 12;  // twins have ten levels below tags
  if (group_by.empty() || ((is_tag || is_reported) && !has_gap && path.size() <= kDeepest)) return path;
  const bool is_bare = path.size() == 1 && !has_gap;
  diagnostics.add(Code::kUnknownName, Where{}, "--group-by", quote(group_by) + " is neither tags.KEY nor properties.reported.KEY",
                  is_bare ? fmt::format("did you mean 'tags.{}'?", one_line(group_by)) : "as in tags.model or tags.location.site");
  return {};
}

std::optional<HubFleet> hub_fleet(const IdentityExport& registry, const HubFleetChoices& choices, Diagnostics& diagnostics) {
  if (refuse_registry(registry, choices, diagnostics)) return std::nullopt;
  Classes classes(registry, choices, diagnostics);
  std::vector<std::pair<std::string, ClassFrom>> class_of_row;
  for (const HubGroupRow& row : registry.groups) {
    class_of_row.push_back(row.devices > 0 ? classes.of(row.group) : std::pair(std::string(), ClassFrom::kAssumed));
  }
  HubFleet out;
  std::map<GroupKey, HubFleetGroup> groups;
  std::set<std::string> gateway_classes;
  for (const HubChildren& children : registry.children) gateway_classes.insert(class_of_row[children.gateway].first);
  std::vector<std::uint64_t> alone;
  for (const HubGroupRow& row : registry.groups) {
    alone.push_back(row.devices);
    out.nested_edge += row.nested;
  }
  for (const HubChildren& children : registry.children) {
    const auto& its_class = class_of_row[children.group];
    if (gateway_classes.contains(its_class.first)) {
      out.unplaced += children.devices;
      continue;
    }
    const HubGroup& group = registry.groups[children.group].group;
    HubFleetGroup& placed = group_in(groups, group, its_class, class_of_row[children.gateway].first);
    placed.least = placed.devices == 0 ? children.least : std::min(placed.least, children.least);
    placed.most = std::max(placed.most, children.most);
    placed.gateways += children.gateways;
    add_devices(placed, group.auth, children.devices);
    alone[children.group] -= children.devices;
  }
  for (std::size_t i = 0; i < registry.groups.size(); ++i) {
    const HubGroup& group = registry.groups[i].group;
    if (alone[i] > 0) add_devices(group_in(groups, group, class_of_row[i], ""), group.auth, alone[i]);
  }
  std::map<std::string, std::uint64_t> of_class;
  for (const auto& [key, group] : groups) of_class[group.device_class] += group.gateway.empty() ? group.devices : 0;
  for (auto& [key, group] : groups) {
    // A gateway whose children authenticate in two ways that the scenario has one word for was counted for each.
    group.gateways = std::min({group.gateways, group.devices, of_class[group.gateway]});
    out.groups.push_back(std::move(group));
  }
  if (out.groups.size() > kMaxFleetGroups) {
    diagnostics.add(Code::kTooBig, Where{}, "--group-by", fmt::format("it makes {} groups, and a scenario has at most {}", out.groups.size(), kMaxFleetGroups),
                    "take one with fewer values");
  }
  if (!diagnostics.ok()) return std::nullopt;
  return out;
}

}  // namespace picket::sim
