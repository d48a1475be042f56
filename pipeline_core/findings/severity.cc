#include "pipeline_core/findings/severity.h"

namespace picket {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::kInformational:
      return "Informational";
    case Severity::kLow:
      return "Low";
    case Severity::kMedium:
      return "Medium";
    case Severity::kHigh:
      return "High";
  }
  return "";
}

}  // namespace picket
