#include "sim/import/mud_class.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "sim/import/part_name.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kEchoRequest = 8;
constexpr std::uint32_t kAddressesOfName = 4;    // [E] that exist; a device uses some
constexpr std::uint32_t kPeersOfNetwork = 4;     // [E] of a network that is wider than one address
constexpr std::uint32_t kNeighbours = 9;         // as AttackRemote::on_site: the usual ones, to .9
constexpr std::uint32_t kNeighboursUsed = 4;     // [E]
constexpr std::uint32_t kMaxPortsListed = 16;    // of a range; more are taken at even distances

/// One thing that the profile allows: a flow with a peer.
struct Flow {
  const MudEntry* entry = nullptr;
  bool inbound = false;  ///< the peer opens it
  std::string peer;      ///< key of its pool
};

/// Entries with the same key, seen from the device, are the same flow or its two directions.
auto flow_key(const MudEntry& e) {
  return std::tuple(e.peer, e.peer_text, e.protocol, e.device_ports, e.peer_ports);
}

bool is_multicast(const Cidr& network) {
  static const std::vector<Cidr> kGroups{*Cidr::parse("224.0.0.0/4"), *Cidr::parse("255.255.255.255"), *Cidr::parse("ff00::/8")};
  return std::any_of(kGroups.begin(), kGroups.end(), [&](const Cidr& group) { return group.contains(network.base); });
}

/// Bytes that are usual for a protocol's one exchange.
struct Exchange {
  std::uint32_t protocol;
  std::uint32_t port;
  double out;
  double in;
};
/// Source: resolver, time, DHCP and mDNS as smart_speaker's capture has them; SSDP is an estimate.
constexpr Exchange kExchanges[] = {{kUdpProtocol, 53, 40, 120},    {kUdpProtocol, 123, 48, 48},
                                   {kUdpProtocol, 67, 300, 300},   {kUdpProtocol, 68, 300, 300},
                                   {kUdpProtocol, 5353, 390, 390}, {kUdpProtocol, 1900, 300, 300}};
constexpr double kOtherUdpBytes = 200;  // [E]
constexpr double kEchoBytes = 56;       // of ping

class ClassBuilder {
 public:
  ClassBuilder(const MudProfile& profile, const MudEstimates& estimates, const MudSite& site, DeviceClass base)
      : profile_(profile), estimates_(estimates), site_(site) {
    out_.device_class = std::move(base);
  }

  MudClass build() {
    strip_network();
    describe_device();
    for (const MudEntry& entry : profile_.entries) sort_in(entry);
    for (const MudEntry& entry : profile_.entries) {
      if (!entry.from_device && left_out_.count(&entry) == 0) answer_or_flow(entry);
    }
    add_activities();
    return std::move(out_);
  }

 private:
  /// What is left of the base is its programs, files, log-ins and peripherals, and the peers that these name.
  void strip_network() {
    DeviceClass& c = out_.device_class;
    std::set<std::string> used;
    for (auto at = c.activities.begin(); at != c.activities.end();) {
      std::vector<Step>& script = at->second.script;
      out_.base_steps_dropped += static_cast<std::size_t>(
          std::erase_if(script, [](const Step& s) { return s.kind == StepKind::kNetwork || s.kind == StepKind::kDns; }));
      for (const Step& step : script) used.insert(step.remote);
      at = script.empty() ? c.activities.erase(at) : std::next(at);
    }
    std::erase_if(c.remotes, [&](const auto& remote) { return !used.contains(remote.first); });
  }

  void describe_device() {
    DeviceClass& c = out_.device_class;
    const std::string& title = profile_.systeminfo.empty() ? profile_.mud_url : profile_.systeminfo;
    c.title = one_line(title);
    if (!profile_.manufacturer.empty()) c.hardware_vendor = one_line(profile_.manufacturer);
    if (!profile_.model.empty()) c.hardware_model = one_line(profile_.model);
    if (!profile_.firmware_revision.empty()) c.firmware_versions = {{one_line(profile_.firmware_revision), 1}};
  }

