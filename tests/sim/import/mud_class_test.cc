#include "sim/import/mud_class.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using test::ace_of;
using test::mud_of;
using test::read_mud_text;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

MudClass class_of(const std::string& from, const std::string& to = "", const MudSite& site = {}, const DeviceClass& base = {},
                  const MudEstimates& estimates = {}) {
  const auto read = read_mud_text(mud_of(from, to));
  EXPECT_TRUE(read.profile.has_value()) << read.diagnostics.text();
  MudClass out = mud_class(read.profile.value_or(MudProfile{}), estimates, site, base);
  EXPECT_EQ(out.flows + out.other_directions + out.again + out.left_out.size(), read.profile.value_or(MudProfile{}).entries.size());
  return out;
}

const std::string kHttps = R"("ipv4": {"ietf-acldns:dst-dnsname": "A.example"}, "tcp": {"destination-port": {"operator": "eq", "port": 443}})";
const std::string kHttpsBack = R"("ipv4": {"ietf-acldns:src-dnsname": "a.example"}, "tcp": {"source-port": {"operator": "eq", "port": 443}})";

TEST(MudClass, an_entry_and_its_mirror_are_one_flow_after_a_look_up) {
  // The mirror names the peer in other letters: domain names do not tell them apart.
  const MudClass c = class_of(ace_of(kHttps), ace_of(kHttpsBack));
  EXPECT_EQ(c.flows, 1U);
  EXPECT_EQ(c.other_directions, 1U);
  const RemotePool& pool = c.device_class.remotes.at("a_example");
  EXPECT_EQ(pool.scope, RemoteScope::kCloud);
  EXPECT_THAT(pool.names, ElementsAre("a.example"));
  const Activity& a = c.device_class.activities.at("to_a_example");
  EXPECT_EQ(a.timing, Timing::kBursts);
  EXPECT_DOUBLE_EQ(a.per_hour, MudEstimates{}.flows_per_hour);
  ASSERT_EQ(a.script.size(), 2U);
  EXPECT_EQ(a.script[0].kind, StepKind::kDns);
  EXPECT_DOUBLE_EQ(a.script[0].probability, MudEstimates{}.look_up_share);
  EXPECT_EQ(a.script[1].kind, StepKind::kNetwork);
  EXPECT_EQ(a.script[1].direction, StepDirection::kOutbound);
  ASSERT_EQ(a.script[1].remote_ports.size(), 1U);
  EXPECT_EQ(a.script[1].remote_ports[0].port, 443U);
}

TEST(MudClass, the_flows_of_an_hour_are_dealt_evenly) {
  MudEstimates estimates;
  estimates.flows_per_hour = 90;
  const std::string other = R"("ipv4": {"ietf-acldns:dst-dnsname": "b.example"}, "tcp": {})";
  const std::string more = R"("ipv4": {"ietf-acldns:dst-dnsname": "b.example"}, "udp": {})";
  const MudClass c = class_of(ace_of(kHttps) + "," + ace_of(other) + "," + ace_of(more), "", {}, {}, estimates);
  double flows = 0;
  for (const auto& [name, a] : c.device_class.activities) {
    EXPECT_DOUBLE_EQ(a.per_hour, 30);
    for (const Step& s : a.script) flows += s.kind == StepKind::kNetwork ? a.per_hour : 0;
  }
  EXPECT_DOUBLE_EQ(flows, 90);
}

