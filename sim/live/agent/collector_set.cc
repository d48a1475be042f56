#include "sim/live/agent/collector_set.h"

#include <algorithm>
#include <utility>

namespace picket::sim {

bool wants_same_collectors(const Policy& a, const Policy& b) {
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    if (a.kinds[k].collect != b.kinds[k].collect) return false;
  }
  return a.process_sensor == b.process_sensor && a.network_sensor == b.network_sensor && a.login_sensor == b.login_sensor &&
         a.file_paths == b.file_paths && a.file_recursive == b.file_recursive;
}

std::vector<std::string> CollectorSet::follow(const Policy& policy) {
  if (open_ && wants_same_collectors(policy_, policy)) return {};
  closed_ = missed();
  opened_ = {};  // before the new ones: some want a place that only one can have
  policy_ = policy;
  open_ = true;
  opened_ = open_collectors(policy, own_paths_);
  return std::exchange(opened_.notes, {});
}

void CollectorSet::add_wanted(std::vector<pollfd>& wanted) const {
  for (const auto& collector : opened_.collectors) wanted.push_back({collector->fd(), POLLIN, 0});
}

Time CollectorSet::wake_up() const {
  Time at = Time::max();
  for (const auto& collector : opened_.collectors) at = std::min(at, collector->next_read());
  return at;
}

void CollectorSet::read(Time now, std::span<const pollfd> polled, CollectedEvents& out) {
  for (std::size_t i = 0; i < opened_.collectors.size(); ++i) {
    HostCollector& collector = *opened_.collectors[i];
    const bool is_ready = i < polled.size() && polled[i].revents != 0;
    if (is_ready || collector.next_read() <= now) collector.read(now, out);
  }
}

MissedCounts CollectorSet::missed() const {
  MissedCounts sum = closed_;
  for (const auto& collector : opened_.collectors) sum += collector->missed();
  return sum;
}

}  // namespace picket::sim
