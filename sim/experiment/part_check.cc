#include "sim/experiment/part_check.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "agent_core/base/check.h"
#include "sim/attack/compiled_attack.h"
#include "sim/experiment/rule_content.h"
#include "sim/fleet/compiled_class.h"
#include "sim/scenario/library.h"
#include "sim/scenario/override.h"
#include "sim/scenario/policy_checks.h"
#include "sim/scenario/price_checks.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/references.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/variant_checks.h"

namespace picket::sim {

/// profiles/networks.yaml.
struct NetworkFile {
  std::map<std::string, AccessNetwork> networks;
};

template <class Visitor>
void describe(Visitor& v, NetworkFile& f) {
  v.field("networks", f.networks, {.says = "Kinds of line by name.", .required = true});
}

namespace {

/// The key of a scenario that parts of this kind stand below; empty: they have no bases.
std::string_view scenario_key(FileKind kind) {
  switch (kind) {
    case FileKind::kAttack: return "attack_templates";
    case FileKind::kPolicy: return "policy_templates";
    case FileKind::kClass: return "device_classes";
    case FileKind::kPrices: return "prices";
    case FileKind::kClient: return "client";
    default: return "";
  }
}

YamlNode map_with(std::string key, YamlNode value) {
  YamlNode map;
  map.kind = YamlNode::Kind::kMap;
  map.where = value.where;
  const Where where = value.where;
  map.members.push_back({std::move(key), where, std::move(value)});
  return map;
}

class PartCheck {
 public:
  PartCheck(std::string library_folder, const PipelineContent& content, Diagnostics& diagnostics)
      : folder_(std::move(library_folder)), content_(content), diagnostics_(diagnostics), files_(diagnostics) {}

  void run(FileKind kind, const std::string& path, std::span<const std::string> sets) {
    std::optional<YamlNode> root = files_.read(path, Where{});
    if (!root) return;
    YamlNode part = over_its_base(kind, std::filesystem::path(path).stem().string(), *std::move(root));
    for (const Override& o : read_overrides(sets, diagnostics_)) apply_override(part, o, diagnostics_);
    switch (kind) {
      case FileKind::kAttack: return attack(part);
      case FileKind::kPolicy: return policy(part);
      case FileKind::kClass: return device_class(part);
      case FileKind::kNetworks: return values<NetworkFile>(part);
      case FileKind::kPrices: return prices(part);
      case FileKind::kClient: return values<ClientPreset>(part);
      case FileKind::kUnknown:
      case FileKind::kScenario:
      case FileKind::kSuite:
      case FileKind::kSweep:
      case FileKind::kTune: break;
    }
    PICKET_CHECK(false, "no part", static_cast<int>(kind));
  }

 private:
  YamlNode over_its_base(FileKind kind, const std::string& name, YamlNode part) {
    const std::string key(scenario_key(kind));
    if (key.empty() || part.find("base") == nullptr) return part;
    const bool single = kind == FileKind::kPrices || kind == FileKind::kClient;
    YamlNode scenario = map_with(key, single ? std::move(part) : map_with(name, std::move(part)));
    Library(folder_, files_, diagnostics_).resolve(scenario);
    YamlNode& value = *scenario.find(key);
    return std::move(single ? value : *value.find(name));
  }

  /// True if nothing was wrong with the values: of others, what they say together is not what was meant.
  template <class T>
  bool read(T& object, const YamlNode& root) {
    const std::size_t before = diagnostics_.errors();
    Reader(diagnostics_, places_).read(object, root);
    return diagnostics_.errors() == before;
  }

  template <class T>
  void values(const YamlNode& root) {
    T object{};
    read(object, root);
  }

  void tell(const std::string& path, std::string message) {
    diagnostics_.add(Code::kNotPlayable, place_of(places_, path), path, std::move(message));
  }

  void attack(const YamlNode& root) {
    AttackTemplate attack;
    const bool sound = read(attack, root);
    check_attack_ranges(attack, "", places_, diagnostics_);
    if (!sound) return;
    for (PartProblem& problem : problems_of(attack)) tell(problem.path, std::move(problem.says));
    for (std::size_t i = 0; i < attack.expect.size(); ++i) {
      if (!content_.find_alert(attack.expect[i])) tell(item_path("expect", i), unraised(attack.expect[i], content_));
    }
    warn_of_undetectable(attack, true, root.where, diagnostics_);
  }

  void policy(const YamlNode& root) {
    Policy policy;
    if (read(policy, root)) check_policy(policy, "", places_, diagnostics_);
  }

  void prices(const YamlNode& root) {
    PriceBook prices;
    if (read(prices, root)) check_price_book(prices, "", places_, diagnostics_);
  }

  void device_class(const YamlNode& root) {
    DeviceClass device_class;
    if (!read(device_class, root)) return;
    for (PartProblem& problem : problems_of(device_class)) tell(problem.path, std::move(problem.says));
  }

  std::string folder_;
  const PipelineContent& content_;
  Diagnostics& diagnostics_;
  ScenarioFiles files_;
  Places places_;
};

}  // namespace

void check_part(FileKind kind, const std::string& path, std::span<const std::string> sets, const std::string& library_folder,
                const PipelineContent& content, Diagnostics& diagnostics) {
  PartCheck(library_folder, content, diagnostics).run(kind, path, sets);
}

void warn_of_undetectable(const AttackTemplate& attack, bool needs_deadline, Where where, Diagnostics& diagnostics) {
  if (attack.expect.empty()) {
    diagnostics.add(Code::kNothingDetects, where, "expect", "the attack expects no alert, so nothing detects it",
                    "write for example 'expect: [IoT_ReverseShell]'; 'picket schema alerts' lists them");
  }
  if (needs_deadline && attack.deadline <= Duration()) {
    diagnostics.add(Code::kNothingDetects, where, "deadline", "the attack has no deadline, so no alert comes in time",
                    "write for example 'deadline: 125 min'");
  }
}

}  // namespace picket::sim
