#include "sim/sweep/study_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "agent_core/base/closest_word.h"
#include "sim/results/run_directory.h"
#include "sim/scenario/library.h"
#include "sim/scenario/plain_name.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/references.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/scenario_files.h"
#include "sim/search/sobol.h"
#include "sim/suite/made_yaml.h"
#include "sim/suite/suite_policies.h"
#include "sim/sweep/parameter_path.h"

namespace picket::sim {

namespace fs = std::filesystem;

namespace {

/// What is to vary, with the places that messages point at.
struct Wanted {
  SweepParameter parameter;
  Where where;        ///< of its path
  Where where_range;  ///< of its levels
};

class StudyLoader {
 public:
  StudyLoader(const StudyRequest& request, Diagnostics& diagnostics) : request_(request), diagnostics_(diagnostics), files_(diagnostics) {}

  std::optional<Study> load() {
    std::optional<YamlNode> root = files_.read(request_.path, Where{});
    if (!root) return std::nullopt;
    out_.path = request_.path;
    std::optional<YamlNode> scenario = is_study(*root) ? read_study_part(*root) : std::move(root);
    if (!out_.is_study) out_.scenario_path = request_.path;
    take_sets();
    if (!scenario) return std::nullopt;
    load_base(std::move(*scenario));
    take_lock_steps();
    for (const Wanted& wanted : wanted_) add_variable(wanted);
    refuse_sets_that_vary();
    add_constraints();
    check_design();
    if (!diagnostics_.ok()) return std::nullopt;
    finish();
    return std::move(out_);
  }

 private:
  static bool is_study(const YamlNode& root) {
    return root.find("sweep") != nullptr || root.find("tune") != nullptr || (root.find("scenario") != nullptr && root.find("fleet") == nullptr);
  }

  void tell(Code code, Where where, const std::string& path, std::string message, std::string hint = "") {
    diagnostics_.add(code, where, path, std::move(message), std::move(hint));
  }

  /// Values and sets are texts, whatever they look like.
  static void as_texts(YamlNode* list) {
    if (list == nullptr || !list->is_list()) return;
    for (YamlNode& item : list->items) {
      if (!item.is_scalar()) continue;
      if (item.in_quotes && plain_kind(item.text) != PlainKind::kText) item.text = '"' + item.text + '"';
      item.in_quotes = true;
    }
  }

  /// The study's own keys; gives the tree of its scenario.
  std::optional<YamlNode> read_study_part(YamlNode& root) {
    out_.is_study = true;
    for (auto member = root.members.begin(); member != root.members.end(); ++member) {
      if (member->key != "tune") continue;
      out_.tune = std::move(member->value);
      root.members.erase(member);
      break;
    }
    as_texts(root.find("set"));
    if (YamlNode* sweep = root.find("sweep")) {
      if (YamlNode* parameters = sweep->find("parameters")) {
        for (YamlNode& parameter : parameters->items) as_texts(parameter.find("values"));
      }
    }
    Reader(diagnostics_, places_).read(out_.file, root);
    if (!out_.file.name.empty()) check_plain_name(out_.file.name, "name", places_, diagnostics_, kLongestStudyName);
    for (std::size_t i = 0; i < out_.file.sweep.parameters.size(); ++i) {
      const std::string path = item_path("sweep.parameters", i);
      const SweepParameter& parameter = out_.file.sweep.parameters[i];
      const Where range = place_of(places_, path + (parameter.values.empty() ? ".range" : ".values"));
      wanted_.push_back({parameter, place_of(places_, path + ".path"), range});
      if (parameter.range.empty() == parameter.values.empty()) {
        tell(Code::kTwoSources, place_of(places_, path), path, "a parameter has either a range or values",
             parameter.range.empty() ? "add one of them, such as 'range: 30 min..240 min:30 min'" : "remove one of them");
      }
    }
    out_.sets = out_.file.set;
    if (out_.file.seed) out_.sets.push_back(fmt::format("seed={}", *out_.file.seed));
    if (out_.file.replications) out_.sets.push_back(fmt::format("replications={}", *out_.file.replications));
    if (out_.file.scenario.empty()) return std::nullopt;
    out_.scenario_path = beside_study(out_.file.scenario);
    return files_.read(out_.scenario_path, place_of(places_, "scenario"));
  }

