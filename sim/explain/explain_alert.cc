#include "sim/explain/explain_alert.h"

#include <algorithm>
#include <map>

#include "pipeline_core/content/content.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "pipeline_core/rules/correlation_member.h"
#include "pipeline_core/rules/rule_explanation.h"
#include "sim/experiment/delay_parts.h"
#include "sim/explain/words.h"

namespace picket::sim {
namespace {

class AlertExplainer {
 public:
  AlertExplainer(const Rerun& rerun, const RecordedFinding& recorded)
      : rerun_(rerun),
        recorded_(recorded),
        rules_(rerun.content().rules()),
        reader_(&rules_.fields()) {}

  AlertExplanation explain(std::uint64_t number) {
    const PipelineContent& content = rerun_.content();
    Finding finding = recorded_.finding;
    finding.evidence = recorded_.evidence;
    finding.indicator = recorded_.indicator ? &*recorded_.indicator : nullptr;
    const AlertType& type = content.alert(finding.alert);
    AlertExplanation out;
    out.number = number;
    out.alert = type.name;
    out.alert_type = type.alert_type;
    out.severity = to_string(type.severity);
    out.subject = subject_of(rerun_.world(), finding.device);
    out.raised = finding.time;
    out.judgement = word_of(recorded_.judgement);
    out.source = source_of(content, finding.rule);
    out.because = reason_text(content, finding);
    out.unit = measured_unit(content, finding.rule);
    if (finding.reason.kind == Reason::Kind::kValue && !out.unit.empty()) {
      out.value = finding.reason.value;
      out.limit = finding.reason.limit;
    }
    out.window_start = finding.window_start;
    out.window_end = finding.window_end;
    out.absence = finding.absence;
    out.indicator = recorded_.indicator;
    if (is_correlation()) out.correlation = correlation_text(rules_.rules()[finding.rule].correlation);
    for (const Evidence& evidence : recorded_.evidence) out.evidence.push_back(evidence_text(evidence));
    out.delays = finding.absence ? delays_of_absence() : delays_of_evidence();
    return out;
  }

 private:
  bool is_rule() const { return recorded_.finding.rule < rules_.rules().size(); }
  bool is_correlation() const { return is_rule() && rules_.rules()[recorded_.finding.rule].is_correlation; }
  const RecordedMessage* message_of(const Evidence& evidence) const {
    const auto found = rerun_.record().messages().find({evidence.device.value(), evidence.sequence});
    return found == rerun_.record().messages().end() ? nullptr : &found->second;
  }

  EvidenceText evidence_text(const Evidence& evidence) {
    EvidenceText out;
    out.place = place_of(rerun_.world(), evidence);
    const RecordedMessage* message = message_of(evidence);
    out.known = message != nullptr && evidence.observation < message->observations.size();
    if (!out.known) return out;
    const Observation& o = message->observations[evidence.observation];
    out.kind = to_string(kind_of(o.record));
    out.hits = o.hit_count;
    out.first = o.first_time;
    out.last = o.last_time;
    out.created = message->carried.created;
    out.sent = message->carried.sent;
    out.arrived = message->carried.arrived;
    out.accepted = message->enqueued;
    out.bytes = message->carried.body_bytes;
    out.fields = fields_of(o, rerun_.record().texts());
    std::uint64_t labelled = 0;
    for (const MessageLabel& label : message->labels) {
      if (label.observation != evidence.observation) continue;
      labelled += label.label.events;
      out.stands_for.push_back({unit_name(rerun_.world(), label.label.unit),
                                step_name(rerun_.world(), label.label.unit, label.label.step), label.label.events});
    }
    if (labelled < o.hit_count) out.stands_for.push_back({"", "", o.hit_count - labelled});
    reader_.reset(o, rerun_.record().texts());
    if (is_correlation()) {
      add_members(evidence, *message, o, rules_.rules()[recorded_.finding.rule].correlation, out.members);
    } else if (is_rule() && is_tried(recorded_.finding.rule, o)) {
      out.tests = explain_trial(rules_, recorded_.finding.rule, reader_);
    }
    return out;
  }

  bool is_tried(std::uint32_t rule, const Observation& o) const {
    return (rules_.rules()[rule].routes >> route_of(o.record) & 1) != 0;
  }

  /// As which rules' match the observation is a member; of correlations over correlations, a member inside.
  void add_members(const Evidence& evidence, const RecordedMessage& message, const Observation& o, const Correlation& c,
                   std::vector<MemberText>& out) {
    const PipelineSettings& settings = rerun_.pipeline();
    const bool by_event = settings.window_time == WindowTime::kEvent;
    for (std::uint32_t r = 0; r < c.references.size(); ++r) {
      const Rule& rule = rules_.rules()[c.references[r].rule];
      if (rule.is_correlation) {
        add_members(evidence, message, o, rule.correlation, out);
        continue;
      }
      if (!is_tried(c.references[r].rule, o) || !holds(rules_, c.references[r].rule, reader_)) continue;
      CorrelationMember member;
      std::vector<std::uint64_t> parts;
      const std::uint32_t events = events_of(o, message.encoding, settings.weigh_packets);
      if (!read_member(c, r, {o, events, by_event, evidence.device}, reader_, parts, member)) continue;
      out.push_back({rule.title, by_event ? std::min(o.last_time, message.enqueued) : message.enqueued, member.weight});
    }
  }

