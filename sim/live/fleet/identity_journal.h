#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/live/registry/registry_request.h"

namespace picket::sim {

/// Which identities a run made in a hub's registry, in a file that survives the run, so that they can be removed whatever ended it.
///
/// Model:  lines of text, appended and on the disk before the hub is asked for what they name. The first names hub and prefix; "+" an
///         identity that may have been made; "-" one that was refused, and so is somebody else's. What a file names and does not
///         begin with its prefix is refused as a whole: a damaged or edited file must not remove other identities.
///         A last line without its end was not finished, and so nothing was asked for.
/// Errors: texts with the path and what to do.
/// Limits: no secrets in it. One run at a time: a second run with the same file is told to clean up first.
class IdentityJournal {
 public:
  static constexpr std::size_t kMaxFile = 512U << 20U;  ///< a million identities of the longest names, devices and modules

  /// A new file, readable by its owner alone. Errors: one that is there already, a folder that cannot be written.
  static Result<IdentityJournal, std::string> create(const std::string& path, const std::string& host, const std::string& prefix);
  /// The file of an earlier run. Errors: not there, too large, not such a file, or a name without the prefix.
  static Result<IdentityJournal, std::string> open(const std::string& path);
  ~IdentityJournal();
  IdentityJournal(IdentityJournal&& other) noexcept;
  IdentityJournal& operator=(IdentityJournal&&) = delete;
  IdentityJournal(const IdentityJournal&) = delete;
  IdentityJournal& operator=(const IdentityJournal&) = delete;

  /// These are about to be asked for. False if the disk refused: do not ask. Each begins with the prefix.
  bool note(std::span<const RegistryIdentity> identities);
  /// These were refused by the hub as existing.
  bool retract(std::span<const RegistryIdentity> identities);
  /// The file has done its work. False if it cannot be removed.
  bool remove_file();

  const std::string& path() const { return path_; }
  const std::string& host() const { return host_; }
  const std::string& prefix() const { return prefix_; }
  /// What may have been made, in the order of the notes.
  const std::vector<RegistryIdentity>& identities() const { return identities_; }
  /// What went wrong last.
  const std::string& error() const { return error_; }

 private:
  IdentityJournal(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::optional<std::string> read(std::string_view text);
  bool append(const std::string& lines);

  std::string path_;
  int fd_ = -1;
  std::string host_;
  std::string prefix_;
  std::vector<RegistryIdentity> identities_;
  std::string error_;
};

}  // namespace picket::sim
