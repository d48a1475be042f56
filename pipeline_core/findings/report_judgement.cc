#include "pipeline_core/findings/report_judgement.h"

#include <algorithm>

#include "agent_core/base/text.h"
#include "agent_core/base/utf8.h"
#include "pipeline_core/findings/wide_range.h"

namespace picket {
namespace {

constexpr std::size_t kShownItems = 8;
/// Longest text of a report that is shown; longer ones are cut.
constexpr std::size_t kShownTextBytes = 128;

void append_escaped(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
}

std::string shown(const TextTable& texts, Text text) {
  std::string out = texts.render(text);
  out.resize(utf8_prefix(out, kShownTextBytes).size());
  return out;
}

/// {"<key>":"<text>"}; the product nests JSON in texts.
std::string object_of(std::string_view key, std::string_view text) {
  std::string out = "{\"" + std::string(key) + "\":\"";
  append_escaped(text, out);
  return out + "\"}";
}

/// One rule as the sample shows it: addresses and ports as texts.
void append_rule(const TextTable& texts, const FirewallRuleRecord& rule, std::string& out) {
  out += out.empty() ? "[" : ",";
  out += "{\"SourceAddress\":\"";
  append_escaped(shown(texts, rule.source_address), out);
  out += "\",\"SourcePort\":\"\",\"DestinationAddress\":\"";
  append_escaped(shown(texts, rule.destination_address), out);
  out += "\",\"DestinationPort\":\"";
  append_escaped(shown(texts, rule.destination_port), out);
  out += "\"}";
}

/// True if an address range of a rule is as wide as the settings call permissive.
bool is_permissive(std::string_view range, const RecommendationSettings& settings) {
  return is_wide(range, settings.widest_prefix_v4 + 1, settings.widest_prefix_v6 + 1).value_or(false);
}

bool is_any_text(const std::string& text) {
  return text.empty() || text == "*" || text == "any" || text == "Any" || text == "0.0.0.0/0" || text == "::/0";
}

bool is_loopback(const IpAddress& address) {
  if (address.is_v4()) return address.v4_value() >> 24 == 127;
  return address.high() == 0 && address.low() == 1;
}

/// "CIS-debian-9-Filesystem-1.1.2" as "Filesystem"; ids of another form have no group.
std::string group_of(const std::string& id) {
  const std::size_t number = id.rfind('-');
  if (number == std::string::npos || number == 0 || !id.starts_with("CIS-")) return {};
  const std::size_t before = id.rfind('-', number - 1);
  return before == std::string::npos ? std::string() : id.substr(before + 1, number - before - 1);
}

/// Notes that a report has an item that decides a type, and whether the item has the problem.
void note(ReportJudgement& judgement, const Observation& o, std::uint32_t index, bool found) {
  judgement.report_time = judgement.reported ? std::max(judgement.report_time, o.last_time) : o.last_time;
  judgement.reported = true;
  judgement.whole = judgement.whole || is_empty_report(o.record);
  if (!judgement.found) judgement.observation = index;
  judgement.found = judgement.found || found;
}

struct BaselineTotals {
  std::uint32_t failed = 0;
  std::uint32_t errors = 0;
  std::uint32_t informational = 0;
  std::uint32_t critical = 0;
  std::uint32_t warning = 0;
};

/// Gathers what the items say; `finish` writes the additional data.
class Reader {
 public:
  Reader(const TextTable& texts, const RecommendationSettings& settings) : texts_(texts), settings_(settings) {}

  void read(const Observation& o, std::uint32_t index) {
    if (const auto* port = std::get_if<ListeningPortRecord>(&o.record)) {
      read_port(*port, o, index);
    } else if (const auto* rule = std::get_if<FirewallRuleRecord>(&o.record)) {
      read_rule(*rule, o, index);
    } else if (const auto* check = std::get_if<BaselineCheckRecord>(&o.record)) {
      read_check(*check, o, index);
    } else if (const auto* error = std::get_if<ConfigurationErrorRecord>(&o.record)) {
      const bool any = !is_empty_report(o.record);
      note(out_[RecommendationType::kTwinNotOptimal], o, index,
           any && error->type == ConfigurationErrorType::kNotOptimal);
      note(out_[RecommendationType::kTwinConflict], o, index, any && error->type == ConfigurationErrorType::kConflict);
      if (any) configuration_ = shown(texts_, error->configuration_name);
    } else if (const auto* messages = std::get_if<MessageStatisticsRecord>(&o.record)) {
      note(out_[RecommendationType::kAgentSendsUnutilizedMessages], o, index, false);
      out_.messages_sent += messages->messages_sent;
      out_.messages_small += messages->messages_under_4kb;
    }
  }

