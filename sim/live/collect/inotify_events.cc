#include "sim/live/collect/inotify_events.h"

#include <sys/inotify.h>

#include <cstring>

namespace picket::sim {

bool InotifyEvents::next(InotifyEvent& event) {
  if (rest_.empty() || damaged_) return false;
  inotify_event head{};
  damaged_ = !copy_struct(rest_, head) || head.len > rest_.size() - sizeof(head);
  if (damaged_) return false;
  const auto* name = reinterpret_cast<const char*>(rest_.data() + sizeof(head));
  event.watch = head.wd;
  event.mask = head.mask;
  event.name = {name, ::strnlen(name, head.len)};  // filled up with zero bytes
  rest_ = rest_.subspan(sizeof(head) + head.len);
  return true;
}

std::optional<FileOperation> file_operation_of(std::uint32_t mask) {
  if ((mask & IN_ACCESS) != 0) return FileOperation::kAccess;
  if ((mask & IN_MODIFY) != 0) return FileOperation::kModified;
  if ((mask & IN_ATTRIB) != 0) return FileOperation::kMetadataChanged;
  if ((mask & IN_CLOSE) != 0) return FileOperation::kClosed;
  if ((mask & IN_OPEN) != 0) return FileOperation::kOpened;
  if ((mask & (IN_MOVE | IN_MOVE_SELF)) != 0) return FileOperation::kMoved;
  if ((mask & IN_CREATE) != 0) return FileOperation::kCreated;
  if ((mask & (IN_DELETE | IN_DELETE_SELF)) != 0) return FileOperation::kDeleted;
  return std::nullopt;
}

}  // namespace picket::sim
