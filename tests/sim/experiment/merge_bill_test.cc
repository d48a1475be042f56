#include "sim/experiment/merge_bill.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>
#include <tuple>

#include "sim/results/study_tables.h"
#include "tests/sim/experiment/lane_samples.h"

// The bill is computed twice: by the program, line by line and replication by replication, and by a query over usage.csv
// and prices.csv, which a study leaves behind. They share no code, and agree to the cent.

namespace picket::sim {
namespace {

using test::measure;
using test::sample_lane;

/// RFC 4180, as far as the tables use it.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      rows.back().push_back(cell);
      cell.clear();
      if (c == '\n') rows.emplace_back();
    } else {
      cell += c;
    }
  }
  rows.pop_back();
  return rows;
}

/// A database in memory with the tables of a study.
class Database {
 public:
  Database() {
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK) throw std::runtime_error("no database");
  }
  ~Database() { sqlite3_close(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void load(const std::string& table, const std::string& csv) {
    const auto rows = read_csv(csv);
    std::string columns;
    std::string marks;
    for (const std::string& name : rows.front()) {
      columns += (columns.empty() ? "" : ", ") + ("\"" + name + "\" NUMERIC");  // what looks like a number is one
      marks += marks.empty() ? "?" : ", ?";
    }
    run("CREATE TABLE " + table + " (" + columns + ")");
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (rows[i].size() != rows.front().size()) throw std::runtime_error("a row of another width in " + table);
      Statement statement(db_, "INSERT INTO " + table + " VALUES (" + marks + ")");
      for (std::size_t c = 0; c < rows[i].size(); ++c) {
        sqlite3_bind_text(statement.get(), static_cast<int>(c + 1), rows[i][c].c_str(), -1, SQLITE_TRANSIENT);
      }
      sqlite3_step(statement.get());
    }
  }
  /// Rows of texts; numbers as SQLite writes them.
  std::vector<std::vector<std::string>> query(const std::string& sql) {
    Statement statement(db_, sql);
    std::vector<std::vector<std::string>> rows;
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
      auto& row = rows.emplace_back();
      for (int c = 0; c < sqlite3_column_count(statement.get()); ++c) {
        const unsigned char* text = sqlite3_column_text(statement.get(), c);
        row.emplace_back(text == nullptr ? "" : reinterpret_cast<const char*>(text));
      }
    }
    return rows;
  }

 private:
  class Statement {
   public:
    Statement(sqlite3* db, const std::string& sql) {
      if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db));
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    sqlite3_stmt* get() const { return statement_; }

   private:
    sqlite3_stmt* statement_ = nullptr;
  };
  void run(const std::string& sql) { sqlite3_step(Statement(db_, sql).get()); }

  sqlite3* db_ = nullptr;
};

/// Policy, kind of hub, group of lines, US dollars a month, part of it for security.
constexpr const char* kBill = R"(
WITH
p AS (SELECT
  MAX(CASE key WHEN 'billing_days' THEN value END) AS days,
  MAX(CASE key WHEN 's1_unit_month' THEN usd END) AS s1, MAX(CASE key WHEN 's2_unit_month' THEN usd END) AS s2,
  MAX(CASE key WHEN 's3_unit_month' THEN usd END) AS s3, MAX(CASE key WHEN 'b1_unit_month' THEN usd END) AS b1,
  MAX(CASE key WHEN 'b2_unit_month' THEN usd END) AS b2, MAX(CASE key WHEN 'b3_unit_month' THEN usd END) AS b3,
  MAX(CASE key WHEN 'log_analytics_ingest_gigabyte' THEN usd END) AS ingest,
  MAX(CASE key WHEN 'log_analytics_free_gigabytes_month' THEN value END) AS free,
  MAX(CASE key WHEN 'log_analytics_billed_size_factor' THEN value END) AS factor,
  MAX(CASE key WHEN 'log_analytics_retention_gigabyte_month' THEN usd END) AS retention,
  MAX(CASE key WHEN 'log_analytics_retention_free_days' THEN value END) AS kept_free,
  MAX(CASE key WHEN 'retention_days' THEN value END) AS kept,
  MAX(CASE key WHEN 'raw_events_to_workspace' THEN value END) AS raw_sent,
  MAX(CASE key WHEN 'hub_records_to_workspace' THEN value END) AS records_sent,
  MAX(CASE key WHEN 'siem_ingest_gigabyte' THEN usd END) AS siem,
  MAX(CASE key WHEN 'analytics_million_observations' THEN usd END) AS analytics,
  MAX(CASE key WHEN 'cellular_sim_month' THEN usd END) AS sim,
  MAX(CASE key WHEN 'energy_kilowatt_hour' THEN usd END) AS kwh,
  MAX(CASE key WHEN 'defender_device_month' THEN usd END) AS agent,
  MAX(CASE key WHEN 'defender_per_25000_messages' THEN usd END) AS pack,
  MAX(CASE key WHEN 'analyst_hour' THEN usd END) AS hour,
  MAX(CASE key WHEN 'analyst_minutes_per_alert' THEN value END) AS minutes,
  MAX(CASE key WHEN 'business_messages_device_day' THEN value END) AS business
  FROM prices),
