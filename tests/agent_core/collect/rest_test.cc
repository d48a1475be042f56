// The rest: what a sketch tells under no key. It says what always has a value on the wire and nothing else, and its
// counts are exact.
#include "agent_core/collect/rest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent_core/message/message.h"
#include "agent_core/message/message_problems.h"
#include "tests/support/event_map.h"
#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::ReducedDevice;
using test::Vocabulary;

/// One key is remembered; nothing but a rest is sent of more.
Reduction one_place() {
  Reduction r = test::reduction_of("sketch");
  r.period = Duration::minutes(10);
  r.max_keys = 1;
  return r;
}

std::vector<Observation> all_sent(const Device& device) {
  std::vector<Observation> all;
  for (const auto& message : device.sent) {
    all.insert(all.end(), message.observations.begin(), message.observations.end());
  }
  return all;
}

TEST(Rest, says_kind_protocol_direction_bytes_and_no_key) {
  ReducedDevice device(one_place());
  NetworkRecord flow;
  flow.local_address = IpAddress::v4(0x0a000002);
  flow.local_port = 40'000;
  flow.remote_port = 53;
  flow.protocol = TransportProtocol::kUdp;
  flow.direction = Direction::kOutbound;
  flow.user_id = 1'000;
  flow.bytes_in = 7;
  flow.bytes_out = 10;
  flow.commandline = ReducedDevice::shared_words().commandlines[1];
  for (std::uint32_t i = 0; i < 5; ++i) {
    flow.remote_address = i % 2 == 0 ? IpAddress::v4(0x01010101 + i) : IpAddress::v6(0x20010db800000000ULL, i);
    flow.raw_socket = i == 2;
    device.give(kStart + Duration::seconds(10 + i), flow);
  }
  device.until(700);
  const std::vector<Observation> sent = all_sent(device);
  ASSERT_EQ(sent.size(), 2U);
  NetworkRecord rest;
  rest.protocol = TransportProtocol::kUdp;
  rest.bytes_in = 4 * 7;
  rest.bytes_out = 4 * 10;
  EXPECT_EQ(std::get<NetworkRecord>(sent[1].record), rest);
  EXPECT_EQ(sent[1].hit_count, 4U);
  EXPECT_EQ(sent[1].first_time, kStart + Duration::seconds(10));
  EXPECT_EQ(sent[1].last_time, kStart + Duration::seconds(13));
}

// A failed login must not make the rest say that someone logged in.
TEST(Rest, keeps_operations_apart) {
  ReducedDevice device(one_place());
  const Vocabulary& words = ReducedDevice::shared_words();
  for (int i = 0; i < 12; ++i) {
    LoginRecord login;
    login.user_name = words.users[static_cast<std::size_t>(i % 6)];
    login.operation = i % 3 == 0 ? LoginOperation::kLogin : LoginOperation::kLoginFailed;
    device.give(kStart + Duration::seconds(i), login);
  }
  device.until(700);
  std::map<LoginOperation, std::uint64_t> hits;
  for (const Observation& o : all_sent(device)) {
    const auto& login = std::get<LoginRecord>(o.record);
    hits[login.operation] += o.hit_count;
    if (o.hit_count > 1) {
      EXPECT_EQ(login.user_name, Text());
    }
  }
  EXPECT_EQ(hits[LoginOperation::kLogin], 4U);
  EXPECT_EQ(hits[LoginOperation::kLoginFailed], 8U);
}

