#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/fleet/compiled_step.h"
#include "sim/fleet/device_class.h"
#include "sim/fleet/part_problem.h"
#include "sim/fleet/seasonality.h"

namespace picket::sim {

/// What of a device decides how it lives; drawn once per replication. 48 bytes.
struct DeviceTraits {
  std::uint64_t key = 0;                 ///< of all draws of its daily life
  float rate_factors[4] = {1, 1, 1, 1};  ///< by RateFactor
  std::uint32_t ordinal = 0;             ///< among the devices of its class
  std::uint32_t site_ordinal = 0;        ///< among the sites of its class
  std::uint16_t group = 0;
  std::uint16_t seasonality = 0;  ///< index of the group's profile
  bool odd = false;
};

/// A pool of peers made ready.
class CompiledPool {
 public:
  CompiledPool(const std::string& name, const RemotePool& pool, std::uint64_t world_key, TextTable& texts);
  /// The peer that `instance_key` meets at `time`. Cost: about 10 ns.
  Peer pick(std::uint64_t device_key, const IpAddress& local, std::uint64_t instance_key, Time time) const;
  std::uint64_t salt() const { return salt_; }

 private:
  RemoteScope scope_;
  NetworkInterface interface_;
  std::uint64_t salt_;  ///< of names and addresses, the same for all devices
  std::uint32_t universe_;
  QuantileTable size_;
  double churn_per_us_;
  std::vector<TemplateText> names_;
};

struct CompiledStep {
  CompiledStep(const Step& step, TextTable& texts);
  EventMaker maker;
  int pool = -1;  ///< index into CompiledClass::pools
  QuantileTable count;
  QuantileTable gap;
  double probability = 1;
};

struct CompiledActivity {
  std::uint64_t salt = 0;
  Timing timing = Timing::kTimer;
  double period = 60;  ///< seconds
  double jitter = 0;
  Duration cron_period;
  Duration at;
  double spread = 0;          ///< seconds
  double burst_mean_gap = 0;  ///< seconds of work between bursts
  double burst_size = 1;
  QuantileTable burst_gap;
  int seasonality = -1;  ///< index into the fleet's profiles; -1: flat, -2: the group's
  RateFactor rate_factor = RateFactor::kNone;
  Exposure exposure = Exposure::kAny;
  double share = 1;
  bool odd_only = false;
  std::vector<CompiledStep> script;
};

/// The profiles of a fleet by index; names are resolved once.
class SeasonTable {
 public:
  /// Index of the profile; an unknown name is a caller's bug (the scenario reader checks names).
  int index_of(const std::string& name);
  const Seasonality& at(std::size_t index) const { return profiles_[index]; }

 private:
  std::vector<std::string> names_;
  std::vector<Seasonality> profiles_;
};

/// A device class made ready: immutable, shared by all its devices and all threads.
struct CompiledClass {
  CompiledClass(const std::string& name, const DeviceClass& source, std::uint64_t seed, SeasonTable& seasons,
                TextTable& texts);
  std::string name;
  DeviceClass source;
  std::uint64_t salt;
  std::vector<CompiledPool> pools;
  std::vector<CompiledActivity> activities;
};

/// What is wrong with a class beyond the ranges of its fields: unknown remotes and profiles, empty
/// scripts, steps without the texts they need. Paths are from the class on.
std::vector<PartProblem> problems_of(const DeviceClass& device_class);

}  // namespace picket::sim
