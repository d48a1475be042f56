#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "sim/search/optimiser.h"

namespace picket::sim {

/// What a search knows: its variables, what was measured where, and where measurements are under way.
class SearchHistory {
 public:
  /// allowed: which points of the unit cube may be asked for; empty: all.
  SearchHistory(std::vector<SearchVariable> variables, std::vector<double> reference_point, std::uint64_t seed,
                AllowedPoint allowed = {});

  const std::vector<SearchVariable>& variables() const { return variables_; }
  const std::vector<double>& reference_point() const { return reference_point_; }
  std::uint64_t seed() const { return seed_; }
  const std::vector<Evaluation>& evaluations() const { return evaluations_; }
  const std::vector<std::vector<double>>& pending() const { return pending_; }
  /// Points evaluated and asked for: the number of the next one, which keys its draws.
  std::size_t points() const { return evaluations_.size() + pending_.size(); }
  bool seen(const std::vector<double>& point) const { return seen_.contains(point); }
  /// Whether a point may be asked for next: allowed, and not seen.
  bool is_open(const std::vector<double>& point) const { return !seen(point) && (!allowed_ || allowed_(point)); }

  void add_pending(std::vector<double> point);
  /// Checks sizes and that all values are finite; the point is snapped.
  void add(Evaluation evaluation);

  /// How many different points the variables have; nothing if some variable is continuous or there are more than 2^32.
  std::optional<std::uint64_t> cells() const { return cells_; }
  /// The point of a cell, by its number below `cells`.
  std::vector<double> cell(std::uint64_t number) const;
  /// A point drawn uniformly that may be asked for; nothing if there is none, or none was found: of a continuous space
  /// in kMostDraws draws, of a discrete one among kMostCells cells from a random one on.
  std::optional<std::vector<double>> unseen_point(RandomStream random) const;

  /// Objectives of all evaluations, as measured.
  std::vector<std::vector<double>> measured_objectives() const;

  /// An allowed share of a ten-thousandth is missed once in 150 times.
  static constexpr int kMostDraws = 50'000;
  static constexpr std::uint64_t kMostCells = 1'000'000;

  /// The reference point, or if none was given, one that leaves room beyond the front: its worst values and a tenth of
  /// the range of all measured ones. An empty front: the worst of all.
  std::vector<double> reference_beyond(const std::vector<std::vector<double>>& front) const;

 private:
  std::vector<SearchVariable> variables_;
  std::vector<double> reference_point_;
  std::uint64_t seed_;
  AllowedPoint allowed_;
  std::optional<std::uint64_t> cells_{};
  std::vector<Evaluation> evaluations_{};
  std::vector<std::vector<double>> pending_{};
  std::set<std::vector<double>> seen_{};
};

/// Chooses the next point from what is known.
class Proposer {
 public:
  virtual ~Proposer() = default;
  /// At least one evaluation is known. Nothing if the variables have no more points.
  virtual std::optional<std::vector<double>> propose(const SearchHistory& history) = 0;
};

}  // namespace picket::sim
