#pragma once

#include <array>
#include <span>

#include "pipeline_core/pipeline.h"
#include "sim/scenario/field.h"
#include "sim/scenario/intel_fields.h"
#include "sim/scenario/model_fields.h"

/// The settings of the analytics core that a scenario may choose; in the namespace of the types.
namespace picket {

inline std::span<const sim::EnumName<WindowTime>> enum_names(WindowTime) {
  static constexpr std::array<sim::EnumName<WindowTime>, 2> kNames{
      {{WindowTime::kEvent, "event"}, {WindowTime::kArrival, "arrival"}}};
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, RiskSettings& r) {
  using sim::Grade;
  constexpr std::string_view kSplunk = "defaults of Splunk Enterprise Security's risk-based correlation searches";
  v.field("enabled", r.enabled, {.says = "Adds findings up to risk scores, incidents and campaigns."});
  v.field("informational_points", r.informational_points, {.says = "Points of a finding of this severity.", .min = 0, .max = 1e6, .grade = Grade::kEstimated,
                                                           .plausible = {0, 2}});
  v.field("low_points", r.low_points, {.says = "Points of a finding of this severity.", .min = 0, .max = 1e6, .grade = Grade::kEstimated,
                                       .plausible = {2, 10}});
  v.field("medium_points", r.medium_points, {.says = "Points of a finding of this severity.", .min = 0, .max = 1e6, .grade = Grade::kEstimated,
                                             .plausible = {10, 40}});
  v.field("high_points", r.high_points, {.says = "Points of a finding of this severity.", .min = 0, .max = 1e6, .grade = Grade::kEstimated,
                                         .plausible = {30, 100}});
  v.field("notice_points", r.notice_points,
          {.says = "Points of a notice (a login, a plug, a file), whatever its severity.", .min = 0, .max = 1e6, .grade = Grade::kEstimated,
           .plausible = {0, 2}});
  v.field("half_life", r.half_life,
          {.says = "Time in which a score halves.", .min = 1, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {6 * 3'600.0, 24 * 3'600.0}});
  v.field("repeat_window", r.repeat_window,
          {.says = "A rule's repeats within it weigh half of the one before.", .min = 0, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {12 * 3'600.0, 48 * 3'600.0}});
  v.field("incident_score", r.incident_score,
          {.says = "A score above it opens an incident.", .min = 0, .max = 1e9, .grade = Grade::kPublished, .source = kSplunk});
  v.field("high_score", r.high_score,
          {.says = "From this score on an incident's severity is High.", .min = 0, .max = 1e9, .grade = Grade::kPublished, .source = kSplunk});
  v.field("incident_tactics", r.incident_tactics,
          {.says = "So many ATT&CK tactics ...", .min = 1, .max = 17, .grade = Grade::kPublished, .source = kSplunk});
  v.field("incident_sources", r.incident_sources,
          {.says = "... from so many rules open an incident ...", .min = 1, .max = 16, .grade = Grade::kPublished, .source = kSplunk});
  v.field("tactics_window", r.tactics_window,
          {.says = "... within this time.", .min = 1, .max = kLongestPipelineTime, .grade = Grade::kPublished, .source = kSplunk});
  v.field("idle", r.idle,
          {.says = "An incident without news closes after it.", .min = 1, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {12 * 3'600.0, 48 * 3'600.0}});
  v.field("cooldown", r.cooldown,
          {.says = "After an incident closed, its device opens no other for so long.", .min = 0, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {6 * 3'600.0, 24 * 3'600.0}});
  v.field("campaign_devices", r.campaign_devices,
          {.says = "So many devices of a class with the same alert are a campaign ...", .min = 2, .max = 10'000, .grade = Grade::kEstimated,
           .plausible = {3, 10}});
  v.field("campaign_window", r.campaign_window,
          {.says = "... within this time.", .min = 1, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {12 * 3'600.0, 48 * 3'600.0}});
}

template <class Visitor>
void describe(Visitor& v, FreezeSettings& f) {
  using sim::Grade;
  v.field("enabled", f.enabled, {.says = "While a device has an incident, nothing that it does becomes its habit."});
  v.field("interval", f.interval,
          {.says = "A freeze begins and ends at multiples of it.", .min = 60, .max = 86'400, .grade = Grade::kEstimated,
           .plausible = {1'800, 7'200}});
  v.field("limit", f.limit,
          {.says = "An incident freezes for no longer.", .min = 60, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {1 * 86'400.0, 7 * 86'400.0}});
}

template <class Visitor>
void describe(Visitor& v, PipelineSettings& p) {
  using sim::Grade;
  v.field("lateness", p.lateness,
          {.says = "Windows over event time wait this long for late observations.", .min = 0, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {13 * 3'600.0, 49 * 3'600.0}});
  v.field("window_time", p.window_time,
          {.says = "Time on which the windows of correlations run: event, with the bounded lateness, or arrival."});
  v.field("weigh_packets", p.weigh_packets,
          {.says = "Correlations weigh flows of generation 2 by their hit count, which is packets; false: each counts once."});
  v.field("fleet_interval", p.fleet_interval,
          {.says = "Findings on what devices share come at multiples of it.", .min = 0, .max = 86'400, .grade = Grade::kEstimated,
           .plausible = {30, 300}});
  v.field("processing_delay", p.processing_delay,
          {.says = "From a message's acceptance to its alert.", .min = 0, .max = 86'400, .grade = Grade::kEstimated, .plausible = {5, 60}});
  v.field("suppression", p.suppression,
          {.says = "The same alert of a device is raised again only after this.", .min = 0, .max = kLongestPipelineTime, .grade = Grade::kEstimated,
           .plausible = {1'800, 14'400}});
  v.field("novelty", p.novelty, {.says = "Looks for processes, peers and logins that a device and its class have not shown."});
  v.field("novelty_model", p.novelty_model, {.says = "When something new is rare enough to tell."});
  v.field("sequence_model", p.sequence_model, {.says = "When rare commands at a slow pace are a sequence."});
  v.field("egress", p.egress, {.says = "Looks at the bytes that leave a device in an hour."});
  v.field("egress_model", p.egress_model, {.says = "When they are too many."});
  v.field("beacon", p.beacon, {.says = "Looks for regular contact with peers that are new to a device and rare in its class."});
  v.field("beacon_model", p.beacon_model, {.says = "When contact is regular and a peer is rare."});
  v.field("silence", p.silence, {.says = "Looks for devices that fall silent."});
  v.field("silence_intervals", p.silence_intervals,
          {.says = "Promised intervals without a message after which a device is silent.", .min = 1, .max = 1'000, .grade = Grade::kEstimated,
           .plausible = {2, 5}});
  v.field("disconnect_grace", p.disconnect_grace,
          {.says = "A security module that stays disconnected this long is silent; 0 s: not looked at.",
           .min = 0, .max = kLongestPipelineTime, .grade = Grade::kEstimated, .plausible = {300, 1'800}});
  v.field("behaviour", p.behaviour,
          {.says = "Compares a device with its own past: activity, fan-out, bytes out and failures, hour by hour."});
  v.field("behaviour_model", p.behaviour_model, {.says = "When the past is left."});
  v.field("peer_shift", p.peer_shift, {.says = "When a class has changed and not its devices."});
  v.field("detectors", p.detectors, {.says = "Thresholds of the detectors that no rule expresses."});
  v.field("hub_watch", p.hub_watch, {.says = "What the hub's own records are held against."});
  v.field("risk", p.risk, {.says = "How findings add up to incidents and campaigns."});
  v.field("freeze", p.freeze, {.says = "What an incident means for what the models learn."});
  v.field("sightings", p.sightings, {.says = "What indicators that come later can search."});
}

}  // namespace picket