  std::string beside_study(const std::string& file) const {
    const fs::path path(file);
    return path.is_absolute() ? file : (fs::path(request_.path).parent_path() / path).lexically_normal().string();
  }

  /// Sets of the command line: with a range they vary something, else they hold everywhere.
  void take_sets() {
    for (std::size_t i = 0; i < request_.sets.size(); ++i) {
      const std::string& text = request_.sets[i];
      const std::size_t equals = text.find('=');
      if (equals == std::string::npos || !looks_like_range(std::string_view(text).substr(equals + 1))) {
        out_.sets.push_back(text);
        continue;
      }
      const std::uint32_t source = diagnostics_.add_source(fmt::format("<--set #{}>", i + 1), text);
      Wanted wanted;
      wanted.parameter.path = text.substr(0, equals);
      wanted.parameter.range = text.substr(equals + 1);
      wanted.where = {source, 1, 1};
      wanted.where_range = {source, 1, static_cast<std::uint32_t>(equals + 2)};
      const auto same = std::find_if(wanted_.begin(), wanted_.end(), [&](const Wanted& other) { return other.parameter.path == wanted.parameter.path; });
      if (same == wanted_.end()) {
        wanted_.push_back(std::move(wanted));
      } else {
        wanted.parameter.lock_step = same->parameter.lock_step;
        *same = std::move(wanted);
      }
    }
    // A study's sets may use the short form of paths as well.
    for (std::string& set : out_.sets) {
      if (set.starts_with("policy.")) set = "policy_templates." + set.substr(7);
    }
  }

  void load_base(YamlNode tree) {
    const std::size_t before = diagnostics_.errors();
    resolve_includes(tree, out_.scenario_path, files_, diagnostics_);
    put_policies(tree);
    out_.library = request_.library.empty() ? Library::find_for(out_.scenario_path) : request_.library;
    out_.tree = tree;
    out_.texts = diagnostics_;
    out_.own_texts = diagnostics_.add_source("", "");
    if (diagnostics_.errors() > before) return;
    lengthen_sets();
    out_.base = load_scenario_tree(std::move(tree), out_.scenario_path, out_.sets, out_.library, out_.parts, files_, diagnostics_);
    if (!out_.base.ok()) return;
    for (const PolicyUse& policy : out_.base.scenario->policies) out_.policies.push_back(policy.name);
    keep_files();
  }

  /// Reading and parsing files of the library is half of what a point would cost.
  void keep_files() {
    ScenarioFiles files(out_.texts);
    for (const std::string& path : out_.base.files) {
      if (path == request_.path || path == out_.scenario_path || out_.read_files.contains(path)) continue;
      if (std::optional<YamlNode> tree = files.read(path, Where{})) out_.read_files.emplace(path, std::move(*tree));
    }
  }

  /// A set of a policy may name the last key alone, as a range may; the scenario without it says what is meant.
  void lengthen_sets() {
    const auto is_of_policy = [](const std::string& set) { return set.starts_with("policy_templates."); };
    if (std::none_of(out_.sets.begin(), out_.sets.end(), is_of_policy)) return;
    std::vector<std::string> others;
    std::remove_copy_if(out_.sets.begin(), out_.sets.end(), std::back_inserter(others), is_of_policy);
    Diagnostics unsaid = out_.texts;
    ScenarioFiles files(unsaid);
    const LoadResult base = load_scenario_tree(out_.tree, out_.scenario_path, others, out_.library, out_.parts, files, unsaid);
    if (!base.ok()) return;
    for (std::string& set : out_.sets) {
      const std::size_t equals = set.find('=');
      if (!is_of_policy(set) || equals == std::string::npos) continue;
      // What is meant by nothing or by several is told of when the scenario is read.
      if (const auto path = resolve_path(std::string_view(set).substr(0, equals), base); path.ok()) set = path.value() + set.substr(equals);
    }
  }

  /// A level of the point would take the place of such a value.
  void refuse_sets_that_vary() {
    if (request_.for_search) return;  // there they say where the search begins
    for (const std::string& set : out_.sets) {
      const std::size_t equals = set.find('=');
      const std::string path = set.substr(0, equals);
      const auto same = std::find_if(out_.variables.begin(), out_.variables.end(), [&](const SweepVariable& v) { return v.path == path; });
      if (same == out_.variables.end() || equals == std::string::npos) continue;
      tell(Code::kNameTwice, same->where, same->written, fmt::format("{} varies, so that its value {} would have no effect", quote(same->written), quote(set.substr(equals + 1))),
           fmt::format("write '[{}]' to have that level alone", set.substr(equals + 1)));
    }
  }

