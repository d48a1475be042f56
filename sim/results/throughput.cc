#include "sim/results/throughput.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && a < 0) ? 1 : 0);
}

/// bytes * part / whole, rounded down, without overflow.
std::int64_t share(std::int64_t bytes, std::int64_t part, std::int64_t whole) {
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>(static_cast<Wide>(bytes) * part / whole);
}

}  // namespace

void ThroughputMeter::Period::add(std::int64_t second, std::int64_t bytes) {
  const std::int64_t now = floor_div(second, seconds);
  if (now != index) {
    close();
    index = now;
  }
  sum += bytes;
}

void ThroughputMeter::Period::close() {
  peak = std::max(peak, sum);
  sum = 0;
}

ThroughputMeter::ThroughputMeter(Time from, Duration series_step, std::size_t series_points)
    : from_(from), step_seconds_(series_step.count_seconds()), oldest_(from.unix_seconds()), series_(series_points) {
  PICKET_CHECK(series_points == 0 || step_seconds_ > 0);
}

void ThroughputMeter::add(Time begin, Time end, Bytes bytes) {
  PICKET_CHECK(!finished_ && begin <= end && bytes.count() >= 0);
  if (end < from_) return;
  const std::int64_t first_us = begin.unix_microseconds();
  const std::int64_t length = (end - begin).count_microseconds();
  if (length == 0) return book(begin.unix_seconds(), bytes.count());
  // The k-th second gets the difference of two running shares, so that the parts sum exactly.
  std::int64_t second = std::max(begin, from_).unix_seconds();
  std::int64_t booked = begin >= from_ ? 0 : share(bytes.count(), (from_ - begin).count_microseconds(), length);
  for (; booked < bytes.count(); ++second) {
    const std::int64_t elapsed = std::min(length, (second + 1) * 1'000'000 - first_us);
    const std::int64_t up_to = share(bytes.count(), elapsed, length);
    book(second, up_to - booked);
    booked = up_to;
  }
}

void ThroughputMeter::book(std::int64_t second, std::int64_t bytes) {
  if (bytes == 0) return;
  if (second >= oldest_ + kOpenSeconds) move_to(second - kOpenSeconds + 1);
  if (second < oldest_) {
    late_ += bytes;
    second = oldest_;
  }
  total_ += bytes;
  open_[static_cast<std::size_t>(second & (kOpenSeconds - 1))] += bytes;
}

void ThroughputMeter::move_to(std::int64_t oldest) {
  const std::int64_t last = std::min(oldest, oldest_ + kOpenSeconds);
  for (std::int64_t second = oldest_; second < last; ++second) close_second(second);
  oldest_ = oldest;
}

void ThroughputMeter::close_second(std::int64_t second) {
  std::int64_t& slot = open_[static_cast<std::size_t>(second & (kOpenSeconds - 1))];
  if (slot == 0) return;
  second_peak_ = std::max(second_peak_, slot);
  minute_.add(second, slot);
  hour_.add(second, slot);
  if (!series_.empty()) {
    const auto point = static_cast<std::size_t>((second - from_.unix_seconds()) / step_seconds_);
    if (point < series_.size()) series_[point] += slot;
  }
  slot = 0;
}

void ThroughputMeter::finish() {
  if (finished_) return;
  move_to(oldest_ + kOpenSeconds);
  minute_.close();
  hour_.close();
  finished_ = true;
}

Series ThroughputMeter::series(std::string name, Time until) const {
  PICKET_CHECK(finished_);
  Series out;
  out.name = std::move(name);
  out.unit = "B/s";
  out.step_seconds = static_cast<double>(step_seconds_);
  const double length = (until - from_).to_seconds();
  for (std::size_t i = 0; i < series_.size(); ++i) {
    const double begin = static_cast<double>(i) * out.step_seconds;
    const double seconds = std::min(out.step_seconds, length - begin);
    if (seconds <= 0) break;
    out.values.push_back(static_cast<double>(series_[i]) / seconds);
  }
  return out;
}

Duration series_step(Duration duration, std::size_t points) {
  PICKET_CHECK(points > 0);
  constexpr std::array<std::int64_t, 18> kSteps{1,   2,   5,     10,    15,    30,     60,     120,    300,
                                                600, 900, 1'800, 3'600, 7'200, 10'800, 21'600, 43'200, 86'400};
  const auto n = static_cast<std::int64_t>(points);
  const std::int64_t seconds = (duration.count_microseconds() + 999'999) / 1'000'000;
  for (const std::int64_t step : kSteps) {
    if (step * n >= seconds) return Duration::seconds(step);
  }
  const std::int64_t days = (seconds + 86'400 * n - 1) / (86'400 * n);
  return Duration::days(days);
}

SiteThroughput::SiteThroughput(std::size_t sites, Time from, Duration duration, std::size_t points)
    : meters_(sites, ThroughputMeter(from, series_step(duration, std::max<std::size_t>(points, 1)), points)) {}

void SiteThroughput::finish() {
  for (ThroughputMeter& meter : meters_) meter.finish();
}

std::size_t SiteThroughput::busiest() const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < meters_.size(); ++i) {
    if (meters_[i].peak_minute() > meters_[best].peak_minute()) best = i;
  }
  return best;
}

}  // namespace picket::sim
