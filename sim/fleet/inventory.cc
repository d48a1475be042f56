#include "sim/fleet/inventory.h"

#include <charconv>
#include <system_error>

#include "agent_core/base/text.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// Before the number in the ids of a class's checks.
constexpr std::string_view kCheckId = "CIS-embedded-linux-Check-";

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) {
    if (!all.empty()) all += ';';
    all += part;
  }
  return all;
}

FirewallDirection direction_of(const std::string& chain) {
  return chain == "INPUT" ? FirewallDirection::kIn : chain == "OUTPUT" ? FirewallDirection::kOut
                                                                       : FirewallDirection::kBoth;
}

BaselineCheckRecord check_of(std::uint32_t number, bool failed, TextTable& texts) {
  const auto numbered = [&texts, number](std::string_view pattern) {
    Text text = texts.intern_template(pattern);
    text.parameter = number;
    return text;
  };
  BaselineCheckRecord check;
  // Lengths are those of the CIS benchmark's texts (estimate): 30, 60 and 90 characters.
  check.id = numbered(std::string(kCheckId) + "{decimal}");
  check.description = numbered("Ensure that setting {decimal} of the benchmark has its value");
  check.result = failed ? BaselineResult::kFail : BaselineResult::kPass;
  check.severity = static_cast<BaselineSeverity>(number % 4);
  if (failed) {
    check.remediation = numbered("Set parameter {decimal} in the file named by the benchmark, then load it again");
  }
  return check;
}

Record record_of(const LocalUser& user, TextTable& texts) {
  return LocalUserRecord{texts.intern(user.name), texts.intern(joined(user.groups)), Text{}, user.id};
}

}  // namespace

Record record_of(const ListeningPort& port) {
  return ListeningPortRecord{IpAddress::parse(port.address).value_or(IpAddress()), port.port, port.protocol, 0};
}

Record record_of(const FirewallRule& rule, std::uint16_t priority, TextTable& texts) {
  FirewallRuleRecord record;
  record.chain_name = texts.intern(rule.chain);
  record.source_address = texts.intern(rule.source);
  record.destination_address = texts.intern(rule.destination);
  record.destination_port = texts.intern(rule.port);
  record.priority = priority;
  record.action = rule.action;
  record.direction = direction_of(rule.chain);
  record.enabled = true;
  return record;
}

BaselineCheckRecord failed_check(std::string_view id, TextTable& texts) {
  constexpr std::size_t kMostDigits = 9;
  if (id.starts_with(kCheckId)) {
    const std::string_view digits = id.substr(kCheckId.size());
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc() && end == digits.data() + digits.size() && digits.size() <= kMostDigits;
    if (whole && std::to_string(number) == digits) return check_of(number, true, texts);
  }
  BaselineCheckRecord check;
  check.id = texts.intern(id);
  check.description = texts.intern("Ensure that a setting of the benchmark has its value");
  check.remediation = texts.intern("Set the parameter in the file named by the benchmark, then load it again");
  check.result = BaselineResult::kFail;
  check.severity = BaselineSeverity::kWarning;
  return check;
}

std::vector<Record> records_of(const InventoryChanges& changes, TextTable& texts) {
  std::vector<Record> records;
  if (!changes.os_version.empty() || !changes.firmware_version.empty()) {
    SystemInformationRecord system;
    if (!changes.os_version.empty()) system.os_version = texts.intern(changes.os_version);
    if (!changes.firmware_version.empty()) system.firmware_version = texts.intern(changes.firmware_version);
    records.emplace_back(system);
  }
  for (const ListeningPort& port : changes.listening_ports) records.push_back(record_of(port));
  for (const LocalUser& user : changes.local_users) records.push_back(record_of(user, texts));
  // Put in with iptables -I: each is the first of its chain.
  for (const FirewallRule& rule : changes.firewall) records.push_back(record_of(rule, 1, texts));
  for (const InstalledPackage& package : changes.packages) {
    records.emplace_back(
        PackageRecord{texts.intern(package.name), texts.intern(package.version), texts.intern(package.vendor)});
  }
  return records;
}

SystemInformationRecord with_versions(const SystemInformationRecord& own, const SystemInformationRecord& change) {
  SystemInformationRecord shown = own;
  if (change.os_version != Text{}) shown.os_version = change.os_version;
  if (change.firmware_version != Text{}) shown.firmware_version = change.firmware_version;
  return shown;
}

std::vector<PartProblem> problems_of(const InventoryChanges& changes) {
  std::vector<PartProblem> out;
  for (std::size_t i = 0; i < changes.listening_ports.size(); ++i) {
    const std::string& address = changes.listening_ports[i].address;
    if (!address.empty() && !IpAddress::parse(address)) {
      out.push_back({child_path(item_path("listening_ports", i), "address"), "'" + address + "' is not an address"});
    }
  }
  return out;
}

InventoryRecords::InventoryRecords(const Inventory& inventory, TextTable& texts) {
  for (const ListeningPort& port : inventory.listening_ports) records_.push_back(record_of(port));
  for (const LocalUser& user : inventory.local_users) records_.push_back(record_of(user, texts));
  std::uint16_t priority = 0;
  for (const FirewallRule& rule : inventory.firewall) records_.push_back(record_of(rule, ++priority, texts));
  for (std::uint32_t i = 0; i < inventory.baseline_checks; ++i) {
    records_.emplace_back(check_of(i, i < inventory.baseline_failed, texts));
  }
  for (std::uint32_t i = 0; i < inventory.packages; ++i) {
    // Lengths of a Debian package's name, version and maintainer (estimate).
    Text name = texts.intern_template("libcomponent{decimal}");
    Text version = texts.intern_template("2.4.{decimal}-1+deb12u1");
    name.parameter = version.parameter = i;
    records_.emplace_back(PackageRecord{name, version, texts.intern("Component Team <maintainers@distribution.example>")});
  }
  for (const ConnectedHardware& hardware : inventory.connected_hardware) {
    records_.emplace_back(ConnectedHardwareRecord{texts.intern(hardware.category), texts.intern(hardware.subcategory),
                                                  texts.intern(hardware.name)});
  }
}

void InventoryRecords::append(std::uint32_t kinds, std::vector<Record>& out) const {
  for (const Record& record : records_) {
    if ((kinds >> record.index() & 1) != 0) out.push_back(record);
  }
}

}  // namespace picket::sim
