#include "sim/suite/suite_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "sim/experiment/part_check.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/run_directory.h"
#include "sim/scenario/library.h"
#include "sim/scenario/load.h"
#include "sim/scenario/override.h"
#include "sim/scenario/plain_name.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/references.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/variant_checks.h"
#include "sim/suite/expectation_checks.h"
#include "sim/suite/invariant.h"
#include "sim/suite/made_yaml.h"
#include "sim/suite/suite_policies.h"
#include "sim/suite/suite_tree.h"
#include "sim/suite/suite_variants.h"

namespace picket::sim {

namespace fs = std::filesystem;

namespace {

/// After the longest wait, so that what is detected at the last moment is judged.
constexpr Duration kMargin = Duration::minutes(5);
constexpr std::uint32_t kSites = 2;
constexpr double kDefaultShare = 0.8;
constexpr const char* kNoVariants = "it says where variants are drawn, and none are asked for";

/// Of the places of a scenario those of alerts that attacks expect, and of the attacks: the others are many.
Places places_of_alerts(const Places& all) {
  Places out;
  for (const auto& [path, where] : all) {
    if (path.starts_with("attack_templates") && (path.find('.') == path.rfind('.') || path.find(".expect") != std::string::npos)) out.emplace(path, where);
  }
  return out;
}

/// Reads everything about one suite; each step adds to the diagnostics.
class SuiteLoader {
 public:
  SuiteLoader(const SuiteRequest& request, Diagnostics& diagnostics)
      : request_(request), diagnostics_(diagnostics), files_(diagnostics) {}

  std::optional<LoadedSuite> load() {
    std::optional<YamlNode> root = read_suite_tree(request_, files_, diagnostics_, out_.path);
    if (!root) return std::nullopt;
    for (const Override& o : read_overrides(request_.sets, diagnostics_)) apply_override(*root, o, diagnostics_);
    override_policies(*root);
    override_variants(*root);
    Reader(diagnostics_, places_).read(out_.suite, *root);
    name_everything();
    check();
    if (!diagnostics_.ok()) return std::nullopt;
    const SuiteTier tier = request_.tier.empty() ? SuiteTier{} : out_.suite.tiers.at(request_.tier);
    out_.budget = tier.budget;
    if (tier.max_replications) out_.suite.max_replications = *tier.max_replications;
    for (std::size_t i = 0; i < out_.suite.cases.size(); ++i) {
      const std::string& name = out_.suite.cases[i].name;
      if (!tier.cases.empty() && std::find(tier.cases.begin(), tier.cases.end(), name) == tier.cases.end()) continue;
      prepare(i, tier);
    }
    unique_folders();
    const auto has_checks = [](const PreparedCase& one) { return !one.checks.empty(); };
    if (skipped_ && std::none_of(out_.cases.begin(), out_.cases.end(), has_checks)) {
      tell(Code::kNothingToRun, "expect", "nothing is expected of the policies that run", "name others with --policy, or leave it out");
    }
    if (!diagnostics_.ok()) return std::nullopt;
    return std::move(out_);
  }

 private:
  std::string library_for(const std::string& path) const {
    return request_.library.empty() ? Library::find_for(path) : request_.library;
  }

