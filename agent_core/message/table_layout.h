#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "agent_core/base/text.h"

namespace picket {

/// One field of a FlatBuffers table: its number in the schema and its bytes in the table.
struct TableField {
  std::uint8_t slot;
  std::uint8_t size;
};

/// A table's fields in the order we lay them out: large first, so that none needs padding.
/// Presence is a mask with bit i for fields[i]; a field that has its default is left out.
template <std::size_t N>
struct TableShape {
  std::uint32_t id;  ///< distinguishes the shapes of one message
  std::array<TableField, N> fields;

  /// Bytes of a table with these fields, its leading vtable offset included.
  constexpr std::uint32_t table_size(std::uint32_t mask) const {
    std::uint32_t size = 4;
    for (std::size_t i = 0; i < N; ++i) size += (mask >> i & 1) * fields[i].size;
    return size;
  }
  /// Bytes of its vtable, which ends at the last slot that is present.
  constexpr std::uint32_t vtable_size(std::uint32_t mask) const {
    std::uint32_t slots = 0;
    for (std::size_t i = 0; i < N; ++i) {
      if ((mask >> i & 1) != 0 && fields[i].slot + 1U > slots) slots = fields[i].slot + 1U;
    }
    return 4 + 2 * slots;
  }
};

constexpr std::uint32_t padded_to_4(std::uint32_t size) { return (size + 3) & ~3U; }

/// Remembers where the vtable of each (shape, mask) of a message stands, so that equal ones are
/// shared as FlatBuffers' own builder shares them.
/// Cost: constant for the shape's latest mask, else linear in the distinct ones (a handful).
/// Limits: beyond kMax distinct ones a vtable is written again; the size stays exact.
class SharedVtables {
 public:
  static constexpr std::size_t kMax = 512;
  static constexpr std::size_t kShapes = 24;
  struct Entry {
    std::uint32_t key;
    std::uint32_t position;    ///< of the vtable; never 0, where the root offset stands
    std::uint32_t table_size;  ///< of each table that uses it, padded
  };
  /// Null if there is none yet.
  const Entry* find(std::uint32_t shape, std::uint32_t mask) {
    const std::uint32_t key = key_of(shape, mask);
    if (latest_[shape].key == key) return &latest_[shape];
    for (std::size_t i = 0; i < size_; ++i) {
      if (entries_[i].key == key) {
        latest_[shape] = entries_[i];
        return &latest_[shape];
      }
    }
    return nullptr;
  }
  const Entry* add(std::uint32_t shape, std::uint32_t mask, std::uint32_t position, std::uint32_t table_size) {
    latest_[shape] = {key_of(shape, mask), position, table_size};
    if (size_ < kMax) entries_[size_++] = latest_[shape];
    return &latest_[shape];
  }

 private:
  static std::uint32_t key_of(std::uint32_t shape, std::uint32_t mask) { return (shape + 1) << 16 | mask; }

  std::array<Entry, kShapes> latest_{};
  std::size_t size_ = 0;
  std::array<Entry, kMax> entries_;  // the first size_ are set; not cleared for each message on purpose
};

/// Lays a FlatBuffers buffer out from front to back: every vtable before its first table, every table
/// before what it points to. With `kWrite` false the same calls only advance the position, which makes
/// the size exact by construction. All objects are aligned to 4 bytes, the largest scalar we use.
///
/// Use: `begin` a table, then `put` its present fields in the shape's order; a field that points
/// elsewhere is a `placeholder`, filled by `point_here` when its target is about to be written.
template <bool kWrite>
class TableLayout {
 public:
  /// `out`: zeroed room of the final size (writing), null (counting).
  explicit TableLayout(char* out, bool count_vtables = true) : out_(out), count_vtables_(count_vtables) {}

  std::uint32_t position() const { return position_; }

