#include "sim/exchange/score_text.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "reports/terminal_table.h"
#include "sim/exchange/attack_evidence.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

std::string plural(std::uint64_t n, const std::string& word) { return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s"); }

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ") {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? std::string() : std::string(between)) + word;
  return out;
}

std::string heading(const ScoreResult& result) {
  std::uint64_t judged = 0;
  std::uint64_t with_evidence = 0;
  std::uint64_t by_evidence = 0;
  std::uint64_t of_other = 0;
  std::uint64_t not_compared = 0;
  std::uint64_t outside = 0;
  std::uint64_t hubs = 0;
  std::uint64_t unknown = 0;
  std::vector<std::string> names;
  std::vector<std::string> numbers;
  for (const ScoredReplication& one : result.replications) {
    judged += one.score.judged;
    with_evidence += one.score.with_evidence;
    by_evidence += one.score.detections_by_evidence;
    of_other += one.score.of_other_evidence;
    not_compared += one.score.evidence_not_compared;
    outside += one.score.outside;
    hubs += one.score.about_hubs;
    unknown += one.score.unknown_devices;
    if (names.empty()) names = one.score.unknown_names;
    numbers.push_back(std::to_string(one.replication));
  }
  std::string out = fmt::format("{}, policy {}, replication{} {}: {} judged, by device{} and time\n", result.scenario, result.policy,
                                numbers.size() == 1 ? "" : "s", joined(numbers), plural(judged, "alert"),
                                result.match == AlertMatch::kDeviceAndType ? ", type" : "");
  out += fmt::format("evidence: {} of them name some, of which {} detect an attack that shows it and {} in an attack's time name nothing that one "
                     "shows; {} judged by device and time alone{}\n", with_evidence, by_evidence, of_other, judged - with_evidence,
                     not_compared == 0 ? std::string() : fmt::format(", {} of them since only {} different ones a device are compared", not_compared, kMostNamed));
  std::vector<std::string> not_judged;
  if (outside > 0) not_judged.push_back(fmt::format("{} outside the measured period", outside));
  if (hubs > 0) not_judged.push_back(fmt::format("{} about a hub", hubs));
  if (unknown > 0) not_judged.push_back(fmt::format("{} about devices that the run does not have ({})", unknown, printable(joined(names))));
  if (!not_judged.empty()) out += "not judged: " + joined(not_judged, "; ") + "\n";
  return out;
}

std::string detection_table(const ScoreResult& result) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t a = 0; a < result.detections.size(); ++a) {
    const DetectionResult& by = result.detections[a];
    const DetectionResult& own = result.own_detections[a];
    if (by.units == 0) continue;
    const auto detected = [](const DetectionResult& d) { return fmt::format("{} of {}", d.time_to_detect.events, d.units); };
    rows.push_back({by.attack, detected(by), share_words(by.detected_by_deadline), median_words(by.time_to_detect), detected(own),
                    share_words(own.detected_by_deadline), median_words(own.time_to_detect), joined(own.raised_by)});
  }
  if (rows.empty()) return "The run has no attacks.\n";
  return render_table({{"attack", "", Align::kLeft}, {"detected", "", Align::kRight}, {"by deadline", "", Align::kRight},
                       {"median time", "", Align::kRight}, {"run's own", "", Align::kRight}, {"by deadline", "", Align::kRight},
                       {"median time", "", Align::kRight}, {"raised by", "", Align::kLeft}},
                      rows);
}

/// Types that have a row of their own: some systems put a number into each title.
constexpr std::size_t kTypesShown = 50;

using NamedScore = std::pair<const std::string, TypeScore>;

/// By name; where there are more than kTypesShown, those with most alerts come first, and the rest after them.
std::vector<const NamedScore*> in_order(const std::map<std::string, TypeScore>& types) {
  std::vector<const NamedScore*> out;
  for (const NamedScore& one : types) out.push_back(&one);
  if (out.size() <= kTypesShown) return out;
  std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->second.alerts > b->second.alerts; });
  std::sort(out.begin(), out.begin() + kTypesShown, [](const auto* a, const auto* b) { return a->first < b->first; });
  return out;
}

