#pragma once

#include <cstdint>

namespace picket::sim {

/// What the agents of one policy make of the changes of their twins. What is asked of the hub for it: TwinOperations.
struct TwinCounts {
  std::uint64_t delivered = 0;       ///< applied + failed; one that waits for a stopped agent is not delivered
  std::uint64_t applied = 0;
  std::uint64_t failed = 0;          ///< the agent refused the document and goes on as it was
  std::uint64_t reported_bytes = 0;  ///< of the reported properties sent in answer
  std::uint64_t flushed_messages = 0;      ///< sent at once because of a change (generation 2, or another policy)
  std::uint64_t configuration_errors = 0;  ///< payload items of ConfigurationError events that agents made, empty
                                           ///< events as one each (generation 1)
  TwinCounts& operator+=(const TwinCounts& other);
  bool operator==(const TwinCounts&) const = default;
};

}  // namespace picket::sim