  /// Begins a table and makes the offset at `pointer` lead to it.
  template <std::size_t N>
  void begin(const TableShape<N>& shape, std::uint32_t mask, std::uint32_t pointer) {
    const SharedVtables::Entry* vtable = vtables_.find(shape.id, mask);
    if (vtable == nullptr) {
      vtable = vtables_.add(shape.id, mask, position_, padded_to_4(shape.table_size(mask)));
      if (count_vtables_) write_vtable(shape, mask);
    }
    point_here(pointer);
    if constexpr (kWrite) {
      store(position_, static_cast<std::int32_t>(position_ - vtable->position));
      cursor_ = position_ + 4;
    }
    position_ += vtable->table_size;
  }

  void put4(std::uint32_t value) { put(value); }
  void put2(std::uint16_t value) { put(value); }
  void put1(std::uint8_t value) { put(value); }
  /// An IPv4 address, or one word of an IPv6 address, in network order.
  void put4_network_order(std::uint32_t value) {
    if constexpr (kWrite) put(byte_swapped(value));
  }
  void put_bytes(const char* bytes, std::uint32_t size) {
    if constexpr (kWrite) {
      std::memcpy(out_ + cursor_, bytes, size);
      cursor_ += size;
    }
  }
  /// Leaves room for an offset; returns where it stands.
  std::uint32_t placeholder() {
    const std::uint32_t at = cursor_;
    cursor_ += 4;
    return at;
  }
  void point_here(std::uint32_t placeholder) {
    if constexpr (kWrite) store(placeholder, position_ - placeholder);
  }
  /// Starts a vector of `count` offsets; the i-th placeholder is the returned position plus 4 i.
  std::uint32_t offset_vector(std::uint32_t count) {
    if constexpr (kWrite) store(position_, count);
    const std::uint32_t first = position_ + 4;
    position_ += 4 + 4 * count;
    return first;
  }
  /// Leaves room for the offset of the root table, which every buffer begins with; returns its place.
  std::uint32_t root_offset() {
    position_ += 4;
    return 0;
  }

  void string(const TextTable& texts, Text text) {
    const std::uint32_t length = texts.length(text);
    if constexpr (kWrite) {
      store(position_, length);
      if (texts.is_template(text)) {
        scratch_.clear();
        texts.append_to(text, scratch_);
        std::memcpy(out_ + position_ + 4, scratch_.data(), length);
      } else {
        std::memcpy(out_ + position_ + 4, texts.literal(text).data(), length);
      }
    }
    position_ += padded_to_4(4 + length + 1);
  }
  void string(std::string_view text) {
    const auto length = static_cast<std::uint32_t>(text.size());
    if constexpr (kWrite) {
      store(position_, length);
      if (length != 0) std::memcpy(out_ + position_ + 4, text.data(), length);
    }
    position_ += padded_to_4(4 + length + 1);
  }

 private:
  static constexpr std::uint32_t byte_swapped(std::uint32_t v) {
    return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
  }

  /// FlatBuffers are little-endian; so is every machine we build for.
  template <class Value>
  void store(std::uint32_t at, Value value) {
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(out_ + at, &value, sizeof value);
  }
  template <class Value>
  void put(Value value) {
    if constexpr (kWrite) {
      store(cursor_, value);
      cursor_ += sizeof value;
    }
  }

  template <std::size_t N>
  void write_vtable(const TableShape<N>& shape, std::uint32_t mask) {
    const std::uint32_t size = shape.vtable_size(mask);
    if constexpr (kWrite) {
      store(position_, static_cast<std::uint16_t>(size));
      store(position_ + 2, static_cast<std::uint16_t>(shape.table_size(mask)));
      std::uint16_t offset = 4;
      for (std::size_t i = 0; i < N; ++i) {
        if ((mask >> i & 1) == 0) continue;
        store(position_ + 4 + 2U * shape.fields[i].slot, offset);
        offset = static_cast<std::uint16_t>(offset + shape.fields[i].size);
      }
    }
    position_ += padded_to_4(size);
  }

  char* out_;
  bool count_vtables_;
  std::uint32_t position_ = 0;
  std::uint32_t cursor_ = 0;  ///< next field of the table begun last
  SharedVtables vtables_;
  std::string scratch_;
};

}  // namespace picket
