#include "sim/generate/twin_counts.h"

namespace picket::sim {

TwinCounts& TwinCounts::operator+=(const TwinCounts& other) {
  delivered += other.delivered;
  applied += other.applied;
  failed += other.failed;
  reported_bytes += other.reported_bytes;
  flushed_messages += other.flushed_messages;
  configuration_errors += other.configuration_errors;
  return *this;
}

}  // namespace picket::sim
