#include "pipeline_core/findings/reason.h"

#include <algorithm>
#include <charconv>

#include "pipeline_core/content/content.h"

namespace picket {
namespace {

std::string number_text(double value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 6);
  return error == std::errc() ? std::string(digits, end) : std::string("?");
}

/// One test of a rule, at most `widest` bytes; the cut is shown and splits no UTF-8 character.
std::string cut(std::string_view text, std::size_t widest) {
  if (text.size() <= widest) return std::string(text);
  std::size_t end = widest - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

void append_tests(const RuleSet& rules, const Reason& reason, std::string& out) {
  constexpr std::size_t kWidestTest = 120;
  for (std::size_t i = 0; i < reason.tests_count; ++i) {
    out += i == 0 ? " because " : " and ";
    out += cut(rules.predicates()[reason.tests[i]].name(), kWidestTest);
  }
}

void append_correlation(const Rule& rule, const Reason& reason, std::string& out) {
  const Correlation& c = rule.correlation;
  out += " because of " + number_text(reason.value) + " matches within " + number_text(c.timespan.to_seconds()) + " s";
  if (c.threshold != 0) out += ", threshold " + std::to_string(c.threshold);
  if (c.group_by.empty()) return;
  out += ", by";
  for (const Field field : c.group_by) out += ' ' + std::string(to_string(field));
}

}  // namespace

std::string reason_text(const PipelineContent& content, const Finding& finding) {
  const auto& rules = content.rules().rules();
  const Reason& reason = finding.reason;
  const bool is_rule = finding.rule < rules.size();
  std::string out(to_string(content.pack_of(finding.rule)));
  out += is_rule ? " rule '" : " model '";
  out += cut(content.rule_title(finding.rule), 120) + "'";
  if (is_rule && !rules[finding.rule].id.empty()) out += " (" + cut(rules[finding.rule].id, 64) + ")";
  switch (reason.kind) {
    case Reason::Kind::kNone:
      break;
    case Reason::Kind::kTests:
      append_tests(content.rules(), reason, out);
      break;
    case Reason::Kind::kCorrelation:
      append_correlation(rules[finding.rule], reason, out);
      break;
    case Reason::Kind::kIndicator:
      out += ": listed by '" + cut(reason.indicator->source, 120) + "' with confidence " +
             std::to_string(reason.indicator->confidence);
      break;
    case Reason::Kind::kValue:
      out += ": " + number_text(reason.value) + ", limit " + number_text(reason.limit);
      break;
  }
  return cut(out, kMaxReasonBytes);
}

}  // namespace picket
