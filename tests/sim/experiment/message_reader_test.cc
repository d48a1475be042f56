#include "sim/experiment/message_reader.h"

#include <gtest/gtest.h>

#include "sim/generate/message_bytes.h"

namespace picket::sim {
namespace {

struct Sent {
  TextTable texts;
  std::vector<Observation> observations;
  std::string bytes;

  explicit Sent(Compression compression) {
    ProcessRecord process;
    process.executable = texts.intern("/bin/ls");
    process.commandline = texts.intern("ls -la");
    Observation one;
    one.record = process;
    one.first_time = one.last_time = one.window_start = one.window_end = Time::from_unix_seconds(1'772'500'000);
    observations.push_back(one);
    AgentIdentity identity;
    identity.device_name = "kiosk-000001";
    identity.module_name = "azureiotsecurity";
    identity.agent_version = "0.0.6";
    append_message(Encoding::kG1Json, identity, {1, one.last_time, observations, {}}, texts, compression, nullptr, bytes);
  }
  DeviceMessage message(Compression compression) const {
    DeviceMessage out;
    out.encoding = Encoding::kG1Json;
    out.bytes = bytes;
    out.compression = compression;
    return out;
  }
};

TextTable frozen() {
  TextTable texts;
  texts.freeze();
  return texts;
}

TEST(MessageReader, reads_what_was_sent_compressed_or_not) {
  for (const Compression compression : {Compression::kNone, Compression::kZstd}) {
    const Sent sent(compression);
    const TextTable vocabulary = frozen();
    MessageReader reader(vocabulary);
    const std::vector<Observation> read = reader.observations_of(sent.message(compression));
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(reader.texts().render(std::get<ProcessRecord>(read[0].record).commandline), "ls -la");
  }
}

TEST(MessageReader, gives_nothing_of_what_cannot_be_read) {
  const Sent sent(Compression::kNone);
  const TextTable vocabulary = frozen();
  MessageReader reader(vocabulary);
  EXPECT_TRUE(reader.observations_of(sent.message(Compression::kZstd)).empty());
  DeviceMessage damaged = sent.message(Compression::kNone);
  damaged.bytes.remove_suffix(5);
  EXPECT_TRUE(reader.observations_of(damaged).empty());
}

TEST(MessageReader, reads_on_after_forgetting) {
  const Sent sent(Compression::kNone);
  const TextTable vocabulary = frozen();
  MessageReader reader(vocabulary, 2);
  ASSERT_EQ(reader.observations_of(sent.message(Compression::kNone)).size(), 1U);
  EXPECT_EQ(reader.texts().room(), 0U);
  reader.forget();
  EXPECT_EQ(reader.texts().room(), 2U);
  EXPECT_EQ(reader.observations_of(sent.message(Compression::kNone)).size(), 1U);
}

}  // namespace
}  // namespace picket::sim
