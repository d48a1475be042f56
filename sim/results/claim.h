#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>

namespace picket::sim {

/// When a claim counts as given up.
struct ClaimTiming {
  double heartbeat_seconds = 10;  ///< how often a holder shows that it lives
  double stale_seconds = 300;     ///< without a sign of life; many heartbeats, as shared file systems delay them
};

enum class ClaimState : std::uint8_t {
  kOurs,
  kOthers,    ///< another process does it
  kNoFolder,  ///< claims cannot be written here; nothing is known
};

/// Who does which work in a folder that several processes share: shards, a cluster, a second terminal.
///
/// Model:  `<folder>/<key>.lock/` exists while somebody works on `key`; making a folder is atomic on local and on network
///         file systems. The file `owner` in it names the process, and its time of modification is the heartbeat. A claim
///         without a sign of life for `stale_seconds`, by the file system's own clock, or of a process of this machine
///         that is gone, is taken over.
/// Errors: kNoFolder where nothing can be written; the work is then better done than left.
/// Limits: a process that was stopped for longer than `stale_seconds` loses its claims, and the work is done twice, with the
///         same result. One thread.
class ClaimFolder {
 public:
  explicit ClaimFolder(std::string path, ClaimTiming timing = {});
  /// Gives every claim back, in the process that took them.
  ~ClaimFolder();
  ClaimFolder(const ClaimFolder&) = delete;
  ClaimFolder& operator=(const ClaimFolder&) = delete;

  /// `key` must be a safe name of at most 100 characters. A claim that we hold stays ours.
  ClaimState take(const std::string& key);
  /// Shows that we live, if it is time; call it several times within `heartbeat_seconds`.
  void beat();
  void release(const std::string& key);

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  ClaimTiming timing_;
  pid_t process_;
  std::map<std::string, double> held_;  ///< key, time of the last heartbeat
};

/// The process that a claim names.
struct ClaimOwner {
  std::string boot;       ///< of its machine's kernel; empty: it could not be read
  std::string processes;  ///< its namespace of processes, "pid:[4026531836]"; "-": unknown
  pid_t process = 0;
  std::string start;      ///< clock ticks from the boot to its start; empty: unknown
  std::string host{};
};

/// What this process sees of a claim's owner.
struct OwnerSight {
  std::string boot;       ///< of this process
  std::string processes;
  std::string start;      ///< of the process that has the owner's number now; empty: none is seen
  bool number_is_free = false;  ///< the kernel says that there is no such process
};

/// Whether the owner is gone for certain. Numbers of processes mean the same only on the same boot and in the same namespace, as
/// far as both are known. A process that is not seen may be another user's, which /proc mounted with hidepid hides: only
/// the kernel's word, or another start under its number, says that it has ended.
bool is_certainly_gone(const ClaimOwner& owner, const OwnerSight& sight);

/// Whether the claim with this path (`*.lock`) is given up: see ClaimFolder. False if there is none.
bool is_stale_claim(const std::string& lock, const ClaimTiming& timing);

/// Removes the claim with this path if it is given up, and leaves it if its holder lives or another has just taken it over.
void take_stale_claim_away(const std::string& lock, const ClaimTiming& timing);

/// "host fridge, process 4711": who holds it, as far as it can be read; for people.
std::string holder_of(const std::string& lock);

}  // namespace picket::sim
