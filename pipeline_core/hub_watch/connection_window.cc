#include "pipeline_core/hub_watch/connection_window.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

void count_one(std::uint16_t& counter) {
  if (counter < UINT16_MAX) ++counter;
}

}  // namespace

std::uint32_t ConnectionWindow::origin_of(const OperationRecord& record) {
  if (record.masked_address.is_unspecified() && record.sdk_version == 0) return 0;
  const std::uint64_t address = hash_combine(record.masked_address.high(), record.masked_address.low());
  return static_cast<std::uint32_t>(hash_combine(address, record.sdk_version)) | 1;
}

std::optional<ConnectionWindow::Raised> ConnectionWindow::add(const OperationRecord& record, bool learning,
                                                              const ConnectionSettings& settings) {
  const bool connects = record.operation == OperationName::kDeviceConnect;
  if (connects == (record.result_type != 0)) return std::nullopt;  // a refused connect, a disconnection in good order
  if (is_throttled(record.result_type)) return std::nullopt;
  if (start_ == Time::min() || record.time >= start_ + settings.window) {
    const std::uint16_t learnt = learnt_flaps_;
    *this = {};
    learnt_flaps_ = learnt;
    start_ = record.time;
  } else if (record.time + settings.window < start_) {
    return std::nullopt;  // of a window long gone
  }
  if (connects) {
    count_one(connects_);
    const std::uint32_t origin = origin_of(record);
    for (std::size_t i = 0; i < kOrigins; ++i) {
      if (origin == 0 || (origins_[i] != origin && from_[i] != 0)) continue;
      origins_[i] = origin;
      count_one(from_[i]);
      break;
    }
  } else {
    count_one(drops_);
    if (record.result_type == kTakenOver) count_one(takeovers_);
  }
  if (learning) {
    learnt_flaps_ = std::max(learnt_flaps_, flaps());
    return std::nullopt;
  }
  const Time since = std::min(start_, record.time);
  if (clone_raised_) return std::nullopt;
  if (is_clone(settings)) {
    clone_raised_ = true;
    return Raised{Alarm::kClone, since};
  }
  if (flapping_raised_ || flaps() < std::max<double>(settings.flaps, std::ceil(settings.flap_factor * learnt_flaps_))) {
    return std::nullopt;
  }
  flapping_raised_ = true;
  return Raised{Alarm::kFlapping, since};
}

bool ConnectionWindow::is_clone(const ConnectionSettings& settings) const {
  const auto returned = std::count_if(from_.begin(), from_.end(), [](std::uint16_t n) { return n >= 2; });
  if (returned >= 2) return takeovers_ >= settings.clone_takeovers;
  const bool unknown = from_[0] == 0;
  return unknown && takeovers_ >= settings.clone_unknown_takeovers;
}

}  // namespace picket
