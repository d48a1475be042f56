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
enum class RowFinding : std::uint8_t {
  kNotKnown,    ///< no replication has a value on both sides
  kEqual,       ///< the same value in every replication
  kNoEvidence,  ///< of a difference; or too few replications for any
  kSmall,       ///< a difference below the threshold
  kBetter,
  kWorse,
  kDiffers,     ///< of a measure that has no good direction
};
std::string_view to_string(RowFinding finding);

/// One line of a table.
struct ComparedRow {
  std::string measure;  ///< name in result.json, with ".ATTACK" if it is of one attack
  std::string unit;     ///< "B", "USD/month", "s", "share", ...
  std::string says;
  std::string attack;   ///< empty: over all
  std::string point;    ///< of a sweep, on both sides; empty: the table is of none, or its sides are two points
  Better better = Better::kNeither;
  ValueComparison values;
  std::optional<double> p_corrected;
  RowFinding finding = RowFinding::kNoEvidence;
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

/// Two sides over one study. All its rows are one family: p is corrected over them, and over nothing else.
struct ComparisonTable {
  std::string name;             ///< of the scenario
  ComparedSide before;
  ComparedSide after;
  bool paired = true;           ///< common random numbers: the same scenario, fleet, seed and replications
  bool identical = false;       ///< every run has the same digest; there are no rows
  std::vector<std::uint32_t> replications;  ///< paired: compared; unpaired: of the first side
  std::uint32_t unpaired_replications = 0;  ///< of the second side
  std::string duration;         ///< of the measured period
  std::size_t points = 0;       ///< of a sweep, on both sides; 0: it is of none
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

/// Corrects the p values that are there, and says what each row comes to. The rows are one family: those of one printed table,
/// whose sides are the same two, rows that are not shown (equal, of no p) included.
void judge_rows(std::vector<ComparedRow>& rows, const ComparisonSettings& settings);

/// Values of a measure by replication of both sides, without those that are no number; paired: of replications that have one on both.
struct SideValues {
  std::vector<double> before;
  std::vector<double> after;
};
/// Input: replications by number, in the order of the sides; of one that a measure has not there is no value.
SideValues values_of(const std::vector<double>& before, const std::vector<std::uint32_t>& before_replications,
                     const std::vector<double>& after, const std::vector<std::uint32_t>& after_replications, bool paired);

/// A share of 1 by its name, "detected_share" or "detected_by_deadline.miner": compared in points.
bool counts_as_share(std::string_view measure);
/// Whether a measure leads a table by itself, without being asked for.
bool is_headline(std::string_view measure);

/// What remains of a set of p values after correction, in their order.
std::vector<double> corrected(const std::vector<double>& p_values, Correction correction);

/// Rows that are flagged for the worse.
std::size_t count_worse(const std::vector<ComparedRow>& rows);

}  // namespace picket::sim
