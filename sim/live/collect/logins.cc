#include "sim/live/collect/logins.h"

#include <algorithm>
#include <filesystem>

#include "sim/live/collect/auth_log.h"
#include "sim/live/collect/collected_text.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMaxUtmpBytes = 4 << 20;  // about 10,000 terminals

std::string first_there(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) return path;
  }
  return paths.empty() ? std::string() : paths.front();
}

KernelBytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

}  // namespace

Logins::Logins(Settings settings)
    : settings_(std::move(settings)),
      wtmp_(settings_.wtmp, utmp_record_size()),
      btmp_(settings_.btmp, utmp_record_size()),
      auth_log_(first_there(settings_.auth_logs)) {}

void Logins::read(Time now, CollectedEvents& out) {
  next_ = now + settings_.interval;
  if (!began_) {
    began_ = true;
    if (const auto utmp = read_start_of(settings_.utmp, kMaxUtmpBytes)) {
      std::vector<UtmpRecord> records;
      read_utmp(bytes_of(*utmp), records, missed_);
      sessions_.begin_with(records);
    }
  }
  // The authentication log first: it names the program.
  read_lines(now, out);
  read_records(wtmp_, wtmp_rest_, LoginSource::kWtmp, now, out);
  read_records(btmp_, btmp_rest_, LoginSource::kBtmp, now, out);
  if (auth_log_.more() || wtmp_.more() || btmp_.more()) next_ = now;
}

std::vector<std::string> Logins::open_logs() const {
  std::vector<std::string> paths;
  for (const TailedFile* file : {&auth_log_, &wtmp_, &btmp_}) {
    if (file->is_open()) paths.push_back(file->path());
  }
  return paths;
}

void Logins::read_records(TailedFile& file, std::vector<std::byte>& rest, LoginSource source, Time now,
                          CollectedEvents& out) {
  bool began_anew = false;
  const KernelBytes bytes = file.read(began_anew, missed_);
  if (began_anew && !rest.empty()) {
    ++missed_[Missed::kDamaged];
    rest.clear();
  }
  rest.insert(rest.end(), bytes.begin(), bytes.end());
  std::vector<UtmpRecord> records;
  const std::size_t used = read_utmp(rest, records, missed_);
  rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(used));
  for (const UtmpRecord& record : records) {
    const auto sighting = source == LoginSource::kBtmp ? failed_login_of(record) : sessions_.take(record);
    if (sighting) take(source, *sighting, now, out);
  }
}

void Logins::read_lines(Time now, CollectedEvents& out) {
  bool began_anew = false;
  const KernelBytes bytes = auth_log_.read(began_anew, missed_);
  if (began_anew) {
    if (!auth_rest_.empty()) ++missed_[Missed::kDamaged];
    auth_rest_.clear();
    skips_line_ = false;
  }
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const bool whole = end != std::string_view::npos;
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(whole ? end + 1 : text.size());
    if (!skips_line_ && auth_rest_.size() + part.size() > kMaxLine) {
      ++missed_[Missed::kDamaged];
      auth_rest_.clear();
      skips_line_ = true;
    }
    if (!skips_line_) auth_rest_ += part;
    if (!whole) continue;
    if (!skips_line_) take_line(auth_rest_, now, out);
    auth_rest_.clear();
    skips_line_ = false;
  }
}

void Logins::take_line(std::string_view line, Time now, CollectedEvents& out) {
  auto logins = read_auth_log_line(line);
  if (!logins) return;
  LoginSighting& sighting = logins->sighting;
  if (sighting.process != 0) {
    const auto remote = remote_of_.find(sighting.process);
    if (sighting.operation == LoginOperation::kLogout) {
      if (remote != remote_of_.end()) {
        if (sighting.remote_address.is_unspecified()) sighting.remote_address = remote->second;
        remote_of_.erase(remote);
      }
    } else if (sighting.operation == LoginOperation::kLogin && !sighting.remote_address.is_unspecified()) {
      if (remote_of_.size() >= kMaxSessions) remote_of_.clear();
      remote_of_[sighting.process] = sighting.remote_address;
    }
  }
  for (std::uint32_t i = 0; i < logins->count; ++i) take(LoginSource::kAuthLog, sighting, now, out);
}

void Logins::take(LoginSource source, const LoginSighting& sighting, Time now, CollectedEvents& out) {
  if (!merge_.is_new(now, source, sighting)) return;
  LoginRecord record;
  record.user_name = collected_text(sighting.user, kMaxUserName, out, missed_);
  record.executable = collected_text(sighting.executable, kMaxPath, out, missed_);
  record.remote_address = sighting.remote_address;
  record.process_id = sighting.process;
  record.operation = sighting.operation;
  out.events.push_back({now, record});
}

}  // namespace picket::sim
