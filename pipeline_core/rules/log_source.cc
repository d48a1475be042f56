#include "pipeline_core/rules/log_source.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace picket {
namespace {

struct Route {
  EventKind kind;
  std::uint8_t operation;  ///< of the kind's operations; 0 where it has none
  std::array<std::string_view, 4> categories;
  std::array<std::string_view, 2> services;  ///< with any of the categories or none
  std::string_view network_service;          ///< with category `network`
};

constexpr auto operation(ProcessOperation o) { return static_cast<std::uint8_t>(o); }
constexpr auto operation(FileOperation o) { return static_cast<std::uint8_t>(o); }

constexpr std::array<Route, kRoutes> kTable{{
    {EventKind::kProcess, operation(ProcessOperation::kFork), {}, {}, {}},
    {EventKind::kProcess, operation(ProcessOperation::kExec), {"process_creation"}, {}, {}},
    {EventKind::kProcess, operation(ProcessOperation::kExit), {"process_termination"}, {}, {}},
    {EventKind::kNetwork, 0, {"network_connection"}, {}, "connection"},
    {EventKind::kDns, 0, {"dns_query", "dns"}, {}, "dns"},
    {EventKind::kLogin, 0, {"login", "authentication"}, {"auth", "sshd"}, {}},
    {EventKind::kFile, operation(FileOperation::kAccess), {"file_access"}, {}, {}},
    {EventKind::kFile, operation(FileOperation::kModified), {"file_event", "file_change"}, {}, {}},
    {EventKind::kFile, operation(FileOperation::kMetadataChanged), {"file_change"}, {}, {}},
    {EventKind::kFile, operation(FileOperation::kClosed), {}, {}, {}},
    {EventKind::kFile, operation(FileOperation::kOpened), {"file_access"}, {}, {}},
    {EventKind::kFile, operation(FileOperation::kMoved), {"file_event", "file_rename"}, {}, {}},
    {EventKind::kFile, operation(FileOperation::kCreated), {"file_event"}, {}, {}},
    {EventKind::kFile, operation(FileOperation::kDeleted), {"file_delete"}, {}, {}},
    {EventKind::kPeripheral, 0, {"peripheral"}, {}, {}},
    {EventKind::kSystemInformation, 0, {"system_information"}, {}, {}},
    {EventKind::kHeartbeat, 0, {"heartbeat"}, {}, {}},
    {EventKind::kListeningPorts, 0, {"listening_port"}, {}, {}},
    {EventKind::kLocalUsers, 0, {"local_user"}, {}, {}},
    {EventKind::kFirewall, 0, {"firewall_rule"}, {}, {}},
    {EventKind::kBaseline, 0, {"baseline_check"}, {}, {}},
    {EventKind::kSbom, 0, {"package"}, {}, {}},
    {EventKind::kStatistics, 0, {"agent_statistics"}, {}, {}},
    {EventKind::kMessageStatistics, 0, {"agent_message_statistics"}, {}, {}},
    {EventKind::kDroppedEvents, 0, {"agent_dropped_events"}, {}, {}},
    {EventKind::kLog, 0, {"agent_log"}, {}, {}},
    {EventKind::kConfigurationError, 0, {"configuration_error"}, {}, {}},
    {EventKind::kConnectedHardware, 0, {"connected_hardware"}, {}, {}},
}};

template <std::size_t N>
bool names(const std::array<std::string_view, N>& words, std::string_view word) {
  return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
}

bool leads_to(const LogSource& source, const Route& route) {
  if (source.category == "network") return !source.service.empty() && source.service == route.network_service;
  if (!source.category.empty() && !names(route.categories, source.category)) return false;
  return source.service.empty() || names(route.services, source.service);
}

bool agree(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

}  // namespace

bool fits(const LogSource& rule, const LogSource& event) {
  return agree(rule.product, event.product) && agree(rule.category, event.category) &&
         agree(rule.service, event.service);
}

std::string to_string(const LogSource& source) {
  std::string out;
  const auto add = [&](std::string_view word, const std::string& value) {
    if (value.empty()) return;
    if (!out.empty()) out += ", ";
    out += std::string(word) + ' ' + value;
  };
  add("product", source.product);
  add("category", source.category);
  add("service", source.service);
  return out.empty() ? "any log source" : out;
}

std::size_t route_of(const Record& record) {
  switch (kind_of(record)) {
    case EventKind::kProcess:
      return static_cast<std::size_t>(std::get<ProcessRecord>(record).operation);
    case EventKind::kNetwork:
      return 3;
    case EventKind::kDns:
      return 4;
    case EventKind::kLogin:
      return 5;
    case EventKind::kFile:
      return 6 + static_cast<std::size_t>(std::get<FileRecord>(record).operation);
    default:
      return 14 + record.index() - static_cast<std::size_t>(EventKind::kPeripheral);
  }
}

EventKind kind_of_route(std::size_t route) {
  return kTable[route].kind;
}

RouteMask routes_of(const LogSource& source) {
  if (!source.product.empty() && source.product != "linux") return 0;
  RouteMask mask = 0;
  for (std::size_t i = 0; i < kRoutes; ++i) {
    if (leads_to(source, kTable[i])) mask |= 1U << i;
  }
  return mask;
}

const std::vector<std::string_view>& known_categories() {
  static const std::vector<std::string_view> kAll = [] {
    std::vector<std::string_view> all{"network"};
    for (const Route& route : kTable) {
      for (const std::string_view category : route.categories) {
        if (!category.empty() && std::find(all.begin(), all.end(), category) == all.end()) all.push_back(category);
      }
    }
    return all;
  }();
  return kAll;
}

const std::vector<std::string_view>& known_services() {
  static const std::vector<std::string_view> kAll = [] {
    std::vector<std::string_view> all;
    for (const Route& route : kTable) {
      for (const std::string_view service : {route.services[0], route.services[1], route.network_service}) {
        if (!service.empty() && std::find(all.begin(), all.end(), service) == all.end()) all.push_back(service);
      }
    }
    return all;
  }();
  return kAll;
}

}  // namespace picket
