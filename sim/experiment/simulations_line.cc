#include "sim/experiment/simulations_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr double kLeastSecondsBetweenLines = 10;

struct RoundTime {
  long number;
  const char* unit;
};

/// To seconds below two minutes, minutes below two hours, then hours: more would feign a precision that is not there.
RoundTime rounded(double seconds) {
  if (seconds < 120) return {std::lround(seconds), "s"};
  if (seconds < 7'200) return {std::lround(seconds / 60), "min"};
  return {std::lround(seconds / 3'600), "h"};
}

}  // namespace

std::string time_left_text(const TimeLeft& left) {
  const RoundTime low = rounded(left.low);
  const RoundTime high = rounded(left.high);
  if (std::string_view(low.unit) == high.unit) {
    if (low.number == high.number) return fmt::format("about {} {}", low.number, low.unit);
    return fmt::format("{}-{} {}", low.number, high.number, low.unit);
  }
  return fmt::format("{} {} - {} {}", low.number, low.unit, high.number, high.unit);
}

SimulationsLine::SimulationsLine(std::string title, std::vector<double> works, unsigned workers)
    : title_(std::move(title)),
      works_(std::move(works)),
      states_(works_.size(), State::kWaiting),
      workers_(workers),
      terminal_(isatty(STDERR_FILENO) != 0),
      last_written_(-std::numeric_limits<double>::infinity()) {}

void SimulationsLine::started(std::size_t simulation, double now_seconds) {
  states_.at(simulation) = State::kRunning;
  began_[simulation] = now_seconds;
}

void SimulationsLine::ended(std::size_t simulation, std::optional<double> seconds) {
  PICKET_CHECK(states_.at(simulation) != State::kEnded, simulation);
  states_[simulation] = State::kEnded;
  began_.erase(simulation);
  ++ended_;
  if (seconds) cost_.add(works_[simulation], *seconds);
}

std::string SimulationsLine::text(double now_seconds) const {
  std::string text = fmt::format("{} {}/{}", title_, ended_, works_.size());
  if (!began_.empty()) text += fmt::format(", {} running", began_.size());
  if (ended_ == works_.size()) return text;
  std::vector<CostModel::Started> running;
  for (const auto& [simulation, since] : began_) running.push_back({works_[simulation], now_seconds - since});
  std::vector<double> waiting;
  for (std::size_t i = 0; i < works_.size(); ++i) {
    if (states_[i] == State::kWaiting) waiting.push_back(works_[i]);
  }
  if (const auto left = cost_.time_left(running, waiting, workers_)) text += ", ETA " + time_left_text(*left);
  return text;
}

void SimulationsLine::update(double now_seconds) {
  if (title_.empty() || works_.empty()) return;
  if (terminal_) {
    if (now_seconds - last_written_ < 0.2) return;
    last_written_ = now_seconds;
    const std::string line = text(now_seconds);
    std::fprintf(stderr, "\r%-*s", static_cast<int>(last_width_), line.c_str());
    last_width_ = line.size();
    return;
  }
  if (!std::isfinite(last_written_)) last_written_ = now_seconds;  // the first line, too, is after ten seconds
  const std::size_t tenth = ended_ * 10 / works_.size();
  if (tenth <= last_tenth_ || now_seconds - last_written_ < kLeastSecondsBetweenLines) return;
  last_tenth_ = tenth;
  last_written_ = now_seconds;
  std::fprintf(stderr, "%s\n", text(now_seconds).c_str());
}

void SimulationsLine::finish() {
  if (terminal_ && last_width_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(last_width_), "");
}

}  // namespace picket::sim
