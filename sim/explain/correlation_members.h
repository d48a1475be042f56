#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "pipeline_core/rules/correlation_table.h"
#include "pipeline_core/rules/field_reader.h"
#include "sim/explain/unit_evidence.h"

namespace picket::sim {

/// A match that a correlation counts, of the recorded messages.
struct CountedMember {
  CorrelationMember member;
  Time arrival;
  bool of_unit = false;  ///< rests on events of the unit
};

/// The matches of a correlation among the recorded messages, by group, in order of arrival. Of inner correlations:
/// their firings, by the pipeline's own table.
/// Limits: matches before the measured period and of other devices are not recorded. Inner correlations that are
///         judged when their window is over are left out.
class CorrelationMembers {
 public:
  using Groups = std::map<std::vector<std::uint64_t>, std::vector<CountedMember>>;

  CorrelationMembers(const Rerun& rerun, const UnitEvidence& evidence);
  Groups of(std::uint32_t correlation);

 private:
  void add_matches(std::uint32_t correlation, std::uint32_t reference, Groups& out);
  void add_firings(std::uint32_t correlation, std::uint32_t reference, Groups& out);

  const Rerun& rerun_;
  const UnitEvidence& evidence_;
  const RuleSet& rules_;
  FieldReader reader_;
};

}  // namespace picket::sim
