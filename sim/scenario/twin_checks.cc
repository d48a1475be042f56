#include "sim/scenario/twin_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/agent_twin.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/twin_measure.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {

namespace {

std::string_view words_of(TwinProblemKind kind) {
  switch (kind) {
    case TwinProblemKind::kTooLarge:
      return "the document is larger than an agent reads: 32 KB";
    case TwinProblemKind::kTooDeep:
      return "the document is nested deeper than an agent reads: 10 levels";
    case TwinProblemKind::kNotParsable:
      return "the agent cannot read the document, which holds a number beyond 64 bits";
    case TwinProblemKind::kDuplicateKey:
      return "the key stands twice";
    case TwinProblemKind::kNoDesired:
      return "the document has no desired properties";
    case TwinProblemKind::kWrongType:
      return "the agent cannot read this value and refuses the whole document";
    case TwinProblemKind::kOutsideRange:
      return "the value is outside its documented range";
    case TwinProblemKind::kUnknownKey:
      return "no property of the agent's twin has this name";
    case TwinProblemKind::kNotRead:
      return "this agent's code does not read the property";
    case TwinProblemKind::kNotMultiple:
      return "an interval is no multiple of the next shorter one";
    case TwinProblemKind::kCount_:
      break;
  }
  return "";
}

std::string near_property(const std::string& key, TwinKind kind) {
  std::vector<std::string_view> names;
  for (const PropertyInfo& info : kind == TwinKind::kG1 ? g1_properties() : g2_properties()) names.push_back(info.name);
  return closest_word(key, names);
}

/// What is too much of a section for a hub, and where in it; no text: nothing.
struct TwinTooLarge {
  std::string inside;  ///< keys between dots; empty: the section
  std::string message;
  std::string hint;
};

TwinTooLarge too_large(const std::string& json) {
  const auto measured = measure_twin(json);
  if (!measured) return {};
  const TwinMeasure& measure = measured->measure;
  switch (excess_of(TwinSection::kDesired, measure)) {
    case TwinExcess::kNone: return {};
    case TwinExcess::kSection:
      return {"", fmt::format("desired properties of {} bytes; a hub takes {}", measure.size.count(), largest_section(TwinSection::kDesired).count()),
              "it counts keys and texts, 8 bytes a number and 4 a truth value"};
    case TwinExcess::kValue:
      return {measured->largest_value, fmt::format("a text of {} bytes; a hub takes {}", measure.largest_value.count(), kMaxTwinValue.count()),
              "put it into several properties"};
    case TwinExcess::kKey:
      return {measured->longest_key, fmt::format("a key of {} bytes; a hub takes {}", measure.longest_key.count(), kMaxTwinKey.count()), ""};
    case TwinExcess::kDepth:
      return {measured->deepest, fmt::format("nested {} levels deep; a hub takes {}", measure.depth, kMaxTwinDepth), ""};
  }
  return {};
}

/// A policy whose own settings make a twin that no hub takes.
void check_own_twin(const std::string& name, const Policy& policy, const Places& places, Diagnostics& diagnostics) {
  const TwinTooLarge excess = too_large(desired_properties_of(policy));
  if (excess.message.empty()) return;
  const std::string path = child_path("policy_templates", name);
  const std::string where = excess.inside.empty() ? std::string() : fmt::format(", property '{}'", excess.inside);
  diagnostics.add(Code::kTwinChange, place_of(places, path), path, fmt::format("the twin of its agents{}: {}", where, excess.message), excess.hint);
}

class TwinChangeCheck {
 public:
  TwinChangeCheck(const Scenario& scenario, const PolicyUse& use, const Policy& policy, std::string path,
                  const Places& places, Diagnostics& diagnostics)
      : s_(scenario), use_(use), policy_(policy), path_(std::move(path)), places_(places), diagnostics_(diagnostics) {}

  void run() {
    if (use_.twin_changes.size() > kMostTwinChanges) {
      tell(Code::kTwinChange, path_, fmt::format("{} changes; at most {} are taken", use_.twin_changes.size(), kMostTwinChanges));
      return;
    }
    if (policy_.generation == Generation::kNone) {
      tell(Code::kTwinChange, path_, fmt::format("policy {} has no agent to configure", quote(use_.use)),
           "remove twin_changes");
      return;
    }
    if (policy_.gateway_merge) {
      tell(Code::kTwinChange, path_, fmt::format("policy {} merges at gateways, whose policy stays one and the same", quote(use_.use)),
           "remove twin_changes, or choose a policy without gateway_merge");
      return;
    }
    for (std::size_t i = 0; i < use_.twin_changes.size(); ++i) one(use_.twin_changes[i], item_path(path_, i));
  }

