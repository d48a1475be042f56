#include "pipeline_core/explain/model_probe.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using testing_support::Bench;
using testing_support::exec;
using testing_support::flow;
using testing_support::kStart;

class Readings final : public ModelProbe {
 public:
  void on_reading(const ModelReading& reading) override { readings.push_back(reading); }
  std::vector<ModelReading> of(std::uint32_t rule) const {
    std::vector<ModelReading> out;
    for (const ModelReading& r : readings) {
      if (r.rule == rule) out.push_back(r);
    }
    return out;
  }
  std::vector<ModelReading> readings;
};

/// New command lines, one a message, a minute apart; the pipeline is told of them by `watched` devices.
void run_new_processes(Bench& bench, int count, ModelProbe* probe, std::uint32_t device = 0) {
  std::vector<Observation> lines;
  for (int i = 0; i < count; ++i)
    lines.push_back(exec(bench.texts, kStart + Duration::minutes(i + 1), "/opt/tool-" + std::string(1, static_cast<char>('a' + i))));
  bench.start(300);
  if (probe != nullptr) bench.core->set_probe(DeviceId(0), probe);
  for (const Observation& o : lines) bench.send(o.first_time, {o}, device);
  bench.advance(kStart + Duration::hours(2));
}

// Five points within the hour are needed, and each new command line is one: four readings below, the fifth raises.
TEST(ModelProbe, is_told_the_points_of_first_sightings_against_their_limit) {
  Bench bench;
  Readings probe;
  run_new_processes(bench, 5, &probe);
  const auto told = probe.of(bench.content->rule_index(Model::kNovelProcess));
  ASSERT_EQ(told.size(), 5U);
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(told[i].value, i + 1);
    EXPECT_EQ(told[i].limit, 5);
    EXPECT_EQ(told[i].quantity, ModelReading::Quantity::kPoints);
    EXPECT_EQ(told[i].sequence, i);
    EXPECT_EQ(told[i].outcome, i == 4 ? ModelReading::Outcome::kRaised : ModelReading::Outcome::kBelow);
  }
  EXPECT_EQ(bench.sink->count("sim.novel_process"), 1U);
}

TEST(ModelProbe, hears_of_its_device_alone_and_changes_nothing) {
  Bench without;
  run_new_processes(without, 7, nullptr);
  Bench with;
  Readings probe;
  run_new_processes(with, 7, &probe);
  EXPECT_EQ(with.sink->findings, without.sink->findings);
  EXPECT_EQ(with.core->counts().observations, without.core->counts().observations);
  EXPECT_EQ(probe.readings.size(), 7U);

  Bench other;
  Readings deaf;
  run_new_processes(other, 7, &deaf, 1);
  EXPECT_TRUE(deaf.readings.empty());
  EXPECT_EQ(other.sink->count("sim.novel_process"), 1U);
}

// Three hundred devices: three may have shown a command line by yesterday, and it is still rare; four are too many.
TEST(ModelProbe, is_told_that_the_devices_peers_do_the_same) {
  Bench bench;
  Readings probe;
  const Observation line = exec(bench.texts, kStart, "/opt/tool");
  bench.start(300);
  bench.core->set_probe(DeviceId(0), &probe);
  for (std::uint32_t d = 1; d <= 4; ++d) bench.send(kStart + Duration::minutes(d), {line}, d);
  bench.send(kStart + Duration::hours(48), {line}, 0);
  bench.advance(kStart + Duration::hours(50));
  const auto told = probe.of(bench.content->rule_index(Model::kNovelProcess));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].outcome, ModelReading::Outcome::kCommon);
  EXPECT_EQ(told[0].limit, bench.settings.novelty_model.rare_share);
  EXPECT_EQ(told[0].quantity, ModelReading::Quantity::kShare);
}

// 15 MB and 10 MB in one hour: the sum so far, against the floor of 20 MB, as nothing was learnt.
TEST(ModelProbe, is_told_the_bytes_of_the_hour) {
  Bench bench;
  Readings probe;
  bench.start();
  bench.core->set_probe(DeviceId(0), &probe);
  bench.send(kStart + Duration::minutes(1), {flow(kStart + Duration::minutes(1), "203.0.113.9", 443, 15'000'000)});
  bench.send(kStart + Duration::minutes(2), {flow(kStart + Duration::minutes(2), "203.0.113.9", 443, 10'000'000)});
  bench.advance(kStart + Duration::minutes(5));
  const auto told = probe.of(bench.content->rule_index(Model::kEgressVolume));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].value, 15e6);
  EXPECT_EQ(told[1].value, 25e6);
  EXPECT_EQ(told[1].limit, 20e6);
  EXPECT_EQ(told[1].quantity, ModelReading::Quantity::kBytes);
  EXPECT_EQ(told[1].outcome, ModelReading::Outcome::kBelow);  // too few hours are known to judge it
}

TEST(ModelProbe, hears_nothing_while_the_pipeline_learns) {
  Bench bench;
  bench.settings.learning = true;
  Readings probe;
  run_new_processes(bench, 5, &probe);
  EXPECT_TRUE(probe.readings.empty());
}

}  // namespace
}  // namespace picket
