#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/twin/g2_properties.h"
#include "agent_core/twin/twin_update.h"

namespace picket {

/// What the documentation of generation 2 leaves open.
struct G2TwinOptions {
  /// Not documented; the hub's own rule is the natural reading (our choice).
  PatchSemantics patches = PatchSemantics::kMerges;
  /// A key that is no setting makes the update fail and is named. False (our choice): it is ignored, as a twin
  /// written for a newer agent must not disable an older one; Peripheral_*, FileSystem_* and Statistics_* came
  /// with 4.6.2.
  bool unknown_keys_fail = false;
  bool operator==(const G2TwinOptions&) const = default;
};

struct G2Update {
  bool success = false;  ///< the settings are applied; false: nothing changed
  TwinProblems problems;
};

/// The configuration of the micro agent as its module twin sets and reports it.
///
/// Model:  settings are flat keys under the desired properties. An update is atomic: a value of the wrong
///         type, a number outside its range or a text that states no value changes nothing; the update is
///         "failed" and each such key is an invalid field. A null means the default. Keys of the hub
///         ("$version") are no settings.
/// Input:  bytes from outside, of any kind; see TwinTree for the bounds. A document that cannot be read fails
///         without naming fields, but for a key that it has twice.
/// State:  a value: settings, options, result and versions. About 3 KB and the texts.
/// Source: defender.md 1.2.
class G2Twin {
 public:
  explicit G2Twin(G2TwinOptions options = {});

  G2Update update(std::string_view json, TwinDocument document);

  const G2Settings& settings() const { return settings_; }
  const G2TwinOptions& options() const { return options_; }
  std::int64_t version_seen() const { return version_seen_; }        ///< of the desired properties last read
  std::int64_t version_applied() const { return version_applied_; }  ///< of those last applied
  /// Whether the last update was applied; true before the first.
  bool latest_success() const { return latest_success_; }
  /// The invalid fields of the last update, in the order of the document; at most TwinProblems::kMax.
  const std::vector<std::string>& latest_invalid_fields() const { return latest_invalid_fields_; }

  /// The reported properties: `latest_state` ("success" or "failed"), after a failure `latest_invalid_fields`
  /// (a list), and every setting as it is in effect (our choice; only the first two are documented). Texts
  /// that are not set are left out. To send it as a patch after a success, set `latest_invalid_fields` to null.
  std::string reported() const;

  bool operator==(const G2Twin&) const = default;

 private:
  G2TwinOptions options_;
  G2Settings settings_;
  bool latest_success_ = true;
  std::vector<std::string> latest_invalid_fields_;
  std::int64_t version_seen_ = 0;
  std::int64_t version_applied_ = 0;
};

/// The settings before the first update.
G2Settings default_g2_settings();
/// A whole twin document whose desired properties are these settings; texts that are not set are left out.
std::string desired_document(const G2Settings& settings);

/// Sets what a twin decides about a policy: intervals, message timeout, process and login sensor, and for
/// each kind with a row in the table of g2_policy.cc whether and with which priority it is collected, and its
/// cache size. Everything else stays.
///
/// Model:  names belong to network activity, so kDns follows NetworkActivity (defender.md 1.1). Files are
///         collected only if FileSystem_Paths names any. Process_Mode: 1 and 2 use the kernel's process
///         connector, 3 polls; where the device has no connector, 1 polls and 2 sees nothing.
/// Limits: collectors without an EventKind, and settings without a field (interfaces, buffers, polling
///         interval, paths, checks), stay in the settings only.
void apply_to(Policy& policy, const G2Settings& settings, bool has_process_connector = true);
/// The settings that decide about a kind, those of its row in that table; none for a kind without a row.
std::vector<G2Property> g2_properties_of(EventKind kind);
/// The other way round: `base` with what `policy` says about the same fields. Intervals and timeout are whole
/// minutes, rounded down, at least one. A policy that collects files gets the path "/" unless `base` has
/// paths. Sensors that this agent does not have leave `base` as it is.
G2Settings settings_of(const Policy& policy, G2Settings base);
/// The twin document that configures such a policy.
inline std::string g2_desired_of(const Policy& policy, const G2Settings& base = default_g2_settings()) {
  return desired_document(settings_of(policy, base));
}

}  // namespace picket
