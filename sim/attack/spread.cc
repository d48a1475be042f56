#include "sim/attack/spread.h"

#include <algorithm>
#include <cmath>
#include <queue>

#include "sim/fleet/keyed_draws.h"

namespace picket::sim {
namespace {

struct Contact {
  Time time;
  std::uint32_t source = 0;   ///< index into the population
  std::uint32_t episode = 0;  ///< the source's infection that makes it
  std::uint32_t number = 0;
  bool operator>(const Contact& other) const { return time != other.time ? time > other.time : source > other.source; }
};

class Epidemic {
 public:
  Epidemic(const Fleet& fleet, const std::vector<DeviceId>& population, Time horizon, const SpreadSettings& settings)
      : fleet_(fleet), population_(population), horizon_(horizon), settings_(settings), hosts_(population.size()) {}

  std::vector<Infection> run(const std::vector<Time>& starts) {
    seed(starts);
    while (!contacts_.empty()) {
      const Contact contact = contacts_.top();
      contacts_.pop();
      if (contact.time >= hosts_[contact.source].infected_until) continue;
      const std::uint64_t key = key_of(host_key(contact.source), contact.episode, contact.number);
      const auto target = KeyedDraws::scale(KeyedDraws(key).next(), static_cast<std::uint32_t>(hosts_.size()));
      infect(target, contact.time);
      plan_contact(contact.source, contact.time, contact.episode, contact.number + 1);
    }
    std::sort(infections_.begin(), infections_.end(), [](const Infection& a, const Infection& b) {
      return a.start != b.start ? a.start < b.start : a.device < b.device;
    });
    return std::move(infections_);
  }

 private:
  struct Host {
    Time infected_until = Time::min();
    std::uint32_t episodes = 0;
    bool immune = false;
  };

  std::uint64_t host_key(std::uint32_t host) const {
    return key_of(settings_.key, fleet_.device_key(population_[host]));
  }

  void seed(const std::vector<Time>& starts) {
    std::vector<std::uint32_t> order(hosts_.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const std::size_t n = std::min<std::size_t>(starts.size(), order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n), order.end(),
                      [this](std::uint32_t a, std::uint32_t b) { return host_key(a) < host_key(b); });
    for (std::size_t i = 0; i < n; ++i) {
      Time at = starts[i];
      for (const WorldEvent& off : fleet_.life_cycle_of(population_[order[i]], at, horizon_))
        if (off.time <= at) at = off.time + off.duration;
      infect(order[i], at);
    }
  }

  void infect(std::uint32_t host, Time at) {
    Host& h = hosts_[host];
    if (h.immune || at < h.infected_until || at >= horizon_) return;
    KeyedDraws draws(key_of(host_key(host), 0x1f, h.episodes));
    Time end = horizon_;
    if (settings_.gamma_per_day > 0) {
      const double days = -std::log(draws.uniform()) / settings_.gamma_per_day;
      const Time cleaned = at + Duration::from_seconds(std::min(days * 86'400, 1e9));
      if (cleaned < end) {
        end = cleaned;
        h.immune = true;
      }
    }
    for (const WorldEvent& off : fleet_.life_cycle_of(population_[host], at, end)) {
      if (off.time <= at) {
        h.immune = false;
        return;
      }
      if (!settings_.cleared_by_restart) continue;
      end = off.time;
      h.immune = false;
      break;
    }
    h.infected_until = end;
    infections_.push_back({population_[host], at, end});
    plan_contact(host, at, h.episodes++, 0);
  }

  void plan_contact(std::uint32_t host, Time after, std::uint32_t episode, std::uint32_t number) {
    if (settings_.beta_per_hour <= 0) return;
    KeyedDraws draws(key_of(host_key(host), 0xc0 + episode, number));
    const double wait = -std::log(draws.uniform()) * 3'600 / settings_.beta_per_hour;
    const Time at = after + Duration::from_seconds(std::min(wait, 1e9));
    if (at < hosts_[host].infected_until) contacts_.push({at, host, episode, number});
  }

  const Fleet& fleet_;
  const std::vector<DeviceId>& population_;
  Time horizon_;
  SpreadSettings settings_;
  std::vector<Host> hosts_;
  std::vector<Infection> infections_;
  std::priority_queue<Contact, std::vector<Contact>, std::greater<>> contacts_;
};

}  // namespace

std::vector<Infection> spread(const Fleet& fleet, const std::vector<DeviceId>& vulnerable,
                              const std::vector<Time>& starts, Time horizon, const SpreadSettings& settings) {
  if (vulnerable.empty()) return {};
  return Epidemic(fleet, vulnerable, horizon, settings).run(starts);
}

}  // namespace picket::sim
