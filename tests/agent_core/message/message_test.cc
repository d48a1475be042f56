#include "agent_core/message/message.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/agent_core/message/random_message.h"

namespace picket {
namespace {

using test::kEncodings;
using test::MessageGenerator;
using test::Vocabulary;

constexpr std::uint64_t kSeeds = 300;

class EachEncoding : public testing::TestWithParam<Encoding> {};
INSTANTIATE_TEST_SUITE_P(Message, EachEncoding, testing::ValuesIn(kEncodings),
                         [](const auto& of) { return std::string(to_string(of.param)); });

TEST_P(EachEncoding, size_is_exactly_the_length_of_the_bytes) {
  const Vocabulary vocabulary;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    MessageGenerator generator(vocabulary, seed);
    const auto observations = generator.observations(GetParam(), seed % 40);
    const auto identity = generator.identity();
    const auto message = generator.message(observations);
    std::string bytes = "kept";
    encode(GetParam(), identity, message, vocabulary.texts, bytes);
    ASSERT_EQ(bytes.substr(0, 4), "kept");
    ASSERT_EQ(bytes.size() - 4, encoded_size(GetParam(), identity, message, vocabulary.texts));
  }
}

// Of each third message the clock was set back between the times.
TEST_P(EachEncoding, decode_gives_what_as_received_says_in_wire_order) {
  const Vocabulary vocabulary;
  DecodedMessage decoded;
  std::vector<std::uint32_t> order;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    MessageGenerator generator(vocabulary, seed);
    auto observations = generator.observations(GetParam(), 1 + seed % 40);
    for (Observation& o : observations) {
      if (seed % 3 != 2) continue;
      std::swap(o.first_time, o.last_time);
      std::swap(o.window_start, o.window_end);
    }
    const auto identity = generator.identity();
    const auto message = generator.message(observations);
    std::string bytes;
    encode(GetParam(), identity, message, vocabulary.texts, bytes);

    TextTable overlay(10'000, &vocabulary.texts);
    const auto result = decode(GetParam(), bytes, {}, overlay, decoded);
    ASSERT_TRUE(result.ok()) << to_string(result.error());
    ASSERT_EQ(result.value(), observations.size());
    EXPECT_EQ(decoded.unknown_events, 0U);
    if (GetParam() == Encoding::kG1Json) {
      EXPECT_EQ(decoded.agent_id, identity.agent_id);
    }
    wire_order(GetParam(), observations, order);
    ASSERT_EQ(order.size(), observations.size());
    TextTable common;
    for (std::size_t k = 0; k < order.size(); ++k) {
      const Observation& sent = observations[order[k]];
      const Observation expected = as_received(GetParam(), identity, message, sent);
      ASSERT_EQ(test::in_table(decoded.observations[k], overlay, common),
                test::in_table(expected, vocabulary.texts, common))
          << "observation " << order[k] << " of kind " << to_string(kind_of(sent.record));
    }
  }
}

// A relay that decodes and encodes again must not lose more than the first encoding did.
TEST_P(EachEncoding, what_was_received_once_is_received_unchanged_again) {
  const Vocabulary vocabulary;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    MessageGenerator generator(vocabulary, seed);
    const auto observations = generator.observations(GetParam(), 8);
    const auto identity = generator.identity();
    auto message = generator.message(observations);
    message.created = Time::from_unix_seconds(message.created.unix_seconds());
    message.collection_interval = Duration();  // an interval makes a window out of a single event
    for (const Observation& o : observations) {
      const Observation once = as_received(GetParam(), identity, message, o);
      EXPECT_EQ(as_received(GetParam(), identity, message, once), once) << "seed " << seed;
    }
  }
}

TEST_P(EachEncoding, known_texts_resolve_to_the_vocabulary) {
  const Vocabulary vocabulary;
  Observation o;
  o.record = ProcessRecord{vocabulary.commandlines[0], vocabulary.names[0], 1, 1, 0, ProcessOperation::kExec};
  SecurityMessage message;
  message.observations = {&o, 1};
  std::string bytes;
  encode(GetParam(), {}, message, vocabulary.texts, bytes);
  TextTable overlay(0, &vocabulary.texts);  // no room for a single new text
  DecodedMessage decoded;
  ASSERT_TRUE(decode(GetParam(), bytes, {}, overlay, decoded).ok());
  EXPECT_EQ(std::get<ProcessRecord>(decoded.observations[0].record).commandline, vocabulary.commandlines[0]);
}

