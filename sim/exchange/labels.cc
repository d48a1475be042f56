#include "sim/exchange/labels.h"

#include <map>

#include "sim/results/csv.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

/// A table's header and one row, of which the row is wanted.
std::string row_of(const CsvTable& table) {
  const std::string& text = table.text();
  const std::size_t begin = text.find('\n') + 1;
  return text.substr(begin, text.size() - begin - 1);
}

std::string header_of(const CsvTable& table) { return table.text().substr(0, table.text().find('\n')); }

CsvTable unit_table() {
  return CsvTable{"unit", "attack", "attack_id", "template", "device", "device_class", "hub", "start_utc", "end_utc",
                  "credit_until_utc", "deadline_seconds", "messages", "raw_events_arrived", "first_evidence_utc"};
}
CsvTable step_table() { return CsvTable{"attack", "step", "phase", "techniques"}; }
CsvTable exposure_table() {
  return CsvTable{"device_class", "devices", "attacked_devices", "device_days", "attacked_device_days", "benign_device_days"};
}
CsvTable message_table() {
  return CsvTable{"hub", "partition_id", "sequence_number", "device", "message", "copy", "observation", "iot_raw_event_id",
                  "unit", "attack", "attacked_device", "step", "phase", "raw_events", "first_event_utc", "attributed"};
}

const AttackInstance& attack_of(const World& world, std::uint32_t unit) {
  return world.scenario().attacks[world.attacks().units()[unit].attack.value()];
}

std::string in_one_cell(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

}  // namespace

std::string unit_header() { return header_of(unit_table()); }

std::string unit_line(const World& world, std::uint32_t unit, const UnitWindow& window, const UnitEvidenceCount& evidence) {
  const AttackUnit& u = world.attacks().units()[unit];
  const AttackInstance& attack = attack_of(world, unit);
  const AttackTemplate& of = world.scenario().attack_templates.at(attack.use);
  const Device& device = world.fleet().device(u.device);
  CsvTable table = unit_table();
  table.cell(unit).cell(attack.name).cell(of.id).cell(attack.use).cell(world.fleet().device_name(u.device));
  table.cell(world.fleet().class_name(device.device_class)).cell(world.scenario().hubs[device.hub.value()].name);
  table.cell(utc_text(u.start)).cell(utc_text(u.end)).cell(utc_text(window.end)).cell(of.deadline.to_seconds());
  table.cell(evidence.messages).cell(evidence.raw_events);
  table.cell(evidence.messages == 0 ? std::string() : utc_text(evidence.first));
  table.end_row();
  return row_of(table);
}

std::string step_header() { return header_of(step_table()); }

std::vector<std::string> step_lines(const World& world) {
  std::vector<std::string> lines;
  for (const AttackInstance& attack : world.scenario().attacks) {
    const auto& phases = world.scenario().attack_templates.at(attack.use).phases;
    for (std::size_t step = 0; step < phases.size(); ++step) {
      CsvTable table = step_table();
      table.cell(attack.name).cell(step).cell(phases[step].id).cell(in_one_cell(phases[step].techniques)).end_row();
      lines.push_back(row_of(table));
    }
  }
  return lines;
}

std::string exposure_header() { return header_of(exposure_table()); }

std::vector<std::string> exposure_lines(const World& world, const std::vector<UnitWindow>& windows) {
  struct ClassDays {
    std::uint64_t devices = 0;
    std::uint64_t attacked = 0;
    double attacked_days = 0;
  };
  std::map<std::string, ClassDays> classes;
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    ClassDays& exposure = classes[world.fleet().class_name(world.fleet().device(DeviceId(d)).device_class)];
    ++exposure.devices;
    if (!world.attacks().under_attack(DeviceId(d))) continue;
    ++exposure.attacked;
    exposure.attacked_days += attacked_device_days(world, windows, DeviceId(d));
  }
  const double days = (world.end() - world.start()).to_seconds() / Duration::days(1).to_seconds();
  std::vector<std::string> lines;
  for (const auto& [name, exposure] : classes) {
    const double all = days * static_cast<double>(exposure.devices);
    CsvTable table = exposure_table();
    table.cell(name).cell(exposure.devices).cell(exposure.attacked).cell(all).cell(exposure.attacked_days);
    table.cell(all - exposure.attacked_days).end_row();
    lines.push_back(row_of(table));
  }
  return lines;
}

std::string message_header() { return header_of(message_table()); }

std::string message_line(const World& world, const MessageLabelRow& row) {
  const AttackInstance& attack = attack_of(world, row.unit);
  CsvTable table = message_table();
  table.cell(row.hub).cell(row.partition).cell(row.sequence_number).cell(row.device).cell(row.message).cell(row.copy);
  table.cell(row.observation).cell(row.row).cell(row.unit).cell(attack.name);
  table.cell(world.fleet().device_name(world.attacks().units()[row.unit].device)).cell(row.step);
  table.cell(world.scenario().attack_templates.at(attack.use).phases[row.step].id).cell(row.raw_events);
  table.cell(utc_text(row.first_event)).cell(row.attributed).end_row();
  return row_of(table);
}

}  // namespace picket::sim
