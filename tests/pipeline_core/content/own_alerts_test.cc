// Alerts of our own that stand for attacks no documented alert covers: raised by a story, not by its near miss. Those
// that need a fleet or a learned volume (sim.novel_*, sim.rare_peer, sim.egress_volume, sim.fleet_stuffing,
// sim.device_silent) have theirs in attacks_test.cc and pipeline_test.cc.
#include <gmock/gmock.h>

#include <functional>
#include <set>

#include "tests/pipeline_core/content/alert_case.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

Observation attempt(std::string_view remote, std::uint16_t port, TransportProtocol protocol, std::uint64_t in = 100) {
  Observation o = flow(kStart, remote, port);
  auto& n = std::get<NetworkRecord>(o.record);
  n.protocol = protocol;
  n.bytes_in = in;
  return o;
}

std::vector<Observation> repeat(std::size_t times, const std::function<Observation(std::size_t)>& one) {
  std::vector<Observation> out;
  for (std::size_t i = 0; i < times; ++i) out.push_back(one(i));
  return out;
}

std::string address(std::size_t i) { return "198.51." + std::to_string(100 + i / 250) + '.' + std::to_string(i % 250 + 1); }

std::vector<AlertCase> cases_of(TextTable& texts) {
  const auto command = [&](std::string_view line) { return std::vector<Observation>{exec(texts, kStart, line)}; };
  const auto file = [&](std::string_view path, FileOperation operation = FileOperation::kCreated) {
    return at(kStart, FileRecord{texts.intern(path), operation});
  };
  const auto name = [&](std::string_view text, bool failed) { return at(kStart, DnsRecord{texts.intern(text), failed}); };
  const auto failures = [&](std::size_t times) {
    return repeat(times, [&](std::size_t) { return login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.9"); });
  };
  const auto guessed = [&](std::size_t times) {
    auto story = failures(times);
    story.push_back(login(texts, kStart, LoginOperation::kLogin, "203.0.113.9"));
    return story;
  };
  const auto peers = [](std::size_t count, std::uint16_t port, TransportProtocol protocol) {
    return repeat(count, [=](std::size_t i) { return attempt(address(i), port, protocol); });
  };
  const auto inbound = [](std::size_t ports) {
    return repeat(ports, [](std::size_t i) {
      Observation o = attempt("203.0.113.9", 40'000, TransportProtocol::kTcp);
      std::get<NetworkRecord>(o.record).direction = Direction::kInbound;
      std::get<NetworkRecord>(o.record).local_port = static_cast<std::uint16_t>(i + 1);
      return o;
    });
  };
  const auto names = [&](std::size_t count, std::string_view label, bool failed) {
    return repeat(count, [&, label, failed](std::size_t i) {
      return name(std::string(label) + std::to_string(i) + ".zone.example", failed);
    });
  };
  const auto files = [&](std::size_t count) {
    return repeat(count, [&](std::size_t i) {
      return file("/data/" + std::to_string(i), i % 2 == 0 ? FileOperation::kMoved : FileOperation::kDeleted);
    });
  };
  Observation future = exec(texts, kStart + Duration::hours(1), "ls");
  const auto system = [&](std::string_view version) {
    SystemInformationRecord r;
    r.os_version = texts.intern(version);
    return at(kStart, r);
  };
  const auto flood = [](std::uint64_t in) {
    Observation o = attempt("203.0.113.9", 80, TransportProtocol::kUdp, in);
    std::get<NetworkRecord>(o.record).bytes_out = 90'000'000;
    return std::vector<Observation>{o};
  };
  const auto retries = [](std::uint64_t in) {
    return repeat(60, [in](std::size_t) { return attempt("203.0.113.9", 50, TransportProtocol::kTcp, in); });
  };
  constexpr std::string_view kLong = "kvqxw7mzt3yhq2r9plf6cdb5nsaj0";
  const auto plug = [&](std::string_view text) { return at(kStart, PeripheralRecord{texts.intern(text), true, true}); };
  return {
      {"sim.agent_stopped", command("systemctl stop defender-iot-micro-agent"), command("systemctl stop edged")},
      {"sim.authorized_keys", {file("/root/.ssh/authorized_keys")}, {file("/root/.ssh/known_hosts")}},
      {"sim.bruteforce_failed", failures(30), failures(29)},
      {"sim.bruteforce_success", guessed(6), guessed(3)},
      {"sim.c2_retry", retries(0), retries(100)},
      {"sim.clock_jump", {future}, command("ls")},
      {"sim.ddos_source", flood(0), flood(2'000'000)},
      {"sim.dga", names(25, "qzx", true), names(25, "qzx", false)},
      {"sim.dns_tunnel", names(30, kLong, false), names(30, "host", false)},
      {"sim.file_storm", files(250), files(249)},
      {"sim.new_peripheral", {plug("usb dead:beef keyboard")}, {plug("usb 0bda:0129 card reader")}},
      {"sim.ot_new_master", {attempt("192.168.1.44", 502, TransportProtocol::kTcp)},
       {attempt("192.168.1.20", 502, TransportProtocol::kTcp)}},
      {"sim.p2p_fanout", peers(40, 6881, TransportProtocol::kUdp), peers(40, 123, TransportProtocol::kUdp)},
      {"sim.peer_login", {login(texts, kStart, LoginOperation::kLogin, "192.168.1.77")},
       {login(texts, kStart, LoginOperation::kLogin, "192.168.1.2")}},
      {"sim.persistence_file", {file("/etc/cron.d/x")}, {file("/etc/edge/x")}},
      {"sim.persistence_process", command("sh -c echo /tmp/x >> /etc/rc.local"), command("cat /etc/rc.local")},
      {"sim.preload", {file("/etc/ld.so.preload")}, {file("/etc/ld.so.cache")}},
      {"sim.proxy_fanout", peers(10, 25, TransportProtocol::kTcp), peers(10, 443, TransportProtocol::kTcp)},
      {"sim.sbom_unapproved", {at(kStart, PackageRecord{texts.intern("xmrig"), texts.intern("6.20"), {}})},
       {at(kStart, PackageRecord{texts.intern("openssl"), texts.intern("3.0.11"), {}})}},
      {"sim.scan_in", inbound(100), inbound(99)},
      {"sim.scan_out", peers(10, 23, TransportProtocol::kTcp), peers(9, 23, TransportProtocol::kTcp)},
      {"sim.version_decrease", {system("11.9")}, {system("12.1")}},
  };
}

/// Device 2i lives the story of case i, device 2i + 1 its near miss; all learned the same ordinary life.
TEST(OwnAlerts, are_raised_by_their_story_and_not_by_its_near_miss) {
  Bench b;
  add_own_rules(b.builder);
  b.builder.approve_package("openssl", "3.0.11");
  const std::vector<AlertCase> cases = cases_of(b.texts);
  SystemInformationRecord system;
  system.os_version = b.texts.intern("12.0");
  const std::vector<Observation> usual{
      login(b.texts, kStart, LoginOperation::kLogin, "192.168.1.2"), flow(kStart, "192.168.1.20", 502), at(kStart, system),
      at(kStart, PeripheralRecord{b.texts.intern("usb 0bda:0129 card reader"), true, true})};
  const auto devices = static_cast<std::uint32_t>(cases.size() * 2);
  b.start(devices);
  b.core->set_learning(true);
  for (std::uint32_t d = 0; d < devices; ++d) b.send(kStart - Duration::hours(1), usual, d);
  b.advance(kStart - Duration::minutes(30));
  b.core->set_learning(false);
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    b.send(kStart, cases[i].fires, 2 * i);
    b.send(kStart, cases[i].misses, 2 * i + 1);
  }
  b.advance(kStart + Duration::hours(2));
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    std::set<std::uint32_t> raised_for;
    for (const StoredFinding& f : b.sink->findings) {
      if (f.alert == cases[i].alert) raised_for.insert(f.device);
    }
    EXPECT_TRUE(raised_for.contains(2 * i)) << cases[i].alert;
    EXPECT_FALSE(raised_for.contains(2 * i + 1)) << cases[i].alert;
  }
}

TEST(OwnAlerts, an_unusual_hour_stands_out_from_the_learned_ones) {
  Bench b;
  add_own_rules(b.builder);
  const auto sign_in = [&](int hours) {
    return login(b.texts, kStart + Duration::hours(hours), LoginOperation::kLogin, "203.0.113.9");
  };
  std::vector<Observation> logins;
  for (int day = 0; day < 20; ++day) logins.push_back(sign_in(day * 24));
  logins.push_back(sign_in(20 * 24 + 1));
  logins.push_back(sign_in(20 * 24 + 9));
  b.start();
  b.core->set_learning(true);
  for (int day = 0; day < 20; ++day) b.send(kStart + Duration::hours(day * 24), {logins[static_cast<std::size_t>(day)]});
  b.advance(kStart + Duration::hours(470));
  b.core->set_learning(false);
  b.send(kStart + Duration::hours(481), {logins[20]});
  b.advance(kStart + Duration::hours(482));
  EXPECT_EQ(b.sink->count("sim.offhours_login"), 0u);
  b.send(kStart + Duration::hours(489), {logins[21]});
  b.advance(kStart + Duration::hours(490));
  EXPECT_EQ(b.sink->count("sim.offhours_login"), 1u);
}

/// Ten of twenty devices begin to call one address within a day.
TEST(OwnAlerts, a_rollout_to_a_new_address_is_the_fleets) {
  Bench b;
  add_own_rules(b.builder);
  b.start(20);
  b.core->set_learning(true);
  b.send(kStart - Duration::hours(25), {flow(kStart - Duration::hours(25), "198.51.100.1", 443)}, 0);
  for (std::uint32_t d = 1; d < 20; ++d) b.send(kStart, {flow(kStart, "198.51.100.1", 443)}, d);
  b.advance(kStart + Duration::hours(1));
  b.core->set_learning(false);
  for (std::uint32_t d = 0; d < 9; ++d) b.send(kStart + Duration::hours(2), {flow(kStart, "203.0.113.9", 443)}, d);
  b.advance(kStart + Duration::hours(3));
  EXPECT_EQ(b.sink->count("sim.fleet_new_peer"), 0u);
  b.send(kStart + Duration::hours(4), {flow(kStart, "203.0.113.9", 443)}, 9);
  b.advance(kStart + Duration::hours(5));
  EXPECT_EQ(b.sink->count("sim.fleet_new_peer"), 1u);
}

// Ten people mistype a password at ten devices within an hour: no source did that.
TEST(OwnAlerts, mistakes_at_the_consoles_of_a_fleet_are_no_stuffing) {
  for (const char* source : {"", "203.0.113.9"}) {
    Bench b;
    add_own_rules(b.builder);
    const Observation failed = login(b.texts, kStart, LoginOperation::kLoginFailed, source);
    b.start(12);
    for (std::uint32_t d = 0; d < 12; ++d) b.send(kStart + Duration::seconds(d), {failed}, d);
    b.advance(kStart + Duration::hours(2));
    EXPECT_EQ(b.sink->count("sim.fleet_stuffing"), *source == 0 ? 0u : 1u) << source;
  }
}

}  // namespace
}  // namespace picket
