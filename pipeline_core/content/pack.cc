#include "pipeline_core/content/pack.h"

namespace picket {

std::string_view to_string(Pack pack) {
  switch (pack) {
    case Pack::kProduct:
      return "product";
    case Pack::kSigma:
      return "sigma";
    case Pack::kPicket:
      return "picket";
    case Pack::kCount_:
      break;
  }
  return "";
}

}  // namespace picket
