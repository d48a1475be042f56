#include "sim/live/collect/process_facts.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "sim/live/collect/collected_text.h"
#include "sim/live/collect/owned_file.h"

namespace picket::sim {
namespace {

constexpr std::size_t kStatBytes = 1'024;    // 52 numbers of at most 20 digits, most of them short, and a name of 64
constexpr std::size_t kStatusBytes = 4'096;  // "Uid:" stands in the first ten lines
constexpr std::size_t kSystemStatBytes = 1 << 20;  // one line for each CPU, one long line of interrupts

/// The line that begins with `word`, without it.
std::optional<std::string_view> line_after(std::string_view text, std::string_view word) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (text.substr(0, end).starts_with(word)) return text.substr(word.size(), end - word.size());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

/// The next word of a line of words with spaces or tabs between; empty at its end.
std::string_view take_word(std::string_view& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  line.remove_prefix(begin);
  const std::size_t end = std::min(line.find_first_of(" \t\n"), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

}  // namespace

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string commandline_of(std::string_view cmdline) {
  while (!cmdline.empty() && cmdline.back() == '\0') cmdline.remove_suffix(1);
  std::string line(cmdline);
  std::replace(line.begin(), line.end(), '\0', ' ');
  return line;
}

bool read_stat(std::string_view stat, ProcessFacts& facts) {
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return false;
  std::string_view rest = stat.substr(name_end + 1);
  // Fields by their number in proc(5): 3 state, 4 ppid, 20 num_threads, 22 starttime.
  for (int field = 3; field <= 22; ++field) {
    const std::string_view word = take_word(rest);
    if (word.empty()) return false;
    if (field != 4 && field != 20 && field != 22) continue;
    const auto value = whole_number(word);
    if (!value || (field != 22 && *value > 0xffff'ffffU)) return false;
    if (field == 4) facts.parent = static_cast<std::uint32_t>(*value);
    if (field == 20) facts.threads = static_cast<std::uint32_t>(*value);
    if (field == 22) facts.start_ticks = *value;
  }
  return true;
}

std::optional<std::uint32_t> real_user_of(std::string_view status) {
  auto line = line_after(status, "Uid:");
  if (!line) return std::nullopt;
  const auto value = whole_number(take_word(*line));
  if (!value || *value > 0xffff'ffffU) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

std::optional<std::uint64_t> forks_of(std::string_view stat) {
  auto line = line_after(stat, "processes ");
  return line ? whole_number(take_word(*line)) : std::nullopt;
}

std::optional<ProcessFacts> ProcFolder::life(std::uint32_t process) const {
  const auto stat = read_start_of(path_ + "/" + std::to_string(process) + "/stat", kStatBytes);
  ProcessFacts facts;
  if (!stat || !read_stat(*stat, facts)) return std::nullopt;
  return facts;
}

std::optional<ProcessFacts> ProcFolder::facts(std::uint32_t process) const {
  const OwnedFile folder(
      ::open((path_ + "/" + std::to_string(process)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return std::nullopt;
  ProcessFacts facts;
  const auto stat = read_start_of(folder.fd(), "stat", kStatBytes);
  if (!stat || !read_stat(*stat, facts)) return std::nullopt;
  // One byte more than is kept shows that there was more.
  const auto cmdline = read_start_of(folder.fd(), "cmdline", kMaxCommandline + 1);
  if (!cmdline) return std::nullopt;
  facts.commandline = commandline_of(*cmdline);
  facts.executable = link_target(folder.fd(), "exe").value_or("");
  if (const auto status = read_start_of(folder.fd(), "status", kStatusBytes)) {
    facts.user_id = real_user_of(*status).value_or(0);
  }
  return facts;
}

std::vector<std::uint32_t> ProcFolder::processes(bool& more) const {
  more = false;
  std::vector<std::uint32_t> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path_.c_str()), ::closedir);
  if (folder == nullptr) return found;
  while (const dirent* entry = ::readdir(folder.get())) {
    const auto number = whole_number(static_cast<const char*>(entry->d_name));
    if (!number || *number == 0 || *number > 0xffff'ffffU) continue;
    more = found.size() == kMaxProcesses;
    if (more) break;
    found.push_back(static_cast<std::uint32_t>(*number));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::optional<std::uint64_t> ProcFolder::forks() const {
  const auto stat = read_start_of(path_ + "/stat", kSystemStatBytes);
  return stat ? forks_of(*stat) : std::nullopt;
}

}  // namespace picket::sim