  void tell(Code code, const std::string& path, std::string message, std::string hint = "") {
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  /// Policies of the command line replace the suite's; their paths count from where the person is.
  void override_policies(YamlNode& root) {
    if (request_.policies.empty() || !root.is_map()) return;
    replaced_ = names_of_policies(root);
    std::vector<YamlNode> items;
    for (const std::string& word : request_.policies) {
      const std::string use = is_file_name(word) ? fs::absolute(word).lexically_normal().string() : word;
      items.push_back(map_of({{"use", {}, text_scalar(use, {})}}, {}));
    }
    set_member(root, "policies", list_of(std::move(items), {}));
  }

  /// Variants of the command line replace the suite's and the cases'.
  void override_variants(YamlNode& root) {
    if (!root.is_map()) return;
    const auto everywhere = [&](std::string_view key, const std::string& value) {
      set_member(root, key, scalar(value, {}));
      YamlNode* cases = root.find("cases");
      if (cases == nullptr) return;
      for (YamlNode& one : cases->items) std::erase_if(one.members, [&](const YamlMember& m) { return m.key == key; });
    };
    if (request_.variants) everywhere("variants", std::to_string(*request_.variants));
    if (request_.held_out) everywhere("held_out", "true");
  }

  std::string beside_suite(const std::string& file) const {
    const fs::path path(file);
    return path.is_absolute() ? file : (fs::path(out_.path).parent_path() / path).lexically_normal().string();
  }

  void name_everything() {
    const auto stem = [](const std::string& word) { return is_file_name(word) ? fs::path(word).stem().string() : word; };
    for (SuitePolicy& policy : out_.suite.policies) {
      if (policy.name.empty()) policy.name = stem(policy.use);
    }
    for (SuiteCase& one : out_.suite.cases) {
      if (one.name.empty()) one.name = stem(one.attack.empty() ? one.scenario : one.attack);
    }
    if (out_.suite.expect.empty()) {
      Expectation usual;
      usual.detected = ShareBound{.at_least = kDefaultShare, .at_most = {}, .within = {}};
      out_.suite.expect.push_back(usual);
    }
    if (!request_.rules.empty()) out_.suite.rules = request_.rules;
  }

  void check() {
    Suite& suite = out_.suite;
    Diagnostics ignored;
    ScenarioFiles no_files(ignored);
    const std::string folder = library_for(out_.path);
    const Library library(folder, no_files, ignored);
    NameTables names;
    for (std::string& name : library.names_for("policy_templates")) names.defined["policy"].insert(std::move(name));
    for (std::string& name : library.names_for("attack_templates")) names.defined["attack"].insert(std::move(name));
    for (std::string& name : library.names_for("device_classes")) names.defined["class"].insert(std::move(name));
    for (const std::string& name : boundable_measures()) names.defined["measure"].insert(name);
    for (const std::string& name : invariant_names()) names.defined["invariant"].insert(name);
    for (const SuitePolicy& policy : suite.policies) {
      names.defined["policy of this suite"].insert(policy.name);
      if (is_file_name(policy.use)) names.defined["policy"].insert(policy.use);
    }
    for (const std::string& name : replaced_) names.defined["policy of this suite"].insert(name);
    for (const SuiteCase& one : suite.cases) {
      if (!one.name.empty()) names.defined["case of this suite"].insert(one.name);
      if (is_file_name(one.attack)) names.defined["attack"].insert(one.attack);
    }
    check_references(type_of<Suite>(), &suite, names, places_, diagnostics_);
    if (!suite.name.empty()) check_plain_name(suite.name, "name", places_, diagnostics_, kLongestStudyName);
    unique(suite.policies, "policies");
    unique(suite.cases, "cases");
    if (suite.policies.empty()) tell(Code::kNothingToRun, "policies", "a suite needs a policy");
    if (suite.cases.empty()) tell(Code::kNothingToRun, "cases", "a suite needs a case");
    for (std::size_t i = 0; i < suite.cases.size(); ++i) check_case(suite.cases[i], item_path("cases", i));
    const bool any = suite.variants > 0 || std::any_of(suite.cases.begin(), suite.cases.end(), [](const SuiteCase& one) { return one.variants.value_or(0) > 0; });
    if (suite.held_out && !any) tell(Code::kVariant, "held_out", kNoVariants, "write for example 'variants: 3', or add --variants 3");
    check_expectations(suite.expect, "expect");
    if (!request_.tier.empty() && !suite.tiers.contains(request_.tier)) {
      std::vector<std::string> known;
      for (const auto& [name, tier] : suite.tiers) known.push_back(name);
      tell(Code::kUnknownName, "tiers", fmt::format("no tier of this suite is called {}", quote(request_.tier)),
           known.empty() ? "it has no tiers" : fmt::format("there are: {}", fmt::join(known, ", ")));
    }
  }

  template <class T>
  void unique(const std::vector<T>& things, std::string_view list) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < things.size(); ++i) {
      const std::string path = item_path(std::string(list), i);
      if (!is_safe_name(things[i].name)) {
        tell(Code::kBadName, path, fmt::format("{} cannot be a name", quote(things[i].name)),
             "letters, digits, '.', '_' and '-', not starting with '.'");
      } else if (!seen.insert(things[i].name).second) {
        tell(Code::kNameTwice, path, fmt::format("two {} are called {}", list, quote(things[i].name)), "give one of them a name of its own");
      }
    }
  }

