#include "sim/results/run_directory.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "agent_core/base/ascii.h"
#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "sim/results/digest.h"

namespace picket::sim {
namespace {

bool is_safe(char c) {
  return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
}

std::optional<WriteError> make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return WriteError{path, error.message(), error.value()};
  return std::nullopt;
}

}  // namespace

bool is_safe_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && name.front() != '.' && std::all_of(name.begin(), name.end(), is_safe);
}

std::string safe_name(std::string_view text) {
  std::string out(text.substr(0, 100));
  for (char& c : out) {
    if (!is_safe(c)) c = '_';
  }
  if (out.empty()) return "_";
  if (out.front() == '.') out.front() = '_';
  return out;
}

std::string run_key(std::string_view resolved_scenario, std::string_view policy, std::uint64_t seed,
                    std::uint32_t replication, std::string_view model_version) {
  Digest digest;
  digest.add(resolved_scenario, policy, seed, replication, model_version);
  return safe_name(policy.substr(0, 60)) + "-r" + std::to_string(replication) + "-" + digest.hex();
}

Result<StudyDirectory, WriteError> StudyDirectory::create(const std::string& out, std::string_view study_id) {
  PICKET_CHECK(is_safe_name(study_id), "study id", study_id);
  StudyDirectory study(out, std::string(study_id));
  if (auto error = make_folder(study.path_ + "/runs")) return *std::move(error);
  return study;
}

Result<RunDirectory, WriteError> StudyDirectory::run(std::string_view key) const {
  PICKET_CHECK(is_safe_name(key), "run key", key);
  RunDirectory run(path_ + "/runs/" + std::string(key));
  if (auto error = make_folder(run.path())) return *std::move(error);
  return run;
}

std::optional<WriteError> point_latest(const std::string& out, const std::string& id) {
  const std::string link = out + "/latest";
  const std::string temporary = link + ".tmp." + std::to_string(::getpid());
  std::error_code error;
  const auto status = std::filesystem::symlink_status(link, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_symlink(status)) {
    return WriteError{link, "exists and is no symbolic link"};
  }
  ::unlink(temporary.c_str());
  if (::symlink(id.c_str(), temporary.c_str()) != 0) return WriteError{link, std::strerror(errno)};
  if (::rename(temporary.c_str(), link.c_str()) != 0) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    return WriteError{link, std::strerror(reason)};
  }
  return std::nullopt;
}

bool StudyDirectory::is_partial() const {
  return ::access(file("partial").c_str(), F_OK) == 0;
}

void StudyDirectory::clear_partial() const {
  ::unlink(file("partial").c_str());
}

}  // namespace picket::sim