TEST_P(EachEncoding, a_full_text_table_refuses_the_message_and_leaves_nothing) {
  const Vocabulary vocabulary;
  Observation o;
  Text unknown = vocabulary.templates[0];
  unknown.parameter = 7;
  o.record = ProcessRecord{unknown, {}, 1, 1, 0, ProcessOperation::kExec};
  SecurityMessage message;
  message.observations = {&o, 1};
  std::string bytes;
  encode(GetParam(), {}, message, vocabulary.texts, bytes);
  TextTable overlay(0, &vocabulary.texts);
  DecodedMessage decoded;
  const auto result = decode(GetParam(), bytes, {}, overlay, decoded);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error(), DecodeError::kTooManyTexts);
  EXPECT_TRUE(decoded.observations.empty());
}

TEST_P(EachEncoding, limits_of_bytes_and_observations_are_kept) {
  const Vocabulary vocabulary;
  MessageGenerator generator(vocabulary, 1);
  const auto observations = generator.observations(GetParam(), 10);
  std::string bytes;
  encode(GetParam(), generator.identity(), generator.message(observations), vocabulary.texts, bytes);
  TextTable texts;
  DecodedMessage decoded;
  DecodeLimits limits;
  limits.max_observations = 9;
  auto result = decode(GetParam(), bytes, limits, texts, decoded);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error(), DecodeError::kTooManyEvents);
  limits.max_observations = 10;
  EXPECT_TRUE(decode(GetParam(), bytes, limits, texts, decoded).ok());
  limits.max_bytes = bytes.size() - 1;
  result = decode(GetParam(), bytes, limits, texts, decoded);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error(), DecodeError::kTooLarge);
  result = decode(GetParam(), "", {}, texts, decoded);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error(), DecodeError::kEmpty);
}

// An agent fills a message up to a byte limit by adding charges. The charges are the whole message but
// for the envelope: 1.0 has a comma between events and its fixed head, 2.3 its head, one event for all flows
// and for each list report (less than 100 bytes with its vector), and one vtable for each distinct set of
// fields.
TEST_P(EachEncoding, charges_add_up_to_the_message_but_for_its_envelope) {
  const Vocabulary vocabulary;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    MessageGenerator generator(vocabulary, seed);
    const auto observations = generator.observations(GetParam(), 1 + seed % 40);
    auto identity = generator.identity();
    identity.extended = false;
    auto message = generator.message(observations);
    message.collection_interval = Duration();
    std::size_t charges = 0;
    for (const Observation& o : observations) {
      charges += observation_size(GetParam(), o, vocabulary.texts, identity.extended, identity.dialect);
    }
    const std::size_t size = encoded_size(GetParam(), identity, message, vocabulary.texts);
    if (GetParam() == Encoding::kG1Json) {
      message.observations = {};
      EXPECT_EQ(size, charges + observations.size() - 1 + encoded_size(GetParam(), identity, message, vocabulary.texts));
    } else {
      // A charge assumes an interval where the window has a length: 4 bytes that this message does not spend.
      std::set<EventKind> lists;
      for (const Observation& o : observations) {
        if (is_list(kind_of(o.record))) lists.insert(kind_of(o.record));
      }
      EXPECT_LE(size, charges + 200 + 100 * lists.size() + 32 * observations.size());
      EXPECT_GE(size + 4 * observations.size(), charges);
    }
  }
}

TEST(Message, each_generation_carries_what_its_schema_has) {
  const std::set<EventKind> not_in_g1{EventKind::kDns,  EventKind::kFile,       EventKind::kPeripheral,
                                      EventKind::kSbom, EventKind::kStatistics, EventKind::kHeartbeat};
  const std::set<EventKind> not_in_g2{EventKind::kMessageStatistics, EventKind::kDroppedEvents,
                                      EventKind::kConnectedHardware};
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    const auto kind = static_cast<EventKind>(i);
    EXPECT_EQ(can_carry(Encoding::kG1Json, kind), !not_in_g1.contains(kind)) << to_string(kind);
    EXPECT_EQ(can_carry(Encoding::kG2FlatBuffers, kind), !not_in_g2.contains(kind)) << to_string(kind);
  }
  ProcessRecord fork;
  fork.operation = ProcessOperation::kFork;
  EXPECT_FALSE(can_carry(Encoding::kG1Json, Record(fork)));
  EXPECT_TRUE(can_carry(Encoding::kG1Json, Record(ProcessRecord())));
  EXPECT_TRUE(can_carry(Encoding::kG2FlatBuffers, Record(fork)));
}

