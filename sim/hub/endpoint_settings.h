#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// A time during which nobody reads a hub's built-in endpoint.
struct ReaderOutage {
  Duration start;     ///< from the start of the measured period
  Duration duration;
  bool operator==(const ReaderOutage&) const = default;
};

/// The analytics as a consumer of a hub's built-in endpoint.
struct EndpointReader {
  std::string consumer_group = "$Default";
  double messages_per_second = 0;  ///< of each partition, at most; 0: as fast as they come
  std::vector<ReaderOutage> outages{};
  bool operator==(const EndpointReader&) const = default;

  /// Messages may wait for it.
  bool may_lag() const { return messages_per_second > 0 || !outages.empty(); }
};

template <class Visitor>
void describe(Visitor& v, ReaderOutage& o) {
  v.field("start", o.start, {.says = "When it begins, from the start of the measured period.", .min = 0, .required = true});
  v.field("duration", o.duration,
          {.says = "How long nobody reads. What becomes older than the hub's retention meanwhile is lost.",
           .min = 1e-6,
           .required = true});
}

template <class Visitor>
void describe(Visitor& v, EndpointReader& r) {
  v.field("consumer_group", r.consumer_group,
          {.says = "The consumer group that it reads as, one of the hub's consumer_groups. Only a name: groups do not share what "
                   "an endpoint gives.",
           .grade = Grade::kPublished,
           .source = "iot-hub-devguide-messages-read-builtin"});
  v.field("messages_per_second", r.messages_per_second,
          {.says = "How many messages it reads from each partition at most; those that come faster wait. 0: as fast as they come.",
           .min = 0,
           .max = 100'000,
           .grade = Grade::kEstimated,
           .source = "how fast the service reads is not published"});
  v.field("outages", r.outages, {.says = "Times at which it does not read."});
}

}  // namespace picket::sim
