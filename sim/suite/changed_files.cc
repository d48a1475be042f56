#include "sim/suite/changed_files.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>

#include "agent_core/base/utf8.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxOutput = std::size_t{64} << 20;

/// What `git -C folder words...` prints; its errors come with it if it fails.
std::string git(const std::string& folder, const std::vector<std::string>& words) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw WrongInput("--changed-since: no pipe to git");
  std::vector<std::string> all{"git", "-C", folder};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& word : all) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::dup2(pipe[1], STDERR_FILENO);
    ::execvp("git", argv.data());
    ::_exit(127);
  }
  ::close(pipe[1]);
  std::string out;
  std::array<char, 1 << 16> part{};
  for (ssize_t n = 0; (n = ::read(pipe[0], part.data(), part.size())) > 0 || (n < 0 && errno == EINTR);) {
    if (n > 0 && out.size() < kMaxOutput) out.append(part.data(), static_cast<std::size_t>(n));
  }
  ::close(pipe[0]);
  int status = 0;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return out;
  if (child < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 127)) throw WrongInput("--changed-since: needs the program git");
  throw WrongInput("--changed-since: " + printable(out.substr(0, out.find('\n'))));
}

/// Names between zero bytes, which `-z` sets after each.
void add_names(const std::string& text, const fs::path& top, std::vector<std::string>& out) {
  std::size_t from = 0;
  for (std::size_t end = text.find('\0'); end != std::string::npos; from = end + 1, end = text.find('\0', from)) {
    out.push_back((top / text.substr(from, end - from)).lexically_normal().string());
  }
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [at, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return at == folder.end() || (at->empty() && std::next(at) == folder.end());
}

}  // namespace

std::vector<std::string> files_changed_since(const std::string& revision, const std::string& folder) {
  // A word that looks like an option is none: it is refused as a revision.
  if (revision.empty() || revision.front() == '-') throw WrongInput("--changed-since: '" + printable(revision) + "' is no revision");
  std::string top = git(folder, {"rev-parse", "--show-toplevel"});
  while (!top.empty() && top.back() == '\n') top.pop_back();
  std::vector<std::string> files;
  add_names(git(top, {"diff", "--name-only", "-z", revision, "--"}), top, files);
  add_names(git(top, {"ls-files", "--others", "--exclude-standard", "-z"}), top, files);
  return files;
}

void keep_affected_cases(LoadedSuite& suite, const std::vector<std::string>& changed, const std::string& library) {
  const fs::path data = fs::weakly_canonical(library);
  std::set<fs::path> names;
  for (const std::string& file : changed) {
    const fs::path path = fs::weakly_canonical(file);
    names.insert(path);
    if (path.extension() != ".md" && !is_below(path, data)) return;
  }
  std::erase_if(suite.cases, [&](const PreparedCase& one) {
    return std::none_of(one.inputs.begin(), one.inputs.end(), [&](const std::string& input) { return names.contains(fs::weakly_canonical(input)); });
  });
  for (std::size_t i = 0; i < suite.cases.size(); ++i) {
    for (SuiteCheck& check : suite.cases[i].checks) check.suite_case = static_cast<std::uint32_t>(i);
  }
}

}  // namespace picket::sim
