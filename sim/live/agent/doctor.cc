#include "sim/live/agent/doctor.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "sim/live/collect/policy_collectors.h"
#include "sim/live/mqtt/offline_queue.h"

namespace picket::sim {
namespace {

/// Fewer watches than this are soon used up where folders are watched with those below them (estimate: a small server's /etc, /usr
/// and /var have 10,000 to 30,000 folders).
constexpr std::uint64_t kFewWatches = 8'192;

void examine_watches(const Policy& policy, const DoctorTell& tell) {
  if (!policy.of(EventKind::kFile).collect) return;
  std::ifstream in("/proc/sys/fs/inotify/max_user_watches");
  std::uint64_t most = 0;
  if (!(in >> most)) return;
  const std::string text = "inotify watches at most " + std::to_string(most) + " folders of this user";
  if (most >= kFewWatches) {
    tell({DoctorVerdict::kGood, "collectors", text});
  } else {
    tell({DoctorVerdict::kAdvice, "collectors", text + "; to watch more, raise it: sysctl fs.inotify.max_user_watches=65536"});
  }
}

}  // namespace

void examine_collectors(const Policy& policy, const DoctorTell& tell) {
  const PolicyCollectors opened = open_collectors(policy, {});
  for (const auto& collector : opened.collectors) {
    tell({DoctorVerdict::kGood, "collectors", std::string(to_string(collector->kind())) + ": " + std::string(collector->name())});
  }
  for (const std::string& note : opened.notes) tell({DoctorVerdict::kAdvice, "collectors", note});
  examine_watches(policy, tell);
  if (policy.of(EventKind::kLogin).collect && ::access("/var/log/btmp", R_OK) != 0) {
    tell({DoctorVerdict::kAdvice, "collectors", "login: /var/log/btmp cannot be read, so failed log-ins are seen in the authentication log alone; run as root, or "
                                                "add the user to the group utmp"});
  }
  if (::geteuid() != 0) {
    tell({DoctorVerdict::kAdvice, "collectors", "this is not root: whose a connection or a listening port is, is known for this user's processes alone"});
  }
}

bool examine_queue(const std::string& file, std::uint64_t random, const DoctorTell& tell) {
  const QueueLimits limits;
  const auto queue = OfflineQueue::open(file, limits, random);
  if (!queue.ok()) {
    tell({DoctorVerdict::kWrong, "queue", queue.error()});
    return false;
  }
  std::string text = file + ": " + std::to_string(queue.value().size()) + " messages wait";
  struct statvfs disk {};
  const std::size_t slash = file.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : file.substr(0, slash);
  if (::statvfs(folder.c_str(), &disk) == 0) {
    const std::uint64_t room = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (room + queue.value().bytes() < limits.max_bytes) {
      tell({DoctorVerdict::kAdvice, "queue", text + "; its disk has " + std::to_string(room >> 20U) + " MiB left, and the queue may grow to " +
                                                 std::to_string(limits.max_bytes >> 20U) + " MiB: messages are lost once it is full"});
      return true;
    }
  }
  tell({DoctorVerdict::kGood, "queue", text});
  return true;
}

std::string finding_line(const DoctorFinding& finding) {
  constexpr std::array<std::string_view, 4> kWords{"ok     ", "advice ", "WRONG  ", "skipped"};
  return std::string(kWords[static_cast<std::size_t>(finding.verdict)]) + "  " + std::string(finding.about) + ": " + finding.text;
}

}  // namespace picket::sim
