#include "sim/plan/invoice_lines.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/cost/bill.h"

namespace picket::sim {
namespace {

std::string place(const char* category, const char* meter, const char* subcategory = "") {
  const MeterPlace got = place_of_meter({category, subcategory, meter, "", 0, 0, 0});
  return std::string(got.line == nullptr ? got.why_not : got.line->name);
}

TEST(InvoiceLines, knows_the_meters_that_the_bill_has_lines_for) {
  EXPECT_EQ(place("IoT Hub", "S1 Unit"), "iot_hub_units");
  EXPECT_EQ(place("IOT HUB", "b2 unit"), "iot_hub_units");
  EXPECT_EQ(place("Log Analytics", "Pay-as-you-go Data Ingestion"), "log_analytics_ingestion");
  EXPECT_EQ(place("Azure Monitor", "Analytics Logs Data Ingestion"), "log_analytics_ingestion");
  EXPECT_EQ(place("Log Analytics", "Analytics Logs Data Retention"), "log_analytics_retention");
  EXPECT_EQ(place("Azure Monitor", "100 GB Commitment Tier Capacity Reservation"), "log_analytics_commitment");
  EXPECT_EQ(place("Sentinel", "Pay-as-you-go Analysis"), "siem_ingestion");
  EXPECT_EQ(place("Microsoft Sentinel", "100 GB Commitment Tier Capacity Reservation"), "siem_ingestion");
  EXPECT_EQ(place("Security Center", "Standard IoT Device Node"), "defender_devices");
  EXPECT_EQ(place("Microsoft Defender for Cloud", "Standard Messages", "Microsoft Defender for IoT"), "defender_messages");
}

TEST(InvoiceLines, says_why_a_meter_is_on_none) {
  EXPECT_EQ(place("IoT Hub", "S1 Operations"), "device provisioning is not in the bill");
  EXPECT_EQ(place("IoT Hub", "Device Update"), "the bill has no line for this meter");
  EXPECT_EQ(place("Azure Monitor", "Basic Logs Data Ingestion"), "another plan of tables than the bill's");
  EXPECT_EQ(place("Microsoft Defender for Cloud", "Standard Node", "Defender for Servers"), "of another plan than Defender for IoT");
  EXPECT_EQ(place("Virtual Machines", "D2 v3"), "no line of the bill is priced by this service");
  EXPECT_EQ(place("", ""), "no line of the bill is priced by this service");
}

// Each line of a bill is compared once, or invoiced by others.
TEST(InvoiceLines, take_their_names_from_the_bill) {
  std::set<std::string> lines;
  for (const BillLineAmount& line : bill({}, {}, {})) lines.insert(line.line);
  std::set<std::string> compared;
  for (const InvoiceLine& line : kInvoiceLines) {
    for (const std::string_view one : line.bill_lines) {
      if (one.empty()) continue;
      EXPECT_TRUE(lines.contains(std::string(one))) << one;
      EXPECT_TRUE(compared.insert(std::string(one)).second) << one << " is compared twice";
      EXPECT_TRUE(is_invoiced(one));
    }
  }
  for (const char* other : {"analytics_compute", "cellular_data", "cellular_rounding", "cellular_sim", "energy", "analyst_time"}) {
    EXPECT_TRUE(lines.contains(other)) << other;
    EXPECT_FALSE(is_invoiced(other)) << other;
  }
  EXPECT_EQ(compared.size() + 6, lines.size()) << "a new line of the bill is to be compared, or is invoiced by others";
}

}  // namespace
}  // namespace picket::sim