  static std::string entry_name(const MudEntry& e) { return one_line(e.acl) + "/" + one_line(e.name); }
  void leave_out(const MudEntry& e, std::string why) {
    out_.left_out.push_back({e.where, entry_name(e), std::move(why)});
    left_out_.insert(&e);
  }
  void near(const MudEntry& e, std::string says) { out_.came_near.push_back({e.where, entry_name(e), std::move(says)}); }

  void sort_in(const MudEntry& e) {
    if (!e.left_out.empty()) {
      leave_out(e, e.left_out);
    } else if ((e.peer == MudPeer::kController || e.peer == MudPeer::kMyController) && site_.controller.empty()) {
      leave_out(e, fmt::format("who is {}{}? --controller HOST says it", e.peer == MudPeer::kController ? "controller " : "", one_line(e.peer_text)));
    } else if (e.from_device) {
      const auto same = std::find_if(flows_.begin(), flows_.end(), [&](const Flow& f) { return flow_key(*f.entry) == flow_key(e); });
      if (same != flows_.end()) {
        ++out_.again;
      } else {
        add_flow(e, opened_by_peer(e));
      }
    }
  }

  /// Entries to the device come after all from it, of which they may be the other direction.
  void answer_or_flow(const MudEntry& e) {
    const auto mirror = std::find_if(flows_.begin(), flows_.end(), [&](const Flow& f) { return flow_key(*f.entry) == flow_key(e); });
    if (mirror == flows_.end()) return add_flow(e, e.initiator != MudInitiator::kDevice);
    if (!mirror->entry->from_device || !answered_.insert(mirror->entry).second) {
      ++out_.again;
      return;
    }
    ++out_.other_directions;
    // The device's one fixed port is a service of its own, unless it is said who begins.
    if (e.initiator == MudInitiator::kPeer) mirror->inbound = true;
    if (e.initiator == MudInitiator::kNotSaid && mirror->entry->initiator == MudInitiator::kNotSaid && serves(e)) mirror->inbound = true;
  }

  static bool serves(const MudEntry& e) { return e.device_ports.is_one() && e.peer_ports.is_any(); }
  static bool opened_by_peer(const MudEntry& e) { return e.initiator == MudInitiator::kPeer; }

  void add_flow(const MudEntry& e, bool inbound) {
    ++out_.flows;
    if (!e.protocol) near(e, "any protocol is allowed: a TCP flow stands for it");
    if (e.ipv6) near(e, "over IPv6: a flow over IPv4 stands for it");
    if (e.icmp_type && *e.icmp_type != kEchoRequest) near(e, fmt::format("ICMP type {}: a flow has none", *e.icmp_type));
    flows_.push_back({&e, inbound, pool_of(e)});
  }

  std::string pool_of(const MudEntry& e) {
    const std::string key = pool_key(e);
    const auto known = pools_.find(key);
    if (known != pools_.end()) {
      told_near(e);
      return known->second;
    }
    const std::string name = free_name(key, out_.device_class.remotes);
    out_.device_class.remotes[name] = pool(e);
    pools_[key] = name;
    told_near(e);
    return name;
  }

  /// Entries whose peers are one and the same here.
  std::string pool_key(const MudEntry& e) const {
    switch (e.peer) {
      case MudPeer::kAny:
        return "anybody";
      case MudPeer::kName:
        return lower_case(e.peer_text);
      case MudPeer::kNetwork:
        return is_multicast(e.network) ? "neighbours" : "net_" + e.peer_text;
      case MudPeer::kDnsServer:
        return "resolver";
      case MudPeer::kNtpServer:
        return "time_server";
      case MudPeer::kGateway:
        return "gateway";
      case MudPeer::kController:
      case MudPeer::kMyController:
        return IpAddress::parse(site_.controller) ? "controller" : lower_case(site_.controller);
      case MudPeer::kLocalNetworks:
        return "neighbours";
      case MudPeer::kManufacturer:
      case MudPeer::kSameManufacturer:
        return "same_manufacturer";
      case MudPeer::kModel:
        return "same_model";
    }
    return "peer";
  }

