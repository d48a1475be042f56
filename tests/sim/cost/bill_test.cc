#include "sim/cost/bill.h"

#include <gtest/gtest.h>

#include "sim/cost/size_hub.h"

namespace picket::sim {
namespace {

BillLineAmount whole_line(const std::vector<BillLineAmount>& lines, std::string_view name) {
  for (const BillLineAmount& line : lines) {
    if (line.line == name) return line;
  }
  ADD_FAILURE() << "no line " << name;
  return {};
}
Money line_of(const std::vector<BillLineAmount>& lines, std::string_view name) { return whole_line(lines, name).per_month; }
std::string basis_of(const std::vector<BillLineAmount>& lines, std::string_view name) { return whole_line(lines, name).basis; }
Money ingestion_of(const std::vector<BillLineAmount>& lines) {
  return line_of(lines, "log_analytics_ingestion_raw_events") + line_of(lines, "log_analytics_ingestion_findings") +
         line_of(lines, "log_analytics_ingestion_hub_records") + line_of(lines, "log_analytics_commitment");
}
Money sum_of(const std::vector<BillLineAmount>& lines) {
  Money sum;
  for (const BillLineAmount& line : lines) sum += line.per_month;
  return sum;
}

TEST(Bill, has_all_lines_in_a_fixed_order) {
  const auto lines = bill(Usage{}, {}, PriceBook{});
  std::vector<std::string> names;
  for (const BillLineAmount& line : lines) {
    names.push_back(line.line);
    EXPECT_EQ(line.per_month, Money{}) << line.line;
    EXPECT_FALSE(line.basis.empty()) << line.line;
    EXPECT_FALSE(line.unit.empty()) << line.line;
    EXPECT_FALSE(line.source.empty()) << line.line;
    EXPECT_EQ(line.quantity, 0) << line.line;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"iot_hub_units", "log_analytics_ingestion_raw_events", "log_analytics_ingestion_findings",
                                             "log_analytics_ingestion_hub_records", "log_analytics_commitment", "log_analytics_retention",
                                             "siem_ingestion", "analytics_compute", "cellular_data", "cellular_rounding", "cellular_sim",
                                             "energy", "defender_devices", "defender_messages", "analyst_time"}));
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
  EXPECT_EQ(line_of(lines, "log_analytics_ingestion_raw_events"), Money::dollars(92));
  EXPECT_EQ(lines[1].basis, "40.000 GB of 45.000 GB billed size at 2.30 USD/GB, 5 GB free for all tables");
  EXPECT_DOUBLE_EQ(lines[1].quantity, 40);
  EXPECT_EQ(lines[1].unit, "GB");
  EXPECT_DOUBLE_EQ(lines[1].usd_per_unit, 2.3);
  EXPECT_EQ(lines[1].quality, PriceQuality::kPublished);
  EXPECT_EQ(lines[1].source, "monitoringcost.com, 2026, a US region");
  EXPECT_EQ(line_of(lines, "log_analytics_retention"), Money::dollars(8.85));
  EXPECT_EQ(basis_of(lines, "log_analytics_retention"), "88.500 GB kept from day 31 to 90 at 0.10 USD/GB and month");
}

TEST(Bill, free_gigabytes_cover_a_small_workspace) {
  Usage usage;
  usage.workspace_raw_bytes_per_day = 5e9 / 30 / 0.75;
  EXPECT_LT(ingestion_of(bill(usage, {}, PriceBook{})), Money::dollars(1e-6));
}

TEST(Bill, charges_alerts_alone_when_raw_events_stay_out) {
  PriceBook prices;
  prices.raw_events_to_workspace = false;
  prices.retention_days = 30;
  Usage usage;
  usage.workspace_raw_bytes_per_day = 99e9;
  usage.workspace_finding_bytes_per_day = 1e9;  // 22.5 GB a month, 17.5 charged
  const auto lines = bill(usage, {}, prices);
  EXPECT_EQ(line_of(lines, "log_analytics_ingestion_findings"), Money::dollars(40.25));
  EXPECT_EQ(ingestion_of(lines), Money::dollars(40.25));
  EXPECT_EQ(basis_of(lines, "log_analytics_ingestion_raw_events"), "0.000 GB of 0.000 GB billed size at 2.30 USD/GB, not sent to the workspace");
  EXPECT_EQ(line_of(lines, "log_analytics_retention"), Money{});
}

