#include "sim/exchange/connection_states.h"

namespace picket::sim {
namespace {

Time snapshot_after(Time time) {
  const std::int64_t length = ConnectionStates::kSnapshot.count_microseconds();
  const std::int64_t since = time.unix_microseconds();
  return Time::from_unix_microseconds((since + length - 1) / length * length);
}

}  // namespace

void ConnectionStates::note(const OperationRecord& record) {
  const bool connects = record.operation == OperationName::kDeviceConnect;
  if (!connects && record.operation != OperationName::kDeviceDisconnect) return;
  if (connects && record.result_type != 0) return;
  told_.emplace(Identity{record.device.value(), record.module}, !connects);
  Change& change = open_[snapshot_after(record.time)][{record.device.value(), record.module}];
  if (record.time >= change.time) change = {record.time, connects};
}

void ConnectionStates::tell_until(Time until, std::vector<Event>& out) {
  while (!open_.empty() && open_.begin()->first <= until) {
    const auto& [time, changes] = *open_.begin();
    for (const auto& [identity, change] : changes) {
      bool& told = told_[identity];
      if (told == change.connected) continue;
      told = change.connected;
      out.push_back({time, change.time, DeviceId(identity.first), identity.second, change.connected});
    }
    open_.erase(open_.begin());
  }
}

}  // namespace picket::sim
