#include <algorithm>
#include <array>

#include "sim/scenario/load.h"

namespace picket::sim {

namespace {

struct Template {
  std::string_view name;
  std::string_view text;
};

constexpr std::string_view kFirstLine = "# yaml-language-server: $schema=scenario.schema.json\n";

constexpr auto kTemplates = std::to_array<Template>({
    {"minimal", R"(# What does one policy cost for a fleet of cameras?
# `picket schema > scenario.schema.json` writes the schema that editors use for completion.
name: my_scenario
seed: 1
replications: 5            # 5 or more give confidence intervals
duration: 24 h             # the measured period; quantities carry their unit
policies:
  - {use: g2_linux}        # scenarios/policies/g2_linux.yaml
fleet:
  - device_class: ip_camera          # scenarios/profiles/ip_camera.yaml
    count: 100
    sites: 50                        # the devices are dealt over the sites
    access: {home_broadband: 1}      # scenarios/profiles/networks.yaml; weights, drawn per site
)"},
    {"compare", R"(# Which of three policies detects a botnet, how fast, and at what price?
name: my_comparison
title: Three policies against one botnet
seed: 1
replications: 10
warm_up: 24 h              # ordinary life before anything is measured
duration: 24 h
reference_policy: g2_linux # differences are given relative to this one
policies:
  - {use: raw}             # everything at once
  - {use: g2_linux}
  - {use: picket}
  - {name: g2_fast, use: g2_fast}   # defined below
fleet:
  - device_class: ip_camera
    count: 200
    sites: 100
    access: {home_broadband: 1}
    public_share: 0.2      # reachable from the internet
    vulnerable_share: 0.5  # of these, with a default password
attacks:
  - name: mirai
    use: a01_mirai         # scenarios/attacks/a01_mirai.yaml
    start: 2 h             # from the start of the measured period
    start_jitter: 30 min   # plus up to this, per device
    targets: {device_class: ip_camera, count: 10}
policy_templates:
  g2_fast:
    base: g2_linux         # the library's policy with other intervals
    intervals: {high: 5 min, medium: 15 min, low: 60 min}
)"},
    {"spread", R"(# How far does a worm get before it is detected?
name: my_worm
seed: 1
replications: 10
duration: 48 h
policies:
  - {use: g2_linux}
  - {use: picket}
fleet:
  - device_class: ip_camera
    count: 500
    sites: 250
    access: {home_broadband: 1}
    public_share: 0.5
    vulnerable_share: 0.5
attacks:
  - name: worm
    use: a01_mirai
    start: 1 h
    targets:
      device_class: ip_camera
      exposure: public
      vulnerable_only: true
      spread_beta_per_hour: 0.547   # infections per infected device and hour at the start
      spread_gamma_per_day: 0.077   # cleaned per day
      spread_seeds: 1
)"},
});

}  // namespace

std::string init_scenario_text(std::string_view name) {
  const auto* found = std::ranges::find(kTemplates, name, &Template::name);
  return found == kTemplates.end() ? "" : std::string(kFirstLine) + std::string(found->text);
}

std::vector<std::string_view> init_scenario_names() {
  std::vector<std::string_view> names;
  for (const Template& t : kTemplates) names.push_back(t.name);
  return names;
}

}  // namespace picket::sim
