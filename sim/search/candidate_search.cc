#include "sim/search/candidate_search.h"

#include <cmath>

#include "sim/search/search_draws.h"

namespace picket::sim {
namespace {

constexpr std::uint64_t kSmallSpace = 2'000;
constexpr int kUniform = 500;
constexpr int kNeighbours = 700;
constexpr int kRounds = 6;
constexpr int kRoundNeighbours = 60;
constexpr double kChance = 0.6;

class Choice {
 public:
  Choice(const SearchHistory& history, const Acquisition& acquisition) : history_(history), acquisition_(acquisition) {}

  void add(std::vector<double> point) {
    if (!history_.is_open(point)) return;
    inputs_.push_back(kernel_input(history_.variables(), point));
    points_.push_back(std::move(point));
  }
  void judge() {
    if (points_.empty()) return;
    const std::vector<double> values = acquisition_(inputs_);
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (!best || values[i] > best->value) best = Candidate{points_[i], values[i]};
    }
    points_.clear();
    inputs_.clear();
  }
  std::optional<Candidate> best{};

 private:
  const SearchHistory& history_;
  const Acquisition& acquisition_;
  std::vector<std::vector<double>> points_{};
  std::vector<std::vector<double>> inputs_{};
};

}  // namespace

std::optional<Candidate> best_candidate(const SearchHistory& history, std::span<const std::vector<double>> centres,
                                        const Acquisition& acquisition) {
  Choice choice(history, acquisition);
  if (history.cells() && *history.cells() <= kSmallSpace) {
    for (std::uint64_t i = 0; i < *history.cells(); ++i) choice.add(history.cell(i));
    choice.judge();
    return choice.best;
  }
  RandomStream random = search_draws(history.seed(), SearchDraw::kAcquisition, history.points());
  for (int i = 0; i < kUniform; ++i) choice.add(uniform_point(history.variables(), random));
  for (int i = 0; i < kNeighbours && !centres.empty(); ++i) {
    const auto& centre = centres[random.below(centres.size())];
    const double step = std::pow(10, random.uniform(-2.5, -0.5));
    choice.add(neighbour(history.variables(), centre, step, kChance, random));
  }
  choice.judge();
  for (int round = 0; round < kRounds && choice.best; ++round) {
    const double step = std::pow(10, -1 - 0.4 * round);
    const std::vector<double> centre = choice.best->point;
    for (int i = 0; i < kRoundNeighbours; ++i)
      choice.add(neighbour(history.variables(), centre, step, kChance, random));
    choice.judge();
  }
  return choice.best;
}

}  // namespace picket::sim
