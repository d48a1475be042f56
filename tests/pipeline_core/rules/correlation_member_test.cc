#include "pipeline_core/rules/correlation_member.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

Observation spread_login(TextTable& texts, std::uint32_t hits, std::int64_t from, std::int64_t to) {
  Observation o = login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.8", hits);
  o.first_time = kStart + Duration::seconds(from);
  o.last_time = kStart + Duration::seconds(to);
  return o;
}

TEST(CorrelationMember, takes_the_share_of_a_longer_span) {
  TextTable texts;
  const Observation o = spread_login(texts, 60, 0, 600);
  EXPECT_EQ(weight_within(o, 60, Duration::seconds(600)), 60u);
  EXPECT_EQ(weight_within(o, 60, Duration::seconds(60)), 6u);
  EXPECT_EQ(weight_within(o, 60, Duration::seconds(1)), 1u);
}

// Generation 2 without our own fields: an aggregate has the time of its message, and the window before it.
TEST(CorrelationMember, spreads_an_aggregate_without_times_over_its_window) {
  TextTable texts;
  Observation o = spread_login(texts, 60, 7200, 7200);
  o.aggregated = true;
  o.window_start = kStart;
  o.window_end = o.last_time;
  EXPECT_EQ(span_of(o), Duration::hours(2));
  EXPECT_EQ(weight_within(o, 60, Duration::minutes(10)), 5u);
  o.window_end = o.last_time + Duration::seconds(1);  // the time is the events' own
  EXPECT_EQ(span_of(o), Duration());
  EXPECT_EQ(weight_within(o, 60, Duration::minutes(10)), 60u);
}

