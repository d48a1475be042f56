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
    AgentIdentity identity;
    identity.dialect = dialect_;
    std::string bytes;
    encode(Encoding::kG1Json, identity, message, texts_, bytes);
    EXPECT_EQ(bytes.find("{\"AgentVersion\":\"\",\"AgentId\":\"00000000-0000-0000-0000-000000000000\","
                         "\"MessageSchemaVersion\":\"1.0\",\"Events\":[{"),
              0U);
    const std::string event = bytes.substr(bytes.find("[") + 1, bytes.size() - bytes.find("[") - 3);
    EXPECT_EQ(event.size(), observation_size(Encoding::kG1Json, o, texts_, false, dialect_));
    return event;
  }

  NetworkRecord flow_of(Direction direction) {
    NetworkRecord flow;
    flow.direction = direction;
    flow.local_address = IpAddress::v4(0x0a000001);
    flow.local_port = 40'000;
    flow.remote_address = IpAddress::v4(0xc0000201);
    flow.remote_port = 443;
    return flow;
  }

  TextTable texts_;
  JsonDialect dialect_ = JsonDialect::kCAgent;
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

// Keys in the order of the C agent (C:src/collectors/diagnostic_event_collector.c): Message, Severity, ProcessId,
// ThreadId, CorrelationId; an event for each line, and one correlation for the lines that were found together.
TEST_F(G1JsonEncode, a_line_of_the_log_is_a_diagnostic_event_of_its_own) {
  LogRecord line;
  line.message = texts_.intern("agent started");
  line.level = LogLevel::kInformation;
  line.process_id = 812;
  line.thread_id = 814;
  const std::string event = event_of(single(line));
  EXPECT_EQ(event.substr(0, 68), R"({"Category":"Triggered","EventType":"Diagnostic","Name":"Diagnostic")");
  const std::string payload = payload_of(single(line));
  const std::string until_id =
      R"("Payload":[{"Message":"agent started","Severity":"Information","ProcessId":812,"ThreadId":814,"CorrelationId":")";
  EXPECT_EQ(payload.substr(0, until_id.size()), until_id);
  EXPECT_EQ(payload.size(), until_id.size() + 36 + 4);
  std::vector<Observation> two(3, single(line));
  two[2].last_time = two[2].first_time = kEnd + Duration::minutes(2);
  SecurityMessage message;
  message.observations = two;
  std::string bytes;
  encode(Encoding::kG1Json, {}, message, texts_, bytes);
  const auto json = nlohmann::json::parse(bytes);
  ASSERT_EQ(json["Events"].size(), 3U);
  const auto correlation = [&](int i) { return json["Events"][i]["Payload"][0]["CorrelationId"]; };
  EXPECT_EQ(correlation(0), correlation(1));
  EXPECT_NE(correlation(0), correlation(2));
  EXPECT_NE(json["Events"][0]["Id"], correlation(0));
}

// defender.md 3.2: three texts, all required; a list without items is an event that says so.
TEST_F(G1JsonEncode, connected_hardware_is_one_event_with_an_item_for_each_piece) {
  const Text usb = texts_.intern("USB");
  std::vector<Observation> pieces(2, single(ConnectedHardwareRecord{usb, texts_.intern("storage"), texts_.intern("Disk")}));
  std::get<ConnectedHardwareRecord>(pieces[1].record).subcategory = {};
  SecurityMessage message;
  message.observations = pieces;
  std::string bytes;
  encode(Encoding::kG1Json, {}, message, texts_, bytes);
  EXPECT_NE(bytes.find(R"({"Category":"Periodic","EventType":"Security","Name":"ConnectedHardware",)"), std::string::npos);
  EXPECT_NE(bytes.find(R"("Payload":[{"HardwareCategory":"USB","HardwareSubCategory":"storage","HardwareName":"Disk"},)"
                       R"({"HardwareCategory":"USB","HardwareSubCategory":"","HardwareName":"Disk"}])"),
            std::string::npos);
  EXPECT_FALSE(can_carry(Encoding::kG2FlatBuffers, EventKind::kConnectedHardware));
  TextTable received;
  DecodedMessage decoded;
  DecodeLimits strict;
  strict.tolerant = false;
  ASSERT_TRUE(decode(Encoding::kG1Json, bytes, strict, received, decoded).ok());
  ASSERT_EQ(decoded.observations.size(), 2U);
  EXPECT_EQ(received.render(std::get<ConnectedHardwareRecord>(decoded.observations[0].record).name), "Disk");
}

