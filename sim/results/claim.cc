#include "sim/results/claim.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

double monotonic_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::string first_line_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  std::getline(file, line);
  return line.substr(0, 200);
}

std::string boot_id() { return first_line_of("/proc/sys/kernel/random/boot_id"); }

std::string process_namespace() {
  char name[128] = {};
  const ssize_t n = ::readlink("/proc/self/ns/pid", name, sizeof name - 1);
  return n > 0 ? std::string(name, static_cast<std::size_t>(n)) : "-";
}

/// When a process began, in clock ticks since the boot: tells it from a later one with its number. Empty: there is none.
std::string start_of(pid_t process) {
  const std::string line = [&] {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  // The name, in brackets, may hold anything; the start is the 20th field after it (proc(5)).
  const std::size_t bracket = line.rfind(')');
  if (bracket == std::string::npos) return {};
  std::istringstream fields(line.substr(bracket + 1));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  return field;
}

std::string owner_text() {
  return boot_id() + " " + process_namespace() + "\n" + std::to_string(::getpid()) + "\n" + start_of(::getpid()) + "\n" + this_host().name + "\n";
}

/// Nothing while its maker has not written it, or if somebody wrote something else.
std::optional<ClaimOwner> read_owner(const std::string& lock) {
  std::ifstream file(lock + "/owner", std::ios::binary);
  ClaimOwner owner;
  std::string space;
  std::string process;
  if (!std::getline(file, space) || !std::getline(file, process) || !std::getline(file, owner.start)) return std::nullopt;
  std::getline(file, owner.host);
  const std::size_t blank = space.rfind(' ');
  if (blank == std::string::npos) return std::nullopt;
  owner.boot = space.substr(0, blank);
  owner.processes = space.substr(blank + 1);
  if (process.empty() || process.size() > 9 || process.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  owner.process = static_cast<pid_t>(std::stol(process));
  if (owner.process == 0) return std::nullopt;  // to the kernel that means a group
  return owner;
}

double seconds_of(const timespec& time) { return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec); }

/// Now, by the clock that stamps files of this folder: that of a server may differ from ours.
std::optional<double> now_by_files_of(const std::string& folder) {
  const std::string path = folder + "/.now." + this_host().name + "." + std::to_string(::getpid());
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return std::nullopt;
  struct stat there {};
  const bool known = ::futimens(file, nullptr) == 0 && ::fstat(file, &there) == 0;
  ::close(file);
  ::unlink(path.c_str());
  return known ? std::optional(seconds_of(there.st_mtim)) : std::nullopt;
}

bool is_ours(const std::string& lock) {
  const auto owner = read_owner(lock);
  return owner && owner->process == ::getpid() && owner->boot == boot_id() && owner->processes == process_namespace() &&
         owner->start == start_of(::getpid()) && owner->host == this_host().name;
}

void remove_lock(const std::string& lock) {
  // Renamed first: a folder that is half removed would look like one that is being made.
  const std::string gone = lock + ".gone." + this_host().name + "." + std::to_string(::getpid());
  std::error_code ignored;
  fs::remove_all(gone, ignored);  // of a process of our number that died at this; renaming would fail
  if (::rename(lock.c_str(), gone.c_str()) != 0) return;
  fs::remove_all(gone, ignored);
}

/// Makes the claim; false if it exists or cannot be made, as errno says.
bool make_lock(const std::string& lock) {
  if (::mkdir(lock.c_str(), 0777) != 0) return false;
  if (!write_file(lock + "/owner", owner_text())) return true;
  remove_lock(lock);  // a claim without a heartbeat would hinder others
  errno = EIO;
  return false;
}

}  // namespace