  ReportJudgements finish() {
    const auto data = [this](RecommendationType type, std::string_view key, const std::string& text) {
      if (out_[type].found) out_[type].additional_data = object_of(key, text);
    };
    data(RecommendationType::kOpenPorts, "Ports", ports_);
    data(RecommendationType::kPermissiveFirewallPolicy, "Chains", chains_);
    data(RecommendationType::kPermissiveInputFirewallRules, "Rules", input_ + ']');
    data(RecommendationType::kPermissiveOutputFirewallRules, "Rules", output_ + ']');
    data(RecommendationType::kTwinNotOptimal, "ConfigurationName", configuration_);
    data(RecommendationType::kTwinConflict, "ConfigurationName", configuration_);
    if (out_[RecommendationType::kBaseline].found) {
      out_[RecommendationType::kBaseline].additional_data =
          "{\"TotalFailedRules\":" + std::to_string(totals_.failed) +
          ",\"TotalRulesFailedDuoToError\":" + std::to_string(totals_.errors) +
          ",\"TotalInformationalFailedRules\":" + std::to_string(totals_.informational) +
          ",\"TotalCriticalFailedRules\":" + std::to_string(totals_.critical) +
          ",\"TotalWarningFailedRules\":" + std::to_string(totals_.warning) + "}";
    }
    return std::move(out_);
  }

 private:
  void read_port(const ListeningPortRecord& port, const Observation& o, std::uint32_t index) {
    const bool open = !is_empty_report(o.record) && !is_loopback(port.local_address);
    note(out_[RecommendationType::kOpenPorts], o, index, open);
    if (!open || ports_shown_++ >= kShownItems) return;
    if (!ports_.empty()) ports_ += ',';
    ports_ += std::to_string(port.local_port) + '/';
    const auto protocol = static_cast<std::size_t>(port.protocol);
    ports_ += protocol < kReportProtocolWords.size() ? kReportProtocolWords[protocol] : std::string_view("?");
  }

  void read_rule(const FirewallRuleRecord& rule, const Observation& o, std::uint32_t index) {
    const std::string chain = texts_.render(rule.chain_name);
    const bool input = chain == "INPUT" || rule.direction == FirewallDirection::kIn;
    const bool output = chain == "OUTPUT" || rule.direction == FirewallDirection::kOut;
    const bool allows = rule.enabled && rule.action == FirewallAction::kAllow && !is_empty_report(o.record);
    const std::string source = texts_.render(rule.source_address);
    const std::string destination = texts_.render(rule.destination_address);
    const bool is_policy =
        is_any_text(source) && is_any_text(destination) && is_any_text(texts_.render(rule.destination_port));
    const bool policy = allows && is_policy && (input || output);
    const bool in_rule = allows && !is_policy && input && is_permissive(source, settings_);
    const bool out_rule = allows && !is_policy && output && is_permissive(destination, settings_);
    note(out_[RecommendationType::kPermissiveFirewallPolicy], o, index, policy);
    note(out_[RecommendationType::kPermissiveInputFirewallRules], o, index, in_rule);
    note(out_[RecommendationType::kPermissiveOutputFirewallRules], o, index, out_rule);
    if (policy && chains_.size() < kShownTextBytes) {
      if (!chains_.empty()) chains_ += ',';
      chains_ += shown(texts_, rule.chain_name);
    }
    if (in_rule && inputs_shown_++ < kShownItems) append_rule(texts_, rule, input_);
    if (out_rule && outputs_shown_++ < kShownItems) append_rule(texts_, rule, output_);
  }

  void read_check(const BaselineCheckRecord& check, const Observation& o, std::uint32_t index) {
    const bool error = check.result == BaselineResult::kError;
    const bool failed = (check.result == BaselineResult::kFail || error) && !is_empty_report(o.record);
    note(out_[RecommendationType::kBaseline], o, index, failed);
    note(out_[RecommendationType::kCisBenchmarks], o, index, failed);
    if (failed) {
      ++totals_.failed;
      totals_.errors += error ? 1 : 0;
      totals_.informational += check.severity == BaselineSeverity::kInformational ? 1 : 0;
      totals_.critical += check.severity == BaselineSeverity::kCritical ? 1 : 0;
      totals_.warning += check.severity == BaselineSeverity::kWarning ? 1 : 0;
    }
    const std::string name = group_of(shown(texts_, check.id));
    if (name.empty()) return;
    const auto group = std::find_if(out_.groups.begin(), out_.groups.end(),
                                    [&](const BaselineGroup& known) { return known.name == name; });
    if (group == out_.groups.end()) {
      if (out_.groups.size() < kMaxBaselineGroups) out_.groups.push_back({name, failed, index});
    } else if (failed && !group->failed) {
      group->failed = true;
      group->observation = index;
    }
  }

  const TextTable& texts_;
  const RecommendationSettings& settings_;
  ReportJudgements out_;
  BaselineTotals totals_;
  std::string ports_;
  std::string chains_;
  std::string input_;
  std::string output_;
  std::string configuration_;
  std::size_t ports_shown_ = 0;
  std::size_t inputs_shown_ = 0;
  std::size_t outputs_shown_ = 0;
};

}  // namespace

bool has_reports(std::span<const Observation> observations) {
  return std::any_of(observations.begin(), observations.end(), [](const Observation& o) {
    switch (kind_of(o.record)) {
      case EventKind::kListeningPorts:
      case EventKind::kFirewall:
      case EventKind::kBaseline:
      case EventKind::kMessageStatistics:
      case EventKind::kConfigurationError:
        return true;
      default:
        return false;
    }
  });
}

ReportJudgements judge_reports(std::span<const Observation> observations, const TextTable& texts,
                               const RecommendationSettings& settings) {
  Reader reader(texts, settings);
  for (std::uint32_t i = 0; i < observations.size(); ++i) reader.read(observations[i], i);
  return reader.finish();
}

}  // namespace picket
