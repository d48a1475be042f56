#include "sim/hub/refusal.h"

#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

Refusal amqp_refusal(std::uint32_t code) {
  switch (code) {
    case hub_code::kThrottling:
    case hub_code::kThrottleBacklogLimitExceeded:
    case hub_code::kThrottlingBacklogTimeout:
      return {RefusalForm::kRejected, "com.microsoft:device-container-throttled"};
    case hub_code::kQuotaExceeded:
      return {RefusalForm::kRejected, "amqp:resource-limit-exceeded"};
    case hub_code::kMessageTooLarge:
      return {RefusalForm::kLinkDetaches, "amqp:link:message-size-exceeded"};
    case hub_code::kUnauthorized:
      return {RefusalForm::kConnectionCloses, "amqp:unauthorized-access"};
    case hub_code::kConnectionForcefullyClosedOnNewConnection:
      return {RefusalForm::kConnectionCloses, "amqp:link:stolen"};
    default:
      return {RefusalForm::kConnectionCloses, "amqp:connection:forced"};
  }
}

}  // namespace

Refusal refusal_of(Transport transport, std::uint32_t code) {
  if (is_amqp(transport)) return amqp_refusal(code);
  if (transport == Transport::kHttps) return {RefusalForm::kStatus, std::to_string(code / 1'000)};
  return {};
}

}  // namespace picket::sim
