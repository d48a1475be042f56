#include "sim/explain/correlation_members.h"

#include <algorithm>
#include <tuple>

#include "pipeline_core/content/content.h"
#include "pipeline_core/explain/nearest_rules.h"
#include "pipeline_core/rules/rule_explanation.h"

namespace picket::sim {

CorrelationMembers::CorrelationMembers(const Rerun& rerun, const UnitEvidence& evidence)
    : rerun_(rerun), evidence_(evidence), rules_(rerun.content().rules()), reader_(&rules_.fields()) {}

CorrelationMembers::Groups CorrelationMembers::of(std::uint32_t correlation) {
  Groups out;
  const Correlation& c = rules_.rules()[correlation].correlation;
  for (std::uint32_t r = 0; r < c.references.size(); ++r) {
    if (rules_.rules()[c.references[r].rule].is_correlation) {
      add_firings(correlation, r, out);
    } else {
      add_matches(correlation, r, out);
    }
  }
  for (auto& [parts, members] : out) {
    std::stable_sort(members.begin(), members.end(), [](const CountedMember& a, const CountedMember& b) {
      return std::tuple(a.arrival, a.member.order()) < std::tuple(b.arrival, b.member.order());
    });
  }
  return out;
}

/// As the pipeline's first stage does it.
void CorrelationMembers::add_matches(std::uint32_t correlation, std::uint32_t reference, Groups& out) {
  const Correlation& c = rules_.rules()[correlation].correlation;
  const std::uint32_t rule = c.references[reference].rule;
  const PipelineSettings& settings = rerun_.pipeline();
  const bool by_event = settings.window_time == WindowTime::kEvent;
  std::vector<std::uint64_t> parts;
  for (const auto& [key, message] : rerun_.record().messages()) {
    if (message.enqueued > rerun_.world().end()) continue;
    for (std::uint32_t i = 0; i < message.observations.size(); ++i) {
      const Observation& o = message.observations[i];
      if (!is_tried_on(rules_.rules()[rule], o.record)) continue;
      if (by_event && o.last_time + settings.lateness < message.enqueued) continue;
      reader_.reset(o, rerun_.record().texts());
      if (!holds(rules_, rule, reader_)) continue;
      CorrelationMember member;
      member.time = by_event ? std::min(o.last_time, message.enqueued) : message.enqueued;
      member.device = DeviceId(key.first);
      member.sequence = key.second;
      member.observation = i;
      const std::uint32_t events = events_of(o, message.encoding, settings.weigh_packets);
      if (!read_member(c, reference, {o, events, by_event, member.device}, reader_, parts, member)) continue;
      out[parts].push_back({member, message.enqueued, evidence_.holds({member.device, key.second, i})});
    }
  }
}

void CorrelationMembers::add_firings(std::uint32_t correlation, std::uint32_t reference, Groups& out) {
  const CorrelationReference& from = rules_.rules()[correlation].correlation.references[reference];
  const Correlation& inner = rules_.rules()[from.rule].correlation;
  if (!inner.fires_early()) return;
  const PipelineSettings& settings = rerun_.pipeline();
  CorrelationTable table(rules_, {settings.max_groups, settings.max_group_members}, settings.window_lateness());
  for (const auto& [parts, members] : of(from.rule)) {
    for (const CountedMember& counted : members) {
      CorrelationFiring firing;
      if (!table.add(from.rule, parts, counted.member, counted.arrival, firing)) continue;
      const CorrelationMember& last = firing.members.back();
      const bool of_unit = std::any_of(firing.members.begin(), firing.members.end(), [this](const CorrelationMember& m) {
        return evidence_.holds({m.device, m.sequence, m.observation});
      });
      // clang 14 captures no structured binding by itself.
      const auto pick = [&, &parts = parts](const std::vector<ValueSource>& sources) {
        std::vector<std::uint64_t> values;
        for (const ValueSource& source : sources) values.push_back(parts[source.part]);
        return values;
      };
      out[pick(from.groups)].push_back({{firing.moment, value_key(pick(from.values)), 0, 1, last.device, last.sequence,
                                         last.observation, reference, false},
                                        firing.trigger, of_unit});
    }
  }
}

}  // namespace picket::sim
