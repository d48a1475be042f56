#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/compare/scenario_difference.h"
#include "sim/compare/stored_results.h"
#include "sim/compare/unit_comparison.h"
#include "sim/compare/value_comparison.h"
#include "sim/results/measure_direction.h"

namespace picket::sim {

/// How the p values of a table are corrected for their number.
enum class Correction : std::uint8_t {
  kHolm,               ///< chance of any false difference in the table; for gates
  kBenjaminiHochberg,  ///< share of false ones among the differences; for exploring
  kNone,
};
std::string_view to_string(Correction correction);

struct ComparisonSettings {
  Correction correction = Correction::kHolm;
  double level = 0.95;            ///< a difference is told at a corrected p of at most 1 - level
  double threshold = 0.01;        ///< an effect must be as large to be flagged: a share of the old value; of shares, of 1
  bool all_measures = false;      ///< not only the headline ones
  std::vector<std::string> measures;  ///< exactly these, if any are named; a measure of each attack by its name alone
};

/// What is said of a row.
enum class Finding : std::uint8_t {
  kEqual,       ///< the same value in every replication
  kNoEvidence,  ///< of a difference; or too few replications for any
  kSmall,       ///< a difference below the threshold
  kBetter,
  kWorse,
  kDiffers,     ///< of a measure that has no good direction
};
std::string_view to_string(Finding finding);

/// One line of a table.
struct ComparedRow {
  std::string measure;  ///< name in result.json, with ".ATTACK" if it is of one attack
  std::string unit;     ///< "B", "USD/month", "s", "share", ...
  std::string says;
  std::string attack;   ///< empty: over all
  Better better = Better::kNeither;
  ValueComparison values;
  std::optional<double> p_corrected;
  Finding finding = Finding::kNoEvidence;
  std::optional<UnitComparison> units;  ///< of the row that tells the share of an attack
};

/// A side of a comparison: a policy of what is stored.
struct ComparedSide {
  std::string label;   ///< policy, and where it is from if that differs
  std::string policy;
  std::string path;
  std::string version;
  std::string commit;
  std::uint64_t seed = 0;
};

/// Two sides over one study; p corrected over its rows.
struct ComparisonTable {
  std::string name;             ///< of the scenario
  ComparedSide before;
  ComparedSide after;
  bool paired = true;           ///< common random numbers: the same scenario, fleet, seed and replications
  bool identical = false;       ///< every run has the same digest; there are no rows
  std::vector<std::uint32_t> replications;  ///< paired: compared; unpaired: of the first side
  std::uint32_t unpaired_replications = 0;  ///< of the second side
  std::string duration;         ///< of the measured period
  std::vector<ComparedRow> rows;
  std::vector<std::string> notes;           ///< what a reader must know
};

/// Compares two sides of two studies, which may be one.
///
/// Model:  replications with the same seed and number have the same devices, lives and attacks, so the differences are
///         taken replication by replication wherever scenario name, fleet and seed are the same; Welch otherwise.
ComparisonTable compare_studies(const StoredStudy& before, const ComparedSide& before_side, const StoredStudy& after,
                                const ComparedSide& after_side, const ScenarioDifference& difference,
                                const ComparisonSettings& settings);

/// Why replications of two studies are no pairs; empty if they are.
std::string why_unpaired(const StoredStudy& before, const StoredStudy& after, const ScenarioDifference& difference);

/// Corrects the p values that are there, and says what each row comes to.
void judge_rows(std::vector<ComparedRow>& rows, const ComparisonSettings& settings);

/// What remains of a set of p values after correction, in their order.
std::vector<double> corrected(const std::vector<double>& p_values, Correction correction);

/// Rows that are flagged for the worse.
std::size_t count_worse(const std::vector<ComparedRow>& rows);

}  // namespace picket::sim
