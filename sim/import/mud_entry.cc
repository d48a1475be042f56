#include "sim/import/mud_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent_core/base/closest_word.h"
#include "sim/import/part_name.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

class EntryReader {
 public:
  EntryReader(TreeReader& tree, Diagnostics& diagnostics, MudEntry& entry) : tree_(tree), diagnostics_(diagnostics), entry_(entry) {}

  void read(const YamlNode& ace, const std::string& path) {
    entry_.where = ace.where;
    if (!tree_.is(ace, YamlNode::Kind::kMap, path)) return;
    entry_.name = tree_.text(ace, "name", path);
    if (const YamlNode* actions = tree_.required(ace, "actions", path, YamlNode::Kind::kMap)) forwarding(*actions, child_path(path, "actions"));
    const YamlNode* matches = tree_.optional(ace, "matches", path, YamlNode::Kind::kMap);
    if (matches == nullptr) return leave_out("it matches everything");
    for (const YamlMember& member : matches->members) {
      const std::string at = child_path(child_path(path, "matches"), member.key);
      match(without_module(member.key), member.value, at);
    }
    check_protocol();
  }

 private:
  void leave_out(std::string why) {
    if (entry_.left_out.empty()) entry_.left_out = std::move(why);
  }

  void forwarding(const YamlNode& actions, const std::string& path) {
    const YamlNode* node = tree_.required(actions, "forwarding", path, YamlNode::Kind::kScalar);
    if (node == nullptr) return;
    constexpr std::array<std::string_view, 3> kWords{"accept", "drop", "reject"};
    const std::string_view word = without_module(node->text);
    if (std::find(kWords.begin(), kWords.end(), word) == kWords.end()) {
      const std::string near = closest_word(word, kWords);
      diagnostics_.add(Code::kUnknownWord, node->where, child_path(path, "forwarding"), fmt::format("no action is called {}", quote(node->text)),
                       near.empty() ? "accept, drop or reject" : fmt::format("did you mean '{}'?", near));
    } else if (word != "accept") {
      leave_out(fmt::format("it says {}: what does not happen leaves no event", word));
    }
  }

  void match(std::string_view key, const YamlNode& node, const std::string& path) {
    if (key == "eth" || key == "ethernet") return leave_out("it matches Ethernet frames; flows are simulated from IP on");
    const bool ip = key == "ipv4" || key == "ipv6";
    const bool transport = key == "tcp" || key == "udp";
    if (!ip && !transport && key != "icmp" && key != "mud") return leave_out(fmt::format("it matches by {}, which is not known here", quote(key)));
    if (!tree_.is(node, YamlNode::Kind::kMap, path)) return;
    for (const YamlMember& member : node.members) {
      const std::string_view field = without_module(member.key);
      const bool known = ip ? ip_match(node, member, field, path) : transport ? port_match(member, field, path)
                            : key == "icmp"                                     ? icmp_match(node, field, path)
                                                                                : mud_match(node, member, field, path);
      if (!known) leave_out(fmt::format("it matches by {}, which is not simulated", quote(fmt::format("{} {}", key, field))));
    }
    if (key == "ipv6") entry_.ipv6 = true;
    if (transport) transport_ = key == "tcp" ? kTcpProtocol : kUdpProtocol;
    if (key == "icmp") transport_ = kIcmpProtocol;
  }

  bool ip_match(const YamlNode& node, const YamlMember& member, std::string_view field, const std::string& path) {
    if (field == "protocol") {
      entry_.protocol = tree_.number(node, member.key, path, 255);
      return true;
    }
    const bool name = field.ends_with("-dnsname");
    if (!name && field.find("-ipv4-network") == std::string_view::npos && field.find("-ipv6-network") == std::string_view::npos) return false;
    const bool is_source = field.starts_with("src") || field.starts_with("source");
    if (!tree_.is(member.value, YamlNode::Kind::kScalar, child_path(path, member.key))) return true;
    if (is_source == entry_.from_device) {
      leave_out(fmt::format("'{}' is about the device's own address", field));
      return true;
    }
    if (name) {
      std::string text = member.value.text;
      if (text.ends_with('.')) text.pop_back();
      if (text.starts_with("*.")) {
        leave_out(fmt::format("{} is a pattern, and which name is meant is open", quote(text)));
      } else if (is_domain_name(text)) {
        peer(MudPeer::kName, lower_case(text));
      } else {
        diagnostics_.add(Code::kBadName, member.value.where, child_path(path, member.key),
                         fmt::format("{} is no domain name", quote(member.value.text)));
      }
    } else if (const auto network = network_of(member.value.text)) {
      entry_.network = *network;
      peer(MudPeer::kNetwork, network->to_string());
    } else {
      diagnostics_.add(Code::kOutOfRange, member.value.where, child_path(path, member.key),
                       fmt::format("{} is no address or network", quote(member.value.text)), "as in 192.0.2.0/24");
    }
    return true;
  }