tiers AS (SELECT g.value AS gb, d.usd AS usd FROM prices g JOIN prices d
  ON g.key LIKE 'log_analytics_commitments[%].gigabytes_day' AND d.key = REPLACE(g.key, 'gigabytes_day', 'price_day')),
u AS (SELECT policy, hub_sizing, replication,
  SUM(CASE usage WHEN 'agents' THEN value END) AS agents,
  SUM(CASE usage WHEN 'messages_per_day' THEN value END) AS messages,
  SUM(CASE usage WHEN 'observations_per_day' THEN value END) AS observations,
  SUM(CASE usage WHEN 'alerts_per_day' THEN value END) AS alerts,
  SUM(CASE usage WHEN 'workspace_raw_bytes_per_day' THEN value END) AS raw,
  SUM(CASE usage WHEN 'workspace_finding_bytes_per_day' THEN value END) AS findings,
  SUM(CASE usage WHEN 'workspace_operation_bytes_per_day' THEN value END) AS records,
  SUM(CASE usage WHEN 'metered_line_usd_per_day' THEN value END) AS line_usd,
  SUM(CASE usage WHEN 'metered_line_rounding_usd_per_day' THEN value END) AS rounding_usd,
  SUM(CASE usage WHEN 'metered_line_devices' THEN value END) AS sims,
  SUM(CASE usage WHEN 'metered_line_fees_usd_per_month' THEN value END) AS fees,
  SUM(CASE usage WHEN 'mains_energy_joules_per_day' THEN value END) AS joules,
  SUM(CASE usage WHEN 's1_units' THEN s1 WHEN 's2_units' THEN s2 WHEN 's3_units' THEN s3
      WHEN 'b1_units' THEN b1 WHEN 'b2_units' THEN b2 WHEN 'b3_units' THEN b3 ELSE 0 END * value) AS hub_usd,
  SUM(CASE usage WHEN 's1_units_without_security' THEN s1 WHEN 's2_units_without_security' THEN s2
      WHEN 's3_units_without_security' THEN s3 WHEN 'b1_units_without_security' THEN b1
      WHEN 'b2_units_without_security' THEN b2 WHEN 'b3_units_without_security' THEN b3 ELSE 0 END * value) AS hub_rest
  FROM usage, p GROUP BY policy, hub_sizing, replication),
w AS (SELECT u.*, (raw * raw_sent + findings + records * records_sent) * factor / 1e9 AS gb FROM u, p),
amounts AS (
  SELECT policy, hub_sizing, 'hub' AS line, hub_usd AS usd, hub_usd - hub_rest AS security FROM w
  UNION ALL SELECT policy, hub_sizing, 'ingestion', i, i FROM (SELECT policy, hub_sizing, MIN(MAX(gb * days - free, 0) * ingest,
    IFNULL((SELECT MIN(days * (usd + MAX(w.gb - tiers.gb, 0) * usd / tiers.gb)) FROM tiers), 1e300)) AS i FROM w, p)
  UNION ALL SELECT policy, hub_sizing, 'retention', gb * MAX(kept - kept_free, 0) * retention, gb * MAX(kept - kept_free, 0) * retention FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'siem', gb * days * siem, gb * days * siem FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'analytics', observations * days / 1e6 * analytics, observations * days / 1e6 * analytics FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'data', line_usd * days, line_usd * days FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'rounding', rounding_usd * days, rounding_usd * days FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'sim', sims * sim + fees, CASE WHEN business > 0 THEN 0 ELSE sims * sim + fees END FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'energy', joules * days / 3.6e6 * kwh, joules * days / 3.6e6 * kwh FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'agents', agents * agent, agents * agent FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'messages', messages * days / 25000.0 * pack, messages * days / 25000.0 * pack FROM w, p
  UNION ALL SELECT policy, hub_sizing, 'people', alerts * days * minutes / 60.0 * hour, alerts * days * minutes / 60.0 * hour FROM w, p)
SELECT policy, hub_sizing, line, AVG(usd), AVG(security) FROM amounts GROUP BY policy, hub_sizing, line)";

