#include "sim/fleet/compiled_step.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

double failures_of(const EventTemplate& query, std::uint32_t n) {
  TextTable texts;
  const EventMaker maker(query, texts);
  std::uint32_t failed = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    EventRun run;
    maker.fill(run, Time(), mix64(i), 0, {}, {});
    failed += std::get<DnsRecord>(run.first.record).failed ? 1U : 0U;
  }
  return static_cast<double>(failed) / n;
}

// 20,000 draws of 30 % have a standard deviation of 0.32 %.
TEST(EventMaker, lets_the_given_share_of_queries_fail) {
  EventTemplate query;
  query.kind = StepKind::kDns;
  query.names = {"a.example"};
  EXPECT_EQ(failures_of(query, 1'000), 0);
  query.failed_share = 0.3;
  EXPECT_NEAR(failures_of(query, 20'000), 0.3, 0.013);
  query.failed_share = 1;
  EXPECT_EQ(failures_of(query, 1'000), 1);
  query.failed_share = 0.3;
  query.operation = StepOperation::kNotResolved;
  EXPECT_EQ(failures_of(query, 1'000), 1);
}

// Whether it fails is drawn apart from the rest: the names stay what they were.
TEST(EventMaker, asks_the_same_names_whatever_share_fails) {
  EventTemplate query;
  query.kind = StepKind::kDns;
  query.names = {"{hex8}.a.example", "{hex8}.b.example"};
  query.pick = Pick::kRandom;
  query.variants = 1'000'000;
  EventTemplate failing = query;
  failing.failed_share = 0.5;
  TextTable texts;
  const EventMaker one(query, texts), other(failing, texts);
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    EventRun a, b;
    one.fill(a, Time(), mix64(i), 0, {}, {});
    other.fill(b, Time(), mix64(i), 0, {}, {});
    ASSERT_EQ(std::get<DnsRecord>(a.first.record).name, std::get<DnsRecord>(b.first.record).name);
  }
}

TEST(InternText, an_executable_is_a_path_or_the_folder_of_the_command_s_program) {
  TextTable texts;
  const auto image = [&](const std::string& command, const std::string& executable) {
    return texts.render(intern_text(texts, command, executable).executable);
  };
  EXPECT_EQ(image("iptables -F", "/usr/sbin/"), "/usr/sbin/iptables");
  EXPECT_EQ(image("/bin/busybox ps", "/usr/bin/"), "/usr/bin/busybox");
  EXPECT_EQ(image("iptables -F", "/sbin/xtables-multi"), "/sbin/xtables-multi");
  EXPECT_EQ(image("iptables -F", ""), "iptables");
}

}  // namespace
}  // namespace picket::sim
