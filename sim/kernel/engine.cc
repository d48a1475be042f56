#include "sim/kernel/engine.h"

#include <atomic>
#include <csignal>
#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/s4u.hpp>
#include <string>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace s4u = simgrid::s4u;

namespace {

std::atomic<bool> engine_was_made{false};

std::unique_ptr<s4u::Engine> make_engine() {
  PICKET_CHECK(!engine_was_made.exchange(true), "one simulation is one process: fork for another");
  // SimGrid reads its settings from argv. Without actors no context is ever switched; the thread
  // factory is chosen because it alone has no stack that a sanitizer would not know of.
  std::string arguments[] = {"picket", "--log=root.thres:critical", "--cfg=contexts/factory:thread",
                             "--cfg=debug/clean-atexit:0"};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int argc = static_cast<int>(argv.size()) - 1;
  // SimGrid answers SIGINT itself, with exit code 1; what an interruption means is the program's to say.
  struct sigaction interrupt {};
  sigaction(SIGINT, nullptr, &interrupt);
  auto engine = std::make_unique<s4u::Engine>(&argc, argv.data());
  sigaction(SIGINT, &interrupt, nullptr);
  // CM02 without cross-traffic: a lone flow of b bytes over w bytes/s takes b / w. The default
  // model stands for a fresh TCP connection and multiplies latency by 13.
  s4u::Engine::set_config("network/model:CM02");
  s4u::Engine::set_config("network/crosstraffic:0");
  return engine;
}

}  // namespace

Engine::Engine(const Platform& platform) : engine_(make_engine()) {
  s4u::NetZone* zone = s4u::create_star_zone("z");
  hub_ = zone->create_host("hub", 1e9);
  zone->add_route(hub_->get_netpoint(), nullptr, nullptr, nullptr, std::vector<s4u::LinkInRoute>{}, true);
  hosts_.reserve(platform.sites.size());
  uplinks_.reserve(platform.sites.size());
  for (const Platform::Cell& cell : platform.cells) cell_bandwidths_.push_back(cell.uplink_bytes_per_second);
  for (const double& bandwidth : cell_bandwidths_) {
    PICKET_CHECK(bandwidth > 0, "cell", bandwidth);
    s4u::Link* link = zone->create_link("c" + std::to_string(cells_.size()), bandwidth)->set_latency(0);
    link->set_sharing_policy(s4u::Link::SharingPolicy::NONLINEAR, [&bandwidth](double /*capacity*/, int /*flows*/) { return bandwidth; });
    cells_.push_back(link);
  }
  for (const Platform::Site& site : platform.sites) {
    PICKET_CHECK(site.uplink_bytes_per_second > 0, "uplink", site.uplink_bytes_per_second);
    const std::string number = std::to_string(hosts_.size());
    s4u::Host* host = zone->create_host("s" + number, 1e9);
    s4u::Link* uplink = zone->create_link("l" + number, site.uplink_bytes_per_second)->set_latency(0);
    std::vector<s4u::LinkInRoute> way{s4u::LinkInRoute(uplink)};
    if (site.cell != Platform::kNoCell) {
      PICKET_CHECK(site.cell < cells_.size(), "cell", site.cell);
      way.emplace_back(cells_[site.cell]);
    }
    zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, way, true);
    hosts_.push_back(host);
    uplinks_.push_back(uplink);
  }
  zone->seal();
}

void Engine::set_cell_bandwidth(std::uint32_t cell, double bytes_per_second) {
  s4u::Link* link = cells_.at(cell);
  const double most = link->get_bandwidth();
  PICKET_CHECK(bytes_per_second > 0 && bytes_per_second <= most, "cell", cell, "bytes per second", bytes_per_second, "most", most);
  cell_bandwidths_[cell] = bytes_per_second;
  link->set_bandwidth(most);  // nothing new, but SimGrid then shares anew
}

Engine::~Engine() = default;

}  // namespace picket::sim
