#include "sim/live/amqp/service_request.h"

#include <proton/codec/encoder.hpp>
#include <proton/map.hpp>
#include <proton/scalar.hpp>
#include <proton/symbol.hpp>
#include <proton/value.hpp>

#include "sim/live/amqp/event_hub_token.h"

namespace picket::sim {

proton::message put_token_request(const EventHubEndpoint& endpoint, const std::string& audience, Time expires) {
  const Secret token = event_hub_token(endpoint, audience, expires);
  proton::message message;
  message.properties().put("operation", "put-token");
  message.properties().put("name", audience);
  message.properties().put("type", "servicebus.windows.net:sastoken");
  message.body(std::string(token.exposed()));
  message.to("$cbs");
  return message;
}

proton::message read_request(const EventHubEndpoint& endpoint, std::optional<std::uint16_t> partition, Time expires) {
  const Secret token = event_hub_token(endpoint, management_audience(endpoint), expires);
  proton::message message;
  message.properties().put("operation", "READ");
  message.properties().put("name", endpoint.entity);
  message.properties().put("type", partition ? "com.microsoft:partition" : "com.microsoft:eventhub");
  if (partition) message.properties().put("partition", std::to_string(*partition));
  message.properties().put("security_token", std::string(token.exposed()));
  message.to("$management");
  return message;
}

proton::source::filter_map filter_of(const StartPosition& position) {
  // The descriptor's code and name are those of the registered filter; the service looks at the name of the entry.
  constexpr std::uint64_t kSelectorFilter = 0x468C00000004ULL;
  proton::value filter;
  proton::codec::encoder out(filter);
  out << proton::codec::start::described() << kSelectorFilter << selector_of(position) << proton::codec::finish();
  proton::source::filter_map map;
  map.put(proton::symbol("apache.org:selector-filter:string"), filter);
  return map;
}

}  // namespace picket::sim