 private:
  void tell(Code code, const std::string& path, std::string message, std::string hint = "") {
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  void one(const TwinChange& change, const std::string& path) {
    if (change.at >= s_.duration) {
      tell(Code::kTwinTooLate, child_path(path, "at"), fmt::format("comes after the end at {}", format_duration(s_.duration)),
           "let it come earlier");
    }
    targets(change, path);
    if (change.desired.has_value() == !change.policy.empty()) {
      tell(Code::kTwinChange, path, change.desired ? "both `desired` and `policy`" : "neither `desired` nor `policy`",
           "write one of them");
      return;
    }
    if (change.desired) {
      desired(change, path);
    } else {
      fork(change, path);
    }
  }

  void targets(const TwinChange& change, const std::string& path) {
    const std::string& wanted = change.targets.device_class;
    if (wanted.empty() || !s_.device_classes.contains(wanted)) return;
    if (std::ranges::find(s_.fleet, wanted, &FleetGroup::device_class) != s_.fleet.end()) return;
    tell(Code::kTwinChange, child_path(path, "targets.device_class"),
         fmt::format("no fleet group has the class {}", quote(wanted)), "add a group or name a class of the fleet");
  }

  void fork(const TwinChange& change, const std::string& path) {
    const std::string at = child_path(path, "policy");
    if (places_.contains(child_path(path, "document"))) {
      tell(Code::kTwinDocument, child_path(path, "document"), "means nothing to a change of the policy", "remove it");
    }
    const auto found = s_.policy_templates.find(change.policy);
    if (found == s_.policy_templates.end()) return;  // told by the check of names
    const Policy& to = found->second;
    if (to.generation == Generation::kNone) {
      tell(Code::kTwinChange, at, fmt::format("{} has no agent to go on with", quote(change.policy)),
           "disable the collectors in `desired`");
    } else if (to.gateway_merge) {
      tell(Code::kTwinChange, at, fmt::format("{} merges at gateways, which a change cannot begin", quote(change.policy)),
           "name a policy without gateway_merge");
    } else if (to.encoding != policy_.encoding) {
      tell(Code::kTwinChange, at,
           fmt::format("{} writes {}, and {} writes {}", quote(change.policy), to_string(to.encoding), quote(use_.use),
                       to_string(policy_.encoding)),
           "a change must keep the encoding");
    } else if (to.compression == Compression::kZstdDictionary && policy_.compression != Compression::kZstdDictionary) {
      tell(Code::kTwinChange, at, fmt::format("no dictionary is trained for {}", quote(change.policy)),
           "a policy that begins with compression: zstd_dictionary trains one in the warm-up");
    }
  }

  /// The agents that may run under this policy when the change comes: all must have the same schema.
  bool has_one_schema(const std::string& path) {
    const TwinKind kind = twin_kind_of(policy_.generation);
    if (kind == TwinKind::kNone) {
      tell(Code::kTwinChange, path, fmt::format("generation {} has no module twin", to_string(policy_.generation)),
           "write `policy: NAME` to go on under another policy");
      return false;
    }
    for (const TwinChange& other : use_.twin_changes) {
      const auto found = s_.policy_templates.find(other.policy);
      if (found == s_.policy_templates.end() || twin_kind_of(found->second.generation) == kind) continue;
      tell(Code::kTwinChange, path,
           fmt::format("it may come to an agent of {}, which does not read this twin", quote(other.policy)),
           "with a change of the policy to another kind of agent, write no `desired`");
      return false;
    }
    return true;
  }

  void desired(const TwinChange& change, const std::string& path) {
    const std::string at = child_path(path, "desired");
    if (const TwinTooLarge excess = too_large(change.desired->json); !excess.message.empty()) {
      tell(Code::kTwinChange, excess.inside.empty() ? at : child_path(at, excess.inside), excess.message, excess.hint);
      return;
    }
    if (!has_one_schema(at)) return;
    AgentTwin twin(policy_, use_.twin_patches, use_.twin_unknown_keys_fail);
    const TwinOutcome outcome = twin.update(change, 2);
    std::string inside = at;
    if (twin.kind() == TwinKind::kG1) {
      inside = child_path(at, kG1ConfigurationObject);
      if (!places_.contains(inside)) {
        tell(Code::kTwinDocument, at, fmt::format("no key '{}': every setting falls to its default", kG1ConfigurationObject),
             "generation 1 looks for its settings there, each as {value: X}");
      }
    }
    for (const TwinProblem& problem : outcome.problems.list()) tell_problem(problem, at, inside, twin.kind());
  }

  void tell_problem(const TwinProblem& problem, const std::string& at, const std::string& inside, TwinKind kind) {
    // What stands in a key between dots would be taken for a path; the place of the mapping is near enough.
    const bool names_key = !problem.key.empty() && problem.key != kG1ConfigurationObject;
    const std::string path = names_key ? child_path(inside, problem.key) : problem.key.empty() ? at : inside;
    std::string hint;
    if (problem.kind == TwinProblemKind::kUnknownKey) {
      const std::string near = near_property(problem.key, kind);
      if (!near.empty()) hint = fmt::format("did you mean '{}'?", near);
    } else if (problem.kind == TwinProblemKind::kWrongType) {
      hint = fmt::format("it wants {}", problem.expected);
      if (kind == TwinKind::kG1 && names_key) hint += ", as {value: X}";
    } else if (problem.kind == TwinProblemKind::kOutsideRange) {
      const PropertyInfo& info = kind == TwinKind::kG1 ? info_of(*find_g1_property(problem.key))
                                                       : info_of(*find_g2_property(problem.key));
      hint = fmt::format("from {} to {}", info.minimum, info.maximum);
    } else if (!problem.expected.empty()) {
      hint = std::string(problem.expected);
    }
    tell(Code::kTwinDocument, path, std::string(words_of(problem.kind)), std::move(hint));
  }

  const Scenario& s_;
  const PolicyUse& use_;
  const Policy& policy_;
  const std::string path_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_twin_changes(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  std::vector<std::string> seen;
  for (const PolicyUse& use : scenario.policies) {
    const auto found = scenario.policy_templates.find(use.use);
    if (found == scenario.policy_templates.end() || std::ranges::find(seen, use.use) != seen.end()) continue;
    seen.push_back(use.use);
    check_own_twin(use.use, found->second, places, diagnostics);
  }
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    const PolicyUse& use = scenario.policies[i];
    const auto found = scenario.policy_templates.find(use.use);
    if (use.twin_changes.empty() || found == scenario.policy_templates.end()) continue;
    TwinChangeCheck(scenario, use, found->second, child_path(item_path("policies", i), "twin_changes"), places, diagnostics).run();
  }
}

}  // namespace picket::sim
