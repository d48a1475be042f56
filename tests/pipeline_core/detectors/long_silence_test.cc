#include "pipeline_core/detectors/long_silence.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(LongSilence, fires_once_when_the_limit_is_over_and_again_after_a_message) {
  const Time start = Time::from_unix_seconds(1'000'000);
  const Duration limit = Duration::hours(72);
  LongSilence silence;
  EXPECT_FALSE(silence.take(start));  // not watched
  silence.hear(start, limit);
  EXPECT_FALSE(silence.take(start + limit - Duration::microseconds(1)));
  EXPECT_EQ(silence.take(start + Duration::hours(100)), start + limit);
  EXPECT_FALSE(silence.take(start + Duration::hours(200)));
  silence.hear(start + Duration::hours(201), limit);
  EXPECT_EQ(silence.take(start + Duration::hours(300)), start + Duration::hours(273));
}

}  // namespace
}  // namespace picket
