#include "pipeline_core/rules/log_source.h"

#include <gtest/gtest.h>

#include <bit>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

std::size_t count(const LogSource& source) {
  return static_cast<std::size_t>(std::popcount(routes_of(source)));
}

TEST(LogSource, has_a_route_for_every_record) {
  std::size_t next = 0;
  for (int o = 0; o < 3; ++o) {
    ProcessRecord p;
    p.operation = static_cast<ProcessOperation>(o);
    EXPECT_EQ(route_of(p), next++);
  }
  for (const Record& record : {Record(NetworkRecord{}), Record(DnsRecord{}), Record(LoginRecord{})}) EXPECT_EQ(route_of(record), next++);
  for (int o = 0; o < 8; ++o) EXPECT_EQ(route_of(FileRecord{{}, static_cast<FileOperation>(o)}), next++);
  for (std::size_t kind = static_cast<std::size_t>(EventKind::kPeripheral); kind < kEventKinds; ++kind) {
    EXPECT_EQ(kind_of_route(next), static_cast<EventKind>(kind));
    EXPECT_EQ(route_of(default_record(static_cast<EventKind>(kind))), next++);
  }
  EXPECT_EQ(next, kRoutes);
}

TEST(LogSource, leads_sigmas_sources_to_our_kinds) {
  EXPECT_EQ(routes_of({"linux", "process_creation", ""}), 1U << 1);
  EXPECT_EQ(routes_of({"", "process_termination", ""}), 1U << 2);
  EXPECT_EQ(routes_of({"", "network", "connection"}), routes_of({"linux", "network_connection", ""}));
  EXPECT_EQ(routes_of({"", "network", "dns"}), routes_of({"", "dns", ""}));
  EXPECT_EQ(routes_of({"linux", "", "auth"}), routes_of({"linux", "", "sshd"}));
  EXPECT_EQ(count({"linux", "file_event", ""}), 3u);
  EXPECT_EQ(count({"linux", "", ""}), kRoutes);
  EXPECT_EQ(count({"", "", ""}), kRoutes);
  for (const LogSource& none : {LogSource{"windows", "process_creation", ""}, LogSource{"linux", "", "auditd"},
                                LogSource{"", "firewall", ""}, LogSource{"", "network", ""},
                                LogSource{"linux", "process_creation", "auth"}})
    EXPECT_EQ(count(none), 0u) << to_string(none);
}

TEST(LogSource, every_known_category_leads_somewhere) {
  for (const std::string_view category : known_categories()) {
    const LogSource source{"linux", std::string(category), category == "network" ? "dns" : ""};
    EXPECT_GT(count(source), 0u) << category;
  }
  EXPECT_GE(known_categories().size(), 25u);
}

TEST(LogSource, every_known_service_leads_somewhere) {
  for (const std::string_view service : known_services()) {
    const bool of_network = service == "connection" || service == "dns";
    EXPECT_GT(count({"linux", of_network ? "network" : "", std::string(service)}), 0u) << service;
  }
  EXPECT_EQ(known_services().size(), 4u);
}

TEST(LogSource, fits_unless_a_part_contradicts) {
  EXPECT_TRUE(fits({"linux", "", ""}, {"linux", "", "auditd"}));
  EXPECT_TRUE(fits({"", "", ""}, {"linux", "", "auditd"}));
  EXPECT_TRUE(fits({"linux", "process_creation", ""}, {"", "process_creation", ""}));
  EXPECT_FALSE(fits({"linux", "", ""}, {"windows", "", ""}));
  EXPECT_EQ(to_string(LogSource{"linux", "", "auth"}), "product linux, service auth");
  EXPECT_EQ(to_string(LogSource{}), "any log source");
}

}  // namespace
}  // namespace picket
