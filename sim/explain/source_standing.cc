#include "sim/explain/source_standing.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "pipeline_core/explain/correlation_standing.h"
#include "pipeline_core/explain/nearest_rules.h"
#include "pipeline_core/findings/reason.h"
#include "sim/explain/correlation_members.h"
#include "sim/explain/words.h"

namespace picket::sim {
namespace {

/// An act's event as an observation that lost nothing on its way.
Observation as_happened(const Act& act) {
  return {act.record, 1, act.first, act.first, act.first, act.first, false};
}

/// By what is missing, as the order of SourceStanding says.
std::tuple<int, std::uint32_t, std::uint32_t> rank(const StandingText& s) {
  constexpr std::array<std::string_view, 4> kFirst{"raised", "matched", "changed", "lost"};
  const std::uint32_t never = RuleDistance::kNever;
  const std::uint32_t happened = s.failed_as_happened.value_or(never);
  for (std::size_t i = 0; i < kFirst.size(); ++i) {
    if (s.outcome == kFirst[i]) return {static_cast<int>(i), s.failed.value_or(never), happened};
  }
  const int base = static_cast<int>(kFirst.size());
  // Half steps: a quantity that is too small stands between one failed test and two.
  if (s.outcome == "below") return {base, 3, 0};
  if (s.failed && *s.failed < never / 2) return {base, *s.failed * 2, happened};
  if (happened < never) return {base + 1, happened, 0};
  return {base + 2, 0, 0};
}

}  // namespace

bool is_nearer(const StandingText& a, const StandingText& b) { return rank(a) < rank(b); }

/// Where a rule stands with the unit's observations and with its events as they happened.
struct SourceStanding::Nearest {
  const UnitObservation* seen = nullptr;
  RuleDistance seen_distance{RuleDistance::kNever, 0, {}};
  std::uint32_t act = 0;
  RuleDistance act_distance{RuleDistance::kNever, 0, {}};
};

SourceStanding::SourceStanding(const Rerun& rerun, const UnitEvidence& evidence)
    : rerun_(rerun),
      evidence_(evidence),
      content_(rerun.content()),
      rules_(content_.rules()),
      reader_(&rules_.fields()) {}

SourceStanding::~SourceStanding() = default;

std::vector<std::uint32_t> SourceStanding::sources_of(std::uint32_t alert) const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < rules_.rules().size(); ++i) {
    if (rules_.rules()[i].alert == alert && !rules_.rules()[i].silent) out.push_back(i);
  }
  const auto add = [&](auto count, auto convert) {
    for (std::size_t i = 0; i < count; ++i) {
      if (content_.alert_of(convert(i)) == alert) out.push_back(content_.rule_index(convert(i)));
    }
  };
  add(static_cast<std::size_t>(Model::kCount_), [](std::size_t i) { return static_cast<Model>(i); });
  add(kDetectors, [](std::size_t i) { return static_cast<Detector>(i); });
  add(kHubDetections, [](std::size_t i) { return static_cast<HubDetection>(i); });
  return out;
}

template <class Fits>
std::optional<std::uint64_t> SourceStanding::alert_with_evidence(const Fits& fits) const {
  const auto& findings = rerun_.record().findings();
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (fits(findings[i].finding) && evidence_.is_told_by(findings[i])) return i + 1;
  }
  return std::nullopt;
}

StandingText SourceStanding::of(std::uint32_t source) {
  StandingText out;
  out.source = source_of(content_, source);
  if (const auto number = alert_with_evidence([&](const Finding& f) { return f.rule == source; })) {
    out.outcome = "raised";
    out.because = fmt::format("alert {}", *number);
    return out;
  }
  if (source >= rules_.rules().size()) {
    stand_model(source, out);
  } else if (rules_.rules()[source].is_correlation) {
    stand_correlation(source, out);
  } else {
    stand_rule(source, out);
  }
  return out;
}

