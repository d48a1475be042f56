#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/cost_model.h"

namespace picket::sim {

/// "2-3 min", "about 40 s", "1 h 10 min - 2 h": an interval of times for people; bounds that would read the same become one.
std::string time_left_text(const TimeLeft& left);

/// Progress of many simulations on stderr: "simulations 34/200, 3 running, ETA 2-3 min". The interval is one of 80 %, and
/// there is none before three have ended. As ProgressLine: one line that is rewritten on a terminal, elsewhere a plain line
/// at every tenth, but none within ten seconds of the last; nothing without a title.
class SimulationsLine {
 public:
  /// `works`: of each simulation, see CostModel.
  SimulationsLine(std::string title, std::vector<double> works, unsigned workers);
  /// Another attempt starts it again.
  void started(std::size_t simulation, double now_seconds);
  /// With its seconds; without: it was done before, or is left out, which says nothing of its cost.
  void ended(std::size_t simulation, std::optional<double> seconds);

  std::string text(double now_seconds) const;
  void update(double now_seconds);
  /// Ends the line on a terminal.
  void finish();

 private:
  enum class State : std::uint8_t { kWaiting, kRunning, kEnded };

  std::string title_;
  std::vector<double> works_;
  std::vector<State> states_;
  std::map<std::size_t, double> began_;
  CostModel cost_;
  unsigned workers_;
  std::size_t ended_ = 0;
  bool terminal_;
  double last_written_;
  std::size_t last_tenth_ = 0;
  std::size_t last_width_ = 0;
};

}  // namespace picket::sim