  /// The study's policies in place of the scenario's; one that the scenario has stays as it is written there.
  void put_policies(YamlNode& tree) {
    const bool typed = !request_.policies.empty();
    const std::vector<std::string>& words = typed ? request_.policies : out_.file.policies;
    if (words.empty() || !tree.is_map()) return;
    std::vector<YamlNode> items;
    std::set<std::string> names;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      const Where where = typed ? Where{} : place_of(places_, item_path("policies", i));
      const std::string name = is_file_name(word) ? fs::path(word).stem().string() : word;
      if (!names.insert(name).second) {
        tell(Code::kNameTwice, where, "policies", fmt::format("two policies are called {}", quote(name)), "name it once");
        continue;
      }
      if (is_file_name(word)) {
        out_.parts.push_back({"policy_templates", name, typed ? fs::absolute(word).lexically_normal().string() : beside_study(word)});
      } else if (const YamlNode* own = policy_of(tree, word)) {
        items.push_back(*own);
        continue;
      }
      items.push_back(map_of({{"use", where, text_scalar(name, where)}}, where));
    }
    set_member(tree, "policies", list_of(std::move(items), Where{}));
    const YamlNode* reference = tree.find("reference_policy");
    if (reference != nullptr && !names.contains(reference->text)) {
      std::erase_if(tree.members, [](const YamlMember& m) { return m.key == "reference_policy"; });
    }
  }

  static const YamlNode* policy_of(const YamlNode& tree, const std::string& name) {
    const YamlNode* policies = tree.find("policies");
    if (policies == nullptr || !policies->is_list()) return nullptr;
    for (const YamlNode& policy : policies->items) {
      const YamlNode* own = policy.find("name");
      if (own == nullptr) own = policy.find("use");
      if (own != nullptr && own->text == name) return &policy;
    }
    return nullptr;
  }

  void take_lock_steps() {
    for (std::size_t i = 0; i < request_.lock_steps.size(); ++i) {
      const std::string& text = request_.lock_steps[i];
      const std::uint32_t source = diagnostics_.add_source(fmt::format("<--lock-step #{}>", i + 1), text);
      std::size_t members = 0;
      for (std::size_t at = 0; at <= text.size(); ++members) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        std::string path = text.substr(at, end - at);
        const std::size_t blanks = std::min(path.find_first_not_of(' '), path.size());
        path.erase(0, blanks);
        while (path.ends_with(' ')) path.pop_back();
        const auto found = std::find_if(wanted_.begin(), wanted_.end(), [&](const Wanted& w) { return w.parameter.path == path; });
        if (found == wanted_.end()) {
          std::vector<std::string_view> known;
          for (const Wanted& wanted : wanted_) known.push_back(wanted.parameter.path);
          const std::string near = closest_word(path, known);
          tell(Code::kUnknownName, {source, 1, static_cast<std::uint32_t>(at + blanks + 1)}, "", fmt::format("{} does not vary", quote(path)),
               near.empty() ? "name parameters of this sweep, such as 'a.b,c.d'" : fmt::format("did you mean '{}'?", near));
        } else {
          found->parameter.lock_step = text;
        }
        at = end + 1;
      }
      if (members < 2) tell(Code::kBadOverride, {source, 1, 1}, "", "a lock-step holds two parameters or more", "write 'path,path'");
    }
  }

