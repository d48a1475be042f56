#include "sim/experiment/business_calls.h"

#include <cmath>

namespace picket::sim {
namespace {

constexpr std::uint64_t kBusinessSalt = 0xb05'1ce5;
constexpr double kBusinessDaySeconds = 86'400;

}  // namespace

void BusinessCalls::Stream::go_on() {
  const double per_second = each.per_day * devices / kBusinessDaySeconds;
  due += Duration::from_seconds(-std::log(draws.uniform()) / per_second);
}

BusinessCalls::BusinessCalls(const Scenario& scenario, std::uint32_t replication, Time from) {
  const std::uint64_t of_replication = key_of(replication_key(scenario.seed, replication), kBusinessSalt);
  std::uint32_t first = 0;
  for (std::size_t g = 0; g < scenario.fleet.size(); ++g) {
    const FleetGroup& group = scenario.fleet[g];
    for (std::size_t k = 0; k < kBusinessKinds.size(); ++k) {
      const BusinessOperation& each = group.business_operations.*kBusinessKinds[k].of;
      if (each.per_day <= 0 || group.count == 0) continue;
      streams_.push_back({kBusinessKinds[k].operation, each, first, group.count, KeyedDraws(key_of(of_replication, g, k)), from});
      streams_.back().go_on();
    }
    first += group.count;
  }
}

BusinessCalls::Call BusinessCalls::take(std::size_t stream) {
  Stream& of = streams_[stream];
  const Call call{of.operation, DeviceId(of.first_device + of.draws.below(of.devices)), of.each.request_size, of.each.response_size};
  of.go_on();
  return call;
}

}  // namespace picket::sim
