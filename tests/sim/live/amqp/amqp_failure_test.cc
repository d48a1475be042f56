#include "sim/live/amqp/amqp_failure.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace picket::sim {
namespace {

TEST(AmqpFailure, is_told_by_condition_or_by_words_below_amqp) {
  EXPECT_EQ(amqp_failure_of("com.microsoft:server-busy", ""), AmqpFailure::kServerBusy);
  EXPECT_EQ(amqp_failure_of("amqp:link:detach-forced", "idle for 10 minutes"), AmqpFailure::kDetached);
  EXPECT_EQ(amqp_failure_of("amqp:unauthorized-access", "ExpiredToken: The token is expired."), AmqpFailure::kTokenExpired);
  EXPECT_EQ(amqp_failure_of("amqp:unauthorized-access", "Unauthorized access."), AmqpFailure::kUnauthorized);
  EXPECT_EQ(amqp_failure_of("amqp:resource-limit-exceeded", "Exceeded the maximum number of receivers"), AmqpFailure::kTooManyReaders);
  EXPECT_EQ(amqp_failure_of("amqp:resource-limit-exceeded", "local-idle-timeout expired"), AmqpFailure::kUnreachable);
  EXPECT_EQ(amqp_failure_of("amqp:connection:framing-error", "SSL Failure: error:0A000086:SSL routines::certificate verify failed"), AmqpFailure::kCertificate);
  EXPECT_EQ(amqp_failure_of("proton:io", "Connection refused - connect to 127.0.0.1:5671"), AmqpFailure::kUnreachable);
  EXPECT_EQ(amqp_failure_of("proton:io", "Name or service not known - x:5671"), AmqpFailure::kNameNotFound);
  EXPECT_EQ(amqp_failure_of("com.example:new", "?"), AmqpFailure::kOther);
}

TEST(AmqpFailure, what_needs_a_person_has_advice) {
  for (std::size_t i = 0; i < kAmqpFailures; ++i) {
    const auto failure = static_cast<AmqpFailure>(i);
    if (needs_a_person(failure)) {
      EXPECT_FALSE(advice(failure).empty()) << to_string(failure);
    }
  }
}

TEST(AmqpFailure, waits_longer_from_attempt_to_attempt_and_never_beyond_a_minute) {
  for (std::uint32_t attempt = 0; attempt < 100; ++attempt) {
    for (std::uint64_t noise = 0; noise < 50; ++noise) {
      const double full = std::min(60.0, static_cast<double>(1ULL << std::min(attempt, 10U)));
      const double wait = retry_wait(AmqpFailure::kUnreachable, attempt, noise).to_seconds();
      EXPECT_LE(wait, full);
      EXPECT_GE(wait, full / 2);
      EXPECT_GE(retry_wait(AmqpFailure::kServerBusy, attempt, noise), kServerBusyWait);
    }
  }
  EXPECT_EQ(retry_wait(AmqpFailure::kCertificate, 0, 5), Duration::seconds(60));
}

}  // namespace
}  // namespace picket::sim