  void check_case(const SuiteCase& one, const std::string& path) {
    if (one.attack.empty() == one.scenario.empty()) {
      tell(Code::kTwoSources, path, "a case has either an attack or a scenario", one.attack.empty() ? "add one of them" : "remove one of them");
    }
    if (!one.scenario.empty() && (!one.device_class.empty() || one.devices || one.targets || one.warm_up || !one.parameters.empty() ||
                                  !one.access.empty() || one.dwell_compression || one.variants || one.held_out)) {
      tell(Code::kTwoSources, path, "a scenario has its own fleet, periods and attacks",
           "leave out device_class, access, devices, targets, warm_up, dwell_compression, parameters, variants and held_out");
    } else if (one.held_out.value_or(false) && one.variants.value_or(out_.suite.variants) == 0) {
      tell(Code::kVariant, path + ".held_out", kNoVariants, "write for example 'variants: 3'");
    }
    check_expectations(one.expect, path + ".expect");
  }

  void check_expectations(const std::vector<Expectation>& expectations, const std::string& path) {
    for (std::size_t i = 0; i < expectations.size(); ++i) {
      const std::string at = item_path(path, i);
      tell_what_does_not_run(expectations[i], at);
      check_expectation(expectations[i], at, places_, diagnostics_);
    }
  }

  void tell_what_does_not_run(const Expectation& expectation, const std::string& path) {
    for (std::size_t i = 0; i < expectation.policies.size(); ++i) {
      const std::string& name = expectation.policies[i];
      const auto runs = [&](const SuitePolicy& policy) { return policy.name == name; };
      if (!replaced_.contains(name) || std::any_of(out_.suite.policies.begin(), out_.suite.policies.end(), runs)) continue;
      skipped_ = true;
      tell(Code::kPolicyNotRun, item_path(path + ".policies", i), fmt::format("{} does not run: what is expected of it is skipped", quote(name)),
           fmt::format("add --policy {} to judge it", name));
    }
  }

  void prepare(std::size_t index, const SuiteTier& tier) {
    const SuiteCase& one = out_.suite.cases[index];
    if (!one.scenario.empty()) {
      const std::string path = beside_suite(one.scenario);
      ScenarioFiles files(diagnostics_);
      std::optional<YamlNode> root = files.read(path, place_of(places_, item_path("cases", index) + ".scenario"));
      if (!root) return;
      if (root->is_map()) put_in_suite(*root, one, place_of(places_, item_path("cases", index)));
      add_case(index, one.name, checks_of(one), std::move(*root), path, files);
      return;
    }
    const std::optional<AttackTemplate> attack = read_attack(one, index);
    if (!attack) return;
    check_case_variants(one, index, *attack);
    for (const CaseVariant& variant : case_variants(out_.suite, one, *attack)) {
      const std::size_t before = diagnostics_.errors();
      std::vector<SuiteCheck> checks = checks_of(one);
      const std::string name = variant_name(one.name, variant);
      std::optional<YamlNode> root = attack_tree(one, index, tier, checks, *attack, name, variant);
      if (!root) return;
      ScenarioFiles files(diagnostics_);
      add_case(index, name, std::move(checks), std::move(*root), out_.path, files);
      // The others would say the same.
      if (diagnostics_.errors() > before) return;
    }
  }

