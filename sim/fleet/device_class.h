#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/fleet/battery.h"
#include "sim/fleet/event_template.h"
#include "sim/fleet/inventory.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// Where the peers of a pool live.
enum class RemoteScope : std::uint8_t {
  kCloud,     ///< servers with names, the same for every device of the fleet
  kLan,       ///< neighbours and routers on the device's own site
  kInternet,  ///< any public address, a new one almost every time
};

inline std::span<const EnumName<RemoteScope>> enum_names(RemoteScope) {
  static constexpr std::array<EnumName<RemoteScope>, 3> kNames{
      {{RemoteScope::kCloud, "cloud"}, {RemoteScope::kLan, "lan"}, {RemoteScope::kInternet, "internet"}}};
  return kNames;
}

/// Peers that a device talks to.
///
/// Model: the world holds `universe` peers; a device uses `size` of them, the first ones more often
///        than the last. An address is replaced at rate `churn_per_day`; the name stays.
struct RemotePool {
  RemoteScope scope = RemoteScope::kCloud;
  std::vector<std::string> names;  ///< `{decimal}` makes one name per peer; else peers share the names in turn
  std::uint32_t universe = 4;
  Distribution size = Distribution::constant(2);
  double churn_per_day = 0;
  NetworkInterface interface = NetworkInterface::kEth0;
};

template <class Visitor>
void describe(Visitor& v, RemotePool& p) {
  v.field("scope", p.scope, {.says = "Where the peers live."});
  v.field("names", p.names, {.says = "Domain names of the peers, dealt in turn; {decimal} gives every peer its own."});
  v.field("universe", p.universe,
          {.says = "Peers that exist for all devices together.", .min = 1, .max = 1e6, .grade = Grade::kEstimated});
  v.field("size", p.size, {.says = "Peers that one device uses.", .min = 1, .max = 1e4, .grade = Grade::kEstimated});
  v.field("churn_per_day", p.churn_per_day,
          {.says = "Share of the addresses that is replaced every day while the names stay.",
           .min = 0,
           .max = 24,
           .grade = Grade::kEstimated,
           .source = "workload survey 1.4: 0.05-0.2 for content networks"});
  v.field("interface", p.interface,
          {.says = "Interface of the device that leads to the pool: flows, and names asked for with it, pass there.",
           .grade = Grade::kEstimated});
}

/// One step of a script: `count` events of a template, each `gap` after the one before.
struct Step : EventTemplate {
  Distribution count = Distribution::constant(0);  ///< 0: once per text if in order, else once
  Distribution gap = Distribution::constant(0.02);
  double probability = 1;
};

