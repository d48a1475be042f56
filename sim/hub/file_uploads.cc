#include "sim/hub/file_uploads.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

bool FileUploads::full(Time now) {
  drop_expired(now);
  return uploads_.size() >= kMost;
}

std::uint32_t FileUploads::start(Time now) {
  PICKET_CHECK(!full(now), "uploads", uploads_.size());
  ++started_;
  uploads_.push_back({started_, now + kAddressLife});
  return started_;
}

bool FileUploads::active(Time now, std::uint32_t upload) {
  drop_expired(now);
  return std::ranges::any_of(uploads_, [upload](const Upload& u) { return u.number == upload; });
}

void FileUploads::complete(Time now, std::uint32_t upload) {
  PICKET_CHECK(active(now, upload), "upload", upload);
  std::erase_if(uploads_, [upload](const Upload& u) { return u.number == upload; });
}

void FileUploads::drop_expired(Time now) {
  std::erase_if(uploads_, [now](const Upload& u) { return u.expires <= now; });
}

}  // namespace picket::sim
