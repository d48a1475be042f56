#include "sim/network/registration_wire.h"

#include <string_view>

namespace picket::sim {
namespace {

constexpr std::string_view kAnswerFilter = "$dps/registrations/res/#";
constexpr std::string_view kRegisterTopic = "$dps/registrations/PUT/iotdps-register/?$rid=1";
constexpr std::string_view kStatusTopic =
    "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.0123456789abcdef.01234567-89ab-cdef-0123-456789abcdef";
constexpr std::string_view kAnswerTopic = "$dps/registrations/res/202/?$rid=1&retry-after=3";
constexpr Bytes kRequestBody{102};
constexpr Bytes kAnswerBody{94};

WireCost all_upkeep(const WireCost& cost) {
  return {{Bytes(0), Bytes(0), cost.up.total()}, {Bytes(0), Bytes(0), cost.down.total()}};
}

WireCost exchange_on(const WireModel& wire, std::string_view topic) {
  const WireCost answer = wire.publish_on(static_cast<std::int64_t>(kAnswerTopic.size()), kAnswerBody);
  WireCost cost = wire.publish_qos0_on(static_cast<std::int64_t>(topic.size()), kRequestBody);
  cost += WireCost{answer.down, answer.up};  // the service publishes, the client acknowledges
  return all_upkeep(cost);
}

}  // namespace

WireCost registration_connection(const WireModel& wire) {
  return all_upkeep(wire.connect() + wire.subscribe_to({static_cast<std::int64_t>(kAnswerFilter.size())}));
}

WireCost register_exchange(const WireModel& wire) { return exchange_on(wire, kRegisterTopic); }

WireCost status_poll_exchange(const WireModel& wire) { return exchange_on(wire, kStatusTopic); }

}  // namespace picket::sim
