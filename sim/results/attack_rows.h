#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"

namespace picket::sim {

/// One row of PicketAttackUnit: the truth about an attack on a device, and what the run made of it.
struct AttackUnitRow {
  std::string_view attack;       ///< name of the instance
  std::string_view title;
  std::string_view device_name;
  Time start;
  std::optional<Time> detected;  ///< the first alert of an expected type that rests on its evidence
  std::string_view alert;        ///< of that type
  std::string_view pack;
  std::optional<Time> evidence;  ///< the first labelled observation that the pipeline read
  std::uint64_t events = 0;
  std::uint64_t events_arrived = 0;
  /// Seconds of the time to detect by part, named as the columns are ("AttackSeconds"), in their order.
  std::vector<double> parts;
};

/// One row of PicketAttackStep: a step of such an attack that left evidence.
struct AttackStepRow {
  std::string_view attack;
  std::string_view device_name;
  Time start;                    ///< of the attack on the device
  std::string_view step;
  std::string_view techniques;   ///< JSON array
  std::string_view fate;
  std::string_view stage;
  std::string_view reason;
  std::uint64_t events = 0;
  std::uint64_t events_arrived = 0;
};

}  // namespace picket::sim
