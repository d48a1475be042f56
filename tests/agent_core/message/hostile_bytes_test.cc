#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/agent_core/message/random_message.h"

// Bytes from outside: 10,000 damaged messages per encoding are either decoded or refused for a counted
// reason, and what is kept stays within the limits. Under the sanitizers this is also a memory test.

namespace picket {
namespace {

using test::kEncodings;
using test::MessageGenerator;
using test::Vocabulary;

class HostileBytes : public testing::TestWithParam<Encoding> {};
INSTANTIATE_TEST_SUITE_P(Message, HostileBytes, testing::ValuesIn(kEncodings),
                         [](const auto& of) { return std::string(to_string(of.param)); });

std::string random_bytes(RandomStream& random, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(random.below(256));
  return bytes;
}

/// Bit flips, cuts, insertions, repeated parts, and, for JSON, tokens that parsers stumble over.
void damage(std::string& bytes, RandomStream& random) {
  static const std::vector<std::string> kTokens{
      "1e999", "-1", "18446744073709551616", "99999999999999999999999999999999", "\"\\ud800\"", "\xff\xfe", "\xc0\xaf",
      "null", "{}", "[]", "\"HitCount\":", "\"Payload\":[", "\\u0000", "0.1", std::string(1, '\0'), "]}", "\"Events\":[],"};
  const std::size_t times = 1 + random.below(4);
  for (std::size_t i = 0; i < times && !bytes.empty(); ++i) {
    const std::size_t at = random.below(bytes.size());
    switch (random.below(6)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
        break;
      case 1:
        bytes.resize(at);
        break;
      case 2:
        bytes.insert(at, kTokens[random.below(kTokens.size())]);
        break;
      case 3:
        bytes.erase(at, 1 + random.below(20));
        break;
      case 4:
        bytes.insert(random.below(bytes.size()), bytes.substr(at, random.below(200)));
        break;
      default: {
        const std::string other = random_bytes(random, 1 + random.below(8));
        bytes.replace(at, other.size(), other);
      }
    }
  }
}

TEST_P(HostileBytes, damaged_messages_are_decoded_or_refused_and_counted) {
  const Vocabulary vocabulary;
  std::map<std::string, int> outcomes;
  DecodedMessage decoded;
  DecodeLimits limits;
  limits.max_observations = 64;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    MessageGenerator generator(vocabulary, seed);
    const auto observations = generator.observations(GetParam(), 1 + seed % 12);
    std::string bytes;
    encode(GetParam(), generator.identity(), generator.message(observations), vocabulary.texts, bytes);
    damage(bytes, generator.random());
    limits.tolerant = seed % 2 == 0;
    TextTable overlay(32, &vocabulary.texts);
    const auto result = decode(GetParam(), bytes, limits, overlay, decoded);
    ASSERT_LE(decoded.observations.size(), limits.max_observations);
    ASSERT_LE(overlay.size(), vocabulary.texts.size() + 32);
    if (result.ok()) {
      ASSERT_EQ(result.value(), decoded.observations.size());
      // What was accepted can be worked with: every text renders, the interval is one.
      TextTable common;
      for (const Observation& o : decoded.observations) {
        test::in_table(o, overlay, common);
        ASSERT_LE(o.first_time, o.last_time) << "seed " << seed;
        ASSERT_LE(o.window_start, o.window_end) << "seed " << seed;
      }
      ++outcomes["accepted"];
    } else {
      ASSERT_TRUE(decoded.observations.empty());
      ++outcomes[std::string(to_string(result.error()))];
    }
  }
  int total = 0;
  for (const auto& [outcome, count] : outcomes) total += count;
  EXPECT_EQ(total, 10'000);
  EXPECT_GT(outcomes["not_parsable"], 1'000);
  EXPECT_GT(outcomes["accepted"], 100);
}

TEST_P(HostileBytes, noise_is_never_a_message) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  DecodedMessage decoded;
  TextTable texts;
  for (int i = 0; i < 2'000; ++i) {
    const std::string bytes = random_bytes(random, random.below(300));
    const auto result = decode(GetParam(), bytes, {}, texts, decoded);
    if (GetParam() == Encoding::kG1Json) {
      ASSERT_FALSE(result.ok());
    }
    ASSERT_TRUE(decoded.observations.empty());
  }
}

TEST_P(HostileBytes, every_prefix_of_a_message_is_refused) {
  const Vocabulary vocabulary;
  MessageGenerator generator(vocabulary, 5);
  const auto observations = generator.observations(GetParam(), 3);
  std::string bytes;
  encode(GetParam(), generator.identity(), generator.message(observations), vocabulary.texts, bytes);
  DecodedMessage decoded;
  TextTable texts;
  for (std::size_t length = 0; length + 4 < bytes.size(); ++length) {
    EXPECT_FALSE(decode(GetParam(), std::string_view(bytes).substr(0, length), {}, texts, decoded).ok()) << length;
  }
}

TEST_P(HostileBytes, messages_at_any_address_are_read_alike) {
  const Vocabulary vocabulary;
  MessageGenerator generator(vocabulary, 5);
  const auto observations = generator.observations(GetParam(), 9);
  std::string bytes;
  encode(GetParam(), generator.identity(), generator.message(observations), vocabulary.texts, bytes);
  for (std::size_t shift = 0; shift < 8; ++shift) {
    const std::string moved = std::string(shift, ' ') + bytes;
    TextTable texts;
    DecodedMessage decoded;
    EXPECT_TRUE(decode(GetParam(), std::string_view(moved).substr(shift), {}, texts, decoded).ok()) << shift;
  }
}

std::string message_with(const std::string& event_fields, const std::string& item) {
  return R"({"AgentVersion":"1","AgentId":"00000000-0000-0000-0000-000000000000","MessageSchemaVersion":"1.0","Events":[)"
         R"({"Category":"Triggered","EventType":"Security","Name":"ProcessCreate","PayloadSchemaVersion":"1.0",)"
         R"("Id":"00000000-0000-0000-0000-000000000000","TimestampLocal":"","TimestampUTC":"2026-01-02T03:04:05Z",)"
         R"("IsEmpty":false,)" +
         event_fields + R"("Payload":[)" + item + "]}]}";
}

DecodeError json_error(const std::string& bytes, bool tolerant = true) {
  TextTable texts;
  DecodedMessage decoded;
  DecodeLimits limits;
  limits.tolerant = tolerant;
  const auto result = decode(Encoding::kG1Json, bytes, limits, texts, decoded);
  EXPECT_FALSE(result.ok()) << bytes;
  return result.ok() ? DecodeError::kCount_ : result.error();
}

const std::string kItem = R"({"Executable":"a","CommandLine":"b","UserId":"0","ProcessId":1,"ParentProcessId":1})";

TEST(HostileJson, deep_nesting_is_not_parsable_and_does_not_recurse) {
  EXPECT_EQ(json_error(std::string(200'000, '[')), DecodeError::kNotParsable);
  EXPECT_EQ(json_error(std::string(100'000, '[') + std::string(100'000, ']')), DecodeError::kNotParsable);
  std::string objects;
  for (int i = 0; i < 20'000; ++i) objects += R"({"a":)";
  EXPECT_EQ(json_error(objects), DecodeError::kNotParsable);
}

TEST(HostileJson, keys_given_twice_are_a_violation) {
  ASSERT_NE(message_with("", kItem).find(kItem), std::string::npos);
  EXPECT_EQ(json_error(message_with(R"("IsEmpty":false,)", kItem)), DecodeError::kSchemaViolation);
  EXPECT_EQ(json_error(message_with("", R"({"Executable":"a","Executable":"b","CommandLine":"b","UserId":"0",)"
                                        R"("ProcessId":1,"ParentProcessId":1})")),
            DecodeError::kSchemaViolation);
}

TEST(HostileJson, numbers_beyond_their_type_are_held_or_refused) {
  const auto with_pid = [](const std::string& pid) {
    return message_with("", R"({"Executable":"a","CommandLine":"b","UserId":"0","ParentProcessId":1,"ProcessId":)" + pid +
                                "}");
  };
  TextTable texts;
  DecodedMessage decoded;
  for (const auto& [pid, expected] : std::map<std::string, std::uint32_t>{
           {"18446744073709551615", 0xffffffff}, {"-5", 0}, {"6052.0", 6052}, {"1e300", 0xffffffff}}) {
    ASSERT_TRUE(decode(Encoding::kG1Json, with_pid(pid), {}, texts, decoded).ok()) << pid;
    EXPECT_EQ(std::get<ProcessRecord>(decoded.observations[0].record).process_id, expected) << pid;
  }
  EXPECT_EQ(json_error(with_pid("6052.5")), DecodeError::kSchemaViolation);
  EXPECT_EQ(json_error(with_pid("99999999999999999999999")), DecodeError::kNotParsable);
  EXPECT_EQ(json_error(with_pid("1e999")), DecodeError::kNotParsable);
}

TEST(HostileJson, invalid_utf8_is_not_parsable) {
  EXPECT_EQ(json_error(message_with("", R"({"Executable":")" "\xff" R"("})")), DecodeError::kNotParsable);
}

TEST(HostileJson, a_hit_count_that_cannot_be_read_is_a_violation) {
  for (const std::string count : {R"("abc")", R"("-1")", R"("4294967296")", "true", "1.5", R"("")"}) {
    EXPECT_EQ(json_error(message_with("", R"({"Executable":"a","CommandLine":"b","UserId":"0","ParentProcessId":1,)"
                                          R"("ProcessId":1,"ExtraDetails":{"HitCount":)" + count + "}}")),
              DecodeError::kSchemaViolation)
        << count;
  }
}

}  // namespace
}  // namespace picket
