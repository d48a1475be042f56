#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "agent_core/policy/policy.h"
#include "agent_core/twin/g1_twin.h"
#include "agent_core/twin/g2_twin.h"
#include "sim/scenario/twin_change.h"

namespace picket::sim {

/// The two schemas of module twins.
enum class TwinKind : std::uint8_t {
  kNone,  ///< configured in another way: g2_rtos when it is compiled, stream and picket by their policy
  kG1,    ///< module azureiotsecurity
  kG2,    ///< module DefenderIotMicroAgent
};
constexpr TwinKind twin_kind_of(Generation generation) {
  if (is_generation_1(generation)) return TwinKind::kG1;
  return generation == Generation::kG2Linux ? TwinKind::kG2 : TwinKind::kNone;
}

/// When an agent asks the hub for its whole twin.
enum class TwinReading : std::uint8_t {
  kNever,
  kAtStart,    ///< with its first connection since it started
  kAtConnect,  ///< with every connection, those that renew a token too
};
/// Source: an agent has to have its twin to start, and whoever was away has to read it again (defender.md 2.3; iot-mqtt-connect-to-iot-hub,
///         2023-06-27). The C SDK reads it by itself at every connect, renewals included, and that is charged
///         (iothubtransport_mqtt_common.c; Azure/azure-iot-sdk-c, issue 1213): so do agents made with it. That for .NET does not
///         (MicrosoftDocs/azure-docs, issue 85124), and the C# agent asks when it starts (IoTHubTwinConfigurationProvider). That the
///         micro agent, which is closed, does as its SDK, that for C, does is our reading.
constexpr TwinReading twin_reading_of(Generation generation) {
  if (twin_kind_of(generation) == TwinKind::kNone) return TwinReading::kNever;
  return generation == Generation::kG1Csharp ? TwinReading::kAtStart : TwinReading::kAtConnect;
}

/// The twin of an agent that has this policy, as the hub holds it. All 0 for a generation without one.
struct TwinRead {
  std::uint32_t desired_bytes = 0;   ///< the desired properties alone
  std::uint32_t document_bytes = 0;  ///< what a device that reads its twin gets: both sections with their versions
  /// With which the agent answers a twin that it has read, whether or not that brought anything new; 0: it does not.
  std::uint32_t reported_bytes = 0;
};
/// Limits: versions of one digit, and no properties but those of the agent.
/// Source: that generation 1 reports what is in effect after every twin that it takes: defender.md 2.3. Of the micro agent it is not
///         published: it answers changes only (our choice).
TwinRead twin_read_of(const Policy& policy);
/// The desired properties alone, as JSON; empty for a generation without a twin.
std::string desired_properties_of(const Policy& policy);

/// What an agent made of a document.
struct TwinOutcome {
  bool applied = false;
  std::uint32_t reported_bytes = 0;  ///< of the document that it answers with; 0: it does not answer
  /// Generation 1: it makes a ConfigurationError event, of these items (none: an empty event), unless its
  /// operational events are Off.
  bool error_event = false;
  std::vector<ConfigurationError> errors;
  TwinProblems problems;  ///< our own findings
};

/// The module twin of one agent, of whichever generation, as the device's agent reads it.
///
/// Model:  begins with the twin that states the policy it is made from (see settings_of); documents change its
///         settings, and `policy` is the first policy with those settings. What the twin cannot say (whole
///         minutes and the like) is rounded from the first applied change on.
/// State:  a value of about 3 KB; equal values behave equally.
class AgentTwin {
 public:
  AgentTwin(const Policy& policy, TwinPatches patches, bool unknown_keys_fail);

  /// Takes a change with `desired`; the hub's `$version` is added if the document does not say one.
  /// Errors: a generation without a twin is a caller's bug.
  TwinOutcome update(const TwinChange& change, std::int64_t version);
  /// The same of a document as a hub delivers it: bytes from outside, of any kind.
  TwinOutcome update(const std::string& json, TwinDocument document);
  /// What the agent sends as its reported properties after the last update, a patch of its section; empty without a twin.
  std::string reported() const;
  /// The policy under which the agent runs now.
  const Policy& policy() const { return policy_; }
  TwinKind kind() const { return twin_kind_of(policy_.generation); }
  /// The settings are those of `other` too, and so is what it answers; versions may differ.
  bool same_settings(const AgentTwin& other) const;

 private:
  TwinOutcome update_g1(G1Twin& twin, const std::string& json, TwinDocument document);
  TwinOutcome update_g2(G2Twin& twin, const std::string& json, TwinDocument document);

  Policy policy_;
  std::variant<std::monostate, G1Twin, G2Twin> twin_;
};

/// The document as a hub delivers it.
std::string twin_document(const TwinChange& change, std::int64_t version);

}  // namespace picket::sim
