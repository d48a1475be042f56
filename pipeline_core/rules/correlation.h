#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent_core/base/time.h"
#include "pipeline_core/rules/correlation_condition.h"
#include "pipeline_core/rules/field.h"

namespace picket {

/// The types of Sigma 2.1.0. What each measures in a window of a group:
enum class CorrelationType : std::uint8_t {
  kEventCount,       ///< raw events
  kValueCount,       ///< distinct values of the counted field
  kTemporal,         ///< rules that matched
  kTemporalOrdered,  ///< rules that matched one after the other in the order of `rules`; the longest such row
  kValueSum,         ///< sum of a numeric field over raw events
  kValueAvg,         ///< that sum over the number of raw events
  kValuePercentile,  ///< the field's value that `percentile` per cent of the raw events do not exceed
};
std::string_view to_string(CorrelationType type);

/// A name as a rule file spells it, and where.
struct PlacedName {
  std::string text;
  int line = 0;  ///< from 1
  int column = 0;
};

/// Where a correlation takes a group-by or counted value from, in one of the rules it refers to.
struct ValueSource {
  Field field = Field::kDevice;  ///< of the matched event, if the rule is no correlation
  std::uint32_t part = 0;        ///< else: which of the inner correlation's group-by values
};

/// One of the rules of a correlation.
struct CorrelationReference {
  PlacedName name;                  ///< id or name, as written
  std::uint32_t rule = 0;           ///< index, after resolve_correlations
  bool is_correlation = false;      ///< the same
  std::vector<ValueSource> groups;  ///< by group-by entry; the same
  std::vector<ValueSource> values;  ///< by counted field; the same
};

/// A name for fields that are called differently in the events of different rules.
struct CorrelationAlias {
  PlacedName name;
  std::vector<std::pair<PlacedName, PlacedName>> fields;  ///< rule, field
};

/// "So much of these rules' matches, per group, within a time span."
struct Correlation {
  /// Group-by entries at most; more is an error.
  static constexpr std::size_t kMaxGroupFields = 16;

  CorrelationType type = CorrelationType::kEventCount;
  std::vector<CorrelationReference> references;
  std::vector<PlacedName> group_by;      ///< fields and aliases
  std::vector<PlacedName> value_fields;  ///< counted or measured; several: their combinations
  std::vector<CorrelationAlias> aliases;
  CorrelationCondition condition;
  double percentile = 0;  ///< of value_percentile: over 0, at most 100
  Duration timespan;

  // After resolve_correlations.
  bool resolved = false;   ///< false: reported, never fires
  bool by_device = false;  ///< the group contains the device: decided in stage one
  std::uint8_t depth = 0;  ///< 0: of single-event rules only
  Duration reach;          ///< how far back a firing may look: its time span and those inside it

  /// Fires as soon as a window has enough: no further member can undo it. Else a window is judged when it is over.
  bool fires_early() const {
    return condition.only_grows() && type != CorrelationType::kValueAvg && type != CorrelationType::kValuePercentile;
  }
  /// Counts distinct keys (values or rules) rather than adding up.
  bool counts_keys() const {
    return type == CorrelationType::kValueCount || type == CorrelationType::kTemporal ||
           type == CorrelationType::kTemporalOrdered;
  }
  bool has_value() const { return !value_fields.empty(); }
};

/// A correlation that a rule's matches go to.
struct CorrelationFeed {
  std::uint32_t correlation = 0;
  std::uint32_t reference = 0;  ///< which of its references the rule is
};

}  // namespace picket
