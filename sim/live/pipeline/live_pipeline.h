#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/text.h"
#include "pipeline_core/content/content.h"
#include "pipeline_core/pipeline.h"
#include "sim/live/amqp/received_event.h"
#include "sim/live/pipeline/finding_log.h"
#include "sim/live/pipeline/live_store.h"
#include "sim/live/pipeline/raw_rows.h"

namespace picket::sim {

struct LivePipelineSettings {
  PipelineSettings pipeline;
  std::string hub_name;
  Duration keep = Duration::hours(26);     ///< records are kept and analysed again at the next start, from so far back
  Duration silence{};                      ///< the longest gap that devices promise; zero: nobody is missed
  Duration learn{};                        ///< from the first event on models only learn, and nothing is raised
  std::uint32_t max_devices = 1'000'000;
  std::int64_t max_inputs = 20'000'000;    ///< kept records; beyond, the oldest go early
  FindingFormat format = FindingFormat::kHuman;
  RawRowSettings raw;                      ///< which raw events become rows
};

/// Law: received = analysed + connections + not analysed + faulty + waiting.
struct LiveCounts {
  std::uint64_t received = 0;
  std::uint64_t analysed = 0;     ///< security messages given to the core
  std::uint64_t connections = 0;  ///< comings and goings given to it
  Counts<NotAnalysed, std::uint64_t> not_analysed{};
  Counts<EventFault, std::uint64_t> faulty{};
  std::uint64_t set_aside = 0;    ///< of the faulty, kept in PicketLiveSetAside
  std::uint64_t waiting = 0;      ///< later than what has been analysed
  std::uint64_t late = 0;         ///< came when later ones had been analysed; taken at that time
  std::uint64_t ahead = 0;        ///< said to be of the future; taken at their arrival
  std::uint64_t read_back = 0;    ///< of earlier lives, analysed again and not counted above
  std::uint64_t forgotten_early = 0;  ///< kept records that went for want of room
  bool balances() const {
    return received == analysed + connections + not_analysed.total() + faulty.total() + waiting;
  }
};

/// The driver of the analytics core on a real hub's stream: the same calls as a simulated run makes.
///
/// Model:  `take` gives a record its device's number and a time, and keeps it in the store; `advance` gives the core what is of the time
///         that has been reached, in order of time, and lets it close windows; findings, changes of recommendations, incidents
///         and connections become rows of the workspace. `commit` makes one transaction of all: what was read, how far, and what
///         came of it. At the next start the kept records are analysed again, silently, up to the time that was reached: the core is as it
///         was, nothing is lost, and no finding is written twice.
/// Time:   comes in. Results do not depend on when `take`, `advance` and `commit` are called, as long as no event is late.
/// Limits: what devices did before the oldest kept record is forgotten at a restart: models of behaviour begin anew there.
///         A finding that was stored and whose line was being told when the program was killed may be told twice, and is
///         stored once. All devices are of one class.
class LivePipeline {
 public:
  LivePipeline(LiveStore& store, std::shared_ptr<const PipelineContent> content, LivePipelineSettings settings);
  ~LivePipeline();
  LivePipeline(const LivePipeline&) = delete;
  LivePipeline& operator=(const LivePipeline&) = delete;

  /// Analyses again what the store kept; call once, first. Output: how many records.
  std::uint64_t read_back();
  /// Where reading of a partition begins, unless it has a checkpoint: nothing before it will be asked for at the next start.
  void begin_at(std::uint16_t partition, const StartPosition& position);
  /// An event that was read; its partition is then read up to it.
  void take(const EventRead& read, Time now);
  /// The stream has come to `reached`: see StreamClock.
  void advance(Time reached);
  /// Everything so far is on the disk. Output: lines to tell, which were not told before; call `told` when that is done.
  Result<std::vector<std::string>, WriteError> commit();
  std::optional<WriteError> told();

  std::size_t waiting() const { return waiting_.size(); }
  std::optional<Time> reached() const { return reached_; }
  LiveCounts counts() const;
  const PipelineCounts& core_counts() const { return core_->counts(); }
  const FindingLog& log() const { return *log_; }
  const RawRows& raw_rows() const { return *raw_rows_; }

 private:
  struct Device;
  std::optional<DeviceId> device_of(const std::string& name, Time time);
  bool is_repeated(Device& device, std::uint64_t key);
  void run_to(Time reached);
  void give(const KeptInput& input);
  void make_known(DeviceId device, Time since);

  LiveStore& store_;
  LivePipelineSettings settings_;
  TextTable vocabulary_;
  std::unique_ptr<PipelineCore> core_;
  std::unique_ptr<FindingLog> log_;
  std::unique_ptr<RawRows> raw_rows_;
  std::vector<Device> devices_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  ///< by name; never iterated
  std::vector<KeptInput> waiting_;
  std::map<std::uint16_t, StartPosition> checkpoints_;
  std::vector<bool> known_;  ///< to the core
  std::optional<Time> reached_;
  std::optional<Time> learning_until_;  ///< while it lasts
  bool has_learnt_ = false;             ///< or learns
  std::int64_t kept_ = 0;
  LiveCounts counts_;
};

}  // namespace picket::sim
