#include "sim/live/amqp/event_hub_receiver.h"

#include <algorithm>
#include <utility>

#include "sim/live/amqp/receiver_connection.h"

namespace picket::sim {

EventHubReceiver::EventHubReceiver(EventHubEndpoint endpoint, ReceiverSettings settings)
    : impl_(std::make_unique<Impl>(std::move(endpoint), std::move(settings))) {}

EventHubReceiver::~EventHubReceiver() { stop(); }

void EventHubReceiver::start() {
  impl_->thread = std::thread([this] { impl_->run(); });
}

ReceiverBatch EventHubReceiver::take(Duration wait) {
  Impl& s = *impl_;
  ReceiverBatch batch;
  std::unique_lock lock(s.mutex);
  if (s.events.empty() && s.notices.empty() && !s.ended) s.arrived.wait_for(lock, chrono_of(wait));
  batch.events.swap(s.events);
  batch.notices.swap(s.notices);
  batch.partitions = s.states;
  batch.all_known = s.all_known;
  batch.ended = s.ended;
  return batch;
}

void EventHubReceiver::release(std::uint16_t partition, std::uint32_t events) {
  Impl& s = *impl_;
  const std::lock_guard lock(s.mutex);
  std::uint32_t& outstanding = s.outstanding[partition];
  outstanding -= std::min(outstanding, events);
  s.owed[partition] += events;
  if (s.work == nullptr || s.credit_scheduled) return;
  s.credit_scheduled = s.work->add([this] { impl_->give_credit(); });
}

ReceiverCounts EventHubReceiver::counts() const { return impl_->counts_now(); }

void EventHubReceiver::stop() {
  Impl& s = *impl_;
  {
    const std::lock_guard lock(s.mutex);
    s.stop_wanted = true;
    s.wake.notify_all();
    if (s.work != nullptr) s.work->add([this] { impl_->connection.close(); });
  }
  if (!s.thread.joinable()) return;
  {
    std::unique_lock lock(s.mutex);
    constexpr std::chrono::seconds kPatience{2};
    s.arrived.wait_for(lock, kPatience, [&s] { return s.ended; });
    s.ending = true;
    if (!s.ended && s.container != nullptr) s.container->stop();
  }
  s.thread.join();
}

}  // namespace picket::sim
