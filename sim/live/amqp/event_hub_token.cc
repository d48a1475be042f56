#include "sim/live/amqp/event_hub_token.h"

#include "agent_core/message/message_marking.h"
#include "sim/live/mqtt/base64.h"
#include "sim/live/mqtt/sas_signature.h"

namespace picket::sim {
namespace {

std::string entity_audience(const EventHubEndpoint& endpoint) { return "sb://" + endpoint.host + "/"; }

}  // namespace

std::string partition_address(const EventHubEndpoint& endpoint, std::string_view consumer_group, std::uint16_t partition) {
  return endpoint.entity + "/ConsumerGroups/" + std::string(consumer_group) + "/Partitions/" + std::to_string(partition);
}

std::string management_audience(const EventHubEndpoint& endpoint) { return entity_audience(endpoint) + endpoint.entity + "/$management"; }

std::string partition_audience(const EventHubEndpoint& endpoint, std::string_view consumer_group, std::uint16_t partition) {
  return entity_audience(endpoint) + partition_address(endpoint, consumer_group, partition);
}

Secret event_hub_token(const EventHubEndpoint& endpoint, std::string_view audience, Time expires) {
  const std::string resource = percent_encoded(audience);
  const std::string ends = std::to_string(expires.unix_seconds());
  const std::string signature = base64_encoded(hmac_sha256(endpoint.key, resource + "\n" + ends));
  std::string token = "SharedAccessSignature sr=" + resource + "&sig=" + percent_encoded(signature) + "&se=" + ends + "&skn=" + percent_encoded(endpoint.policy);
  return Secret::taken_from(token);
}

}  // namespace picket::sim
