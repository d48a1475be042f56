#pragma once

#include <array>
#include <span>

#include "sim/scenario/fault.h"
#include "sim/scenario/field.h"

namespace picket::sim {

inline std::span<const EnumName<FaultKind>> enum_names(FaultKind) {
  static const std::array<EnumName<FaultKind>, kFaultKinds> kNames = [] {
    std::array<EnumName<FaultKind>, kFaultKinds> names{};
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto kind = static_cast<FaultKind>(i);
      names[i] = {kind, to_string(kind)};
    }
    return names;
  }();
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, FaultTargets& t) {
  v.field("device_class", t.device_class,
          {.says = "Class of the devices; of sites, that such a device stands there; empty means any.", .refers_to = "class"});
  v.field("network", t.network, {.says = "Kind of line of the sites; empty means any.", .refers_to = "network"});
  v.field("hub", t.hub, {.says = "Hub that is hit, or that the devices connect to; empty means any.", .refers_to = "hub"});
  v.field("site", t.site,
          {.says = "Number of the site, from 0 in the order of the fleet's groups; not given means any.", .max = 1e7});
  v.field("share", t.share,
          {.says = "Share of those sites or devices: the whole part of their number times this, drawn alike for every policy.",
           .min = 0,
           .max = 1});
  v.field("count", t.count, {.says = "In place of share: so many of them.", .min = 1, .max = 1e7});
}

