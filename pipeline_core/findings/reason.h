#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace picket {

struct Finding;
class PipelineContent;

/// Why a finding was raised, compact: what `reason_text` needs beside the content.
/// State: 40 bytes; rule, alert and a listed value are in the finding itself.
struct Reason {
  enum class Kind : std::uint8_t {
    kNone,         ///< the rule or model alone says it all
    kTests,        ///< a rule: the tests of its searches that held
    kCorrelation,  ///< value: members that it rests on
    kValue,        ///< a model or detector: what it measured and what it allows
    kSilence,      ///< devices that went at once; tests: of a class and all its devices, of a site and all of its
  };
  static constexpr std::size_t kMaxTests = 4;

  Kind kind = Kind::kNone;
  std::uint8_t tests_count = 0;
  std::array<std::uint32_t, kMaxTests> tests{};  ///< indexes of RuleSet::predicates, in the order of the condition
  double value = 0;
  double limit = 0;
};

constexpr Reason value_reason(double value, double limit) {
  Reason reason;
  reason.kind = Reason::Kind::kValue;
  reason.value = value;
  reason.limit = limit;
  return reason;
}
/// So many of a group's devices; 0: the group has nothing to do with it.
struct SilentShare {
  std::uint32_t devices = 0;
  std::uint32_t of = 0;
};
/// A class, a site, or both fell silent.
constexpr Reason silence_reason(SilentShare of_class, SilentShare of_site) {
  Reason reason;
  reason.kind = Reason::Kind::kSilence;
  reason.tests = {of_class.devices, of_class.of, of_site.devices, of_site.of};
  return reason;
}
/// A correlation that rests on so many members.
constexpr Reason correlation_reason(std::size_t members) {
  Reason reason;
  reason.kind = Reason::Kind::kCorrelation;
  reason.value = static_cast<double>(members);
  return reason;
}

/// At most this many bytes, whatever the rules' texts are.
inline constexpr std::size_t kMaxReasonBytes = 768;

/// What the source of a finding measures in its `Reason`: "s", "bytes", "points" (of first sightings, see novelty.h),
/// "attempts", "devices", "of the mean gap" (their deviation), "hours", "settings". Empty for rules, and for what is found or not found without being measured.
std::string_view measured_unit(const PipelineContent& content, std::uint32_t rule);
/// "600 s, limit 300 s"; empty where nothing was measured.
std::string measured_text(const PipelineContent& content, const Finding& finding);

/// For people: at most six significant digits.
std::string number_text(double value);

/// One sentence for a person: pack, rule or model, and the tests, counts, values or the indicator's source.
std::string reason_text(const PipelineContent& content, const Finding& finding);

/// The tests of a single-event rule's condition that hold for an observation, first ones, for Finding::reason.
/// `test(predicate)` gives the value of a leaf. Tests below a `not` are left out: they are what is absent.
template <class Expression, class Test>
void collect_tests(const Expression& e, const Test& test, Reason& reason) {
  using Kind = typename Expression::Kind;
  if (e.kind == Kind::kNot || reason.tests_count == Reason::kMaxTests) return;
  if (e.kind == Kind::kPredicate) {
    if (test(e.predicate)) reason.tests[reason.tests_count++] = e.predicate;
    return;
  }
  for (const Expression& child : e.children) collect_tests(child, test, reason);
}

}  // namespace picket