// 2 GB a day of operation records * 0.75 * 30 days = 45 GB billed, 5 free: 92.00 USD, as for any rows.
TEST(Bill, charges_the_hubs_records_unless_no_diagnostic_setting_sends_them) {
  PriceBook prices;
  Usage usage;
  usage.workspace_operation_bytes_per_day = 2e9;
  EXPECT_EQ(line_of(bill(usage, {}, prices), "log_analytics_ingestion_hub_records"), Money::dollars(92));
  prices.hub_records_to_workspace = false;
  EXPECT_EQ(ingestion_of(bill(usage, {}, prices)), Money{});
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
  EXPECT_EQ(basis_of(lines, "cellular_data"), "300.000 MB over lines that charge by volume");
  EXPECT_EQ(line_of(lines, "cellular_sim"), Money::dollars(12));
  EXPECT_EQ(basis_of(lines, "cellular_sim"), "12 SIMs at 1.00 USD");
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

// Three tables of 20, 10 and 10 GB a month: 40 GB, of which the free 5 are 1/8. 7/8 of each is charged.
TEST(Bill, shares_the_free_gigabytes_between_tables) {
  Usage usage;
  usage.workspace_raw_bytes_per_day = 20e9 / 30 / 0.75;
  usage.workspace_finding_bytes_per_day = 10e9 / 30 / 0.75;
  usage.workspace_operation_bytes_per_day = 10e9 / 30 / 0.75;
  const auto lines = bill(usage, {}, PriceBook{});
  EXPECT_NEAR(line_of(lines, "log_analytics_ingestion_raw_events").to_dollars(), 17.5 * 2.30, 1e-6);
  EXPECT_NEAR(line_of(lines, "log_analytics_ingestion_findings").to_dollars(), 8.75 * 2.30, 1e-6);
  EXPECT_NEAR(line_of(lines, "log_analytics_ingestion_hub_records").to_dollars(), 8.75 * 2.30, 1e-6);
  EXPECT_EQ(line_of(lines, "log_analytics_commitment"), Money{});
}

// 120 GB billed a day. As one goes: (3,600 - 5) * 2.30 = 8,268.50. With the tier of 100 GB: 30 * 194.49 = 5,834.70, and
// 20 GB beyond it on each day at 194.49 / 100: 600 * 1.9449 = 1,166.94. Just below the tier's worth nothing is committed:
// 84 GB a day are 2,515 * 2.30 = 5,784.50 as one goes, 85 GB would be 5,853.50.
TEST(Bill, commits_to_a_volume_where_that_is_cheaper) {
  Usage usage;
  usage.workspace_raw_bytes_per_day = 120e9 / 0.75;
  const auto lines = bill(usage, {}, PriceBook{});
  EXPECT_NEAR(line_of(lines, "log_analytics_commitment").to_dollars(), 5'834.70, 1e-6);
  EXPECT_NEAR(line_of(lines, "log_analytics_ingestion_raw_events").to_dollars(), 1'166.94, 1e-6);
  EXPECT_EQ(basis_of(lines, "log_analytics_commitment"), "30 days of 100 GB/day at 194.49 USD");
  EXPECT_EQ(basis_of(lines, "log_analytics_ingestion_raw_events"), "600.000 GB of 3600.000 GB billed size at 1.94 USD/GB, the rest within the 100 GB/day tier");
  usage.workspace_raw_bytes_per_day = 84e9 / 0.75;
  EXPECT_NEAR(ingestion_of(bill(usage, {}, PriceBook{})).to_dollars(), 5'784.50, 1e-6);
  EXPECT_EQ(basis_of(bill(usage, {}, PriceBook{}), "log_analytics_commitment"), "pays as one goes");
  usage.workspace_raw_bytes_per_day = 85e9 / 0.75;
  EXPECT_NEAR(ingestion_of(bill(usage, {}, PriceBook{})).to_dollars(), 5'834.70, 1e-6);
  PriceBook none;
  none.log_analytics_commitments.clear();
  EXPECT_NEAR(ingestion_of(bill(usage, {}, none)).to_dollars(), 5'853.50, 1e-6);
}

TEST(Bill, charges_a_siem_for_all_that_the_workspace_takes) {
  PriceBook prices;
  prices.siem_ingest_gigabyte = 2.99;
  Usage usage;
  usage.workspace_raw_bytes_per_day = 2e9;      // 45 GB billed a month
  usage.workspace_finding_bytes_per_day = 1e9;  // 22.5
  const auto lines = bill(usage, {}, prices);
  EXPECT_EQ(line_of(lines, "siem_ingestion"), Money::dollars(67.5 * 2.99));
  EXPECT_EQ(whole_line(lines, "siem_ingestion").quality, PriceQuality::kOwn);
}

// 40 alerts a day * 30 days * 5 minutes = 100 hours; 4,000,000 observations a day are 120 million a month.
TEST(Bill, charges_people_by_alert_and_computing_by_observation) {
  PriceBook prices;
  Usage usage;
  usage.alerts_per_day = 40;
  usage.observations_per_day = 4e6;
  EXPECT_EQ(sum_of(bill(usage, {}, prices)), Money{});
  EXPECT_DOUBLE_EQ(whole_line(bill(usage, {}, prices), "analyst_time").quantity, 100);  // counted all the same
  prices.analyst_hour = 60;
  prices.analytics_million_observations = 0.5;
  const auto lines = bill(usage, {}, prices);
  EXPECT_EQ(line_of(lines, "analyst_time"), Money::dollars(6'000));
  EXPECT_EQ(basis_of(lines, "analyst_time"), "1200 alerts, 5 minutes each, at 60.00 USD/h");
  EXPECT_EQ(line_of(lines, "analytics_compute"), Money::dollars(60));
}

// 10,000 alerts a day for 30 days, 100,000 minutes each, are 5 * 10^8 hours; at 10,000 USD 5 * 10^12 USD, which Money cannot hold.
TEST(Bill, a_line_ends_at_its_most_and_none_turns_negative) {
  PriceBook prices;
  prices.analyst_hour = 10'000;
  prices.analyst_minutes_per_alert = 100'000;
  Usage usage;
  usage.alerts_per_day = 10'000;
  EXPECT_EQ(line_of(bill(usage, {}, prices), "analyst_time"), Money::dollars(kMostLineUsd));
  // Every price at its most, and a currency that is worth the most.
  prices.usd_per_currency = 1e6;
  for (double PriceBook::*price : {&PriceBook::s1_unit_month, &PriceBook::s2_unit_month, &PriceBook::s3_unit_month, &PriceBook::b1_unit_month,
                                   &PriceBook::b2_unit_month, &PriceBook::b3_unit_month, &PriceBook::log_analytics_ingest_gigabyte,
                                   &PriceBook::log_analytics_retention_gigabyte_month, &PriceBook::siem_ingest_gigabyte,
                                   &PriceBook::analytics_million_observations, &PriceBook::cellular_sim_month, &PriceBook::energy_kilowatt_hour,
                                   &PriceBook::defender_device_month,
                                   &PriceBook::defender_per_25000_messages, &PriceBook::analyst_hour}) {
    prices.*price = kMostPrice;
  }
  prices.log_analytics_commitments = {{100, kMostPrice}};
  usage.agents = usage.metered_line_devices = usage.messages_per_day = usage.observations_per_day = 1e9;
  usage.workspace_raw_bytes_per_day = usage.workspace_finding_bytes_per_day = usage.workspace_operation_bytes_per_day = 1e15;
  usage.metered_line_bytes_per_day = usage.metered_line_usd_per_day = 1e12;
  usage.metered_line_rounding_bytes_per_day = usage.metered_line_rounding_usd_per_day = 1e12;
  usage.metered_line_fees_usd_per_month = usage.mains_energy_joules_per_day = 1e15;
  const auto lines = bill(usage, {HubSize{Sku::kS1, 200}, HubSize{Sku::kS2, 200}, HubSize{Sku::kS3, 10}, HubSize{Sku::kB3, 10}}, prices);
  for (const BillLineAmount& line : lines) {
    EXPECT_GE(line.per_month, Money{}) << line.line;
    EXPECT_LE(line.per_month, Money::dollars(kMostLineUsd)) << line.line;
  }
  EXPECT_EQ(lines[0].per_month, Money::dollars(kMostLineUsd));
  EXPECT_GT(sum_of(lines), Money::dollars(kMostLineUsd));
  EXPECT_LT(static_cast<double>(lines.size()) * kMostLineUsd, 9.2e9);
}

TEST(Bill, charges_what_sessions_are_rounded_up_by) {
  Usage usage;
  usage.metered_line_sessions_per_day = 100;
  usage.metered_line_rounding_bytes_per_day = 50'000;
  usage.metered_line_rounding_usd_per_day = 0.0025;
  const auto lines = bill(usage, {}, PriceBook{});
  EXPECT_EQ(line_of(lines, "cellular_rounding"), Money::dollars(0.075));
  EXPECT_EQ(basis_of(lines, "cellular_rounding"), "1.500 MB that 3000 sessions are rounded up by, to multiples of 1000 B if their line has no other");
  EXPECT_DOUBLE_EQ(whole_line(lines, "cellular_rounding").usd_per_unit, 0.05);
  usage.metered_line_sessions_per_day = 1'041'666;
  EXPECT_EQ(basis_of(bill(usage, {}, PriceBook{}), "cellular_rounding"),
            "1.500 MB that 31.25 million sessions are rounded up by, to multiples of 1000 B if their line has no other");
}

// Ten SIMs at 1.00 by the book, and plans of 0.40 a SIM: 14.00. 300 MB were carried and 12 MB rounded up, of which plans include 100.
TEST(Bill, charges_the_fees_of_plans_with_the_sims_and_tells_what_they_include) {
  Usage usage;
  usage.metered_line_devices = 10;
  usage.metered_line_fees_usd_per_month = 4;
  usage.metered_line_bytes_per_day = 1e7;
  usage.metered_line_usd_per_day = 0.3;
  usage.metered_line_included_bytes_per_day = 1e8 / 30;
  PriceBook prices;
  prices.cellular_sim_month = 1;
  const auto lines = bill(usage, {}, prices);
  EXPECT_EQ(line_of(lines, "cellular_sim"), Money::dollars(14));
  EXPECT_DOUBLE_EQ(whole_line(lines, "cellular_sim").usd_per_unit, 1.4);
  EXPECT_EQ(basis_of(lines, "cellular_sim"), "10 SIMs at 1.00 USD, and 4.00 USD of fees of their lines");
  EXPECT_EQ(whole_line(lines, "cellular_sim").quality, PriceQuality::kOwn) << "the price in the test is";
  EXPECT_EQ(line_of(lines, "cellular_data"), Money::dollars(9));
  EXPECT_EQ(basis_of(lines, "cellular_data"), "300.000 MB over lines that charge by volume, 100.000 MB of it and of the rounding in their fees");
  // The fleet's own business has the same SIMs on the same plans.
  prices.business_messages_device_day = 1;
  EXPECT_EQ(line_of(bill_without_security(usage, {}, prices), "cellular_sim"), Money::dollars(14));
}

// 1.2 MJ a day are 36 MJ a month, 10 kWh.
TEST(Bill, charges_energy_from_the_mains_once_it_has_a_price) {
  Usage usage;
  usage.mains_energy_joules_per_day = 1.2e6;
  PriceBook prices;
  EXPECT_EQ(line_of(bill(usage, {}, prices), "energy"), Money{});
  EXPECT_DOUBLE_EQ(whole_line(bill(usage, {}, prices), "energy").quantity, 10);
  prices.energy_kilowatt_hour = 0.3;
  EXPECT_EQ(line_of(bill(usage, {}, prices), "energy"), Money::dollars(3));
  EXPECT_EQ(basis_of(bill(usage, {}, prices), "energy"), "10.000 kWh that radios drew from the mains at 0.30 USD");
  EXPECT_EQ(line_of(bill_without_security(usage, {}, prices), "energy"), Money{});
}

TEST(Bill, says_of_mixed_tiers_their_mean_price_and_all_their_sources) {
  const auto lines = bill(Usage{}, {HubSize{Sku::kS2, 1}, HubSize{Sku::kS1, 4}}, PriceBook{});
  EXPECT_DOUBLE_EQ(lines[0].quantity, 5);
  EXPECT_DOUBLE_EQ(lines[0].usd_per_unit, 70);
  EXPECT_EQ(lines[0].source, "infracost testdata iothub_test.golden: 2 units = 50.00; S1 times 10, the ratio of the azure.cn list");
  EXPECT_EQ(bill(Usage{}, {HubSize{Sku::kF1, 1}}, PriceBook{})[0].source, "the free tier");
}

TEST(Bill, takes_a_discount_off_and_converts_the_currency) {
  PriceBook prices;
  prices.lines["s1_unit_month"] = {PriceQuality::kOwn, "contract of May", "", {}, 0.2};
  EXPECT_EQ(bill(Usage{}, {HubSize{Sku::kS1, 3}}, prices)[0].per_month, Money::dollars(60));
  prices.currency = "EUR";
  prices.usd_per_currency = 1.10;
  const BillLineAmount line = bill(Usage{}, {HubSize{Sku::kS1, 3}}, prices)[0];
  EXPECT_EQ(line.per_month, Money::dollars(66));
  EXPECT_EQ(line.source, "contract of May; own discount of 20 %; EUR at 1.1 USD");
}

TEST(Bill, every_amount_is_quantity_times_price) {
  Usage usage;
  usage.devices = 1'000;
  usage.agents = 900;
  usage.messages_per_day = 12'345;
  usage.observations_per_day = 98'765;
  usage.alerts_per_day = 3.7;
  usage.workspace_raw_bytes_per_day = 150e9;
  usage.workspace_finding_bytes_per_day = 3e9;
  usage.workspace_operation_bytes_per_day = 7e9;
  usage.metered_line_bytes_per_day = 1e7;
  usage.metered_line_usd_per_day = 0.7;
  usage.metered_line_devices = 77;
  usage.metered_line_rounding_bytes_per_day = 1e5;
  usage.metered_line_rounding_usd_per_day = 0.006;
  usage.metered_line_fees_usd_per_month = 38.5;
  usage.mains_energy_joules_per_day = 5e6;
  PriceBook prices;
  prices.siem_ingest_gigabyte = 1.5;
  prices.analytics_million_observations = 0.3;
  prices.cellular_sim_month = 1;
  prices.energy_kilowatt_hour = 0.25;
  prices.defender_device_month = 0.001;
  prices.defender_per_25000_messages = 0.2;
  prices.analyst_hour = 45;
  for (const BillLineAmount& line : bill(usage, {HubSize{Sku::kS2, 1}, HubSize{Sku::kS1, 2}}, prices)) {
    EXPECT_GT(line.per_month, Money{}) << line.line;
    EXPECT_NEAR(line.quantity * line.usd_per_unit, line.per_month.to_dollars(), 1e-6) << line.line;
  }
}

// 100,000 devices with 4 messages a day fill one S1 (400,000) by themselves; 96,000 blocks of security need a second.
// Their own business pays for the first, and for the SIMs.
TEST(Bill, security_costs_the_step_to_the_next_unit) {
  PriceBook prices;
  prices.business_messages_device_day = 4;
  prices.cellular_sim_month = 1;
  Usage usage;
  usage.devices = 100'000;
  usage.agents = 100'000;
  usage.blocks_busiest_day = 96'000;
  usage.metered_line_devices = 10;
  usage.metered_line_usd_per_day = 1;
  const HubSize with = size_hub(usage, prices);
  EXPECT_EQ(with.units, 2U);
  const auto without = hubs_without_security({with}, {usage}, {true}, prices);
  ASSERT_EQ(without.size(), 1U);
  EXPECT_EQ(without[0].units, 1U);
  const auto total = bill(usage, {with}, prices);
  const auto rest = bill_without_security(usage, without, prices);
  EXPECT_EQ(sum_of(total), Money::dollars(50 + 30 + 10));
  EXPECT_EQ(sum_of(total) - sum_of(rest), Money::dollars(25 + 30));
  // With spare quota the step is not taken: 3 messages a day leave 100,000 blocks of the unit.
  prices.business_messages_device_day = 3;
  EXPECT_EQ(size_hub(usage, prices).units, 1U);
  EXPECT_EQ(line_of(bill(usage, {size_hub(usage, prices)}, prices), "iot_hub_units"),
            line_of(bill_without_security(usage, hubs_without_security({size_hub(usage, prices)}, {usage}, {true}, prices), prices), "iot_hub_units"));
}

TEST(Bill, a_hub_of_given_size_stays_without_security_and_goes_without_business) {
  PriceBook prices;
  Usage usage;
  usage.devices = 10;
  EXPECT_TRUE(hubs_without_security({HubSize{Sku::kS2, 3}}, {usage}, {false}, prices).empty());
  EXPECT_EQ(sum_of(bill_without_security(usage, {}, prices)), Money{});
  prices.business_messages_device_day = 1;
  const auto without = hubs_without_security({HubSize{Sku::kS2, 3}}, {usage}, {false}, prices);
  ASSERT_EQ(without.size(), 1U);
  EXPECT_EQ(without[0].sku, Sku::kS2);
  EXPECT_EQ(without[0].units, 3U);
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
  EXPECT_EQ(fields.names.size(), 33U);
  for (const std::string_view key : kPriceKeys) {
    EXPECT_NE(std::find(fields.names.begin(), fields.names.end(), key), fields.names.end()) << key;
  }
  EXPECT_EQ(fields.names.front(), "name");
}

}  // namespace
}  // namespace picket::sim
