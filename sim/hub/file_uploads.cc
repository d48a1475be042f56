#include "sim/hub/file_uploads.h"

#include <algorithm>
#include <utility>

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

FileUploads::Expired FileUploads::take_expired(Time now) {
  drop_expired(now);
  return std::exchange(gone_, {});
}

void FileUploads::drop_expired(Time now) {
  const auto is_over = [now](const Upload& u) { return u.expires <= now; };
  for (const Upload& upload : uploads_) {
    if (!is_over(upload)) continue;
    if (gone_.uploads.size() < kMost) {
      gone_.uploads.push_back(upload);
    } else {
      ++gone_.more;
    }
  }
  std::erase_if(uploads_, is_over);
}

}  // namespace picket::sim
