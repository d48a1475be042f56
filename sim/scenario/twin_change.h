#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "agent_core/base/time.h"
#include "agent_core/twin/twin_update.h"
#include "sim/scenario/field.h"
#include "sim/scenario/free_mapping.h"

namespace picket::sim {

/// The devices whose twin is changed.
struct TwinTargets {
  std::string device_class;  ///< empty: any class
  double share = 1;          ///< of those devices, drawn per device; the same devices for every policy
};

/// One change of the desired properties of a policy's agents, or of the policy itself.
struct TwinChange {
  Duration at;      ///< from the start of the measured period
  Duration jitter;  ///< plus a uniform draw up to this, per device
  TwinTargets targets;
  TwinDocument document = TwinDocument::kWhole;
  std::optional<FreeMapping> desired;  ///< exactly the desired properties; wrong ones are allowed
  std::string policy;                  ///< in place of `desired`: go on under this template
};

/// What becomes of the properties that a patch does not mention.
enum class TwinPatches : std::uint8_t {
  kAgent,        ///< as the generation does: generation 1 resets them, generation 2 keeps them
  kReplacesAll,
  kMerges,
};

/// Changes of one policy: a device's twin is followed through each sequence of them that occurs, and k changes
/// can come in k! orders (estimate of what anybody needs).
inline constexpr std::size_t kMostTwinChanges = 16;

inline std::span<const EnumName<TwinPatches>> enum_names(TwinPatches) {
  static constexpr std::array<EnumName<TwinPatches>, 3> kNames{{{TwinPatches::kAgent, "agent"},
                                                                {TwinPatches::kReplacesAll, "replaces_all"},
                                                                {TwinPatches::kMerges, "merges"}}};
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, TwinTargets& t) {
  v.field("device_class", t.device_class, {.says = "Class of the devices; empty means any.", .refers_to = "class"});
  v.field("share", t.share,
          {.says = "Share of those devices, drawn per device and alike for every policy.", .min = 0, .max = 1});
}

template <class Visitor>
void describe(Visitor& v, TwinChange& c) {
  v.field("at", c.at,
          {.says = "When the hub delivers it, from the start of the measured period; a device that is down gets it "
                   "when it is back.",
           .min = 0,
           .max = 366 * 86'400.0,
           .required = true});
  v.field("jitter", c.jitter, {.says = "Plus a uniform draw up to this, per device.", .min = 0, .max = 366 * 86'400.0});
  v.field("targets", c.targets, {.says = "Which devices it reaches."});
  v.field("document", c.document,
          {.says = "whole: the twin as a whole, properties that are missing mean their defaults; patch: a change "
                   "notice with `desired` alone (see twin_patches)."});
  v.field("desired", c.desired,
          {.says = "The desired properties of the agent's own module twin, as they stand in the hub: "
                   "`picket schema twin_g1` and `twin_g2` list them. What the agent would not take is a warning, and "
                   "the run shows what it does."});
  v.field("policy", c.policy,
          {.says = "In place of `desired`: the agents send what they hold and go on under this template, which must "
                   "have the same encoding.",
           .refers_to = "policy"});
}

}  // namespace picket::sim

namespace picket {

inline std::span<const sim::EnumName<TwinDocument>> enum_names(TwinDocument) {
  static constexpr std::array<sim::EnumName<TwinDocument>, 2> kNames{
      {{TwinDocument::kWhole, "whole"}, {TwinDocument::kPatch, "patch"}}};
  return kNames;
}

}  // namespace picket
