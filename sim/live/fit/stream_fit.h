#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "sim/live/amqp/received_event.h"
#include "sim/live/fit/observed_device.h"
#include "sim/live/pipeline/hub_record.h"

namespace picket::sim {

struct StreamFitSettings {
  std::size_t max_devices = 20'000;
  std::size_t max_texts = 100'000;
  std::size_t max_text_bytes = std::size_t{32} << 20;
};

/// Law: received = messages + connections + not analysed + faulty + undecodable.
struct StreamFitCounts {
  std::uint64_t received = 0;
  std::uint64_t messages = 0;     ///< security messages that were understood
  std::uint64_t connections = 0;  ///< comings and goings
  Counts<NotAnalysed, std::uint64_t> not_analysed{};
  Counts<EventFault, std::uint64_t> faulty{};
  Counts<DecodeError, std::uint64_t> undecodable{};
  std::uint64_t not_decompressed = 0;
  std::uint64_t observations = 0;
  std::uint64_t unknown_events = 0;  ///< of messages that were understood
  std::uint64_t clock_ahead = 0;     ///< observations of a time after their arrival: taken at it
  std::uint64_t clock_behind = 0;    ///< of more than kOldestEvent ago: the same
  bool balances() const {
    return received == messages + connections + not_analysed.total() + faulty.total() + undecodable.total() + not_decompressed;
  }
};

/// The stretch of a partition that was read.
struct ObservedSpan {
  Time begin;
  Time end;
};

/// What a hub's stream shows of its devices, as far as rates need it.
///
/// Model:  each security message is decoded; each observation gives hits of its sort at the times that `hit_times_of` says. What happened
///         before the first event of its partition is left out: of that time only late news was seen.
/// State:  bounded by `settings`: devices, texts, bins and values a device; what is beyond is counted and left out.
/// Errors: bytes of outside: counted, never fatal.
/// Limits: a device is its name at the hub; what several modules of one send is its own. One thread.
class StreamFit {
 public:
  explicit StreamFit(StreamFitSettings settings = {});
  void take(const EventRead& read, Time now);
  /// Nothing more of the time up to it will come, of any partition.
  void complete_until(Time time);

  const StreamFitCounts& counts() const { return counts_; }
  const std::deque<ObservedDevice>& devices() const { return devices_; }
  const SeenTexts& texts() const { return texts_; }
  const std::map<std::uint16_t, ObservedSpan>& spans() const { return spans_; }
  std::array<double, kEventSorts> hits() const { return hits_; }

 private:
  ObservedDevice* device_of(const ReceivedEvent& event);
  bool decoded(const HubRecord& record, const std::string& body, TextTable& texts);
  void take_message(ObservedDevice& device, const ReceivedEvent& event, Time at, const TextTable& texts);
  void take_observation(ObservedDevice& device, const Observation& observation, Time at, Time begin, const TextTable& texts);
  void take_values(ObservedSort& into, const Observation& observation, const TextTable& texts);
  void take_report(ObservedDevice& device, const Record& record, const TextTable& texts);
  std::uint32_t number_of(Text text, const TextTable& texts);

  StreamFitSettings settings_;
  StreamFitCounts counts_;
  SeenTexts texts_;
  std::deque<ObservedDevice> devices_;
  std::unordered_map<std::string, ObservedDevice*> by_name_;  ///< never iterated
  std::map<std::uint16_t, ObservedSpan> spans_;
  std::array<double, kEventSorts> hits_{};
  Decompressor decompressor_;
  std::string decompressed_;
  DecodedMessage message_;
};

}  // namespace picket::sim
