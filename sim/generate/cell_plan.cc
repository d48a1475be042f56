#include "sim/generate/cell_plan.h"

#include <algorithm>
#include <tuple>

#include "agent_core/base/hash.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/generate/world.h"

namespace picket::sim {

namespace {

/// A site with a cell to be dealt to.
struct DealtSite {
  std::uint16_t network = 0;
  std::int32_t utc_offset_seconds = 0;
  std::uint64_t place = 0;  ///< drawn
  SiteId site;

  bool same_zone(const DealtSite& other) const { return network == other.network && utc_offset_seconds == other.utc_offset_seconds; }
};

std::vector<DealtSite> dealt_sites(const World& world) {
  std::vector<DealtSite> out;
  const Fleet& fleet = world.fleet();
  const std::uint64_t key = key_of(replication_key(world.scenario().seed, world.replication()), fnv1a("cell"));
  for (std::uint32_t s = 0; s < fleet.sites(); ++s) {
    const SiteId site(s);
    const auto devices = world.devices_of(site);
    if (!world.network_of(site).cell || devices.empty()) continue;
    out.push_back({fleet.site_network(site), fleet.device(devices.front()).utc_offset_seconds, KeyedDraws(key_of(key, s)).next(), site});
  }
  std::sort(out.begin(), out.end(), [](const DealtSite& a, const DealtSite& b) {
    return std::tie(a.network, a.utc_offset_seconds, a.place, a.site) < std::tie(b.network, b.utc_offset_seconds, b.place, b.site);
  });
  return out;
}

}  // namespace

CellPlan::CellPlan(const World& world) {
  const std::vector<DealtSite> dealt = dealt_sites(world);
  if (dealt.empty()) return;
  site_cells_.assign(world.fleet().sites(), kNone);
  for (std::size_t i = 0; i < dealt.size(); ++i) {
    const DealtSite& site = dealt[i];
    if (i == 0 || !site.same_zone(dealt[i - 1]) || cells_.back().sites == cells_.back().kind->sites) {
      Row row;
      row.kind = &world.network_of(site.site).cell.value();
      row.utc_offset = Duration::seconds(site.utc_offset_seconds);
      row.first = static_cast<std::uint32_t>(i);
      row.outages = draw_outages(*row.kind, world.scenario().seed, world.replication(), static_cast<std::uint32_t>(cells_.size()),
                                 world.start(), world.end());
      cells_.push_back(std::move(row));
    }
    ++cells_.back().sites;
    site_cells_[site.site.value()] = static_cast<std::uint32_t>(cells_.size() - 1);
    sites_.push_back(site.site);
  }
}

std::span<const SiteId> CellPlan::sites_of(std::uint32_t cell) const {
  return std::span(sites_).subspan(cells_[cell].first, cells_[cell].sites);
}

}  // namespace picket::sim