  void add_variable(const Wanted& wanted) {
    SweepVariable variable;
    variable.written = wanted.parameter.path;
    variable.lock_step = wanted.parameter.lock_step;
    variable.where = wanted.where_range;
    bool good = true;
    if (out_.base.ok()) {
      const auto path = resolve_path(variable.written, out_.base);
      good = path.ok();
      if (good) {
        variable.path = path.value();
      } else {
        tell(Code::kUnknownName, wanted.where, variable.written, path.error().message, path.error().hint);
      }
    }
    if (!wanted.parameter.values.empty()) {
      variable.range = range_of_values(wanted.parameter.values);
    } else if (!wanted.parameter.range.empty()) {
      auto range = read_parameter_range(wanted.parameter.range);
      good = good && range.ok();
      if (range.ok()) {
        variable.range = std::move(range).value();
      } else {
        tell(Code::kBadOverride, inside(wanted.where_range, range.error().at), variable.written, range.error().message, range.error().hint);
      }
    } else {
      good = false;
    }
    const auto same = std::find_if(out_.variables.begin(), out_.variables.end(), [&](const SweepVariable& other) {
      return good && !variable.path.empty() && other.path == variable.path;
    });
    if (same != out_.variables.end()) {
      tell(Code::kNameTwice, wanted.where, variable.written, fmt::format("{} varies already", quote(variable.written)), "give one of the two");
      return;
    }
    if (good) out_.variables.push_back(std::move(variable));
  }

  /// A place within a text that begins at `where`; of a text in quotes, behind them.
  Where inside(Where where, std::size_t offset) const {
    const std::string_view line = diagnostics_.source_line(where);
    const bool quoted = where.column > 0 && where.column <= line.size() && (line[where.column - 1] == '"' || line[where.column - 1] == '\'');
    where.column += static_cast<std::uint32_t>(offset) + (quoted ? 1 : 0);
    return where;
  }

  void add_constraints() {
    const std::vector<std::string>& own = out_.file.sweep.constraints;
    for (std::size_t i = 0; i < own.size(); ++i) add_constraint(own[i], place_of(places_, item_path("sweep.constraints", i)));
    for (std::size_t i = 0; i < request_.constraints.size(); ++i) {
      const std::string& text = request_.constraints[i];
      add_constraint(text, {diagnostics_.add_source(fmt::format("<--constraint #{}>", i + 1), text), 1, 1});
      out_.file.sweep.constraints.push_back(text);
    }
  }

  void add_constraint(const std::string& text, Where where) {
    const auto is_path = [this](const std::string& word) {
      return std::any_of(out_.base.origins.begin(), out_.base.origins.end(), [&](const Origin& origin) { return origin.path == word; });
    };
    auto read = read_constraint(text, is_path);
    if (!read.ok()) {
      tell(Code::kBadOverride, inside(where, read.error().at), "sweep.constraints", read.error().message,
           "write for example 'policy.g2_linux.high <= policy.g2_linux.medium'");
      return;
    }
    if (!out_.base.ok()) return;
    Constraint constraint = std::move(read).value();
    DesignPoint first;
    for (const SweepVariable& variable : out_.variables) first.push_back(variable.range.at(0));
    bool good = true;
    for (ConstraintSide* side : {&constraint.left, &constraint.right}) {
      if (side->path.empty()) continue;
      if (const auto path = resolve_path(side->path, out_.base); path.ok()) side->path = path.value();
      if (out_.value_at(first, side->path)) continue;
      good = false;
      const std::string near = nearest_path(out_.base, side->path);
      tell(Code::kUnknownName, inside(where, side->at), "sweep.constraints", fmt::format("the scenario has no value {}", quote(side->path)),
           near.empty() ? "`picket explain SCENARIO` lists them all" : fmt::format("did you mean '{}'?", near));
    }
    if (!good) return;
    if (!constraint.holds([&](const std::string& path) { return out_.value_at(first, path); })) {
      tell(Code::kBadOverride, where, "sweep.constraints", "the two sides cannot be compared",
           "compare numbers of one kind of unit; words only with == and !=");
      return;
    }
    // What does not vary is looked up once: a design asks about many thousand points.
    for (ConstraintSide* side : {&constraint.left, &constraint.right}) {
      const bool varies = std::any_of(out_.variables.begin(), out_.variables.end(), [&](const SweepVariable& v) { return v.path == side->path; });
      if (side->path.empty() || varies) continue;
      side->value = *out_.value_at(first, side->path);
      side->path.clear();
    }
    constraint.where = where;
    out_.constraints.push_back(std::move(constraint));
  }

