#pragma once

#include <cstdint>
#include <vector>

#include "pipeline_core/findings/candidate.h"
#include "pipeline_core/rules/correlation_table.h"

namespace picket {

/// A member for a correlation that another stage decides.
struct PassedMember {
  std::uint32_t correlation = 0;
  Time arrival;
  CorrelationMember member;
  std::vector<std::uint64_t> parts;
};

/// The correlations of one stage, each feeding those over it.
///
/// Model:  correlations whose groups hold the device are decided where the device is; the others in stage two,
///         fed in one order. A firing becomes a member of the correlations over it: at its `moment`, of weight one,
///         with the values it groups by. Only the outermost raise, and those under one that says `generate`.
/// Limits: windows that wait for late members wait for those of arrival times at most `lateness` after the event.
class CorrelationCascade {
 public:
  enum class Stage : std::uint8_t { kDevice, kFleet };
  CorrelationCascade(const RuleSet& rules, const PipelineSettings& settings, Stage stage);

  void feed(std::uint32_t correlation, const std::vector<std::uint64_t>& parts, const CorrelationMember& member,
            Time arrival);
  /// Judges the windows that are over for good before `time`. To be called before what arrives at `time` is fed.
  void close_before(Time time);
  Time next_close() const { return table_.next_close(); }

  /// What fired and raises, in that order; the caller takes it.
  std::vector<CorrelationFiring>& firings() { return firings_; }
  /// For stage two; the caller takes it.
  std::vector<PassedMember>& passed() { return passed_; }
  void add_counts(PipelineCounts& counts) const;

 private:
  void pass_on(const CorrelationFiring& firing);

  const RuleSet& rules_;
  Stage stage_;
  CorrelationTable table_;
  std::vector<CorrelationFiring> firings_;
  std::vector<PassedMember> passed_;
};

/// The finding that a firing makes, told of the device of its last member. Evidence are the first kMaxEvidence members;
/// of a window with more, if keys are counted, the first of each key.
Candidate candidate_of(const CorrelationFiring& firing, const RuleSet& rules);

}  // namespace picket