// Every kind, every sketch: encoded and decoded again the counts are those of the events taken; and in the strict
// dialect of generation 1 the published schema has nothing against a rest.
TEST(Rest, is_a_message_like_any_other) {
  for (const SketchType type : {SketchType::kSpaceSaving, SketchType::kCountMin, SketchType::kHyperLogLog}) {
    for (const Encoding encoding : {Encoding::kG2FlatBuffers, Encoding::kG1Json}) {
      Reduction r = test::reduction_of("sketch");
      r.sketch = type;
      r.period = Duration::seconds(20);
      r.registers = 16;
      r.width = 8;
      if (type == SketchType::kSpaceSaving) r.max_keys = 3;
      Policy policy = test::reduced_policy(r);
      policy.encoding = encoding;
      policy.dialect = JsonDialect::kStrict;
      const Vocabulary words;
      Device device(policy, words.texts);
      RandomStream random(4, 0, 0, Purpose::kTest);
      Time now = kStart;
      for (int step = 0; step < 200; ++step) {
        const EventRun run = test::random_run(random, words, now, 40);
        device.give(run);
        now = run.last_time() + Duration::milliseconds(300);
      }
      device.advance(now + Duration::minutes(1));
      EXPECT_EQ(device.held(), 0U);
      EXPECT_TRUE(device.balanced());
      AgentIdentity identity{};
      identity.device_name = "device";
      identity.module_name = "azureiotsecurity";
      identity.agent_version = "1.0.0";
      identity.extended = true;
      identity.dialect = JsonDialect::kStrict;
      std::uint64_t received = 0;
      for (const auto& sent : device.sent) {
        std::string bytes;
        encode(encoding, identity, SecurityMessage{1, sent.at, sent.observations, Duration::seconds(1)}, words.texts,
               bytes);
        if (encoding == Encoding::kG1Json) {
          EXPECT_EQ(find_message_problems(bytes), std::vector<MessageProblem>());
        }
        TextTable texts;
        DecodedMessage decoded;
        ASSERT_TRUE(decode(encoding, bytes, DecodeLimits{}, texts, decoded).ok());
        for (const Observation& o : decoded.observations) received += o.hit_count;
      }
      EXPECT_EQ(received, device.emitted);
    }
  }
}

// Whose events are in a rest is known beside the agent: every event is where it was said to go.
TEST(Rest, has_the_lineage_of_all_that_joined_it) {
  ReducedDevice device(one_place());
  test::EventMap map;
  device.listener = &map;
  const Vocabulary& words = ReducedDevice::shared_words();
  for (std::uint32_t i = 0; i < 6; ++i) {
    map.base = i;
    observe(*device.plan, device.state,
            {{kStart + Duration::seconds(i), DnsRecord{words.names[i], false}}, 1, {}, VaryingField::kNone, 0, 0},
            device.pool, &map);
  }
  std::vector<std::vector<std::uint32_t>> held;
  for (const auto& [slot, events] : map.held) {
    if (!events.empty()) held.push_back(events);
  }
  using testing::UnorderedElementsAre;
  EXPECT_THAT(held, UnorderedElementsAre(UnorderedElementsAre(0, 1, 2, 3, 4), UnorderedElementsAre(5)));
}

// 2^32 - 1 hits are the most that an observation says; what comes then is another.
TEST(Rest, is_sent_before_its_count_is_full) {
  ReducedDevice device(one_place());
  Counts<DropReason> dropped;
  ReductionReport report{dropped};
  Slot part;
  WideAddresses wide;
  pack(DnsRecord{ReducedDevice::shared_words().names[0], false}, part, wide);
  part.hits = 0xfffffffeU;
  part.first_ms = part.last_ms = milliseconds_of(device.state, kStart);
  const std::uint32_t due = part.first_ms + 5'000;
  constexpr auto kDns = static_cast<std::size_t>(EventKind::kDns);
  for (const std::uint32_t hits : {0xfffffffeU, 1U, 3U}) {
    part.hits = hits;
    join_rest(*device.plan, device.state, device.pool, kDns, part, wide, 1, due, part.first_ms, report);
  }
  const KeyTable keys = keys_of(*device.plan, device.state, device.pool, kDns);
  EXPECT_EQ(keys.entry(keys.find(rest_hash(part))).slot.hits, 3U);
  EXPECT_EQ(table_of(*device.plan, device.state, device.pool, kQueueTable).slot(0).hits, 0xffffffffU);
  EXPECT_EQ(keys.keys(), 0U);
}

}  // namespace
}  // namespace picket
