#include "sim/fleet/fleet.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"
#include "sim/fleet/address_space.h"
#include "sim/fleet/fleet_rows.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {
namespace {

/// One of several named choices by weight; the order is that of the map.
class WeightedNames {
 public:
  explicit WeightedNames(const std::map<std::string, double>& weights) {
    for (const auto& [name, weight] : weights) {
      total_ += std::max(weight, 0.0);
      names_.push_back(name);
      cumulated_.push_back(total_);
    }
  }
  std::size_t pick(double u) const {
    const double x = u * total_;
    std::size_t i = 0;
    while (i + 1 < cumulated_.size() && x > cumulated_[i]) ++i;
    return i;
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::vector<double> cumulated_;
  double total_ = 0;
};

/// What the devices of a class report about themselves, interned.
struct SystemTexts {
  SystemTexts(const DeviceClass& c, TextTable& texts) : os(c.os_versions), firmware(c.firmware_versions) {
    record.os_name = texts.intern(c.os_name);
    record.hardware_vendor = texts.intern(c.hardware_vendor);
    record.hardware_model = texts.intern(c.hardware_model);
    for (const std::string& name : os.names()) os_texts.push_back(texts.intern(name));
    for (const std::string& name : firmware.names()) firmware_texts.push_back(texts.intern(name));
  }
  SystemInformationRecord drawn(RandomStream& random) const {
    SystemInformationRecord result = record;
    if (!os_texts.empty()) result.os_version = os_texts[os.pick(random.uniform())];
    if (!firmware_texts.empty()) result.firmware_version = firmware_texts[firmware.pick(random.uniform())];
    return result;
  }
  WeightedNames os;
  WeightedNames firmware;
  std::vector<Text> os_texts;
  std::vector<Text> firmware_texts;
  SystemInformationRecord record;
};

void draw_rate_factors(const DeviceClass& c, bool odd, RandomStream& random, DeviceTraits& traits) {
  const double sigma = odd ? c.odd_rate_sigma : c.rate_sigma;
  const double common = random.normal();
  const double shared = std::sqrt(c.rate_correlation);
  const double own = std::sqrt(1 - c.rate_correlation);
  for (std::size_t i = 1; i < 4; ++i) {
    const double factor = std::exp(sigma * (shared * common + own * random.normal()));
    traits.rate_factors[i] = static_cast<float>(std::clamp(factor, 0.05, 20.0));
  }
}

/// 192.168.s.x where a site is small, else 10.s.x.x. A site's own first nine addresses are its
/// routers and neighbours.
IpAddress site_address(std::uint32_t site_ordinal, std::uint32_t index_on_site, std::uint32_t devices_per_site) {
  if (devices_per_site <= 240) return IpAddress::v4(0xc0a80000U | ((site_ordinal & 0xff) << 8) | (10 + index_on_site));
  return IpAddress::v4(0x0a000000U | ((site_ordinal & 0xff) << 16) | ((10 + index_on_site) & 0xffff));
}

std::uint16_t index_of_network(const Scenario& scenario, const std::string& name) {
  const auto found = scenario.networks.find(name);
  PICKET_CHECK(found != scenario.networks.end(), "network", name);
  return static_cast<std::uint16_t>(std::distance(scenario.networks.begin(), found));
}

class FleetBuilder {
 public:
  FleetBuilder(const Scenario& scenario, FleetRows& out, TextTable& texts)
      : scenario_(scenario),
        out_(out),
        texts_(texts),
        class_devices_(scenario.device_classes.size()),
        class_sites_(scenario.device_classes.size()) {}

  void build() {
    for (const auto& [name, device_class] : scenario_.device_classes) {
      out_.class_names.push_back(name);
      out_.classes.emplace_back(name, device_class, scenario_.seed, out_.seasons, texts_);
      system_texts_.emplace_back(device_class, texts_);
      out_.inventories.emplace_back(device_class.inventory, texts_);
      out_.rollouts.emplace_back();
      for (const FirmwareRollout& rollout : scenario_.rollouts) {
        if (rollout.device_class == name) out_.rollouts.back().emplace_back(rollout, scenario_.start_utc, texts_);
      }
    }
    std::size_t total = 0;
    for (const FleetGroup& group : scenario_.fleet) total += group.count;
    out_.devices.reserve(total);
    out_.traits.reserve(total);
    // Groups behind gateways stand at sites of other groups, which may follow in the list.
    for (const FleetGroup& group : scenario_.fleet) add_sites(group);
    site_devices_.resize(out_.site_networks.size());
    for (std::size_t g = 0; g < scenario_.fleet.size(); ++g) add_group(scenario_.fleet[g], sites_of_groups_[g]);
    for (std::size_t g = 0; g < scenario_.fleet.size(); ++g) {
      if (!scenario_.fleet[g].gateway.empty()) deal_gateways(scenario_.fleet[g], out_.groups[g]);
    }
  }