  /// Where a case itself asks for variants, the attack must have them; what a suite asks of all is for those that can.
  void check_case_variants(const SuiteCase& one, std::size_t index, const AttackTemplate& attack) {
    const std::string path = item_path("cases", index);
    if (one.variants.value_or(0) > 0 && !attack.has_ranges()) {
      tell(Code::kVariant, path + ".variants", fmt::format("the attack {} has no ranges to draw variants from", one.attack), "leave variants out");
    } else if (one.held_out.value_or(false) && !attack.has_held_out()) {
      tell(Code::kVariant, path + ".held_out", fmt::format("the attack {} has no held-out ranges", one.attack), "leave held_out out");
    }
  }

  std::vector<SuiteCheck> checks_of(const SuiteCase& one) const {
    std::vector<SuiteCheck> checks;
    for (const Expectation& e : one.expect.empty() ? out_.suite.expect : one.expect) {
      for (SuiteCheck& check : sim::checks_of(e, static_cast<std::uint32_t>(out_.cases.size()), out_.suite.policies)) {
        checks.push_back(std::move(check));
      }
    }
    return checks;
  }

  /// Says what of its classes and attacks cannot be, once of each file.
  bool is_playable(const LoadResult& loaded) {
    bool playable = true;
    std::vector<InputProblem> fresh;
    for (InputProblem& problem : part_problems(*loaded.scenario)) {
      playable = false;
      const Where where = place_of(loaded.places, problem.path);
      if (told_.insert(diagnostics_.place(where) + problem.path + problem.text).second) fresh.push_back(std::move(problem));
    }
    tell_in_scenario(std::move(fresh), loaded.places, diagnostics_);
    return playable;
  }

  /// Loads what was made of a case, or read for it from `path`.
  void add_case(std::size_t index, const std::string& name, std::vector<SuiteCheck> checks, YamlNode root, const std::string& path,
                ScenarioFiles& files) {
    const SuiteCase& one = out_.suite.cases[index];
    PreparedCase ready;
    ready.name = name;
    ready.checks = std::move(checks);
    ready.invariants = invariants_of(one);
    std::vector<PartFile> parts = policy_parts();
    if (is_file_name(one.attack)) {
      parts.push_back({"attack_templates", fs::path(one.attack).stem().string(), beside_suite(one.attack)});
    }
    LoadResult loaded = load_scenario_tree(std::move(root), path, {}, library_for(out_.path), parts, files, diagnostics_);
    if (!loaded.ok() || !is_playable(loaded)) return;
    ready.places_of_alerts = places_of_alerts(loaded.places);
    ready.scenario = std::move(*loaded.scenario);
    ready.scenario_path = path;
    ready.inputs = std::move(loaded.files);
    ready.inputs.push_back(out_.path);
    if (ready.scenario.calibration) {
      diagnostics_.add(Code::kNotSupported, place_of(places_, item_path("cases", index)), "calibration",
                       fmt::format("case {} finds thresholds first", quote(name)),
                       "run it once, and name the kept scenario.yaml with its thresholds");
      return;
    }
    out_.cases.push_back(std::move(ready));
  }

  /// A variant's folder could be another case's.
  void unique_folders() {
    std::set<std::string> seen;
    for (const PreparedCase& one : out_.cases) {
      const std::string folder = case_folder(one.name);
      if (!is_safe_name(folder)) {
        tell(Code::kBadName, "cases", fmt::format("{} is too long for the name of a folder", quote(one.name)), "give the case a shorter name");
      } else if (!seen.insert(folder).second) {
        tell(Code::kNameTwice, "cases", fmt::format("the results of two cases would be called {}", quote(folder)), "give one of them another name");
      }
    }
  }

