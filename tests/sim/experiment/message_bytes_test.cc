#include "sim/experiment/message_bytes.h"

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

TEST(MessageBytesDeathTest, a_dictionary_is_not_optional) {
  TextTable texts;
  std::string out;
  EXPECT_DEATH(append_message(Encoding::kG1Json, {}, {}, texts, Compression::kZstdDictionary, nullptr, out),
               "CHECK failed");
}

}  // namespace
}  // namespace picket::sim
