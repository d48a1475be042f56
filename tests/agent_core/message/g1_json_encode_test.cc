#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent_core/message/message.h"

// The text of events as the C agent writes it, key by key (defender.md 3.2 and 4.1). Order matters: two
// agents with the same content must give the same bytes.

namespace picket {
namespace {

const Time kEnd = Time::from_unix_seconds(1'767'225'600);  // 2026-01-01T00:00:00Z

class G1JsonEncode : public testing::Test {
 protected:
  Observation aggregated(Record record) {
    Observation o;
    o.record = std::move(record);
    o.aggregated = true;
    o.hit_count = 17;
    o.window_start = kEnd - Duration::hours(1);
    o.window_end = kEnd;
    o.first_time = kEnd - Duration::minutes(59);
    o.last_time = kEnd - Duration::minutes(1);
    return o;
  }
  Observation single(Record record) {
    Observation o;
    o.record = std::move(record);
    o.first_time = o.last_time = o.window_start = o.window_end = kEnd;
    return o;
  }
  /// The event's text from "Payload" on; the head is checked once.
  std::string payload_of(const Observation& o) {
    const std::string event = event_of(o);
    return event.substr(event.find("\"Payload\""));
  }
  std::string event_of(const Observation& o) {
    SecurityMessage message;
    message.observations = {&o, 1};
    std::string bytes;
    encode(Encoding::kG1Json, {}, message, texts_, bytes);
    EXPECT_EQ(bytes.find("{\"AgentVersion\":\"\",\"AgentId\":\"00000000-0000-0000-0000-000000000000\","
                         "\"MessageSchemaVersion\":\"1.0\",\"Events\":[{"),
              0U);
    const std::string event = bytes.substr(bytes.find("[") + 1, bytes.size() - bytes.find("[") - 3);
    EXPECT_EQ(event.size(), observation_size(Encoding::kG1Json, o, texts_));
    return event;
  }

  TextTable texts_;
};

TEST_F(G1JsonEncode, an_event_begins_with_its_category_and_ends_with_its_payload) {
  const std::string event = event_of(single(ProcessRecord{}));
  const std::size_t id = event.find("\"Id\":\"") + 6;
  EXPECT_EQ(event.substr(0, id),
            R"({"Category":"Triggered","EventType":"Security","Name":"ProcessCreate","PayloadSchemaVersion":"1.0","Id":")");
  EXPECT_EQ(event.substr(id + 36, event.find("\"Payload\"") - id - 36),
            R"(","TimestampLocal":"2026-01-01T00:00:00Z","TimestampUTC":"2026-01-01T00:00:00Z","IsEmpty":false,)");
}

TEST_F(G1JsonEncode, a_single_process_keeps_its_ids) {
  EXPECT_EQ(payload_of(single(ProcessRecord{texts_.intern("sh -c \"x\\y\"\n"), texts_.intern("/bin/sh"), 42, 7, 1000,
                                            ProcessOperation::kExec})),
            R"("Payload":[{"Executable":"/bin/sh","CommandLine":"sh -c \"x\\y\"\n","UserId":"1000","ProcessId":42,)"
            R"("ParentProcessId":7}]})");
}

TEST_F(G1JsonEncode, an_aggregated_process_loses_its_ids_and_has_a_numeric_hit_count) {
  const Observation o = aggregated(ProcessRecord{{}, texts_.intern("/bin/sh"), 42, 7, 0, ProcessOperation::kExec});
  EXPECT_EQ(event_of(o).substr(0, 24), R"({"Category":"Aggregated")");
  EXPECT_EQ(payload_of(o),
            R"("Payload":[{"Executable":"/bin/sh","CommandLine":"","UserId":"0","ProcessId":0,"ParentProcessId":0,)"
            R"("ExtraDetails":{"HitCount":17,"StartTimeLocal":"2025-12-31T23:00:00Z",)"
            R"("StartTimeUtc":"2025-12-31T23:00:00Z","EndTimeLocal":"2026-01-01T00:00:00Z",)"
            R"("EndTimeUtc":"2026-01-01T00:00:00Z"}}]})");
}

TEST_F(G1JsonEncode, a_connection_has_no_local_side_and_a_text_port) {
  NetworkRecord flow;
  flow.local_address = IpAddress::v4(0x0a000001);
  flow.local_port = 40'000;
  flow.remote_address = IpAddress::v4(0xc0000201);
  flow.remote_port = 443;
  flow.commandline = texts_.intern("curl x");
  texts_.set_executable(flow.commandline, texts_.intern("/usr/bin/curl"));
  EXPECT_EQ(payload_of(single(flow)),
            R"("Payload":[{"Protocol":"tcp","Direction":"Out","RemoteAddress":"192.0.2.1","RemotePort":"443",)"
            R"("Executable":"/usr/bin/curl","CommandLine":"curl x","UserId":"0","ProcessId":0}]})");
}

TEST_F(G1JsonEncode, only_an_aggregated_inbound_connection_has_the_number_0_as_port) {
  NetworkRecord flow;
  flow.remote_port = 50'000;
  const auto port_of = [&](const Observation& o) {
    return nlohmann::json::parse(event_of(o))["Payload"][0]["RemotePort"];
  };
  EXPECT_EQ(port_of(single(flow)), "50000");
  EXPECT_EQ(port_of(aggregated(flow)), "50000");
  flow.direction = Direction::kInbound;
  EXPECT_EQ(port_of(single(flow)), "50000");
  EXPECT_EQ(port_of(aggregated(flow)), 0);
}

TEST_F(G1JsonEncode, a_login_says_success_or_fail_and_omits_an_unknown_address) {
  const Text root = texts_.intern("root");
  const Text sshd = texts_.intern("/usr/sbin/sshd");
  EXPECT_EQ(payload_of(single(LoginRecord{root, sshd, IpAddress::v6(0x2001, 2), 9, LoginOperation::kLoginFailed})),
            R"("Payload":[{"Executable":"/usr/sbin/sshd","ProcessId":9,"UserName":"root","Operation":"login",)"
            R"("RemoteAddress":"::2001:0:0:0:2","Result":"Fail"}]})");
  EXPECT_EQ(payload_of(single(LoginRecord{root, sshd, {}, 9, LoginOperation::kLogin})),
            R"("Payload":[{"Executable":"/usr/sbin/sshd","ProcessId":9,"UserName":"root","Operation":"login",)"
            R"("Result":"Success"}]})");
}

TEST_F(G1JsonEncode, system_information_is_periodic_whatever_its_hits) {
  Observation o = aggregated(SystemInformationRecord{texts_.intern("Debian"), texts_.intern("12"), {}, {}, {}});
  EXPECT_EQ(event_of(o).substr(0, 22), R"({"Category":"Periodic")");
  EXPECT_EQ(payload_of(o), R"("Payload":[{"OSName":"Debian","OSVersion":"12","BIOSVersion":""}]})");
}

TEST_F(G1JsonEncode, escapes_as_an_independent_parser_reads_them) {
  std::string all;
  for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
  const Observation o = single(ProcessRecord{texts_.intern(all), {}, 0, 0, 0, ProcessOperation::kExec});
  EXPECT_EQ(nlohmann::json::parse(event_of(o))["Payload"][0]["CommandLine"], all);
}

}  // namespace
}  // namespace picket
