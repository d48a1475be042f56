#include "sim/generate/weakness_plan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "agent_core/base/hash.h"
#include "sim/attack/targeting.h"
#include "sim/fleet/inventory.h"
#include "sim/fleet/keyed_draws.h"

namespace picket::sim {
namespace {

/// What a draw's key is for, so that weaknesses have nothing in common with attacks.
enum class WeaknessSalt : std::uint64_t { kDevices = 0x3ea4'0001, kKey };

std::uint64_t key_of_weakness(const Scenario& scenario, std::uint32_t replication, std::uint32_t index,
                              WeaknessSalt salt) {
  return key_of(replication_key(scenario.seed, replication), index, static_cast<std::uint64_t>(salt));
}

Record shown_record(const Weakness& weakness, TextTable& texts) {
  switch (weakness.kind) {
    case WeaknessKind::kOpenPort: return record_of(listening_port_of(weakness));
    case WeaknessKind::kPermissiveFirewall: return record_of(firewall_rule_of(weakness), 1, texts);
    case WeaknessKind::kFailedBaseline: return failed_check(baseline_check_of(weakness), texts);
    default: return HeartbeatRecord{};  // it stands in no report
  }
}

/// Two rules that differ in their action alone.
bool same_match(const FirewallRuleRecord& a, const FirewallRuleRecord& b) {
  return a.chain_name == b.chain_name && a.source_address == b.source_address &&
         a.destination_address == b.destination_address && a.destination_port == b.destination_port;
}

}  // namespace

WeaknessPlan::WeaknessPlan(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, TextTable& texts) {
  for (std::uint32_t i = 0; i < scenario.weaknesses.size(); ++i) {
    const Weakness& weakness = scenario.weaknesses[i];
    records_.push_back(shown_record(weakness, texts));
    tls_versions_.push_back(tls_version_of(weakness));
    logs_tls_ = logs_tls_ || weakness.kind == WeaknessKind::kWeakTls;
    if (weakness.start < scenario.duration) draw(scenario, fleet, replication, i);
  }
  std::sort(units_.begin(), units_.end(), [](const WeakUnit& a, const WeakUnit& b) {
    return std::tie(a.device, a.weakness) < std::tie(b.device, b.weakness);
  });
}

void WeaknessPlan::draw(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, std::uint32_t index) {
  const Weakness& weakness = scenario.weaknesses[index];
  WeakUnit unit;
  unit.weakness = index;
  unit.kind = weakness.kind;
  unit.type = recommendation_for(weakness);
  unit.start = scenario.start_utc + weakness.start;
  if (weakness.mend) unit.mend = scenario.start_utc + *weakness.mend;

  std::vector<bool> taken(fleet.size(), false);
  for (const WeakUnit& other : units_) {
    if (other.type == unit.type && other.start < unit.mend && unit.start < other.mend) taken[other.device.value()] = true;
  }
  std::vector<DeviceId> candidates;
  std::uint32_t named = 0;
  for (const DeviceId device : eligible_devices(scenario, fleet, Targets{.device_class = weakness.targets.device_class})) {
    if (weakness.targets.site && fleet.device(device).site.value() != *weakness.targets.site) continue;
    ++named;
    if (!taken[device.value()]) candidates.push_back(device);
  }
  // A margin keeps 10 * 0.3 from being less than 3.
  constexpr double kMargin = 1e-9;
  const std::uint32_t count = weakness.targets.count.value_or(
      static_cast<std::uint32_t>(std::floor(static_cast<double>(named) * weakness.targets.share + kMargin)));
  std::vector<bool> used(fleet.size(), false);
  const std::vector<DeviceId> drawn = pick_devices(
      fleet, candidates, count, key_of_weakness(scenario, replication, index, WeaknessSalt::kDevices), used);

  const std::uint64_t key = key_of_weakness(scenario, replication, index, WeaknessSalt::kKey);
  const std::size_t group_size = weakness.group_size.value_or(static_cast<std::uint32_t>(std::max<std::size_t>(1, drawn.size())));
  const std::size_t groups = std::max<std::size_t>(1, drawn.size() / group_size);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    unit.device = drawn[i];
    if (weakness.kind == WeaknessKind::kSharedCredentials) {
      unit.shared_key = hash_combine(key, std::min(i / group_size, groups - 1)) | 1;  // 0 is no key
    }
    units_.push_back(unit);
  }
}

std::pair<std::uint32_t, std::uint32_t> WeaknessPlan::units_on(DeviceId device) const {
  // Not equal_range: clang 14 refuses the subrange of libstdc++ 12.
  const auto first = std::ranges::lower_bound(units_, device, {}, &WeakUnit::device);
  const auto last = std::ranges::upper_bound(first, units_.end(), device, {}, &WeakUnit::device);
  return {static_cast<std::uint32_t>(first - units_.begin()), static_cast<std::uint32_t>(last - units_.begin())};
}

void WeaknessPlan::put(const WeakUnit& unit, std::vector<Record>& reports) const {
  const Record& shown = records_[unit.weakness];
  const auto replaces = [&shown](const Record& there) {
    if (const auto* rule = std::get_if<FirewallRuleRecord>(&shown)) {
      const auto* other = std::get_if<FirewallRuleRecord>(&there);
      return other != nullptr && same_match(*rule, *other);
    }
    if (const auto* check = std::get_if<BaselineCheckRecord>(&shown)) {
      const auto* other = std::get_if<BaselineCheckRecord>(&there);
      return other != nullptr && check->id == other->id;
    }
    return there == shown;
  };
  const auto found = std::find_if(reports.begin(), reports.end(), replaces);
  if (found == reports.end()) {
    reports.push_back(shown);
    return;
  }
  const auto* before = std::get_if<FirewallRuleRecord>(&*found);
  const std::uint16_t priority = before == nullptr ? std::uint16_t{0} : before->priority;
  *found = shown;
  if (auto* rule = std::get_if<FirewallRuleRecord>(&*found)) rule->priority = priority;
}

bool WeaknessPlan::is_shown_by(std::uint32_t unit, const Record& record) const {
  const Record& shown = records_[units_[unit].weakness];
  if (const auto* port = std::get_if<ListeningPortRecord>(&shown)) {
    const auto* other = std::get_if<ListeningPortRecord>(&record);
    return other != nullptr && other->local_port == port->local_port && other->protocol == port->protocol &&
           other->local_address == port->local_address;
  }
  if (const auto* rule = std::get_if<FirewallRuleRecord>(&shown)) {
    const auto* other = std::get_if<FirewallRuleRecord>(&record);
    return other != nullptr && other->action == rule->action && same_match(*rule, *other);
  }
  if (const auto* check = std::get_if<BaselineCheckRecord>(&shown)) {
    const auto* other = std::get_if<BaselineCheckRecord>(&record);
    return other != nullptr && other->id == check->id && other->result == check->result;
  }
  return false;
}

std::uint64_t WeaknessPlan::shared_key(DeviceId device, Time time) const {
  if (units_.empty()) return 0;
  const auto [first, last] = units_on(device);
  for (std::uint32_t u = first; u < last; ++u) {
    if (units_[u].shared_key != 0 && units_[u].holds_at(time)) return units_[u].shared_key;
  }
  return 0;
}

TlsVersion WeaknessPlan::tls_version(DeviceId device, Time time) const {
  if (!logs_tls_) return TlsVersion::kUnknown;
  const auto [first, last] = units_on(device);
  for (std::uint32_t u = first; u < last; ++u) {
    if (units_[u].kind == WeaknessKind::kWeakTls && units_[u].holds_at(time)) return tls_versions_[units_[u].weakness];
  }
  return TlsVersion::kTls12;
}

}  // namespace picket::sim
