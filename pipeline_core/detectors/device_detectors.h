#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/message/record.h"
#include "pipeline_core/detectors/approved_packages.h"
#include "pipeline_core/detectors/detector.h"
#include "pipeline_core/detectors/known_contacts.h"
#include "pipeline_core/detectors/local_users.h"
#include "pipeline_core/detectors/login_hours.h"
#include "pipeline_core/detectors/long_silence.h"
#include "pipeline_core/detectors/unanswered.h"
#include "pipeline_core/detectors/version_order.h"

namespace picket {

/// A peripheral that a device plugged in, for stage two, which knows whether its class has such ones.
struct PeripheralSighting {
  Time time;  ///< acceptance
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;
  std::uint64_t peripheral = 0;  ///< hash of its name
  Time event_time;
};

/// Runs the detectors that look at one device, over the messages of a shard's devices.
///
/// State:  about 170 bytes a device, and 1.9 KB at most for a device that lists its users, twice that while a list of it
///         is not whole.
/// Limits: a device raises what compares with its past only if it was heard while the models learned: a
///         device that is new as a whole has no past to differ from.
class DeviceDetectors {
 public:
  DeviceDetectors(const DetectorSettings& settings, const ApprovedPackages& approved)
      : settings_(settings), approved_(approved) {}

  struct Message {
    std::size_t slot = 0;  ///< the device's place in the shard
    DeviceId device;
    std::uint32_t sequence = 0;
    Time time;  ///< acceptance
    std::span<const Observation> observations;  ///< with times up to `time`
    /// The first one whose clock was too far ahead, and how far.
    std::optional<std::pair<std::uint32_t, Duration>> jump = {};
  };
  /// What the message gives away; valid until the next call. Nothing is said while learning.
  std::span<const Detection> observe(const Message& message, const TextTable& texts, bool learning);
  /// A device is known from `since` on, and its silence counts.
  void expect(std::size_t slot, Time since);
  /// Its silence no longer counts.
  void expect_nothing(std::size_t slot);

  struct Silence {
    std::size_t slot = 0;
    Time since;
    Time at;
  };
  /// The silence of a device that became too long up to `now`, if one did.
  std::optional<Silence> silence(std::size_t slot, Time now);
  /// The silences that became too long up to `now`, by slot; valid until the next call.
  std::span<const Silence> silences(Time now);
  /// Judges the lists of users that are whole by `now`; see `missing_users`.
  void judge_lists(Time now, bool learning);
  struct Missing {
    std::size_t slot = 0;
    MissingUsers list;
  };
  /// What `observe` and `judge_lists` found since the caller cleared it.
  std::vector<Missing>& missing_users() { return missing_; }
  /// Nothing becomes due before this: no silence too long, no list of users whole.
  Time next_due() const { return lists_.empty() ? next_due_ : std::min(next_due_, lists_.front().due); }

  std::vector<PeripheralSighting>& sightings() { return sightings_; }
  /// Whether the device has a past that later life can differ from.
  bool heard_while_learning(std::size_t slot) const { return slot < states_.size() && states_[slot].learned; }
  static constexpr std::size_t bytes_per_device() { return sizeof(State); }

 private:
  struct State {
    LongSilence silence;
    Unanswered unanswered;
    LoginPeers logins;
    VersionOrder system;
    VersionOrder firmware;
    LoginHours hours;
    bool learned = false;  ///< was heard while learning
    std::unique_ptr<LocalUsers> users;
    std::unique_ptr<ControlPeers> controllers;  ///< of the few devices that speak with any
  };
  State& state(std::size_t slot);
  struct OpenList {
    Time due;
    std::size_t slot = 0;
  };
  void observe_users(State& state, const Message& message, const TextTable& texts, bool learning);
  void take_missing(std::size_t slot, bool learning);
  void observe_one(State& state, const Message& message, std::uint32_t index, const TextTable& texts, bool learning);
  void observe_login(State& state, const Observation& o, std::uint32_t index, bool learning);
  void observe_system(State& state, const SystemInformationRecord& system, std::uint32_t index, const TextTable& texts);

  const DetectorSettings& settings_;
  const ApprovedPackages& approved_;
  std::vector<State> states_;
  Time next_due_ = Time::max();
  std::vector<Detection> found_;
  std::vector<Silence> silences_;
  /// In the order of their dues, since all wait equally long; one that a later list replaced is passed over.
  std::deque<OpenList> lists_;
  std::vector<MissingUsers> judged_;
  std::vector<Missing> missing_;
  std::vector<PeripheralSighting> sightings_;
};

}  // namespace picket