  RemotePool pool(const MudEntry& e) const {
    RemotePool p;
    const auto lan = [&](std::uint32_t universe, std::uint32_t size) {
      p.scope = RemoteScope::kLan;
      p.universe = universe;
      p.size = Distribution::constant(size);
    };
    const auto named = [&](const std::string& name) {
      p.names = {lower_case(name)};
      p.universe = std::max(kAddressesOfName, estimates_.addresses_per_name);
      p.size = Distribution::constant(estimates_.addresses_per_name);
      p.churn_per_day = 0.1;  // [E] workload survey 1.4: 0.05 to 0.2
    };
    switch (e.peer) {
      case MudPeer::kAny:
        p.scope = RemoteScope::kInternet;
        break;
      case MudPeer::kName:
        named(e.peer_text);
        break;
      case MudPeer::kNetwork: {
        const std::uint32_t peers = e.network.prefix == 128 ? 1 : kPeersOfNetwork;
        if (is_multicast(e.network)) {
          lan(kNeighbours, kNeighboursUsed);
        } else if (e.on_site || is_local(e.network.base)) {
          lan(peers, peers);
        } else {
          p.universe = peers;
          p.size = Distribution::constant(peers);
        }
        break;
      }
      case MudPeer::kDnsServer:
      case MudPeer::kNtpServer:
      case MudPeer::kGateway:
        lan(1, 1);
        break;
      case MudPeer::kController:
      case MudPeer::kMyController:
        if (const auto address = IpAddress::parse(site_.controller)) {
          p.universe = 1;
          p.size = Distribution::constant(1);
          if (is_local(*address)) p.scope = RemoteScope::kLan;
        } else {
          named(site_.controller);
        }
        break;
      case MudPeer::kLocalNetworks:
      case MudPeer::kManufacturer:
      case MudPeer::kSameManufacturer:
      case MudPeer::kModel:
        lan(kNeighbours, kNeighboursUsed);
        break;
    }
    return p;
  }

  bool is_local(const IpAddress& address) const {
    return address.is_private() || std::any_of(site_.local_networks.begin(), site_.local_networks.end(),
                                               [&](const Cidr& network) { return network.contains(address); });
  }

  void told_near(const MudEntry& e) {
    if (e.peer == MudPeer::kNetwork) {
      near(e, is_multicast(e.network) ? fmt::format("{} is a group: neighbours on the site stand for it", e.peer_text)
                                      : fmt::format("{}: its addresses are drawn anew", e.peer_text));
    } else if (e.peer == MudPeer::kManufacturer || e.peer == MudPeer::kSameManufacturer || e.peer == MudPeer::kModel) {
      near(e, "neighbours on the site stand for devices of the manufacturer");
    }
  }

  std::vector<PortChoice> ports(const MudEntry& e, const MudPorts& ports) {
    if (ports.is_any()) return {};
    if (ports.except) {
      near(e, fmt::format("any port but {}: any port stands for it", ports.low));
      return {{0, 1}};
    }
    const std::uint32_t low = std::max(ports.low, 1U);
    const std::uint32_t high = std::max(ports.high, low);
    const std::uint32_t count = high - low + 1;
    std::vector<PortChoice> choices;
    for (std::uint32_t i = 0; i < std::min(count, kMaxPortsListed); ++i) {
      choices.push_back({count <= kMaxPortsListed ? low + i : low + i * (count - 1) / (kMaxPortsListed - 1), 1});
    }
    if (count > kMaxPortsListed) near(e, fmt::format("of the ports {} to {}, {} at even distances stand for all", low, high, kMaxPortsListed));
    return choices;
  }

