#include "sim/plan/invoice_lines.h"

#include <algorithm>
#include <string>

#include "agent_core/base/ascii.h"

namespace picket::sim {
namespace {

bool has_word(const std::string& text, std::string_view word) { return text.find(word) != std::string::npos; }

MeterPlace on_line(std::string_view name) {
  return {std::find_if(kInvoiceLines.begin(), kInvoiceLines.end(), [&](const InvoiceLine& line) { return line.name == name; }), ""};
}

MeterPlace on_none(std::string_view why) { return {nullptr, why}; }

MeterPlace workspace_place(const std::string& meter) {
  if (has_word(meter, "commitment tier") || has_word(meter, "capacity reservation")) return on_line("log_analytics_commitment");
  const bool other_tables = has_word(meter, "basic logs") || has_word(meter, "auxiliary logs");
  if (other_tables) return on_none("another plan of tables than the bill's");
  if (meter.ends_with("data ingestion")) return on_line("log_analytics_ingestion");
  if (meter.ends_with("data retention")) return on_line("log_analytics_retention");
  return on_none("the bill has no line for this meter");
}

MeterPlace defender_place(const std::string& subcategory, const std::string& meter) {
  if (!has_word(subcategory, "iot") && !has_word(meter, "iot")) return on_none("of another plan than Defender for IoT");
  return on_line(has_word(meter, "message") || has_word(meter, "transaction") ? "defender_messages" : "defender_devices");
}

}  // namespace

MeterPlace place_of_meter(const InvoicedMeter& invoiced) {
  const std::string category = lower(invoiced.category);
  const std::string meter = lower(invoiced.meter);
  const std::string subcategory = lower(invoiced.subcategory);
  if (category == "iot hub" || category == "azure iot hub") {
    if (meter.ends_with("operations") || has_word(subcategory, "provisioning")) return on_none("device provisioning is not in the bill");
    if (meter.ends_with("unit") || meter.ends_with("units")) return on_line("iot_hub_units");
    return on_none("the bill has no line for this meter");
  }
  if (category == "log analytics" || category == "azure monitor") return workspace_place(meter);
  if (category.ends_with("sentinel")) return on_line("siem_ingestion");
  const bool defender = has_word(category, "defender") || has_word(category, "security center") || has_word(category, "advanced threat protection");
  if (defender) return defender_place(category + " " + subcategory, meter);
  return on_none("no line of the bill is priced by this service");
}

bool is_invoiced(std::string_view bill_line) {
  return std::any_of(kInvoiceLines.begin(), kInvoiceLines.end(), [&](const InvoiceLine& line) {
    return std::find(line.bill_lines.begin(), line.bill_lines.end(), bill_line) != line.bill_lines.end();
  });
}

}  // namespace picket::sim