  std::vector<UnitDelay> delays_of_evidence() const {
    struct Completion {
      const RecordedMessage* message = nullptr;
      Time event;
    };
    std::map<std::uint32_t, Completion> completions;
    for (const Evidence& evidence : recorded_.evidence) {
      const RecordedMessage* message = message_of(evidence);
      if (message == nullptr) continue;
      for (const MessageLabel& label : message->labels) {
        if (label.observation != evidence.observation || !label.attributed) continue;
        Completion& completion = completions[label.label.unit];
        if (completion.message == nullptr || message->enqueued > completion.message->enqueued)
          completion = {message, label.label.first_event};
      }
    }
    std::vector<UnitDelay> out;
    for (const auto& [unit, completion] : completions) {
      const RecordedMessage& m = *completion.message;
      out.push_back({unit_name(rerun_.world(), unit),
                     delay_parts(rerun_.world().attacks().units()[unit].start, completion.event,
                                 {m.carried.created, m.carried.sent, m.carried.arrived, m.enqueued, {}, m.reconnect, m.shaping},
                                 recorded_.finding.time)});
    }
    return out;
  }

  /// As the judge splits it: until the silence began it was the attack's time, then the pipeline's.
  std::vector<UnitDelay> delays_of_absence() const {
    std::vector<UnitDelay> out;
    const Finding& finding = recorded_.finding;
    if (recorded_.judgement != Judgement::kDetection && recorded_.judgement != Judgement::kRelated) return out;
    for (const std::uint32_t unit : rerun_.world().attacks().units_on(finding.device)) {
      const Time start = rerun_.world().attacks().units()[unit].start;
      if (start > finding.window_end) continue;
      DelayParts parts;
      parts.attack = std::max(Duration(), finding.window_start - start).count_microseconds();
      parts.pipeline = (finding.time - start).count_microseconds() - parts.attack;
      out.push_back({unit_name(rerun_.world(), unit), parts});
    }
    return out;
  }

  const Rerun& rerun_;
  const RecordedFinding& recorded_;
  const RuleSet& rules_;
  FieldReader reader_;
};

}  // namespace

AlertExplanation explain_finding(const Rerun& rerun, const RecordedFinding& finding, std::uint64_t number) {
  return AlertExplainer(rerun, finding).explain(number);
}

AlertExplanation explain_alert(const Rerun& rerun, std::uint64_t number) {
  return explain_finding(rerun, rerun.record().findings()[number - 1], number);
}

RunOverview overview_of(const Rerun& rerun) {
  const World& world = rerun.world();
  RunOverview out{rerun.run().path, world.scenario().name, rerun.run().manifest.policy, world.replication(),
                  rerun.run().manifest.digest, {}, {}};
  const auto& findings = rerun.record().findings();
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& f = findings[i].finding;
    out.alerts.push_back({i + 1, f.time, subject_of(world, f.device), rerun.content().alert(f.alert).name,
                          std::string(rerun.content().rule_title(f.rule)), std::string(word_of(findings[i].judgement))});
  }
  for (std::uint32_t u = 0; u < rerun.result().units.size(); ++u) {
    const UnitOutcome& outcome = rerun.result().units[u];
    UnitLine line{unit_name(world, u), outcome.detected, static_cast<double>(outcome.detected_us) / 1e6, outcome.alert,
                  outcome.pack, std::nullopt, outcome.events, outcome.events_arrived};
    const AttackUnit& unit = world.attacks().units()[u];
    for (std::size_t i = 0; outcome.detected && i < findings.size(); ++i) {
      const RecordedFinding& f = findings[i];
      // A gateway at the device's site may speak for it.
      const SiteId site = world.fleet().device(unit.device).site;
      const bool about = (!hub_of_identity(f.finding.device) && world.fleet().device(f.finding.device).site == site) ||
                         std::any_of(f.evidence.begin(), f.evidence.end(), [&](const Evidence& e) { return e.device == unit.device; });
      if (!about || f.judgement != Judgement::kDetection || out.alerts[i].alert != outcome.alert) continue;
      if (f.finding.time - unit.start != Duration::microseconds(outcome.detected_us)) continue;
      line.first_alert = i + 1;
      break;
    }
    out.units.push_back(std::move(line));
  }
  return out;
}

}  // namespace picket::sim
