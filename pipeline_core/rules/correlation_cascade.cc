#include "pipeline_core/rules/correlation_cascade.h"

#include <unordered_set>
#include <utility>

#include "pipeline_core/rules/correlation_window.h"

namespace picket {

CorrelationCascade::CorrelationCascade(const RuleSet& rules, const PipelineSettings& settings, Stage stage)
    : rules_(rules),
      stage_(stage),
      table_(rules, {settings.max_groups, settings.max_group_members}, settings.window_lateness()) {}

void CorrelationCascade::feed(std::uint32_t correlation, const std::vector<std::uint64_t>& parts,
                              const CorrelationMember& member, Time arrival) {
  if (stage_ == Stage::kDevice && !rules_.rules()[correlation].correlation.by_device) {
    passed_.push_back({correlation, arrival, member, parts});
    return;
  }
  CorrelationFiring firing;
  if (table_.add(correlation, parts, member, arrival, firing)) pass_on(firing);
}

void CorrelationCascade::close_before(Time time) {
  CorrelationFiring firing;
  while (table_.next_close() < time) {
    if (table_.close_next(firing)) pass_on(firing);
  }
}

void CorrelationCascade::pass_on(const CorrelationFiring& firing) {
  const Rule& rule = rules_.rules()[firing.correlation];
  if (!rule.silent) firings_.push_back(firing);
  const CorrelationMember& last = firing.members.back();
  std::vector<std::uint64_t> parts;
  for (const CorrelationFeed feed : rule.feeds) {
    const CorrelationReference& reference = rules_.rules()[feed.correlation].correlation.references[feed.reference];
    const auto collect = [&](const std::vector<ValueSource>& sources) {
      parts.clear();
      for (const ValueSource& source : sources) parts.push_back(firing.parts[source.part]);
    };
    collect(reference.values);
    const std::uint64_t value = value_key(parts);
    collect(reference.groups);
    this->feed(feed.correlation, parts,
               {firing.moment, value, 0, 1, last.device, last.sequence, last.observation, feed.reference, false},
               firing.trigger);
  }
}

void CorrelationCascade::add_counts(PipelineCounts& counts) const {
  counts.groups_refused += table_.groups_refused();
  counts.group_entries_dropped += table_.members_dropped();
  counts.group_entries_merged += table_.members_merged();
}

Candidate candidate_of(const CorrelationFiring& firing, const RuleSet& rules) {
  const CorrelationMember& last = firing.members.back();
  Candidate found{firing.trigger,
                  rules.rules()[firing.correlation].alert,
                  firing.correlation,
                  last.device,
                  last.sequence,
                  firing.window_start,
                  firing.window_end,
                  firing.absence,
                  {}};
  found.reason = correlation_reason(firing.absence ? 0 : firing.members.size());
  const auto add = [&](const CorrelationMember& m) { found.evidence.push_back({m.device, m.sequence, m.observation}); };
  const Correlation& c = rules.rules()[firing.correlation].correlation;
  if (c.counts_keys() && firing.members.size() > kMaxEvidence) {
    std::unordered_set<std::uint64_t> keys;
    for (const CorrelationMember& m : firing.members) {
      if (found.evidence.size() < kMaxEvidence && keys.insert(key_of(c, m)).second) add(m);
    }
    return found;
  }
  for (const CorrelationMember& m : firing.members) {
    if (found.evidence.size() < kMaxEvidence) add(m);
  }
  return found;
}

}  // namespace picket