/// Two may find it stale: a second folder lets one of them act at a time, and that one looks again.
void take_stale_claim_away(const std::string& lock, const ClaimTiming& timing) {
  const std::string turn = lock + ".turn";
  if (::mkdir(turn.c_str(), 0777) != 0) {
    struct stat there {};
    const auto now = now_by_files_of(fs::path(lock).parent_path().string());
    // Its maker died within these few lines.
    if (now && ::stat(turn.c_str(), &there) == 0 && *now - seconds_of(there.st_mtim) > timing.stale_seconds) ::rmdir(turn.c_str());
    return;
  }
  if (is_stale_claim(lock, timing)) remove_lock(lock);
  ::rmdir(turn.c_str());
}

bool is_certainly_gone(const ClaimOwner& owner, const OwnerSight& sight) {
  if (owner.boot.empty() || owner.boot != sight.boot) return false;
  if (owner.processes.empty() || owner.processes == "-" || owner.processes != sight.processes) return false;
  if (sight.start.empty() || owner.start.empty()) return sight.number_is_free;
  return sight.start != owner.start;
}

bool is_stale_claim(const std::string& lock, const ClaimTiming& timing) {
  const auto owner = read_owner(lock);
  // A process that is gone needs no waiting for: what was killed can go on at once.
  if (owner) {
    const bool free = ::kill(owner->process, 0) != 0 && errno == ESRCH;
    if (is_certainly_gone(*owner, {boot_id(), process_namespace(), start_of(owner->process), free})) return true;
  }
  struct stat there {};
  if (::stat((lock + "/owner").c_str(), &there) != 0 && ::stat(lock.c_str(), &there) != 0) return false;
  const auto now = now_by_files_of(fs::path(lock).parent_path().string());
  return now && *now - seconds_of(there.st_mtim) > timing.stale_seconds;
}

std::string holder_of(const std::string& lock) {
  const auto owner = read_owner(lock);
  if (!owner) return "an unknown process";
  return "host " + owner->host + ", process " + std::to_string(owner->process);
}

ClaimFolder::ClaimFolder(std::string path, ClaimTiming timing) : path_(std::move(path)), timing_(timing), process_(::getpid()) {}

ClaimFolder::~ClaimFolder() {
  if (::getpid() != process_) return;  // a child of the process that took them
  while (!held_.empty()) release(std::string(held_.begin()->first));
  ::rmdir(path_.c_str());  // if nobody else has one
}

ClaimState ClaimFolder::take(const std::string& key) {
  PICKET_CHECK(is_safe_name(key) && key.size() <= 100, "claim", key);
  if (held_.contains(key)) return ClaimState::kOurs;
  const std::string lock = path_ + "/" + key + ".lock";
  for (int attempt = 0; attempt < 3; ++attempt) {
    std::error_code error;
    fs::create_directories(path_, error);  // another that was ready may just have removed it
    if (make_lock(lock)) {
      held_.emplace(key, monotonic_seconds());
      return ClaimState::kOurs;
    }
    if (errno == ENOENT) continue;
    if (errno != EEXIST) return ClaimState::kNoFolder;
    if (!is_stale_claim(lock, timing_)) return ClaimState::kOthers;
    take_stale_claim_away(lock, timing_);
  }
  return ::access(lock.c_str(), F_OK) == 0 ? ClaimState::kOthers : ClaimState::kNoFolder;
}

void ClaimFolder::beat() {
  const double now = monotonic_seconds();
  std::vector<std::string> lost;
  for (auto& [key, last] : held_) {
    if (now - last < timing_.heartbeat_seconds) continue;
    last = now;
    const std::string lock = path_ + "/" + key + ".lock";
    if (is_ours(lock)) {
      ::utimensat(AT_FDCWD, (lock + "/owner").c_str(), nullptr, 0);
    } else {
      lost.push_back(key);  // we were away for too long
    }
  }
  for (const std::string& key : lost) held_.erase(key);
}

void ClaimFolder::release(const std::string& key) {
  if (held_.erase(key) == 0) return;
  const std::string lock = path_ + "/" + key + ".lock";
  if (is_ours(lock)) remove_lock(lock);
}

}  // namespace picket::sim
