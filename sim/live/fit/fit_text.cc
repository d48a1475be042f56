#include "sim/live/fit/fit_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"
#include "sim/import/compact_yaml.h"
#include "sim/import/count_of.h"
#include "sim/import/part_name.h"
#include "sim/scenario/leaf_text.h"

namespace picket::sim {
namespace {

/// "52", "0.0025", "1234567": four figures that count, without an exponent.
std::string fit_figure(double value) {
  if (!std::isfinite(value)) return "not bounded";
  const double size = std::abs(value);
  if (size >= 1'000) return fmt::format("{:.0f}", value);
  if (size == 0) return "0";
  return size < 1e-4 ? fmt::format("{:.8f}", value) : fmt::format("{:.4g}", value);
}

std::string minute_of(Time at) {
  std::string text(kUtcTextLength, ' ');
  write_utc(at, text.data());
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

std::string hours_text(double hours) { return hours < 1 ? fmt::format("{:.0f} minutes", hours * 60) : fmt::format("{:.1f} hours", hours); }

std::string beside(std::string_view indent, const std::string& line, const std::string& remark) {
  constexpr std::size_t kColumn = 46;
  return fmt::format("{:<{}}  # {}\n", fmt::format("{}{}", indent, line), kColumn, remark);
}

std::string basis_text(const FittedRate& rate) {
  switch (rate.basis) {
    case RateBasis::kDevices: return "over devices";
    case RateBasis::kTimes: return "over stretches of time: fewer than five devices";
    case RateBasis::kCounts: return "of the count, as if events came one by one: too few devices and too little time";
  }
  return "";
}

/// "[fitted] 498 an hour and device [441, 560], 95 % over devices; 89640 events in 180 device-hours, of 30 devices".
std::string rate_remark(const FittedRate& rate, std::size_t devices) {
  std::string out = fmt::format("[fitted] {} an hour and device, 95 % {}; {} events in {} device-hours", rate_text(rate.per_hour, rate.interval), basis_text(rate),
                                fit_figure(std::round(rate.events)), fit_figure(rate.device_hours));
  if (rate.devices < devices) out += fmt::format(", of {} of {} devices", rate.devices, devices);
  return out;
}

std::vector<std::string> rate_doubts(const FittedRate& rate) {
  std::vector<std::string> out;
  if (rate.uncounted > 0) {
    out.push_back(fmt::format("a lower bound: {:.0f} % of the observations do not say how many events they stand for", 100 * rate.uncounted));
  }
  if (rate.unread_forks > 0) {
    out.push_back(fmt::format("[assumed] {} of them an hour were merged with forks, as their command line could not be read: a fork comes before each", fit_figure(rate.unread_forks)));
  }
  if (rate.is_cut_short) out.push_back(fmt::format("news is up to {} old, much of what was observed: low by up to that", hours_text(rate.age.to_seconds() / 3'600)));
  if (rate.is_burst_known) out.push_back(fmt::format("[fitted] bursts of {:.1f}, from how much counts vary", rate.burst_size));
  else out.emplace_back("[assumed] no bursts: windows of the agents hide them, or too little was seen");
  if (rate.is_seasonal) out.emplace_back("[fitted] follows the season of its group");
  return out;
}

std::string never_seen_text(const FittedClass& c) {
  std::string words;
  for (std::size_t s = 0; s < kEventSorts; ++s) {
    if (c.find(static_cast<EventSort>(s)) == nullptr) words += fmt::format("{}{}", words.empty() ? "" : ", ", kEventSortNames[s]);
  }
  return words.empty() ? "" : fmt::format("never seen: {} (each under {} an hour and device, 95 %, or not collected)", words, fit_figure(never_seen_rate(c.device_hours)));
}

std::string messages_text(const FittedClass& c) {
  double messages = 0;
  double bytes = 0;
  double squares = 0;
  std::uint32_t largest = 0;
  for (const PresentDevice& d : c.devices) {
    messages += static_cast<double>(d.device->messages);
    bytes += d.device->bytes;
    squares += d.device->bytes_squared;
    largest = std::max(largest, d.device->bytes_largest);
  }
  const double mean = messages > 0 ? bytes / messages : 0;
  const double deviation = messages > 0 ? std::sqrt(std::max(0.0, squares / messages - mean * mean)) : 0;
  const std::string interval = c.messages_per_day.interval ? fmt::format(" [{}, {}]", fit_figure(c.messages_per_day.interval->low), fit_figure(c.messages_per_day.interval->high)) : "";
  return fmt::format("{}{} messages a day of each; bodies of {:.0f} bytes on the mean, deviation {:.0f}, largest {}", fit_figure(c.messages_per_day.value), interval, mean,
                     deviation, largest);
}

std::string traits_text(const FittedClass& c, const SeenTexts& texts) {
  const ClassTraits& t = c.traits;
  std::string out(to_string(t.encoding));
  if (t.module != 0) out += fmt::format(", module {}", one_line(texts.at(t.module)));
  if (t.guess != AgentGuess::kUnknown) out += fmt::format(", as agents under {} send", to_string(t.guess));
  for (const std::uint32_t word : {t.os_name, t.hardware_vendor, t.hardware_model}) {
    if (word != 0) out += ", " + one_line(texts.at(word));
  }
  if (t.os_name == 0 && t.hardware_model == 0) out += ", never told what it is";
  return out;
}

std::string comment(std::string_view indent, const std::string& line) { return line.empty() ? "" : fmt::format("{}# {}\n", indent, printable(line)); }

std::string class_yaml(const ObservedClass& c, const SeenTexts& texts) {
  const FittedClass& f = *c.fitted;
  std::string out = fmt::format("  {}:\n", yaml_text(c.name));
  out += comment("    ", fmt::format("[observed] {}: {}", count_of(f.devices.size(), "device", "devices"), traits_text(f, texts)));
  if (f.without_information > 0) out += comment("    ", fmt::format("[assumed] {} of them never told what they are, and send in the same form", f.without_information));
  std::string lacks;
  for (std::size_t s = 0; s < kEventSorts; ++s) {
    if ((f.traits.lacks >> s & 1U) != 0) lacks += fmt::format("{}{}", lacks.empty() ? "" : ", ", kEventSortNames[s]);
  }
  if (!lacks.empty()) out += comment("    ", fmt::format("[observed] apart from others with the same words: never do what those do often, {}", lacks));
  out += comment("    ", fmt::format("[observed] {} device-hours; {}", fit_figure(f.device_hours), messages_text(f)));
  out += comment("    ", never_seen_text(f));
  out += comment("    ", f.is_sigma_known ? fmt::format("[fitted] rate_sigma {:.3g}: devices differ so in their most frequent events; [assumed] no odd ones beside, restarts and power cuts", f.rate_sigma)
                                          : "[assumed] devices are alike (fewer than ten); restarts and power cuts");
  for (const FittedRate& rate : f.rates) {
    if (!rate.by_utc_hour || rate.season->profile != f.season.profile) continue;
    std::string hours;
    for (const double h : *rate.by_utc_hour) hours += fmt::format(" {:.2f}", h);
    out += comment("    ", fmt::format("[observed] {} by hour of the day, UTC, over the mean:{}", to_string(rate.sort), hours));
    break;
  }
  for (const std::string& note : c.notes) out += comment("    ", note);
  out += compact_yaml(c.device_class, 4);
  if (c.activities.empty()) return out;
  out += "    activities:\n";
  std::optional<EventSort> told;
  for (const ObservedActivity& a : c.activities) {
    const FittedRate& rate = *f.find(a.sort);
    if (told != a.sort) {
      out += comment("      ", fmt::format("{}: {}", to_string(a.sort), rate_remark(rate, f.devices.size())));
      for (const std::string& doubt : rate_doubts(rate)) out += comment("      ", "  " + doubt);
      told = a.sort;
    }
    if (!a.remark.empty()) out += comment("      ", "  " + a.remark);
    if (a.share < 0.9995) out += comment("      ", fmt::format("  {:.3g} % of them", 100 * a.share));
    out += fmt::format("      {}:\n{}", yaml_text(a.name), compact_yaml(a.activity, 8));
  }
  return out;
}

std::string group_yaml(const ObservedClass& c) {
  const FittedClass& f = *c.fitted;
  std::string out = fmt::format("  - device_class: {}\n", yaml_text(c.name));
  out += beside("    ", fmt::format("count: {}", f.devices.size()), "[observed] devices that sent a message");
  out += beside("    ", fmt::format("sites: {}", f.devices.size()), "[assumed] each at a site and on a line of its own");
  out += beside("    ", "access: {home_broadband: 1}", "[assumed] kinds of line and their weights");
  if (f.season.profile != "flat") {
    out += beside("    ", "seasonality: " + f.season.profile, fmt::format("[fitted] explains {:.0f} % of how the rate changes", 100 * f.season.explained));
    out += beside("    ", fmt::format("utc_offset_hours: [{}]", f.season.utc_offset_hours), "[fitted] with it; devices do not say where they are");
  }
  const bool x509 = std::ranges::all_of(f.devices, [](const PresentDevice& d) { return d.device->x509; });
  const bool any = std::ranges::any_of(f.devices, [](const PresentDevice& d) { return d.device->x509; });
  return out + beside("    ", fmt::format("identities: {{auth_type: {}}}", x509 ? "x509" : "sas"), any && !x509 ? "[observed] of most; some have X.509" : "[observed]");
}

std::string policies_yaml(const FittedFleet& fleet, const FitSource& source) {
  const auto known = [&source](std::string_view name) { return std::ranges::find(source.known_policies, name) != source.known_policies.end(); };
  std::string out = "policies:\n";
  std::vector<std::string> used;
  for (std::size_t g = 1; g < kAgentGuessNames.size(); ++g) {
    std::size_t devices = 0;
    for (const FittedClass& c : fleet.classes) devices += static_cast<std::size_t>(c.traits.guess) == g ? c.devices.size() : 0;
    if (devices == 0 || !known(kAgentGuessNames[g])) continue;
    used.emplace_back(kAgentGuessNames[g]);
    out += beside("  - ", fmt::format("{{use: {}}}", used.back()), fmt::format("[observed] {} send as its agents do; [assumed] with its settings", count_of(devices, "device", "devices")));
  }
  for (const char* name : {"g2_linux", "picket"}) {
    if (!known(name) || std::ranges::find(used, name) != used.end()) continue;
    out += beside("  - ", fmt::format("{{use: {}}}", name), "[assumed] to compare with");
  }
  return out;
}

std::vector<std::string> left_out(const StreamFit& stream, const FittedFleet& fleet) {
  const StreamFitCounts& c = stream.counts();
  std::vector<std::string> out;
  const auto add = [&out](std::uint64_t n, std::string_view one, std::string_view more) {
    if (n > 0) out.push_back(count_of(n, one, more));
  };
  add(c.not_analysed[NotAnalysed::kOtherTelemetry], "other message of telemetry", "other messages of telemetry");
  add(c.not_analysed[NotAnalysed::kOtherHubEvent], "other event of the hub", "other events of the hub");
  add(c.not_analysed[NotAnalysed::kRepeated], "message that was there before", "messages that were there before");
  add(c.not_analysed[NotAnalysed::kTooManyDevices], "event of devices beyond the number that is kept", "events of devices beyond the number that is kept");
  for (std::size_t i = 0; i < c.faulty.kSize; ++i) {
    const auto fault = static_cast<EventFault>(i);
    if (c.faulty[fault] > 0) out.push_back(fmt::format("{} that could not be read: {}", count_of(c.faulty[fault], "event", "events"), to_string(fault)));
  }
  for (std::size_t i = 0; i < c.undecodable.kSize; ++i) {
    const auto error = static_cast<DecodeError>(i);
    if (c.undecodable[error] > 0) out.push_back(fmt::format("{} that could not be decoded: {}", count_of(c.undecodable[error], "message", "messages"), to_string(error)));
  }
  add(c.not_decompressed, "message that could not be decompressed", "messages that could not be decompressed");
  add(c.unknown_events, "event of a kind that is not known", "events of kinds that are not known");
  add(stream.texts().refused(), "text that found no room, is too long or reads as a template", "texts that found no room, are too long or read as templates");
  add(c.clock_ahead, "observation of a time after its arrival, taken at it", "observations of a time after their arrival, taken at it");
  add(c.clock_behind, "observation of over a week ago, taken at its arrival", "observations of over a week ago, taken at their arrival");
  add(fleet.silent_devices, "device that came or went and sent nothing", "devices that came or went and sent nothing");
  if (fleet.devices_left_out > 0) {
    out.push_back(fmt::format("{} of {}", count_of(fleet.devices_left_out, "device", "devices"), count_of(fleet.classes_left_out, "further class", "further classes")));
  }
  return out;
}

std::vector<std::string> not_known(const StreamFit& stream) {
  std::vector<std::string> out{
      "devices that sent nothing; where devices stand, on which lines, behind which gateways",
      "what the agents' policy never collects, samples out or drops: rates are of what was sent",
      "which events belong together, and timers: activities start at random here",
      "restarts and power cuts, updates, batteries, weaknesses; whether anything of it was an attack",
  };
  std::uint64_t lost = 0;
  double before = 0;
  for (const ObservedDevice& device : stream.devices()) {
    lost += device.agent_lost;
    for (const auto& sort : device.sorts) before += sort ? sort->before : 0;
  }
  if (lost > 0) out.push_back(fmt::format("{} events that agents say they lost: of which kind, and how many more", lost));
  if (before >= 0.5) out.push_back(fmt::format("of {:.0f} events before the stretch that was read how many others there were: they are left out", before));
  return out;
}

std::string balance_line(const StreamFit& stream, const FittedFleet& fleet) {
  const StreamFitCounts& c = stream.counts();
  double events = 0;
  for (const double n : stream.hits()) events += n;
  return fmt::format("{} of the hub, {} to {} UTC ({}): {} of {} in {}, {} with {} events, {} connections and disconnections{}", count_of(c.received, "event", "events"),
                     minute_of(fleet.begin), minute_of(fleet.end), hours_text((fleet.end - fleet.begin).to_seconds() / 3'600), count_of(c.messages, "message", "messages"),
                     count_of(stream.devices().size(), "device", "devices"), count_of(fleet.classes.size(), "class", "classes"),
                     count_of(c.observations, "observation", "observations"), fit_figure(std::round(events)), c.connections, c.balances() ? "" : "; which does NOT balance: please report it");
}

}  // namespace

std::string rate_text(double per_hour, const Interval& interval) { return fmt::format("{} [{}, {}]", fit_figure(per_hour), fit_figure(interval.low), fit_figure(interval.high)); }

std::string fit_scenario_file(const StreamFit& stream, const FittedFleet& fleet, const std::vector<ObservedClass>& classes, const FitSource& source) {
  std::string out = "# yaml-language-server: $schema=scenario.schema.json\n"
                    "# A fleet as a hub's stream shows it (picket live pipeline --fit). What figures rest on:\n"
                    "#   [observed] counted, or said by the devices\n"
                    "#   [fitted]   estimated from what was observed; brackets are 95 % intervals\n"
                    "#   [assumed]  ours: change what you know better\n"
                    "# Command lines, paths, names and users that devices sent are in this file; names of devices are not. Look before you share it.\n#\n";
  out += comment("", fmt::format("Read: {}, consumer group {}.", one_line(source.hub_name), one_line(source.consumer_group)));
  out += comment("", balance_line(stream, fleet) + ".");
  const auto list = [&out](std::string_view title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    out += fmt::format("# {}:\n", title);
    for (const std::string& line : lines) out += comment("", "  " + line);
  };
  list("Left out", left_out(stream, fleet));
  list("Could not be known", not_known(stream));
  out += fmt::format("name: {}\ntitle: {}\nseed: 1\n", yaml_text(source.scenario_name), yaml_text("The fleet of " + one_line(source.hub_name) + " as observed"));
  out += beside("", "replications: 5", "[assumed] 5 or more give confidence intervals");
  out += beside("", "warm_up: 24 h", "[assumed] ordinary life before anything is measured");
  out += beside("", "duration: 24 h", "[assumed]");
  out += policies_yaml(fleet, source);
  out += "fleet:\n";
  for (const ObservedClass& c : classes) out += group_yaml(c);
  out += "hubs:\n" + beside("  - ", "{name: hub}", "[assumed] tier S1, with the units that each policy needs");
  if (!source.price_book.empty()) out += "prices:\n" + beside("  ", "base: " + yaml_text(source.price_book), "[assumed] list prices; 'picket import prices' reads those of a region");
  out += "device_classes:\n";
  for (const ObservedClass& c : classes) out += class_yaml(c, stream.texts());
  return out;
}

std::string fit_report(const StreamFit& stream, const FittedFleet& fleet, const std::vector<ObservedClass>& classes) {
  std::string out = balance_line(stream, fleet) + ".\n";
  for (const ObservedClass& c : classes) {
    const FittedClass& f = *c.fitted;
    out += fmt::format("{}: {}, {} device-hours; {}\n", c.name, count_of(f.devices.size(), "device", "devices"), fit_figure(f.device_hours), traits_text(f, stream.texts()));
    for (const FittedRate& rate : f.rates) {
      out += fmt::format("  {:<17} {} an hour{}\n", to_string(rate.sort), rate_text(rate.per_hour, rate.interval), rate.uncounted > 0 ? ", at least" : "");
    }
  }
  if (const auto lines = left_out(stream, fleet); !lines.empty()) {
    out += "left out:\n";
    for (const std::string& line : lines) out += fmt::format("  {}\n", line);
  }
  return out;
}

}  // namespace picket::sim
