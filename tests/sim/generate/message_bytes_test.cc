#include "sim/generate/message_bytes.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(MessageBytes, are_the_encoded_message_or_a_frame_around_it) {
  TextTable texts;
  Observation o;
  o.record = ProcessRecord{texts.intern("ls"), texts.intern("/bin/ls"), 1, 1, 0, ProcessOperation::kExec};
  const std::vector<Observation> observations(20, o);
  SecurityMessage message;
  message.observations = observations;
  std::string plain;
  encode(Encoding::kG1Json, {}, message, texts, plain);

  std::string none = "kept";
  append_message(Encoding::kG1Json, {}, message, texts, Compression::kNone, nullptr, none);
  EXPECT_EQ(none, "kept" + plain);

  std::string zstd = "kept";
  append_message(Encoding::kG1Json, {}, message, texts, Compression::kZstd, nullptr, zstd);
  ASSERT_EQ(zstd.substr(0, 4), "kept");
  EXPECT_LT(zstd.size(), plain.size() / 5);
  std::string back;
  ASSERT_TRUE(Decompressor().decompress(std::string_view(zstd).substr(4), nullptr, 262'144, back).ok());
  EXPECT_EQ(back, plain);
}

/// Two processes; the second was seen before the first.
struct WrittenMessage : testing::Test {
  WrittenMessage() {
    for (int i = 0; i < 2; ++i) {
      Observation o;
      o.record = ProcessRecord{texts.intern("ls"), texts.intern("/bin/ls"), 1, 1, 0, ProcessOperation::kExec};
      o.first_time = o.last_time = Time::from_unix_seconds(100 - i);
      observations.push_back(o);
    }
    message.observations = observations;
    message.created = Time::from_unix_seconds(200);
    batch.bytes = "before";
    batch.observations.resize(3);
  }
  void write(const MessageForm& form) { write_message(form, {}, message, order, texts, carried, batch); }

  TextTable texts;
  std::vector<Observation> observations;
  SecurityMessage message;
  std::vector<std::uint32_t> order{1, 0};
  CarriedMessage carried;
  MessageBatch batch;
};

TEST_F(WrittenMessage, lies_in_the_batch_behind_the_others) {
  write({.encoding = Encoding::kG1Json, .compression = Compression::kZstd});
  std::string expected;
  append_message(Encoding::kG1Json, {}, message, texts, Compression::kZstd, nullptr, expected);
  EXPECT_EQ(batch.bytes, "before" + expected);
  EXPECT_EQ(carried.first_byte, 6U);
  EXPECT_EQ(carried.body_bytes, expected.size());
  EXPECT_EQ(carried.compression, Compression::kZstd);
  EXPECT_EQ(carried.row_bytes, 0U);
  EXPECT_EQ(batch.observations.size(), 3U) << "nobody keeps them";
}

TEST_F(WrittenMessage, is_as_long_when_it_is_only_sized) {
  write({.encoding = Encoding::kG1Json});
  const std::uint32_t written = carried.body_bytes;
  write({.encoding = Encoding::kG1Json, .wire = Wire::kSized});
  EXPECT_EQ(carried.body_bytes, written);
  EXPECT_EQ(batch.bytes.size(), 6 + written) << "only the first one's";
  carried.body_bytes = 0;
  write({.encoding = Encoding::kG1Json, .wire = Wire::kSized, .wants_size = false});
  EXPECT_EQ(carried.body_bytes, 0U);
}

TEST_F(WrittenMessage, keeps_its_observations_as_received_in_the_order_of_the_wire) {
  const RowFrame frame = row_frame({Encoding::kG1Json, "device", "1", "subscription", "hub"});
  carried.holds_observations = true;
  write({.encoding = Encoding::kG1Json, .wire = Wire::kSized, .rows = &frame});
  ASSERT_EQ(batch.observations.size(), 5U);
  EXPECT_EQ(carried.first_observation, 3U);
  std::size_t rows = 0;
  for (int i = 0; i < 2; ++i) {
    const Observation received = as_received(Encoding::kG1Json, {}, message, observations[order[i]]);
    EXPECT_EQ(batch.observations[3 + i].last_time, received.last_time);
    rows += raw_event_row_bytes(frame, received, texts);
  }
  EXPECT_EQ(carried.row_bytes, rows);
}

TEST(MessageBytesDeathTest, a_dictionary_is_not_optional) {
  TextTable texts;
  std::string out;
  EXPECT_DEATH(append_message(Encoding::kG1Json, {}, {}, texts, Compression::kZstdDictionary, nullptr, out),
               "CHECK failed");
}

}  // namespace
}  // namespace picket::sim
