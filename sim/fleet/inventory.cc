#include "sim/fleet/inventory.h"

#include "agent_core/base/text.h"

namespace picket::sim {
namespace {

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
  check.id = numbered("CIS-embedded-linux-Check-{decimal}");
  check.description = numbered("Ensure that setting {decimal} of the benchmark has its value");
  check.result = failed ? BaselineResult::kFail : BaselineResult::kPass;
  check.severity = static_cast<BaselineSeverity>(number % 4);
  if (failed) {
    check.remediation = numbered("Set parameter {decimal} in the file named by the benchmark, then load it again");
  }
  return check;
}

}  // namespace

InventoryRecords::InventoryRecords(const Inventory& inventory, TextTable& texts) {
  for (const ListeningPort& port : inventory.listening_ports) {
    const IpAddress address = IpAddress::parse(port.address).value_or(IpAddress());
    records_.emplace_back(ListeningPortRecord{address, port.port, port.protocol, 0});
  }
  for (const LocalUser& user : inventory.local_users) {
    records_.emplace_back(
        LocalUserRecord{texts.intern(user.name), texts.intern(joined(user.groups)), Text{}, user.id});
  }
  std::uint16_t priority = 0;
  for (const FirewallRule& rule : inventory.firewall) {
    FirewallRuleRecord record;
    record.chain_name = texts.intern(rule.chain);
    record.source_address = texts.intern(rule.source);
    record.destination_address = texts.intern(rule.destination);
    record.destination_port = texts.intern(rule.port);
    record.priority = ++priority;
    record.action = rule.action;
    record.direction = direction_of(rule.chain);
    record.enabled = true;
    records_.emplace_back(record);
  }
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
}

void InventoryRecords::append(std::uint32_t kinds, std::vector<Record>& out) const {
  for (const Record& record : records_) {
    if ((kinds >> record.index() & 1) != 0) out.push_back(record);
  }
}

}  // namespace picket::sim
