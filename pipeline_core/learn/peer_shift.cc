#include "pipeline_core/learn/peer_shift.h"

#include <algorithm>

namespace picket {

PeerShift::Verdict PeerShift::note(std::size_t number, DeviceId device, std::int64_t day,
                                   const PeerShiftSettings& settings) {
  if (number >= kinds_.size()) kinds_.resize(number + 1);
  Kind& kind = kinds_[number];
  if (day <= kind.changed_until) return Verdict::kClass;
  if (kind.day != day) {
    kind.day = day;
    kind.shifted.clear();
  }
  if (std::find(kind.shifted.begin(), kind.shifted.end(), device.value()) != kind.shifted.end()) return Verdict::kAlone;
  const auto share = static_cast<std::uint32_t>(settings.share * devices_);
  if (kind.shifted.size() <
      std::clamp(share, settings.min_devices, std::max(settings.min_devices, settings.max_devices))) {
    kind.shifted.push_back(device.value());
    return Verdict::kAlone;
  }
  kind.changed_until = day + settings.days;
  kind.shifted.clear();
  return Verdict::kBecomesClass;
}

}  // namespace picket
