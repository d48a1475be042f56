#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/rules/correlation_cascade.h"
#include "pipeline_core/rules/flat_event.h"

namespace picket {

/// Tries the correlations of a rule set on events of other origin, for authors of rules.
///
/// Model:  matches are kept until `judge`, which puts them in the order of their times and feeds them to the correlations
///         as stage two of a pipeline would. After the last event time goes on, so that windows which are judged when they
///         are over have their say. An event stands for one raw event. `device` in a group-by is the event's field
///         `device`; events without it are of one device.
/// Input:  an event's time is the first of kTimeFields that it carries: a date (utc_text.h), or seconds since 1970. An event
///         without one is of the time of the event before it; those before all times are of the first. Without any
///         time all events are of one moment.
/// Output: firings of correlations that are not `silent` (Rule::silent), by the time at which they became true.
/// Errors: a time that is none.
/// Limits: kMaxMatches; those beyond are counted and left out. Bounds of groups are a pipeline's.
class CorrelationTrial {
 public:
  /// Of matches that correlations are fed with: 200 MB. Our own number.
  static constexpr std::size_t kMaxMatches = 1'000'000;
  /// Ours, Splunk's, Elastic's, what exports call it, Sysmon's.
  static constexpr std::array<std::string_view, 6> kTimeFields{"EventTime", "_time", "@timestamp", "timestamp", "UtcTime", "time"};

  explicit CorrelationTrial(const RuleSet& rules) : rules_(&rules), matches_of_(rules.rules().size()) {}

  /// Takes in an event: the rules that `fired` on it and the reader that holds it. `number` names it in firings.
  /// Errors: what is wrong with its time; the event is left out.
  std::optional<std::string> add(const FlatEvent& event, std::uint32_t number, const std::vector<std::uint32_t>& fired,
                                 FieldReader& reader);

  struct Firing {
    std::uint32_t correlation = 0;
    std::vector<std::uint32_t> events;  ///< numbers, in the order of their times; of an absence the last before it
    Time window_start;
    Time window_end;
    bool absence = false;  ///< of a window without members
  };
  /// Call once, after all events.
  std::vector<Firing> judge();

  std::uint64_t timed() const { return timed_; }
  std::uint64_t untimed() const { return untimed_; }
  /// Matches of a correlation's single-event rules, those without the measured field included.
  std::uint64_t matches_of(std::uint32_t correlation) const { return matches_of_[correlation]; }
  std::uint64_t without_value() const { return without_value_; }
  /// Beyond kMaxMatches, or beyond the bounds of groups.
  std::uint64_t dropped() const { return dropped_; }

 private:
  DeviceId device_of(const FlatEvent& event);

  const RuleSet* rules_;
  std::vector<PassedMember> members_;
  std::vector<std::uint64_t> matches_of_;  ///< by correlation
  std::map<std::string, std::uint32_t, std::less<>> devices_;
  std::optional<Time> first_;  ///< time of the first event that has one
  Time now_ = Time::min();     ///< of the last event; min: none had a time yet
  std::uint64_t timed_ = 0;
  std::uint64_t untimed_ = 0;
  std::uint64_t without_value_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace picket
