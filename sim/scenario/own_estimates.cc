#include "sim/scenario/own_estimates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "sim/scenario/built_in_estimates.h"
#include "sim/scenario/fault.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/plausible_text.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/switched_off.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// A row shows so many different values of a key.
constexpr std::size_t kMostShownValues = 3;

template <class T, class Of>
void fill(std::optional<T>& parameter, const Fault& fault, Of of) {
  if (!parameter) parameter = of(fault);
}

/// A fault with the estimated parameters of its kind, also those that it does not give.
Fault in_full(Fault f) {
  switch (f.kind) {
    case FaultKind::kCarrierOutage: fill(f.recovery, f, recovery_of); break;
    case FaultKind::kPowerCut: fill(f.boot, f, boot_of); break;
    case FaultKind::kHubMaintenance: fill(f.refusal, f, refusal_of); break;
    case FaultKind::kRegistrationStorm:
      fill(f.restart_backoff, f, restart_backoff_of);
      fill(f.retry_after, f, retry_after_of);
      break;
    case FaultKind::kClockStep:
      fill(f.boot, f, boot_of);
      fill(f.shift, f, shift_of);
      break;
    case FaultKind::kTimeZone: fill(f.zone_shift, f, zone_shift_of); break;
    case FaultKind::kRedelivery:
      fill(f.after_reconnect, f, after_reconnect_of);
      fill(f.lost_answer_share, f, lost_answer_share_of);
      fill(f.copied_share, f, copied_share_of);
      fill(f.late_share, f, late_share_of);
      fill(f.late_by, f, late_by_of);
      break;
    case FaultKind::kCrashLoop:
      fill(f.up, f, up_of);
      fill(f.down, f, down_of);
      break;
    case FaultKind::kClonedImage: fill(f.copies, f, copies_of); break;
    case FaultKind::kSimQuotaSpent: fill(f.throttled_bandwidth, f, throttled_bandwidth_of); break;
    case FaultKind::kBackendLag: fill(f.lag, f, lag_of); break;
    default: break;
  }
  return f;
}

/// What a bare number of such a key is in.
std::string unit_of_number(std::string_view key, const TypeInfo& type) {
  if (type.kind != TypeKind::kReal && type.kind != TypeKind::kInteger) return "";
  static constexpr auto kSuffixes = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"_per_second", "1/s"}, {"_per_minute", "1/min"}, {"_per_hour", "1/h"}, {"_per_day", "1/day"}, {"_per_30_days", "1/30 days"},
       {"_seconds", "s"},      {"_bytes", "B"},          {"_ppm", "ppm"},      {"_share", "share"},   {"_ratio", "ratio"}});
  for (const auto& [suffix, unit] : kSuffixes) {
    if (key.ends_with(suffix)) return std::string(unit);
  }
  return "";
}

