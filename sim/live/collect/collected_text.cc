#include "sim/live/collect/collected_text.h"

#include <string>

#include "agent_core/base/utf8.h"

namespace picket::sim {

Text collected_text(std::string_view bytes, std::size_t limit, CollectedEvents& out, MissedCounts& missed) {
  if (bytes.empty()) return {};
  // Cut before it is escaped, so that the cost is bounded as well, and after it, as escapes are longer.
  const std::string escaped = printable(utf8_prefix(bytes, limit));
  const std::string_view kept = utf8_prefix(escaped, limit);
  if (bytes.size() > limit || kept.size() < escaped.size()) ++missed[Missed::kTextCut];
  const Text text = out.texts->intern(kept);
  if (text.empty()) ++missed[Missed::kTextRefused];
  return text;
}

CollectedCommand collected_command(std::string_view commandline, std::string_view executable, CollectedEvents& out,
                                   MissedCounts& missed) {
  CollectedCommand command;
  command.executable = collected_text(executable, kMaxPath, out, missed);
  command.commandline = collected_text(commandline, kMaxCommandline, out, missed);
  const bool changes = !command.commandline.empty() && !command.executable.empty() &&
                       out.texts->executable_of(command.commandline) != command.executable;
  if (changes) out.texts->set_executable(command.commandline, command.executable);
  return command;
}

}  // namespace picket::sim