std::string type_table(const ScoreResult& result) {
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const std::string& name, const TypeScore& type) {
    rows.push_back({name, std::to_string(type.alerts), std::to_string(type.detections), std::to_string(type.related),
                    std::to_string(type.notices), std::to_string(type.false_alerts),
                    format_number(static_cast<double>(type.false_alerts) / result.device_days * 1'000)});
  };
  TypeScore others;
  for (const NamedScore* one : in_order(result.types)) {
    const auto& [name, type] = *one;
    if (rows.size() < kTypesShown) {
      add(name.empty() ? "(no type)" : name, type);
      continue;
    }
    others.alerts += type.alerts;
    others.detections += type.detections;
    others.related += type.related;
    others.notices += type.notices;
    others.false_alerts += type.false_alerts;
  }
  if (rows.empty()) return {};
  if (result.types.size() > rows.size()) add(fmt::format("({} others; --json has all)", result.types.size() - rows.size()), others);
  return render_table({{"alert type", "", Align::kLeft}, {"alerts", "", Align::kRight}, {"detections", "", Align::kRight},
                       {"related", "", Align::kRight}, {"notices", "", Align::kRight}, {"false", "", Align::kRight},
                       {"per 1,000 device-days", "", Align::kRight}},
                      rows) + "\n";
}

std::string rate_words(const Estimate& rate) { return format_estimate(rate.value, rate.ci_low, rate.ci_high); }

std::string check_lines(const ScoreResult& result) {
  if (!result.expectations) return {};
  std::string out = "\nExpectations of suite " + printable(result.expectations->suite) + ":\n";
  for (const CheckResult& check : result.checks) {
    out += fmt::format("  {} {}; found {}{}\n", to_string(check.verdict), check.check.to_string(), estimate_words(check),
                       check.why.empty() ? "" : "; " + check.why);
  }
  for (const std::string& words : result.expectations->not_judged) out += "  not judged by alerts: " + printable(words) + "\n";
  return out;
}

std::string limits(const ScoreResult& result) {
  std::string out = "\nAn alert that names no evidence counts for the attack if it is about an attacked device, from the attack's start to its "
                    "deadline\nafter the last effect: such detections are an upper bound, and false alerts a lower one. One that names evidence "
                    "counts if\nthe attack shows any of it.\n";
  if (result.replications.size() < 5) {
    out += fmt::format("{}: no intervals (they are taken over replications, from 5 on, since devices of one are not independent).\n",
                       plural(result.replications.size(), "replication"));
  }
  return out;
}

}  // namespace

std::string score_text(const ScoreResult& result) {
  std::string out = heading(result) + "\n" + detection_table(result) + "\n" + type_table(result);
  out += fmt::format("False alerts: {} per 1,000 device-days ({} device-days); the run's own: {}\n",
                     rate_words(result.false_per_1000_device_days), format_number(result.device_days),
                     rate_words(result.own_false_per_1000_device_days));
  return out + check_lines(result) + limits(result);
}

std::string file_remarks(const ScoredFile& file) {
  std::string out;
  const AlertFile& read = file.read;
  for (std::size_t f = 0; f < kAlertFields; ++f) {
    const bool one = read.taken[f].size() < 2;
    if (one && (read.passed_over[f].empty() || (!read.taken[f].empty() && is_plain(read.taken[f].front())))) continue;
    out += fmt::format("{}: {} is read from {}", printable(file.path), to_string(static_cast<AlertField>(f)), printable(joined(read.taken[f])));
    if (!read.passed_over[f].empty()) out += fmt::format("; there is also {}", printable(joined(read.passed_over[f])));
    out += fmt::format(" (--columns {}=NAME chooses)\n", to_string(static_cast<AlertField>(f)));
  }
  for (std::size_t i = 0; i < Counts<AlertFault>::kSize; ++i) {
    const auto fault = static_cast<AlertFault>(i);
    if (read.faults[fault] == 0) continue;
    out += fmt::format("{}: refused {}: it {}\n", printable(file.path), plural(read.faults[fault], "record"), to_string(fault));
    for (const AlertFile::Example& example : read.examples) {
      if (example.fault == fault) out += fmt::format("  {}:{}: {}\n", printable(file.path), example.line, printable(example.text));
    }
  }
  return out;
}

}  // namespace picket::sim