  void check_design() {
    SweepSection& sweep = out_.file.sweep;
    if (request_.design) sweep.design = *request_.design;
    if (sweep.design == DesignKind::kFullFactorial && !request_.for_search) {
      if (request_.points) {
        tell(Code::kOutOfRange, {}, "sweep.points", fmt::format("--points {} has no meaning for full_factorial, which takes every combination of levels", *request_.points),
             fmt::format("add --design sobol or --design latin_hypercube for {} points, or leave it out", *request_.points));
      } else if (sweep.points != 0 && !request_.design) {
        tell(Code::kOutOfRange, place_of(places_, "sweep.points"), "sweep.points", "full_factorial takes every combination of levels, whatever the number",
             "add `design: sobol` or `design: latin_hypercube`, or leave `points` out");
      }
      sweep.points = 0;  // of the study's own design, which another on the command line has replaced
    }
    if (request_.points) sweep.points = *request_.points;
    if (wanted_.empty() && !out_.tune && !request_.for_search) {
      tell(Code::kNothingToRun, {}, "sweep.parameters", "nothing varies",
           "give a range, such as --set 'policy.g2_linux.medium=30 min..240 min:30 min', or a study with `sweep`");
    }
    for (const auto& group : lock_step_groups(out_.variables)) {
      for (const std::size_t v : group) {
        const SweepVariable& variable = out_.variables[v];
        const ParameterRange& first = out_.variables[group.front()].range;
        if (variable.range.levels.size() != first.levels.size()) {
          tell(Code::kOutOfRange, variable.where, variable.written,
               fmt::format("{} levels, and {} in lock-step with it has {}", variable.range.levels.size(),
                           out_.variables[group.front()].written, first.levels.size()),
               "give parameters that vary together equally many levels");
        }
        if (sweep.design == DesignKind::kFullFactorial && !request_.for_search && variable.range.is_continuous()) {
          tell(Code::kBadOverride, variable.where, variable.written, "a full factorial needs levels, and this range has no step",
               fmt::format("add one, such as '{}:STEP', or --design sobol --points 20{}", variable.range.text,
                           out_.tune ? "; 'picket tune' searches a study with `tune`" : ""));
        }
      }
    }
    if (sweep.design == DesignKind::kSobol && lock_step_groups(out_.variables).size() > kSobolDimensions) {
      tell(Code::kTooBig, place_of(places_, "sweep"), "sweep.parameters", fmt::format("sobol has at most {} parameters", kSobolDimensions), "take latin_hypercube");
    }
    if (sweep.design != DesignKind::kFullFactorial && sweep.points == 0 && !request_.for_search) {
      tell(Code::kMissingKey, place_of(places_, "sweep"), "sweep.points", "this design needs a number of points", "give `points: 20`, or --points 20");
    }
  }

  void finish() {
    const Scenario& scenario = *out_.base.scenario;
    StudyFile& file = out_.file;
    if (file.name.empty()) file.name = safe_name(scenario.name) + "_sweep";
    if (file.title.empty()) file.title = scenario.title;
    file.scenario = out_.scenario_path;
    file.seed = scenario.seed;
    file.replications = scenario.replications;
    file.policies = out_.policies;
    file.set = out_.sets;
    file.sweep.parameters.clear();
    for (const SweepVariable& variable : out_.variables) {
      file.sweep.parameters.push_back({variable.written, variable.range.text, {}, variable.lock_step});
    }
    out_.plan = {file.sweep.design, file.sweep.points, scenario.seed};
  }

  const StudyRequest& request_;
  Diagnostics& diagnostics_;
  ScenarioFiles files_;
  Places places_;
  std::vector<Wanted> wanted_;
  Study out_;
};

}  // namespace

std::optional<Level> Study::value_at(const DesignPoint& point, const std::string& path_of_value) const {
  for (std::size_t v = 0; v < variables.size() && v < point.size(); ++v) {
    if (variables[v].path == path_of_value) return point[v];
  }
  for (const Origin& origin : base.origins) {
    if (origin.path == path_of_value) return read_level(origin.value);
  }
  return std::nullopt;
}

std::optional<std::size_t> Study::refused_by(const DesignPoint& point) const {
  const auto value = [&](const std::string& where) { return value_at(point, where); };
  const auto broken = std::find_if(constraints.begin(), constraints.end(), [&](const Constraint& c) { return !c.holds(value).value_or(false); });
  return broken == constraints.end() ? std::nullopt : std::optional(static_cast<std::size_t>(broken - constraints.begin()));
}

std::optional<Study> read_study(const StudyRequest& request, Diagnostics& diagnostics) {
  return StudyLoader(request, diagnostics).load();
}

}  // namespace picket::sim