TEST(MudClass, who_opens_a_flow) {
  const auto direction = [](const std::string& from, const std::string& to) {
    const MudClass c = class_of(from.empty() ? "" : ace_of(from), to.empty() ? "" : ace_of(to));
    EXPECT_EQ(c.device_class.activities.size(), 1U);
    const Activity& a = c.device_class.activities.begin()->second;
    return a.script.back().direction;
  };
  const std::string local = R"("mud": {"local-networks": [null]}, )";
  const std::string device_80 = R"("source-port": {"operator": "eq", "port": 80})";
  const std::string to_80 = R"("destination-port": {"operator": "eq", "port": 80})";
  // A service of the device: its port is the fixed one, and both directions are allowed.
  EXPECT_EQ(direction(local + R"("tcp": {)" + device_80 + "}", local + R"("tcp": {)" + to_80 + "}"), StepDirection::kInbound);
  EXPECT_EQ(direction(local + R"("tcp": {)" + to_80 + "}", local + R"("tcp": {)" + device_80 + "}"), StepDirection::kOutbound);
  // What is said wins over what ports suggest.
  EXPECT_EQ(direction(local + R"("tcp": {"ietf-mud:direction-initiated": "to-device", )" + to_80 + "}", ""), StepDirection::kInbound);
  EXPECT_EQ(direction("", local + R"("tcp": {"ietf-mud:direction-initiated": "from-device", )" + device_80 + "}"), StepDirection::kOutbound);
  // Alone, an entry is opened from its side.
  EXPECT_EQ(direction("", local + R"("udp": {)" + to_80 + "}"), StepDirection::kInbound);
  EXPECT_EQ(direction(local + R"("udp": {)" + device_80 + "}", ""), StepDirection::kOutbound);
}

TEST(MudClass, a_service_of_the_device_is_a_listening_port) {
  const MudClass c = class_of("", ace_of(R"("mud": {"local-networks": [null]}, "tcp": {"destination-port": {"operator": "eq", "port": 8080}})"));
  ASSERT_EQ(c.device_class.inventory.listening_ports.size(), 1U);
  EXPECT_EQ(c.device_class.inventory.listening_ports[0].port, 8080U);
}

TEST(MudClass, datagrams_that_nothing_may_answer_have_no_bytes_back) {
  const std::string ask = R"("mud": {"controller": "urn:ietf:params:mud:dns"}, "udp": {"destination-port": {"operator": "eq", "port": 53}})";
  const std::string back = R"("mud": {"controller": "urn:ietf:params:mud:dns"}, "udp": {"source-port": {"operator": "eq", "port": 53}})";
  const MudClass one_way = class_of(ace_of(ask));
  EXPECT_EQ(one_way.device_class.activities.at("to_resolver").script[0].bytes_in, Distribution::constant(0));
  const MudClass both = class_of(ace_of(ask), ace_of(back));
  EXPECT_EQ(both.device_class.activities.at("to_resolver").script[0].bytes_in, Distribution::constant(120));
}

TEST(MudClass, a_controller_is_who_the_option_says) {
  const std::string mine = ace_of(R"("mud": {"my-controller": [null]}, "tcp": {})");
  const MudClass nobody = class_of(mine);
  ASSERT_EQ(nobody.left_out.size(), 1U);
  EXPECT_THAT(nobody.left_out[0].says, HasSubstr("--controller HOST"));
  EXPECT_THAT(nobody.device_class.activities, IsEmpty());
  EXPECT_THAT(class_of(mine, "", {"Hub.example", {}}).device_class.remotes.at("hub_example").names, ElementsAre("hub.example"));
  EXPECT_EQ(class_of(mine, "", {"192.168.1.5", {}}).device_class.remotes.at("controller").scope, RemoteScope::kLan);
  EXPECT_EQ(class_of(mine, "", {"198.51.100.5", {}}).device_class.remotes.at("controller").scope, RemoteScope::kCloud);
  EXPECT_EQ(class_of(mine, "", {"198.51.100.5", {*Cidr::parse("198.51.100.0/24")}}).device_class.remotes.at("controller").scope,
            RemoteScope::kLan);
}

