#include "pipeline_core/intel/feed_problem.h"

namespace picket {

std::string to_string(const FeedProblem& p) {
  std::string out = p.file + ':';
  if (p.line != 0) out += std::to_string(p.line) + ':';
  if (!p.pointer.empty()) out += ' ' + p.pointer + ':';
  if (p.column != 0) out += std::to_string(p.column) + ':';
  out += " error: " + p.message;
  if (!p.id.empty()) out += " (" + p.id + ')';
  return out;
}

}  // namespace picket
