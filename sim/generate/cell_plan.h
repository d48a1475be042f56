#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "sim/network/cell.h"
#include "sim/network/outage.h"

namespace picket::sim {

class World;

/// Which sites of a replication share which cell, and when cells are out.
///
/// Model:  the sites whose line has a `cell`, and of them those of one time zone, are put in an order drawn by site and dealt to cells of
///         `sites` each; the last cell of a zone has what is left. A cell so serves the groups of the fleet in about the shares in
///         which they have the line. Cells are numbered by line in name order, zone, and place.
/// Cost:   8 bytes a site where a line has cells, else nothing; sorting them once.
/// Limits: which sites stand near each other is not known: the deal is another one in each replication, and a site more deals others anew.
/// Source: assumption: a cell is full before another one is built, and covers one time zone.
class CellPlan {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;

  /// Of a world whose fleet and lines are known.
  explicit CellPlan(const World& world);

  bool empty() const { return cells_.empty(); }
  std::size_t size() const { return cells_.size(); }
  std::uint32_t cell_of(SiteId site) const { return site_cells_.empty() ? kNone : site_cells_[site.value()]; }
  /// What the scenario says of it.
  const Cell& kind(std::uint32_t cell) const { return *cells_[cell].kind; }
  Duration utc_offset(std::uint32_t cell) const { return cells_[cell].utc_offset; }
  std::span<const SiteId> sites_of(std::uint32_t cell) const;
  /// In the measured period.
  std::span<const Outage> outages_of(std::uint32_t cell) const { return cells_[cell].outages; }

 private:
  struct Row {
    const Cell* kind = nullptr;
    Duration utc_offset;
    std::uint32_t first = 0;  ///< into sites_
    std::uint32_t sites = 0;
    std::vector<Outage> outages;
  };
  std::vector<Row> cells_;
  std::vector<SiteId> sites_;              ///< by cell
  std::vector<std::uint32_t> site_cells_;  ///< by site; empty: there are no cells
};

}  // namespace picket::sim
