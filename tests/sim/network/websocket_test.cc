#include "sim/network/websocket.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// RFC 6455, 5.2: seven bits of length, or 126 and two bytes, or 127 and eight; the client's key has four.
TEST(WebSocket, a_frame_adds_two_to_fourteen_bytes) {
  EXPECT_EQ(websocket_frame_down(2), 4);
  EXPECT_EQ(websocket_frame_up(2), 8);
  EXPECT_EQ(websocket_frame_down(125), 127);
  EXPECT_EQ(websocket_frame_down(126), 130);
  EXPECT_EQ(websocket_frame_up(65'535), 65'543);
  EXPECT_EQ(websocket_frame_up(65'536), 65'550);
}

}  // namespace
}  // namespace picket::sim