  Step step(const Flow& flow) {
    const MudEntry& e = *flow.entry;
    const std::uint32_t protocol = e.protocol.value_or(6);
    Step s;
    s.kind = StepKind::kNetwork;
    s.remote = flow.peer;
    s.protocol = protocol == kIcmpProtocol  ? StepProtocol::kIcmp
                 : protocol == kUdpProtocol ? StepProtocol::kUdp
                                            : StepProtocol::kTcp;
    s.direction = flow.inbound ? StepDirection::kInbound : StepDirection::kOutbound;
    s.remote_ports = ports(e, e.peer_ports);
    s.local_ports = ports(e, e.device_ports);
    bytes(s, e.peer_ports.is_one() ? e.peer_ports : e.device_ports, flow.inbound);
    // Datagrams that nothing may answer.
    if (s.protocol != StepProtocol::kTcp && !answered_.contains(&e)) {
      (flow.inbound ? s.bytes_out : s.bytes_in) = Distribution::constant(0);
    }
    return s;
  }

  void bytes(Step& s, const MudPorts& service, bool inbound) const {
    if (s.protocol == StepProtocol::kTcp) {
      s.bytes_out = {Distribution::Kind::kLognormal, inbound ? estimates_.bytes_in : estimates_.bytes_out, 1.2, 1e7};
      s.bytes_in = {Distribution::Kind::kLognormal, inbound ? estimates_.bytes_out : estimates_.bytes_in, 1.5, 1e7};
      return;
    }
    double out = s.protocol == StepProtocol::kIcmp ? kEchoBytes : kOtherUdpBytes;
    double in = out;
    for (const Exchange& x : kExchanges) {
      if (s.protocol == StepProtocol::kUdp && service.is_one() && service.low == x.port) {
        out = x.out;
        in = x.in;
      }
    }
    s.bytes_out = Distribution::constant(inbound ? in : out);
    s.bytes_in = Distribution::constant(inbound ? out : in);
  }

  void add_activities() {
    DeviceClass& c = out_.device_class;
    std::map<std::string, Activity> made;
    for (const Flow& flow : flows_) {
      Activity& a = made[flow.peer];
      if (a.script.empty()) {
        a.timing = Timing::kBursts;
        a.per_hour = estimates_.flows_per_hour / static_cast<double>(flows_.size());
        a.burst_size = estimates_.burst_size;
        a.rate_factor = RateFactor::kNetwork;
      }
      a.script.push_back(step(flow));
      if (flow.inbound) listen(*flow.entry);
    }
    for (auto& [peer, activity] : made) {
      look_up(peer, activity);
      c.activities[free_name("to_" + peer, c.activities)] = std::move(activity);
    }
  }

  void look_up(const std::string& peer, Activity& activity) const {
    const bool opens = std::any_of(activity.script.begin(), activity.script.end(),
                                   [](const Step& s) { return s.direction == StepDirection::kOutbound; });
    if (!opens || out_.device_class.remotes.at(peer).names.empty()) return;
    Step ask;
    ask.kind = StepKind::kDns;
    ask.remote = peer;
    ask.probability = estimates_.look_up_share;
    activity.script.insert(activity.script.begin(), std::move(ask));
  }

  void listen(const MudEntry& e) {
    if (!e.device_ports.is_one() || e.device_ports.low == 0 || e.protocol == kIcmpProtocol) return;
    const auto port = static_cast<std::uint16_t>(e.device_ports.low);
    const TransportProtocol protocol = e.protocol == kUdpProtocol ? TransportProtocol::kUdp : TransportProtocol::kTcp;
    std::vector<ListeningPort>& open = out_.device_class.inventory.listening_ports;
    const bool known = std::any_of(open.begin(), open.end(), [&](const ListeningPort& p) { return p.port == port && p.protocol == protocol; });
    if (!known) open.push_back({port, protocol, ""});
  }

  const MudProfile& profile_;
  const MudEstimates& estimates_;
  const MudSite& site_;
  MudClass out_;
  std::vector<Flow> flows_;
  std::map<std::string, std::string> pools_;  ///< name of the pool by what it stands for
  std::set<const MudEntry*> left_out_;        ///< for membership alone
  std::set<const MudEntry*> answered_;        ///< the same
};

}  // namespace

MudClass mud_class(const MudProfile& profile, const MudEstimates& estimates, const MudSite& site, DeviceClass base) {
  return ClassBuilder(profile, estimates, site, std::move(base)).build();
}

}  // namespace picket::sim
