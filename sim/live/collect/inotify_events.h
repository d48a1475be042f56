#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agent_core/message/record.h"
#include "sim/live/collect/kernel_bytes.h"

namespace picket::sim {

struct InotifyEvent {
  int watch = -1;
  std::uint32_t mask = 0;
  std::string_view name;  ///< of the entry of a watched folder; empty: the watched thing itself
};

/// The events of one read, one after the other.
/// Errors: a length that does not fit ends the walk, and `damaged` says so.
/// Source: inotify(7); sys/inotify.h (struct inotify_event).
class InotifyEvents {
 public:
  explicit InotifyEvents(KernelBytes bytes) : rest_(bytes) {}
  bool next(InotifyEvent& event);
  bool damaged() const { return damaged_; }

 private:
  KernelBytes rest_;
  bool damaged_ = false;
};

/// What a mask says has happened; none for what is no change of a file (overflow, the end of a watch).
std::optional<FileOperation> file_operation_of(std::uint32_t mask);

}  // namespace picket::sim
