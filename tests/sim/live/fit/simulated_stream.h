#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "agent_core/message/message_marking.h"
#include "sim/fleet/fleet.h"
#include "sim/generate/device_stage.h"
#include "sim/live/amqp/received_event.h"
#include "sim/scenario/load.h"

// What a hub's endpoint would give of a simulated fleet, whose rates are known by hand.

namespace picket::sim::test {

/// Rates an hour: execs 60 (of "poll" and "report" 2 to 1), flows out 30 (20 to port 443 in public, 10 to port 53 on the local network), queries 12,
/// files 6, failed log-ins 3. `spread`: of a log-normal factor between devices, whose mean is then exp(spread^2 / 2).
inline std::string known_scenario(const std::string& policy, const std::string& duration, const std::string& spread = "0", const std::string& season = "flat") {
  const std::string seasonal = season == "flat" ? "" : ", seasonality: group";
  return R"(
name: known
seed: 6
replications: 1
warm_up: 1 h
start_utc: 2026-03-03T00:00:00Z
duration: )" + duration + R"(
wire: exact
policies: [{use: )" + policy + R"(}]
fleet:
  - {device_class: known, count: 24, sites: 24, access: {ethernet: 1}, seasonality: )" + season + R"(}
hubs: [{name: hub}]
device_classes:
  known:
    title: Known
    hardware_vendor: Known Works
    hardware_model: K-1
    os_name: Known OS
    os_versions: {"5": 1}
    rate_sigma: )" + spread + R"(
    odd_share: 0
    reboots_per_30_days: 0
    power_losses_per_year: 0
    remotes:
      cloud: {scope: cloud, universe: 4, size: 3}
      near: {scope: lan}
    activities:
      poll: {timing: bursts, per_hour: 40, rate_factor: process)" + seasonal + R"(, script: [{kind: process, commandlines: ["/usr/bin/poll --all"]}]}
      report: {timing: bursts, per_hour: 20, rate_factor: process)" + seasonal + R"(, script: [{kind: process, commandlines: ["/usr/bin/report"]}]}
      talk: {timing: bursts, per_hour: 20, script: [{kind: network, remote: cloud, remote_ports: [{port: 443}], commandlines: ["/usr/bin/talk"], bytes_out: 500 B, bytes_in: 2 kB}]}
      ask: {timing: bursts, per_hour: 10, script: [{kind: network, remote: near, protocol: udp, remote_ports: [{port: 53}], bytes_out: 40 B, bytes_in: 90 B}]}
      look_up: {timing: bursts, per_hour: 12, script: [{kind: dns, names: ["a.example.com"]}]}
      write: {timing: bursts, per_hour: 6, script: [{kind: file, paths: ["/etc/known.conf"]}]}
      guess: {timing: bursts, per_hour: 3, script: [{kind: login, operation: login_failed, users: [root], executable: /usr/sbin/sshd, remote: near}]}
)";
}

inline Scenario scenario_of(const std::string& text) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(text, "known", {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  if (!loaded.ok()) throw std::runtime_error("the scenario of the test is wrong");
  return std::move(*loaded.scenario);
}

/// The messages of all devices under the scenario's first policy, in the order of their making, as a reader of the endpoint has them half a
/// second later. A quarter of the devices is in each of four partitions. What they send in the first `unheard` is left out: a reader comes to
/// devices that live already.
inline std::vector<EventRead> stream_of(const Scenario& scenario, Duration unheard = Duration::hours(4)) {
  const World world(scenario, 0);
  const Policy& policy = scenario.policy_templates.at(scenario.policies.at(0).use);
  DeviceStage stage(world, policy, nullptr);
  for (unsigned s = 0; s < DeviceStage::kShards; ++s) stage.start_shard(s, world.start());
  stage.begin_measuring();
  DeviceLives lives(world.fleet(), world.start());
  std::vector<EventRead> events;
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    for (Time to = world.start() + Duration::hours(1);; to = to + Duration::hours(1)) {
      const Time until = std::min(to, world.end());
      std::vector<EventRun> benign;
      lives.advance(world.fleet(), DeviceId(d), until, benign);
      ShardOutput out;
      out.clear();
      stage.feed(DeviceId(d), benign, {}, until, out);
      for (const CarriedMessage& message : out.messages) {
        if (message.created < world.start() + unheard) continue;
        EventRead read;
        read.event.partition = static_cast<std::uint16_t>(d % 4);
        read.event.device = world.fleet().device_name(DeviceId(d));
        read.event.module = policy.module_name;
        read.event.interface_id = std::string(kSecurityInterfaceId);
        read.event.message_id = read.event.device + "-" + std::to_string(message.sequence);
        if (policy.encoding == Encoding::kG2FlatBuffers) read.event.type_information = "2.3-1-1-0";
        else read.event.content_type = "application/json";
        read.event.enqueued_time = read.event.stored_time = message.created + Duration::milliseconds(500);
        read.event.body = out.batch->bytes.substr(message.first_byte, message.body_bytes);
        events.push_back(std::move(read));
      }
      if (until == world.end()) break;
    }
  }
  std::ranges::stable_sort(events, {}, [](const EventRead& read) { return read.event.enqueued_time; });
  std::int64_t number = 0;
  for (EventRead& read : events) {
    read.event.sequence_number = number++;
    read.event.offset = std::to_string(read.event.sequence_number);
  }
  return events;
}

}  // namespace picket::sim::test