template <class Visitor>
void describe(Visitor& v, Step& s) {
  describe(v, static_cast<EventTemplate&>(s));
  v.field("count", s.count,
          {.says = "Events of the step; 0 means one for each text when taken in order, else one.",
           .min = 0,
           .max = 30'000});
  v.field("gap", s.gap,
          {.says = "Time before each event of the step.",
           .min = 0,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .unit = "s"});
  v.field("probability", s.probability, {.says = "How often the step is done at all.", .min = 0, .max = 1});
}

/// When an activity starts.
enum class Timing : std::uint8_t {
  kTimer,   ///< `period` after its script ended, phase random at each boot
  kCron,    ///< at fixed local times: `at` after every multiple of `period`, plus up to `spread`
  kBursts,  ///< at random, `per_hour` on average, in bursts of `burst_size` (geometric)
  kBoot,    ///< `at` after each boot
  kUpdate,  ///< when a firmware rollout comes to the device, plus `at` and up to `spread`
};

inline std::span<const EnumName<Timing>> enum_names(Timing) {
  static constexpr std::array<EnumName<Timing>, 5> kNames{{{Timing::kTimer, "timer"},
                                                           {Timing::kCron, "cron"},
                                                           {Timing::kBursts, "bursts"},
                                                           {Timing::kBoot, "boot"},
                                                           {Timing::kUpdate, "update"}}};
  return kNames;
}

/// Which of a device's own factors multiplies the rate. The factors of one device are correlated.
enum class RateFactor : std::uint8_t { kNone, kProcess, kNetwork, kPeople };

inline std::span<const EnumName<RateFactor>> enum_names(RateFactor) {
  static constexpr std::array<EnumName<RateFactor>, 4> kNames{{{RateFactor::kNone, "none"},
                                                               {RateFactor::kProcess, "process"},
                                                               {RateFactor::kNetwork, "network"},
                                                               {RateFactor::kPeople, "people"}}};
  return kNames;
}

/// Which devices have the activity.
enum class Exposure : std::uint8_t {
  kAny,
  kNat,
  kPublic,
  kOpenLogin,  ///< public address and a default password on an open port
};

inline std::span<const EnumName<Exposure>> enum_names(Exposure) {
  static constexpr std::array<EnumName<Exposure>, 4> kNames{{{Exposure::kAny, "any"},
                                                             {Exposure::kNat, "nat"},
                                                             {Exposure::kPublic, "public"},
                                                             {Exposure::kOpenLogin, "open_login"}}};
  return kNames;
}

/// Something that a device does again and again: when, and a script of what.
struct Activity {
  Timing timing = Timing::kTimer;
  Duration period = Duration::minutes(1);
  double jitter = 0.01;
  Duration at;
  Duration spread;
  double per_hour = 1;
  double burst_size = 1;
  Distribution burst_gap{Distribution::Kind::kLognormal, 0.12, 1.5, 30};
  std::string seasonality = "flat";
  RateFactor rate_factor = RateFactor::kNone;
  Exposure exposure = Exposure::kAny;
  double share = 1;
  bool odd_only = false;
  std::vector<Step> script;
};

template <class Visitor>
void describe(Visitor& v, Activity& a) {
  v.field("timing", a.timing, {.says = "What starts the activity."});
  v.field("period", a.period,
          {.says = "Timer: pause after the script; cron: distance of its times (at least a minute).",
           .min = 0.05,
           .max = 31 * 86'400.0});
  v.field("jitter", a.jitter,
          {.says = "Timer: the period varies by this share either way.",
           .min = 0,
           .max = 0.95,
           .grade = Grade::kMeasured,
           .source = "workload survey 1.4: 0.001-0.05",
           .plausible = {0.001, 0.05}});
  v.field("at", a.at,
          {.says = "Cron: local time after each multiple of the period; boot and update: delay.", .min = 0, .max = 31 * 86'400.0});
  v.field("spread", a.spread, {.says = "Cron, boot and update: plus a uniform draw up to this.", .min = 0, .max = 86'400});
  v.field("per_hour", a.per_hour,
          {.says = "Bursts: script runs per hour on average.",
           .min = 0,
           .max = 1e5,
           .grade = Grade::kEstimated,
           .source = "workload survey 1.3"});
  v.field("burst_size", a.burst_size,
          {.says = "Bursts: mean script runs in one burst.",
           .min = 1,
           .max = 200,
           .grade = Grade::kMeasured,
           .source = "workload survey 1.4: 4-15"});
  v.field("burst_gap", a.burst_gap,
          {.says = "Bursts: pause between two runs of a burst.",
           .min = 0,
           .grade = Grade::kMeasured,
           .source = "workload survey 1.4",
           .unit = "s"});
  v.field(
      "seasonality", a.seasonality,
      {.says = "Profile that scales the rate by local hour: flat, group (the fleet group's), or a profile's name."});
  v.field("rate_factor", a.rate_factor, {.says = "Which factor of the device multiplies the rate."});
  v.field("exposure", a.exposure, {.says = "Which devices have the activity, by how they are reachable."});
  v.field("share", a.share,
          {.says = "Share of those devices that have it at all.", .min = 0, .max = 1, .grade = Grade::kEstimated});
  v.field("odd_only", a.odd_only, {.says = "Only the odd devices of the class have it."});
  v.field("script", a.script, {.says = "What is done, step by step.", .required = true});
}

/// A class of device: how it lives. Files: scenarios/profiles/*.yaml.
struct DeviceClass {
  std::string title;
  std::string hardware_vendor = "Example Devices";
  std::string hardware_model = "X1";
  std::string os_name = "Linux";
  std::map<std::string, double> os_versions{{"5.10", 1}};         ///< version -> weight
  std::map<std::string, double> firmware_versions{{"1.0.0", 1}};  ///< version -> weight

  double rate_sigma = 0.6;
  double rate_correlation = 0.5;
  double odd_share = 0.03;
  double odd_rate_sigma = 2;

  double reboots_per_30_days = 1;
  bool reboot_at_night = false;
  Distribution reboot_duration{Distribution::Kind::kLognormal, 45, 0.5, 600};
  double power_losses_per_year = 1.4;
  Distribution power_loss_duration{Distribution::Kind::kLognormal, 5'400, 1.0, 5 * 86'400.0};
  std::optional<Battery> battery;

  Inventory inventory;

  std::map<std::string, RemotePool> remotes;
  std::map<std::string, Activity> activities;
};

template <class Visitor>
void describe(Visitor& v, DeviceClass& c) {
  v.field("title", c.title, {.says = "What the class is, in a few words.", .required = true});
  v.field("hardware_vendor", c.hardware_vendor, {.says = "Vendor that the devices report."});
  v.field("hardware_model", c.hardware_model, {.says = "Model that the devices report."});
  v.field("os_name", c.os_name, {.says = "Operating system that the devices report."});
  v.field("os_versions", c.os_versions, {.says = "Versions of the operating system and their weights."});
  v.field("firmware_versions", c.firmware_versions, {.says = "Firmware versions and their weights."});
  v.field("rate_sigma", c.rate_sigma,
          {.says = "Spread of the rates over devices: sigma of a log-normal factor of median 1.",
           .min = 0,
           .max = 3,
           .grade = Grade::kEstimated,
           .source = "workload survey 1.4: 0.3 to 1.0",
           .plausible = {0.3, 1.0}});
  v.field("rate_correlation", c.rate_correlation,
          {.says = "Correlation between the factors of one device.", .min = 0, .max = 1, .grade = Grade::kEstimated, .plausible = {0.2, 0.8}});
  v.field("odd_share", c.odd_share,
          {.says = "Share of odd devices: wrong build, broken resolver, extreme rates.",
           .min = 0,
           .max = 1,
           .grade = Grade::kEstimated,
           .source = "workload survey 1.4: 0.02-0.05",
           .plausible = {0.02, 0.05}});
  v.field("odd_rate_sigma", c.odd_rate_sigma,
          {.says = "Spread of the rates of odd devices; factors stay within 1/20 and 20.",
           .min = 0,
           .max = 5,
           .grade = Grade::kEstimated,
           .plausible = {1, 3}});
  v.field("reboots_per_30_days", c.reboots_per_30_days,
          {.says = "Planned and unplanned restarts in 30 days.", .min = 0, .max = 3000, .grade = Grade::kEstimated, .plausible = {0.3, 4}});
  v.field("reboot_at_night", c.reboot_at_night,
          {.says = "Restarts happen between 03:00 and 03:30 local time, and not at random times."});
  v.field("reboot_duration", c.reboot_duration,
          {.says = "Time from the last event before a restart to the first one after it.",
           .min = 1,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .plausible = {15, 120},
           .unit = "s"});
  v.field("power_losses_per_year", c.power_losses_per_year,
          {.says = "Power cuts of a site in a year; all its devices go down together.",
           .min = 0,
           .max = 1000,
           .grade = Grade::kPublished,
           .source = "EIA 2022: 1.4 interruptions per customer and year"});
  v.field("power_loss_duration", c.power_loss_duration,
          {.says = "How long a power cut lasts.",
           .min = 1,
           .grade = Grade::kPublished,
           .source = "EIA 2022: 52-247 min by state, 5.6 h with major events",
           .plausible = {52 * 60.0, 247 * 60.0},
           .unit = "s"});
  v.field("battery", c.battery, {.says = "What the devices live on; not given means mains."});
  v.field("inventory", c.inventory, {.says = "What the devices hold and report: ports, users, rules, packages."});
  v.field("remotes", c.remotes, {.says = "Remote pools by name."});
  v.field("activities", c.activities, {.says = "What the devices do, by name."});
}

}  // namespace picket::sim
