#include "sim/import/mud_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using test::ace_of;
using test::mud_of;
using test::read_mud_text;
using ::testing::HasSubstr;

MudEntry entry_of(const std::string& matches, bool from_device = true) {
  const auto read = read_mud_text(from_device ? mud_of(ace_of(matches)) : mud_of("", ace_of(matches)));
  EXPECT_TRUE(read.profile.has_value()) << read.diagnostics.text();
  return read.profile.has_value() && !read.profile->entries.empty() ? read.profile->entries[0] : MudEntry{};
}

TEST(MudEntry, ports_are_told_from_the_device) {
  const std::string ports = R"("tcp": {"source-port": {"operator": "eq", "port": 80}, "destination-port": {"lower-port": 5000, "upper-port": 5002}})";
  const MudEntry from = entry_of(ports);
  EXPECT_EQ(from.device_ports, (MudPorts{80, 80, false}));
  EXPECT_EQ(from.peer_ports, (MudPorts{5000, 5002, false}));
  EXPECT_EQ(from.protocol, 6U);
  const MudEntry to = entry_of(ports, false);
  EXPECT_EQ(to.peer_ports, (MudPorts{80, 80, false}));
  EXPECT_EQ(to.device_ports, (MudPorts{5000, 5002, false}));
}

TEST(MudEntry, each_operator_is_a_range) {
  const auto port = [](const std::string& word) {
    return entry_of(R"("udp": {"destination-port": {"operator": ")" + word + R"(", "port": 1000}})").peer_ports;
  };
  EXPECT_EQ(port("eq"), (MudPorts{1000, 1000, false}));
  EXPECT_EQ(port("lte"), (MudPorts{0, 1000, false}));
  EXPECT_EQ(port("gte"), (MudPorts{1000, 65'535, false}));
  EXPECT_EQ(port("neq"), (MudPorts{1000, 1000, true}));
}

TEST(MudEntry, each_kind_of_peer_is_known) {
  const std::pair<const char*, MudPeer> kPeers[] = {
      {R"("ipv4": {"ietf-acldns:dst-dnsname": "A.example."})", MudPeer::kName},
      {R"("ipv4": {"destination-ipv4-network": "192.0.2.9/24"})", MudPeer::kNetwork},
      {R"("ipv6": {"destination-ipv6-network": "2001:db8::/32"})", MudPeer::kNetwork},
      {R"("mud": {"controller": "urn:ietf:params:mud:dns"})", MudPeer::kDnsServer},
      {R"("mud": {"controller": "urn:ietf:params:mud:ntp"})", MudPeer::kNtpServer},
      {R"("mud": {"controller": "urn:ietf:params:mud:gateway"})", MudPeer::kGateway},
      {R"("mud": {"controller": "https://c.example/class"})", MudPeer::kController},
      {R"("ietf-mud:mud": {"my-controller": [null]})", MudPeer::kMyController},
      {R"("ietf-mud:mud": {"local-networks": [null]})", MudPeer::kLocalNetworks},
      {R"("ietf-mud:mud": {"manufacturer": "m.example"})", MudPeer::kManufacturer},
      {R"("ietf-mud:mud": {"model": "https://m.example/7"})", MudPeer::kModel},
      {R"("ietf-mud:mud": {"same-manufacturer": [null]})", MudPeer::kSameManufacturer},
      {R"("ipv4": {"protocol": 17})", MudPeer::kAny}};
  for (const auto& [matches, peer] : kPeers) {
    const MudEntry entry = entry_of(matches);
    EXPECT_EQ(entry.peer, peer) << matches;
    EXPECT_EQ(entry.left_out, "") << matches;
  }
  EXPECT_EQ(entry_of(R"("ipv4": {"ietf-acldns:dst-dnsname": "A.example."})").peer_text, "a.example");
  // Host bits do not change what a prefix matches.
  EXPECT_EQ(entry_of(R"("ipv4": {"destination-ipv4-network": "192.0.2.9/24"})").network.to_string(), "192.0.2.0/24");
}

TEST(MudEntry, an_address_among_the_local_networks_is_one_peer) {
  for (const char* matches : {R"("mud": {"local-networks": [null]}, "ipv4": {"destination-ipv4-network": "224.0.0.251/32", "protocol": 17})",
                              R"("ipv4": {"destination-ipv4-network": "224.0.0.251/32", "protocol": 17}, "mud": {"local-networks": [null]})"}) {
    const MudEntry entry = entry_of(matches);
    EXPECT_EQ(entry.left_out, "");
    EXPECT_EQ(entry.peer, MudPeer::kNetwork);
    EXPECT_EQ(entry.peer_text, "224.0.0.251/32");
    EXPECT_TRUE(entry.on_site);
  }
}

TEST(MudEntry, what_cannot_be_carried_over_has_its_reason) {
  const std::pair<const char*, const char*> kReasons[] = {
      {R"("eth": {"ethertype": "0x0806"})", "Ethernet"},
      {R"("sctp": {})", "'sctp', which is not known"},
      {R"("ipv4": {"ttl": 3})", "'ipv4 ttl'"},
      {R"("tcp": {"flags": "syn"})", "'tcp flags'"},
      {R"("ipv4": {"protocol": 2})", "protocol 2"},
      {R"("ipv4": {"protocol": 6}, "udp": {})", "at once"},
      {R"("ipv4": {"ietf-acldns:src-dnsname": "a.example"})", "device's own address"},
      {R"("ipv4": {"ietf-acldns:dst-dnsname": "*.a.example"})", "is a pattern"},
      {R"("ipv4": {"ietf-acldns:dst-dnsname": "a.example"}, "mud": {"my-controller": [null]})", "two peers"}};
  for (const auto& [matches, reason] : kReasons) EXPECT_THAT(entry_of(matches).left_out, HasSubstr(reason)) << matches;
}

TEST(MudEntry, who_begins_and_what_kind_of_icmp_is_kept) {
  EXPECT_EQ(entry_of(R"("tcp": {"ietf-mud:direction-initiated": "from-device"})").initiator, MudInitiator::kDevice);
  EXPECT_EQ(entry_of(R"("tcp": {"direction-initiated": "to-device"})").initiator, MudInitiator::kPeer);
  EXPECT_EQ(entry_of(R"("icmp": {"type": 3, "code": 1})").icmp_type, 3U);
  EXPECT_EQ(entry_of(R"("ipv6": {"protocol": 58})").protocol, 1U);
}

}  // namespace
}  // namespace picket::sim
