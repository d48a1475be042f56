#include "sim/suite/suite_junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/utf8.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

/// Text for XML 1.0, where most control characters have no place at all.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

bool fails(const CheckResult& check, Inconclusive inconclusive) {
  return check.verdict == Verdict::kFail || (check.verdict == Verdict::kInconclusive && inconclusive == Inconclusive::kFail);
}

bool skipped(const CheckResult& check, Inconclusive inconclusive) {
  return check.verdict == Verdict::kInconclusive && inconclusive == Inconclusive::kWarn;
}

/// A test of its own, which takes no time of the case's; counts itself.
std::string invariant_case(const SuiteResult& result, const InvariantResult& invariant, std::size_t& tests, std::size_t& failed,
                           std::size_t& skipped_tests) {
  ++tests;
  std::string out = fmt::format("    <testcase classname=\"{}.{}\" name=\"invariant {}\" time=\"0.000\">", xml(result.name),
                                xml(result.cases[invariant.suite_case].name), xml(invariant.invariant));
  if (invariant.broken > 0) {
    ++failed;
    out += fmt::format("\n      <failure type=\"FAIL\" message=\"{}\">{}\nrepeat: {}</failure>\n    ", xml(invariant_words(invariant)),
                       xml(invariant.breaches.front().says), xml(invariant.repeat_command));
  } else if (invariant.judged == 0) {
    ++skipped_tests;
    out += "\n      <skipped message=\"not judged: no run was complete\"/>\n    ";
  }
  return out + "</testcase>\n";
}

}  // namespace

std::string suite_junit(const SuiteResult& result, Inconclusive inconclusive) {
  std::string body;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skips = 0;
  for (const std::size_t c : slowest_first(result)) {
    const CaseResult& one = result.cases[c];
    const bool broken = !one.failure.empty();
    std::string checks;
    std::size_t n = 0;
    std::size_t failed = 0;
    std::size_t skipped_here = 0;
    for (const CheckResult& check : result.checks) {
      if (check.check.suite_case == c) ++n;
    }
    // A broken case of which nothing is expected is an error all the same.
    const bool alone = broken && n == 0;
    if (alone) {
      ++n;
      checks = fmt::format("    <testcase classname=\"{}.{}\" name=\"simulation\" time=\"{:.3f}\">\n      <error message=\"{}\"/>\n    </testcase>\n",
                           xml(result.name), xml(one.name), one.wall_seconds, xml(one.failure));
    }
    const std::size_t n_checks = n;
    const double seconds = n == 0 ? 0 : one.wall_seconds / static_cast<double>(n);
    const std::string properties = fmt::format("    <properties>\n      <property name=\"seed\" value=\"{}\"/>\n"
                                               "      <property name=\"repeat\" value=\"{}\"/>\n    </properties>\n",
                                               result.seed, xml(result.repeat_command));
    for (const CheckResult& check : result.checks) {
      if (check.check.suite_case != c) continue;
      checks += fmt::format("    <testcase classname=\"{}.{}\" name=\"{}: {}\" time=\"{:.3f}\">", xml(result.name), xml(one.name),
                            xml(check.check.policy), xml(check.check.to_string()), seconds);
      const std::string says = fmt::format("{}, n {}, {}", estimate_words(check), check.n, seed_words(result, one));
      if (broken) {
        checks += fmt::format("\n      <error message=\"{}\"/>\n    ", xml(one.failure));
      } else if (fails(check, inconclusive)) {
        ++failed;
        checks += fmt::format("\n      <failure type=\"{}\" message=\"{}\">{}\nrepeat: {}</failure>\n    ", to_string(check.verdict), xml(says),
                              xml(check.why), xml(one.repeat_command));
      } else if (skipped(check, inconclusive)) {
        ++skipped_here;
        checks += fmt::format("\n      <skipped message=\"{}\"/>\n    ", xml("inconclusive: " + says));
      }
      checks += "</testcase>\n";
    }
    for (const InvariantResult& invariant : result.invariants) {
      if (invariant.suite_case == c) checks += invariant_case(result, invariant, n, failed, skipped_here);
    }
    body += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n{}{}  </testsuite>\n",
                        xml(one.name), n, failed, broken ? n_checks : 0, skipped_here, one.wall_seconds, properties, checks);
    tests += n;
    failures += failed;
    errors += broken ? n_checks : 0;
    skips += skipped_here;
  }
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
                     "skipped=\"{}\" time=\"{:.3f}\">\n{}</testsuites>\n",
                     xml(result.name), tests, failures, errors, skips, result.wall_seconds, body);
}

}  // namespace picket::sim
