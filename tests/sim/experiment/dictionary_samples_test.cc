#include "sim/experiment/dictionary_samples.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

struct Sample {
  CarriedMessage message;
  std::string bytes;
};

std::vector<Sample> some(std::size_t count) {
  std::vector<Sample> list(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    list[i].message.device = DeviceId(i % 37);
    list[i].message.sequence = i / 37;
    list[i].bytes = R"({"AgentVersion":"1.0","Events":[{"Name":"ProcessCreate","CommandLine":")";
    for (std::uint32_t n = 0; n < 1 + i % 7; ++n) {
      list[i].bytes.append("/usr/bin/app --number=").append(std::to_string(i * 31 % 997 + n)).append("\",");
    }
  }
  return list;
}

std::string dictionary_of(const std::vector<Sample>& list) {
  DictionarySamples samples;
  for (const Sample& sample : list) samples.add(sample.message, sample.bytes);
  EXPECT_EQ(samples.size(), std::min(list.size(), DictionarySamples::kMostSamples));
  const auto trained = samples.train();
  return std::string(trained.ok() ? trained.value().bytes() : to_string(trained.error()));
}

TEST(DictionarySamples, the_choice_does_not_depend_on_the_order_in_which_messages_come) {
  std::vector<Sample> list = some(3'000);
  const std::string expected = dictionary_of(list);
  EXPECT_GT(expected.size(), 256U);
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.below(i)]);
    EXPECT_EQ(dictionary_of(list), expected);
  }
}

TEST(DictionarySamples, few_messages_are_not_enough) { EXPECT_EQ(dictionary_of(some(2)), "too_few_samples"); }

// 600 messages of 1 MB each: 512 are kept, 16 KiB of each.
TEST(DictionarySamples, memory_is_bounded) {
  DictionarySamples samples;
  const std::string large(1'000'000, 'x');
  for (std::uint32_t i = 0; i < 600; ++i) {
    CarriedMessage message;
    message.sequence = i;
    samples.add(message, large);
  }
  EXPECT_EQ(samples.size(), 512U);
}

}  // namespace
}  // namespace picket::sim
