#include "sim/live/agent/http_date.h"

#include <gtest/gtest.h>

#include <string>

namespace picket::sim {
namespace {

// The example of RFC 9110; seconds by `date -u -d`.
TEST(HttpDate, reads_the_form_that_servers_write) {
  EXPECT_EQ(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Time::from_unix_seconds(784'111'777));
  EXPECT_EQ(http_date("Thu, 29 Feb 2024 00:00:00 GMT"), Time::from_unix_seconds(1'709'164'800));
  EXPECT_EQ(http_date("Sat, 31 Dec 2016 23:59:60 GMT"), Time::from_unix_seconds(1'483'228'800)) << "a leap second";
}

TEST(HttpDate, takes_nothing_else) {
  for (const char* wrong : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
                            "Fri, 30 Feb 2024 00:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(http_date(wrong), std::nullopt) << wrong;
  }
}

TEST(DateOfAnswer, is_the_field_of_the_header_and_no_text_after_it) {
  const std::string answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\ndate:  Sun, 06 Nov 1994 08:49:37 GMT \r\n\r\n";
  EXPECT_EQ(date_of_answer(answer), Time::from_unix_seconds(784'111'777));
  EXPECT_EQ(date_of_answer("HTTP/1.1 200 OK\r\n\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::nullopt);
  EXPECT_EQ(date_of_answer("HTTP/1.1 200 OK\r\nDate: today\r\n\r\n"), std::nullopt);
  EXPECT_EQ(date_of_answer(std::string(5'000, ':')), std::nullopt);
  EXPECT_EQ(date_of_answer(""), std::nullopt);
}

// Whatever the network sends is read or refused, cut at every byte and with every byte changed.
TEST(DateOfAnswer, survives_damage) {
  const std::string answer = "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n";
  for (std::size_t i = 0; i < answer.size(); ++i) {
    (void)date_of_answer(answer.substr(0, i));
    std::string damaged = answer;
    damaged[i] = static_cast<char>(0xff);
    const auto date = date_of_answer(damaged);
    EXPECT_TRUE(!date || *date == Time::from_unix_seconds(784'111'777)) << i;
  }
}

}  // namespace
}  // namespace picket::sim