SourceStanding::Nearest SourceStanding::nearest(std::uint32_t rule) {
  Nearest near;
  for (const UnitObservation& o : evidence_.observations()) {
    if (!is_tried_on(rules_.rules()[rule], o.seen->record)) continue;
    reader_.reset(*o.seen, rerun_.record().texts());
    RuleDistance distance = distance_of(rules_, rule, reader_);
    if (near.seen != nullptr && !(distance < near.seen_distance)) continue;
    near.seen = &o;
    near.seen_distance = std::move(distance);
  }
  for (const std::uint32_t number : evidence_.acts()) {
    if (evidence_.act(number).wrong_clock) continue;  // what carries the time is not the attack's
    const Observation o = as_happened(evidence_.act(number));
    if (!is_tried_on(rules_.rules()[rule], o.record)) continue;
    reader_.reset(o, rerun_.world().texts());
    RuleDistance distance = distance_of(rules_, rule, reader_);
    if (near.act != 0 && !(distance < near.act_distance)) continue;
    near.act = number;
    near.act_distance = std::move(distance);
  }
  return near;
}

void SourceStanding::stand_rule(std::uint32_t rule, StandingText& out) {
  const Nearest near = nearest(rule);
  const World& world = rerun_.world();
  if (near.act != 0) out.failed_as_happened = near.act_distance.failed;
  if (near.seen != nullptr) out.failed = near.seen_distance.failed;
  const bool fits_what_happened = near.act != 0 && near.act_distance.failed == 0;
  // Where the rule fits an event, the observation of that event tells what the way took from it.
  const UnitObservation* seen = near.seen;
  if (fits_what_happened && near.seen != nullptr && near.seen_distance.failed != 0) seen = evidence_.observation_of(near.act);
  if (near.seen != nullptr && near.seen_distance.failed == 0) {
    out.outcome = "matched";
    out.because = why_not_raised(rule, rules_.rules()[rule].alert, near.seen->accepted);
  } else if (fits_what_happened && seen != nullptr) {
    out.outcome = "changed";
    out.because = "it fits the event as it happened, not the observation that arrived";
  } else if (fits_what_happened) {
    out.outcome = "lost";
    const std::string loss = evidence_.main_loss_of(near.act);
    out.because = "it fits an event that never arrived" + (loss.empty() ? "" : ": " + loss);
  } else {
    out.outcome = near.seen == nullptr && near.act == 0 ? "no evidence" : "near";
    if (near.seen == nullptr && near.act == 0) out.because = "the attack does nothing that it is tried on";
    else if (near.seen == nullptr) out.because = "nothing that it is tried on arrived";
  }
  if (seen != nullptr) {
    out.place = place_of(world, {DeviceId(seen->message.first), seen->message.second, seen->observation});
    out.step = step_name(world, evidence_.unit(), fits_what_happened ? evidence_.act(near.act).step : seen->step);
    out.what = event_text(seen->seen->record, rerun_.record().texts());
    reader_.reset(*seen->seen, rerun_.record().texts());
    out.failed = distance_of(rules_, rule, reader_).failed;
    for (const Lack& lack : distance_of(rules_, rule, reader_).lacks) {
      const LackText text = text_of(rules_, lack, reader_);
      out.lacked.push_back({text.field, text.wanted, text.found});
    }
  } else if (near.act != 0) {
    out.step = step_name(world, evidence_.unit(), evidence_.act(near.act).step);
    out.what = event_text(evidence_.act(near.act).record, world.texts());
    const Observation happened = as_happened(evidence_.act(near.act));  // the reader looks into it
    reader_.reset(happened, world.texts());
    if (out.outcome == "lost") out.failed.reset();
    for (const Lack& lack : near.act_distance.lacks) {
      const LackText text = text_of(rules_, lack, reader_);
      out.lacked.push_back({text.field, text.wanted, text.found});
    }
  }
}

