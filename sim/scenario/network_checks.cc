#include "sim/scenario/network_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"

namespace picket::sim {

namespace {

constexpr double kMostBackground = 0.99;

class NetworkCheck {
 public:
  NetworkCheck(const Scenario& scenario, const Places& places, Diagnostics& diagnostics)
      : scenario_(scenario), pings_(ping_period(scenario.client)), over_https_(!has_connection_state(scenario.client.transport)), places_(places), diagnostics_(diagnostics) {}

  void line(const std::string& name, const AccessNetwork& network) {
    path_ = fmt::format("networks.{}", name);
    background(network.background_uplink, network.uplink_bandwidth, network.background_seasonality, "devices");
    if (network.cell) cell(name, network, *network.cell);
    path_ = fmt::format("networks.{}", name);
    if (network.nat_timeout == Duration() || over_https_ || pings_ > network.nat_timeout) return;
    tell(Code::kNatUnseen, "nat_timeout",
         fmt::format("{} never pass in silence: the client pings every {}", format_duration(network.nat_timeout), format_duration(pings_)),
         "shorten it, or give the client a longer keep_alive and ping_interval");
  }

 private:
  void tell(Code code, const char* field, std::string message, std::string hint) {
    const std::string at = fmt::format("{}.{}", path_, field);
    diagnostics_.add(code, place_of(places_, at), at, std::move(message), std::move(hint));
  }

  void background(BitRate others, BitRate bandwidth, const std::string& season, const char* whom) {
    const double most = kMostBackground * bandwidth.bits_per_second;
    if (others.bits_per_second > most) {
      tell(Code::kOutOfRange, "background_uplink",
           fmt::format("leaves the {} less than a hundredth of uplink_bandwidth, {}", whom, format_bit_rate(bandwidth)),
           fmt::format("write {} or less", format_bit_rate(BitRate{most})));
    }
    if (std::ranges::find(kSeasonalities, season) != kSeasonalities.end()) return;
    const std::string near = closest_word(season, kSeasonalities);
    tell(Code::kUnknownWord, "background_seasonality", fmt::format("{} is none of {}", quote(season), fmt::join(kSeasonalities, ", ")),
         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }

  /// Sites of the fleet that can have such a line.
  std::uint64_t most_sites(const std::string& network) const {
    std::uint64_t sites = 0;
    for (const FleetGroup& group : scenario_.fleet) {
      const auto weight = group.access.find(network);
      if (group.gateway.empty() && weight != group.access.end() && weight->second > 0) sites += std::max<std::uint32_t>(group.sites, 1);
    }
    return sites;
  }

  void cell(const std::string& name, const AccessNetwork& network, const Cell& cell) {
    if (network.background_uplink.bits_per_second > 0) {
      tell(Code::kCell, "background_uplink", "a site's other traffic on a line with a cell", "write it as background_uplink of the cell");
    }
    path_ += ".cell";
    background(cell.background_uplink, cell.uplink_bandwidth, cell.background_seasonality, "sites");
    const std::uint64_t there = most_sites(name);
    if (there == 0 || cell.background_uplink.bits_per_second >= cell.uplink_bandwidth.bits_per_second) return;
    if (there < cell.sites) {
      tell(Code::kCellNotFull, "sites", fmt::format("{}, and at most {} of the fleet can have such a line", cell.sites, there),
           "lower it, with the part of uplink_bandwidth that is theirs, or add background_uplink");
    }
    const auto together = static_cast<double>(std::min<std::uint64_t>(there, cell.sites)) * network.uplink_bandwidth.bits_per_second;
    const BitRate left{cell.uplink_bandwidth.bits_per_second - cell.background_uplink.bits_per_second};
    if (together > left.bits_per_second || !(cell.outage_gap == Distribution::constant(0))) return;
    tell(Code::kCellUnseen, "uplink_bandwidth",
         fmt::format("slows nothing: the lines of its sites together carry {}, and the cell {}", format_bit_rate(BitRate{together}),
                     format_bit_rate(left)),
         "lower it, or put more sites in a cell");
  }

  const Scenario& scenario_;
  Duration pings_;
  bool over_https_;  ///< nobody holds a connection that could be forgotten
  std::string path_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_networks(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  NetworkCheck check(scenario, places, diagnostics);
  for (const auto& [name, network] : scenario.networks) check.line(name, network);
}

}  // namespace picket::sim
