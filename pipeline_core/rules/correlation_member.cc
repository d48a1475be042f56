#include "pipeline_core/rules/correlation_member.h"

#include <algorithm>
#include <optional>

#include "agent_core/base/hash.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {
namespace {

/// Fields whose number in an aggregate is already the sum over its raw events.
bool is_sum(Field field) {
  return field == Field::kBytesIn || field == Field::kBytesOut || field == Field::kHitCount;
}

std::uint64_t bounded(double amount) {
  return amount >= static_cast<double>(kMaxMemberAmount) ? kMaxMemberAmount : static_cast<std::uint64_t>(amount);
}

double share_of(const MatchedObservation& matched, Duration timespan) {
  const Duration span = span_of(matched.observation);
  if (!matched.spread || span <= timespan) return 1;
  return timespan.to_seconds() / span.to_seconds();
}

/// Nothing if the field is absent.
std::optional<std::uint64_t> hash_of(Field field, const MatchedObservation& matched, FieldReader& reader) {
  if (field == Field::kDevice) return matched.device.value();
  const std::string_view text = reader.text(field);
  return text.empty() ? std::nullopt : std::optional(keyed_hash(matched.key, text));
}

std::optional<std::uint64_t> amount_of(const Correlation& c, Field field, const MatchedObservation& matched,
                                       std::uint32_t weight, FieldReader& reader) {
  const auto number = reader.number(field);
  if (!number) return std::nullopt;
  const auto value = static_cast<double>(*number);
  if (c.type == CorrelationType::kValuePercentile) return bounded(is_sum(field) ? value / matched.events : value);
  return bounded(is_sum(field) ? value * share_of(matched, c.timespan) : value * weight);
}

}  // namespace

std::uint32_t events_of(const Observation& observation, Encoding encoding, bool weigh_packets) {
  const bool is_flow = std::holds_alternative<NetworkRecord>(observation.record);
  const bool packets = is_flow && encoding == Encoding::kG2FlatBuffers;
  return packets && !weigh_packets ? 1 : std::max(1U, observation.hit_count);
}

Duration span_of(const Observation& o) {
  const bool untold = o.first_time == o.last_time && o.last_time == o.window_end && o.hit_count > 1;
  return o.aggregated && untold ? o.window_end - o.window_start : o.last_time - o.first_time;
}

std::uint32_t weight_within(const Observation& observation, std::uint32_t events, Duration timespan) {
  const Duration span = span_of(observation);
  if (span <= timespan || events <= 1) return events;
  const double share = timespan.to_seconds() / span.to_seconds();
  return std::max(1U, static_cast<std::uint32_t>(static_cast<double>(events) * share));
}

bool read_member(const Correlation& c, std::uint32_t reference, const MatchedObservation& matched, FieldReader& reader,
                 std::vector<std::uint64_t>& parts, CorrelationMember& member) {
  const CorrelationReference& from = c.references[reference];
  member.reference = reference;
  member.weight = matched.spread ? weight_within(matched.observation, matched.events, c.timespan) : matched.events;
  if (c.type == CorrelationType::kValueCount) {
    parts.clear();
    for (const ValueSource& source : from.values) {
      const auto value = hash_of(source.field, matched, reader);
      if (!value) return false;
      parts.push_back(*value);
    }
    member.value = value_key(parts);
  } else if (c.has_value()) {
    const auto amount = amount_of(c, from.values[0].field, matched, member.weight, reader);
    if (!amount) return false;
    member.amount = *amount;
  }
  parts.clear();
  for (const ValueSource& source : from.groups) {
    parts.push_back(hash_of(source.field, matched, reader).value_or(kFnvOffset));
  }
  return true;
}

std::uint64_t value_key(const std::vector<std::uint64_t>& values) {
  std::uint64_t key = kFnvOffset;
  for (const std::uint64_t value : values) key = hash_combine(key, value);
  return key;
}

std::uint64_t group_key(std::uint32_t correlation, const std::vector<std::uint64_t>& parts) {
  return hash_combine(mix64(correlation + 1), value_key(parts));
}

}  // namespace picket
