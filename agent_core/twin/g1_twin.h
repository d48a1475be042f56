#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/twin/configuration_error.h"
#include "agent_core/twin/g1_properties.h"
#include "agent_core/twin/twin_update.h"

namespace picket {

/// The object that holds all settings of generation 1 under the desired and the reported properties.
inline constexpr std::string_view kG1ConfigurationObject = "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration";

/// What of the twin's behaviour depends on the agent, and where the sources contradict each other
/// (defender.md 10).
struct G1TwinOptions {
  G1Agent agent = G1Agent::kC;
  /// Both agents build their configuration from the received JSON alone (defender.md 2.3).
  PatchSemantics patches = PatchSemantics::kReplacesAll;
  /// The default of maxLocalCacheSizeInBytes: the C agent's own constant is 10 MiB; documentation, schema and
  /// C# agent say 2,560,000.
  bool published_cache_default = false;
  /// The documentation's table says that Diagnostic is off by default; both agents say Low.
  bool diagnostic_off_by_default = false;
  /// The C agent's text of a TypeMismatch lacks its last character besides the last comma, as in the code of
  /// agent_configuration_error_collector.c. False: the names are whole.
  bool cut_mismatch_text = false;
  bool operator==(const G1TwinOptions&) const = default;
};
/// The C agent's default of maxLocalCacheSizeInBytes (defender.md 2.1).
inline constexpr std::uint32_t kG1CDefaultCacheBytes = 10 * 1'024 * 1'024;

/// What an update did.
enum class G1Outcome : std::uint8_t {
  kApplied,
  kMismatch,    ///< some value could not be read: nothing changed
  kUnreadable,  ///< the document is no JSON object: nothing changed, nothing is reported
};

struct G1Update {
  G1Outcome outcome = G1Outcome::kUnreadable;
  /// The agent sends its reported properties: C after kApplied and kMismatch, C# after kApplied only.
  bool reports = false;
  /// The agent makes a ConfigurationError event with `errors` as its payload. The C agent makes one after
  /// every update, with an empty payload if there is nothing to say; the C# agent only if there is.
  bool configuration_error_event = false;
  std::vector<ConfigurationError> errors;
  /// Our own findings on the document, complete where the agent's are not. A value outside its documented
  /// range is one, although the agents enforce no range.
  TwinProblems problems;
};

/// The configuration of an agent of generation 1 as its module twin sets and reports it.
///
/// Model:  an update is atomic: a value of the wrong type anywhere among those the agent reads changes
///         nothing. A missing property, a property that is null and a missing configuration object mean the
///         defaults (for a patch under kMerges: what is missing stays, what is null falls back). Keys that the
///         agent does not read are ignored.
/// Input:  bytes from outside, of any kind; see TwinTree for the bounds.
/// State:  a value: settings, options and two versions. About 2 KB and the texts.
/// Source: defender.md 2.1 to 2.4, and the code that is named there.
class G1Twin {
 public:
  explicit G1Twin(G1TwinOptions options = {});

  G1Update update(std::string_view json, TwinDocument document);

  const G1Settings& settings() const { return settings_; }
  const G1TwinOptions& options() const { return options_; }
  /// The hub's version of the desired properties last read, and of those last applied; 0 before the first.
  std::int64_t version_seen() const { return version_seen_; }
  std::int64_t version_applied() const { return version_applied_; }
  /// The agent's reported properties: {"<object>": {...}} with every setting it knows, as it is in effect.
  std::string reported() const;

  bool operator==(const G1Twin&) const = default;

 private:
  G1TwinOptions options_;
  G1Settings settings_;
  std::int64_t version_seen_ = 0;
  std::int64_t version_applied_ = 0;
};

/// Whether the agent's code reads and reports the property.
constexpr bool is_read_by(G1Agent agent, const PropertyInfo& info) {
  return agent == G1Agent::kC ? info.read_by_c : info.read_by_c_sharp;
}
/// How the agent reads values, and how it prints them in its reported properties.
TwinDialect dialect_of(G1Agent agent);
/// The settings before the first update.
G1Settings default_g1_settings(const G1TwinOptions& options = {});

/// {"<object>": {...}}: the settings that the agent knows, printed in `dialect`. Texts that are not set are
/// left out.
std::string g1_configuration_json(const G1Settings& settings, G1Agent agent, const TwinDialect& dialect);
/// A whole twin document whose desired properties are these settings: {"desired": {"<object>": {...}}}, in
/// the words of the published schema.
std::string desired_document(const G1Settings& settings, G1Agent agent);

/// Sets what a twin decides about a policy: both message frequencies, snapshot interval, cache and message
/// size, and for each kind with a row in the table of g1_policy.cc whether and with which priority it is
/// collected and how it is aggregated. Everything else stays.
///
/// Limits: intervals are at least a second, the tick of both agents (defender.md 2.2); the windows and
///         frequencies of the C agent are, and the C# agent can state shorter ones. Events without an
///         EventKind stay in the settings only.
void apply_to(Policy& policy, const G1Settings& settings);
/// The settings that decide about a kind, those of its row in that table; none for a kind without a row.
std::vector<G1Property> g1_properties_of(EventKind kind);
/// The other way round: `base` with what `policy` says about the same fields. A kind that is not collected is
/// Off; priority kMedium, which generation 1 lacks, reads as Low; times are held within a second and 49.7
/// days, which both agents can read, and lose fractions of a second with the C agent.
G1Settings settings_of(const Policy& policy, G1Settings base);
/// The twin document that configures such a policy.
inline std::string g1_desired_of(const Policy& policy, const G1TwinOptions& options = {}) {
  return desired_document(settings_of(policy, default_g1_settings(options)), options.agent);
}

}  // namespace picket