template <class Visitor>
void describe(Visitor& v, Fault& f) {
  constexpr double kYear = 366 * 86'400.0;
  constexpr double kCentury = 36'525 * 86'400.0;
  v.field("name", f.name, {.says = "Name of the fault, unique in the scenario; its draws come from it.", .required = true});
  v.field("kind", f.kind,
          {.says = "What goes wrong. Of sites: link_loss, power_cut, carrier_outage, sim_quota_spent, gateway_reboot, "
                   "name_service_outage. Of devices: registration_storm, clock_drift, clock_step, "
                   "time_zone, redelivery, disk_full, event_storm, crash_loop, certificate_expiry, cloned_image. Of hubs: hub_outage, "
                   "hub_maintenance, hub_load, quota_spent, backend_lag.",
           .required = true});
  v.field("targets", f.targets, {.says = "What is hit; not given means all of it."});
  v.field("start", f.start,
          {.says = "When it begins, from the start of the measured period.", .min = 0, .max = kYear, .required = true});
  v.field("duration", f.duration,
          {.says = "How long it lasts, drawn for each site (link_loss, gateway_reboot) or device (kinds of devices), else once; of "
                   "hub_maintenance and registration_storm the time over which it reaches one device after the other. Not given "
                   "means: link_loss log-normal with a median of 30 min, power_cut 4 h in the mean, carrier_outage 12 h, hub_outage 45 "
                   "min, hub_maintenance, hub_load and registration_storm 10 min, clock_step, event_storm, crash_loop and "
                   "name_service_outage 1 h, gateway_reboot from 1 to 5 min, others to the end.",
           .min = 0,
           .max = kYear,
           .grade = Grade::kPublished,
           .source = "workload survey 4; of hub_maintenance, hub_load, registration_storm, clock_step, event_storm, crash_loop, "
                     "gateway_reboot and name_service_outage an estimate",
           .unit = "s"});
  v.field("gap", f.gap,
          {.says = "link_loss: time from one loss of a site's line to its next; the first comes that long after start. Not given "
                   "means one loss, at start.",
           .min = 1,
           .max = kYear,
           .unit = "s"});
  v.field("recovery", f.recovery,
          {.says = "carrier_outage: time after it over which the lines come back, half of them in its middle (an S-curve, since "
                   "registration is limited). Not given means 4 h.",
           .min = 0,
           .max = kYear,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F03: over hours"});
  v.field("boot", f.boot,
          {.says = "power_cut, clock_step: how long a device takes to boot. Not given means from 5 to 90 s.",
           .min = 1,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F02",
           .unit = "s"});
  v.field("refusal", f.refusal,
          {.says = "hub_maintenance: how long after the close of its connection the hub refuses the device. Not given means 10 s.",
           .min = 0,
           .max = 86'400,
           .grade = Grade::kEstimated});
  v.field("sends_per_second", f.sends_per_second,
          {.says = "hub_load: messages of others that the hub's throttle has to bear. Not given means none.",
           .min = 0,
           .max = 100'000});
  v.field("connects_per_second", f.connects_per_second,
          {.says = "hub_load: connections of others that the hub's throttle has to bear. Not given means none.",
           .min = 0,
           .max = 100'000});
  v.field("requests_per_minute", f.requests_per_minute,
          {.says = "registration_storm: requests that the provisioning service answers in a clock minute, registrations and status polls "
                   "together; what is over is refused with 429 and a Retry-After. Not given means 1,000.",
           .min = 1,
           .max = 10'000'000,
           .grade = Grade::kPublished,
           .source = "iot-dps-limits, 2024-03-06: 1,000 operations and 1,000 registrations a minute; that polls count with them is an "
                     "estimate"});
  v.field("poll_interval", f.poll_interval,
          {.says = "registration_storm: how long a client waits between its requests, a tenth more at most. Not given means 3 s.",
           .min = 2,
           .max = 3'600,
           .grade = Grade::kPublished,
           .source = "retry-after of the service in traces of the SDKs; 5 polls in 10 s at most: iot-dps-limits, 2024-03-06"});
  v.field("client_timeout", f.client_timeout,
          {.says = "registration_storm: after how long a client gives a registration up and starts over; what has passed is lost. For one "
                   "that honours Retry-After, how long it waits for an answer. Not given means 60 s.",
           .min = 2,
           .max = 30 * 86'400.0,
           .grade = Grade::kPublished,
           .source = "PROV_DEFAULT_TIMEOUT of early versions of the C SDK"});
  v.field("restart_backoff", f.restart_backoff,
          {.says = "registration_storm: longest wait before a client starts over; the first is as long as client_timeout, each next one "
                   "double, less up to half. Not given means that it starts over at once.",
           .min = 0,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F08"});
  v.field("honours_retry_after", f.honours_retry_after,
          {.says = "registration_storm: a refused client waits as long as it was told and keeps its registration. Not given means no: it "
                   "asks again after poll_interval."});
  v.field("retry_after", f.retry_after,
          {.says = "registration_storm: what a refusal tells a client to wait. Not given means 30 s.",
           .min = 1,
           .max = 86'400,
           .grade = Grade::kEstimated});
  v.field("drift_ppm", f.drift_ppm,
          {.says = "clock_drift: microseconds a second by which a clock is fast, or as often slow. Not given means a median of 78, "
                   "500 at most.",
           .min = 0,
           .max = 100'000,
           .grade = Grade::kPublished,
           .source = "workload survey 4, F10: Mills, 20,000 hosts; spread estimated"});
  v.field("unsynchronised", f.unsynchronised,
          {.says = "clock_drift: how long the clocks have been running free when it begins. Not given means they were right.",
           .min = 0,
           .max = 3'660 * 86'400.0});
  v.field("shift", f.shift,
          {.says = "clock_step: how far a clock is ahead after the boot; below 0: behind. Not given means up to two years behind.",
           .min = -kCentury,
           .max = kCentury,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F11: devices without a battery boot at the epoch or at the date of their image",
           .unit = "s"});
  v.field("zone_shift", f.zone_shift,
          {.says = "time_zone: how far what a device takes for local time moves ahead; below 0: back. Not given means 1 h, as when "
                   "summer time begins.",
           .min = -26 * 3'600.0,
           .max = 26 * 3'600.0,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F12",
           .unit = "s"});
  v.field("after_reconnect", f.after_reconnect,
          {.says = "redelivery: how long after a reconnect it happens. Not given means 5 min.",
           .min = 0,
           .max = kYear,
           .grade = Grade::kEstimated});
  v.field("lost_answer_share", f.lost_answer_share,
          {.says = "redelivery: share of messages whose acknowledgement is lost, so that the client sends them again. Not given "
                   "means 0.02.",
           .min = 0,
           .max = 0.9,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F13: duplicates 1 to 5 %"});
  v.field("copied_share", f.copied_share,
          {.says = "redelivery: share of messages that the analytics read a second time, `late_by` later. Not given means 0.01.",
           .min = 0,
           .max = 1,
           .grade = Grade::kEstimated});
  v.field("late_share", f.late_share,
          {.says = "redelivery: share of messages that the analytics read `late_by` later than in their turn. Not given means 0.02.",
           .min = 0,
           .max = 1,
           .grade = Grade::kEstimated});
  v.field("late_by", f.late_by,
          {.says = "redelivery: by how much. Not given means 30 s in the mean, 10 min at most.",
           .min = 0,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .unit = "s"});
  v.field("events_per_second", f.events_per_second,
          {.says = "event_storm: starts of the process on a device. Not given means 50.",
           .min = 0.001,
           .max = 5'000,
           .grade = Grade::kMeasured,
           .source = "workload survey 4, F16: 50 to 500"});
  v.field("commandline", f.commandline,
          {.says = "event_storm: of the process. Not given means /usr/bin/health-check."});
  v.field("distinct_commandlines", f.distinct_commandlines,
          {.says = "event_storm: so many command lines take turns: that of the process and a number behind it, or in it where it "
                   "says {decimal}. More than an agent's cache holds make it overflow (F14). Not given means 1.",
           .min = 1,
           .max = 1'000'000,
           .grade = Grade::kMeasured,
           .source = "workload survey 0.2: caches of 256 keys overflow in ordinary life"});
  v.field("up", f.up,
          {.says = "crash_loop: how long a device runs before it restarts. Not given means from 1 to 5 min.",
           .min = 10,
           .max = kYear,
           .grade = Grade::kEstimated,
           .unit = "s"});
  v.field("down", f.down,
          {.says = "crash_loop: how long a restart takes. Not given means 30 s in the mean.",
           .min = 1,
           .max = 86'400,
           .grade = Grade::kEstimated,
           .unit = "s"});
  v.field("copies", f.copies,
          {.says = "cloned_image: devices that share an identity, the first of them its owner. Not given means 2.",
           .min = 2,
           .max = 10'000,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F20: 2 to 500"});
  v.field("quota_share", f.quota_share,
          {.says = "quota_spent: share of the day's quota that others have used up. Not given means all of it.",
           .min = 0,
           .max = 1});
  v.field("throttled_bandwidth", f.throttled_bandwidth,
          {.says = "sim_quota_spent: what the carrier leaves each device on the line; 0 bit/s cuts the line. Not given means 64 "
                   "kbit/s.",
           .min = 0,
           .max = 1e12,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F19"});
  v.field("resolve_timeout", f.resolve_timeout,
          {.says = "name_service_outage: after how long a client that connects gives up asking for the hub's address. Not given "
                   "means 10 s.",
           .min = 0.001,
           .max = 3'600,
           .grade = Grade::kPublished,
           .source = "resolv.conf(5): two tries of 5 s"});
  v.field("lag", f.lag,
          {.says = "backend_lag: by how much later the analytics read, drawn once. Not given means a median of 60 s, 1 h at most.",
           .min = 0,
           .max = kYear,
           .grade = Grade::kEstimated,
           .source = "workload survey 4, F24",
           .unit = "s"});
}

}  // namespace picket::sim
