#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <unordered_set>
#include <utility>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/message/record.h"
#include "pipeline_core/content/content.h"
#include "pipeline_core/findings/candidate.h"
#include "pipeline_core/hub_watch/allowlist.h"
#include "pipeline_core/hub_watch/fleet_note.h"
#include "pipeline_core/hub_watch/settings.h"
#include "pipeline_core/hub_watch/window_count.h"

namespace picket {

/// Stage one of the hub watch for one shard's devices: credentials, connections, floods, time windows, allowlists.
///
/// Input:  records of registered devices in order of arrival; event times may be out of order.
/// Output: candidates, and notes for stage two.
/// State:  at most 256 bytes a device that was heard of, 320 more for who was in a group with time-window rules. Different
///         settings of agents that devices have at one time, at most kMaxAgentSettings of some 400 bytes; those beyond are
///         counted (`agent_settings_refused`), and their devices keep what they had.
class DeviceWatch {
 public:
  DeviceWatch(unsigned shards, const PipelineContent& content, const HubWatchSettings& settings);

  /// Of a hub's own configuration; known without registration.
  void on_hub_operation(const OperationRecord& record, bool learning);
  void on_operation(ClassId device_class, const OperationRecord& record, bool learning);
  void on_identity(ClassId device_class, const IdentityRecord& record, bool learning);
  /// `recommendations` and `settings` as `recommendations_for` and the manifest give them.
  void on_manifest(DeviceId device, Time time, std::uint64_t recommendations, std::uint64_t module_settings);
  /// The module twin as it was read, or as it was changed.
  void on_agent_configuration(ClassId device_class, const AgentConfiguration& configuration, bool learning);
  void on_unknown_device() { ++counts_.unknown_devices; }
  /// A security message came.
  void on_message(DeviceId device, ClassId device_class, Time time, bool learning);
  /// The silence watch found at `at` that nothing came since `since`.
  void on_silence(DeviceId device, ClassId device_class, Time since, Time at, bool learning);
  /// The allowlist that an observation breaks. Counts it for the time windows fed by agents, by time of arrival:
  /// aggregated observations come hours after their events.
  std::optional<CustomRule> on_observation(DeviceId device, const Observation& observation, const TextTable& texts,
                                           Time arrival, bool learning);
  bool watches_observations() const { return watches_observations_; }

  /// Something may become due at this time or later.
  Time next_due() const { return due_.empty() ? Time::max() : due_.top().first; }
  /// Everything that became due up to `watermark`.
  void run_due(Time watermark, bool learning);

  /// What was found since the caller cleared it, repeats included.
  std::vector<Candidate>& raised() { return raised_; }
  std::vector<FleetNote>& notes() { return notes_; }
  const HubWatchCounts& counts() const { return counts_; }
  static std::size_t bytes_per_device() { return sizeof(State); }

 private:
  static constexpr std::uint32_t kNoWindows = 0xffffffffU;
  static constexpr std::size_t kMaxOrigins = 4096;
  static constexpr std::uint32_t kNoSettings = 0xffffffffU;
  static constexpr std::size_t kMaxAgentSettings = 1024;
  using Windows = std::array<WindowCount, kTimeWindowRules>;

  struct State {
    std::array<ConnectionWindow, 2> connections;  ///< the device's own, the module's
    MessageFlood flood;
    std::array<std::uint64_t, 2> credentials{};
    std::uint32_t refused_in = 0;  ///< flood window of which stage two was told
    std::uint32_t heavy_in = 0;    ///< the same
    std::uint32_t heavy_told = 0;  ///< messages in that window of which it was told
    Time last_connect = Time::min();  ///< or message: since then it has not gone
    Time gone_since = Time::min();
    Time away_due = Time::max();
    Time scheduled = Time::max();  ///< the entry of `due_` that counts
    ClassId device_class;
    std::uint32_t group = kNoGroup;
    std::uint32_t windows = kNoWindows;  ///< index in windows_; kept when the group changes
    std::uint32_t agent_settings = kNoSettings;  ///< index in agent_settings_: what changes are held against
    SiteId site = kNoSite;
    HubProtocol protocol = HubProtocol::kUnknown;
    AuthType auth_type = AuthType::kUnknown;
    bool known = false;  ///< by an identity
    bool has_security_module = false;
    bool away = false;     ///< stage two was told
    bool old_tls = false;  ///< the same
  };
  static_assert(sizeof(State) <= 256);

  State& state_of(DeviceId device, ClassId device_class);
  /// What the device's messages come over.
  HubProtocol protocol_of(const State& state) const {
    return state.protocol == HubProtocol::kUnknown ? settings_.message_protocol : state.protocol;
  }
  bool counts_windows(const State& state) const { return state.group != kNoGroup && has_windows_[state.group]; }
  void note_identity(State& state, ClassId device_class, const IdentityRecord& record, std::uint32_t group);
  void raise(HubDetection detection, DeviceId device, Time at, Time start, Time end, bool absence, bool learning,
             const Reason& reason = {});
  void watch_connection(State& state, const OperationRecord& record, bool learning);
  void watch_credentials(const State& state, const OperationRecord& record, bool learning);
  void watch_tls(State& state, const OperationRecord& record);
  void watch_origin(const OperationRecord& record);
  void count_operation(State& state, const OperationRecord& record, bool learning);
  void count(State& state, DeviceId device, CustomRule rule, Time event_time, std::uint32_t activities, Time now,
             bool learning);
  /// Settings that one device more has, at their place; kNoSettings if there is none.
  std::uint32_t take_place(const AgentSettings& settings);
  /// One device less has them; a place that nobody has is free.
  void leave_place(std::uint32_t place);
  void flood(State& state, DeviceId device, Time now, std::uint32_t messages, bool learning);
  /// Tells stage two who is refused, once a window, and who sends much, then again with each doubling of it.
  void watch_share(State& state, const OperationRecord& record);
  void comes_back(State& state, DeviceId device, Time now);
  void goes_away(State& state, DeviceId device, Time since, Time at);
  void schedule(State& state, DeviceId device);
  Time due_of(const State& state) const;
  void run_due_of(State& state, DeviceId device, Time until, bool learning);
  void close_windows(State& state, DeviceId device, Time until, bool learning);

  unsigned shards_;
  const PipelineContent& content_;
  const HubWatchSettings& settings_;
  std::vector<const SecurityGroup*> groups_;
  std::vector<Allowlist> allowlists_;  ///< by group
  std::vector<bool> has_windows_;      ///< by group
  bool watches_observations_ = false;
  std::vector<State> states_;  ///< by device / shards
  std::vector<Windows> windows_;
  /// When a device has something due; entries that `State::scheduled` does not confirm are stale.
  using Due = std::pair<Time, DeviceId>;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  struct SharedSettings {
    AgentSettings settings;
    std::uint32_t devices = 0;  ///< that have them; 0: the place is free
  };
  std::vector<SharedSettings> agent_settings_;  ///< that occur, each once
  std::unordered_set<std::uint64_t> origins_;  ///< never iterated
  std::vector<Candidate> raised_;
  std::vector<FleetNote> notes_;
  HubWatchCounts counts_;
};

}  // namespace picket
