#include "sim/live/collect/login_merge.h"

namespace picket::sim {

bool LoginMerge::is_new(Time now, LoginSource source, const LoginSighting& sighting) {
  const bool logout = sighting.operation == LoginOperation::kLogout;
  auto key = std::tuple(sighting.operation, sighting.user, logout ? IpAddress() : sighting.remote_address);
  if (told_.size() >= kMaxKeys && !told_.contains(key)) {
    std::erase_if(told_, [&](const auto& entry) { return now - entry.second.last > kForget; });
    if (told_.size() >= kMaxKeys) return true;
  }
  Told& told = told_[std::move(key)];
  if (now - told.last > kForget) told = {};
  told.last = now;
  const std::uint32_t by_this = ++told.by_source[static_cast<std::size_t>(source)];
  if (by_this <= told.events) return false;
  ++told.events;
  return true;
}

}  // namespace picket::sim
