#pragma once

#include <cstdint>
#include <optional>
#include <proton/message.hpp>
#include <string>
#include <vector>

#include "sim/live/amqp/amqp_failure.h"

namespace picket::sim {

/// An answer of "$cbs" or "$management".
struct ServiceReply {
  std::string request;         ///< which one it answers: its correlation-id
  std::int64_t status = 0;     ///< 200, 202, 401, ...; 0: it does not say
  std::string description;
  std::string condition;       ///< "com.microsoft:server-busy"; may be empty
  bool ok() const { return status >= 200 && status < 300; }
  AmqpFailure failure() const;
};
/// Errors: never throws; what cannot be read has status 0.
ServiceReply read_reply(const proton::message& message);

/// Words of the other side, as they can stand in a terminal: printable, and not endless.
std::string for_a_terminal(std::string words);

/// Of READ "com.microsoft:eventhub"; nothing if there are none, more than kMaxPartitions, or one that is no number.
inline constexpr std::size_t kMaxPartitions = 1'024;  ///< of a dedicated cluster; a hub's endpoint has at most 32
std::optional<std::vector<std::uint16_t>> read_partition_ids(const proton::message& message);
/// Of READ "com.microsoft:partition": the number of the last event, -1 where there is none or none any more; nothing if it does not say.
std::optional<std::int64_t> read_last_sequence_number(const proton::message& message);

}  // namespace picket::sim
