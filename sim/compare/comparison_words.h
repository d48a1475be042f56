#pragma once

#include <string>

#include "sim/compare/compare_results.h"

namespace picket::sim {

/// Words that every output of a comparison uses.

/// "185 kB [180, 190]"; of a share "83.3 % [61, 94]"; "-" without a value.
std::string side_words(const IntervalEstimate& side, const std::string& unit);
/// "-38 % [-40, -36]" of a ratio, "+10 points [-1, +21]" of a share, "+3.2 min [...]" else; "0" if it is none, "-" if it is not known.
std::string effect_words(const ValueComparison& values, const std::string& unit);
/// The detectable effect: "2.3 %", "8 points"; empty if there is none.
std::string detectable_words(const ValueComparison& values, const std::string& unit);
/// "< 0.001", "0.015", "1"; empty if there is none.
std::string p_words(std::optional<double> p);
/// "~" where there is no evidence, "=" where all values are equal, "-" where nothing is known, else a word.
std::string finding_words(RowFinding finding);
/// "more", "less", "~", "=" of what is detected; "-" where nothing is known.
std::string detection_words(const SuiteAttackRow& row);
/// "detected by deadline, miner" and the like: a measure for people.
std::string measure_words(const ComparedRow& row);
/// What a reader of a row should know: pairing that hurt, McNemar's counts, medians. Empty if nothing.
std::string row_note(const ComparedRow& row);
/// "2 better, 1 worse, 9 without evidence of a difference".
std::string tally_words(const std::vector<ComparedRow>& rows);
/// "10 replications in pairs with common random numbers, seed 1, 4 h each".
std::string basis_words(const ComparisonTable& table);
/// "No difference at all in the other 24: 19 detected by both in all replications, 3 by neither."; empty if there are none.
std::string equal_words(const SuiteTable& table);
/// Which lines p is corrected over, "p: Holm over all 12 lines of this table"; empty if over none. `n` are those with a p, shown or not.
std::string family_words(const ComparisonSettings& settings, std::size_t n, const std::string& of_what);
/// Rows with a p: the size of their family.
std::size_t family_size(const std::vector<ComparedRow>& rows);
std::size_t family_size(const std::vector<SuiteAttackRow>& rows);
/// What the columns mean: one paragraph for text and Markdown.
std::string legend_words(const ComparisonSettings& settings, bool paired);

}  // namespace picket::sim
