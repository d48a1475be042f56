#include "sim/scenario/agent_twin.h"

#include <fmt/format.h>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

PatchSemantics semantics(TwinPatches patches, PatchSemantics of_agent) {
  switch (patches) {
    case TwinPatches::kReplacesAll:
      return PatchSemantics::kReplacesAll;
    case TwinPatches::kMerges:
      return PatchSemantics::kMerges;
    case TwinPatches::kAgent:
      break;
  }
  return of_agent;
}

/// The twin whose settings are the policy's, without a version.
G1Twin g1_twin(const Policy& policy, TwinPatches patches) {
  G1TwinOptions options;
  options.agent = policy.generation == Generation::kG1C ? G1Agent::kC : G1Agent::kCSharp;
  options.patches = semantics(patches, options.patches);
  G1Twin twin(options);
  const G1Update first = twin.update(g1_desired_of(policy, options), TwinDocument::kWhole);
  PICKET_CHECK(first.outcome == G1Outcome::kApplied, "no twin states policy", policy.name);
  return twin;
}

/// A cache without a bound, which a policy may have, has no word in the twin.
Policy with_stated_caches(Policy policy) {
  constexpr std::uint32_t kLargest = 0x7fff'ffff;
  for (KindPolicy& kind : policy.kinds) {
    if (kind.cache_size == 0 || kind.cache_size > kLargest) kind.cache_size = kLargest;
  }
  return policy;
}

G2Twin g2_twin(const Policy& policy, TwinPatches patches, bool unknown_keys_fail) {
  G2TwinOptions options;
  options.patches = semantics(patches, options.patches);
  options.unknown_keys_fail = unknown_keys_fail;
  G2Twin twin(options);
  const G2Update first = twin.update(g2_desired_of(with_stated_caches(policy)), TwinDocument::kWhole);
  PICKET_CHECK(first.success, "no twin states policy", policy.name);
  return twin;
}

bool sends_operational_events(const G1Twin& twin) {
  const bool is_c = twin.options().agent == G1Agent::kC;
  return twin.settings().event_priority(is_c ? G1Property::kEventPriorityOperational
                                             : G1Property::kEventPriorityConfigurationError) != EventPriority::kOff;
}

}  // namespace

TwinRead twin_read_of(const Policy& policy) {
  constexpr std::string_view kVersion = ",\"$version\":1";
  std::string document;  // {"desired":{...}}
  std::string reported;  // {...}
  const TwinKind kind = twin_kind_of(policy.generation);
  if (kind == TwinKind::kNone) return {};
  if (kind == TwinKind::kG1) {
    G1TwinOptions options;
    options.agent = policy.generation == Generation::kG1C ? G1Agent::kC : G1Agent::kCSharp;
    const G1Settings settings = settings_of(policy, default_g1_settings(options));
    document = desired_document(settings, options.agent);
    reported = g1_configuration_json(settings, options.agent, dialect_of(options.agent));
  } else {
    document = g2_desired_of(with_stated_caches(policy));
    G2Twin twin;
    twin.update(document, TwinDocument::kWhole);
    reported = twin.reported();
  }
  constexpr std::size_t kAroundDesired = std::string_view("{\"desired\":}").size();
  constexpr std::size_t kReported = std::string_view(",\"reported\":").size();
  TwinRead read;
  read.desired_bytes = static_cast<std::uint32_t>(document.size() - kAroundDesired);
  read.document_bytes = static_cast<std::uint32_t>(document.size() + kVersion.size() + kReported + reported.size() + kVersion.size());
  if (kind == TwinKind::kG1) read.reported_bytes = static_cast<std::uint32_t>(reported.size());
  return read;
}

