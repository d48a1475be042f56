#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/record.h"
#include "sim/fleet/event_template.h"
#include "sim/fleet/part_problem.h"
#include "sim/scenario/field.h"

/// Words of the agent's enums, in whose namespace they are looked for.
namespace picket {

inline std::span<const sim::EnumName<TransportProtocol>> enum_names(TransportProtocol) {
  static constexpr std::array<sim::EnumName<TransportProtocol>, 3> kNames{
      {{TransportProtocol::kTcp, "tcp"}, {TransportProtocol::kUdp, "udp"}, {TransportProtocol::kIcmp, "icmp"}}};
  return kNames;
}

inline std::span<const sim::EnumName<FirewallAction>> enum_names(FirewallAction) {
  static constexpr std::array<sim::EnumName<FirewallAction>, 3> kNames{
      {{FirewallAction::kOther, "other"}, {FirewallAction::kAllow, "allow"}, {FirewallAction::kDeny, "deny"}}};
  return kNames;
}

}  // namespace picket

/// What the devices of a class hold, as an agent's reports list it.
namespace picket::sim {

struct ListeningPort {
  std::uint16_t port = 22;
  TransportProtocol protocol = TransportProtocol::kTcp;
  std::string address;  ///< empty: every address
};

template <class Visitor>
void describe(Visitor& v, ListeningPort& p) {
  v.field("port", p.port, {.says = "Port that something listens on.", .min = 1, .max = 65'535, .required = true});
  v.field("protocol", p.protocol, {.says = "Transport protocol."});
  v.field("address", p.address, {.says = "Local address; empty means every address."});
}

struct LocalUser {
  std::string name;
  std::uint32_t id = 0;
  std::vector<std::string> groups;
};

template <class Visitor>
void describe(Visitor& v, LocalUser& u) {
  v.field("name", u.name, {.says = "Login name.", .required = true});
  v.field("id", u.id, {.says = "User id.", .min = 0, .max = 4e9});
  v.field("groups", u.groups, {.says = "Groups of the user."});
}

/// A rule, or with no addresses and ports the policy of a chain.
struct FirewallRule {
  std::string chain = "INPUT";
  FirewallAction action = FirewallAction::kAllow;
  std::string source;
  std::string destination;
  std::string port;  ///< destination port
};

template <class Visitor>
void describe(Visitor& v, FirewallRule& r) {
  v.field("chain", r.chain, {.says = "Chain of the rule: INPUT, OUTPUT, FORWARD or one of its own."});
  v.field("action", r.action, {.says = "What is done with what matches."});
  v.field("source", r.source, {.says = "Source address or network; empty matches all."});
  v.field("destination", r.destination, {.says = "Destination address or network; empty matches all."});
  v.field("port", r.port, {.says = "Destination port, range or list; empty matches all."});
}

struct InstalledPackage {
  std::string name;
  std::string version;
  std::string vendor;
};

template <class Visitor>
void describe(Visitor& v, InstalledPackage& p) {
  v.field("name", p.name, {.says = "Name of the package.", .required = true});
  v.field("version", p.version, {.says = "Its version.", .required = true});
  v.field("vendor", p.vendor, {.says = "Who made it; empty means not known."});
}

/// Hardware that is connected all the time, in the words of whoever reports it.
struct ConnectedHardware {
  std::string category;
  std::string subcategory;
  std::string name;
};

template <class Visitor>
void describe(Visitor& v, ConnectedHardware& h) {
  v.field("category", h.category, {.says = "Category, for example USB.", .required = true});
  v.field("subcategory", h.subcategory, {.says = "Subcategory, for example storage.", .required = true});
  v.field("name", h.name, {.says = "Name of the device.", .required = true});
}

/// Numbers of items where only their number and usual length matter to a policy's cost.
struct Inventory {
  std::vector<ListeningPort> listening_ports;
  std::vector<LocalUser> local_users;
  std::vector<FirewallRule> firewall;
  std::vector<ConnectedHardware> connected_hardware;
  std::uint32_t packages = 60;
  std::uint32_t baseline_checks = 90;
  std::uint32_t baseline_failed = 25;
};

template <class Visitor>
void describe(Visitor& v, Inventory& i) {
  v.field("listening_ports", i.listening_ports, {.says = "Open ports that the devices report."});
  v.field("local_users", i.local_users, {.says = "Local users that the devices report."});
  v.field("firewall", i.firewall, {.says = "Firewall rules that the devices report."});
  v.field("connected_hardware", i.connected_hardware, {.says = "Connected hardware that the devices report."});
  v.field("packages", i.packages,
          {.says = "Installed packages in the software bill of materials.",
           .min = 0,
           .max = 5'000,
           .grade = Grade::kEstimated,
           .plausible = {20, 300}});
  v.field("baseline_checks", i.baseline_checks,
          {.says = "Checks of the operating system's baseline.",
           .min = 0,
           .max = 2'000,
           .grade = Grade::kEstimated,
           .plausible = {60, 150}});
  v.field("baseline_failed", i.baseline_failed,
          {.says = "Of these, checks that the devices fail.", .min = 0, .max = 2'000, .grade = Grade::kEstimated, .plausible = {10, 40}});
}

/// What is found on a device beside its inventory, once somebody has put it there.
/// Limits: nothing is taken away, but a version takes the place of the device's own; a firewall rule stands first in its chain, and the positions of the device's own
///         rules stay as they were.
struct InventoryChanges {
  std::vector<ListeningPort> listening_ports;
  std::vector<LocalUser> local_users;
  std::vector<FirewallRule> firewall;
  std::vector<InstalledPackage> packages;
  std::string os_version;        ///< empty: as it was
  std::string firmware_version;  ///< the same
};

template <class Visitor>
void describe(Visitor& v, InventoryChanges& c) {
  v.field("listening_ports", c.listening_ports, {.says = "Ports that are opened."});
  v.field("local_users", c.local_users, {.says = "Users that are added."});
  v.field("firewall", c.firewall, {.says = "Firewall rules that are added, before the device's own."});
  v.field("packages", c.packages, {.says = "Packages that are installed."});
  v.field("os_version", c.os_version, {.says = "Version of the operating system that is put on; empty: as it was."});
  v.field("firmware_version", c.firmware_version, {.says = "Version of the firmware that is put on; empty: as it was."});
}

/// The records of the changes, in the order of EventKind. Every text is interned in `texts`. A system information holds
/// the versions that are put on and nothing else: see `with_versions`.
std::vector<Record> records_of(const InventoryChanges& changes, TextTable& texts);
/// The device's own system information with those versions of the change that are not empty.
SystemInformationRecord with_versions(const SystemInformationRecord& own, const SystemInformationRecord& change);
/// What is wrong with them beyond the ranges of the fields.
std::vector<PartProblem> problems_of(const InventoryChanges& changes);

/// The record of a thing on a device. A rule has the place `priority` in its chain.
Record record_of(const ListeningPort& port);
Record record_of(const FirewallRule& rule, std::uint16_t priority, TextTable& texts);
/// A failing check by its id: "CIS-embedded-linux-Check-N" is the class's check N, another id a check of its own.
BaselineCheckRecord failed_check(std::string_view id, TextTable& texts);

/// The records of a class, made once. Every text is interned in `texts`.
class InventoryRecords {
 public:
  InventoryRecords(const Inventory& inventory, TextTable& texts);
  /// Appends the items of the kinds whose bits are set, kind by kind.
  void append(std::uint32_t kinds, std::vector<Record>& out) const;

 private:
  std::vector<Record> records_;  ///< in the order of EventKind
};

}  // namespace picket::sim
