#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/pipeline.h"

namespace picket {

/// Who documents a type of alert.
enum class AlertOrigin : std::uint8_t {
  kMicroAgent,    ///< the product, agents of generation 2 (all but a few of generation 1 too: `classic_form`)
  kClassicAgent,  ///< the product, agents of generation 1 only
  kHub,           ///< the product, from the hub alone
  kOwn,           ///< ours, `sim.*`
  kRule,          ///< made for a rule that names no alert
};

/// A type of alert.
struct AlertType {
  std::string name;        ///< what a person reads
  std::string alert_type;  ///< machine name, misspellings of the product included; the name where none is published
  Severity severity = Severity::kMedium;
  bool is_notice = false;  ///< the product raises it for ordinary life (a login, a plug, a file); counted apart
  AlertOrigin origin = AlertOrigin::kRule;

  /// True for what the product documents.
  bool is_documented() const { return origin < AlertOrigin::kOwn; }
};

/// The alert types of a content: the product's own, `sim.*`, and one for each rule that names none.
/// Words about each are in alert_text.h.
/// Source: the product's public list of agent-based and hub alerts with their types (defender.md 5.1
/// to 5.4); severities are those of the second generation where it has the alert.
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