std::string desired_properties_of(const Policy& policy) {
  const TwinKind kind = twin_kind_of(policy.generation);
  if (kind == TwinKind::kNone) return {};
  std::string document;  // {"desired":{...}}
  if (kind == TwinKind::kG1) {
    G1TwinOptions options;
    options.agent = policy.generation == Generation::kG1C ? G1Agent::kC : G1Agent::kCSharp;
    document = desired_document(settings_of(policy, default_g1_settings(options)), options.agent);
  } else {
    document = g2_desired_of(with_stated_caches(policy));
  }
  constexpr std::size_t kBefore = std::string_view("{\"desired\":").size();
  return document.substr(kBefore, document.size() - kBefore - 1);
}

AgentTwin::AgentTwin(const Policy& policy, TwinPatches patches, bool unknown_keys_fail) : policy_(policy) {
  if (kind() == TwinKind::kG1) twin_ = g1_twin(policy, patches);
  if (kind() == TwinKind::kG2) twin_ = g2_twin(policy, patches, unknown_keys_fail);
}

TwinOutcome AgentTwin::update(const TwinChange& change, std::int64_t version) {
  return update(twin_document(change, version), change.document);
}

TwinOutcome AgentTwin::update(const std::string& json, TwinDocument document) {
  if (auto* g1 = std::get_if<G1Twin>(&twin_)) return update_g1(*g1, json, document);
  auto* g2 = std::get_if<G2Twin>(&twin_);
  PICKET_CHECK(g2 != nullptr, "no module twin; policy", policy_.name);
  return update_g2(*g2, json, document);
}

std::string AgentTwin::reported() const {
  if (const auto* g1 = std::get_if<G1Twin>(&twin_)) return g1->reported();
  const auto* g2 = std::get_if<G2Twin>(&twin_);
  if (g2 == nullptr) return {};
  std::string patch = g2->reported();
  // What an earlier failure left in the hub's copy.
  if (g2->latest_success()) patch.insert(patch.size() - 1, R"(,"latest_invalid_fields":null)");
  return patch;
}

TwinOutcome AgentTwin::update_g1(G1Twin& twin, const std::string& json, TwinDocument document) {
  G1Update update = twin.update(json, document);
  TwinOutcome outcome;
  outcome.applied = update.outcome == G1Outcome::kApplied;
  if (outcome.applied) apply_to(policy_, twin.settings());
  if (update.reports) outcome.reported_bytes = static_cast<std::uint32_t>(twin.reported().size());
  outcome.error_event = update.configuration_error_event && sends_operational_events(twin);
  outcome.errors = std::move(update.errors);
  outcome.problems = std::move(update.problems);
  return outcome;
}

TwinOutcome AgentTwin::update_g2(G2Twin& twin, const std::string& json, TwinDocument document) {
  G2Update update = twin.update(json, document);
  TwinOutcome outcome;
  outcome.applied = update.success;
  if (outcome.applied) apply_to(policy_, twin.settings());
  outcome.reported_bytes = static_cast<std::uint32_t>(twin.reported().size());
  outcome.problems = std::move(update.problems);
  return outcome;
}

bool AgentTwin::same_settings(const AgentTwin& other) const {
  if (policy_.name != other.policy_.name || twin_.index() != other.twin_.index()) return false;
  if (const auto* g1 = std::get_if<G1Twin>(&twin_)) {
    return g1->options() == std::get<G1Twin>(other.twin_).options() &&
           g1->settings() == std::get<G1Twin>(other.twin_).settings();
  }
  if (const auto* g2 = std::get_if<G2Twin>(&twin_)) {
    return g2->settings() == std::get<G2Twin>(other.twin_).settings();
  }
  return true;
}

std::string twin_document(const TwinChange& change, std::int64_t version) {
  std::string desired = change.desired ? change.desired->json : "{}";
  if (desired.find("\"$version\"") == std::string::npos) {
    desired.pop_back();
    desired += fmt::format("{}\"$version\": {}}}", desired.size() > 1 ? ", " : "", version);
  }
  if (change.document == TwinDocument::kPatch) return desired;
  return fmt::format("{{\"desired\": {}, \"reported\": {{}}}}", desired);
}

}  // namespace picket::sim
