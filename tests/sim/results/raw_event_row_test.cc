#include "sim/results/raw_event_row.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/results/sample_observations.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kHub =
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/hub";
const RowContext kG1{Encoding::kG1Json, "dev-0001", "0.0.6", "00000000-0000-0000-0000-000000000001", kHub, "Linux"};
const RowContext kG2{
    Encoding::kG2FlatBuffers, "dev-0001", "4.6.2", "00000000-0000-0000-0000-000000000001", kHub, "Linux"};

// The law behind the bill: the size is the length of the row that would be stored, for any content.
// nlohmann reads the row and writes it again; keys are sorted then, but the length must be the same.
TEST(RawEventRow, has_exactly_the_size_that_is_billed) {
  SampleTexts t;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    for (std::size_t kind = 0; kind < kEventKinds; ++kind) {
      for (const RowContext& context : {kG1, kG2}) {
        const Observation o = random_observation(random, t, static_cast<EventKind>(kind));
        const std::string row =
            raw_event_row_json({context, o, t.texts, Uuid{random.next(), random.next()}, o.last_time});
        ASSERT_EQ(raw_event_row_bytes(context, o, t.texts), row.size()) << "seed " << seed << " " << row;
        ASSERT_EQ(raw_event_row_bytes(row_frame(context), o, t.texts), row.size());
        ASSERT_EQ(Json::parse(row).dump().size(), row.size()) << "seed " << seed << " " << row;
      }
    }
  }
}

Observation process() {
  Observation o;
  o.hit_count = 3;
  o.first_time = Time::from_unix_seconds(1'772'496'000);
  o.last_time = o.first_time + Duration::seconds(50);
  o.window_start = o.first_time;
  o.window_end = o.first_time + Duration::seconds(60);
  o.aggregated = true;
  return o;
}

TEST(RawEventRow, of_generation_2_uses_the_names_of_the_parsers) {
  SampleTexts t;
  Observation o = process();
  o.record = ProcessRecord{t.all[2], t.all[1], 100, 1, 1'000, ProcessOperation::kExec};
  EXPECT_EQ(event_details({kG2, o, t.texts, Uuid{1, 2}, o.last_time}),
            R"({"EventType":"EXEC","ProcessId":100,"ParentProcessId":1,"Commandline":"/usr/sbin/sshd -D",)"
            R"("Executable":"/usr/sbin/sshd","UserId":1000,"HitCount":3,"AzureResourceId":")" +
                std::string(kHub) +
                R"(","DeviceId":"dev-0001","MessageSource":"Linux",)"
                R"("OriginalEventId":"00000000-0000-0001-0000-000000000002","TimestampUTC":"2026-03-03T00:00:00Z"})");
  EXPECT_EQ(raw_event_name(kG2.encoding, o.record), "Process");
  EXPECT_EQ(raw_event_category(kG2.encoding, o), "Triggered");
}

TEST(RawEventRow, of_a_flow_has_the_key_order_of_the_network_parser) {
  SampleTexts t;
  Observation o = process();
  o.record = NetworkRecord{IpAddress::v4(0x0a000001),
                           IpAddress::v4(0xc0000201),
                           40'000,
                           443,
                           TransportProtocol::kTcp,
                           Direction::kOutbound,
                           false,
                           {},
                           0,
                           10,
                           20,
                           Text{}};
  const std::string details = event_details({kG2, o, t.texts, Uuid{}, o.last_time});
  std::size_t last = 0;
  for (const char* key : {"LocalAddress", "RemoteAddress", "LocalPort", "RemotePort", "BytesIn", "BytesOut", "Protocol",
                          "ProcessId", "UserId", "ApplicationProtocol", "AzureResourceId", "DeviceId", "MessageSource",
                          "OriginalEventId", "TimestampUTC"}) {
    const std::size_t found = details.find(std::string("\"").append(key).append("\":"));
    ASSERT_NE(found, std::string::npos) << key;
    EXPECT_GE(found, last) << key;
    last = found;
  }
  EXPECT_EQ(Json::parse(details).at("RemotePort"), 443);
  EXPECT_EQ(raw_event_name(kG2.encoding, o.record), "NetworkActivity");
}

TEST(RawEventRow, of_generation_1_uses_the_names_of_its_payload) {
  SampleTexts t;
  Observation o = process();
  o.record = LoginRecord{t.texts.intern("root"), t.all[1], IpAddress::v4(0xc0000201), 9, LoginOperation::kLoginFailed};
  EXPECT_EQ(event_details({kG1, o, t.texts, Uuid{}, o.last_time}),
            R"({"TimestampLocal":"2026-03-03T00:00:50Z","Executable":"/usr/sbin/sshd","ProcessId":9,"UserName":"root",)"
            R"("Operation":"login","RemoteAddress":"192.0.2.1","Result":"Fail","ExtraDetails":{"HitCount":3,)"
            R"("StartTimeLocal":"2026-03-03T00:00:00Z","StartTimeUtc":"2026-03-03T00:00:00Z",)"
            R"("EndTimeLocal":"2026-03-03T00:01:00Z","EndTimeUtc":"2026-03-03T00:01:00Z"}})");
  EXPECT_EQ(raw_event_category(kG1.encoding, o), "Aggregated");
  o.record = ProcessRecord{t.all[2], t.all[1], 100, 1, 0, ProcessOperation::kExit};
  EXPECT_EQ(raw_event_name(kG1.encoding, o.record), "ProcessTerminate");
}

TEST(RawEventRow, keeps_details_as_text_in_one_table_and_as_object_in_the_other) {
  SampleTexts t;
  Observation o = process();
  o.record = HeartbeatRecord{};
  EXPECT_TRUE(Json::parse(raw_event_row_json({kG1, o, t.texts, Uuid{}, o.last_time})).at("EventDetails").is_string());
  const Json row = Json::parse(raw_event_row_json({kG2, o, t.texts, Uuid{}, o.last_time}));
  EXPECT_TRUE(row.at("EventDetails").is_object());
  EXPECT_TRUE(row.at("IsEmpty"));
  EXPECT_EQ(row.at("RawEventCategory"), "Periodic");
  EXPECT_EQ(raw_event_table(Encoding::kG1Json), "SecurityIoTRawEvent");
  EXPECT_EQ(raw_event_table(Encoding::kG2FlatBuffers), "DefenderIoTRawEvent");
}

}  // namespace
}  // namespace picket::sim
