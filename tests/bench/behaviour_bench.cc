#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>

#include "agent_core/base/check.h"
#include "sim/attack/attack_plan.h"
#include "sim/fleet/fleet.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"
#include "sim/sensor/sensor.h"

namespace picket::sim {
namespace {

const std::vector<std::string> kClasses{"ev_charger", "iot_gateway", "ip_camera", "kiosk", "smart_meter"};

template <class T>
T shipped(const std::string& path) {
  std::ifstream file(std::string(PICKET_SOURCE_DIR) + "/scenarios/" + path);
  std::stringstream text;
  text << file.rdbuf();
  T result;
  Diagnostics diagnostics;
  Places places;
  PICKET_CHECK(read_text(text.str(), path, result, diagnostics, places), diagnostics.text());
  return result;
}

void add_group(Scenario& scenario, const std::string& name, std::uint32_t count) {
  scenario.device_classes[name] = shipped<DeviceClass>("profiles/" + name + ".yaml");
  FleetGroup group;
  group.device_class = name;
  group.count = count;
  group.sites = std::max(1U, count / 4);
  group.public_share = 0.1;
  group.vulnerable_share = 0.3;
  group.seasonality = name == "kiosk" ? "office" : "flat";
  scenario.fleet.push_back(group);
}

Scenario world(const std::vector<std::string>& classes, std::uint32_t devices) {
  Scenario scenario;
  scenario.warm_up = Duration::days(1);
  for (const std::string& name : classes)
    add_group(scenario, name, std::max<std::uint32_t>(1, devices / static_cast<std::uint32_t>(classes.size())));
  return scenario;
}

/// Events a second of benign life, in windows of ten minutes, each device in turn.
void run_lives(benchmark::State& state, const Scenario& scenario) {
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  std::vector<EventRun> out;
  Time until = scenario.start_utc;
  std::uint64_t events = 0;
  for (auto _ : state) {
    until += Duration::minutes(10);
    for (std::uint32_t d = 0; d < fleet.size(); ++d) {
      out.clear();
      lives.advance(fleet, DeviceId(d), until, out);
      events += out.size();
    }
  }
  PICKET_CHECK(events > 0);
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
  state.counters["bytes_per_device"] = static_cast<double>(lives.bytes_per_device());
}

void class_lives(benchmark::State& state, const std::string& name) {
  run_lives(state, world({name}, static_cast<std::uint32_t>(state.range(0))));
}

void fleet_lives(benchmark::State& state) {
  run_lives(state, world(kClasses, static_cast<std::uint32_t>(state.range(0))));
}

void fleet_construction(benchmark::State& state) {
  const Scenario scenario = world(kClasses, static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) {
    TextTable texts;
    const Fleet fleet(scenario, 0, texts);
    PICKET_CHECK(fleet.size() > 0);
    const DeviceLives lives(fleet, scenario.start_utc);
    benchmark::DoNotOptimize(lives.bytes_per_device());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

Scenario attacked(std::uint32_t devices) {
  Scenario scenario = world({"ip_camera"}, devices);
  scenario.fleet[0].public_share = 1;
  scenario.fleet[0].vulnerable_share = 1;
  scenario.attack_templates["a01_mirai"] = shipped<AttackTemplate>("attacks/a01_mirai.yaml");
  AttackInstance attack;
  attack.name = attack.use = "a01_mirai";
  attack.start = Duration::hours(1);
  attack.targets.vulnerable_only = true;
  attack.targets.spread_beta_per_hour = 0.547;
  attack.targets.spread_gamma_per_day = 0.077;
  attack.targets.spread_seeds = 10;
  scenario.attacks.push_back(attack);
  return scenario;
}

void attack_planning(benchmark::State& state) {
  const Scenario scenario = attacked(static_cast<std::uint32_t>(state.range(0)));
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  std::size_t units = 0;
  for (auto _ : state) {
    const AttackPlan plan(scenario, fleet, 0, texts);
    units = plan.units().size();
    PICKET_CHECK(units > 0);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(units));
}

/// Items: raw malicious events; `runs` are what is handed out for them.
void attack_events(benchmark::State& state) {
  const Scenario scenario = attacked(static_cast<std::uint32_t>(state.range(0)));
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  std::vector<LabelledRun> out;
  std::uint64_t events = 0;
  std::uint64_t runs = 0;
  Time from = scenario.start_utc + Duration::hours(20);
  for (auto _ : state) {
    const Time until = from + Duration::minutes(10);
    for (const AttackUnit& unit : plan.units()) {
      out.clear();
      plan.events(unit.device, from, until, out);
      runs += out.size();
      for (const LabelledRun& r : out) events += r.run.count;
    }
    from = until < scenario.start_utc + Duration::hours(46) ? until : scenario.start_utc + Duration::hours(20);
  }
  PICKET_CHECK(events > 0);
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
  state.counters["runs_per_second"] = benchmark::Counter(static_cast<double>(runs), benchmark::Counter::kIsRate);
}

void sensor(benchmark::State& state) {
  const Scenario scenario = world(kClasses, static_cast<std::uint32_t>(state.range(0)));
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  std::vector<EventRun> events;
  for (std::uint32_t d = 0; d < fleet.size(); ++d)
    lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::hours(1), events);
  Policy policy;
  policy.process_sensor = ProcessSensor::kProcConnector;
  policy.network_sensor = NetworkSensor::kPacketCapture;
  policy.login_sensor = LoginSensor::kUtmp;
  const Sensor eyes(policy, 1, 0, texts);
  std::uint64_t visible = 0;
  for (auto _ : state)
    for (EventRun& run : events) visible += eyes.see(DeviceId(7), run).visible;
  PICKET_CHECK(visible > 0);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events.size()));
}

const bool kRegistered = [] {
  for (const std::string& name : kClasses) {
    const auto run = [name](benchmark::State& state) { class_lives(state, name); };
    benchmark::RegisterBenchmark((name + "_lives/small").c_str(), run)->Arg(20);
    benchmark::RegisterBenchmark((name + "_lives").c_str(), run)->Arg(1'000)->Unit(benchmark::kMillisecond);
  }
  const auto both = [](const char* name, void (*run)(benchmark::State&), std::vector<std::int64_t> args) {
    benchmark::RegisterBenchmark((std::string(name) + "/small").c_str(), run)->Arg(50);
    auto* large = benchmark::RegisterBenchmark(name, run)->Unit(benchmark::kMillisecond);
    for (const std::int64_t arg : args) large->Arg(arg);
  };
  both("fleet_lives", fleet_lives, {1'000, 100'000});
  both("fleet_construction", fleet_construction, {100'000, 1'000'000});
  both("attack_planning", attack_planning, {1'000, 10'000});
  both("attack_events", attack_events, {1'000});
  both("sensor", sensor, {1'000});
  return true;
}();

}  // namespace
}  // namespace picket::sim
