#pragma once

#include <gtest/gtest.h>

#include "sim/experiment/carry_stage.h"
#include "tests/sim/experiment/in_child.h"
#include "tests/sim/experiment/small_study.h"

// Messages made by hand on the way of a fleet made by hand: kiosks at sites on one kind of line whose
// round trip is 100 ms, without loss or outages; a hub without latency of its own.

namespace picket::sim::test {

struct CarryFixture {
  static std::string text(std::uint32_t devices, std::uint32_t sites, const std::string& use = "raw") {
    return "name: carry\nreplications: 1\nwarm_up: 1 h\nduration: 1 h\nwire: sized\nstore: findings\n"
           "policies:\n  - {use: " + use + "}\n"
           "fleet:\n  - {device_class: kiosk, count: " + std::to_string(devices) + ", sites: " + std::to_string(sites) + ", access: {line: 1}}\n"
           "networks:\n  line: {uplink_bandwidth: 8 kbit/s, round_trip_time: 100 ms, loss_ratio: 0}\n"
           "hubs:\n  - {name: hub, sku: S1, units: 1, ingress_latency: 0 s}\n"
           "client: c_sdk\nprices: us_2026_11\n";
  }

  /// Quiet devices: no token to renew, no reboots. `listens`: what is told of the run; null: nobody.
  CarryFixture(std::uint32_t devices, std::uint32_t sites, std::vector<std::string> sets, const std::string& use = "raw",
               RunProbe* listens = nullptr)
      : scenario(small_scenario(with_quiet(std::move(sets)), text(devices, sites, use))),
        world(scenario, 0),
        policy(scenario.policy_templates.at(use)),
        rollout(world.rollout_of(use)),
        probe(listens),
        content(PipelineContent::Builder().build()),
        pipeline(content, PipelineSettings{}, world.texts()),
        carry(world, policy, settings(), pipeline) {}

  static std::vector<std::string> with_quiet(std::vector<std::string> sets) {
    sets.insert(sets.begin(), {"client.token_life=0 s", "device_classes.kiosk.reboots_per_30_days=0", "device_classes.kiosk.power_losses_per_year=0"});
    return sets;
  }

  CarryStage::Settings settings() const {
    return {scenario.backend, scenario.sharing, {{scenario.hubs[0].sku, scenario.hubs[0].units}}, probe, nullptr, rollout};
  }

  /// A message that carries `hits` labelled events of unit `device`. By device, then time.
  void add(std::uint32_t device, std::uint32_t sequence, Duration created, std::uint32_t body, std::uint32_t hits = 1) {
    if (!output.batch) output.clear();
    CarriedMessage message;
    message.device = DeviceId(device);
    message.sequence = sequence;
    message.created = world.start() + created;
    message.body_bytes = body;
    message.hits = hits;
    message.label_begin = static_cast<std::uint32_t>(output.labels.size());
    message.labels = 1;
    output.labels.push_back({0, {device, 0, hits, message.created - Duration::seconds(1)}});
    ++output.batch->live;
    output.messages.push_back(message);
  }

  /// Bytes that a message of `body` bytes puts on the line, its last acknowledgement included.
  std::int64_t wire_bytes(std::int64_t body) const { return wire().publish(Bytes(body)).up.total().count(); }
  WireModel wire() const {
    MqttIdentity identity;
    identity.device = static_cast<std::int64_t>(std::string("kiosk-000000").size());
    identity.module = static_cast<std::int64_t>(policy.module_name.size());
    return WireModel(identity);
  }

  void run_to(Duration end) {
    if (output.batch) carry.take(output);
    output = ShardOutput();
    carry.run_until(world.start() + end);
    carry.release_submitted();
  }

  /// Seconds from the start of the measured period to a message's arrival at the hub.
  double arrived(std::uint32_t device, std::uint32_t sequence) const {
    return (carry.accepted_labels().at({device, sequence}).arrived - world.start()).to_seconds();
  }

  Scenario scenario;
  World world;
  Policy policy;
  const TwinRollout* rollout;
  RunProbe* probe;
  std::shared_ptr<const PipelineContent> content;
  PipelineCore pipeline;
  CarryStage carry;
  ShardOutput output;
};

/// With agents of that policy, in a process of its own, as a kernel must be.
inline void with_agents(const std::string& use, std::uint32_t devices, std::uint32_t sites, const std::vector<std::string>& sets,
                        const std::function<void(CarryFixture&)>& body) {
  in_child([&] {
    CarryFixture fixture(devices, sites, sets, use);
    body(fixture);
  });
}

/// With agents that have no twin.
inline void with_carry(std::uint32_t devices, std::uint32_t sites, const std::vector<std::string>& sets,
                       const std::function<void(CarryFixture&)>& body) {
  with_agents("raw", devices, sites, sets, body);
}

}  // namespace picket::sim::test