  std::vector<std::string> invariants_of(const SuiteCase& one) const {
    std::vector<std::string> names{std::string(kConservation)};
    for (const auto* list : {&out_.suite.invariants, &one.invariants}) {
      for (const std::string& name : *list) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      }
    }
    return names;
  }

  std::vector<PartFile> policy_parts() const {
    std::vector<PartFile> parts;
    std::set<std::string> seen;
    for (const SuitePolicy& policy : out_.suite.policies) {
      if (!is_file_name(policy.use) || !seen.insert(policy.use).second) continue;
      parts.push_back({"policy_templates", fs::path(policy.use).stem().string(), beside_suite(policy.use)});
    }
    return parts;
  }

  YamlNode policies_node(Where where) const {
    std::vector<YamlNode> items;
    for (std::size_t i = 0; i < out_.suite.policies.size(); ++i) {
      const SuitePolicy& policy = out_.suite.policies[i];
      const Where at = place_of(places_, item_path("policies", i));
      const std::string use = is_file_name(policy.use) ? fs::path(policy.use).stem().string() : policy.use;
      items.push_back(map_of({{"name", at, text_scalar(policy.name, at)}, {"use", at, text_scalar(use, at)}}, at));
    }
    return list_of(std::move(items), where);
  }

  void put_in_suite(YamlNode& root, const SuiteCase& one, Where where) {
    set_member(root, "name", text_scalar(one.name, where));
    set_member(root, "seed", scalar(std::to_string(out_.suite.seed), where));
    set_member(root, "replications", scalar(std::to_string(out_.suite.max_replications), where));
    set_member(root, "store_replications", scalar("0", where));
    set_member(root, "policies", policies_node(where));
    std::erase_if(root.members, [](const YamlMember& m) {
      return m.key == "reference_policy" || m.key == "fixed_hub" || m.key == "fixed_hub_replications";
    });
  }

  /// The attack's own part of what a case needs, or nothing if it cannot be read.
  std::optional<AttackTemplate> read_attack(const SuiteCase& one, std::size_t index) {
    const std::string path = is_file_name(one.attack) ? beside_suite(one.attack)
                                                      : library_for(out_.path) + "/attacks/" + one.attack + ".yaml";
    ScenarioFiles files(diagnostics_);
    const std::size_t before = diagnostics_.errors();
    const std::optional<YamlNode> root = files.read(path, place_of(places_, item_path("cases", index) + ".attack"));
    if (!root) return std::nullopt;
    AttackTemplate attack;
    Places places;
    Reader(diagnostics_, places).read(attack, *root);
    check_attack_ranges(attack, "", places, diagnostics_);
    if (diagnostics_.errors() != before) return std::nullopt;
    const std::vector<SuiteCheck> checks = checks_of(one);
    const auto wants_alert = [](const SuiteCheck& check) { return check.is_share() && check.kind != CheckKind::kTimeToEvidence; };
    const bool in_time = std::any_of(checks.begin(), checks.end(), [&](const SuiteCheck& c) { return wants_alert(c) && c.within <= Duration(); });
    if (std::any_of(checks.begin(), checks.end(), wants_alert) && told_.insert(path).second) {
      warn_of_undetectable(attack, in_time, root->where, diagnostics_);
    }
    return attack;
  }

