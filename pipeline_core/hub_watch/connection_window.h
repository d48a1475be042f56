#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "agent_core/base/time.h"
#include "pipeline_core/hub_watch/operation_record.h"

namespace picket {

/// All numbers are estimates.
struct ConnectionSettings {
  Duration window = Duration::minutes(15);
  std::uint16_t clone_takeovers = 4;          ///< of one identity within a window
  std::uint16_t clone_unknown_takeovers = 8;  ///< the same where the log names no address and no SDK
  std::uint16_t flaps = 6;                    ///< connections that came and went within a window
  double flap_factor = 2;                     ///< over the most that the identity has shown while learning
};

/// What the connections of one identity (a device's own, or its module's) did within the current window.
///
/// Model:  clone: the hub closed a connection for a newer one of the same identity (400027) `clone_takeovers`
///         times, and connections came from two origins, at least twice from each. An origin is the masked
///         address and the SDK. Two clients that hold one key throw each other out and come back, so this
///         alternates; a token renewal closes its own connection first, and a recovery after an outage takes over
///         once, for all that the address may be a new one.
///         Flapping: the lesser of connects and drops reaches max(flaps, flap_factor * learnt). A drop is a
///         disconnection with an error, take-overs included, but for throttling and quota, which are the hub's
///         own doing. A token of five minutes or more renews at most three times a window.
///         A window begins with the first record after the last one ended, so the order of records within it
///         does not matter: the log promises none.
/// State:  40 bytes.
/// Limits: a clone that only connects while the device is away is not seen. A router that fails over between two
///         lines several times within a window, without the hub noticing the loss, looks like a clone. A third
///         and later origins beyond `kOrigins` are not told apart.
/// Source: one connection per identity, 400027: iot-mqtt-connect-to-iot-hub, 2023-06-27; renewal: the SDKs.
class ConnectionWindow {
 public:
  enum class Alarm : std::uint8_t { kClone, kFlapping };
  struct Raised {
    Alarm alarm;
    Time since;
  };
  static constexpr std::size_t kOrigins = 3;

  /// Takes a connect or disconnect record. Each alarm comes once a window; after a clone, flapping is explained.
  std::optional<Raised> add(const OperationRecord& record, bool learning, const ConnectionSettings& settings);
  /// 0 if the record names neither address nor SDK.
  static std::uint32_t origin_of(const OperationRecord& record);

 private:
  bool is_clone(const ConnectionSettings& settings) const;
  std::uint16_t flaps() const { return connects_ < drops_ ? connects_ : drops_; }

  Time start_ = Time::min();
  std::array<std::uint32_t, kOrigins> origins_{};
  std::array<std::uint16_t, kOrigins> from_{};  ///< connects from each
  std::uint16_t connects_ = 0;
  std::uint16_t drops_ = 0;
  std::uint16_t takeovers_ = 0;
  std::uint16_t learnt_flaps_ = 0;
  bool clone_raised_ = false;
  bool flapping_raised_ = false;
};
static_assert(sizeof(ConnectionWindow) == 40);

}  // namespace picket
