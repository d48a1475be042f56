#include <gtest/gtest.h>

#include "sim/cost/price_book.h"

namespace picket::sim {
namespace {

Money line_of(const std::vector<BillLineAmount>& lines, std::string_view name) {
  for (const BillLineAmount& line : lines) {
    if (line.line == name) return line.per_month;
  }
  ADD_FAILURE() << "no line " << name;
  return {};
}

TEST(Bill, has_all_lines_in_a_fixed_order) {
  const auto lines = bill(Usage{}, {}, PriceBook{});
  std::vector<std::string> names;
  for (const BillLineAmount& line : lines) {
    names.push_back(line.line);
    EXPECT_EQ(line.per_month, Money{}) << line.line;
    EXPECT_FALSE(line.basis.empty()) << line.line;
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"iot_hub_units", "log_analytics_ingestion", "log_analytics_retention",
                                      "cellular_data", "cellular_sim", "defender_devices", "defender_messages"}));
}

TEST(Bill, two_units_of_s1_are_fifty_dollars) {
  const auto lines = bill(Usage{}, {HubSize{Sku::kS1, 2}}, PriceBook{});
  EXPECT_EQ(lines[0].per_month, Money::dollars(50));
  EXPECT_EQ(lines[0].basis, "2 x S1 at 25.00 USD");
}

TEST(Bill, adds_hubs_of_a_tier) {
  const auto lines = bill(Usage{}, {HubSize{Sku::kS2, 1}, HubSize{Sku::kS1, 1}, HubSize{Sku::kS1, 3}}, PriceBook{});
  EXPECT_EQ(lines[0].per_month, Money::dollars(350));
  EXPECT_EQ(lines[0].basis, "4 x S1 at 25.00 USD + 1 x S2 at 250.00 USD");
}

// 2 GB of JSON a day * 0.75 * 30 days = 45 GB billed, 5 free: 40 * 2.30 = 92.00 USD. Kept beyond the
// free 31 days: 1.5 GB a day * (90 - 31) days = 88.5 GB * 0.10 = 8.85 USD.
TEST(Bill, charges_ingestion_and_retention_of_the_workspace) {
  Usage usage;
  usage.workspace_raw_bytes_per_day = 2e9;
  const auto lines = bill(usage, {}, PriceBook{});
  EXPECT_EQ(line_of(lines, "log_analytics_ingestion"), Money::dollars(92));
  EXPECT_EQ(lines[1].basis, "40.000 GB of 45.000 GB billed size at 2.30 USD/GB, 5 GB free");
  EXPECT_EQ(line_of(lines, "log_analytics_retention"), Money::dollars(8.85));
  EXPECT_EQ(lines[2].basis, "88.500 GB kept from day 31 to 90 at 0.10 USD/GB and month");
}

TEST(Bill, free_gigabytes_cover_a_small_workspace) {
  Usage usage;
  usage.workspace_raw_bytes_per_day = 5e9 / 30 / 0.75;
  EXPECT_LT(line_of(bill(usage, {}, PriceBook{}), "log_analytics_ingestion"), Money::dollars(1e-6));
}

TEST(Bill, charges_alerts_alone_when_raw_events_stay_out) {
  PriceBook prices;
  prices.raw_events_to_workspace = false;
  prices.retention_days = 30;
  Usage usage;
  usage.workspace_raw_bytes_per_day = 99e9;
  usage.workspace_finding_bytes_per_day = 1e9;  // 22.5 GB a month, 17.5 charged
  const auto lines = bill(usage, {}, prices);
  EXPECT_EQ(line_of(lines, "log_analytics_ingestion"), Money::dollars(40.25));
  EXPECT_EQ(line_of(lines, "log_analytics_retention"), Money{});
}

// 2 GB a day of operation records * 0.75 * 30 days = 45 GB billed, 5 free: 92.00 USD, as for any rows.
TEST(Bill, charges_the_hubs_records_unless_no_diagnostic_setting_sends_them) {
  PriceBook prices;
  Usage usage;
  usage.workspace_operation_bytes_per_day = 2e9;
  EXPECT_EQ(line_of(bill(usage, {}, prices), "log_analytics_ingestion"), Money::dollars(92));
  prices.hub_records_to_workspace = false;
  EXPECT_EQ(line_of(bill(usage, {}, prices), "log_analytics_ingestion"), Money{});
}

TEST(Bill, charges_lines_by_volume) {
  Usage usage;
  usage.metered_line_bytes_per_day = 1e7;
  usage.metered_line_usd_per_day = 0.5;
  usage.metered_line_devices = 12;
  PriceBook prices;
  prices.cellular_sim_month = 1;
  const auto lines = bill(usage, {}, prices);
  EXPECT_EQ(line_of(lines, "cellular_data"), Money::dollars(15));
  EXPECT_EQ(lines[3].basis, "300.000 MB over lines that charge by volume");
  EXPECT_EQ(line_of(lines, "cellular_sim"), Money::dollars(12));
  EXPECT_EQ(lines[4].basis, "12 SIMs at 1.00 USD");
}

TEST(Bill, charges_defender_by_agent_and_by_message) {
  PriceBook prices;
  prices.defender_device_month = 0.01;
  prices.defender_per_25000_messages = 0.20;
  Usage usage;
  usage.devices = 2'000;
  usage.agents = 1'000;
  usage.messages_per_day = 50'000;  // 60 packs a month
  const auto lines = bill(usage, {}, prices);
  EXPECT_EQ(line_of(lines, "defender_devices"), Money::dollars(10));
  EXPECT_EQ(line_of(lines, "defender_messages"), Money::dollars(12));
}

TEST(PriceBook, prices_every_tier) {
  EXPECT_EQ(unit_month(PriceBook{}, Sku::kF1), 0);
  EXPECT_EQ(unit_month(PriceBook{}, Sku::kB3), 500);
  EXPECT_EQ(unit_month(PriceBook{}, Sku::kS3), 2'500);
}

/// Collects what `describe` says.
struct Fields {
  std::vector<std::string> names;
  template <class T>
  void field(std::string_view name, T& value, const FieldInfo& info) {
    names.emplace_back(name);
    EXPECT_FALSE(info.says.empty()) << name;
    if constexpr (std::is_same_v<T, double>) {
      EXPECT_GE(value, info.min) << name;
      EXPECT_LE(value, info.max) << name;
    }
    if (info.grade == Grade::kPublished) {
      EXPECT_FALSE(info.source.empty()) << name;
    }
  }
};

TEST(PriceBook, describes_all_its_fields) {
  PriceBook prices;
  Fields fields;
  describe(fields, prices);
  EXPECT_EQ(fields.names.size(), 20U);
  EXPECT_EQ(fields.names.front(), "name");
}

}  // namespace
}  // namespace picket::sim