void SourceStanding::stand_correlation(std::uint32_t rule, StandingText& out) {
  const Correlation& c = rules_.rules()[rule].correlation;
  const std::string wanted = fmt::format("{} {} within {}", to_string(c.type), c.condition.describe(), duration_text(c.timespan));
  if (!c.resolved) {
    out.outcome = "no evidence";
    out.because = "the correlation could not be resolved and never fires";
    return;
  }
  std::optional<CorrelationStanding> best;
  std::vector<CountedMember> window;
  for (auto& [parts, members] : CorrelationMembers(rerun_, evidence_).of(rule)) {
    if (std::none_of(members.begin(), members.end(), [](const CountedMember& m) { return m.of_unit; })) continue;
    std::sort(members.begin(), members.end(), [](const CountedMember& a, const CountedMember& b) {
      return a.member.order() < b.member.order();
    });
    std::vector<CorrelationMember> plain;
    for (const CountedMember& m : members) plain.push_back(m.member);
    const CorrelationStanding standing = standing_of(c, plain);
    if (standing.end == 0 || (best && (best->holds || standing.reached <= best->reached))) continue;
    best = standing;
    window.assign(members.begin() + static_cast<std::ptrdiff_t>(standing.first),
                  members.begin() + static_cast<std::ptrdiff_t>(standing.end));
  }
  if (best) {
    Time last = window.front().arrival;
    for (const CountedMember& m : window) last = std::max(last, m.arrival);
    out.value = best->reached;
    if (const double least = c.condition.least_whole(); least > 0) out.limit = least;
    out.outcome = best->holds ? "matched" : "below";
    out.because = fmt::format("{} of {} in the best window, {} to {}, with {} matches{}", number_text(best->reached), wanted,
                              time_text(window.front().member.time), time_text(window.back().member.time), window.size(),
                              c.by_device ? "" : ", other devices not counted");
    if (best->holds) out.because += "; " + why_not_raised(rule, rules_.rules()[rule].alert, last);
    return;
  }
  // None of its rules matched: the nearest of them tells why.
  StandingText nearest_rule;
  nearest_rule.outcome = "no evidence";
  std::string title;
  for (const CorrelationReference& reference : c.references) {
    StandingText one;
    if (rules_.rules()[reference.rule].is_correlation) {
      stand_correlation(reference.rule, one);
    } else {
      stand_rule(reference.rule, one);
    }
    if (!title.empty() && !is_nearer(one, nearest_rule)) continue;
    nearest_rule = std::move(one);
    title = rules_.rules()[reference.rule].title;
  }
  const SourceText source = out.source;
  out = std::move(nearest_rule);
  out.source = source;
  // Its rule may fit what arrived; the correlation still counted nothing, for lack of the field that it counts.
  if (out.outcome == "matched") out.outcome = "below";
  out.because = fmt::format("no match of the rules that it counts ({}); nearest is '{}'{}", wanted, title,
                            out.because.empty() ? "" : ": " + out.because);
}

std::string SourceStanding::why_not_raised(std::uint32_t source, std::uint32_t alert, Time accepted) const {
  if (!content_.is_chosen(source))
    return fmt::format("it would fire, but its pack '{}' was not chosen", to_string(content_.pack_of(source)));
  const auto& rules = rules_.rules();
  if (source < rules.size() && rules[source].silent) return "it fires, and only feeds a correlation";
  if (const auto number = alert_with_evidence([&](const Finding& f) { return f.alert == alert; })) {
    const std::uint32_t teller = rerun_.record().findings()[*number - 1].finding.rule;
    return fmt::format("it fits; alert {} of the same type tells it, by '{}'", *number, content_.rule_title(teller));
  }
  const PipelineSettings& settings = rerun_.pipeline();
  const AttackUnit& unit = rerun_.world().attacks().units()[evidence_.unit()];
  if (accepted + settings.processing_delay > rerun_.world().end()) return "it fires, but only after the end of the run";
  const auto& findings = rerun_.record().findings();
  for (std::size_t i = findings.size(); i-- > 0;) {
    const Finding& f = findings[i].finding;
    const Time told = f.time - settings.processing_delay;
    if (f.alert != alert || f.device != unit.device || told > accepted || accepted >= told + settings.suppression) continue;
    return fmt::format("suppressed: alert {} of the same type was raised {} before, and it is told again only after {}", i + 1,
                       duration_text(accepted - told), duration_text(settings.suppression));
  }
  for (const SuppressionRule& rule : settings.suppression_rules) {
    if (content_.find_alert(rule.alert_type) != alert || accepted >= rule.expiration) continue;
    if (rule.device_class && *rule.device_class != rerun_.world().fleet().device(unit.device).device_class) continue;
    return fmt::format("suppressed by a rule of the scenario until {}", time_text(rule.expiration));
  }
  return "it fits, and an alert about other evidence took its place";
}

}  // namespace picket::sim
