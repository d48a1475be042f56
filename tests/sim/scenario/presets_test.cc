// The files under scenarios/ that belong to this room: they load alone, and they say what their
// sources say (defaults of the agents: reference facts 1.1, 1.2, 2.1, 2.2; prices: price book).
#include <gtest/gtest.h>

#include "agent_core/publish/client_presets.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/writer.h"
#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

template <class T>
T part(const std::string& path) {
  T object{};
  Diagnostics diagnostics;
  Places places;
  const std::string full = test::source_path("scenarios/" + path);
  EXPECT_TRUE(read_text(test::read_file(full), path, object, diagnostics, places)) << diagnostics.text();
  return object;
}

TEST(Presets, g1_c_has_the_defaults_of_its_code) {
  const auto p = part<Policy>("policies/g1_c.yaml");
  EXPECT_EQ(p.generation, Generation::kG1C);
  EXPECT_EQ(p.encoding, Encoding::kG1Json);
  EXPECT_EQ(p.intervals[0], Duration::minutes(7));
  EXPECT_EQ(p.intervals[2], Duration::hours(5));
  EXPECT_EQ(p.snapshot_interval, Duration::hours(13));
  EXPECT_EQ(p.collect_interval, Duration::minutes(2));
  EXPECT_EQ(p.max_message_bytes, 204'800U);
  EXPECT_EQ(p.cache_bytes, 10U * 1024 * 1024);
  EXPECT_TRUE(p.ipv6);
  EXPECT_EQ(p.of(EventKind::kProcess).key, kKeyCommandline | kKeyExecutable | kKeyUser);
  EXPECT_EQ(p.of(EventKind::kNetwork).key, kKeyCommandline | kKeyUser | kKeyDirection |
                                               kKeyRemoteAddress | kKeyProtocol | kKeyServicePort);
  EXPECT_EQ(p.of(EventKind::kProcess).window, Duration::hours(1));
  EXPECT_EQ(p.of(EventKind::kNetwork).window, Duration::hours(1));
  EXPECT_EQ(p.of(EventKind::kLogin).priority, Priority::kHigh);
  EXPECT_FALSE(p.of(EventKind::kLogin).aggregate);
  EXPECT_FALSE(p.of(EventKind::kDns).collect);
  EXPECT_TRUE(p.of(EventKind::kLog).collect);
  EXPECT_EQ(p.of(EventKind::kLog).priority, Priority::kLow);
  EXPECT_EQ(p.log_level, LogLevel::kWarning);
  EXPECT_EQ(p.process_sensor, ProcessSensor::kAuditd);
}

TEST(Presets, g1_csharp_has_the_defaults_of_its_twin_and_configuration) {
  const auto p = part<Policy>("policies/g1_csharp.yaml");
  EXPECT_EQ(p.generation, Generation::kG1Csharp);
  EXPECT_EQ(p.intervals[0], Duration::minutes(7));
  EXPECT_EQ(p.intervals[2], Duration::hours(5));
  EXPECT_EQ(p.snapshot_interval, Duration::hours(13));
  EXPECT_EQ(p.collect_interval, Duration::minutes(2));
  EXPECT_EQ(p.consumer_interval, Duration::minutes(2));
  EXPECT_EQ(p.max_message_bytes, 204'800U);
  EXPECT_EQ(p.cache_bytes, 2'560'000U);
  EXPECT_EQ(p.queue_overflow, Overflow::kDropOldest);
  EXPECT_EQ(p.high_queue_share, 0.5);
  EXPECT_EQ(p.operational_queue_share, 0.1);
  EXPECT_EQ(p.of(EventKind::kNetwork).key, kKeyCommandline | kKeyUser | kKeyDirection |
                                               kKeyLocalAddress | kKeyRemoteAddress | kKeyProtocol | kKeyServicePort);
  EXPECT_EQ(p.of(EventKind::kNetwork).window, Duration::hours(1));
  EXPECT_EQ(p.of(EventKind::kLogin).priority, Priority::kHigh);
}

TEST(Presets, g2_rtos_has_the_defaults_of_its_headers) {
  const auto p = part<Policy>("policies/g2_rtos.yaml");
  EXPECT_EQ(p.generation, Generation::kG2Rtos);
  EXPECT_EQ(p.intervals, (std::array{Duration::seconds(10), Duration::seconds(30), Duration::seconds(60)}));
  EXPECT_EQ(p.of(EventKind::kNetwork).cache_size, 64U);
  EXPECT_TRUE(p.of(EventKind::kNetwork).per_ip_version);
  EXPECT_EQ(p.of(EventKind::kNetwork).overflow, Overflow::kDropUpdates);
  EXPECT_EQ(p.of(EventKind::kNetwork).key,
            kKeyLocalAddress | kKeyRemoteAddress | kKeyLocalPort | kKeyRemotePort | kKeyProtocol);
  EXPECT_EQ(p.of(EventKind::kNetwork).priority, Priority::kHigh);
  EXPECT_EQ(p.of(EventKind::kHeartbeat).priority, Priority::kLow);
  for (const EventKind kind : {EventKind::kProcess, EventKind::kDns, EventKind::kLogin, EventKind::kFile}) {
    EXPECT_FALSE(p.of(kind).collect);
  }
  EXPECT_EQ(p.max_message_bytes, 500U + 36 * 64 + 60 * 64);
  EXPECT_EQ(p.message_timeout, p.intervals[0]) << "no backlog";
  EXPECT_TRUE(p.ipv6);
}

TEST(Presets, g2_linux_has_the_defaults_of_its_twin) {
  const auto p = part<Policy>("policies/g2_linux.yaml");
  EXPECT_EQ(p.generation, Generation::kG2Linux);
  EXPECT_EQ(p.intervals, (std::array{Duration::minutes(30), Duration::minutes(120), Duration::minutes(1440)}));
  EXPECT_EQ(p.of(EventKind::kProcess).key, kKeyCommandline | kKeyUser);
  EXPECT_EQ(p.of(EventKind::kNetwork).key,
            kKeyLocalAddress | kKeyRemoteAddress | kKeyLocalPort | kKeyRemotePort | kKeyProtocol);
  EXPECT_FALSE(p.of(EventKind::kLogin).aggregate);
  EXPECT_TRUE(p.of(EventKind::kFile).collect);
  EXPECT_EQ(p.file_paths, std::vector<std::string>()) << "FileSystem_Paths is empty by default";
  EXPECT_TRUE(p.file_recursive);
  EXPECT_EQ(p.network_devices, std::vector<std::string>{"eth0"});
  for (const EventKind kind : {EventKind::kPeripheral, EventKind::kSystemInformation, EventKind::kHeartbeat}) {
    EXPECT_TRUE(p.of(kind).collect);
    EXPECT_EQ(p.of(kind).priority, Priority::kLow);
  }
  for (const EventKind kind : {EventKind::kProcess, EventKind::kNetwork}) EXPECT_EQ(p.of(kind).cache_size, 256U);
  EXPECT_EQ(p.message_timeout, Duration::minutes(2'880));
  EXPECT_EQ(p.max_message_bytes, 262'144U);
  EXPECT_EQ(p.login_sensor, LoginSensor::kUtmp);
  EXPECT_FALSE(p.ipv6);
}

TEST(Presets, picket_sends_what_is_new_at_once) {
  const auto p = part<Policy>("policies/picket.yaml");
  for (const EventKind kind : {EventKind::kProcess, EventKind::kNetwork, EventKind::kDns})
    EXPECT_TRUE(p.of(kind).first_seen);
  for (const EventKind kind : {EventKind::kLogin, EventKind::kFile, EventKind::kPeripheral}) {
    EXPECT_TRUE(p.of(kind).collect);
    EXPECT_EQ(p.of(kind).priority, Priority::kHigh);
  }
  EXPECT_EQ(p.of(EventKind::kNetwork).key & (kKeyLocalPort | kKeyRemotePort), 0U) << "no ephemeral ports";
  EXPECT_EQ(p.max_delay, Duration::seconds(5));
  EXPECT_TRUE(p.of(EventKind::kLogin).aggregate) << "guesses that are alike are one entry";
}

TEST(Presets, raw_keeps_every_event_and_agentless_none) {
  const auto raw = part<Policy>("policies/raw.yaml");
  for (std::size_t k = 0; k <= static_cast<std::size_t>(EventKind::kSbom); ++k) {
    EXPECT_TRUE(raw.kinds[k].collect) << to_string(static_cast<EventKind>(k));
    EXPECT_FALSE(raw.kinds[k].aggregate);
  }
  EXPECT_EQ(raw.snapshot_interval, Duration::hours(24));
  EXPECT_EQ(raw.max_delay, Duration::seconds(1));
  EXPECT_EQ(raw.max_message_bytes, 4'096U);
  const auto agentless = part<Policy>("policies/agentless.yaml");
  EXPECT_EQ(agentless.generation, Generation::kNone);
  for (const KindPolicy& kind : agentless.kinds) EXPECT_FALSE(kind.collect);
}

TEST(Presets, are_named_as_their_files) {
  for (const std::string name : {"agentless", "raw", "g1_c", "g1_csharp", "g2_linux", "g2_rtos", "picket"})
    EXPECT_EQ(part<Policy>("policies/" + name + ".yaml").name, name);
  EXPECT_EQ(part<PriceBook>("prices/us_2026_11.yaml").name, "us_2026_11");
  EXPECT_EQ(part<ClientPreset>("clients/python_sdk.yaml").name, "python_sdk");
}

// The same facts stand in the struct's defaults; one of the two would go stale unnoticed.
// The monthly price of a SIM is a choice of the file and may differ: whether the SIM is there for
// the agent's sake or anyway.
TEST(Presets, price_book_and_client_equal_the_defaults_of_the_program) {
  const auto prices = part<PriceBook>("prices/us_2026_11.yaml");
  PriceBook expected;
  expected.cellular_sim_month = prices.cellular_sim_month;
  expected.lines = prices.lines;  // the file says more of its prices than the program of its defaults
  for (const std::string_view key : kPriceKeys) {
    EXPECT_TRUE(prices.lines.contains(std::string(key))) << key;
  }
  EXPECT_EQ(write_yaml(prices), write_yaml(expected));
  EXPECT_EQ(part<ClientPreset>("clients/c_sdk.yaml"), ClientPreset{});
}

TEST(Presets, clients_are_those_of_the_agent_core) {
  for (const std::string_view name : kClientPresetNames) {
    EXPECT_EQ(part<ClientPreset>("clients/" + std::string(name) + ".yaml"), client_preset(name).value()) << name;
  }
}

TEST(Presets, policies_have_no_conflicts) {
  Diagnostics d;
  std::string text(test::kSmall);
  text.replace(text.find("policies:"), text.find("fleet:") - text.find("policies:"),
               "policies: [{use: agentless}, {use: raw}, {use: g1_c}, {use: g1_csharp}, {use: g2_linux}, {use: g2_rtos}, {use: picket}]\n");
  text +=
      "networks: {home: {}, lte_m: {}}\ndevice_classes: {ip_camera: {title: x}}\nattack_templates: {a01_mirai: {id: A, "
      "title: x, phases: []}}\n";
  const LoadResult r = load_scenario_text(text, "small.yaml", {}, test::source_path("scenarios"), d);
  EXPECT_TRUE(r.ok()) << d.text();
  EXPECT_EQ(d.warnings(), 0U) << d.text();
}

}  // namespace
}  // namespace picket::sim
