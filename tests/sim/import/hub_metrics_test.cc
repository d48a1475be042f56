#include "sim/import/hub_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent_core/message/utc_text.h"

namespace picket::sim {
namespace {

HubMetrics metrics_of(const std::string& text, const HubMetricsLimits& limits = {}) {
  HubMetrics out;
  read_hub_metrics(text, 0, out, limits);
  return out;
}
double value_at(const HubMetrics& metrics, HubMetric metric, const char* time) {
  const auto found = metrics.of(metric).find(parse_timestamp(time).value());
  return found == metrics.of(metric).end() ? -1 : found->second.value;
}

TEST(HubMetrics, are_read_from_csv_and_from_the_table_of_the_cli_alike) {
  const HubMetrics csv = metrics_of("Timestamp,Name,Average,Total\n2026-11-01T00:00:00Z,d2c.telemetry.ingress.success,1,1200\n");
  const HubMetrics table = metrics_of("Timestamp            Name                     Average    Total\n"
                                      "-------------------  -----------------------  ---------  -------\n"
                                      "2026-11-01 00:00:00  Telemetry messages sent  1.0        1200.0\n");
  for (const HubMetrics& metrics : {csv, table}) {
    EXPECT_EQ(metrics.rows, 1U);
    EXPECT_EQ(metrics.faults.total(), 0);
    EXPECT_EQ(value_at(metrics, HubMetric::kMessages, "2026-11-01T00:00:00Z"), 1200);
  }
}

TEST(HubMetrics, are_read_from_a_chart_with_a_column_for_each_below_other_lines) {
  const HubMetrics metrics = metrics_of("Chart of contoso\n\nTime;Telemetry messages sent (Sum);Connected devices (preview) (Avg)\n2026-11-01;5;2.5\n2026-11-02;6;\n");
  EXPECT_EQ(value_at(metrics, HubMetric::kMessages, "2026-11-02T00:00:00Z"), 6);
  EXPECT_EQ(value_at(metrics, HubMetric::kConnected, "2026-11-01T00:00:00Z"), 2.5);
  EXPECT_EQ(metrics.empty_cells, 1U);
}

TEST(HubMetrics, count_what_is_no_value_with_its_place) {
  const HubMetrics metrics = metrics_of("Timestamp,Name,Average,Total\n"
                                        "yesterday,Telemetry messages sent,1,5\n"
                                        "2026-11-01T00:00:00Z,Telemetry messages sent,1,\"1,200\"\n"
                                        "2026-11-01T01:00:00Z,Telemetry messages sent\n"
                                        "2026-11-01T02:00:00Z,Telemetry messages sent,1,nan\n"
                                        "2026-11-01T03:00:00Z,Telemetry messages sent,1,5\n"
                                        "2026-11-01T03:00:00Z,Telemetry messages sent,1,6\n"
                                        "2026-11-01T03:00:00Z,RoutingDeliveries,1,6\n");
  EXPECT_EQ(metrics.faults[MetricFault::kBadTime], 1);
  EXPECT_EQ(metrics.faults[MetricFault::kBadNumber], 2);
  EXPECT_EQ(metrics.faults[MetricFault::kFieldCount], 1);
  EXPECT_EQ(metrics.faults[MetricFault::kGivenTwice], 1);
  EXPECT_EQ(value_at(metrics, HubMetric::kMessages, "2026-11-01T03:00:00Z"), 5);
  EXPECT_EQ(metrics.passed_over.at("RoutingDeliveries"), 1U);
  ASSERT_FALSE(metrics.problems.empty());
  EXPECT_EQ(metrics.problems[0].at.line, 2U);
  EXPECT_EQ(metrics.problems[0].at.column, 1U);
}

/// The average of counted events is always 1, so a file without the total says nothing.
TEST(HubMetrics, without_the_aggregation_that_counts_are_refused) {
  const HubMetrics metrics = metrics_of("Timestamp,Name,Average\n2026-11-01T00:00:00Z,Telemetry messages sent,1\n2026-11-01T00:00:00Z,Connected devices,7\n");
  EXPECT_EQ(metrics.faults[MetricFault::kWrongAggregation], 1);
  EXPECT_EQ(metrics.count(), 1U);
  EXPECT_EQ(metrics_of("no header\nhere\n").files_without_header, 1U);
}

TEST(HubMetrics, stop_at_their_limit) {
  const HubMetrics metrics = metrics_of("Timestamp,Name,Total\n2026-11-01,Telemetry messages sent,1\n2026-11-02,Telemetry messages sent,1\n2026-11-03,Telemetry messages sent,1\n",
                                        {.values = 1});
  EXPECT_EQ(metrics.count(), 1U);
  EXPECT_EQ(metrics.faults[MetricFault::kTooMany], 1);
}

}  // namespace
}  // namespace picket::sim
