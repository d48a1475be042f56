#include "sim/live/pipeline/live_run.h"

#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "sim/live/pipeline/stream_clock.h"

namespace picket::sim {
namespace {

Time machine_time() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Time::from_unix_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

class LiveLoop {
 public:
  LiveLoop(EventHubReceiver& receiver, LivePipeline& pipeline, const LiveRunSettings& settings, const LiveProgram& program)
      : receiver_(receiver), pipeline_(pipeline), settings_(settings), program_(program), clock_(settings.hold) {}

  LiveOutcome run() {
    Time committed = machine_time();
    while (!outcome_ && !program_.should_stop()) {
      const ReceiverBatch batch = receiver_.take(Duration::milliseconds(100));
      const Time now = machine_time();
      take(batch, now);
      give_room();
      if (const auto reached = clock_.reached(now)) pipeline_.advance(*reached);
      const bool done = is_done(batch);
      // A clock that is set back must not end the writing.
      if (done || now - committed >= settings_.commit_interval || now < committed) {
        commit();
        committed = now;
      }
      if (done) break;
    }
    if (!outcome_ || outcome_->end != LiveEnd::kDisk) commit();
    receiver_.stop();
    return outcome_.value_or(LiveOutcome{});
  }

 private:
  void take(const ReceiverBatch& batch, Time now) {
    for (const ReceiverNotice& notice : batch.notices) {
      program_.note(notice);
      if (notice.failure) last_failure_ = notice.text;
    }
    for (const auto& [partition, state] : batch.partitions) pipeline_.begin_at(partition, state.position);
    for (const EventRead& read : batch.events) {
      const ReceivedEvent& event = read.event;
      pipeline_.take(read, now);
      clock_.read(event.partition, event.sequence_number, event.enqueued_time, now);
      ++held_[event.partition];
    }
    events_ += batch.events.size();
    clock_.update(batch.partitions, batch.all_known, now);
    if (batch.ended) outcome_ = LiveOutcome{LiveEnd::kRefused, last_failure_};
  }

  /// Who is ahead of the others waits, so that what cannot be analysed yet has a bound.
  void give_room() {
    const bool full = pipeline_.waiting() >= settings_.max_waiting;
    const auto slowest = full ? clock_.slowest() : std::nullopt;
    for (auto& [partition, events] : held_) {
      if (events == 0 || (full && slowest && partition != *slowest)) continue;
      receiver_.release(partition, events);
      events = 0;
    }
  }

  bool is_done(const ReceiverBatch& batch) const {
    if (settings_.max_events != 0 && events_ >= settings_.max_events) return true;
    if (!settings_.until_present || !clock_.is_present() || !batch.events.empty()) return false;
    // What came last waits for its time to be over.
    return pipeline_.waiting() == 0;
  }

  void commit() {
    auto lines = pipeline_.commit();
    if (!lines.ok()) {
      outcome_ = LiveOutcome{LiveEnd::kDisk, lines.error().text()};
      return;
    }
    if (lines.value().empty()) return;
    program_.tell(lines.value());
    if (auto error = pipeline_.told()) outcome_ = LiveOutcome{LiveEnd::kDisk, error->text()};
  }

  EventHubReceiver& receiver_;
  LivePipeline& pipeline_;
  const LiveRunSettings& settings_;
  const LiveProgram& program_;
  StreamClock clock_;
  std::map<std::uint16_t, std::uint32_t> held_;  ///< taken, and no room given for them yet
  std::uint64_t events_ = 0;
  std::string last_failure_;
  std::optional<LiveOutcome> outcome_;
};

}  // namespace

LiveOutcome run_live(EventHubReceiver& receiver, LivePipeline& pipeline, const LiveRunSettings& settings, const LiveProgram& program) {
  return LiveLoop(receiver, pipeline, settings, program).run();
}

}  // namespace picket::sim
