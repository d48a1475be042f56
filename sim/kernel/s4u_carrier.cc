#include "sim/kernel/s4u_carrier.h"

#include <simgrid/s4u.hpp>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace s4u = simgrid::s4u;

namespace {

constexpr std::size_t kEndedKept = 256;

// SimGrid carries a pointer for us; a transfer's index fits in it.
void* to_pointer(TransferPool::Index index) {
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(index));
}
TransferPool::Index to_index(const void* pointer) {
  return static_cast<TransferPool::Index>(reinterpret_cast<std::uintptr_t>(pointer));
}

}  // namespace

S4uCarrier::S4uCarrier(const Engine& engine, std::uint32_t flows_per_line, TransferPool& pool, CarrierHost& host)
    : engine_(engine), flows_per_line_(flows_per_line), pool_(pool), host_(host), lines_(engine.hosts().size()) {
  ended_.reserve(kEndedKept + 1);
  s4u::Activity::on_completion_cb([this](const s4u::Activity& activity) { on_completion(activity); });
}

// A Comm that is dropped under way complains with a stack trace. A cancelled one does not, but
// SimGrid then reports its end, which no longer interests anyone.
S4uCarrier::~S4uCarrier() {
  closing_ = true;
  for (const s4u::CommPtr& comm : comms_) {
    if (comm) comm->cancel();
  }
}

void S4uCarrier::start(TransferPool::Index transfer, double /*now*/) {
  Line& line = lines_[pool_[transfer].site];
  if (line.flows < flows_per_line_) {
    start_flow(transfer);
  } else {
    line.waiting.push(pool_, transfer);
  }
}

void S4uCarrier::start_flow(TransferPool::Index transfer) {
  const Transfer& record = pool_[transfer];
  const s4u::Link* uplink = engine_.uplinks()[record.site];
  // SimGrid loses, without a word, a flow started on a link that is down.
  PICKET_CHECK(uplink->is_on(), "site", record.site);
  ++lines_[record.site].flows;
  if (++flows_ > flows_max_) flows_max_ = flows_;
  s4u::CommPtr comm = s4u::Comm::sendto_init(engine_.hosts()[record.site], engine_.hub());
  comm->set_payload_size(static_cast<std::uint64_t>(record.amount));
  comm->set_data(to_pointer(transfer));
  if (comms_.size() <= transfer) comms_.resize(transfer + std::size_t{1});
  comms_[transfer] = comm;
  comm->start();
}

void S4uCarrier::on_completion(const s4u::Activity& activity) {
  if (closing_) return;
  const TransferPool::Index transfer = to_index(activity.get_data<void>());
  const bool delivered = activity.get_state() == s4u::Activity::State::FINISHED;
  if (ended_.size() >= kEndedKept) ended_.clear();
  ended_.push_back(std::move(comms_[transfer]));
  Line& line = lines_[pool_[transfer].site];
  --line.flows;
  --flows_;
  host_.ended(transfer, s4u::Engine::get_clock(), delivered);
  if (!line.waiting.empty()) start_flow(line.waiting.pop(pool_));
}

// SimGrid itself fails the flows under way, when it next looks; what waits here fails now.
void S4uCarrier::fail_all(std::uint32_t site, double now) {
  Line& line = lines_[site];
  while (!line.waiting.empty()) host_.ended(line.waiting.pop(pool_), now, false);
}

void S4uCarrier::settle(std::uint32_t site, Calendar::Tick /*tick*/) {
  PICKET_CHECK(false, "SimGrid settles its own lines; site", site);
}

}  // namespace picket::sim
