#include "sim/suite/expectation_checks.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "sim/suite/suite_check.h"

namespace picket::sim {
namespace {

struct ExpectationCheck {
  const Places& places;
  Diagnostics& diagnostics;

  void tell(Code code, const std::string& at, std::string message, std::string hint) const {
    diagnostics.add(code, place_of(places, at), at, std::move(message), std::move(hint));
  }

  /// Of two bounds that leave no value, one is a mistake.
  void order(const std::optional<double>& at_least, const std::optional<double>& at_most, const std::string& at) const {
    if (!at_least || !at_most || *at_least <= *at_most) return;
    tell(Code::kOutOfRange, at + ".at_least", fmt::format("{} is above at_most, {}: nothing passes", *at_least, *at_most),
         "exchange the two, or leave one out");
  }

  /// A level that the reader refused is 0, and has been told.
  void good(const ShareBound& b, const std::string& at) const {
    if (*b.good == 0) return;
    if (b.at_least && b.at_most) {
      tell(Code::kTwoSources, at, "a good level belongs to one bound, and there are two",
           "make two expectations of it, or leave one bound out");
    } else if (b.at_least && *b.good <= *b.at_least) {
      tell(Code::kOutOfRange, at, fmt::format("{:g} is not above at_least, {:g}", *b.good, *b.at_least),
           "what is good lies beyond what is just enough");
    } else if (b.at_most && *b.good >= *b.at_most) {
      tell(Code::kOutOfRange, at, fmt::format("{:g} is not below at_most, {:g}", *b.good, *b.at_most),
           "what is good lies beyond what is just enough");
    }
  }

  void good(const QuantileBound& b, const std::string& at) const {
    if (!b.good || *b.good == 0 || *b.good > b.quantile) return;
    tell(Code::kOutOfRange, at + ".good", fmt::format("{:g} is not above the quantile, {:g}", *b.good, b.quantile),
         "what is good lies beyond what is just enough: more devices within the time");
  }

  void measure(const std::string& name, const MeanBound& bounds, const std::string& at) const {
    if (!bounds.at_least && !bounds.at_most) {
      tell(Code::kNothingToRun, at, "this expects nothing", "give at_least or at_most");
    }
    order(bounds.at_least, bounds.at_most, at);
    if (!is_share_measure(name)) return;
    for (const std::optional<double>& bound : {bounds.at_least, bounds.at_most}) {
      if (bound && (*bound <= 0 || *bound >= 1)) {
        tell(Code::kOutOfRange, at, fmt::format("{:g} is no bound of a share", *bound), "more than 0 and less than 1");
      }
    }
  }
};

}  // namespace

void check_expectation(const Expectation& e, const std::string& at, const Places& places, Diagnostics& diagnostics) {
  const ExpectationCheck check{places, diagnostics};
  const bool no_share = !e.detected || (!e.detected->at_least && !e.detected->at_most);
  if (no_share && (e.detected || (!e.time_to_detect && !e.time_to_evidence && e.measures.empty()))) {
    check.tell(Code::kNothingToRun, at, "this expects nothing",
               "give detected.at_least, time_to_detect, time_to_evidence or measures");
  }
  if (e.detected) check.order(e.detected->at_least, e.detected->at_most, at + ".detected");
  if (e.detected && e.detected->good) check.good(*e.detected, at + ".detected.good");
  if (e.time_to_detect) check.good(*e.time_to_detect, at + ".time_to_detect");
  if (e.time_to_evidence) check.good(*e.time_to_evidence, at + ".time_to_evidence");
  for (const auto& [name, bounds] : e.measures) check.measure(name, bounds, at + ".measures." + name);
}

}  // namespace picket::sim
