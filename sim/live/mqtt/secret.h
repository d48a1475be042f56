#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace picket::sim {

/// Bytes that nobody may see: a key, a token, a connection string.
///
/// Model:  moved and never copied; written over with zeros when it goes, is moved from or is replaced. It has no operator<<, no
///         formatter, no comparison and no conversion: what wants to log it does not compile. Who has to hand it to a library
///         says exposed(), which is the word to look for when somebody asks where secrets go.
/// Limits: what a library copies is the library's. Pages may be swapped; core dumps show what lives.
class Secret {
 public:
  Secret() = default;
  /// Takes a copy; the source is the caller's to wipe (see `taken_from`).
  explicit Secret(std::string_view bytes) : bytes_(bytes.begin(), bytes.end()) {}
  /// Takes the text over and writes zeros over it.
  static Secret taken_from(std::string& text);
  ~Secret() { wipe(); }
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  std::string_view exposed() const { return {bytes_.data(), bytes_.size()}; }
  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }
  /// Another of the same content, where two owners need one each.
  Secret duplicate() const { return Secret(exposed()); }
  /// Calls `use` with the bytes and a zero after them, for C libraries; the copy is wiped afterwards.
  void with_c_string(const std::function<void(const char*)>& use) const;
  void wipe();

  template <class Stream>
  friend Stream& operator<<(Stream&, const Secret&) = delete;

 private:
  std::vector<char> bytes_;
};

/// Writes zeros over a text that held a secret, and empties it.
void wipe(std::string& text);

}  // namespace picket::sim
