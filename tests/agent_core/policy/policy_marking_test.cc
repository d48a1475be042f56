#include "agent_core/policy/policy_marking.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(PolicyMarking, follows_the_encoding_and_who_encodes) {
  Policy policy;
  policy.encoding = Encoding::kG1Json;
  EXPECT_EQ(marking_of(policy), security_marking());
  policy.encoding = Encoding::kG2FlatBuffers;
  policy.generation = Generation::kG2Linux;
  EXPECT_EQ(marking_of(policy), micro_agent_marking(MessageSource::kLinux));
  policy.generation = Generation::kG2Rtos;
  EXPECT_EQ(marking_of(policy), micro_agent_marking(MessageSource::kAzureRtos));
}

TEST(PolicyMarking, says_that_a_body_is_compressed) {
  Policy policy;
  policy.encoding = Encoding::kG1Json;
  const MessageMarking marking = marking_of(policy, Compression::kZstd);
  EXPECT_EQ(marking.content_encoding, "zstd");
  EXPECT_EQ(marking.content_type, security_marking().content_type);
  EXPECT_EQ(marking_of(policy, Compression::kZstdDictionary).content_encoding, "zstd");
}

}  // namespace
}  // namespace picket
