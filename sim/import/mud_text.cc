#include "sim/import/mud_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/utf8.h"
#include "sim/import/compact_yaml.h"
#include "sim/import/count_of.h"
#include "sim/import/part_name.h"
#include "sim/scenario/leaf_text.h"

namespace picket::sim {
namespace {

std::string balance(const MudProfile& profile, const MudClass& c) {
  return fmt::format("{}: {}, {} the other direction of one, {} the same again, {} left out",
                     count_of(profile.entries.size(), "access control entry", "access control entries"), count_of(c.flows, "flow", "flows"),
                     c.other_directions, c.again, c.left_out.size());
}

std::string estimates_text(const MudEstimates& e) {
  return fmt::format("--flows-per-hour {:g} --burst-size {:g} --look-up-share {:g} --addresses-per-name {} --bytes-out {:g} --bytes-in {:g}",
                     e.flows_per_hour, e.burst_size, e.look_up_share, e.addresses_per_name, e.bytes_out, e.bytes_in);
}

/// "left out" and "came near", each with its entries by place.
std::string notes(const MudClass& c, const std::string& file, std::string_view before) {
  std::string out;
  const auto list = [&](std::string_view title, std::vector<MudNote> of) {
    if (of.empty()) return;
    std::stable_sort(of.begin(), of.end(), [](const MudNote& a, const MudNote& b) { return a.where < b.where; });
    out += fmt::format("{}{}:\n", before, title);
    for (const MudNote& note : of) out += fmt::format("{}  {}:{}: {}: {}\n", before, file, note.where.line, printable(note.entry), printable(note.says));
  };
  list("left out", c.left_out);
  list("not as the profile has it", c.came_near);
  return out;
}

}  // namespace

std::string mud_class_file(const MudProfile& profile, const MudClass& imported, const MudEstimates& estimates, const MudSource& source) {
  std::string out = fmt::format("# Device class imported from a MUD profile (RFC 8520): {}, {}\n", one_line(source.file), one_line(profile.mud_url));
  out += "# The profile says with whom a device may talk, over which protocols and ports, and who begins. How often, how much and\n"
         "# in what order it does is not in it: our own estimates [E], which these options change:\n";
  out += fmt::format("#   {}\n", estimates_text(estimates));
  if (source.base.empty()) {
    out += "# Programs, files and log-ins are not in it either: the class has none (--base CLASS takes those of a class).\n";
  } else {
    out += fmt::format("# Programs, files and log-ins are those of {}, whose {} are gone.\n", one_line(source.base),
                       count_of(imported.base_steps_dropped, "network and dns step", "network and dns steps"));
  }
  out += fmt::format("# {}.\n", balance(profile, imported));
  out += notes(imported, one_line(source.file), "# ");
  out += fmt::format("# In a scenario: include this file, then device_class: {} in its fleet.\n", yaml_text(source.name));
  out += fmt::format("device_classes:\n  {}:\n{}", yaml_text(source.name), compact_yaml(imported.device_class, 4));
  return out;
}

std::string mud_report(const MudProfile& profile, const MudClass& imported, const MudEstimates& estimates, const MudSource& source) {
  const DeviceClass& c = imported.device_class;
  std::size_t names = 0;
  for (const auto& [name, pool] : c.remotes) names += pool.names.size();
  return fmt::format("{}: {}.\n{} with {}, {}.\nestimated, not in the profile: {}\n{}", source.name, balance(profile, imported),
                     count_of(c.remotes.size(), "remote", "remotes"), count_of(names, "name", "names"),
                     count_of(c.activities.size(), "activity", "activities"), estimates_text(estimates), notes(imported, one_line(source.file), ""));
}

}  // namespace picket::sim
