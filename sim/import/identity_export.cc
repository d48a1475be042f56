#include "sim/import/identity_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>
#include <variant>

namespace picket::sim {

std::uint64_t IdentityExport::devices() const {
  std::uint64_t sum = 0;
  for (const HubGroupRow& row : groups) sum += row.devices;
  return sum;
}

std::uint64_t IdentityExport::disabled() const {
  std::uint64_t sum = 0;
  for (const HubGroupRow& row : groups) sum += row.disabled;
  return sum;
}

struct IdentityExportReader::Impl {
  /// What is known of one gateway, or of one that children name.
  struct ScopeRow {
    std::optional<std::uint32_t> gateway;  ///< number of its group, once it was met and is enabled
    std::vector<std::pair<std::uint32_t, std::uint32_t>> children;  ///< number of a group, devices of it
  };

  static void count_child(ScopeRow& row, std::uint32_t group) {
    const auto found = std::ranges::find(row.children, group, &std::pair<std::uint32_t, std::uint32_t>::first);
    if (found == row.children.end()) row.children.emplace_back(group, 1);
    else ++found->second;
  }

  /// Children of all gateways, by the numbers of both groups.
  static std::map<std::pair<std::uint32_t, std::uint32_t>, HubChildren> children_by_groups(const std::map<std::uint64_t, ScopeRow>& scopes, std::uint64_t& lost) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, HubChildren> out;
    for (const auto& [scope, row] : scopes) {
      for (const auto& [group, devices] : row.children) {
        if (!row.gateway) {
          lost += devices;
          continue;
        }
        HubChildren& pair = out[{group, *row.gateway}];
        pair.least = pair.gateways == 0 ? devices : std::min<std::uint64_t>(pair.least, devices);
        pair.most = std::max<std::uint64_t>(pair.most, devices);
        pair.devices += devices;
        ++pair.gateways;
      }
    }
    return out;
  }

  Impl(std::vector<std::string> group_path, IdentityExportLimits its_limits)
      : is_grouped(!group_path.empty()), limits(its_limits), reader(std::move(group_path)), records([this](const JsonRecord& record) { take(record); }) {}

  void take(const JsonRecord& record) {
    if (full) return;
    if (met.size() >= limits.identities) {
      full = true;
      return refuse(problem_of(record, IdentityFault::kTooMany, fmt::format("more than {} identities", limits.identities)));
    }
    auto read = reader.read(record);
    if (auto* problem = std::get_if<IdentityProblem>(&read)) return refuse(std::move(*problem));
    const HubIdentity& identity = std::get<HubIdentity>(read);
    if (!met.insert(identity.id).second) {
      return refuse(problem_of(record, IdentityFault::kGivenTwice, "this identity was given before", "the first one counts"));
    }
    count(identity);
  }

  void refuse(IdentityProblem problem) {
    ++out.entries;
    if (static_cast<std::size_t>(out.faults[problem.fault]++) < IdentityExport::kProblemsPerFault) out.problems.push_back(std::move(problem));
  }

  void count(const HubIdentity& identity) {
    ++out.entries;
    if (identity.is_module) {
      ++out.modules;
      out.security_modules += identity.is_security_module ? 1 : 0;
      return;
    }
    const std::optional<std::uint32_t> number = number_of({identity.group, identity.is_edge, identity.auth});
    if (!number) return;
    HubGroupRow& row = rows[*number];
    if (!identity.is_enabled) {
      ++row.disabled;
      return;
    }
    ++row.devices;
    row.says_connection += identity.is_connected ? 1 : 0;
    row.connected += identity.is_connected.value_or(false) ? 1 : 0;
    row.says_activity += identity.was_ever_active ? 1 : 0;
    row.never_active += identity.was_ever_active.value_or(true) ? 0 : 1;
    row.nested += identity.is_edge && identity.parent_scope ? 1 : 0;
    out.without_group += is_grouped && !identity.group ? 1 : 0;
    out.unusable_groups += identity.has_unusable_group ? 1 : 0;
    out.with_twin_properties += identity.has_twin_properties ? 1 : 0;
    if (identity.own_scope) scopes[*identity.own_scope].gateway = *number;
    if (!identity.is_edge && identity.parent_scope) count_child(scopes[*identity.parent_scope], *number);
  }

  /// Of a group, which may be new; nothing if there are too many values.
  std::optional<std::uint32_t> number_of(HubGroup group) {
    const auto found = numbers.find(group);
    if (found != numbers.end()) return found->second;
    if (group.value && values.insert(*group.value).second && values.size() > limits.groups) {
      out.has_too_many_groups = full = true;
      return std::nullopt;
    }
    const auto number = static_cast<std::uint32_t>(rows.size());
    rows.emplace_back().group = group;
    numbers.emplace(std::move(group), number);
    return number;
  }

  IdentityExport finish() {
    records.finish();
    out.is_utf16 = records.is_utf16();
    out.tag_names.assign(reader.tag_names().begin(), reader.tag_names().end());
    std::vector<std::size_t> place(rows.size());  // numbers are in the order of the file
    for (const auto& [group, number] : numbers) {
      place[number] = out.groups.size();
      out.groups.push_back(std::move(rows[number]));
    }
    for (auto& [numbers_of, children] : children_by_groups(scopes, out.lost_children)) {
      children.group = place[numbers_of.first];
      children.gateway = place[numbers_of.second];
      out.children.push_back(children);
    }
    std::ranges::sort(out.children, {}, [](const HubChildren& c) { return std::pair(c.group, c.gateway); });
    return std::move(out);
  }

  bool is_grouped = false;
  IdentityExportLimits limits;
  HubIdentityReader reader;
  JsonRecords records;
  IdentityExport out;
  bool full = false;
  std::unordered_set<std::uint64_t> met;  ///< never iterated
  std::vector<HubGroupRow> rows;
  std::map<HubGroup, std::uint32_t> numbers;
  std::set<std::string> values;
  std::map<std::uint64_t, ScopeRow> scopes;
};

IdentityExportReader::IdentityExportReader(std::vector<std::string> group_path, IdentityExportLimits limits)
    : impl_(std::make_unique<Impl>(std::move(group_path), limits)) {}
IdentityExportReader::~IdentityExportReader() = default;

void IdentityExportReader::feed(std::string_view bytes) {
  if (!is_full()) impl_->records.feed(bytes);
}

bool IdentityExportReader::is_full() const { return impl_->full || impl_->records.is_utf16(); }

IdentityExport IdentityExportReader::finish() { return impl_->finish(); }

}  // namespace picket::sim