TEST(MudClass, what_is_not_carried_over_is_told) {
  const auto told = [](const std::string& matches) {
    const MudClass c = class_of(ace_of(matches));
    return c.came_near.empty() ? std::string() : c.came_near[0].says;
  };
  EXPECT_EQ(told(kHttps), "");
  EXPECT_THAT(told(R"("ipv4": {"destination-ipv4-network": "198.51.100.7"})"), HasSubstr("protocol"));
  EXPECT_THAT(told(R"("ipv4": {"protocol": 17, "destination-ipv4-network": "198.51.100.7"})"), HasSubstr("drawn anew"));
  EXPECT_THAT(told(R"("ipv4": {"protocol": 17, "destination-ipv4-network": "239.255.255.250"})"), HasSubstr("is a group"));
  EXPECT_THAT(told(R"("ipv6": {"protocol": 17})"), HasSubstr("IPv6"));
  EXPECT_THAT(told(R"("icmp": {"type": 3})"), HasSubstr("ICMP type 3"));
  EXPECT_THAT(told(R"("mud": {"model": "x"}, "tcp": {})"), HasSubstr("manufacturer"));
  EXPECT_THAT(told(R"("tcp": {"destination-port": {"operator": "neq", "port": 25}})"), HasSubstr("any port but 25"));
  EXPECT_THAT(told(R"("tcp": {"destination-port": {"lower-port": 1000, "upper-port": 2000}})"), HasSubstr("16 at even distances"));
}

TEST(MudClass, an_address_among_the_local_networks_is_on_the_site) {
  const std::string address = R"("ipv4": {"protocol": 17, "destination-ipv4-network": "198.51.100.7"})";
  EXPECT_EQ(class_of(ace_of(address)).device_class.remotes.at("net_198_51_100_7_32").scope, RemoteScope::kCloud);
  const MudClass c = class_of(ace_of(R"("mud": {"local-networks": [null]}, )" + address));
  EXPECT_EQ(c.device_class.remotes.at("net_198_51_100_7_32").scope, RemoteScope::kLan);
}

TEST(MudClass, ports_of_a_range_lie_in_it_with_both_ends) {
  const MudClass c = class_of(ace_of(R"("tcp": {"destination-port": {"lower-port": 1000, "upper-port": 65535}})"));
  const std::vector<PortChoice>& ports = c.device_class.activities.at("to_anybody").script[0].remote_ports;
  ASSERT_EQ(ports.size(), 16U);
  EXPECT_EQ(ports.front().port, 1000U);
  EXPECT_EQ(ports.back().port, 65'535U);
}

TEST(MudClass, a_base_gives_all_but_the_network) {
  DeviceClass base;
  base.title = "base";
  base.hardware_vendor = "Base Works";
  base.remotes["cloud"].names = {"old.example"};
  base.remotes["admin"].scope = RemoteScope::kLan;
  Step program;
  program.commandlines = {"/bin/true"};
  Step flow;
  flow.kind = StepKind::kNetwork;
  flow.remote = "cloud";
  Step login;
  login.kind = StepKind::kLogin;
  login.remote = "admin";
  base.activities["mixed"].script = {program, flow};
  base.activities["only_network"].script = {flow};
  base.activities["logins"].script = {login};
  const MudClass c = class_of(ace_of(kHttps), "", {}, base);
  EXPECT_EQ(c.base_steps_dropped, 2U);
  EXPECT_EQ(c.device_class.hardware_vendor, "Base Works");
  EXPECT_EQ(c.device_class.title, "x");
  std::vector<std::string> remotes;
  for (const auto& [name, pool] : c.device_class.remotes) remotes.push_back(name);
  EXPECT_THAT(remotes, UnorderedElementsAre("admin", "a_example"));
  std::vector<std::string> activities;
  for (const auto& [name, a] : c.device_class.activities) activities.push_back(name);
  EXPECT_THAT(activities, UnorderedElementsAre("mixed", "logins", "to_a_example"));
  EXPECT_EQ(c.device_class.activities.at("mixed").script.size(), 1U);
}

}  // namespace
}  // namespace picket::sim
