#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>

#include "tests/support/hub/event_hub_double.h"
#include "tests/support/hub/hub_double.h"

namespace picket::sim::test {

/// What a hub makes of a device's message at its built-in endpoint: system properties become properties and annotations of AMQP, the
/// rest application properties.
///
/// Input:  an event as HubDouble keeps it; when the hub took it, in ms since 1970.
/// Limits: of the system properties $.mid, $.cid, $.ct, $.ce and $.ifid; others are dropped.
/// Source: azure-docs iot-hub-devguide-messages-construct; iot-hub-devguide-messages-read-builtin.
inline StoredEvent routed(const HubEvent& event, std::int64_t enqueued_ms) {
  const auto decoded = [](const std::string& text) { return EventHubDouble::decoded_percent(text); };
  StoredEvent stored;
  const std::size_t slash = event.client.find('/');
  stored.device = event.client.substr(0, slash);
  stored.module = slash == std::string::npos ? "" : event.client.substr(slash + 1);
  stored.body = event.body;
  stored.enqueued_ms = enqueued_ms;
  std::istringstream in(event.properties);
  for (std::string pair; std::getline(in, pair, '&');) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) stored.properties[decoded(pair.substr(0, equals))] = decoded(pair.substr(equals + 1));
  }
  const auto take = [&](const std::string& name) {
    const auto node = stored.properties.extract(name);
    return node ? node.mapped() : std::string();
  };
  stored.message_id = take("$.mid");
  stored.correlation_id = take("$.cid");
  stored.content_type = take("$.ct");
  stored.content_encoding = take("$.ce");
  stored.interface_id = take("$.ifid");
  std::erase_if(stored.properties, [](const auto& property) { return property.first.starts_with("$."); });
  return stored;
}

}  // namespace picket::sim::test
