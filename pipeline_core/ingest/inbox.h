#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/pipeline.h"

namespace picket {

/// What a shard has been given and not yet analysed: flat arenas that are reused window after window.
/// Cost: a submit copies its bytes or observations, nothing else.
class Inbox {
 public:
  struct Item {
    Time time;
    DeviceId device;
    std::uint32_t sequence = 0;
    std::uint64_t offset = 0;  ///< into the bytes or the observations
    std::uint32_t size = 0;
    enum class Kind : std::uint8_t { kOperation, kBytes, kObservations } kind = Kind::kBytes;
    Encoding encoding = Encoding::kG2FlatBuffers;
    Compression compression = Compression::kNone;
    OperationName operation = OperationName::kDeviceConnect;
    bool module = false;
  };

  void add(const DeviceMessage& message);
  void add(const OperationRecord& record);
  /// The items up to `watermark` in the order (time, device, operations first, sequence). Valid until
  /// `drop_taken`.
  std::span<const Item> take(Time watermark);
  /// Forgets what `take` returned; later items stay.
  void drop_taken();
  bool empty() const { return items_.empty(); }

  std::string_view bytes(const Item& item) const { return {bytes_.data() + item.offset, item.size}; }
  std::span<const Observation> observations(const Item& item) const {
    return {observations_.data() + item.offset, item.size};
  }

 private:
  std::vector<Item> items_;
  std::size_t taken_ = 0;
  std::string bytes_;
  std::vector<Observation> observations_;
};

}  // namespace picket
