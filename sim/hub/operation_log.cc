#include "sim/hub/operation_log.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "sim/hub/operation_categories.h"

namespace picket::sim {

Time OperationLog::add(const OperationRecord& record, double random, SharedDetail detail) {
  LoggedOperation logged{record.time + latency_.at(random), record, std::move(detail)};
  logged.record.logged_time = logged.available_at;
  const Time available = logged.available_at;
  heap_.push_back({std::move(logged), written_});
  ++written_;
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  return available;
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

void OperationLog::operated(const Hub::OperationRequest& request, const Hub::OperationAnswer& answer, HubId hub, double random) {
  auto entry = log_entry_of(request, answer, hub);
  if (entry) add(entry->record, random, std::make_shared<OperationDetail>(std::move(entry->detail)));
}

void OperationLog::expired(const Hub::ExpiredItem& item, HubId hub, double random) {
  OperationLogEntry entry = log_entry_of(item, hub);
  add(entry.record, random, std::make_shared<OperationDetail>(std::move(entry.detail)));
}

void OperationLog::pop_until(Time now, std::vector<LoggedOperation>& out) {
  while (!heap_.empty() && heap_.front().logged.available_at <= now) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    out.push_back(std::move(heap_.back().logged));
    heap_.pop_back();
  }
}

}  // namespace picket::sim
