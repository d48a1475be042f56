#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/policy/policy.h"
#include "agent_core/publish/session.h"
#include "pipeline_core/pipeline.h"
#include "sim/attack/attack_template.h"
#include "sim/cost/price_book.h"
#include "sim/fleet/device_class.h"
#include "sim/fleet/firmware_rollout.h"
#include "sim/fleet/identities.h"
#include "sim/hub/business_operations.h"
#include "sim/hub/hub.h"
#include "sim/kernel/kernel.h"
#include "sim/network/access_network.h"
#include "sim/scenario/fault.h"
#include "sim/scenario/field.h"
#include "sim/scenario/twin_change.h"
#include "sim/scenario/weakness.h"

namespace picket::sim {

enum class Wire : std::uint8_t {
  kExact,  ///< every message is encoded, and decoded by the pipeline
  kSized,  ///< structs and exact sizes travel; same sizes, alerts and bill
};

enum class Store : std::uint8_t { kFindings, kAttackWindows, kSample, kAll };

/// Names of the weekly profiles that sim/fleet/seasonality knows.
inline constexpr std::array<std::string_view, 6> kSeasonalities{"flat", "residential", "office", "ev_public", "meter", "plc"};

/// A part of the fleet: `count` devices of one class.
struct FleetGroup {
  std::string device_class;
  std::uint32_t count = 0;
  /// Class of the gateways that the devices are behind. They stand at the first `sites` sites of that
  /// class, use its line, and are dealt evenly over the gateways there; empty: no gateway.
  std::string gateway;
  std::uint32_t sites = 1;                  ///< sites of its own (or of its gateways), devices dealt evenly
  std::map<std::string, double> access;     ///< network name -> weight, drawn per site; none with a gateway
  double public_share = 0;                  ///< devices with a public address
  double vulnerable_share = 0;              ///< devices with a default password on an open port
  std::string hub;                          ///< name of a hub; empty: spread over all hubs
  std::string seasonality = "flat";         ///< profile name: flat, residential, office, ev_public
  std::vector<double> utc_offset_hours{0};  ///< dealt over sites
  GroupIdentities identities;
  std::optional<GroupEdgeManifest> edge_manifest;  ///< the devices run IoT Edge
  BusinessOperations business_operations{};        ///< of each device, beside security
};

/// Which devices an attack hits.
struct Targets {
  std::string device_class;      ///< empty: any class
  std::string exposure = "any";  ///< any, public, nat
  bool vulnerable_only = false;
  std::uint32_t count = 10;  ///< devices; ignored by a spreading attack
  // Spread (SIR); beta 0: no spread.
  double spread_beta_per_hour = 0;
  double spread_gamma_per_day = 0;
  std::uint32_t spread_seeds = 1;
};

struct AttackInstance {
  std::string name;       ///< unique in the scenario
  std::string use;        ///< key of Scenario::attack_templates
  Duration start;         ///< from the start of the measured period
  Duration start_jitter;  ///< plus a uniform draw up to this, per device
  Targets targets;
  std::map<std::string, double> parameters;  ///< overrides of the template's parameters, and of what a variant draws
  std::uint32_t variant = 0;  ///< number of the variant; 0: the template's values
  bool held_out = false;      ///< the variant draws from held-out ranges
  double dwell_compression = 1;  ///< divides what a wait or a phase of the attack has beyond an hour
};

/// A feed of indicators: a file of STIX 2.1 (.json), CSV (.csv) or one value a line (.txt).
struct FeedUse {
  std::string file;         ///< as written: from the scenario's folder
  Duration at;              ///< when it comes, from the start of the measured period; 0: known from the beginning
  std::string source;       ///< who says so, where the feed does not; empty: the file
  double confidence = 100;  ///< 0 to 100, where the feed does not say
  Tlp tlp = Tlp::kNone;     ///< where the feed does not say
};

/// What threat intelligence knows: of the attacks' infrastructure, and what feeds list.
struct IntelSettings {
  double listed_share = 0.3;  ///< share of an attack's addresses that a feed lists at all
  Distribution listing_lag{Distribution::Kind::kLognormal, 86'400, 1.0, 30 * 86'400.0};  ///< seconds after first use
  std::uint32_t unrelated_indicators = 10'000;  ///< listed addresses that no attack of this run uses
  std::vector<FeedUse> feeds;
  IndicatorSettings indicators;  ///< how words grow old
};

/// An alert type that nobody wants to be told of, until a time.
struct SuppressionUse {
  std::string alert_type;
  std::string device_class;                  ///< empty: any
  Duration expiration = Duration::days(366); ///< from the start of the measured period
  std::string reason;  ///< for readers of the scenario
};

/// What the models of the analytics core alert above under one policy. Not given: as `pipeline` says.
struct ModelThresholds {
  std::optional<double> novelty;  ///< nats of surprise that each of the first sightings has
  std::optional<double> level;    ///< deviations: pipeline.behaviour_model.threshold
  std::optional<double> drift;    ///< summed deviations: pipeline.behaviour_model.drift.threshold
  std::optional<double> egress;   ///< over the largest hour: pipeline.egress_model.factor
};

/// Benign runs before the study that find thresholds for each policy, so that all have the same false alerts.
struct CalibrationSettings {
  double max_false_alerts_per_1000_device_days = 10;  ///< of the calibrated models together
  std::uint32_t replications = 2;
  Duration duration;  ///< measured period of each; 0: the study's
};

struct PolicyUse {
  std::string name;  ///< column in results
  std::string use;   ///< key of Scenario::policy_templates
  std::vector<TwinChange> twin_changes;
  TwinPatches twin_patches = TwinPatches::kAgent;
  bool twin_unknown_keys_fail = false;  ///< generation 2: a key that is no setting makes an update fail
};

struct Scenario {
  std::string name;
  std::string title;
  std::string description;
  std::uint64_t seed = 1;
  std::uint32_t replications = 10;
  Time start_utc = Time::from_unix_seconds(1'772'496'000);  ///< 2026-03-03T00:00:00Z, start of the measured period
  Duration warm_up = Duration::days(3);
  Duration duration = Duration::hours(48);
  Duration window = Duration::minutes(10);  ///< of simulated time, advanced independently
  Wire wire = Wire::kExact;
  Store store = Store::kAttackWindows;
  std::uint32_t store_replications = 1;
  std::uint32_t store_row_limit = 2'000'000;
  Backend backend = Backend::kFast;
  Sharing sharing = Sharing::kFifo;
  /// Packs of detections: "picket", "product", or a folder with Sigma rules; empty: picket.
  std::vector<std::string> rules;
  std::string reference_policy;       ///< paired differences are to this one
  HubSettings fixed_hub{.name = ""};  ///< second table; name empty: none
  std::uint32_t fixed_hub_replications = 0;  ///< of the second table; 0: all
  std::vector<FleetGroup> fleet;
  std::vector<FirmwareRollout> rollouts;
  std::vector<Fault> faults;
  std::vector<HubSettings> hubs;
  std::vector<AttackInstance> attacks;
  std::vector<Weakness> weaknesses;
  std::vector<PolicyUse> policies;
  IntelSettings intel;
  PipelineSettings pipeline;
  std::optional<CalibrationSettings> calibration;
  std::map<std::string, ModelThresholds> thresholds;  ///< by policy
  std::map<std::string, double> criticality;       ///< of a class's devices, weighs their risk
  std::vector<SuppressionUse> suppression_rules;
  ClientPreset client;
  PriceBook prices;
  std::map<std::string, AccessNetwork> networks;
  std::map<std::string, DeviceClass> device_classes;
  std::map<std::string, AttackTemplate> attack_templates;
  std::map<std::string, Policy> policy_templates;
};

}  // namespace picket::sim
