#include <set>

#include "agent_core/event/raw_event.h"
#include "sim/experiment/replication.h"

namespace picket::sim {
namespace {

constexpr Duration kIndicatorLife = Duration::days(365);

/// A feed learns of some of the attackers' machines, some time after their first use here. Which
/// and when is drawn for each replication: no list covers an attack by construction.
void add_infrastructure(const World& world, IndicatorSet::Builder& builder) {
  const Scenario& scenario = world.scenario();
  RandomStream random(scenario.seed, world.replication(), 0, Purpose::kIntel);
  std::vector<Time> first_use(scenario.attacks.size(), Time::max());
  for (const AttackUnit& unit : world.attacks().units()) {
    Time& first = first_use[unit.attack.value()];
    first = std::min(first, unit.start);
  }
  for (const Infrastructure& machine : world.attacks().infrastructure()) {
    const bool listed = random.chance(scenario.intel.listed_share);
    const Duration lag = Duration::from_seconds(scenario.intel.listing_lag.sample(random));
    const Time first = first_use[machine.attack.value()];
    if (!listed || first == Time::max()) continue;
    auto value = machine.is_domain ? domain_value(machine.domain) : address_value(machine.address);
    if (!value) continue;  // a name of one label, which no feed lists
    builder.add(std::move(*value), {first + lag, first + lag + kIndicatorLife, "sim.feed"});
  }
}

void add_unrelated(const World& world, IndicatorSet::Builder& builder) {
  const std::uint64_t key = hash_combine(world.scenario().seed, 0x1d1ca70);
  for (std::uint32_t i = 0; i < world.scenario().intel.unrelated_indicators; ++i) {
    builder.add(address_value(IpAddress::v4(public_address_at(key, i))),
                             {world.begin(), world.end() + kIndicatorLife, "sim.feed"});
  }
}

/// What is known once everything up to `at` has come.
void add_indicators(const World& world, const ReplicationSettings& settings, Duration at,
                    IndicatorSet::Builder& builder) {
  add_infrastructure(world, builder);
  add_unrelated(world, builder);
  for (const FeedText& feed : settings.feeds) {
    if (feed.use.at <= at) add_feed(feed, builder);
  }
}

}  // namespace

std::shared_ptr<const PipelineContent> build_content(const World& world, const ReplicationSettings& settings) {
  PipelineContent::Builder builder(world.scenario().intel.indicators);
  add_rules(settings.rules, builder);
  add_indicators(world, settings, Duration(), builder.indicators());
  return build_or_refuse(builder);
}

std::vector<IndicatorReload> build_reloads(const World& world, const ReplicationSettings& settings) {
  std::set<Duration> times;
  for (const FeedText& feed : settings.feeds) {
    if (feed.use.at > Duration()) times.insert(feed.use.at);
  }
  std::vector<IndicatorReload> reloads;
  for (const Duration at : times) {
    IndicatorSet::Builder builder(world.scenario().intel.indicators);
    add_indicators(world, settings, at, builder);
    reloads.push_back({world.start() + at, builder.seal()});
  }
  return reloads;
}

}  // namespace picket::sim
