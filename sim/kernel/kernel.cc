#include "sim/kernel/kernel.h"

#include <algorithm>
#include <simgrid/kernel/resource/Model.hpp>
#include <simgrid/s4u.hpp>
#include <utility>

#include "agent_core/base/check.h"
#include "sim/kernel/calendar.h"
#include "sim/kernel/carrier.h"
#include "sim/kernel/cell_carrier.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/fair_carrier.h"
#include "sim/kernel/fifo_carrier.h"
#include "sim/kernel/s4u_carrier.h"
#include "sim/kernel/transfer_pool.h"

namespace picket::sim {

namespace {

constexpr double kResolution = 1e-9;  // SimGrid's surf/precision: closer events are one instant

std::vector<double> bandwidths(const Engine& engine) {
  std::vector<double> result;
  result.reserve(engine.uplinks().size());
  for (const simgrid::s4u::Link* link : engine.uplinks()) result.push_back(link->get_bandwidth());
  return result;
}

}  // namespace

struct Kernel::Impl final : CarrierHost {
  Impl(const Platform& platform, Backend backend, Sharing sharing, Time start, KernelSink& the_sink);

  void ended(TransferPool::Index transfer, double second, bool delivered) override;
  void wake_line(std::uint32_t site, Calendar::Tick at) override;

  double seconds_to_next(double clock);
  void serve(double clock);
  void serve_lines_and_timers();
  void serve_transfers();
  bool due(EntryKind last_kind);
  void schedule(Time at, EntryKind kind, std::uint64_t cookie);
  void run_until(Calendar::Tick end);
  Time time() const { return epoch + Duration::microseconds(tick); }

  Engine engine;  // first, so that it outlives the flows of the carrier
  TransferPool pool;
  Calendar calendar;
  std::unique_ptr<Carrier> carrier;
  S4uCarrier* reference = nullptr;  // the carrier, on kS4u
  CellCarrier* cells = nullptr;     // the carrier, on kFast, if there are cells
  KernelSink& sink;
  Time epoch;

  Calendar::Tick tick = 0;      // now
  Calendar::Tick limit = -1;    // serve nothing later
  bool tick_is_new = true;      // SimGrid may have to tell of flows that end at this instant
  bool flows_were_cut = false;  // it has to tell of flows that failed: let it, before time goes on
  std::vector<Calendar::Entry> batch;
  std::vector<bool> up;

  std::uint64_t sequence = 0;
  std::uint64_t timers = 0;  // scheduled and not yet called, inputs too
  std::uint64_t submitted = 0;
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t in_flight_max = 0;
};

namespace {

// The calendar as SimGrid sees it: a resource model that always knows its next event.
template <class Impl>
class CalendarModel final : public simgrid::kernel::resource::Model {
 public:
  explicit CalendarModel(Impl& impl) : Model("calendar"), impl_(impl) {}
  double next_occurring_event(double now) override { return impl_.seconds_to_next(now); }
  void update_actions_state(double now, double /*delta*/) override { impl_.serve(now); }

