#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/live/amqp/received_event.h"
#include "sim/live/amqp/start_position.h"
#include "sim/live/pipeline/hub_record.h"
#include "sim/results/sqlite_handle.h"
#include "sim/results/workspace.h"

namespace picket::sim {

/// A record with its device's number, as it is analysed and as it is kept.
struct KeptInput {
  HubRecord record;  ///< its time is after all that was analysed when it came
  DeviceId device;
  std::uint32_t sequence = 0;    ///< counts the device's records
  std::uint64_t message_key = 0;  ///< hash of the message id; 0: it has none
  std::string body;
  bool read_back = false;  ///< of an earlier life
};

/// A device as the store knows it.
struct LiveDevice {
  std::string name;
  Time first_seen;  ///< of its first record
};

/// What a pipeline has to remember between two lives, in the workspace's own file, so that one transaction holds both what was read
/// and what came of it.
///
/// Model:  tables of ours beside the workspace's: PicketLiveInput, the records that are to be analysed again at the next start, since the
///         analytics core lives in memory; PicketLiveCheckpoint, how far each partition is read; PicketLiveDevice; PicketLiveSetAside,
///         what could not be read, the first kMaxSetAside; PicketLiveUntold, findings that are stored and not yet told;
///         PicketLiveState.
/// Errors: the first write error is kept: `commit` returns it, and nothing more is written.
class LiveStore {
 public:
  static constexpr std::int64_t kMaxSetAside = 1'000;
  static constexpr std::size_t kSetAsideBytes = 4'096;  ///< of a body that are kept

  /// `endpoint`: what it reads, "host/entity/group". Errors: also a file that keeps another endpoint's.
  static Result<std::unique_ptr<LiveStore>, WriteError> open(const std::string& path, const std::string& endpoint, std::uint64_t random);

  Workspace& workspace() { return *workspace_; }
  std::uint64_t seed() const { return seed_; }  ///< of ids

  std::map<std::uint16_t, StartPosition> checkpoints();
  void set_checkpoint(std::uint16_t partition, const StartPosition& position);
  std::vector<LiveDevice> devices();
  void add_device(DeviceId device, const LiveDevice& known);
  /// Everything up to it has been analysed; nothing at first.
  std::optional<Time> watermark();
  void set_watermark(Time watermark);
  /// While it lasts, models learn and nothing is raised; nothing: it was never asked for.
  std::optional<Time> learning_until();
  void set_learning_until(Time end);

  void add(const KeptInput& input);
  std::int64_t inputs();
  /// In order of time, and of coming.
  void for_each_input(const std::function<void(KeptInput)>& visit);
  /// Removes at most `most` of those before `limit`. Output: how many.
  std::int64_t forget_before(Time limit, std::int64_t most);
  /// Output: whether there was room for it.
  bool set_aside(const ReceivedEvent& event, EventFault fault, Time now);

  /// A finding's line is told once it is stored: kept until `told`.
  void add_untold(const std::string& line);
  std::vector<std::string> untold();
  void told();

  std::optional<WriteError> commit();
  std::optional<WriteError> close();

 private:
  LiveStore() = default;
  std::optional<WriteError> prepare(const std::string& endpoint, std::uint64_t random);
  Statement statement(const char* sql);
  void step(sqlite3_stmt* statement);
  std::optional<std::int64_t> state(const char* name);
  void set_state(const char* name, std::int64_t value);
  std::optional<WriteError> failure() const;

  std::string path_;
  std::unique_ptr<Workspace> workspace_;
  Statement insert_input_;
  Statement insert_device_;
  Statement put_checkpoint_;
  std::uint64_t seed_ = 0;
  std::int64_t set_aside_ = 0;
  std::optional<WriteError> error_;
};

}  // namespace picket::sim