  /// Host bits that are set do not change what a prefix matches (RFC 6991).
  static std::optional<Cidr> network_of(std::string_view text) {
    if (const auto exact = Cidr::parse(text)) return exact;
    const std::size_t slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address || slash == std::string_view::npos) return std::nullopt;
    const auto bits = Cidr::parse((address->is_v4() ? "0.0.0.0" : "::") + std::string(text.substr(slash)));
    if (!bits) return std::nullopt;
    return Cidr{Cidr::masked(*address, bits->prefix), bits->prefix};
  }

  bool port_match(const YamlMember& member, std::string_view field, const std::string& path) {
    const std::string at = child_path(path, member.key);
    if (field == "direction-initiated") {
      if (!tree_.is(member.value, YamlNode::Kind::kScalar, at)) return true;
      const std::string& word = member.value.text;
      if (word == "from-device" || word == "to-device") {
        entry_.initiator = word == "from-device" ? MudInitiator::kDevice : MudInitiator::kPeer;
      } else {
        diagnostics_.add(Code::kUnknownWord, member.value.where, at, fmt::format("no direction is called {}", quote(word)),
                         "from-device or to-device");
      }
      return true;
    }
    if (field != "source-port" && field != "destination-port") return false;
    if (!tree_.is(member.value, YamlNode::Kind::kMap, at)) return true;
    MudPorts& ports = (field == "source-port") == entry_.from_device ? entry_.device_ports : entry_.peer_ports;
    ports = read_ports(member.value, at);
    return true;
  }

  MudPorts read_ports(const YamlNode& node, const std::string& path) {
    MudPorts ports;
    if (tree_.find(node, "lower-port") != nullptr || tree_.find(node, "upper-port") != nullptr) {
      ports.low = tree_.number(node, "lower-port", path, 65'535).value_or(0);
      ports.high = tree_.number(node, "upper-port", path, 65'535).value_or(ports.low);
      if (ports.low > ports.high) {
        diagnostics_.add(Code::kOutOfRange, node.where, path, fmt::format("a range from {} to {}", ports.low, ports.high),
                         "the lower port comes first");
      }
      return ports;
    }
    if (tree_.required(node, "port", path, YamlNode::Kind::kScalar) == nullptr) return ports;
    const std::uint32_t port = tree_.number(node, "port", path, 65'535).value_or(0);
    const std::string word = tree_.text(node, "operator", path);
    constexpr std::array<std::string_view, 4> kWords{"eq", "neq", "lte", "gte"};
    if (word.empty() || word == "eq") return {port, port, false};
    if (word == "lte") return {0, port, false};
    if (word == "gte") return {port, 65'535, false};
    if (word == "neq") return {port, port, true};
    const std::string near = closest_word(word, kWords);
    diagnostics_.add(Code::kUnknownWord, tree_.find(node, "operator")->where, child_path(path, "operator"),
                     fmt::format("no operator is called {}", quote(word)), near.empty() ? "eq, neq, lte or gte" : fmt::format("did you mean '{}'?", near));
    return ports;
  }

  bool icmp_match(const YamlNode& node, std::string_view field, const std::string& path) {
    if (field == "type") entry_.icmp_type = tree_.number(node, "type", path, 255);
    return field == "type" || field == "code";
  }

  bool mud_match(const YamlNode& node, const YamlMember& member, std::string_view field, const std::string& path) {
    if (field == "local-networks" || field == "my-controller" || field == "same-manufacturer") {
      peer(field == "local-networks" ? MudPeer::kLocalNetworks : field == "my-controller" ? MudPeer::kMyController : MudPeer::kSameManufacturer,
           std::string(field));
      return true;
    }
    if (field != "controller" && field != "manufacturer" && field != "model") return false;
    const std::string text = tree_.text(node, member.key, path);
    if (text.empty()) return true;
    if (field != "controller") {
      peer(field == "model" ? MudPeer::kModel : MudPeer::kManufacturer, text);
    } else {
      peer(text == "urn:ietf:params:mud:dns"       ? MudPeer::kDnsServer
           : text == "urn:ietf:params:mud:ntp"     ? MudPeer::kNtpServer
           : text == "urn:ietf:params:mud:gateway" ? MudPeer::kGateway
                                                   : MudPeer::kController,
           text);
    }
    return true;
  }

  void peer(MudPeer kind, std::string text) {
    // An address or group among the local networks is one peer, and the address the narrower word for it.
    const bool local_first = entry_.peer == MudPeer::kLocalNetworks && kind == MudPeer::kNetwork;
    if (local_first || (entry_.peer == MudPeer::kNetwork && kind == MudPeer::kLocalNetworks)) {
      entry_.on_site = true;
      if (!local_first) return;
      entry_.peer = MudPeer::kAny;
    }
    if (entry_.peer != MudPeer::kAny) return leave_out(fmt::format("it names two peers, {} and {}", quote(entry_.peer_text), quote(text)));
    entry_.peer = kind;
    entry_.peer_text = std::move(text);
  }

  void check_protocol() {
    if (entry_.protocol == 58U) entry_.protocol = kIcmpProtocol;  // ICMPv6: one ICMP in the simulation
    if (transport_ && entry_.protocol && *transport_ != *entry_.protocol) {
      leave_out(fmt::format("it matches protocol {} and protocol {} at once, so nothing", *entry_.protocol, *transport_));
    }
    if (transport_) entry_.protocol = transport_;
    const std::uint32_t protocol = entry_.protocol.value_or(kTcpProtocol);
    if (protocol != kTcpProtocol && protocol != kUdpProtocol && protocol != kIcmpProtocol) {
      leave_out(fmt::format("it is protocol {}: TCP, UDP and ICMP are simulated", protocol));
    }
  }

  TreeReader& tree_;
  Diagnostics& diagnostics_;
  MudEntry& entry_;
  std::optional<std::uint32_t> transport_;
};

}  // namespace

bool is_domain_name(std::string_view text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return !text.empty() && text.size() <= 253 && text.front() != '.' && text.front() != '-' && text.find("..") == std::string_view::npos &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

void read_mud_entry(const YamlNode& ace, const std::string& path, TreeReader& tree, Diagnostics& diagnostics, MudEntry& entry) {
  EntryReader(tree, diagnostics, entry).read(ace, path);
}

}  // namespace picket::sim
