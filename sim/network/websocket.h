#pragma once

#include <cstdint>

namespace picket::sim {

// What a WebSocket adds to MQTT on port 443, path "/$iothub/websocket", sub-protocol "mqtt".
// Source: RFC 6455, 5.2 and 5.5.1; each packet of MQTT is taken to be one binary frame, as SDKs send it.

/// The HTTP exchange that opens it. Own estimates: what SDKs and the hub write there varies with names and cookies.
struct WebSocketUpgrade {
  std::int64_t request = 300;
  std::int64_t answer = 200;
  bool operator==(const WebSocketUpgrade&) const = default;
};
inline constexpr int kWebSocketRoundTrips = 1;
/// Body of a Close frame: a status code.
inline constexpr std::int64_t kWebSocketStatus = 2;

/// A frame of the hub: 2 bytes, and 2 or 8 more of length from 126 and 65,536 bytes on.
constexpr std::int64_t websocket_frame_down(std::int64_t payload) {
  return payload + 2 + (payload < 126 ? 0 : payload < 65'536 ? 2 : 8);
}
/// A frame of the client, which is masked with 4 bytes.
constexpr std::int64_t websocket_frame_up(std::int64_t payload) {
  return websocket_frame_down(payload) + 4;
}

}  // namespace picket::sim
