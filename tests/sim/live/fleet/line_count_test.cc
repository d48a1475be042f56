#include "sim/live/fleet/line_count.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace picket::sim {
namespace {

/// Two ends of a TCP connection on loopback.
class TcpPair {
 public:
  TcpPair() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener, 1), 0);
    EXPECT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    near = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(::connect(near, reinterpret_cast<sockaddr*>(&address), size), 0);
    far = ::accept(listener, nullptr, nullptr);
    ::close(listener);
  }
  ~TcpPair() {
    ::close(near);
    ::close(far);
  }
  TcpPair(const TcpPair&) = delete;
  TcpPair& operator=(const TcpPair&) = delete;

  int near = -1;
  int far = -1;
};

TEST(LineCount, counts_the_bytes_of_both_directions) {
  const TcpPair pair;
  if (!line_count_of(pair.near)) GTEST_SKIP() << "this kernel does not count what a connection sent";
  const std::string text(1'000, 'x');
  ASSERT_EQ(::send(pair.near, text.data(), text.size(), 0), 1'000);
  std::string read(2'000, ' ');
  ASSERT_EQ(::recv(pair.far, read.data(), read.size(), 0), 1'000);
  ASSERT_EQ(::send(pair.far, text.data(), 300, 0), 300);
  ASSERT_EQ(::recv(pair.near, read.data(), read.size(), 0), 300);
  const LineCount line = line_count_of(pair.near).value();
  EXPECT_EQ(line.connections, 1U);
  EXPECT_EQ(line.bytes_up, 1'000U);
  EXPECT_EQ(line.bytes_down, 300U);
  EXPECT_EQ(line.segments_again, 0U);
  EXPECT_EQ(line.data_segments_up, 1U);
  // SYN, the ACK that completes the handshake, and the data.
  EXPECT_GE(line.segments_up, 3U);
  EXPECT_EQ(line.line_up_bytes(), 1'000 + 52 * line.segments_up);
}

TEST(LineCount, of_what_is_no_connection_is_nothing) {
  EXPECT_FALSE(line_count_of(-1));
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(line_count_of(ends[0]));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(LineCount, sums_add_every_count) {
  LineCount sum{1, 2, 3, 4, 5, 6, 7};
  sum += LineCount{10, 20, 30, 40, 50, 60, 70};
  EXPECT_EQ(sum, (LineCount{11, 22, 33, 44, 55, 66, 77}));
}

}  // namespace
}  // namespace picket::sim
