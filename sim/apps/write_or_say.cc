#include "sim/apps/write_or_say.h"

#include <cstdio>

#include "agent_core/base/utf8.h"

namespace picket::sim {

bool write_or_say(const StudyDirectory& directory, const std::string& name, const std::string& text) {
  const auto error = directory.write(name, text);
  if (error) std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
  return !error;
}

}  // namespace picket::sim