const std::map<std::string, std::string>& groups() {
  static const std::map<std::string, std::string> kGroups{{"iot_hub_units", "hub"},
                                                          {"log_analytics_ingestion_raw_events", "ingestion"},
                                                          {"log_analytics_ingestion_findings", "ingestion"},
                                                          {"log_analytics_ingestion_hub_records", "ingestion"},
                                                          {"log_analytics_commitment", "ingestion"},
                                                          {"log_analytics_retention", "retention"},
                                                          {"siem_ingestion", "siem"},
                                                          {"analytics_compute", "analytics"},
                                                          {"cellular_data", "data"},
                                                          {"cellular_rounding", "rounding"},
                                                          {"cellular_sim", "sim"},
                                                          {"energy", "energy"},
                                                          {"defender_devices", "agents"},
                                                          {"defender_messages", "messages"},
                                                          {"analyst_time", "people"}};
  return kGroups;
}

struct Dollars {
  double usd = 0;
  double security = 0;
};
using Amounts = std::map<std::tuple<std::string, std::string, std::string>, Dollars>;

/// The bill of the program's own table, by group, and that of the query.
void expect_the_query_agrees(const StudyResult& study, std::size_t least_charged) {
  Database db;
  db.load("prices", prices_csv(study));
  db.load("usage", usage_csv(study));
  db.load("bill", bill_csv(study));
  Amounts billed;
  std::size_t charged = 0;
  for (const auto& row : db.query("SELECT policy, hub_sizing, line, usd_per_month, security_usd_per_month, quantity * usd_per_unit FROM bill")) {
    Dollars& sum = billed[{row[0], row[1], groups().at(row[2])}];
    sum.usd += std::stod(row[3]);
    sum.security += std::stod(row[4]);
    EXPECT_NEAR(std::stod(row[3]), std::stod(row[5]), 0.005) << row[0] << ' ' << row[2] << ": quantity times price";
    charged += std::stod(row[3]) > 0 ? 1 : 0;
  }
  EXPECT_GE(charged, least_charged);
  const auto asked = db.query(kBill);
  EXPECT_EQ(asked.size(), billed.size());
  std::map<std::pair<std::string, std::string>, Dollars> totals;
  for (const auto& row : asked) {
    const auto found = billed.find({row[0], row[1], row[2]});
    ASSERT_NE(found, billed.end()) << row[0] << ' ' << row[2];
    EXPECT_NEAR(found->second.usd, std::stod(row[3]), 0.005) << row[0] << ' ' << row[1] << ' ' << row[2];
    EXPECT_NEAR(found->second.security, std::stod(row[4]), 0.005) << row[0] << ' ' << row[1] << ' ' << row[2] << ", for security";
    totals[{row[0], row[1]}].usd += std::stod(row[3]);
    totals[{row[0], row[1]}].security += std::stod(row[4]);
  }
  for (const auto& [sizing, policies] : {std::pair("sized", &study.policies), std::pair("fixed", &study.fixed_hub)}) {
    for (const PolicyResult& policy : *policies) {
      const Dollars& total = totals.at({policy.policy, sizing});
      EXPECT_NEAR(measure(policy, "cost_usd_per_month").estimate.value, total.usd, 0.005) << policy.policy << ' ' << sizing;
      EXPECT_NEAR(measure(policy, "security_cost_usd_per_month").estimate.value, total.security, 0.005) << policy.policy << ' ' << sizing;
    }
  }
}

