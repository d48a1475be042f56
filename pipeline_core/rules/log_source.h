#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/record.h"

namespace picket {

/// Where an event comes from, in Sigma's three words. Empty: any, of a rule; not known, of an event.
/// Source: Sigma rules specification 2.1, "Log source".
struct LogSource {
  std::string product;
  std::string category;
  std::string service;
  bool operator==(const LogSource&) const = default;
  auto operator<=>(const LogSource&) const = default;
};

/// True if a rule for `rule` may be tried on an event from `event`: no part contradicts the other's.
bool fits(const LogSource& rule, const LogSource& event);
/// "product linux, category process_creation"; "any log source".
std::string to_string(const LogSource& source);

/// The ways in which observations reach rules: a kind, or one operation of a kind that Sigma has a
/// category of its own for.
inline constexpr std::size_t kRoutes = 28;
using RouteMask = std::uint32_t;

std::size_t route_of(const Record& record);
EventKind kind_of_route(std::size_t route);
/// The routes whose observations a rule for `source` is tried on. Products are `linux`; rules for other
/// products and for services that no agent reports (auditd, cron, ...) have none: they are loaded and tried
/// on generic events alone.
///
/// process_creation, process_termination; network_connection; dns_query and dns; login and authentication,
/// service auth, service sshd; file_event (created, modified, moved), file_change (modified, metadata),
/// file_delete, file_access (accessed, opened), file_rename (moved); peripheral; and of reports
/// listening_port, local_user, firewall_rule, baseline_check, package, agent_statistics,
/// agent_message_statistics, agent_dropped_events, agent_log, configuration_error, connected_hardware,
/// system_information, heartbeat. Category `network` with service `connection` or `dns` is Sigma's generic
/// network source.
/// Source: taxonomy appendix 2.1; words for what Sigma does not know are ours.
RouteMask routes_of(const LogSource& source);
/// All categories of `routes_of`.
const std::vector<std::string_view>& known_categories();
/// All services of `routes_of`, those of category `network` included.
const std::vector<std::string_view>& known_services();

}  // namespace picket