TEST(CorrelationMember, does_not_take_packets_for_connections) {
  TextTable texts;
  Observation flow_of_packets = flow(kStart, "203.0.113.8", 443);
  flow_of_packets.hit_count = 5'000;
  EXPECT_EQ(events_of(flow_of_packets, Encoding::kG2FlatBuffers, false), 1u);
  EXPECT_EQ(events_of(flow_of_packets, Encoding::kG2FlatBuffers, true), 5'000u);
  EXPECT_EQ(events_of(flow_of_packets, Encoding::kG1Json, false), 5'000u);
  const Observation guesses = login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.8", 12);
  EXPECT_EQ(events_of(guesses, Encoding::kG2FlatBuffers, false), 12u);
}

Correlation reading(CorrelationType type, std::vector<Field> values, std::vector<Field> groups) {
  Correlation c;
  c.type = type;
  c.timespan = Duration::minutes(10);
  c.references.resize(1);
  for (const Field f : values) c.references[0].values.push_back({f, 0});
  for (const Field f : groups) c.references[0].groups.push_back({f, 0});
  c.value_fields.resize(values.size());
  return c;
}

struct Reader {
  FieldReader fields;
  std::vector<std::uint64_t> parts;
  CorrelationMember member;
  bool read(const Correlation& c, const TextTable& texts, const Observation& o, std::uint32_t events = 0,
            bool spread = true) {
    fields.reset(o, texts);
    return read_member(c, 0, {o, events == 0 ? o.hit_count : events, spread, DeviceId(7)}, fields, parts, member);
  }
};

// 6,000 bytes in 30 events over an hour: a sixth of it in ten minutes.
TEST(CorrelationMember, adds_up_sums_and_multiplies_other_numbers) {
  TextTable texts;
  Observation o = flow(kStart, "203.0.113.8", 443, 6'000);
  o.hit_count = 30;
  o.first_time = kStart - Duration::hours(1);
  Reader r;
  EXPECT_TRUE(r.read(reading(CorrelationType::kValueSum, {Field::kBytesOut}, {}), texts, o));
  EXPECT_EQ(r.member.amount, 1'000u);
  EXPECT_EQ(r.member.weight, 5u);
  EXPECT_TRUE(r.read(reading(CorrelationType::kValueSum, {Field::kBytesOut}, {}), texts, o, 0, false));
  EXPECT_EQ(r.member.amount, 6'000u);
  EXPECT_EQ(r.member.weight, 30u);
  EXPECT_TRUE(r.read(reading(CorrelationType::kValueSum, {Field::kDestinationPort}, {}), texts, o));
  EXPECT_EQ(r.member.amount, 443u * 5);
  EXPECT_TRUE(r.read(reading(CorrelationType::kValuePercentile, {Field::kBytesOut}, {}), texts, o));
  EXPECT_EQ(r.member.amount, 200u);  // of each event
  EXPECT_TRUE(r.read(reading(CorrelationType::kValuePercentile, {Field::kDestinationPort}, {}), texts, o));
  EXPECT_EQ(r.member.amount, 443u);
  std::get<NetworkRecord>(o.record).bytes_out = ~0ULL;
  EXPECT_TRUE(r.read(reading(CorrelationType::kValueSum, {Field::kBytesOut}, {}), texts, o));
  EXPECT_EQ(r.member.amount, kMaxMemberAmount);
}

TEST(CorrelationMember, is_none_without_the_value_but_has_a_group_without_a_field) {
  TextTable texts;
  const Observation local = login(texts, kStart, LoginOperation::kLoginFailed, "");
  const Observation remote = login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.8");
  Reader r;
  EXPECT_FALSE(r.read(reading(CorrelationType::kValueCount, {Field::kSourceIp}, {}), texts, local));
  EXPECT_TRUE(r.read(reading(CorrelationType::kValueCount, {Field::kSourceIp}, {}), texts, remote));
  EXPECT_FALSE(r.read(reading(CorrelationType::kValueCount, {Field::kUser, Field::kSourceIp}, {}), texts, local));
  EXPECT_TRUE(r.read(reading(CorrelationType::kEventCount, {}, {Field::kDevice, Field::kSourceIp}), texts, local));
  const auto none = r.parts;
  EXPECT_EQ(none[0], 7u);
  EXPECT_TRUE(r.read(reading(CorrelationType::kEventCount, {}, {Field::kDevice, Field::kSourceIp}), texts, remote));
  EXPECT_NE(none, r.parts);
}

// Both decoders take a count of zero: an observation stands for one event at least, whatever it says.
TEST(CorrelationMember, stands_for_one_event_at_least) {
  TextTable texts;
  Observation o = login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.8", 0);
  const std::uint32_t events = events_of(o, Encoding::kG1Json, false);
  EXPECT_EQ(events, 1u);
  Reader r;
  ASSERT_TRUE(r.read(reading(CorrelationType::kValuePercentile, {Field::kHitCount}, {}), texts, o, events));
  EXPECT_EQ(r.member.amount, 0u);
  EXPECT_EQ(r.member.weight, 1u);
}

// A port is a port, whoever tells of it: a report's number adds up and joins a flow's.
TEST(CorrelationMember, takes_the_numbers_of_reports_for_numbers) {
  TextTable texts;
  ListeningPortRecord port;
  port.local_port = 40'000;
  Reader r;
  ASSERT_TRUE(r.read(reading(CorrelationType::kValueSum, {Field::kLocalPort}, {Field::kLocalPort}), texts,
                     picket::testing_support::at(kStart, port)));
  EXPECT_EQ(r.member.amount, 40'000u);
  const auto of_report = r.parts;
  ASSERT_TRUE(r.read(reading(CorrelationType::kEventCount, {}, {Field::kLocalPort}), texts,
                     flow(kStart, "203.0.113.8", 443)));
  EXPECT_EQ(of_report, r.parts);
}

// A report says a number as a text, an event of other origin may say either: who counts them counts one value.
TEST(CorrelationMember, knows_a_value_by_what_it_reads_as) {
  TextTable texts;
  const Correlation by_text = reading(CorrelationType::kEventCount, {}, {Field::kUser});
  const Correlation by_address = reading(CorrelationType::kEventCount, {}, {Field::kDestinationIp});
  TextTable other_table;
  other_table.intern("something else first");
  Reader r;
  const auto parts = [&](const Correlation& c, const TextTable& table, const Observation& o) {
    EXPECT_TRUE(r.read(c, table, o));
    return r.parts;
  };
  EXPECT_EQ(parts(by_text, texts, login(texts, kStart, LoginOperation::kLogin, "203.0.113.8")),
            parts(by_text, other_table, login(other_table, kStart, LoginOperation::kLogin, "203.0.113.9")))
      << "the same user in another table";
  EXPECT_EQ(parts(by_address, texts, flow(kStart, "2001:db8::1", 1)), parts(by_address, texts, flow(kStart, "2001:DB8:0::1", 2)));
  EXPECT_NE(parts(by_address, texts, flow(kStart, "2001:db8::1", 1)), parts(by_address, texts, flow(kStart, "2001:db8::2", 1)));
}

// Who knows how values are hashed can choose some of one hash; FNV-1a, for one, takes pairs of blocks that leave it in one
// state. The key makes another function of it: no pair of values is one under all keys, and results are the same.
TEST(CorrelationMember, hashes_values_by_the_key) {
  TextTable texts;
  const Correlation c = reading(CorrelationType::kValueCount, {Field::kUser, Field::kSourceIp}, {Field::kDevice, Field::kSourceIp});
  const Observation o = login(texts, kStart, LoginOperation::kLogin, "203.0.113.8");
  FieldReader fields;
  fields.reset(o, texts);
  const auto read = [&](HashKey key) {
    std::vector<std::uint64_t> parts;
    CorrelationMember member;
    EXPECT_TRUE(read_member(c, 0, {o, 1, true, DeviceId(7), key}, fields, parts, member));
    parts.push_back(member.value);
    return parts;
  };
  const auto one = read({});
  const auto other = read({1, 2});
  EXPECT_EQ(one, read({}));
  EXPECT_EQ(one[0], other[0]) << "a device is its number";
  EXPECT_NE(one[1], other[1]);
  EXPECT_NE(one[2], other[2]);
  EXPECT_EQ(one[1], keyed_hash({}, "203.0.113.8"));
  EXPECT_EQ(one[2], value_key({keyed_hash({}, "root"), keyed_hash({}, "203.0.113.8")}));
}

TEST(CorrelationMember, has_one_key_for_equal_groups_and_others_for_others) {
  EXPECT_EQ(group_key(1, {2, 3}), group_key(1, {2, 3}));
  EXPECT_NE(group_key(1, {2, 3}), group_key(1, {3, 2}));
  EXPECT_NE(group_key(1, {2, 3}), group_key(2, {2, 3}));
  EXPECT_NE(group_key(1, {}), group_key(2, {}));
}

}  // namespace
}  // namespace picket
