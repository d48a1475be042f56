#include "pipeline_core/intel/domain_name.h"

#include <algorithm>

namespace picket {

bool normal_domain(std::string_view text, std::string& out) {
  if (text.starts_with("*.")) text.remove_prefix(2);
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > kMaxDomain) return false;
  out.clear();
  std::size_t label = 0;
  std::size_t labels = 1;
  bool last_is_number = true;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      ++labels;
      last_is_number = true;
    } else {
      const bool digit = c >= '0' && c <= '9';
      if (!digit && !(c >= 'a' && c <= 'z') && c != '-' && c != '_') return false;
      if (++label > 63) return false;
      last_is_number = last_is_number && digit;
    }
    out.push_back(c);
  }
  // No top-level domain is a number (RFC 3696 section 2): what ends in one is an address, or a typing error in it.
  return label != 0 && labels >= 2 && !last_is_number;
}

}  // namespace picket