  /// The scenario of a case, or nothing if no class of devices is known.
  std::optional<YamlNode> attack_tree(const SuiteCase& one, std::size_t index, const SuiteTier& tier,
                                      const std::vector<SuiteCheck>& checks, const AttackTemplate& attack,
                                      const std::string& name, const CaseVariant& variant) {
    const Suite& suite = out_.suite;
    const std::string case_path = item_path("cases", index);
    const Where where = place_of(places_, case_path);
    std::string device_class = one.device_class;
    if (device_class.empty() && !attack.device_classes.empty()) device_class = attack.device_classes.front();
    if (device_class.empty()) {
      diagnostics_.add(Code::kMissingKey, where, case_path, fmt::format("attack {} names no class of devices", quote(one.attack)),
                       "add device_class to the case, or device_classes to the attack");
      return std::nullopt;
    }
    const auto text = [&](std::string value) { return scalar(std::move(value), where); };
    const auto at = [&](std::string_view key) { return place_of(places_, case_path + "." + std::string(key)); };
    // Long enough for the deadline, whatever the case expects: the shares that are told of it do not depend on that.
    const Duration period =
        suite.start + suite.start_jitter + std::max({longest_wait(checks, {attack.deadline}), attack.deadline, Duration::minutes(30)}) + kMargin;
    YamlNode root = map_of({}, where);
    set_member(root, "name", text_scalar(case_folder(name), where));
    set_member(root, "title", text_scalar(attack.title + variant_words(variant), where));
    set_member(root, "seed", text(std::to_string(suite.seed)));
    set_member(root, "replications", text(std::to_string(suite.max_replications)));
    set_member(root, "store_replications", text("0"));
    set_member(root, "warm_up", text(format_duration(one.warm_up.value_or(suite.warm_up))));
    set_member(root, "duration", text(format_duration(period)));
    set_member(root, "policies", policies_node(where));

    std::vector<YamlMember> access;
    for (const auto& [line, weight] : one.access.empty() ? suite.access : one.access) {
      access.push_back({line, at("access"), scalar(format_number(weight), at("access"))});
    }
    const YamlNode class_node = text_scalar(device_class, at("device_class"));
    const std::uint32_t devices = one.devices.value_or(suite.devices);
    YamlNode group = map_of({}, where);
    set_member(group, "device_class", class_node);
    set_member(group, "count", scalar(std::to_string(devices), at("devices")));
    set_member(group, "sites", text(std::to_string(std::min(kSites, devices))));
    set_member(group, "access", map_of(std::move(access), at("access")));
    set_member(root, "fleet", list_of({std::move(group)}, where));

    YamlNode targets = map_of({}, where);
    set_member(targets, "device_class", class_node);
    set_member(targets, "count", scalar(std::to_string(one.targets.value_or(suite.targets)), at("targets")));
    YamlNode instance = map_of({}, where);
    set_member(instance, "use", text_scalar(is_file_name(one.attack) ? fs::path(one.attack).stem().string() : one.attack, at("attack")));
    set_member(instance, "start", text(format_duration(suite.start)));
    set_member(instance, "start_jitter", text(format_duration(suite.start_jitter)));
    set_member(instance, "targets", std::move(targets));
    const double compression = tier.dwell_compression.value_or(one.dwell_compression.value_or(suite.dwell_compression));
    set_member(instance, "dwell_compression", scalar(format_number(compression), at("dwell_compression")));
    std::vector<YamlMember> parameters;
    for (const auto& [key, value] : one.parameters) {
      const Where place = at("parameters." + key);
      parameters.push_back({key, place, scalar(format_number(value), place)});
    }
    set_member(instance, "parameters", map_of(std::move(parameters), at("parameters")));
    set_member(instance, "variant", scalar(std::to_string(variant.number), at("variants")));
    set_member(instance, "held_out", scalar(variant.held_out ? "true" : "false", at("held_out")));
    set_member(root, "attacks", list_of({std::move(instance)}, where));
    return root;
  }

  const SuiteRequest& request_;
  Diagnostics& diagnostics_;
  ScenarioFiles files_;
  Places places_;
  std::set<std::string> replaced_;  ///< policies of the suite that the command line's replace; expectations may go on naming them
  bool skipped_ = false;            ///< something was expected of one of them
  std::set<std::string> told_;      ///< what was said of files that several cases take
  LoadedSuite out_;
};

}  // namespace

std::optional<LoadedSuite> load_suite(const SuiteRequest& request, Diagnostics& diagnostics) {
  return SuiteLoader(request, diagnostics).load();
}

}  // namespace picket::sim
