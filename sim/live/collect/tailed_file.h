#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/kernel_bytes.h"
#include "sim/live/collect/owned_file.h"

namespace picket::sim {

/// What is appended to a log, across rotation.
///
/// Model:  what is in the file at the first look is old, if it is there by then; a file that comes later is new from
///         its start. When the path names another file, the old one is read to its end first, then the new
///         one from its start. A file that is shorter than what was read of it begins anew.
/// Limits: what is appended between the last look and a cut is lost, and of several rotations between two looks all but
///         the last file (kFileCut counts the cuts). A file that was cut and has grown again beyond the old place
///         cannot be told from one that has only grown.
class TailedFile {
 public:
  static constexpr std::size_t kMaxRead = 256 * 1024;
  /// `unit`: what is old ends with a whole piece of so many bytes.
  explicit TailedFile(std::string path, std::size_t unit = 1) : path_(std::move(path)), unit_(unit) {}

  /// What was appended, at most kMaxRead bytes of it; the rest comes with the next call. Valid until then.
  /// `began_anew`: the first of these bytes are the first of a file, so nothing that was left over belongs to them.
  KernelBytes read(bool& began_anew, MissedCounts& missed);
  /// The last read may have left something.
  bool more() const { return more_; }
  /// It could be opened.
  bool is_open() const { return static_cast<bool>(file_); }
  const std::string& path() const { return path_; }

 private:
  void open();
  KernelBytes read_open();
  bool path_names_another() const;

  std::string path_;
  std::size_t unit_;
  OwnedFile file_;
  std::uint64_t offset_ = 0;
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
  bool looked_ = false;
  bool anew_ = false;
  bool more_ = false;
  std::vector<std::byte> buffer_;
};

}  // namespace picket::sim
