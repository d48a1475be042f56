#pragma once

#include <string>

namespace picket {

/// Why a result file gives no report: the field, what was expected, and where.
struct ReportError {
  std::string says;
};

}  // namespace picket