 private:
  Impl& impl_;
};

}  // namespace

Kernel::Impl::Impl(const Platform& platform, Backend backend, Sharing sharing, Time start, KernelSink& the_sink)
    : engine(platform), sink(the_sink), epoch(start), up(platform.sites.size(), true) {
  if (backend == Backend::kS4u) {
    const std::uint32_t flows_per_line = sharing == Sharing::kFifo ? 1 : S4uCarrier::kUnlimited;
    auto s4u = std::make_unique<S4uCarrier>(engine, flows_per_line, pool, *this);
    reference = s4u.get();
    carrier = std::move(s4u);
  } else if (sharing == Sharing::kFifo) {
    carrier = std::make_unique<FifoCarrier>(bandwidths(engine), pool, *this);
  } else {
    carrier = std::make_unique<FairCarrier>(bandwidths(engine), pool, *this);
  }
  if (reference == nullptr && !platform.cells.empty()) {
    auto shared = std::make_unique<CellCarrier>(platform, sharing, std::move(carrier), pool, *this);
    cells = shared.get();
    carrier = std::move(shared);
  }
  engine.simgrid().add_model(std::make_shared<CalendarModel<Impl>>(*this));
}

void Kernel::Impl::ended(TransferPool::Index transfer, double second, bool delivered) {
  calendar.add({.tick = std::max(tick, tick_at_or_after(second)),
                .kind = EntryKind::kTransfer,
                .failed = !delivered,
                .sequence = pool[transfer].sequence,
                .payload = pool[transfer].cookie});
  pool.remove(transfer);
}

void Kernel::Impl::wake_line(std::uint32_t site, Calendar::Tick at) {
  calendar.add({.tick = std::max(tick, at), .kind = EntryKind::kLine, .sequence = sequence++, .payload = site});
}

double Kernel::Impl::seconds_to_next(double clock) {
  if (flows_were_cut) return 0;
  const Calendar::Tick next = calendar.next_tick(limit);
  return next == Calendar::kNever ? -1.0 : std::max(0.0, second_of(next) - clock);
}

// Serves what is due at SimGrid's clock. On the reference, transfers wait for one more turn of
// SimGrid's loop at the same instant: SimGrid reports the flows that end at an instant only after all models
// have been served, and the order among transfers is theirs of submission, not of report.
void Kernel::Impl::serve(double clock) {
  flows_were_cut = false;
  for (;;) {
    const Calendar::Tick next = calendar.next_tick(limit);
    if (next == Calendar::kNever || second_of(next) > clock + kResolution) return;
    if (next > tick) {
      tick = next;
      tick_is_new = true;
    }
    serve_lines_and_timers();
    if (reference != nullptr && std::exchange(tick_is_new, false)) return;
    serve_transfers();
  }
}

// True if the earliest entry is due now and of a kind up to `last_kind`.
bool Kernel::Impl::due(EntryKind last_kind) {
  return calendar.next_tick(tick) != Calendar::kNever && calendar.next_kind() <= last_kind;
}

void Kernel::Impl::serve_lines_and_timers() {
  while (due(EntryKind::kTimer)) {
    const Calendar::Entry entry = calendar.take();
    if (entry.kind == EntryKind::kLine) {
      carrier->settle(static_cast<std::uint32_t>(entry.payload), tick);
    } else {
      --timers;
      sink.on_timer(entry.payload, time());
    }
  }
}

// What the sink causes at this instant while transfers are told: timers come at once, transfers
// after those already due.
void Kernel::Impl::serve_transfers() {
  batch.clear();
  while (due(EntryKind::kTransfer)) batch.push_back(calendar.take());
  for (const Calendar::Entry& entry : batch) {
    ++completed;
    if (entry.failed) ++failed;
    sink.on_transfer(entry.payload, time(), !entry.failed);
    serve_lines_and_timers();
  }
}

// SimGrid's run_until() stops up to 1e-5 s early and leaves what is due at the very end: it is
// called until its clock is there, and the last instant is then served from here.
void Kernel::Impl::run_until(Calendar::Tick end) {
  limit = end;
  const double end_second = second_of(end);
  for (;;) {
    engine.simgrid().run_until(end_second);
    flows_were_cut = false;
    const double clock = simgrid::s4u::Engine::get_clock();
    if (clock < end_second - kResolution) continue;
    serve(clock);
    if (!flows_were_cut && calendar.next_tick(limit) == Calendar::kNever) break;
  }
  tick = end;
  tick_is_new = false;
}

Kernel::Kernel(const Platform& platform, Backend backend, Sharing sharing, Time epoch, KernelSink& sink)
    : impl_(std::make_unique<Impl>(platform, backend, sharing, epoch, sink)) {}

Kernel::~Kernel() = default;

Time Kernel::now() const {
  return impl_->time();
}

void Kernel::Impl::schedule(Time at, EntryKind kind, std::uint64_t cookie) {
  const Time now = time();
  PICKET_CHECK(at >= now, "at", at.unix_microseconds(), "now", now.unix_microseconds());
  ++timers;
  calendar.add({.tick = (at - epoch).count_microseconds(), .kind = kind, .sequence = sequence++, .payload = cookie});
}

void Kernel::schedule(Time at, std::uint64_t cookie) { impl_->schedule(at, EntryKind::kTimer, cookie); }
void Kernel::schedule_input(Time at, std::uint64_t cookie) { impl_->schedule(at, EntryKind::kInput, cookie); }

void Kernel::submit(SiteId site, Bytes bytes, std::uint64_t cookie) {
  Impl& k = *impl_;
  PICKET_CHECK(bytes.count() > 0 && site.value() < k.up.size(), "bytes", bytes.count(), "site", site.value());
  ++k.submitted;
  k.in_flight_max = std::max(k.in_flight_max, k.submitted - k.completed);
  const double clock = second_of(k.tick);
  const TransferPool::Index transfer = k.pool.add(
      {.cookie = cookie, .sequence = k.sequence++, .amount = static_cast<double>(bytes.count()), .site = site.value()});
  if (k.up[site.value()]) {
    k.carrier->start(transfer, clock);
  } else {
    k.ended(transfer, clock, false);
  }
}

void Kernel::set_link(SiteId site, bool up) {
  Impl& k = *impl_;
  PICKET_CHECK(site.value() < k.up.size(), "site", site.value());
  if (k.up[site.value()] == up) return;
  k.up[site.value()] = up;
  simgrid::s4u::Link* link = k.engine.uplinks()[site.value()];
  if (up) {
    link->turn_on();
  } else {
    link->turn_off();
    k.carrier->fail_all(site.value(), second_of(k.tick));
    if (k.reference != nullptr) k.flows_were_cut = k.tick_is_new = true;
  }
}

bool Kernel::link_up(SiteId site) const {
  return impl_->engine.uplinks()[site.value()]->is_on();
}

void Kernel::set_cell_bandwidth(std::uint32_t cell, double bytes_per_second) {
  Impl& k = *impl_;
  k.engine.set_cell_bandwidth(cell, bytes_per_second);
  if (k.cells != nullptr) k.cells->set_bandwidth(cell, bytes_per_second, second_of(k.tick));
}

void Kernel::run_until(Time end) {
  PICKET_CHECK(end >= now(), "end", end.unix_microseconds(), "now", now().unix_microseconds());
  impl_->run_until((end - impl_->epoch).count_microseconds());
}

bool Kernel::idle() const {
  return impl_->timers == 0 && impl_->submitted == impl_->completed;
}
std::uint64_t Kernel::transfers_completed() const {
  return impl_->completed;
}
std::uint64_t Kernel::transfers_failed() const {
  return impl_->failed;
}
std::uint64_t Kernel::in_flight_max() const {
  return impl_->in_flight_max;
}
std::uint64_t Kernel::flows_max() const {
  return impl_->reference == nullptr ? 0 : impl_->reference->flows_max();
}

}  // namespace picket::sim