/// A lane that uses everything a bill has a line for; `much` tells replications apart.
LaneResult full_lane(const std::string& policy, std::uint32_t replication, double much) {
  LaneResult lane = sample_lane(policy, replication, 1'000);
  Usage& u = lane.usage;
  u.devices = 50'000;
  u.agents = 50'000;
  u.messages_per_day = 61'234 * much;
  u.observations_per_day = 987'654 * much;
  u.alerts_per_day = 3.7 * much;
  u.workspace_raw_bytes_per_day = 130e9 * much;
  u.workspace_finding_bytes_per_day = 3e9;
  u.workspace_operation_bytes_per_day = 7e9 * much;
  u.metered_line_bytes_per_day = 1.5e8 * much;
  u.metered_line_usd_per_day = 4.567 * much;
  u.metered_line_devices = 770;
  u.metered_line_sessions_per_day = 9'000;
  u.metered_line_rounding_bytes_per_day = 4.4e6 * much;
  u.metered_line_rounding_usd_per_day = 0.1357 * much;
  u.metered_line_fees_usd_per_month = 308.5;
  u.metered_line_included_bytes_per_day = 1e6;
  u.mains_energy_joules_per_day = 7.7e6 * much;
  lane.hub_usage = {u};
  lane.hubs = {{Sku::kS1, replication == 1 ? 4U : 3U}};
  return lane;
}

Scenario full_scenario() {
  Scenario scenario = test::small_scenario({"prices.siem_ingest_gigabyte=2.99", "prices.analytics_million_observations=0.31", "prices.cellular_sim_month=1",
                               "prices.energy_kilowatt_hour=0.27",
                               "prices.defender_device_month=0.0011", "prices.defender_per_25000_messages=0.2", "prices.analyst_hour=61.5",
                               "prices.lines.s1_unit_month={discount: 0.13, source: contract}", "prices.business_messages_device_day=7"});
  scenario.prices.currency = "EUR";  // a scenario would have to give every price anew
  scenario.prices.usd_per_currency = 1.0837;
  return scenario;
}

TEST(MergeBill, an_independent_query_over_the_studys_tables_agrees_to_the_cent) {
  const Scenario scenario = full_scenario();
  ASSERT_EQ(scenario.prices.usd_per_currency, 1.0837);
  // Replications with a commitment and without, and with tiers of different sizes.
  std::vector<LaneResult> lanes{full_lane("g2_linux", 0, 1), full_lane("g2_linux", 1, 0.9), full_lane("picket", 0, 0.011), full_lane("picket", 1, 1.2)};
  lanes[3].hubs = {{Sku::kS2, 1}};
  const StudyResult study = merge_study(scenario, lanes);
  expect_the_query_agrees(study, 28);  // 14 lines of each policy
}

TEST(MergeBill, the_query_agrees_without_business_and_without_commitments) {
  Scenario scenario = test::small_scenario({"prices.log_analytics_commitments=[]", "prices.cellular_sim_month=2"});
  ASSERT_TRUE(scenario.prices.log_analytics_commitments.empty());
  const std::vector<LaneResult> lanes{full_lane("g2_linux", 0, 1), full_lane("g2_linux", 1, 0.5)};
  const StudyResult study = merge_study(scenario, lanes);
  expect_the_query_agrees(study, 8);
  // The hub and the SIMs are there for security alone.
  EXPECT_DOUBLE_EQ(measure(study.policies[0], "security_cost_usd_per_month").estimate.value, measure(study.policies[0], "cost_usd_per_month").estimate.value);
}

TEST(MergeBill, a_simulated_study_leaves_what_the_query_needs) {
  const test::SmallStudy study = test::run_small({"prices.analyst_hour=60", "prices.business_messages_device_day=24"});
  expect_the_query_agrees(study.outcome.result, 2);
}

TEST(MergeBill, security_costs_what_the_fleets_own_business_does_not_pay) {
  const Scenario scenario = test::small_scenario({"prices.business_messages_device_day=24"});
  const LaneResult one = sample_lane("picket", 0, 1'000);
  const LaneResult two = sample_lane("picket", 1, 3'000);
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two}, {});
  EXPECT_EQ(result.bill.front().line, "iot_hub_units");
  EXPECT_DOUBLE_EQ(result.bill.front().usd_per_month.value, 25);
  EXPECT_DOUBLE_EQ(result.bill.front().security_usd_per_month, 0);  // one unit of S1 holds both, and business needs one anyway
  EXPECT_DOUBLE_EQ(result.bill.front().quantity, 1);
  EXPECT_EQ(result.bill.front().quality, "published");
}

TEST(MergeBill, lists_every_number_of_the_book) {
  PriceBook prices;
  prices.lines["s1_unit_month"] = {PriceQuality::kOwn, "contract", "2026-05-01", {}, 0.2};
  std::map<std::string, PriceRow> rows;
  for (const PriceRow& row : price_rows(prices)) rows[row.key] = row;
  EXPECT_EQ(rows.at("s1_unit_month").value, 25);
  EXPECT_DOUBLE_EQ(rows.at("s1_unit_month").usd, 20);
  EXPECT_EQ(rows.at("s1_unit_month").quality, "own");
  EXPECT_EQ(rows.at("s1_unit_month").compiled, "2026-05-01");
  EXPECT_EQ(rows.at("log_analytics_commitments[0].price_day").usd, 194.49);
  EXPECT_EQ(rows.at("log_analytics_commitments[0].gigabytes_day").value, 100);
  EXPECT_EQ(rows.at("raw_events_to_workspace").value, 1);
  EXPECT_EQ(rows.at("cellular_session_bytes").value, 1'000);
  EXPECT_EQ(rows.at("billing_days").quality, "");
}

}  // namespace
}  // namespace picket::sim
