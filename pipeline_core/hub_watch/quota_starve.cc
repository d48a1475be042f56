#include "pipeline_core/hub_watch/quota_starve.h"

#include <algorithm>

namespace picket {

void QuotaStarve::come_to(std::uint32_t window) {
  if (window == window_) return;
  window_ = window;
  told_ = false;
  heavy_.clear();
  starved_.clear();
}

std::optional<QuotaStarve::Alarm> QuotaStarve::on_refused(DeviceId device, std::uint32_t window,
                                                          const QuotaStarveSettings& settings) {
  come_to(window);
  if (heavy_.contains(device) || starved_.size() == kMaxStarved) return std::nullopt;
  starved_.insert(device);
  return judge(settings);
}

std::optional<QuotaStarve::Alarm> QuotaStarve::on_heavy(DeviceId device, std::uint64_t messages, std::uint32_t window,
                                                        const QuotaStarveSettings& settings) {
  come_to(window);
  if (heavy_.size() == kMaxHeavy && !heavy_.contains(device)) return std::nullopt;
  heavy_[device] = messages;
  starved_.erase(device);
  return judge(settings);
}

std::optional<QuotaStarve::Alarm> QuotaStarve::judge(const QuotaStarveSettings& settings) {
  if (told_ || heavy_.empty() || heavy_.size() > settings.few || starved_.size() < settings.min_starved) {
    return std::nullopt;
  }
  told_ = true;
  const auto heaviest = std::max_element(heavy_.begin(), heavy_.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
  return Alarm{heaviest->first, static_cast<std::uint32_t>(starved_.size())};
}

}  // namespace picket
