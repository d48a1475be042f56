#include "agent_core/message/g2_flatbuffers.h"

#include <gtest/gtest.h>

#include <set>

#include "agent_core/message/g2_tables.h"
#include "agent_core/message/security_message_generated.h"
#include "tests/agent_core/message/random_message.h"

// We lay the buffer out ourselves; FlatBuffers' own verifier, accessors and builder are the truth here.

namespace picket {
namespace {

using test::MessageGenerator;
using test::Vocabulary;

template <std::size_t N>
std::set<int> offsets_of(const TableShape<N>& shape) {
  std::set<int> offsets;
  for (const TableField& field : shape.fields) offsets.insert(4 + 2 * field.slot);
  return offsets;
}

// A field's vtable offset is 4 + 2 x slot; the compiled schema has them as VT_ constants.
TEST(G2Tables, slots_are_those_of_the_compiled_schema) {
  using namespace g2_tables;
  using C = wire::NetworkActivityCommon;
  EXPECT_EQ(offsets_of(kMessage), (std::set<int>{wire::Message::VT_SECURITY_MODULE_ID,
                                                 wire::Message::VT_SECURITY_MODULE_VERSION, wire::Message::VT_EVENTS}));
  EXPECT_EQ(offsets_of(kEvent),
            (std::set<int>{wire::Event::VT_ID, wire::Event::VT_TIME, wire::Event::VT_COLLECTION_INTERVAL,
                           wire::Event::VT_PAYLOAD_TYPE, wire::Event::VT_PAYLOAD}));
  EXPECT_EQ(kCommon.fields[0].slot * 2 + 4, C::VT_BYTES_IN);
  EXPECT_EQ(kCommon.fields[3].slot * 2 + 4, C::VT_COMMANDLINE);
  EXPECT_EQ(kCommon.fields[4].slot * 2 + 4, C::VT_HIT_COUNT);
  EXPECT_EQ(kCommon.fields[11].slot * 2 + 4, C::VT_DIRECTION);
  EXPECT_EQ(kProcess.fields[8].slot * 2 + 4, wire::Process::VT_EVENT_TYPE);
  EXPECT_EQ(kLogin.fields[0].slot * 2 + 4, wire::Login::VT_REMOTE_IPV6);
  EXPECT_EQ(static_cast<int>(wire::Payload::NetworkActivity), 1);
  EXPECT_EQ(static_cast<int>(wire::Payload::Log), 7);
  EXPECT_EQ(static_cast<int>(wire::Payload::Process), kProcessPayload);
  EXPECT_EQ(static_cast<int>(wire::Payload::Peripheral), kPeripheralPayload);
}

TEST(G2FlatBuffers, random_messages_pass_the_verifier) {
  const Vocabulary vocabulary;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    MessageGenerator generator(vocabulary, seed);
    const auto observations = generator.observations(Encoding::kG2FlatBuffers, seed % 50);
    std::string bytes;
    encode(Encoding::kG2FlatBuffers, generator.identity(), generator.message(observations), vocabulary.texts, bytes);
    flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ASSERT_TRUE(wire::VerifyMessageBuffer(verifier)) << "seed " << seed;
  }
}

Observation outbound_flow(const TextTable& texts, std::uint16_t port) {
  NetworkRecord flow;
  flow.local_address = IpAddress::v4(0x0a000001);
  flow.remote_address = IpAddress::v4(0xc0000201);
  flow.local_port = port;
  flow.remote_port = 443;
  flow.bytes_in = 5'000;
  flow.bytes_out = 1'000;
  flow.user_id = 1000;
  flow.commandline = texts.find("curl x");
  Observation o;
  o.record = flow;
  o.aggregated = true;
  return o;
}

struct Curl {
  TextTable texts;
  Curl() { texts.set_executable(texts.intern("curl x"), texts.intern("/usr/bin/curl")); }
};

TEST(G2FlatBuffers, fields_read_back_through_the_generated_accessors) {
  const Curl curl;
  const Observation o = outbound_flow(curl.texts, 40'000);
  AgentIdentity identity;
  identity.module_name = "DefenderIotMicroAgent";
  identity.agent_version = "4.6.2";
  SecurityMessage message;
  message.created = Time::from_unix_seconds(1'767'225'600);
  message.collection_interval = Duration::hours(1);
  message.observations = {&o, 1};
  std::string bytes;
  encode(Encoding::kG2FlatBuffers, identity, message, curl.texts, bytes);
  const wire::Message* read = wire::GetMessage(bytes.data());
  EXPECT_EQ(read->security_module_id()->str(), "DefenderIotMicroAgent");
  EXPECT_EQ(read->security_module_version(), (4U << 24) | (6U << 16) | 2U);
  EXPECT_EQ(read->timezone(), 0);
  const wire::Event* event = read->events()->Get(0);
  EXPECT_EQ(event->time(), 1'767'225'600U);
  EXPECT_EQ(event->collection_interval(), 3'600U);
  const wire::V4Activity* flow = event->payload_as_NetworkActivity()->ipv4_activity()->Get(0);
  // 10.0.0.1 in network order: its first byte is the lowest address.
  EXPECT_EQ(reinterpret_cast<const std::uint8_t*>(flow->addresses())[0], 10);
  EXPECT_EQ(reinterpret_cast<const std::uint8_t*>(flow->addresses())[3], 1);
  EXPECT_EQ(flow->common()->local_port(), 40'000);
  EXPECT_EQ(flow->common()->bytes_in(), 5'000U);
  EXPECT_EQ(flow->common()->commandline()->str(), "curl x");
  EXPECT_EQ(flow->common()->executable()->str(), "/usr/bin/curl");
  EXPECT_EQ(flow->common()->hit_count(), 1U);
}

/// The same flows through FlatBuffers' builder, as an agent that uses the library would build them.
std::size_t builder_size(std::size_t flows) {
  flatbuffers::FlatBufferBuilder builder;
  std::vector<flatbuffers::Offset<wire::V4Activity>> entries;
  for (std::size_t i = 0; i < flows; ++i) {
    const auto executable = builder.CreateString("/usr/bin/curl");
    const auto commandline = builder.CreateString("curl x");
    const auto common = wire::CreateNetworkActivityCommon(builder, static_cast<std::uint16_t>(40'000 + i), 443, 5'000,
                                                          1'000, wire::Protocol::TCP, 0, 1000, executable, commandline);
    const wire::V4Addresses addresses(0x0100000a, 0x010200c0);
    entries.push_back(wire::CreateV4Activity(builder, &addresses, common));
  }
  const auto activity = wire::CreateNetworkActivity(builder, builder.CreateVector(entries));
  const std::array<std::uint8_t, 16> id_bytes{};
  const wire::Uuid id{flatbuffers::span<const std::uint8_t, 16>(id_bytes)};
  const auto event = wire::CreateEvent(builder, &id, 1'767'225'600, 3'600, wire::Payload::NetworkActivity, activity.Union());
  const auto events = builder.CreateVector(std::vector{event});
  const auto module = builder.CreateString("DefenderIotMicroAgent");
  builder.Finish(wire::CreateMessage(builder, module, 0x04060002, 0, events));
  return builder.GetSize();
}

// Layouts differ in padding only: at most 3 bytes a vtable and 4 for the buffer's end.
TEST(G2FlatBuffers, size_is_that_of_the_librarys_builder_but_for_padding) {
  const Curl curl;
  AgentIdentity identity;
  identity.module_name = "DefenderIotMicroAgent";
  identity.agent_version = "4.6.2";
  for (const std::size_t flows : {1, 2, 64, 256}) {
    std::vector<Observation> observations;
    for (std::size_t i = 0; i < flows; ++i) {
      observations.push_back(outbound_flow(curl.texts, static_cast<std::uint16_t>(40'000 + i)));
    }
    SecurityMessage message;
    message.created = Time::from_unix_seconds(1'767'225'600);
    message.collection_interval = Duration::hours(1);
    message.observations = observations;
    const auto ours = static_cast<double>(encoded_size(Encoding::kG2FlatBuffers, identity, message, curl.texts));
    EXPECT_NEAR(ours, static_cast<double>(builder_size(flows)), 20) << flows;
  }
}

// A flow without texts: 4 vector entry + 16 V4 table (4 + 8 addresses + 4 offset) + 20 common (4 + 8 bytes +
// 3 x 2 ports and user, padded) = 40; the RTOS agent budgets 36 B, 60 B for IPv6, with no user.
TEST(G2FlatBuffers, a_flow_without_texts_costs_40_bytes) {
  Observation o = outbound_flow(TextTable(), 40'000);
  EXPECT_EQ(observation_size(Encoding::kG2FlatBuffers, o, TextTable()), 40U);
  std::get<NetworkRecord>(o.record).local_address = IpAddress::v6(1, 1);
  EXPECT_EQ(observation_size(Encoding::kG2FlatBuffers, o, TextTable()), 64U);
}

TEST(G2FlatBuffers, all_flows_share_one_event) {
  const Curl curl;
  std::vector<Observation> observations(10, outbound_flow(curl.texts, 1));
  observations[4].record = HeartbeatRecord{};
  SecurityMessage message;
  message.observations = observations;
  std::string bytes;
  encode(Encoding::kG2FlatBuffers, {}, message, curl.texts, bytes);
  const auto* events = wire::GetMessage(bytes.data())->events();
  ASSERT_EQ(events->size(), 2U);
  EXPECT_EQ(events->Get(0)->payload_as_NetworkActivity()->ipv4_activity()->size(), 9U);
  EXPECT_NE(events->Get(1)->payload_as_Heartbeat(), nullptr);
}

TEST(G2FlatBuffers, direction_is_guessed_from_the_ports_as_the_documented_parser_does) {
  using g2_flatbuffers::guessed_direction;
  EXPECT_EQ(guessed_direction(40'000, 443), Direction::kOutbound);
  EXPECT_EQ(guessed_direction(22, 50'000), Direction::kInbound);
  EXPECT_EQ(guessed_direction(0, 0), Direction::kOutbound);
  EXPECT_EQ(guessed_direction(0, 443), Direction::kOutbound);
}

TEST(G2FlatBuffers, a_strict_reader_counts_our_payloads_as_unknown_and_skips_our_fields) {
  const Curl curl;
  std::vector<Observation> observations(2);
  observations[0] = outbound_flow(curl.texts, 40'000);
  observations[0].hit_count = 9;
  observations[1].record = LoginRecord{};
  AgentIdentity identity;
  identity.extended = true;
  SecurityMessage message;
  message.observations = observations;
  std::string bytes;
  encode(Encoding::kG2FlatBuffers, identity, message, curl.texts, bytes);
  TextTable texts;
  DecodedMessage decoded;
  DecodeLimits limits;
  limits.tolerant = false;
  ASSERT_TRUE(decode(Encoding::kG2FlatBuffers, bytes, limits, texts, decoded).ok());
  ASSERT_EQ(decoded.observations.size(), 1U);
  EXPECT_EQ(decoded.observations[0].hit_count, 1U);
  EXPECT_EQ(decoded.unknown_events, 1U);
}

TEST(G2FlatBuffers, a_payload_type_without_a_payload_is_a_violation) {
  for (const auto type : {wire::Payload::NONE, wire::Payload::Process, wire::Payload::Login}) {
    flatbuffers::FlatBufferBuilder builder;
    const auto event = wire::CreateEvent(builder, nullptr, 1, 0, type, 0);
    const auto events = builder.CreateVector(std::vector{event});
    const auto module = builder.CreateString("m");
    builder.Finish(wire::CreateMessage(builder, module, 0, 0, events));
    TextTable texts;
    DecodedMessage decoded;
    const auto result =
        decode(Encoding::kG2FlatBuffers, {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()},
               {}, texts, decoded);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(), DecodeError::kSchemaViolation);
  }
}

// 1,000 entries that share one table with a 60 KB text: 66 KB on the wire would become 60 MB of hashing.
TEST(G2FlatBuffers, texts_shared_beyond_the_size_of_the_message_are_refused) {
  flatbuffers::FlatBufferBuilder builder;
  const auto commandline = builder.CreateString(std::string(60'000, 'x'));
  wire::NetworkActivityCommonBuilder common_builder(builder);
  common_builder.add_commandline(commandline);
  const auto common = common_builder.Finish();
  const wire::V4Addresses addresses(1, 2);
  const auto entry = wire::CreateV4Activity(builder, &addresses, common);
  const auto activity = wire::CreateNetworkActivity(builder, builder.CreateVector(std::vector(1'000, entry)));
  const auto event = wire::CreateEvent(builder, nullptr, 1, 0, wire::Payload::NetworkActivity, activity.Union());
  const auto events = builder.CreateVector(std::vector{event});
  const auto module = builder.CreateString("m");
  builder.Finish(wire::CreateMessage(builder, module, 0, 0, events));
  TextTable texts;
  DecodedMessage decoded;
  const auto result = decode(
      Encoding::kG2FlatBuffers,
      {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()}, {}, texts, decoded);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error(), DecodeError::kTooManyTexts);
}

}  // namespace
}  // namespace picket
