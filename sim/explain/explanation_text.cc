#include "sim/explain/explanation_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "agent_core/base/utf8.h"
#include "pipeline_core/findings/reason.h"
#include "sim/explain/words.h"

namespace picket::sim {
namespace {

constexpr std::size_t kShownPlaces = 4;
constexpr std::size_t kShownActs = 12;
constexpr std::size_t kShownStandings = 6;
constexpr std::size_t kShownEvidence = 8;
constexpr std::size_t kShownBytes = 100;

std::string cut(const std::string& text) {
  const std::string_view start = utf8_prefix(text, kShownBytes);
  return printable(start) + (start.size() < text.size() ? "..." : "");
}

std::string many(std::uint64_t n, std::string_view word) { return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s"); }

std::string place_text(const ObservationPlace& p) {
  return fmt::format("message {} of {}, observation {}", p.sequence, printable(p.device), p.observation);
}

std::string source_text(const SourceText& s) {
  std::string text = fmt::format("{} '{}'", s.kind, printable(s.title));
  if (!s.id.empty()) text += fmt::format(" ({})", printable(s.id));
  if (!s.file.empty()) text += fmt::format(", {}:{}", printable(s.file), s.line);
  return text + ", pack " + s.pack;
}

/// The reason without the name of what raised it, which stands above it.
std::string grounds_of(const std::string& because) {
  for (const std::string_view mark : {" because ", "': "}) {
    if (const std::size_t at = because.find(mark); at != std::string::npos) return because.substr(at + mark.size());
  }
  return {};
}

std::string indented(const std::string& text, std::string_view margin) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += std::string(margin) + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string between(Time first, Time last) {
  return first == last ? time_text(first) : fmt::format("{} to {}", time_text(first), time_text(last));
}

std::string evidence_lines(const EvidenceText& e) {
  std::string out = "  " + place_text(e.place) + "\n";
  if (!e.known) return out + "    analysed before the measured period began; no more is known of it\n";
  out += fmt::format("    {}, {}, {}\n", e.kind, many(e.hits, "hit"), between(e.first, e.last));
  for (const FieldValueText& f : e.fields) out += fmt::format("      {}: {}\n", f.name, cut(f.value));
  for (const StandsFor& s : e.stands_for) {
    out += s.unit.empty() ? fmt::format("    stands for {} of ordinary life\n", many(s.events, "event"))
                          : fmt::format("    stands for {} of {}, step {}\n", many(s.events, "event"), s.unit, s.step);
  }
  out += fmt::format("    created {}, sent {} later, at the hub {} later, accepted {} later; {} bytes\n", time_text(e.created),
                     duration_text(e.sent - e.created), duration_text(e.arrived - e.sent),
                     duration_text(e.accepted - e.arrived), e.bytes);
  for (const MemberText& m : e.members)
    out += fmt::format("    counts as {} of '{}' at {}\n", many(m.events, "event"), printable(m.rule), time_text(m.time));
  if (!e.tests.empty()) out += "    its tests:\n" + indented(e.tests, "    ");
  return out;
}

/// Without what is rare and did not happen: lost connections and throttles.
std::string delay_line(const UnitDelay& d) {
  const auto s = [](std::int64_t us) { return duration_text(Duration::microseconds(us)); };
  std::string sum;
  for (const DelayPart& part : kDelayParts) {
    const std::int64_t us = d.parts.*part.microseconds;
    if (us == 0 && (part.name == "reconnect" || part.name == "shaping")) continue;
    sum += fmt::format("{}{} {}", sum.empty() ? "" : " + ", part.name, s(us));
  }
  return fmt::format("  {}: {} = {}\n", d.unit, s(d.parts.total()), sum);
}

std::string act_lines(const ActText& a, bool all) {
  std::string out = fmt::format("    {} x {}, {}\n", a.events, cut(a.what), between(a.first, a.last));
  for (const LossText& l : a.lost) out += fmt::format("      {} lost: {} at stage {}\n", l.events, l.reason, l.stage);
  std::size_t shown = 0;
  for (const ReachedText& r : a.reached) {
    if (!all && shown++ == kShownPlaces && a.reached.size() > kShownPlaces + 1) {
      std::uint64_t rest = 0;
      for (std::size_t i = kShownPlaces; i < a.reached.size(); ++i) rest += a.reached[i].events;
      return out + fmt::format("      {} more in {} further observations\n", rest, a.reached.size() - kShownPlaces);
    }
    out += fmt::format("      {} in {}{}, accepted {}{}{}\n", r.events, place_text(r.place),
                       r.others == 0 ? "" : fmt::format(" (with {})", many(r.others, "other event")), time_text(r.accepted),
                       r.late ? ", too late for windows" : "", r.attributed ? "" : ", which does not name the device");
  }
  return out;
}

std::string hub_line(const HubActText& h) {
  if (!h.logged) return fmt::format("    {} x at the hub: {}; no diagnostic setting logs them\n", h.operations, h.what);
  return fmt::format("    {} x at the hub: {}, {}; {} read from its log\n", h.operations, h.what, between(h.first, h.last),
                     h.read == h.operations ? "all" : std::to_string(h.read));
}

std::string tests_text(std::uint32_t failed, std::string_view what) {
  if (failed == 0) return fmt::format("it fits what {}", what);
  return fmt::format("{} {} on what {}", many(failed, "test"), failed == 1 ? "fails" : "fail", what);
}

std::string standing_lines(std::size_t number, const StandingText& s) {
  std::string out = fmt::format("  {}. {} -> {}\n     {}", number, source_text(s.source), s.alert, s.outcome);
  if (s.failed) out += ": " + tests_text(*s.failed, "arrived");
  if (s.failed_as_happened) out += (s.failed ? ", " : ": ") + tests_text(*s.failed_as_happened, "happened");
  out += "\n";
  if (!s.because.empty()) out += fmt::format("     {}\n", printable(s.because));
  if (s.place) out += fmt::format("     nearest: {}{}: {}\n", place_text(*s.place), s.step.empty() ? "" : ", step " + s.step, cut(s.what));
  else if (!s.what.empty()) out += fmt::format("     nearest: step {}: {}\n", s.step, cut(s.what));
  for (const LackedText& l : s.lacked)
    out += fmt::format("     lacks {}: wanted {}; found {}\n", l.field.empty() ? "a keyword" : printable(l.field), printable(l.wanted), printable(l.found));
  return out;
}

std::string standings(std::string_view title, const std::vector<StandingText>& list, bool all) {
  std::string out = fmt::format("\n{}\n", title);
  if (list.empty()) return out + "  none\n";
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!all && i == kShownStandings && list.size() > kShownStandings + 1)
      return out + fmt::format("  ... and {} that are no nearer; --all shows them\n", list.size() - i);
    out += standing_lines(i + 1, list[i]);
  }
  return out;
}

}  // namespace

