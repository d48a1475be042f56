#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/pipeline.h"

namespace picket {

/// A type of alert.
struct AlertType {
  std::string name;        ///< what a person reads
  std::string alert_type;  ///< machine name, misspellings of the product included
  Severity severity = Severity::kMedium;
  bool is_notice = false;  ///< the product raises it for ordinary life (a login, a plug, a file); counted apart
  bool is_recommendation = false;  ///< holds until it is resolved; its findings are changes
};

/// The alert types of a content: the product's own, `sim.*`, and one for each rule that names none.
/// Source: the product's public list of agent-based and hub alerts with their types (defender.md 5.1
/// to 5.4, 5.6); severities are those of the second generation.
class AlertCatalogue {
 public:
  AlertCatalogue();
  /// By name or by alert type, exact.
  std::optional<std::uint32_t> find(std::string_view name_or_type) const;
  std::uint32_t add(AlertType type);
  const AlertType& operator[](std::uint32_t alert) const { return types_[alert]; }
  std::size_t size() const { return types_.size(); }

 private:
  std::vector<AlertType> types_;
};

}  // namespace picket