// defender.md 3.2 and 4.2: the C# agent writes ExtraDetails as texts with times of the invariant culture,
// and event times without a zone.
TEST_F(G1JsonEncode, the_csharp_agent_writes_counts_as_texts_and_times_of_its_culture) {
  dialect_ = JsonDialect::kCSharpAgent;
  const Observation o = aggregated(ProcessRecord{{}, texts_.intern("/bin/sh"), 42, 7, 0, ProcessOperation::kExec});
  const std::string event = event_of(o);
  EXPECT_EQ(event.substr(0, 24), R"({"Category":"Aggregated")");
  EXPECT_NE(event.find(R"("TimestampLocal":"2026-01-01T00:00:00","TimestampUTC":"2026-01-01T00:00:00","IsEmpty")"),
            std::string::npos);
  EXPECT_EQ(payload_of(o),
            R"("Payload":[{"Executable":"/bin/sh","CommandLine":"","UserId":"0","ProcessId":0,"ParentProcessId":0,)"
            R"("ExtraDetails":{"HitCount":"17","StartTimeLocal":"12/31/2025 23:00:00",)"
            R"("StartTimeUtc":"12/31/2025 23:00:00","EndTimeLocal":"01/01/2026 00:00:00",)"
            R"("EndTimeUtc":"01/01/2026 00:00:00"}}]})");
}

// defender.md 1.4: it writes "" for the ephemeral port of an aggregate, inbound the remote, outbound the local.
TEST_F(G1JsonEncode, the_csharp_agent_empties_the_ephemeral_port_of_either_side) {
  dialect_ = JsonDialect::kCSharpAgent;
  const auto ports_of = [&](const Observation& o) {
    const auto item = nlohmann::json::parse(event_of(o))["Payload"][0];
    EXPECT_EQ(item["LocalAddress"], "10.0.0.1");
    return std::pair<std::string, std::string>(item["LocalPort"], item["RemotePort"]);
  };
  using Ports = std::pair<std::string, std::string>;
  EXPECT_EQ(ports_of(aggregated(flow_of(Direction::kInbound))), Ports("40000", ""));
  EXPECT_EQ(ports_of(aggregated(flow_of(Direction::kOutbound))), Ports("", "443"));
  EXPECT_EQ(ports_of(single(flow_of(Direction::kOutbound))), Ports("40000", "443"));
}

TEST_F(G1JsonEncode, the_csharp_agent_omits_a_local_address_that_is_not_known) {
  dialect_ = JsonDialect::kCSharpAgent;
  EXPECT_EQ(payload_of(single(NetworkRecord())).find("LocalAddress"), std::string::npos);
}

TEST_F(G1JsonEncode, strict_aggregates_are_triggered_with_texts_for_counts_and_ports) {
  dialect_ = JsonDialect::kStrict;
  const Observation o = aggregated(flow_of(Direction::kInbound));
  EXPECT_EQ(event_of(o).substr(0, 23), R"({"Category":"Triggered")");
  EXPECT_EQ(payload_of(o),
            R"("Payload":[{"Protocol":"tcp","Direction":"In","RemoteAddress":"192.0.2.1","RemotePort":"0",)"
            R"("Executable":"","CommandLine":"","UserId":"0","ProcessId":0,)"
            R"("ExtraDetails":{"HitCount":"17","StartTimeLocal":"2025-12-31T23:00:00Z",)"
            R"("StartTimeUtc":"2025-12-31T23:00:00Z","EndTimeLocal":"2026-01-01T00:00:00Z",)"
            R"("EndTimeUtc":"2026-01-01T00:00:00Z"}}]})");
}

TEST_F(G1JsonEncode, dialects_write_a_single_event_of_a_process_in_the_same_way_but_for_the_zone) {
  const Observation o = single(ProcessRecord{texts_.intern("ls"), texts_.intern("/bin/ls"), 42, 7, 1, ProcessOperation::kExec});
  const std::string c = event_of(o);
  dialect_ = JsonDialect::kStrict;
  EXPECT_EQ(event_of(o), c);
  dialect_ = JsonDialect::kCSharpAgent;
  EXPECT_EQ(event_of(o).size(), c.size() - 2);  // two times lose their Z
}

TEST_F(G1JsonEncode, escapes_as_an_independent_parser_reads_them) {
  std::string all;
  for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
  const Observation o = single(ProcessRecord{texts_.intern(all), {}, 0, 0, 0, ProcessOperation::kExec});
  EXPECT_EQ(nlohmann::json::parse(event_of(o))["Payload"][0]["CommandLine"], all);
}

}  // namespace
}  // namespace picket
