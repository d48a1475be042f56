#pragma once

#include <string_view>

#include "pipeline_core/findings/catalogue.h"

namespace picket {

/// How an alert of the catalogue looks for a device with an agent of generation 1.
struct ClassicForm {
  bool raised = true;  ///< false: generation 1 has no such alert
  std::string_view name;
  Severity severity = Severity::kMedium;
};

/// Model:  the catalogue's name and severity, but for the three alerts that generation 1 names
///         otherwise, the two that it takes less seriously, and those that it lacks (USB, Ethernet,
///         files, malicious names). What is not the product's is the same for both.
/// Source: defender.md 5.2.
ClassicForm classic_form(const AlertType& type);

}  // namespace picket
