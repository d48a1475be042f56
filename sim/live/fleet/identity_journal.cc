#include "sim/live/fleet/identity_journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr std::string_view kJournalHead = "picket identities 1 ";

/// What IoT Hub allows in an id; neither a blank nor a slash, which the file separates by.
bool can_be_an_id(std::string_view id) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.%_#*?!(),:=@$'";
  return !id.empty() && id.size() <= 128 && id.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string line_of(char sign, const RegistryIdentity& identity) { return sign + (" " + to_text(identity)) + "\n"; }

/// Writes all, whatever the system takes at a time.
bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The name of a new file is on the disk once its folder is.
bool sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

std::string cannot(const std::string& path, const char* what, int error) { return path + ": cannot be " + what + ": " + std::strerror(error); }

}  // namespace

Result<IdentityJournal, std::string> IdentityJournal::create(const std::string& path, const std::string& host, const std::string& prefix) {
  PICKET_CHECK(can_be_an_id(prefix) && !host.empty() && host.find_first_of(" \n") == std::string::npos, prefix, host);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST) {
    return path + ": an earlier run left identities in a hub, or another run is under way; run again with --clean-up once none is";
  }
  if (fd < 0) return cannot(path, "made", errno);
  IdentityJournal journal(path, fd);
  journal.host_ = host;
  journal.prefix_ = prefix;
  if (!journal.append(std::string(kJournalHead) + host + " " + prefix + "\n") || !sync_folder_of(path)) {
    const std::string error = journal.error_.empty() ? cannot(path, "written", errno) : journal.error_;
    ::unlink(path.c_str());
    return error;
  }
  return journal;
}

Result<IdentityJournal, std::string> IdentityJournal::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) return path + ": there is no such file; nothing is left of an earlier run, or it had another folder";
  if (fd < 0) return cannot(path, "opened", errno);
  IdentityJournal journal(path, fd);
  struct stat about {};
  if (::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return path + ": is no regular file";
  if (static_cast<std::size_t>(about.st_size) > kMaxFile) return path + ": larger than any list of a run's identities";
  std::string text;
  std::array<char, 65'536> buffer{};
  ssize_t got = 0;
  while (text.size() <= kMaxFile && (got = ::read(fd, buffer.data(), buffer.size())) > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
  if (got < 0) return cannot(path, "read", errno);
  if (std::optional<std::string> problem = journal.read(text)) return path + *problem;
  return journal;
}

IdentityJournal::IdentityJournal(IdentityJournal&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      host_(std::move(other.host_)),
      prefix_(std::move(other.prefix_)),
      identities_(std::move(other.identities_)),
      error_(std::move(other.error_)) {}

IdentityJournal::~IdentityJournal() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<std::string> IdentityJournal::read(std::string_view text) {
  std::size_t number = 0;
  std::set<std::string> refused;
  while (true) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // not finished: nothing was asked for
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    ++number;
    const auto bad = [&](const std::string& why) { return ":" + std::to_string(number) + ": " + why + "; nothing was removed"; };
    if (number == 1) {
      const std::size_t blank = line.rfind(' ');
      if (line.substr(0, kJournalHead.size()) != kJournalHead || blank < kJournalHead.size()) return bad("is no list of a run's identities");
      host_ = line.substr(kJournalHead.size(), blank - kJournalHead.size());
      prefix_ = line.substr(blank + 1);
      if (!can_be_an_id(prefix_) || host_.empty() || host_.find(' ') != std::string::npos) return bad("is no list of a run's identities");
      continue;
    }
    if (line.size() < 3 || (line[0] != '+' && line[0] != '-') || line[1] != ' ') return bad("expected '+ ' or '- ' and an identity");
    const std::string_view name = line.substr(2);
    const std::size_t slash = name.find('/');
    RegistryIdentity identity{std::string(name.substr(0, slash)), slash == std::string_view::npos ? "" : std::string(name.substr(slash + 1))};
    const bool good = can_be_an_id(identity.device) && (slash == std::string_view::npos || can_be_an_id(identity.module));
    if (!good || identity.device.rfind(prefix_, 0) != 0) return bad("an identity that this run cannot have made");
    if (line[0] == '-') {
      refused.insert(std::string(name));
    } else {
      identities_.push_back(std::move(identity));
    }
  }
  if (number == 0) return ": is empty; nothing was made, and the file can be removed";
  std::erase_if(identities_, [&](const RegistryIdentity& identity) { return refused.count(to_text(identity)) != 0; });
  return std::nullopt;
}

bool IdentityJournal::append(const std::string& lines) {
  if (write_all(fd_, lines) && ::fsync(fd_) == 0) return true;
  error_ = cannot(path_, "written", errno);
  return false;
}

bool IdentityJournal::note(std::span<const RegistryIdentity> identities) {
  std::string lines;
  for (const RegistryIdentity& identity : identities) {
    PICKET_CHECK(can_be_an_id(identity.device) && identity.device.rfind(prefix_, 0) == 0, identity.device);
    PICKET_CHECK(identity.module.empty() || can_be_an_id(identity.module), identity.module);
    lines += line_of('+', identity);
  }
  if (!append(lines)) return false;
  identities_.insert(identities_.end(), identities.begin(), identities.end());
  return true;
}

bool IdentityJournal::retract(std::span<const RegistryIdentity> identities) {
  if (identities.empty()) return true;
  std::string lines;
  std::set<std::string> refused;
  for (const RegistryIdentity& identity : identities) {
    lines += line_of('-', identity);
    refused.insert(to_text(identity));
  }
  // Known in any case; if the disk does not take it, this run at least leaves them alone.
  std::erase_if(identities_, [&](const RegistryIdentity& identity) { return refused.count(to_text(identity)) != 0; });
  return append(lines);
}

bool IdentityJournal::remove_file() {
  if (::unlink(path_.c_str()) == 0 || errno == ENOENT) return true;
  error_ = cannot(path_, "removed", errno);
  return false;
}

}  // namespace picket::sim
