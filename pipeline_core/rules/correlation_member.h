#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/keyed_hash.h"
#include "agent_core/message/message.h"
#include "pipeline_core/rules/correlation.h"

namespace picket {

class FieldReader;

/// A match that feeds a correlation.
struct CorrelationMember {
  Time time;                 ///< event time, or arrival
  std::uint64_t value = 0;   ///< value_count: hash of what is counted
  std::uint64_t amount = 0;  ///< value_sum, value_avg: what it adds; value_percentile: the value of each event
  std::uint32_t weight = 1;  ///< raw events it stands for
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;
  std::uint32_t reference = 0;  ///< which of the correlation's rules
  bool newest = false;          ///< kept by the group: the last of its key in the group's latest window

  /// Members of a group stand in this order, however they came.
  auto order() const { return std::tuple(time, reference, device, sequence, observation); }
};

/// Largest amount of a member, joined ones included: about 2 PB. The sum of a full group then fits its 64 bits; what one
/// member has beyond is cut off.
inline constexpr std::uint64_t kMaxMemberAmount = (std::uint64_t{1} << 51) - 1;

/// Raw events that an observation stands for: its hit count, at least one, with one exception.
///
/// Flows of generation 2 count 1. Their hit count is documented as packets, and packets say nothing of how
/// often a thing was done: one connection may be thousands. A flow's key holds the remote side at least, so the
/// observation is certainly one connection. `weigh_packets` counts them nevertheless, for agents whose packet
/// is an attempt.
/// Limits: attempts at one key within an aggregation window count once; distinct values (value_count) see
/// through that, counts do not. Generation 1 counts calls of connect(2), which are attempts.
/// Source: documentation of the micro agent's network activity ("hit count: number of packets").
std::uint32_t events_of(const Observation& observation, Encoding encoding, bool weigh_packets);

/// How long the events of an observation took: from first to last. Where the wire does not tell (an aggregate
/// whose only time is the end of its window), the window.
Duration span_of(const Observation& observation);

/// How many of an observation's `events` may lie within one `timespan`: all, or their share if they are
/// spread evenly over a longer time; at least one.
/// Limits: a burst inside a long aggregation window counts as if it were spread.
std::uint32_t weight_within(const Observation& observation, std::uint32_t events, Duration timespan);

/// An observation on its way into correlations.
struct MatchedObservation {
  const Observation& observation;
  std::uint32_t events = 1;  ///< events_of it
  bool spread = true;        ///< what lasts longer than a time span gives its share; false: all of it at once
  DeviceId device;
  HashKey key = {};  ///< PipelineSettings::hash_key
};

/// Reads from a match what a correlation looks at: the group-by values into `parts`, and the member's value, amount
/// and weight.
///
/// Byte counts and the hit count are sums over the raw events already; any other number is the value of each of
/// them. An absent group-by field is a value of its own. A value is known by the keyed hash of its text (numbers and
/// addresses have one spelling each): equal values, equal hash, whoever tells of them and in whichever table. Without the
/// key nobody can choose values of one hash, to be counted once or to join another's group.
/// Output: false if a counted or measured field is absent: then it is no member.
bool read_member(const Correlation& correlation, std::uint32_t reference, const MatchedObservation& matched,
                 FieldReader& reader, std::vector<std::uint64_t>& parts, CorrelationMember& member);

/// One hash for a group's values.
std::uint64_t group_key(std::uint32_t correlation, const std::vector<std::uint64_t>& parts);
/// One hash for a combination of counted values.
std::uint64_t value_key(const std::vector<std::uint64_t>& values);

}  // namespace picket
