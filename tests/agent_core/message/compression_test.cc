#include "agent_core/message/compression.h"

#include <gtest/gtest.h>

#include "tests/agent_core/message/random_message.h"

namespace picket {
namespace {

using test::MessageGenerator;
using test::Vocabulary;

constexpr std::size_t kMaxBytes = 262'144;

std::vector<std::string> messages(std::uint64_t first_seed, std::size_t count, Encoding encoding = Encoding::kG1Json) {
  const Vocabulary vocabulary;
  std::vector<std::string> list(count);
  for (std::size_t i = 0; i < count; ++i) {
    MessageGenerator generator(vocabulary, first_seed + i);
    const auto observations = generator.observations(encoding, 1 + i % 20);
    encode(encoding, generator.identity(), generator.message(observations), vocabulary.texts, list[i]);
  }
  return list;
}

const CompressionDictionary& dictionary() {
  static const CompressionDictionary kDictionary = [] {
    auto trained = CompressionDictionary::train(messages(1'000, 400));
    return std::move(trained).value();
  }();
  return kDictionary;
}

std::string compressed(std::string_view message, const CompressionDictionary* with = nullptr) {
  Compressor compressor;
  std::string out;
  compressor.compress(message, with, out);
  return out;
}

CompressionError error_of(std::string_view frame, const CompressionDictionary* with = nullptr,
                          std::size_t max_bytes = kMaxBytes) {
  Decompressor decompressor;
  std::string out = "stale";
  const auto result = decompressor.decompress(frame, with, max_bytes, out);
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(out, "");
  return result.ok() ? CompressionError::kCount_ : result.error();
}

TEST(Compression, gives_back_what_went_in_and_appends_to_what_was_there) {
  Compressor compressor;
  Decompressor decompressor;
  std::string plain;
  for (const CompressionDictionary* with : {static_cast<const CompressionDictionary*>(nullptr), &dictionary()}) {
    for (const Encoding encoding : test::kEncodings) {
      for (const std::string& message : messages(1, 100, encoding)) {
        std::string out = "kept";
        compressor.compress(message, with, out);
        ASSERT_EQ(out.substr(0, 4), "kept");
        const auto size = decompressor.decompress(std::string_view(out).substr(4), with, kMaxBytes, plain);
        ASSERT_TRUE(size.ok()) << to_string(size.error());
        ASSERT_EQ(size.value(), message.size());
        ASSERT_EQ(plain, message);
      }
    }
    EXPECT_TRUE(decompressor.decompress(compressed("", with), with, 0, plain).ok());
  }
}

// Messages are repetitive and small ones have little to repeat from, which is what a dictionary mends.
TEST(Compression, a_dictionary_makes_small_messages_smaller_and_all_smaller_than_plain) {
  const auto fresh = messages(5'000, 100);
  std::size_t plain = 0;
  std::size_t alone = 0;
  std::size_t with = 0;
  for (const std::string& message : fresh) {
    plain += message.size();
    alone += compressed(message).size();
    with += compressed(message, &dictionary()).size();
  }
  EXPECT_LT(with, alone);
  EXPECT_LT(2 * alone, plain);
}

TEST(Compression, is_a_function_of_message_and_dictionary_alone) {
  const auto list = messages(1, 50);
  Compressor used;
  for (const std::string& message : list) {
    for (const CompressionDictionary* with : {static_cast<const CompressionDictionary*>(nullptr), &dictionary()}) {
      std::string out;
      used.compress(message, with, out);
      EXPECT_EQ(out, compressed(message, with));
    }
  }
  const auto again = CompressionDictionary::train(messages(1'000, 400));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value().bytes(), dictionary().bytes());
  EXPECT_LE(dictionary().bytes().size(), CompressionDictionary::kDefaultBytes);
}

TEST(Compression, a_dictionary_survives_being_stored) {
  const auto copy = CompressionDictionary::from_bytes(dictionary().bytes());
  ASSERT_TRUE(copy.ok());
  EXPECT_EQ(copy.value().id(), dictionary().id());
  const std::string message = messages(1, 1)[0];
  std::string plain;
  ASSERT_TRUE(Decompressor().decompress(compressed(message, &dictionary()), &copy.value(), kMaxBytes, plain).ok());
  EXPECT_EQ(plain, message);
}

TEST(Compression, a_dictionary_needs_samples_and_its_own_format) {
  for (const std::vector<std::string>& few : {std::vector<std::string>{}, {"one"}, {"a", "b", ""}}) {
    const auto trained = CompressionDictionary::train(few);
    ASSERT_FALSE(trained.ok());
    EXPECT_EQ(trained.error(), CompressionError::kTooFewSamples);
  }
  EXPECT_FALSE(CompressionDictionary::train(messages(1, 100), 10).ok());
  for (const std::string_view bytes : {"", "raw content is no dictionary"}) {
    const auto read = CompressionDictionary::from_bytes(bytes);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error(), CompressionError::kNotParsable);
  }
}

TEST(Compression, the_wrong_dictionary_is_noticed_either_way) {
  const auto other = CompressionDictionary::train(messages(90'000, 400));
  ASSERT_TRUE(other.ok());
  ASSERT_NE(other.value().id(), dictionary().id());
  const std::string message = messages(1, 1)[0];
  EXPECT_EQ(error_of(compressed(message, &dictionary())), CompressionError::kWrongDictionary);
  EXPECT_EQ(error_of(compressed(message, &dictionary()), &other.value()), CompressionError::kWrongDictionary);
  EXPECT_EQ(error_of(compressed(message), &dictionary()), CompressionError::kWrongDictionary);
}

// 100 MB of zeros fit into some 10 kB: refused by what the frame says, before any memory is taken.
TEST(Compression, a_bomb_is_refused_by_the_size_it_states) {
  const std::string bomb = compressed(std::string(100'000'000, '\0'));
  ASSERT_LT(bomb.size(), 20'000U);
  EXPECT_EQ(error_of(bomb), CompressionError::kTooLarge);
  EXPECT_EQ(error_of(compressed(std::string(1'001, 'x')), nullptr, 1'000), CompressionError::kTooLarge);
}

// RFC 8878, 3.1.1.1: after the magic number a descriptor byte. 0x20 is a single segment whose content size is
// the next byte; 0x00 has no size but a window descriptor. Then blocks of three bytes of head, little-endian:
// bit 0 last, bits 1-2 type (1: one byte repeated), the rest the size. 300,000 is 0x493e0, so the head is
// 0x493e0 << 3 | 1 << 1 | 1 = 0x249f03 for a last block of one byte repeated; blocks hold at most 128 KiB.
TEST(Compression, a_frame_that_lies_about_its_size_or_does_not_say_it_is_bounded) {
  const std::string magic("\x28\xb5\x2f\xfd", 4);
  const auto repeated = [](unsigned count, bool last) {
    const unsigned head = count << 3 | 1U << 1 | (last ? 1U : 0U);
    return std::string{static_cast<char>(head & 0xff), static_cast<char>(head >> 8 & 0xff),
                       static_cast<char>(head >> 16), 'z'};
  };
  const std::string single("\x20", 1);
  std::string plain;
  ASSERT_TRUE(Decompressor().decompress(magic + single + '\x64' + repeated(100, true), nullptr, 100, plain).ok());
  EXPECT_EQ(plain, std::string(100, 'z'));
  EXPECT_EQ(error_of(magic + single + '\x63' + repeated(100, true)), CompressionError::kNotParsable);
  EXPECT_EQ(error_of(magic + single + '\x65' + repeated(100, true)), CompressionError::kNotParsable);

  std::string unsized = magic + std::string("\x00\x38", 2);  // window 2^(10 + 7) = 128 KiB
  for (int i = 0; i < 3; ++i) unsized += repeated(100'000, i == 2);
  EXPECT_EQ(error_of(unsized), CompressionError::kTooLarge);
  ASSERT_TRUE(Decompressor().decompress(unsized, nullptr, 300'000, plain).ok());
  EXPECT_EQ(plain.size(), 300'000U);
}

TEST(Compression, only_one_whole_frame_is_read) {
  const std::string frame = compressed(messages(1, 1)[0]);
  EXPECT_EQ(error_of(""), CompressionError::kNotParsable);
  EXPECT_EQ(error_of("{\"AgentVersion\":"), CompressionError::kNotParsable);
  EXPECT_EQ(error_of(frame + frame), CompressionError::kNotParsable);
  EXPECT_EQ(error_of(frame + "x"), CompressionError::kNotParsable);
  EXPECT_EQ(error_of(frame.substr(0, frame.size() - 1)), CompressionError::kNotParsable);
  EXPECT_EQ(error_of(std::string("\x50\x2a\x4d\x18\x01\x00\x00\x00x", 9)), CompressionError::kNotParsable);  // skippable
}

TEST(Compression, hostile_frames_are_bounded_and_leave_the_reader_usable) {
  const auto list = messages(1, 8);
  Decompressor decompressor;
  std::string plain;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    RandomStream random(seed, 2, 0, Purpose::kTest);
    const CompressionDictionary* with = seed % 2 == 0 ? nullptr : &dictionary();
    std::string frame = compressed(list[random.below(list.size())], with);
    for (auto n = 1 + random.below(4); n > 0; --n) {
      frame[random.below(frame.size())] = static_cast<char>(random.below(256));
    }
    if (random.chance(0.2)) frame.resize(random.below(frame.size()));
    const auto result = decompressor.decompress(frame, with, 65'536, plain);
    ASSERT_LE(plain.size(), 65'536U) << "seed " << seed;
    ASSERT_EQ(result.ok() ? result.value() : 0, plain.size()) << "seed " << seed;
  }
  ASSERT_TRUE(decompressor.decompress(compressed(list[0]), nullptr, kMaxBytes, plain).ok());
  EXPECT_EQ(plain, list[0]);
}

TEST(Compression, names_every_word_and_error) {
  EXPECT_EQ(to_string(Compression::kZstdDictionary), "zstd_dictionary");
  EXPECT_EQ(to_string(CompressionError::kWrongDictionary), "wrong_dictionary");
}

}  // namespace
}  // namespace picket
