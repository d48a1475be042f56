#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/state/byte_stream.h"
#include "agent_core/state/image_fields.h"
#include "agent_core/state/saved_texts.h"

// The four ways to walk the fields of a saved agent (see image_fields.h).

namespace picket {

/// Writes the fields and collects their texts.
class ImageWriter {
 public:
  ImageWriter(ByteWriter& out, TextCollector& texts) : out_(out), texts_(texts) {}

  template <class T>
  void number(std::string_view, const T& value, std::uint64_t max = std::numeric_limits<T>::max()) {
    PICKET_CHECK(value <= max, "value", std::uint64_t{value});
    out_.number(value);
  }
  template <class T>
  void fixed(std::string_view, const T& value) {
    out_.fixed(value, sizeof value);
  }
  void time(std::string_view name, const Time& value, TimeRange range);
  void flag(std::string_view, const bool& value) { out_.fixed(value ? 1 : 0, 1); }
  template <class Enum>
  void word(std::string_view, const Enum& value, std::size_t) {
    out_.fixed(static_cast<std::uint8_t>(value), 1);
  }
  void text(std::string_view, const Text& value);
  void address(std::string_view, const IpAddress& value);
  std::size_t count(std::string_view, std::size_t size, std::size_t, std::size_t) {
    out_.number(size);
    return size;
  }
  void enter(std::string_view, std::size_t) {}
  void leave() {}
  void refuse(std::string_view) {}
  bool ok() const { return true; }

 private:
  ByteWriter& out_;
  TextCollector& texts_;
};

/// Reads the fields; texts are places among the snapshot's.
class ImageReader {
 public:
  ImageReader(ByteReader& in, SavedTexts& texts) : in_(in), texts_(texts) {}

  template <class T>
  void number(std::string_view name, T& value, std::uint64_t max = std::numeric_limits<T>::max()) {
    value = static_cast<T>(in_.number(name, max));
  }
  template <class T>
  void fixed(std::string_view name, T& value) {
    value = static_cast<T>(in_.fixed(name, sizeof value));
  }
  void time(std::string_view name, Time& value, TimeRange range);
  void flag(std::string_view name, bool& value) { value = one_of(name, 2) != 0; }
  template <class Enum>
  void word(std::string_view name, Enum& value, std::size_t words) {
    value = static_cast<Enum>(one_of(name, words));
  }
  void text(std::string_view name, Text& value);
  void address(std::string_view name, IpAddress& value);
  std::size_t count(std::string_view name, std::size_t, std::size_t max, std::size_t least_bytes) {
    return in_.count(name, max, least_bytes);
  }
  void enter(std::string_view, std::size_t) {}
  void leave() {}
  void refuse(std::string_view name) { in_.fail(RestoreFailure::kInvalidField, name); }
  bool ok() const { return in_.ok(); }

 private:
  std::uint64_t one_of(std::string_view name, std::size_t choices);

  ByteReader& in_;
  SavedTexts& texts_;
};

/// Puts a table's texts where places of a snapshot's texts were.
class TextExchange {
 public:
  explicit TextExchange(std::span<const Text> by_place) : by_place_(by_place) {}

  template <class T>
  void number(std::string_view, T&, std::uint64_t = 0) {}
  template <class T>
  void fixed(std::string_view, T&) {}
  void time(std::string_view, Time&, TimeRange) {}
  void flag(std::string_view, bool&) {}
  template <class Enum>
  void word(std::string_view, Enum&, std::size_t) {}
  void text(std::string_view, Text& value) { value.id = by_place_[value.id].id; }
  void address(std::string_view, IpAddress&) {}
  std::size_t count(std::string_view, std::size_t size, std::size_t, std::size_t) { return size; }
  void enter(std::string_view, std::size_t) {}
  void leave() {}
  void refuse(std::string_view) {}
  bool ok() const { return true; }

 private:
  std::span<const Text> by_place_;
};

/// Lists names and values of the fields, for people.
class FieldLister {
 public:
  struct Field {
    std::string name;
    std::string value;
  };
  explicit FieldLister(const TextTable& texts) : texts_(texts) {}

  template <class T>
  void number(std::string_view name, const T& value, std::uint64_t = 0) {
    add(name, std::to_string(value));
  }
  template <class T>
  void fixed(std::string_view name, const T& value) {
    add(name, std::to_string(value));
  }
  void time(std::string_view name, const Time& value, TimeRange);
  void flag(std::string_view name, const bool& value) { add(name, value ? "true" : "false"); }
  template <class Enum>
  void word(std::string_view name, const Enum& value, std::size_t) {
    add(name, std::to_string(static_cast<unsigned>(value)));
  }
  void text(std::string_view name, const Text& value);
  void address(std::string_view name, const IpAddress& value) { add(name, value.to_string()); }
  std::size_t count(std::string_view name, std::size_t size, std::size_t, std::size_t) {
    add(std::string(name) += ".size", std::to_string(size));
    return size;
  }
  void enter(std::string_view name, std::size_t i);
  void leave();
  void refuse(std::string_view) {}
  bool ok() const { return true; }

  std::vector<Field> fields() && { return std::move(fields_); }

 private:
  void add(std::string_view name, std::string value);

  const TextTable& texts_;
  std::string path_;
  std::vector<std::size_t> path_sizes_;
  std::vector<Field> fields_;
};

}  // namespace picket