 private:
  /// Sites of a group, and what its devices there are counted by.
  struct GroupSites {
    std::uint32_t class_index = 0;
    std::uint32_t first_ordinal = 0;         ///< within the class
    std::vector<std::uint32_t> sites;        ///< of its own or of its gateways
    std::vector<std::uint32_t> net_numbers;  ///< of each site's local addresses
  };

  std::uint32_t class_index_of(const std::string& name) const {
    const auto found = scenario_.device_classes.find(name);
    PICKET_CHECK(found != scenario_.device_classes.end(), "class", name);
    return static_cast<std::uint32_t>(std::distance(scenario_.device_classes.begin(), found));
  }

  void add_sites(const FleetGroup& group) {
    GroupSites row;
    row.class_index = class_index_of(group.device_class);
    row.first_ordinal = class_sites_[row.class_index];
    const std::uint32_t sites = std::max<std::uint32_t>(group.sites, 1);
    class_sites_[row.class_index] += sites;
    if (group.gateway.empty()) {
      const auto first = static_cast<std::uint32_t>(out_.site_networks.size());
      draw_lines(group, out_.classes[row.class_index], sites, row.first_ordinal);
      for (std::uint32_t s = 0; s < sites; ++s) {
        row.sites.push_back(first + s);
        row.net_numbers.push_back(row.first_ordinal + s);
      }
    }
    sites_of_groups_.push_back(std::move(row));
  }

  /// The first `group.sites` sites of its gateways' class.
  void take_gateway_sites(const FleetGroup& group, GroupSites& row) const {
    for (std::size_t g = 0; g < scenario_.fleet.size(); ++g) {
      if (scenario_.fleet[g].device_class != group.gateway) continue;
      const GroupSites& theirs = sites_of_groups_[g];
      for (std::size_t s = 0; s < theirs.sites.size() && row.sites.size() < group.sites; ++s) {
        row.sites.push_back(theirs.sites[s]);
        row.net_numbers.push_back(theirs.net_numbers[s]);
      }
    }
    PICKET_CHECK(row.sites.size() == group.sites, "a site without gateway; the scenario reader checks that");
  }

  /// The i-th device of a site is behind the (i modulo n)-th of its n gateways.
  void deal_gateways(const FleetGroup& group, const GroupRows& rows) {
    std::vector<std::vector<DeviceId>> gateways(out_.site_networks.size());
    const ClassId gateway_class(class_index_of(group.gateway));
    for (std::uint32_t d = 0; d < out_.devices.size(); ++d) {
      if (out_.devices[d].device_class == gateway_class) gateways[out_.devices[d].site.value()].push_back(DeviceId(d));
    }
    for (std::uint32_t i = 0; i < group.count; ++i) {
      Device& device = out_.devices[rows.begin + i];
      const std::vector<DeviceId>& there = gateways[device.site.value()];
      PICKET_CHECK(!there.empty(), "site", device.site.value());
      device.gateway = there[i / rows.sites % there.size()];
    }
  }

  void add_group(const FleetGroup& group, GroupSites& at) {
    if (!group.gateway.empty()) take_gateway_sites(group, at);
    GroupRows rows;
    rows.class_index = at.class_index;
    rows.begin = static_cast<std::uint32_t>(out_.devices.size());
    rows.ordinal = class_devices_[rows.class_index];
    rows.sites = std::max<std::uint32_t>(group.sites, 1);
    rows.source_begin = out_.sources;
    const CompiledClass& c = out_.classes[rows.class_index];
    const auto season = static_cast<std::uint16_t>(out_.seasons.index_of(group.seasonality));
    const auto group_index = static_cast<std::uint16_t>(out_.groups.size());
    for (std::uint32_t i = 0; i < group.count; ++i) {
      DeviceTraits traits;
      traits.ordinal = rows.ordinal + i;
      traits.site_ordinal = at.first_ordinal + i % rows.sites;
      traits.group = group_index;
      traits.seasonality = season;
      add_device(group, c, rows, i, traits, at);
    }
    class_devices_[rows.class_index] += group.count;
    out_.sources += std::size_t{group.count} * c.activities.size();
    out_.groups.push_back(rows);
  }

