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
  SearchHistory(std::vector<SearchVariable> variables, std::vector<double> reference_point, std::uint64_t seed);

  const std::vector<SearchVariable>& variables() const { return variables_; }
  const std::vector<double>& reference_point() const { return reference_point_; }
  std::uint64_t seed() const { return seed_; }
  const std::vector<Evaluation>& evaluations() const { return evaluations_; }
  const std::vector<std::vector<double>>& pending() const { return pending_; }
  /// Points evaluated and asked for: the number of the next one, which keys its draws.
  std::size_t points() const { return evaluations_.size() + pending_.size(); }
  bool seen(const std::vector<double>& point) const { return seen_.contains(point); }

  void add_pending(std::vector<double> point);
  /// Checks sizes and that all values are finite; the point is snapped.
  void add(Evaluation evaluation);

  /// How many different points the variables have; nothing if some variable is continuous or there are more than 2^32.
  std::optional<std::uint64_t> cells() const { return cells_; }
  /// The point of a cell, by its number below `cells`.
  std::vector<double> cell(std::uint64_t number) const;
  /// A point drawn uniformly that was not seen; nothing if all were.
  std::optional<std::vector<double>> unseen_point(RandomStream random) const;

  /// Objectives of all evaluations, as measured.
  std::vector<std::vector<double>> measured_objectives() const;
  /// The reference point, or if none was given, one that leaves room beyond the front: its worst values and a tenth of
  /// the range of all measured ones. An empty front: the worst of all.
  std::vector<double> reference_beyond(const std::vector<std::vector<double>>& front) const;

 private:
  std::vector<SearchVariable> variables_;
  std::vector<double> reference_point_;
  std::uint64_t seed_;
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
