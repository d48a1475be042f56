#include "sim/hub/connection_states.h"

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
  auto& changes = open_[snapshot_after(record.time)];
  const auto [at, is_first] =
      changes.try_emplace(Identity{record.device.value(), record.module}, Change{record.time, connects, record.time, connects});
  if (is_first) return;
  Change& change = at->second;
  if (record.time < change.first) {
    change.first = record.time;
    change.first_connects = connects;
  }
  if (record.time >= change.time) {
    change.time = record.time;
    change.connected = connects;
  }
}

void ConnectionStates::tell_until(Time until, std::vector<Event>& out) {
  while (!open_.empty() && open_.begin()->first <= until) {
    const auto& [time, changes] = *open_.begin();
    for (const auto& [identity, change] : changes) {
      // Nothing was told of it yet: it was what its first change leaves.
      bool& told = told_.try_emplace(identity, !change.first_connects).first->second;
      if (told == change.connected) continue;
      told = change.connected;
      out.push_back({time, change.time, DeviceId(identity.first), identity.second, change.connected});
    }
    open_.erase(open_.begin());
  }
}

}  // namespace picket::sim
