#include "sim/explain/words.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "agent_core/base/closest_word.h"
#include "pipeline_core/findings/reason.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "pipeline_core/rules/field_reader.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

constexpr std::size_t kListedUnits = 40;

/// Fields that say again what another one says.
bool is_repetition(picket::Field field) {
  switch (field) {
    case picket::Field::kUserId:
    case picket::Field::kLocalIp:
    case picket::Field::kRemoteIp:
    case picket::Field::kLocalPort:
    case picket::Field::kRemotePort:
    case picket::Field::kHitCount:
    case picket::Field::kEventTime:
    case picket::Field::kDevice:
    case picket::Field::kWholeEvent:
      return true;
    default:
      return false;
  }
}

std::string flow_text(const NetworkRecord& n, const TextTable& texts) {
  constexpr std::string_view kProtocols[] = {"tcp", "udp", "icmp"};
  const bool out = n.direction == Direction::kOutbound;
  std::string text = fmt::format("{} {} {} {}", out ? "outbound" : "inbound",
                                 kProtocols[static_cast<std::size_t>(n.protocol)], out ? "to" : "from",
                                 n.remote_address.to_string());
  if (out && n.remote_port != 0) text += fmt::format(" port {}", n.remote_port);
  if (!out && n.local_port != 0) text += fmt::format(", port {}", n.local_port);
  if (!n.commandline.empty()) text += " by '" + texts.render(n.commandline) + "'";
  return text;
}

std::string login_text(const LoginRecord& l, const TextTable& texts) {
  constexpr std::string_view kOperations[] = {"login", "logout", "failed login"};
  std::string text = fmt::format("{} of '{}'", kOperations[static_cast<std::size_t>(l.operation)], texts.render(l.user_name));
  if (l.remote_address != IpAddress()) text += " from " + l.remote_address.to_string();
  return text;
}

}  // namespace

std::string unit_name(const World& world, std::uint32_t unit) {
  const AttackUnit& u = world.attacks().units()[unit];
  return world.scenario().attacks[u.attack.value()].name + "/" + world.fleet().device_name(u.device);
}

std::uint32_t find_unit(const World& world, const std::string& word) {
  const auto count = static_cast<std::uint32_t>(world.attacks().units().size());
  std::vector<std::string> names;
  for (std::uint32_t u = 0; u < count; ++u) names.push_back(unit_name(world, u));
  std::vector<std::uint32_t> meant;
  for (std::uint32_t u = 0; u < count; ++u) {
    if (names[u] == word || names[u].ends_with("/" + word)) meant.push_back(u);
  }
  if (meant.size() == 1) return meant.front();
  if (count == 0) throw WrongInput("the run has no attacks: there is no unit to explain");
  const std::string near = closest_word(word, std::vector<std::string_view>(names.begin(), names.end()));
  std::string text = fmt::format("{} attack unit is called '{}'{}; there are\n", meant.empty() ? "no" : "more than one",
                                 word, near.empty() ? "" : "; did you mean '" + near + "'?");
  for (std::uint32_t u = 0; u < std::min<std::size_t>(count, kListedUnits); ++u) text += "  " + names[u] + "\n";
  if (count > kListedUnits) text += fmt::format("  ... and {} more\n", count - kListedUnits);
  throw WrongInput(text);
}

std::string event_text(const Record& record, const TextTable& texts) {
  if (const auto* p = std::get_if<ProcessRecord>(&record)) {
    constexpr std::string_view kOperations[] = {"fork", "exec", "exit"};
    const std::string operation(kOperations[static_cast<std::size_t>(p->operation)]);
    const Text what = p->commandline.empty() ? p->executable : p->commandline;
    return what.empty() ? operation : operation + " '" + texts.render(what) + "'";
  }
  if (const auto* n = std::get_if<NetworkRecord>(&record)) return flow_text(*n, texts);
  if (const auto* d = std::get_if<DnsRecord>(&record))
    return fmt::format("query of '{}'{}", texts.render(d->name), d->failed ? ", not answered" : "");
  if (const auto* l = std::get_if<LoginRecord>(&record)) return login_text(*l, texts);
  if (const auto* f = std::get_if<FileRecord>(&record)) {
    constexpr std::string_view kOperations[] = {"access",   "modification", "metadata change", "close",
                                                "opening", "move",         "creation",        "deletion"};
    return fmt::format("{} of '{}'", kOperations[static_cast<std::size_t>(f->operation)], texts.render(f->path));
  }
  return std::string(to_string(kind_of(record)));
}