  void draw_lines(const FleetGroup& group, const CompiledClass& c, std::uint32_t sites, std::uint32_t first_ordinal) {
    const WeightedNames access(group.access);
    std::vector<std::uint16_t> networks;
    for (const std::string& name : access.names()) networks.push_back(index_of_network(scenario_, name));
    for (std::uint32_t s = 0; s < sites; ++s) {
      KeyedDraws draws(key_of(c.salt, out_.replication, first_ordinal + s));
      out_.site_networks.push_back(networks.empty() ? 0 : networks[access.pick(draws.uniform())]);
    }
  }

  void add_device(const FleetGroup& group, const CompiledClass& c, const GroupRows& rows, std::uint32_t i,
                  DeviceTraits traits, const GroupSites& at) {
    RandomStream random(scenario_.seed ^ c.salt, out_.replication, traits.ordinal, Purpose::kDeviceProfile);
    Device device;
    device.device_class = ClassId(rows.class_index);
    device.site = SiteId(at.sites[i % rows.sites]);
    device.hub = hub_of(group, traits.ordinal);
    device.network = out_.site_networks[device.site.value()];
    device.public_address = random.chance(group.public_share);
    device.vulnerable = random.chance(group.vulnerable_share);
    device.boot_id = random.next();
    traits.key = random.next();
    const std::uint32_t number_at_site = site_devices_[device.site.value()]++;
    const std::uint32_t per_site = (group.count + rows.sites - 1) / rows.sites;
    device.address = device.public_address ? IpAddress::v4(line_address(traits.key))
                                           : site_address(at.net_numbers[i % rows.sites], number_at_site,
                                                          std::max(per_site, number_at_site + 1));
    if (!group.utc_offset_hours.empty()) {
      const double hours = group.utc_offset_hours[(i % rows.sites) % group.utc_offset_hours.size()];
      device.utc_offset_seconds = static_cast<std::int32_t>(std::lround(hours * 3'600));
    }
    device.system_information = system_texts_[rows.class_index].drawn(random);
    traits.odd = random.chance(c.source.odd_share);
    draw_rate_factors(c.source, traits.odd, random, traits);
    out_.devices.push_back(device);
    out_.traits.push_back(traits);
  }

  HubId hub_of(const FleetGroup& group, std::uint32_t ordinal) const {
    if (group.hub.empty()) {
      const auto hubs = static_cast<std::uint32_t>(std::max<std::size_t>(scenario_.hubs.size(), 1));
      return HubId(ordinal % hubs);
    }
    for (std::size_t h = 0; h < scenario_.hubs.size(); ++h)
      if (scenario_.hubs[h].name == group.hub) return HubId(static_cast<std::uint32_t>(h));
    PICKET_CHECK(false, "hub", group.hub);
    return HubId(0);
  }

  const Scenario& scenario_;
  FleetRows& out_;
  TextTable& texts_;
  std::vector<SystemTexts> system_texts_;
  std::vector<std::uint32_t> class_devices_;
  std::vector<std::uint32_t> class_sites_;
  std::vector<GroupSites> sites_of_groups_;
  std::vector<std::uint32_t> site_devices_;  ///< dealt to each site so far
};

}  // namespace

Fleet::Fleet(const Scenario& scenario, std::uint32_t replication, TextTable& texts)
    : rows_(std::make_unique<FleetRows>()) {
  rows_->seed = scenario.seed;
  rows_->replication = replication;
  rows_->epoch = scenario.start_utc - scenario.warm_up;
  FleetBuilder(scenario, *rows_, texts).build();
}

Fleet::~Fleet() = default;

void Fleet::take_down(DeviceId id, const Downtime& downtime) {
  rows_->forced[id.value()].push_back(downtime);
}

void Fleet::refuse_updates(DeviceId id, Time from, Time until) {
  rows_->no_updates[id.value()].emplace_back(from, until);
}

void Fleet::shift_zone(DeviceId id, Time from, Time until, Duration shift) {
  rows_->zone_shifts[id.value()].push_back({from, until, shift});
}

std::size_t Fleet::size() const {
  return rows_->devices.size();
}
const Device& Fleet::device(DeviceId id) const {
  PICKET_CHECK(id.value() < rows_->devices.size(), "device", id.value());
  return rows_->devices[id.value()];
}
std::size_t Fleet::sites() const {
  return rows_->site_networks.size();
}
std::size_t Fleet::classes() const {
  return rows_->classes.size();
}
const std::string& Fleet::class_name(ClassId id) const {
  return rows_->class_names.at(id.value());
}
std::uint16_t Fleet::site_network(SiteId site) const {
  return rows_->site_networks.at(site.value());
}

std::string Fleet::device_name(DeviceId id) const {
  const DeviceTraits& traits = rows_->traits.at(id.value());
  const std::string digits = std::to_string(traits.ordinal);
  const std::string zeros(digits.size() < 6 ? 6 - digits.size() : 0, '0');
  return class_name(rows_->devices[id.value()].device_class) + "-" + zeros + digits;
}

void Fleet::append_reports(DeviceId id, Time time, std::uint32_t kinds, std::vector<Record>& out) const {
  const Device& device = rows_->devices[id.value()];
  if ((kinds >> static_cast<unsigned>(EventKind::kSystemInformation) & 1) != 0) out.emplace_back(system_information(id, time));
  rows_->inventories[device.device_class.value()].append(kinds, out);
}

std::uint64_t Fleet::device_key(DeviceId id) const {
  return rows_->traits.at(id.value()).key;
}
bool Fleet::is_odd(DeviceId id) const {
  return rows_->traits.at(id.value()).odd;
}

DowntimeWalk FleetRows::downtime(DeviceId id) const {
  const Device& device = devices[id.value()];
  const DeviceTraits& row = traits[id.value()];
  const CompiledClass& c = class_of(id);
  const std::uint64_t site_key = key_of(c.salt, replication, row.site_ordinal);
  std::vector<Time> restarts;
  for (const DeviceUpdate& update : updates_of(id)) restarts.push_back(update.restart);
  const auto found = forced.find(id.value());
  return DowntimeWalk(c.source, row.key, site_key, epoch, Duration::seconds(device.utc_offset_seconds), std::move(restarts),
                      found == forced.end() ? std::vector<Downtime>() : found->second);
}

std::vector<DeviceUpdate> FleetRows::updates_of(DeviceId id) const {
  const Device& device = devices[id.value()];
  std::vector<DeviceUpdate> updates;
  for (const CompiledRollout& rollout : rollouts[device.device_class.value()]) {
    rollout.append(traits[id.value()].key, Duration::seconds(device.utc_offset_seconds), updates);
  }
  if (const auto found = no_updates.find(id.value()); found != no_updates.end()) {
    std::erase_if(updates, [&](const DeviceUpdate& update) {
      return std::ranges::any_of(found->second, [&](const auto& span) { return span.first <= update.start && update.start < span.second; });
    });
  }
  return updates;
}

SystemInformationRecord Fleet::system_information(DeviceId id, Time time) const {
  SystemInformationRecord shown = rows_->devices.at(id.value()).system_information;
  const std::vector<DeviceUpdate> updates = rows_->updates_of(id);
  if (updates.empty()) return shown;
  DowntimeWalk walk = rows_->downtime(id);
  for (auto outage = walk.next(); outage && outage->end <= time; outage = walk.next()) {
    if (!outage->update) continue;
    for (const DeviceUpdate& update : updates) {
      if (update.restart == outage->start && update.firmware_version != Text{}) shown.firmware_version = update.firmware_version;
    }
  }
  return shown;
}

std::vector<WorldEvent> Fleet::life_cycle_of(DeviceId id, Time from, Time until) const {
  std::vector<WorldEvent> events;
  DowntimeWalk walk = rows_->downtime(id);
  for (auto outage = walk.next(); outage && outage->start < until; outage = walk.next()) {
    if (outage->end <= from) continue;
    const auto kind = outage->power_loss ? WorldEvent::Kind::kPowerLoss : WorldEvent::Kind::kReboot;
    events.push_back({outage->start, id, kind, outage->end - outage->start, false});
  }
  return events;
}

std::vector<WorldEvent> Fleet::life_cycle(Time from, Time until) const {
  std::vector<WorldEvent> events;
  for (std::uint32_t i = 0; i < size(); ++i) {
    for (const WorldEvent& event : life_cycle_of(DeviceId(i), from, until)) {
      if (event.time >= from) events.push_back(event);
    }
  }
  std::sort(events.begin(), events.end(), [](const WorldEvent& a, const WorldEvent& b) {
    return a.time != b.time ? a.time < b.time : a.device < b.device;
  });
  return events;
}

}  // namespace picket::sim
