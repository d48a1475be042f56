#include "sim/import/hub_fleet_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"
#include "sim/import/count_of.h"
#include "sim/import/part_name.h"
#include "sim/scenario/leaf_text.h"

namespace picket::sim {
namespace {

/// "52", "0.0025", "1234567": six digits that count, without an exponent.
std::string figure(double value) {
  return value >= 1e5 ? fmt::format("{:.0f}", value) : value != 0 && value < 1e-4 ? fmt::format("{:.8f}", value) : fmt::format("{:.6g}", value);
}

std::string share_text(double part, double whole) { return whole > 0 ? fmt::format("{:.3g} %", 100 * part / whole) : "none"; }

std::string minute_text(Time at) {
  std::string text(kUtcTextLength, ' ');
  write_utc(at, text.data());
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

std::string time_of_grain(Duration grain) {
  const std::int64_t seconds = grain.count_seconds();
  if (seconds % 86'400 == 0) return count_of(static_cast<std::size_t>(seconds / 86'400), "day", "days");
  if (seconds % 3'600 == 0) return count_of(static_cast<std::size_t>(seconds / 3'600), "hour", "hours");
  if (seconds % 60 == 0) return count_of(static_cast<std::size_t>(seconds / 60), "minute", "minutes");
  return count_of(static_cast<std::size_t>(seconds), "second", "seconds");
}

std::string value_text(const HubFleetGroup& group, const HubFleetSource& source) {
  const std::string kind = group.is_edge ? "IoT Edge" : "not IoT Edge";
  if (source.group_by.empty()) return kind;
  return fmt::format("{}, {}", group.value ? fmt::format("{}: {}", one_line(source.group_by), one_line(*group.value)) : fmt::format("without {}", one_line(source.group_by)),
                     kind);
}

std::string auth_text(const HubFleetGroup& group) {
  if (!group.is_x509) {
    return group.auth_not_said == 0 ? "SAS" : fmt::format("SAS, of which {} not said", group.auth_not_said == group.devices ? "all are" : count_of(group.auth_not_said, "is", "are"));
  }
  if (group.by_authority == 0) return "X.509, self-signed";
  if (group.by_authority == group.devices) return "X.509, by an authority";
  return fmt::format("X.509, {} by an authority and {} self-signed", group.by_authority, group.devices - group.by_authority);
}

std::string class_from_text(const HubFleetGroup& group) {
  switch (group.class_from) {
    case ClassFrom::kOption: return "[given] --class";
    case ClassFrom::kValue: return "[export] the value is called so";
    case ClassFrom::kAssumed: break;
  }
  return "[assumed] what kind of device it is, the registry does not say: --class";
}

/// "count: 12", and behind it a remark, which stands in its own column.
std::string remarked(std::string_view indent, const std::string& line, const std::string& remark) {
  constexpr std::size_t kColumn = 46;
  const std::string left = fmt::format("{}{}", indent, line);
  return fmt::format("{:<{}}  # {}\n", left, kColumn, remark);
}

std::string group_yaml(const HubFleetGroup& group, const HubFleetSource& source) {
  std::string out = fmt::format("  # {}: {}; {}\n", value_text(group, source), count_of(group.devices, "device", "devices"), auth_text(group));
  out += remarked("  - ", "device_class: " + yaml_text(group.device_class), class_from_text(group));
  out += remarked("    ", fmt::format("count: {}", group.devices), "[export] enabled ones");
  if (group.gateway.empty()) {
    out += remarked("    ", fmt::format("sites: {}", group.devices), "[assumed] each at a site and on a line of its own");
    out += remarked("    ", "access: {home_broadband: 1}", "[assumed] kinds of line and their weights");
  } else {
    out += remarked("    ", "gateway: " + yaml_text(group.gateway), "[export] deviceScope names their IoT Edge device");
    out += remarked("    ", fmt::format("sites: {}", group.gateways),
                    group.least == group.most ? fmt::format("[export] gateways, each with {}", group.most)
                                              : fmt::format("[export] gateways, with {} to {} each; here they are dealt evenly", group.least, group.most));
  }
  const std::string auth = group.is_x509 ? "identities: {auth_type: x509}" : "identities: {auth_type: sas}";
  out += remarked("    ", auth, group.auth_not_said > 0 ? fmt::format("[export]; [assumed] for {}", group.auth_not_said) : "[export]");
  return out;
}

std::string hub_yaml(const HubFleetSource& source) {
  if (source.tier.empty()) return "hubs:\n" + remarked("  - ", "{name: hub}", "[assumed] tier S1, with the units that each policy needs; --tier, --units");
  if (source.units == 0) return "hubs:\n" + remarked("  - ", fmt::format("{{name: hub, sku: {}}}", source.tier), "[given]; [assumed] the units that each policy needs");
  return "hubs:\n" + remarked("  - ", fmt::format("{{name: hub, sku: {}, units: {}}}", source.tier, source.units), "[given] --tier, --units");
}

std::string messages_remark(const HubMessages& messages, std::uint64_t devices) {
  const std::string mean = messages.days > 0
                               ? fmt::format("mean of {}", count_of(messages.days, "whole day", "whole days"))
                               : fmt::format("scaled up from {:.1f} hours: no day is whole", messages.covered.to_seconds() / 3'600);
  return fmt::format("[metrics] {} messages a day, {}, over {}", figure(messages.per_day), mean, count_of(devices, "device", "devices"));
}

std::string prices_yaml(const HubLoad& load, const HubFleetSource& source, std::uint64_t devices) {
  if (source.price_book.empty()) return "";
  std::string out = "prices:\n" + remarked("  ", "base: " + yaml_text(source.price_book), "[assumed] list prices; 'picket import prices' reads those of a region");
  const auto business = business_load(load, devices);
  if (!business) {
    return out + remarked("  ", "business_messages_device_day: 0",
                          source.metrics_files.empty() ? "[assumed] what the hub carries already is not known: --metrics"
                                                       : "[assumed] the metrics have no message of telemetry");
  }
  out += remarked("  ", "business_messages_device_day: " + figure(business->messages_device_day), messages_remark(*load.messages, devices));
  if (business->message_bytes) {
    out += remarked("  ", fmt::format("business_message_bytes: {} B", *business->message_bytes),
                    "[metrics] bytes to and from devices for each message: at most so many");
  } else {
    out += remarked("  ", "business_message_bytes: 1 kB", "[assumed]");
  }
  out += remarked("  ", "business_peak_ratio: " + figure(business->peak_ratio),
                  fmt::format("{} the busiest {} has {:.3g} times the mean", business->is_peak_measured ? "[metrics]" : "[assumed];", time_of_grain(load.messages->grain),
                              load.messages->busiest_ratio));
  return out;
}

template <class Fault>
std::string faults_text(const Counts<Fault>& faults) {
  std::string out;
  for (std::size_t i = 0; i < Counts<Fault>::kSize; ++i) {
    const auto fault = static_cast<Fault>(i);
    if (faults[fault] > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", faults[fault], to_string(fault));
  }
  return out;
}

/// "8 devices in 3 groups, 1 disabled, 2 modules, 1 refused".
std::string registry_balance(const IdentityExport& registry, const HubFleet& fleet) {
  std::string out = fmt::format("{}: {} in {}, {} disabled, {}", count_of(registry.entries, "entry", "entries"), count_of(registry.devices(), "device", "devices"),
                                count_of(fleet.groups.size(), "group", "groups"), registry.disabled(), count_of(registry.modules, "module", "modules"));
  if (registry.security_modules > 0) out += fmt::format(" ({} of a security agent)", registry.security_modules);
  return fmt::format("{}, {} refused", out, registry.faults.total());
}

/// What of the registry is not in the scenario.
std::vector<std::string> left_behind(const IdentityExport& registry, const HubFleet& fleet, const HubFleetSource& source) {
  std::vector<std::string> out;
  const auto add = [&out](std::uint64_t n, std::string_view one, std::string_view more) {
    if (n > 0) out.push_back(count_of(n, one, more));
  };
  if (registry.faults.total() > 0) out.push_back(fmt::format("refused: {}", faults_text(registry.faults)));
  add(registry.disabled(), "disabled device, which cannot connect", "disabled devices, which cannot connect");
  add(registry.modules, "module: a policy's agents have modules where they need them", "modules: a policy's agents have modules where they need them");
  add(fleet.nested_edge, "IoT Edge device behind another stands beside it: one level of gateways is taken",
      "IoT Edge devices behind others stand beside them: one level of gateways is taken");
  add(fleet.unplaced, "device behind a gateway stands alone: it has the class of a gateway itself", "devices behind gateways stand alone: they have the class of a gateway themselves");
  add(registry.lost_children, "device behind a gateway that the export does not have, or that is disabled, stands alone",
      "devices behind gateways that the export does not have, or that are disabled, stand alone");
  if (!source.group_by.empty()) {
    const std::string tag = one_line(source.group_by);
    add(registry.without_group, "device has no " + tag, "devices have no " + tag);
    add(registry.unusable_groups, "of these has one that is a list, an object or too long", "of these have one that is a list, an object or too long");
  }
  add(registry.with_twin_properties, "device has properties in its twin; they are not read", "devices have properties in their twins; they are not read");
  return out;
}

std::vector<std::string> registry_remarks(const IdentityExport& registry) {
  std::uint64_t says_connection = 0, connected = 0, says_activity = 0, never = 0;
  for (const HubGroupRow& row : registry.groups) {
    says_connection += row.says_connection;
    connected += row.connected;
    says_activity += row.says_activity;
    never += row.never_active;
  }
  std::vector<std::string> out;
  if (says_connection > 0) {
    out.push_back(fmt::format("{} of {} that say it were connected, {}", connected, count_of(says_connection, "device", "devices"),
                              share_text(static_cast<double>(connected), static_cast<double>(says_connection))));
  }
  if (says_activity > 0 && never > 0) {
    out.push_back(fmt::format("{} of {} that say it were never active; they are in the fleet", never, count_of(says_activity, "device", "devices")));
  }
  return out;
}

std::string quota_remark(const HubQuotaUse& quota, const HubFleetSource& source) {
  std::string out = fmt::format("daily quota: {} messages used in a mean day, {} in the busiest of {}{}", figure(quota.mean), figure(quota.most),
                                count_of(quota.days, "day", "days"), quota.is_upper_bound ? " (at most: a late reset may show the day before's)" : "");
  if (!source.daily_quota) return out + "; of how many, --tier and --units say";
  const double quota_messages = *source.daily_quota;
  out += fmt::format("; {} of the {} that {} x {} has", share_text(quota.most, quota_messages), figure(quota_messages), source.units, source.tier);
  return out + (quota.days_at_quota > 0 ? fmt::format("; REACHED on {}: what was refused then is in no figure", count_of(quota.days_at_quota, "day", "days")) : ", never reached");
}

std::vector<std::string> metrics_remarks(const IdentityExport& registry, const HubMetrics& metrics, const HubLoad& load, const HubFleetSource& source) {
  std::vector<std::string> out;
  if (load.first) {
    out.push_back(fmt::format("{} from {} to {} UTC", count_of(metrics.count(), "value", "values"), minute_text(*load.first), minute_text(*load.last)));
  }
  if (load.messages) {
    out.push_back(fmt::format("telemetry: {} messages a day{}", figure(load.messages->per_day),
                              load.messages->days > 1 ? fmt::format(", {} on the busiest of {} days", figure(load.messages->busiest_day), load.messages->days) : ""));
  }
  if (load.connected) {
    const double devices = load.devices.value_or(static_cast<double>(registry.devices()));
    out.push_back(fmt::format("connected: {} devices in the mean, {} of {}", figure(*load.connected), share_text(*load.connected, devices),
                              load.devices ? "those registered" : "the fleet"));
  }
  if (load.devices) {
    const auto counted = static_cast<double>(registry.devices() + registry.disabled());
    if (std::abs(*load.devices - counted) > 0.05 * counted) {
      out.push_back(fmt::format("the metrics say {} registered devices, the export {}: were they taken on the same day, of the same hub?", figure(*load.devices), figure(counted)));
    }
  }
  if (load.quota) out.push_back(quota_remark(*load.quota, source));
  if (load.quota_per_message && *load.quota_per_message > 1.05) {
    out.push_back(fmt::format("{:.3g} messages of the quota for each of telemetry: longer ones, twins, methods and messages to devices; "
                              "telemetry alone is carried over", *load.quota_per_message));
  }
  if (load.throttled && *load.throttled > 0) out.push_back(fmt::format("{} throttling errors", figure(*load.throttled)));
  if (load.refused_share && *load.refused_share >= 0.0005) out.push_back(fmt::format("{:.3g} % of the attempts to send telemetry did not succeed", 100 * *load.refused_share));
  if (metrics.faults.total() > 0) out.push_back(fmt::format("refused: {}", faults_text(metrics.faults)));
  std::size_t shown = 0;
  for (const auto& [name, rows] : metrics.passed_over) {
    constexpr std::size_t kMostNames = 10;
    if (++shown <= kMostNames) out.push_back(fmt::format("passed over: {} of {}", count_of(rows, "row", "rows"), name));
  }
  if (shown > 10 || metrics.passed_over_more > 0) out.emplace_back("passed over: rows of further metrics");
  return out;
}

std::string lines_of(const std::vector<std::string>& lines, std::string_view before) {
  std::string out;
  for (const std::string& line : lines) out += fmt::format("{}{}\n", before, line);
  return out;
}

std::string files_text(const std::vector<std::string>& files) {
  std::string out;
  for (const std::string& file : files) out += (out.empty() ? "" : ", ") + one_line(file);
  return out;
}

template <class Problems, class Faults>
std::string problems_of(const Problems& problems, const Faults& faults, std::string_view what, const auto& file_of) {
  std::string out;
  for (const auto& problem : problems) out += problem_text(file_of(problem), problem.at);
  const auto more = static_cast<std::size_t>(faults.total()) - problems.size();
  if (more > 0) out += fmt::format("... and {} more like these.\n", more);
  if (!problems.empty()) out += fmt::format("{}: {}\n", what, faults_text(faults));
  return out;
}

}  // namespace

std::optional<BusinessLoad> business_load(const HubLoad& load, std::uint64_t devices) {
  if (!load.messages || load.messages->per_day <= 0 || devices == 0) return std::nullopt;
  constexpr double kMostMessages = 1e7;  // of business_messages_device_day
  constexpr double kMostBytes = 262'144;
  BusinessLoad out;
  out.messages_device_day = std::min(kMostMessages, load.messages->per_day / static_cast<double>(devices));
  if (load.bytes_per_message && *load.bytes_per_message > 0) out.message_bytes = static_cast<std::int64_t>(std::clamp(std::ceil(*load.bytes_per_message), 1.0, kMostBytes));
  const bool is_fine = load.messages->grain <= Duration::minutes(5);
  out.is_peak_measured = is_fine || load.messages->busiest_ratio > out.peak_ratio;
  if (out.is_peak_measured) out.peak_ratio = std::max(1.0, load.messages->busiest_ratio);
  return out;
}

std::string hub_fleet_file(const IdentityExport& registry, const HubFleet& fleet, const HubMetrics& metrics, const HubLoad& load, const HubFleetSource& source) {
  std::string out = "# yaml-language-server: $schema=scenario.schema.json\n"
                    "# The fleet of a hub, made from its device registry (picket init --from-hub). What figures rest on:\n";
  out += fmt::format("#   [export]  counted in {}\n", one_line(source.registry_file));
  if (!source.metrics_files.empty()) out += fmt::format("#   [metrics] measured by Azure Monitor: {}\n", files_text(source.metrics_files));
  out += "#   [given]   said with an option\n#   [assumed] ours: change what you know better\n"
         "# No key, thumbprint or name of a device is in this file.\n#\n";
  out += fmt::format("# {}.\n", registry_balance(registry, fleet));
  if (const auto left = left_behind(registry, fleet, source); !left.empty()) out += "# Not carried over:\n" + lines_of(left, "#   ");
  auto remarks = registry_remarks(registry);
  for (std::string& remark : metrics_remarks(registry, metrics, load, source)) remarks.push_back(std::move(remark));
  if (!remarks.empty()) out += "# What it does not need, and you may want to know:\n" + lines_of(remarks, "#   ");
  out += fmt::format("name: {}\ntitle: {}\nseed: 1\n", yaml_text(source.name), yaml_text("The fleet of " + one_line(source.registry_file)));
  out += remarked("", "replications: 5", "[assumed] 5 or more give confidence intervals");
  out += remarked("", "warm_up: 24 h", "[assumed] ordinary life before anything is measured");
  out += remarked("", "duration: 24 h", "[assumed]");
  out += "policies:\n";
  for (const std::string& policy : source.policies) out += remarked("  - ", fmt::format("{{use: {}}}", yaml_text(policy)), "[assumed]");
  out += "fleet:\n";
  for (const HubFleetGroup& group : fleet.groups) out += group_yaml(group, source);
  return out + hub_yaml(source) + prices_yaml(load, source, registry.devices());
}

std::string hub_fleet_report(const IdentityExport& registry, const HubFleet& fleet, const HubMetrics& metrics, const HubLoad& load, const HubFleetSource& source) {
  std::string out = fmt::format("{}: {}\n", one_line(source.registry_file), registry_balance(registry, fleet));
  for (const HubFleetGroup& group : fleet.groups) {
    out += fmt::format("  {:>9}  {}  ({}; {}{}){}\n", group.devices, group.device_class, value_text(group, source), auth_text(group),
                       group.gateway.empty() ? "" : fmt::format("; behind {} of {}", count_of(group.gateways, "gateway", "gateways"), group.gateway),
                       group.class_from == ClassFrom::kAssumed ? "  class assumed: --class" : "");
  }
  out += lines_of(registry_remarks(registry), "  ");
  if (const auto left = left_behind(registry, fleet, source); !left.empty()) out += "not carried over:\n" + lines_of(left, "  ");
  if (!source.metrics_files.empty()) {
    out += files_text(source.metrics_files) + ":\n" + lines_of(metrics_remarks(registry, metrics, load, source), "  ");
    const auto business = business_load(load, registry.devices());
    out += business ? fmt::format("  business of a device: {} messages a day\n", figure(business->messages_device_day)) : "  no message of telemetry: the fleet has no business of its own\n";
  }
  return out + "assumed, not in the files: sites, access, policies, times and prices; each is marked in the file\n";
}

std::string registry_problems_text(const IdentityExport& registry, const std::string& file) {
  return problems_of(registry.problems, registry.faults, "refused", [&file](const IdentityProblem&) -> const std::string& { return file; });
}

std::string metrics_problems_text(const HubMetrics& metrics, const std::vector<std::string>& files) {
  return problems_of(metrics.problems, metrics.faults, "refused", [&files](const MetricProblem& problem) -> const std::string& { return files[problem.file]; });
}

}  // namespace picket::sim
