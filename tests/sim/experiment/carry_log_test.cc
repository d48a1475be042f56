// Records of the categories that a hub logs where a diagnostic setting takes them, against what the hub counted on its own.

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_agents;

std::vector<std::string> logging(const std::string& categories) {
  return {"client.token_life=20 min", "client.token_renewal_margin=5 min",
          "hubs[0].configuration.diagnostic_settings=[{name: all, categories: [" + categories + "]}]"};
}

// The agents' reads and reports: each a record in D2CTwinOperations, beside the connects and disconnects that are logged anyway.
TEST(CarryLog, has_a_record_of_each_twin_operation_of_a_device_where_a_setting_takes_them) {
  std::uint64_t without = 0;
  const TemporaryFolder folder;
  const std::string file = folder.file("records");
  for (const bool takes : {false, true}) {
    with_agents("g1_c", 4, 1, logging(takes ? "Connections, D2CTwinOperations" : "Connections"), [&](CarryFixture& f) {
      f.run_to(Duration::minutes(60));
      const HubCounts& counts = f.carry.hubs()[0].counts();
      const std::int64_t operations = counts.of(HubOperation::kDeviceTwinRead).requests + counts.of(HubOperation::kReportedUpdate).requests;
      EXPECT_GE(operations, 24);
      const std::uint64_t records = f.carry.operations_logged();
      EXPECT_EQ(records, f.carry.counts().operation_records);
      std::ofstream(file, std::ios::app) << static_cast<std::int64_t>(records) - (takes ? operations : 0) << '\n';
    });
  }
  std::istringstream lines(content_of(file));
  std::uint64_t with = 0;
  lines >> without >> with;
  EXPECT_GT(without, 0U);
  EXPECT_EQ(with, without) << "the connections' records are the same";
}

// Nothing takes any message, and there is no fallback route.
TEST(CarryLog, has_a_record_of_each_orphaned_message_where_a_setting_takes_routes) {
  const TemporaryFolder folder;
  const std::string file = folder.file("records");
  for (const bool takes : {false, true}) {
    std::vector<std::string> sets = logging(takes ? "Connections, Routes" : "Connections");
    sets.push_back("hubs[0].fallback_route=false");
    with_agents("g1_c", 4, 1, sets, [&](CarryFixture& f) {
      for (std::uint32_t i = 0; i < 20; ++i) f.add(i % 4, i / 4, Duration::minutes(2 * (i / 4) + 1), 500);
      f.run_to(Duration::minutes(60));
      ASSERT_TRUE(f.carry.route_traffic().has_value());
      const RouteTotals& totals = f.carry.route_traffic()->totals();
      EXPECT_EQ(totals.messages, static_cast<std::int64_t>(f.carry.counts().messages_accepted + f.carry.counts().duplicates_accepted));
      EXPECT_EQ(totals.messages_orphaned, totals.messages);
      EXPECT_GT(totals.messages, 0);
      std::ofstream(file, std::ios::app) << static_cast<std::int64_t>(f.carry.counts().operation_records) - (takes ? totals.messages_orphaned : 0) << '\n';
    });
  }
  std::istringstream lines(content_of(file));
  std::int64_t without = 0;
  std::int64_t with = 0;
  lines >> without >> with;
  EXPECT_EQ(with, without);
}

}  // namespace
}  // namespace picket::sim
