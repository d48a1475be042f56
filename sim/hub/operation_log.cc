#include "sim/hub/operation_log.h"

#include <algorithm>
#include <functional>

namespace picket::sim {

Time OperationLog::add(const OperationRecord& record, double random) {
  LoggedOperation logged{record.time + latency_.at(random), record};
  logged.record.logged_time = logged.available_at;
  heap_.push_back({logged, written_});
  ++written_;
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  return logged.available_at;
}

void OperationLog::connected(DeviceId device, const Hub::ConnectAnswer& answer, bool module, double random) {
  if (answer.replaced) {
    add({answer.answered_at, device, OperationName::kDeviceDisconnect,
         hub_code::kConnectionForcefullyClosedOnNewConnection, module},
        random);
  }
  add({answer.answered_at, device, OperationName::kDeviceConnect, answer.result_type, module}, random);
}

void OperationLog::disconnected(DeviceId device, Time at, bool module, double random) {
  add({at, device, OperationName::kDeviceDisconnect, hub_code::kDeviceConnectionClosedRemotely, module}, random);
}

void OperationLog::sent(DeviceId device, const Hub::SendAnswer& answer, bool was_connected, bool module,
                        double random) {
  if (answer.result_type == hub_code::kOk) return;
  add({answer.enqueued_time, device, OperationName::kTelemetryError, answer.result_type, module}, random);
  if (was_connected && answer.closed) {
    add({answer.enqueued_time, device, OperationName::kDeviceDisconnect, answer.result_type, module}, random);
  }
}

void OperationLog::pop_until(Time now, std::vector<LoggedOperation>& out) {
  while (!heap_.empty() && heap_.front().logged.available_at <= now) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    out.push_back(heap_.back().logged);
    heap_.pop_back();
  }
}

}  // namespace picket::sim
