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
      : pings_(ping_period(scenario.client)), places_(places), diagnostics_(diagnostics) {}

  void line(const std::string& name, const AccessNetwork& network) {
    path_ = fmt::format("networks.{}", name);
    background(network);
    if (network.nat_timeout == Duration() || pings_ > network.nat_timeout) return;
    tell(Code::kNatUnseen, "nat_timeout",
         fmt::format("{} never pass in silence: the client pings every {}", format_duration(network.nat_timeout), format_duration(pings_)),
         "shorten it, or give the client a longer keep_alive and ping_interval");
  }

 private:
  void tell(Code code, const char* field, std::string message, std::string hint) {
    const std::string at = fmt::format("{}.{}", path_, field);
    diagnostics_.add(code, place_of(places_, at), at, std::move(message), std::move(hint));
  }

  void background(const AccessNetwork& network) {
    const double most = kMostBackground * network.uplink_bandwidth.bits_per_second;
    if (network.background_uplink.bits_per_second > most) {
      tell(Code::kOutOfRange, "background_uplink",
           fmt::format("leaves the devices less than a hundredth of uplink_bandwidth, {}", format_bit_rate(network.uplink_bandwidth)),
           fmt::format("write {} or less", format_bit_rate(BitRate{most})));
    }
    const std::string& season = network.background_seasonality;
    if (std::ranges::find(kSeasonalities, season) != kSeasonalities.end()) return;
    const std::string near = closest_word(season, kSeasonalities);
    tell(Code::kUnknownWord, "background_seasonality", fmt::format("{} is none of {}", quote(season), fmt::join(kSeasonalities, ", ")),
         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }

  Duration pings_;
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
