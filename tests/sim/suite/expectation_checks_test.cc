#include "sim/suite/expectation_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// Where and what is told of an expectation that stands at "e".
std::vector<std::string> problems_of(const Expectation& expectation) {
  Diagnostics diagnostics;
  check_expectation(expectation, "e", Places(), diagnostics);
  std::vector<std::string> out;
  for (const auto& d : diagnostics.all()) out.push_back(d.path + ": " + d.message);
  return out;
}

Expectation share(std::optional<double> at_least, std::optional<double> at_most, std::optional<double> good = {}) {
  Expectation e;
  e.detected.emplace();
  e.detected->at_least = at_least;
  e.detected->at_most = at_most;
  e.detected->good = good;
  return e;
}

TEST(ExpectationChecks, something_is_expected) {
  EXPECT_THAT(problems_of({}), ElementsAre("e: this expects nothing"));
  EXPECT_THAT(problems_of(share({}, {})), ElementsAre("e: this expects nothing"));
  EXPECT_THAT(problems_of(share(0.8, {})), ElementsAre());
  Expectation measured;
  measured.measures["bill_usd_month"] = {};
  EXPECT_THAT(problems_of(measured), ElementsAre("e.measures.bill_usd_month: this expects nothing"));
  measured.measures["bill_usd_month"].at_most = 100;
  EXPECT_THAT(problems_of(measured), ElementsAre());
}

TEST(ExpectationChecks, a_bound_of_a_share_lies_between_nothing_and_all) {
  Expectation e;
  for (const double bound : {0.0, 1.0, 80.0}) {
    e.measures["attacked_detected_share"].at_least = bound;
    EXPECT_EQ(problems_of(e).size(), 1U) << bound;
  }
  e.measures["attacked_detected_share"].at_least = 0.8;
  EXPECT_THAT(problems_of(e), ElementsAre());
}

TEST(ExpectationChecks, more_than_the_quantile_of_a_time_is_good) {
  Expectation e;
  e.time_to_detect = QuantileBound{.quantile = 0.9, .at_most = Duration::minutes(5), .good = 0.97};
  EXPECT_THAT(problems_of(e), ElementsAre());
  e.time_to_detect->good = 0.9;
  e.time_to_evidence = QuantileBound{.quantile = 0.5, .at_most = Duration::minutes(1), .good = 0.2};
  EXPECT_THAT(problems_of(e), ElementsAre("e.time_to_detect.good: 0.9 is not above the quantile, 0.9",
                                          "e.time_to_evidence.good: 0.2 is not above the quantile, 0.5"));
}

TEST(ExpectationChecks, what_is_good_lies_beyond_what_is_just_enough) {
  EXPECT_THAT(problems_of(share(0.8, {}, 0.95)), ElementsAre());
  EXPECT_THAT(problems_of(share(0.8, {}, 0.8)), ElementsAre("e.detected.good: 0.8 is not above at_least, 0.8"));
  EXPECT_THAT(problems_of(share({}, 0.2, 0.3)), ElementsAre("e.detected.good: 0.3 is not below at_most, 0.2"));
  EXPECT_THAT(problems_of(share({}, 0.2, 0.1)), ElementsAre());
  EXPECT_THAT(problems_of(share(0.8, {}, 0.0)), ElementsAre()) << "the reader refused it, and says so";
  EXPECT_THAT(problems_of(share(0.1, 0.9, 0.5)),
              ElementsAre("e.detected.good: a good level belongs to one bound, and there are two"));
}

TEST(ExpectationChecks, bounds_leave_something_that_passes) {
  EXPECT_THAT(problems_of(share(0.9, 0.2)), ElementsAre("e.detected.at_least: 0.9 is above at_most, 0.2: nothing passes"));
  EXPECT_THAT(problems_of(share(0.2, 0.9)), ElementsAre());
  EXPECT_THAT(problems_of(share(0.5, 0.5)), ElementsAre());
  Expectation measured;
  measured.measures["messages_per_day"] = {300'000, 2};
  EXPECT_THAT(problems_of(measured), ElementsAre("e.measures.messages_per_day.at_least: 300000 is above at_most, 2: nothing passes"));
}

}  // namespace
}  // namespace picket::sim
