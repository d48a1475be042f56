#include "pipeline_core/rules/correlation_trial.h"

#include <algorithm>
#include <utility>

#include "agent_core/message/utc_text.h"
#include "pipeline_core/pipeline.h"
#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/field_reader.h"
#include "pipeline_core/rules/number_spelling.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {
namespace {

/// The end of the year 9999, which texts of times reach; what is larger are milliseconds most likely.
constexpr double kLastSecond = 253'402'300'799.0;

std::optional<Time> read_time(const FieldValue& value) {
  if (value.kind() == FieldValue::Kind::kText) {
    if (const auto time = parse_timestamp(value.spelling())) return time;
  }
  const auto seconds = value.kind() == FieldValue::Kind::kNumber ? std::optional(value.value()) : read_number(value.spelling());
  if (!seconds || !(*seconds >= 0) || *seconds > kLastSecond) return std::nullopt;
  return Time() + Duration::from_seconds(*seconds);
}

}  // namespace

std::optional<std::string> CorrelationTrial::add(const FlatEvent& event, std::uint32_t number,
                                                 const std::vector<std::uint32_t>& fired, FieldReader& reader) {
  const FieldValue* told = nullptr;
  for (const std::string_view name : kTimeFields) {
    told = event.find(name);
    if (told == nullptr || told->kind() == FieldValue::Kind::kNull) continue;
    const auto time = read_time(*told);
    if (!time) {
      return "field " + in_quotes(name) + ": " + in_quotes(told->spelling()) +
             " is no time; expected a date such as 2026-01-31T23:59:59Z or seconds since 1970";
    }
    now_ = *time;
    if (!first_) first_ = time;
    break;
  }
  const bool has_time = told != nullptr && told->kind() != FieldValue::Kind::kNull;
  ++(has_time ? timed_ : untimed_);
  const Observation observation{};  // one event at one moment: what the reader holds tells the rest
  const DeviceId device = device_of(event);
  const MatchedObservation matched{observation, 1, false, device};
  for (const std::uint32_t rule : fired) {
    for (const CorrelationFeed feed : rules_->rules()[rule].feeds) {
      ++matches_of_[feed.correlation];
      if (members_.size() == kMaxMatches) {
        ++dropped_;
        continue;
      }
      PassedMember passed;
      passed.correlation = feed.correlation;
      if (!read_member(rules_->rules()[feed.correlation].correlation, feed.reference, matched, reader, passed.parts, passed.member)) {
        ++without_value_;
        continue;
      }
      passed.member.time = now_;
      passed.member.device = device;
      passed.member.sequence = number;
      members_.push_back(std::move(passed));
    }
  }
  return std::nullopt;
}

DeviceId CorrelationTrial::device_of(const FlatEvent& event) {
  const FieldValue* name = event.find(to_string(Field::kDevice));
  if (name == nullptr || name->kind() == FieldValue::Kind::kNull) return DeviceId(0);
  const auto next = static_cast<std::uint32_t>(devices_.size() + 1);
  return DeviceId(devices_.emplace(name->spelling(), next).first->second);
}

std::vector<CorrelationTrial::Firing> CorrelationTrial::judge() {
  for (PassedMember& passed : members_) {
    if (passed.member.time == Time::min()) passed.member.time = first_.value_or(Time());
  }
  std::stable_sort(members_.begin(), members_.end(),
                   [](const PassedMember& a, const PassedMember& b) { return a.member.time < b.member.time; });
  PipelineSettings settings;
  settings.window_time = WindowTime::kArrival;  // in order: nothing is late
  CorrelationCascade cascade(*rules_, settings, CorrelationCascade::Stage::kFleet);
  for (const PassedMember& passed : members_) {
    cascade.close_before(passed.member.time);
    cascade.feed(passed.correlation, passed.parts, passed.member, passed.member.time);
  }
  cascade.close_before(Time::max());
  PipelineCounts counts;
  cascade.add_counts(counts);
  dropped_ += counts.groups_refused + counts.group_entries_dropped;
  std::vector<Firing> firings;
  for (const CorrelationFiring& fired : cascade.firings()) {
    Firing firing{fired.correlation, {}, fired.window_start, fired.window_end, fired.absence};
    for (const CorrelationMember& member : fired.members) firing.events.push_back(member.sequence);
    firings.push_back(std::move(firing));
  }
  return firings;
}

}  // namespace picket
