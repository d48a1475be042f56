#include "sim/live/fit/fit_run.h"

#include <chrono>
#include <map>
#include <optional>

#include "agent_core/message/utc_text.h"
#include "sim/live/pipeline/stream_clock.h"

namespace picket::sim {
namespace {

Time time_of_machine() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Time::from_unix_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

std::string progress_line(const StreamFit& fit, const StreamClock& clock, Time now) {
  std::string line = std::to_string(fit.counts().received) + " events, " + std::to_string(fit.counts().messages) + " messages of " + std::to_string(fit.devices().size()) + " devices";
  if (clock.is_present()) return line + ", up to now";
  if (const auto reached = clock.reached(now)) {
    std::string at(kUtcTextLength, ' ');
    write_utc(*reached, at.data());
    line += ", up to " + at;
  }
  return line;
}

}  // namespace

FitOutcome run_fit(EventHubReceiver& receiver, StreamFit& fit, const FitRunSettings& settings, const FitProgram& program) {
  StreamClock clock(settings.hold);
  FitOutcome outcome;
  std::string last_failure;
  Time told = time_of_machine();
  while (!program.should_stop()) {
    const ReceiverBatch batch = receiver.take(Duration::milliseconds(100));
    const Time now = time_of_machine();
    for (const ReceiverNotice& notice : batch.notices) {
      program.note(notice);
      if (notice.failure) last_failure = notice.text;
    }
    std::map<std::uint16_t, std::uint32_t> held;
    for (const EventRead& read : batch.events) {
      fit.take(read, now);
      clock.read(read.event.partition, read.event.sequence_number, read.event.enqueued_time, now);
      ++held[read.event.partition];
    }
    for (const auto& [partition, events] : held) receiver.release(partition, events);
    clock.update(batch.partitions, batch.all_known, now);
    if (batch.ended) {
      outcome.refused = last_failure;
      break;
    }
    // A clock that is set back must not end the telling.
    if (now - told >= settings.progress_interval || now < told) {
      program.progress(progress_line(fit, clock, now));
      told = now;
    }
    if (settings.until_present && clock.is_present() && batch.events.empty()) break;
  }
  if (clock.is_present()) {
    if (const auto reached = clock.reached(time_of_machine())) fit.complete_until(*reached);
  }
  receiver.stop();
  return outcome;
}

}  // namespace picket::sim
