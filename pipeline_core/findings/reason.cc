#include "pipeline_core/findings/reason.h"

#include <algorithm>
#include <charconv>

#include "agent_core/base/utf8.h"
#include "pipeline_core/content/content.h"
#include "pipeline_core/intel/indicator.h"

namespace picket {
namespace {

/// One test of a rule, at most `widest` bytes; the cut is shown and splits no UTF-8 character.
std::string cut(std::string_view text, std::size_t widest) {
  if (text.size() <= widest) return std::string(text);
  return std::string(utf8_prefix(text, widest - 3)) + "...";
}

/// The search of a rule that a test stands in; empty if it stands in none.
std::string_view search_of(const Expression& e, std::uint32_t test, std::string_view around = {}) {
  const std::string_view search = e.search.empty() ? around : std::string_view(e.search);
  if (e.kind == Expression::Kind::kPredicate) return e.predicate == test ? search : std::string_view{};
  for (const Expression& child : e.children) {
    if (child.kind == Expression::Kind::kNot) continue;
    if (const std::string_view found = search_of(child, test, search); !found.empty()) return found;
  }
  return {};
}

void append_tests(const RuleSet& rules, const Rule& rule, const Reason& reason, std::string& out) {
  constexpr std::size_t kWidestTest = 110;
  constexpr std::size_t kWidestSearch = 40;
  for (std::size_t i = 0; i < reason.tests_count; ++i) {
    out += i == 0 ? " because " : " and ";
    const std::string_view search = search_of(rule.expression, reason.tests[i]);
    if (!search.empty()) out += cut(search, kWidestSearch) + ": ";
    out += cut(rules.predicates()[reason.tests[i]].describe(rules.fields()), kWidestTest);
  }
}

void append_correlation(const Rule& rule, const Reason& reason, std::string& out) {
  const Correlation& c = rule.correlation;
  out += " because of " + number_text(reason.value) + " matches within " + number_text(c.timespan.to_seconds()) + " s";
  if (const double least = c.condition.least_whole(); least > 0) out += ", threshold " + number_text(least);
  if (c.group_by.empty()) return;
  out += ", by";
  for (const PlacedName& name : c.group_by) out += ' ' + cut(name.text, 40);
}

std::string_view unit_of(Model model) {
  switch (model) {
    case Model::kNovelProcess:
    case Model::kRarePeer:
    case Model::kNovelLogin:
      return "points";
    case Model::kEgressVolume:
      return "bytes";
    case Model::kDeviceSilent:
      return "s";
    case Model::kBeacon:
      return "of the mean gap";
    case Model::kRareSequence:
      return "hours";
    default:
      return "";
  }
}

std::string_view unit_of(Detector detector) {
  switch (detector) {
    case Detector::kClockJump:
    case Detector::kLongSilence:
      return "s";
    case Detector::kFloodSource:
      return "bytes";
    case Detector::kRetries:
      return "attempts";
    case Detector::kFleetNewPeer:
      return "devices";
    default:
      return "";
  }
}

std::string_view unit_of(HubDetection detection) {
  if (detection == HubDetection::kAgentConfigWeaker) return "settings";
  return detection == HubDetection::kQuotaStarve ? "devices" : "";
}

void append_silence(const Reason& reason, std::string& out) {
  const auto append = [&](std::uint32_t devices, std::uint32_t of, std::string_view group, std::string_view before) {
    if (devices == 0) return;
    out += before;
    out += std::to_string(devices) + " of the " + std::to_string(of) + " devices of its " + std::string(group);
  };
  append(reason.tests[0], reason.tests[1], "class", ": ");
  append(reason.tests[2], reason.tests[3], "site", reason.tests[0] == 0 ? ": " : ", and ");
}

}  // namespace

std::string number_text(double value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 6);
  return error == std::errc() ? std::string(digits, end) : std::string("?");
}

std::string_view measured_unit(const PipelineContent& content, std::uint32_t rule) {
  const auto models = static_cast<std::uint32_t>(content.rules().rules().size());
  const std::uint32_t detectors = content.rule_index(Model::kCount_);
  if (rule < models) return "";
  if (rule < detectors) return unit_of(static_cast<Model>(rule - models));
  const std::uint32_t hub = content.rule_index(Detector::kCount_);
  return rule < hub ? unit_of(static_cast<Detector>(rule - detectors)) : unit_of(static_cast<HubDetection>(rule - hub));
}

std::string measured_text(const PipelineContent& content, const Finding& finding) {
  const Reason& reason = finding.reason;
  if (reason.kind != Reason::Kind::kValue) return "";
  // An hour of the day is no quantity and has no limit.
  if (finding.rule == content.rule_index(Detector::kOffhoursLogin)) return "in the hour from " + number_text(reason.value) + ":00 UTC";
  const std::string unit(measured_unit(content, finding.rule));
  if (unit.empty()) return "";
  return number_text(reason.value) + ' ' + unit + ", limit " + number_text(reason.limit) + ' ' + unit;
}

std::string reason_text(const PipelineContent& content, const Finding& finding) {
  const auto& rules = content.rules().rules();
  const Reason& reason = finding.reason;
  const bool is_rule = finding.rule < rules.size();
  std::string out(to_string(content.pack_of(finding.rule)));
  out += is_rule ? " rule '" : " model '";
  out += cut(content.rule_title(finding.rule), 120) + "'";
  if (is_rule && !rules[finding.rule].id.empty()) out += " (" + cut(rules[finding.rule].id, 64) + ")";
  if (finding.indicator != nullptr) {
    out += ": '" + cut(finding.indicator->value, 120) + "' listed by '" + cut(finding.indicator->source, 120) +
           "' with confidence " + number_text(finding.indicator->confidence);
  }
  switch (reason.kind) {
    case Reason::Kind::kNone:
      break;
    case Reason::Kind::kTests:
      append_tests(content.rules(), rules[finding.rule], reason, out);
      break;
    case Reason::Kind::kCorrelation:
      append_correlation(rules[finding.rule], reason, out);
      break;
    case Reason::Kind::kValue:
      if (const std::string measured = measured_text(content, finding); !measured.empty()) out += ": " + measured;
      break;
    case Reason::Kind::kSilence:
      append_silence(reason, out);
      break;
  }
  return cut(out, kMaxReasonBytes);
}

}  // namespace picket
