#include "sim/import/import_problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "agent_core/base/utf8.h"

namespace picket::sim {
namespace {

/// Words of a registry's form, none of which can be a key.
constexpr auto kShownWords = std::to_array<std::string_view>(
    {"id", "deviceId", "moduleId", "eTag", "etag", "deviceEtag", "twinETag", "status", "statusReason", "enabled", "disabled", "authentication",
     "authenticationType", "type", "sas", "selfSigned", "certificateAuthority", "none", "symmetricKey", "primaryKey", "secondaryKey",
     "x509Thumbprint", "primaryThumbprint", "secondaryThumbprint", "tags", "properties", "desired", "reported", "capabilities", "iotEdge",
     "deviceScope", "parentScopes", "connectionState", "Connected", "Disconnected", "lastActivityTime", "true", "false", "null"});

bool is_structure(char c) { return std::string_view("{}[]\":, \t").find(c) != std::string_view::npos; }

/// The first byte of the character `n`, from 0, or the end.
std::size_t byte_of(std::string_view text, std::size_t n) {
  std::size_t at = 0;
  for (; at < text.size() && n > 0; --n) {
    ++at;
    while (at < text.size() && continues_character(text[at])) ++at;
  }
  return at;
}

}  // namespace

ImportProblem import_problem(std::uint64_t line, std::uint32_t column, std::string says, std::string hint, std::string_view text) {
  constexpr std::size_t kBefore = 60;
  constexpr std::size_t kShown = 120;
  const std::size_t at = column == 0 ? 0 : column - 1;
  const std::size_t skip = at > kBefore ? at - kBefore : 0;
  std::string_view part = text.substr(byte_of(text, skip));
  part = part.substr(0, byte_of(part, kShown));
  return {line, column, std::move(says), std::move(hint), std::string(part), static_cast<std::uint32_t>(at - skip + 1)};
}

std::string problem_text(const std::string& file, const ImportProblem& problem) {
  std::string before;
  std::string line;
  std::string_view rest = problem.shown;
  for (std::uint32_t character = 1; !rest.empty(); ++character) {
    const std::size_t bytes = first_code_point(rest).bytes;
    const std::string shown = rest.front() == '\t' ? std::string("\t") : printable(rest.substr(0, bytes));
    line += shown;
    // An escape takes as many columns as it has letters.
    if (character < problem.caret) before += shown == "\t" ? shown : std::string(shown.size() == bytes ? 1 : shown.size(), ' ');
    rest.remove_prefix(bytes);
  }
  return fmt::format("{}:{}:{}: warning: {}\n    {}\n    {}^{}{}\n", printable(file), problem.line, problem.column, printable(problem.says), line, before,
                     problem.hint.empty() ? "" : "  ", printable(problem.hint));
}

std::string masked_json(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (is_structure(text.front())) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto* const end = std::find_if(text.begin(), text.end(), is_structure);
    const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    if (std::find(kShownWords.begin(), kShownWords.end(), word) != kShownWords.end()) out += word;
    else out.append(static_cast<std::size_t>(std::count_if(word.begin(), word.end(), [](char c) { return !continues_character(c); })), '*');
    text.remove_prefix(word.size());
  }
  return out;
}

}  // namespace picket::sim
