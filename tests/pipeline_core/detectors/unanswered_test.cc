#include "pipeline_core/detectors/unanswered.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

struct Flows {
  DetectorSettings settings;
  Unanswered unanswered;

  std::optional<Detector> send(Time time, std::string_view remote, std::uint64_t out, std::uint64_t in,
                               TransportProtocol protocol = TransportProtocol::kUdp, std::uint32_t hits = 1,
                               bool learning = false) {
    Observation o = flow(time, remote, 80, out);
    auto& n = std::get<NetworkRecord>(o.record);
    n.bytes_in = in;
    n.protocol = protocol;
    o.hit_count = hits;
    const auto found = unanswered.observe(o, 0, learning, settings);
    return found ? std::optional(found->detector) : std::nullopt;
  }
};

TEST(Unanswered, finds_a_flood_once_an_hour) {
  Flows f;
  EXPECT_EQ(f.send(kStart, "203.0.113.9", 49'999'999, 0), std::nullopt);
  EXPECT_EQ(f.send(kStart, "203.0.113.9", 1, 0), Detector::kFloodSource);
  EXPECT_EQ(f.send(kStart, "203.0.113.9", 90'000'000, 0), std::nullopt);
  EXPECT_EQ(f.send(kStart + Duration::hours(1), "203.0.113.9", 90'000'000, 0), Detector::kFloodSource);
}

TEST(Unanswered, an_upload_that_is_acknowledged_or_stays_inside_is_no_flood) {
  Flows f;
  EXPECT_EQ(f.send(kStart, "203.0.113.9", 900'000'000, 4'000, TransportProtocol::kTcp), std::nullopt);
  EXPECT_EQ(f.send(kStart, "192.168.1.9", 900'000'000, 0), std::nullopt);
}

TEST(Unanswered, a_habit_of_the_learning_time_is_not_judged) {
  Flows f;
  EXPECT_EQ(f.send(kStart, "203.0.113.9", 90'000'000, 0, TransportProtocol::kUdp, 1, true), std::nullopt);
  EXPECT_EQ(f.send(kStart + Duration::hours(2), "203.0.113.9", 90'000'000, 0), std::nullopt);
}

/// A bot whose master is gone: 360 attempts an hour (A03), the 60th within the hour is the detection.
TEST(Unanswered, finds_retries_at_one_address_and_port) {
  Flows f;
  int at = 0;
  for (int i = 1; i <= 100 && at == 0; ++i) {
    if (f.send(kStart + Duration::seconds(i * 10), "198.51.100.4", 60, 0, TransportProtocol::kTcp)) at = i;
  }
  EXPECT_EQ(at, 60);
  Flows aggregated;
  EXPECT_EQ(aggregated.send(kStart, "198.51.100.4", 6'000, 0, TransportProtocol::kTcp, 120), Detector::kRetries);
}

// Two servers that are tried in turn have half of the attempts each, as the recorded bot of IoT-23 8-1: neither has a majority.
TEST(Unanswered, finds_retries_at_several_servers_in_turn) {
  Flows f;
  int at = 0;
  for (int i = 1; i <= 200 && at == 0; ++i) {
    const char* server = i / 4 % 2 == 0 ? "198.51.100.4" : "203.0.113.7";
    if (f.send(kStart + Duration::seconds(i * 8), server, 60, 0, TransportProtocol::kTcp)) at = i;
  }
  EXPECT_GE(at, 117);  // the 60th at one of them
  EXPECT_LE(at, 123);
}

TEST(Unanswered, a_sensor_that_shows_no_bytes_shows_no_unanswered_attempts) {
  Flows f;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(f.send(kStart + Duration::seconds(i), "198.51.100.4", 0, 0, TransportProtocol::kTcp), std::nullopt);
  }
}

TEST(Unanswered, answered_or_scattered_attempts_are_no_retries) {
  Flows f;
  for (int i = 0; i < 500; ++i) {
    const Time time = kStart + Duration::seconds(i * 5);
    EXPECT_EQ(f.send(time, "198.51.100.4", 300, 400, TransportProtocol::kTcp), std::nullopt);
    EXPECT_EQ(f.send(time, "203.0.113." + std::to_string(i % 200 + 1), 60, 0, TransportProtocol::kTcp), std::nullopt);
  }
}

}  // namespace
}  // namespace picket
