#include "sim/exchange/alert_columns.h"

#include <algorithm>

#include "agent_core/base/closest_word.h"

namespace picket::sim {
namespace {

constexpr std::array<std::string_view, kAlertFields> kFieldNames{"time", "device", "type", "severity", "replication"};

constexpr std::array<std::string_view, 13> kTimeNames{
    "TimeGenerated", "time", "finding_info.created_time", "timestamp", "@timestamp", "_time",     "time_dt",
    "alert_time",    "event_time", "created_at",          "date",      "datetime",   "StartTime"};
constexpr std::array<std::string_view, 14> kDeviceNames{
    "CompromisedEntity", "device.uid", "device.name", "device.hostname", "DeviceId", "device_id", "device",
    "host.name",         "hostname",   "host",        "dest",            "entity",   "asset",     "ResourceId"};
constexpr std::array<std::string_view, 13> kTypeNames{
    "AlertType", "finding_info.types", "finding_info.title", "alert_type", "AlertName", "DisplayName", "rule.name",
    "rule_name", "rule",               "signature",          "title",      "name",      "type"};
constexpr std::array<std::string_view, 5> kSeverityNames{"AlertSeverity", "severity", "level", "severity_id", "priority"};
constexpr std::array<std::string_view, 1> kReplicationNames{"replication"};

}  // namespace

std::string_view to_string(AlertField field) { return kFieldNames[static_cast<std::size_t>(field)]; }

std::span<const std::string_view> known_names(AlertField field) {
  switch (field) {
    case AlertField::kTime: return kTimeNames;
    case AlertField::kDevice: return kDeviceNames;
    case AlertField::kType: return kTypeNames;
    case AlertField::kSeverity: return kSeverityNames;
    case AlertField::kReplication:
    case AlertField::kCount_: break;
  }
  return kReplicationNames;
}

bool is_plain(std::string_view name) {
  constexpr std::array<std::string_view, 6> kPlain{"TimeGenerated", "CompromisedEntity", "AlertType", "AlertSeverity", "device.uid", "finding_info.types"};
  return std::find(kPlain.begin(), kPlain.end(), name) != kPlain.end();
}

AlertColumns::AlertColumns() {
  for (std::size_t f = 0; f < kAlertFields; ++f) {
    const auto known = known_names(static_cast<AlertField>(f));
    names[f].assign(known.begin(), known.end());
  }
}

Result<AlertColumns, std::string> AlertColumns::parse(std::string_view text) {
  AlertColumns columns;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size()) {
      return "'" + std::string(part) + "': expected field=column, as in device=host";
    }
    const std::string_view field = part.substr(0, equals);
    const auto found = std::find(kFieldNames.begin(), kFieldNames.end(), field);
    if (found == kFieldNames.end()) {
      const std::string near = closest_word(field, std::vector<std::string_view>(kFieldNames.begin(), kFieldNames.end()));
      return "there is no field '" + std::string(field) + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?") +
             " (time, device, type, severity, replication)";
    }
    const auto f = static_cast<std::size_t>(found - kFieldNames.begin());
    if (columns.asked_[f]) return "the column of '" + std::string(field) + "' is given twice";
    columns.asked_[f] = true;
    columns.names[f] = {std::string(part.substr(equals + 1))};
  }
  return columns;
}

}  // namespace picket::sim