/// A message of three ports, two users and a port that was found later.
std::vector<Observation> reports() {
  std::vector<Observation> observations(6);
  for (Observation& o : observations) o.last_time = o.first_time = Time::from_unix_seconds(1'700'000'000);
  observations[0].record = ListeningPortRecord{IpAddress(), 22, TransportProtocol::kTcp, 812};
  observations[1].record = ListeningPortRecord{IpAddress::v6(1, 1), 80, TransportProtocol::kTcp, 0};
  observations[2].record = ListeningPortRecord{IpAddress::v4(0x7f000001), 53, TransportProtocol::kUdp, 0};
  observations[3].record = LocalUserRecord{{}, {}, {}, 1000};
  observations[4].record = LocalUserRecord{{}, {}, {}, 1001};
  observations[5].record = ListeningPortRecord{IpAddress(), 8080, TransportProtocol::kTcp, 0};
  observations[5].last_time = Time::from_unix_seconds(1'700'000'001);
  return observations;
}

// Schema 1.0 lets an event have many payload items; a snapshot is one event (defender.md 4.1: "one event
// with High and Low payloads"). Here: ports, users, and the port of another second.
TEST(Message, items_of_one_report_share_an_event_in_generation_1) {
  const std::vector<Observation> observations = reports();
  const TextTable texts;
  SecurityMessage message;
  message.observations = observations;
  std::string bytes;
  encode(Encoding::kG1Json, {}, message, texts, bytes);
  const auto count = [&bytes](std::string_view part) {
    std::size_t n = 0;
    for (std::size_t at = bytes.find(part); at != std::string::npos; at = bytes.find(part, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("\"Category\""), 3U);
  EXPECT_EQ(count("\"Category\":\"Periodic\",\"EventType\":\"Security\",\"Name\":\"ListeningPorts\""), 2U);
  EXPECT_EQ(count("\"LocalPort\""), 4U);
  EXPECT_EQ(count("\"ExtraDetails\":{\"Pid\":\"812\"}"), 1U);
  // Charges: a further item has no head of its own.
  std::size_t charges = 0;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const bool further = i > 0 && shares_event(Encoding::kG1Json, observations[i - 1], observations[i]);
    EXPECT_EQ(further, i == 1 || i == 2 || i == 4) << i;
    charges += observation_size(Encoding::kG1Json, observations[i], texts, false, JsonDialect::kCAgent, further) + (i > 0 ? 1 : 0);
  }
  message.observations = {};
  EXPECT_EQ(bytes.size(), charges + encoded_size(Encoding::kG1Json, {}, message, texts));
}

TEST(Message, items_of_one_report_share_an_event_in_generation_2) {
  const std::vector<Observation> observations = reports();
  std::vector<std::uint32_t> order;
  wire_order(Encoding::kG2FlatBuffers, observations, order);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 2, 5, 1, 3, 4}));  // IPv4 ports, IPv6 ports, users
}

TEST(Message, a_report_without_items_is_an_event_that_says_so) {
  const TextTable texts;
  for (const EventKind kind : {EventKind::kListeningPorts, EventKind::kLocalUsers, EventKind::kFirewall,
                               EventKind::kBaseline, EventKind::kConfigurationError,
                               EventKind::kConnectedHardware}) {
    Observation o;
    o.record = default_record(kind);
    SecurityMessage message;
    message.observations = {&o, 1};
    std::string bytes;
    encode(Encoding::kG1Json, {}, message, texts, bytes);
    EXPECT_NE(bytes.find("\"IsEmpty\":true,\"Payload\":[]"), std::string::npos) << to_string(kind);
    TextTable received;
    DecodedMessage decoded;
    ASSERT_TRUE(decode(Encoding::kG1Json, bytes, {}, received, decoded).ok()) << to_string(kind);
    ASSERT_EQ(decoded.observations.size(), 1U) << to_string(kind);
    EXPECT_EQ(decoded.observations[0].record, o.record);
  }
}

TEST(Message, flows_travel_together_with_ipv4_before_ipv6) {
  std::vector<Observation> observations(6);
  NetworkRecord ipv4;
  ipv4.remote_address = IpAddress::v4(1);
  NetworkRecord ipv6;
  ipv6.remote_address = IpAddress::v6(1, 1);
  observations[1].record = ipv6;
  observations[3].record = ipv4;
  observations[5].record = ipv6;
  std::vector<std::uint32_t> order;
  wire_order(Encoding::kG2FlatBuffers, observations, order);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 3, 1, 5, 2, 4}));
  wire_order(Encoding::kG1Json, observations, order);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5}));
}

TEST(MessageDeathTest, generation_1_aborts_on_a_kind_it_cannot_carry) {
  Observation o;
  o.record = DnsRecord{};
  SecurityMessage message;
  message.observations = {&o, 1};
  EXPECT_DEATH(encoded_size(Encoding::kG1Json, {}, message, TextTable()), "cannot carry kind 2");
}

}  // namespace
}  // namespace picket
