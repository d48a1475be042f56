#include "sim/compare/comparison_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/compare/made_results.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ValueComparison values(double effect, std::optional<Interval> interval, bool relative) {
  ValueComparison v;
  v.n = 10;
  v.effect = effect;
  v.interval = interval;
  v.relative = relative;
  return v;
}

TEST(ComparisonWords, effects_are_per_cent_points_or_in_their_unit) {
  EXPECT_EQ(effect_words(values(-0.38, Interval{-0.4, -0.355}, true), "B"), "-38 % [-40, -36]");
  EXPECT_EQ(effect_words(values(0.1, Interval{-0.01, 0.21}, false), "share"), "+10 points [-1, +21]");
  EXPECT_EQ(effect_words(values(-120, std::nullopt, false), "s"), "-2 min");
  ValueComparison equal;
  equal.n = 10;
  equal.constant = true;
  EXPECT_EQ(effect_words(equal, "B"), "0");
}

TEST(ComparisonWords, what_is_not_known_is_a_dash) {
  EXPECT_EQ(effect_words({}, "B"), "-");
  EXPECT_EQ(side_words({}, "share"), "-");
  EXPECT_EQ(finding_words(RowFinding::kNotKnown), "-");
  ComparedRow row;
  row.finding = RowFinding::kNotKnown;
  EXPECT_EQ(tally_words({row}), "0 better, 0 worse, 1 without a value on both sides, 0 without evidence of a difference");
}

TEST(ComparisonWords, a_family_are_the_lines_of_a_table_that_have_a_p) {
  std::vector<ComparedRow> rows(3);
  rows[0].p_corrected = 0.5;
  rows[2].p_corrected = 1;
  EXPECT_EQ(family_size(rows), 2U);
  ComparisonSettings settings;
  EXPECT_EQ(family_words(settings, 2, "lines"), "p: Holm over all 2 lines of this table");
  EXPECT_EQ(family_words(settings, 0, "lines"), "");
  settings.correction = Correction::kNone;
  EXPECT_EQ(family_words(settings, 2, "lines"), "");
}

TEST(ComparisonWords, a_measure_of_one_attack_keeps_its_name) {
  ComparedRow row;
  row.measure = "detected_by_deadline.a15_reverse_shell";
  EXPECT_EQ(measure_words(row), "detected by deadline, a15_reverse_shell");
  row.measure = "time_to_detect_restricted_mean_seconds.a15_reverse_shell";
  EXPECT_EQ(measure_words(row), "mean time to detect, a15_reverse_shell");
}

TEST(ComparisonWords, shares_of_a_side_stay_between_nothing_and_all) {
  EXPECT_EQ(side_words({0.9, Interval{0.75, 1.05}, 10}, "share"), "90 % [75, 100]");
  EXPECT_EQ(side_words({0.05, std::nullopt, 3}, "share"), "5 %");
}

TEST(ComparisonWords, p_is_never_nought) {
  EXPECT_EQ(p_words(0.0), "< 0.001");
  EXPECT_EQ(p_words(0.0156), "0.016");
  EXPECT_EQ(p_words(1.0), "1");
  EXPECT_EQ(p_words(std::nullopt), "");
}

TEST(ComparisonWords, the_detectable_effect_has_the_unit_of_the_effect) {
  ValueComparison v = values(0.1, std::nullopt, true);
  EXPECT_EQ(detectable_words(v, "B"), "");
  v.detectable = 0.023;
  EXPECT_EQ(detectable_words(v, "B"), "2.3 %");
  v.relative = false;
  EXPECT_EQ(detectable_words(v, "share"), "2.3 points");
}

TEST(ComparisonWords, a_note_says_where_pairing_hurt_and_what_the_units_did) {
  ComparedRow row;
  row.unit = "share";
  row.attack = "shell";
  row.measure = "detected_by_deadline.shell";
  row.values.variance_reduction = 0.8;
  row.units = UnitComparison{};
  row.units->pairs = PairedDetections{.both = 10, .only_first = 1, .only_second = 8, .neither = 1};
  EXPECT_EQ(measure_words(row), "detected by deadline, shell");
  // Two-sided binomial of one in nine: 2 (1 + 9) / 512.
  EXPECT_EQ(row_note(row), "8 gained, 1 lost of 20 units (McNemar p 0.039); pairing hurt: variance reduction 0.8");
}

TEST(ComparisonWords, attacks_that_both_detect_alike_are_summed_up) {
  SuiteTable table;
  EXPECT_EQ(equal_words(table), "");
  for (const double share : {1.0, 1.0, 0.0}) {
    SuiteAttackRow row;
    row.finding = RowFinding::kEqual;
    row.detected.before.value = share;
    table.attacks.push_back(row);
  }
  EXPECT_EQ(equal_words(table), "No difference at all in any of 3: 2 detected by both in all replications, 1 by neither.");
  table.attacks.push_back({});
  EXPECT_EQ(equal_words(table), "No difference at all in the other 3: 2 detected by both in all replications, 1 by neither.");
  EXPECT_EQ(detection_words(table.attacks[0]), "=");
  EXPECT_EQ(detection_words(table.attacks[3]), "~");
}

TEST(ComparisonWords, the_legend_says_what_was_done) {
  ComparisonSettings settings;
  EXPECT_THAT(legend_words(settings, true), HasSubstr("(Holm)"));
  EXPECT_THAT(legend_words(settings, true), HasSubstr("over all lines of one printed table, which are one family"));
  EXPECT_THAT(legend_words(settings, true), HasSubstr("no evidence of a difference at 95 %"));
  settings.correction = Correction::kNone;
  EXPECT_THAT(legend_words(settings, false), HasSubstr("not corrected"));
  EXPECT_THAT(legend_words(settings, false), Not(HasSubstr("McNemar")));
}

}  // namespace
}  // namespace picket::sim
