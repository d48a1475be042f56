#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"

namespace picket::sim {

/// What is read of an alert of another system.
enum class AlertField : std::uint8_t { kTime, kDevice, kType, kSeverity, kReplication, kCount_ };
inline constexpr std::size_t kAlertFields = static_cast<std::size_t>(AlertField::kCount_);
/// "time", "device", "type", "severity", "replication"
std::string_view to_string(AlertField field);

/// Names of columns, or of members of JSON objects, that mean a field: the first that is there and not empty is taken.
/// A dot leads into an object ("finding_info.title"); of a list the first counts. Upper and lower case are one.
/// Source: columns of SecurityAlert (Azure Monitor's table reference) first, then the OCSF Detection Finding 1.5.0, then
///         names that other systems use (Elastic Common Schema, Splunk, Sigma's field names): our choice.
std::span<const std::string_view> known_names(AlertField field);

/// True for names that leave no doubt: those of SecurityAlert and of OCSF for what an alert is about.
bool is_plain(std::string_view name);

/// The names that a file is read by.
struct AlertColumns {
  /// By field; one name if it was asked for, else the known ones.
  std::array<std::vector<std::string>, kAlertFields> names;
  AlertColumns();
  const std::vector<std::string>& of(AlertField field) const { return names[static_cast<std::size_t>(field)]; }
  bool asked(AlertField field) const { return asked_[static_cast<std::size_t>(field)]; }
  /// "device=host,time=ts": these instead of the known names.
  /// Errors: what is wrong with the text, in a sentence.
  static Result<AlertColumns, std::string> parse(std::string_view text);

 private:
  std::array<bool, kAlertFields> asked_{};
};

}  // namespace picket::sim
