#pragma once

#include <cstdint>
#include <optional>

#include "pipeline_core/content/content.h"
#include "pipeline_core/rules/field_reader.h"
#include "sim/explain/explanation.h"
#include "sim/explain/unit_evidence.h"

namespace picket::sim {

/// How near each source of alerts came to raising one about a unit.
///
/// Order of sources: raised, matched, changed, lost, then by failed tests on what arrived (a correlation or model
///   under its limit stands between one and two failed tests, since only quantity is missing), then by failed tests
///   on what happened, then by number. So the order depends on nothing but the run.
/// Limits: a correlation is looked at with the matches of the unit's own device: those of other devices, which may
///         count too, are not. Of detectors and the hub watch no value is known unless they raised.
class SourceStanding {
 public:
  SourceStanding(const Rerun& rerun, const UnitEvidence& evidence);
  ~SourceStanding();

  /// Of a rule, correlation, model or detector, by Finding::rule.
  StandingText of(std::uint32_t source);
  /// Every source that raises this alert, in the order of their numbers.
  std::vector<std::uint32_t> sources_of(std::uint32_t alert) const;

 private:
  struct Nearest;
  Nearest nearest(std::uint32_t rule);
  void stand_rule(std::uint32_t rule, StandingText& out);
  void stand_correlation(std::uint32_t rule, StandingText& out);
  void stand_model(std::uint32_t source, StandingText& out);
  void stand_listed(std::uint32_t source, StandingText& out);
  void stand_silence(StandingText& out);
  /// Why a source that fits raised nothing: not chosen, suppressed, or only fed to others.
  std::string why_not_raised(std::uint32_t source, std::uint32_t alert, Time accepted) const;
  /// Number of the first alert that fits and rests on evidence of the unit.
  template <class Fits>
  std::optional<std::uint64_t> alert_with_evidence(const Fits& fits) const;

  const Rerun& rerun_;
  const UnitEvidence& evidence_;
  const PipelineContent& content_;
  const RuleSet& rules_;
  FieldReader reader_;
};

/// By the order above.
bool is_nearer(const StandingText& a, const StandingText& b);

}  // namespace picket::sim