/// Any value as YAML on one line.
std::string flow_text(const TypeInfo& type, void* object, const FieldInfo& info) {
  if (is_leaf(type, info)) return leaf_text(type, object, info);
  std::string out;
  const auto add = [&out](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  switch (type.kind) {
    case TypeKind::kList:
      for (std::size_t i = 0; i < type.size(object); ++i) add(flow_text(type.element(), type.item(object, i), info));
      return "[" + out + "]";
    case TypeKind::kMap:
      for (const std::string& key : type.keys(object)) add(key + ": " + flow_text(type.element(), type.entry(object, key), info));
      return "{" + out + "}";
    case TypeKind::kStruct:
      for (const Field& field : type.fields(object)) add(fmt::format("{}: {}", field.name, flow_text(*field.type, field.value, field.info)));
      return "{" + out + "}";
    default: {
      void* const present = type.present(object);
      return present == nullptr ? "null" : flow_text(type.element(), present, info);
    }
  }
}

/// Of one key, over all objects of a scenario that have it.
struct KeyValues {
  OwnEstimate row;
  std::vector<std::string> values;  ///< different ones, in the order they come
};

/// Walks the values of a scenario, and beside each what it would be if nobody had said anything.
class EstimateWalk {
 public:
  explicit EstimateWalk(std::vector<std::string_view> off) : off_(std::move(off)) {}

  /// `standard` may be null: then nothing is the program's own.
  void walk(const TypeInfo& type, void* object, void* standard, const FieldInfo& info, const std::string& path, const std::string& pattern) {
    if (is_switched_off(off_, path)) return;
    const bool estimated = info.grade == Grade::kEstimated;
    switch (type.kind) {
      case TypeKind::kStruct:
        if (estimated) return add(type, object, standard, info, pattern);
        return members(type, object, standard, path, pattern);
      case TypeKind::kList:
        if (estimated) return type.size(object) > 0 ? add(type, object, standard, info, pattern) : void();
        for (std::size_t i = 0; i < type.size(object); ++i) {
          const std::shared_ptr<void> fresh = type.element().make();
          walk(type.element(), type.item(object, i), fresh.get(), info, item_path(path, i), pattern + "[*]");
        }
        return;
      case TypeKind::kMap:
        for (const std::string& key : type.keys(object)) {
          const std::shared_ptr<void> fresh = type.element().make();
          walk(type.element(), type.entry(object, key), fresh.get(), info, child_path(path, key), child_path(pattern, "*"));
        }
        return;
      case TypeKind::kOptional:
        if (void* const present = type.present(object)) {
          walk(type.element(), present, standard == nullptr ? nullptr : type.present(standard), info, path, pattern);
        }
        return;
      default:
        if (estimated) add(type, object, standard, info, pattern);
    }
  }

  void faults(std::vector<Fault>& given) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      Fault unsaid;
      unsaid.kind = given[i].kind;
      Fault standard = in_full(unsaid);
      Fault full = in_full(given[i]);
      walk(type_of<Fault>(), &full, &standard, FieldInfo{}, item_path("faults", i), "faults[*]");
    }
  }

  std::vector<OwnEstimate> take() {
    std::vector<OwnEstimate> out;
    for (KeyValues& one : keys_) {
      std::string value;
      for (std::size_t i = 0; i < std::min(one.values.size(), kMostShownValues); ++i) value += (i == 0 ? "" : ", ") + one.values[i];
      if (one.values.size() > kMostShownValues) value += fmt::format(", ... ({} values)", one.values.size());
      one.row.value = std::move(value);
      out.push_back(std::move(one.row));
    }
    return out;
  }

 private:
  void members(const TypeInfo& type, void* object, void* standard, const std::string& path, const std::string& pattern) {
    std::vector<Field> usual;
    if (standard != nullptr) usual = type.fields(standard);
    const std::vector<Field> fields = type.fields(object);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const Field& field = fields[i];
      const std::string at = child_path(path, field.name);
      if (at == "faults") {
        faults(*static_cast<std::vector<Fault>*>(field.value));
        continue;
      }
      void* const same = i < usual.size() && usual[i].name == field.name ? usual[i].value : nullptr;
      walk(*field.type, field.value, same, field.info, at, child_path(pattern, field.name));
    }
  }

  void add(const TypeInfo& type, void* object, void* standard, const FieldInfo& info, const std::string& pattern) {
    const std::string value = flow_text(type, object, info);
    const bool is_usual = standard != nullptr && flow_text(type, standard, info) == value;
    KeyValues& key = key_of(type, info, pattern);
    if (!is_usual) key.row.origin = estimate_origin::kScenario;
    if (std::find(key.values.begin(), key.values.end(), value) == key.values.end()) key.values.push_back(value);
  }

  KeyValues& key_of(const TypeInfo& type, const FieldInfo& info, const std::string& pattern) {
    const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const KeyValues& one) { return one.row.name == pattern; });
    if (found != keys_.end()) return *found;
    KeyValues& fresh = keys_.emplace_back();
    fresh.row.name = pattern;
    fresh.row.unit = unit_of_number(pattern, type);
    fresh.row.plausible = plausible_text(type, info);
    fresh.row.says = std::string(info.says);
    fresh.row.source = std::string(info.source);
    fresh.row.origin = estimate_origin::kDefault;
    return fresh;
  }

  std::vector<std::string_view> off_;
  std::vector<KeyValues> keys_;
};