std::vector<FieldValueText> fields_of(const Observation& observation, const TextTable& texts) {
  const EventKind kind = kind_of(observation.record);
  FieldTable table;
  for (const std::string_view name : report_fields(kind)) table.intern(name);
  FieldReader reader(&table);
  reader.reset(observation, texts);
  std::vector<FieldValueText> out;
  for (std::size_t f = 0; f < table.size(); ++f) {
    const auto field = static_cast<picket::Field>(f);
    if ((is_built_in(field) && is_repetition(field)) || !table.carries(kind, field)) continue;
    if (reader.presence(field) != Presence::kValue) continue;
    out.push_back({std::string(table.name(field)), std::string(reader.text(field))});
  }
  return out;
}

SourceText source_of(const PipelineContent& content, std::uint32_t rule) {
  SourceText out;
  out.title = content.rule_title(rule);
  out.pack = to_string(content.pack_of(rule));
  const auto& rules = content.rules().rules();
  if (rule < rules.size()) {
    out.kind = rules[rule].is_correlation ? "correlation" : "rule";
    out.id = rules[rule].id;
    out.file = rules[rule].file;
    out.line = rules[rule].line;
  } else if (rule < content.rule_index(Model::kCount_)) {
    out.kind = "model";
  } else {
    out.kind = rule < content.rule_index(Detector::kCount_) ? "detector" : "hub watch";
  }
  return out;
}

CorrelationText correlation_text(const Correlation& correlation) {
  CorrelationText out{std::string(to_string(correlation.type)), correlation.condition.describe(), correlation.timespan, {}};
  for (const PlacedName& name : correlation.group_by) out.group_by.push_back(name.text);
  return out;
}

std::string_view word_of(Judgement judgement) {
  switch (judgement) {
    case Judgement::kDetection: return "detection";
    case Judgement::kRelated: return "related";
    case Judgement::kNotice: return "notice";
    case Judgement::kFalse: return "false";
    case Judgement::kCount_: break;
  }
  return "";
}

std::string step_name(const World& world, std::uint32_t unit, std::uint16_t step) {
  const Scenario& scenario = world.scenario();
  const AttackInstance& attack = scenario.attacks[world.attacks().units()[unit].attack.value()];
  return scenario.attack_templates.at(attack.use).phases[step].id;
}

SubjectText subject_of(const World& world, DeviceId device) {
  const auto hub = hub_of_identity(device);
  if (!hub) return {world.fleet().device_name(device), ""};
  const auto& hubs = world.scenario().hubs;
  return {"", hub->value() < hubs.size() ? hubs[hub->value()].name : std::to_string(hub->value())};
}

ObservationPlace place_of(const World& world, const Evidence& evidence) {
  return {world.fleet().device_name(evidence.device), evidence.sequence, evidence.observation};
}

std::string duration_text(Duration duration) {
  const std::int64_t us = duration.count_microseconds();
  if (us < 0) return "-" + duration_text(Duration::microseconds(-us));
  if (us < 1'000'000) return number_text(std::round(static_cast<double>(us) / 1e3)) + (us == 0 ? " s" : " ms");
  if (us < 100'000'000) return number_text(std::round(static_cast<double>(us) / 1e4) / 100) + " s";
  const std::int64_t s = us / 1'000'000;
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

std::string time_text(Time time) {
  std::string text = utc_text(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

}  // namespace picket::sim