std::string explanation_text(const AlertExplanation& a) {
  std::string out = fmt::format("alert {}: {} ({}), {}, of {}\n", a.number, printable(a.alert), printable(a.alert_type), a.severity, printable(a.subject.text()));
  const auto line = [&out](std::string_view word, const std::string& text) { out += fmt::format("  {:<10}{}\n", word, text); };
  line("raised", time_text(a.raised));
  line("judged", a.judgement);
  line("by", source_text(a.source));
  if (const std::string grounds = grounds_of(a.because); !grounds.empty()) line("because", printable(grounds));
  line(a.absence ? "silence" : "window", between(a.window_start, a.window_end));
  if (a.correlation) {
    std::string by;
    for (const std::string& name : a.correlation->group_by) by += (by.empty() ? ", by " : ", ") + printable(name);
    line("counts", fmt::format("{} {} within {}{}", a.correlation->type, a.correlation->wanted, duration_text(a.correlation->timespan), by));
  }
  if (a.indicator) {
    const IndicatorReason& i = *a.indicator;
    line("indicator", fmt::format("{} '{}' of '{}', confidence {}{}{}", to_string(i.kind), printable(i.value), printable(i.source), number_text(i.confidence),
                                  i.tlp == Tlp::kNone ? "" : ", " + std::string(to_string(i.tlp)),
                                  i.valid_from == Time::min() ? "" : ", valid from " + time_text(i.valid_from)));
  }
  out += fmt::format("\nrests on {}\n", a.evidence.empty() ? "no observation: nothing came" : many(a.evidence.size(), "observation"));
  for (std::size_t i = 0; i < a.evidence.size(); ++i) {
    if (i == kShownEvidence && a.evidence.size() > kShownEvidence + 1) {
      out += fmt::format("  ... and {} more; --json has them\n", a.evidence.size() - i);
      break;
    }
    out += evidence_lines(a.evidence[i]);
  }
  if (!a.delays.empty()) out += "\ntime since the attack began\n";
  for (const UnitDelay& d : a.delays) out += delay_line(d);
  return printable_lines(out);
}

std::string explanation_text(const UnitExplanation& u, bool all) {
  std::string out = fmt::format("{}: {}\n{}\n", printable(u.unit), u.detected ? "detected" : "missed", printable(u.summary));
  out += fmt::format("  attack    {}, {}\n", printable(u.attack_title), between(u.start, u.end));
  std::string expects;
  for (const std::string& name : u.expects) expects += (expects.empty() ? "" : ", ") + name;
  out += fmt::format("  expects   {}\n", expects);
  std::string alerts;
  for (const std::uint64_t n : u.alerts) alerts += (alerts.empty() ? "" : ", ") + std::to_string(n);
  out += fmt::format("  alerts    {}\n", alerts.empty() ? "none about it" : alerts + " (picket why --alert N)");
  out += "\nwhat happened, and what became of it\n";
  for (const StepText& step : u.steps) {
    std::string techniques;
    for (const std::string& t : step.techniques) techniques += " " + t;
    const bool nothing = step.acts.empty() && step.hub.empty();
    out += fmt::format("  step {}{}{}\n", step.id, techniques,
                       nothing ? ": nothing happened" : step.fate.empty() ? "" : fmt::format(": {} ({})", step.fate, step.ended_at));
    for (const HubActText& act : step.hub) out += hub_line(act);
    for (std::size_t i = 0; i < step.acts.size(); ++i) {
      if (!all && i == kShownActs && step.acts.size() > kShownActs + 1) {
        out += fmt::format("    ... and {} more kinds of event; --all shows them\n", step.acts.size() - i);
        break;
      }
      out += act_lines(step.acts[i], all);
    }
  }
  out += standings("what raises an expected alert, the nearest first", u.expected, all);
  out += standings("the nearest of all other rules", u.others, all);
  return printable_lines(out);
}

}  // namespace picket::sim
