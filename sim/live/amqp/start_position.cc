#include "sim/live/amqp/start_position.h"

namespace picket::sim {

std::string selector_of(const StartPosition& position) {
  switch (position.kind) {
    case StartPosition::Kind::kLatest: return "amqp.annotation.x-opt-offset > '@latest'";
    case StartPosition::Kind::kTime:
      // The service knows "later than" alone.
      return "amqp.annotation.x-opt-enqueued-time > '" + std::to_string(position.time.unix_microseconds() / 1'000 - 1) + "'";
    case StartPosition::Kind::kAfter:
      if (!position.offset.empty() && position.offset.find_first_of("'\\\"") == std::string::npos) {
        return "amqp.annotation.x-opt-offset > '" + position.offset + "'";
      }
      return "amqp.annotation.x-opt-sequence-number > '" + std::to_string(position.sequence_number) + "'";
    case StartPosition::Kind::kEarliest: break;
  }
  return "amqp.annotation.x-opt-offset > '-1'";
}

}  // namespace picket::sim
