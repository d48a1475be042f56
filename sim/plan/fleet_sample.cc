#include "sim/plan/fleet_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent_core/base/hash.h"
#include "sim/plan/ordinary_life.h"
#include "sim/plan/sample_cells.h"

namespace picket::sim {
namespace {

/// Groups by stratum: those behind gateways with the groups of their gateways' class.
std::vector<std::vector<std::size_t>> stratum_groups(const std::vector<FleetGroup>& fleet) {
  std::vector<std::size_t> stratum(fleet.size());
  std::iota(stratum.begin(), stratum.end(), std::size_t{0});
  const auto join = [&](std::size_t a, std::size_t b) {
    const std::size_t to = std::min(stratum[a], stratum[b]);
    const std::size_t from = std::max(stratum[a], stratum[b]);
    std::replace(stratum.begin(), stratum.end(), from, to);
  };
  for (std::size_t g = 0; g < fleet.size(); ++g) {
    for (std::size_t other = 0; other < fleet.size(); ++other) {
      if (!fleet[g].gateway.empty() && fleet[other].device_class == fleet[g].gateway) join(g, other);
    }
  }
  std::vector<std::vector<std::size_t>> out(fleet.size());
  for (std::size_t g = 0; g < fleet.size(); ++g) out[stratum[g]].push_back(g);
  std::erase_if(out, [](const std::vector<std::size_t>& groups) { return groups.empty(); });
  return out;
}

std::uint32_t scaled_count(std::uint32_t count, double share) {
  return std::clamp<std::uint32_t>(static_cast<std::uint32_t>(std::lround(count * share)), 1, count);
}

/// The share of a stratum that is simulated: the smallest group has `least` to twice as many devices, such that rounding to whole
/// devices changes the ratio of the groups least.
double sampled_share(const std::vector<FleetGroup>& groups, std::uint32_t least) {
  const auto smallest = std::min_element(groups.begin(), groups.end(), [](const FleetGroup& a, const FleetGroup& b) { return a.count < b.count; })->count;
  if (smallest <= least) return 1;
  double best = 1;
  double best_error = 2;
  for (std::uint32_t n = least; n <= std::min(2 * least, smallest); ++n) {
    const double share = static_cast<double>(n) / smallest;
    double error = 0;
    for (const FleetGroup& group : groups) error = std::max(error, std::abs(scaled_count(group.count, share) / (share * group.count) - 1));
    if (error < best_error) {
      best = share;
      best_error = error;
    }
  }
  return best;
}

/// What a site has is drawn or dealt per site: of fewer, much is left to chance, and a time zone may be missing. Our choice.
constexpr std::uint32_t kLeastSites = 20;

/// The groups with the share of their devices and sites.
std::vector<FleetGroup> sampled_groups(std::vector<FleetGroup> groups, double share) {
  for (FleetGroup& group : groups) {
    const std::uint32_t sites = std::min(std::max<std::uint32_t>(group.sites, 1), group.count);
    group.count = scaled_count(group.count, share);
    const std::uint32_t least = groups.size() == 1 ? std::min(sites, kLeastSites) : 1;
    group.sites = share >= 1 ? group.sites : std::min(std::max(scaled_count(sites, share), least), group.count);
    group.hub.clear();
  }
  // A group behind gateways stands at sites of theirs.
  for (FleetGroup& group : groups) {
    if (group.gateway.empty()) continue;
    std::uint32_t sites = 0;
    for (const FleetGroup& other : groups) sites += other.device_class == group.gateway ? std::max<std::uint32_t>(other.sites, 1) : 0;
    group.sites = std::min(group.sites, sites);
  }
  return groups;
}

Scenario stratum_scenario(const Scenario& whole, std::vector<FleetGroup> groups, std::size_t first_group, const SampleSettings& settings) {
  Scenario out = whole;
  out.name = whole.name + "_sample";
  out.seed = hash_combine(mix64(whole.seed), first_group + 1) >> 11;  // a number that every reader of JSON keeps
  out.duration = settings.simulated;
  keep_ordinary_life(out);
  out.fleet = std::move(groups);
  for (PolicyUse& policy : out.policies) {
    std::erase_if(policy.twin_changes, [&](const TwinChange& change) { return change.at >= settings.simulated; });
  }
  if (!out.hubs.empty()) out.hubs.resize(1);
  const HubSettings usual;
  for (HubSettings& hub : out.hubs) {
    hub.units = 0;
    hub.throttle_burst_seconds = usual.throttle_burst_seconds;
    hub.throttle_queue_seconds = usual.throttle_queue_seconds;
    hub.throttle_wait_seconds = usual.throttle_wait_seconds;
  }
  // Of the price book only what usage is measured with: with other prices the runs are the same ones.
  out.prices = PriceBook{};
  out.prices.cellular_session_bytes = whole.prices.cellular_session_bytes;
  out.prices.billing_days = whole.prices.billing_days;  // over which what a line's fee includes is spread
  return out;
}

/// One kind of line that the sites of a stratum have, and the share of its devices that is expected on it.
struct LineKind {
  std::string network;  ///< empty: the kinds are left as they are
  double share = 1;
};

/// The kinds of line of a stratum whose lines are those of one group; else they are left to be drawn.
std::vector<LineKind> line_kinds(const std::vector<FleetGroup>& groups) {
  std::vector<LineKind> out;
  std::size_t with_lines = 0;
  double total = 0;
  for (const FleetGroup& group : groups) {
    if (!group.gateway.empty()) continue;
    ++with_lines;
    for (const auto& [network, weight] : group.access) {
      if (weight > 0) out.push_back({network, weight});
      total += std::max(weight, 0.0);
    }
  }
  if (with_lines != 1 || out.size() < 2) return {LineKind{}};
  for (LineKind& kind : out) kind.share /= total;
  return out;
}

/// The part of a stratum that has lines of one kind. What is behind gateways keeps its number: its ratio must not be rounded away.
std::vector<FleetGroup> groups_on(std::vector<FleetGroup> groups, const LineKind& kind) {
  if (kind.network.empty()) return groups;
  for (FleetGroup& group : groups) {
    if (group.gateway.empty()) group.access = {{kind.network, 1.0}};
    if (groups.size() > 1) continue;
    group.count = scaled_count(group.count, kind.share);
    group.sites = std::min(scaled_count(std::max<std::uint32_t>(group.sites, 1), kind.share), group.count);
  }
  return groups;
}

/// The groups of a fleet that is `fleets` times as large, but no larger than a sample needs: a fleet beyond that has the same sample.
std::vector<FleetGroup> grown_groups(std::vector<FleetGroup> groups, double fleets, std::uint32_t least) {
  std::uint32_t smallest = groups.front().count;
  for (const FleetGroup& group : groups) smallest = std::min(smallest, group.count);
  const double factor = std::min(fleets, 2.0 * least / std::max(1U, smallest));
  if (factor <= 1) return groups;
  for (FleetGroup& group : groups) {
    const auto grown = [factor](std::uint32_t count) { return static_cast<std::uint32_t>(std::min(std::round(count * factor), 4e9)); };
    group.count = grown(group.count);
    group.sites = std::min(grown(std::max<std::uint32_t>(group.sites, 1)), group.count);
  }
  return groups;
}

std::string stratum_name(const std::vector<FleetGroup>& groups) {
  std::string gateways;
  std::string others;
  const auto add = [](std::string& to, const FleetGroup& group) { to += (to.empty() ? "" : ", ") + group.device_class; };
  for (const FleetGroup& group : groups) add(group.gateway.empty() ? gateways : others, group);
  return others.empty() ? gateways : gateways + " with " + others;
}

}  // namespace

std::vector<FleetStratum> fleet_strata(const Scenario& scenario, const SampleSettings& settings) {
  std::vector<FleetStratum> out;
  const std::uint32_t least = std::max(1U, settings.devices_per_group);
  for (const std::vector<std::size_t>& indices : stratum_groups(scenario.fleet)) {
    std::vector<FleetGroup> groups;
    for (const std::size_t g : indices) groups.push_back(scenario.fleet[g]);
    double devices = 0;
    for (const FleetGroup& group : groups) devices += group.count;
    for (const LineKind& kind : line_kinds(groups)) {
      FleetStratum stratum;
      stratum.name = stratum_name(groups) + (kind.network.empty() ? "" : " on " + kind.network);
      stratum.devices = devices * kind.share;
      const std::vector<FleetGroup> part = grown_groups(groups_on(groups, kind), settings.fleets, least);
      std::vector<FleetGroup> sample = sampled_groups(part, sampled_share(part, least));
      for (const FleetGroup& group : sample) stratum.sampled += group.count;
      stratum.scenario = stratum_scenario(scenario, std::move(sample), indices.front(), settings);
      fit_cells(scenario, settings.fleets, stratum.scenario);
      // Parts of a group share its class and numbers: only another seed makes them independent.
      if (!kind.network.empty()) stratum.scenario.seed = hash_combine(stratum.scenario.seed, fnv1a(kind.network)) >> 11;
      out.push_back(std::move(stratum));
    }
  }
  return out;
}

}  // namespace picket::sim