/// Lines that devices of the scenario have.
std::set<std::string> used_networks(const Scenario& scenario) {
  std::set<std::string> out;
  for (const FleetGroup& group : scenario.fleet) {
    for (const auto& [name, weight] : group.access) out.insert(name);
  }
  return out;
}

/// About the hub and the way to it, which is what Microsoft could publish and does not.
bool is_of_hub(const OwnEstimate& one) {
  static constexpr auto kParts = std::to_array<std::string_view>({"hubs[", "fixed_hub.", "client.", "faults["});
  return one.origin == estimate_origin::kBuiltIn ||
         std::any_of(kParts.begin(), kParts.end(), [&one](std::string_view part) { return one.name.starts_with(part); });
}

std::string with_unit(const OwnEstimate& one) { return one.unit.empty() ? one.value : one.value + " " + one.unit; }

}  // namespace

std::vector<OwnEstimate> own_estimates_of(const Scenario& scenario, EstimateReader reader) {
  Scenario copy = scenario;  // reading by fields does not change it; only their signatures are not const
  std::vector<std::string_view> off = switched_off_keys(scenario);
  std::vector<std::string> more;
  if (reader == EstimateReader::kRun) {
    for (std::size_t i = 0; i < scenario.hubs.size(); ++i) {
      if (scenario.hubs[i].units != 0) continue;
      for (const char* key : {"throttle_burst_seconds", "throttle_queue_seconds", "throttle_wait_seconds"}) {
        more.push_back(child_path(item_path("hubs", i), key));
      }
    }
  }
  const std::set<std::string> networks = used_networks(scenario);
  std::erase_if(copy.networks, [&networks](const auto& one) { return !networks.contains(one.first); });
  const bool has_operations = std::any_of(scenario.fleet.begin(), scenario.fleet.end(),
                                          [](const FleetGroup& group) { return group.business_operations != BusinessOperations{}; });
  if (scenario.prices.business_messages_device_day <= 0 && !has_operations) more.emplace_back("prices.business_peak_ratio");
  off.insert(off.end(), more.begin(), more.end());
  EstimateWalk walk(std::move(off));
  Scenario standard;
  walk.walk(type_of<Scenario>(), &copy, &standard, FieldInfo{}, "", "");
  std::vector<OwnEstimate> out = walk.take();
  for (OwnEstimate& one : built_in_estimates(scenario)) out.push_back(std::move(one));
  return out;
}

std::string own_estimates_text(const std::vector<OwnEstimate>& estimates) {
  if (estimates.empty()) return "";
  std::string out = fmt::format("Estimates: {} numbers that nobody publishes and that results rest on\n", estimates.size());
  for (const OwnEstimate& one : estimates) {
    std::string why = one.origin == estimate_origin::kBuiltIn ? "built in, no key" : one.origin;
    if (!one.plausible.empty()) why += ", plausibly " + one.plausible;
    if (!one.source.empty()) why += ": " + one.source;
    out += fmt::format("{} = {}    ({})\n    {}\n", one.name, with_unit(one), why, one.says);
  }
  return out;
}

std::string own_estimates_brief(const std::vector<OwnEstimate>& estimates) {
  if (estimates.empty()) return "";
  std::string out = "\nNot published, and so estimates of ours where nothing else is said:\n";
  std::size_t more = 0;
  for (const OwnEstimate& one : estimates) {
    if (is_of_hub(one)) {
      out += fmt::format("  {} = {} ({})\n", one.name, with_unit(one), one.origin);
    } else {
      ++more;
    }
  }
  if (more > 0) out += fmt::format("  {} more of fleet, lines, analytics and prices: in the report, and 'picket explain SCENARIO estimates'\n", more);
  return out;
}

}  // namespace picket::sim
