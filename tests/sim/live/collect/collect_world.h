#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/kernel_bytes.h"

namespace picket::sim {

/// A text table and what was collected with it.
struct CollectWorld {
  TextTable texts;
  CollectedEvents out;
  MissedCounts missed;
  CollectWorld() { out.texts = &texts; }

  std::string text(Text t) const { return texts.render(t); }
  /// The events of one kind, in order.
  template <class Kind>
  std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const RawEvent& event : out.events) {
      if (const auto* record = std::get_if<Kind>(&event.record)) found.push_back(*record);
    }
    return found;
  }
};

/// A folder of its own that goes with the test.
class CollectFolder {
 public:
  CollectFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "picket_collect_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder " << name;
    path_ = name;
  }
  ~CollectFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  CollectFolder(const CollectFolder&) = delete;
  CollectFolder& operator=(const CollectFolder&) = delete;

  std::string path(std::string_view name = "") const { return name.empty() ? path_ : path_ + "/" + std::string(name); }
  /// Writes a file, with the folders above it.
  void write(std::string_view name, std::string_view text) const { put(name, text, std::ios::trunc); }
  void append(std::string_view name, std::string_view text) const { put(name, text, std::ios::app); }

 private:
  void put(std::string_view name, std::string_view text, std::ios::openmode how) const {
    const std::filesystem::path file = path(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary | how) << text;
  }
  std::string path_;
};

inline std::string_view text_of(KernelBytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline KernelBytes kernel_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
/// A struct of the kernel's headers as its bytes.
template <class Struct>
std::string raw_bytes(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

inline Time second(std::int64_t s) { return Time::from_unix_seconds(s); }

}  // namespace picket::sim
