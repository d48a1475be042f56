#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace picket::sim {

/// One value of a stream of JSON, as it stands there.
struct JsonRecord {
  std::uint64_t line = 1;    ///< where it begins, from 1
  std::uint32_t column = 1;  ///< in characters, from 1
  std::string_view text;     ///< without blanks around it; of one that is too long, its start
  bool too_long = false;
  bool is_cut_off = false;   ///< the stream ended inside it, or inside the list: the text is then empty between two values
};

/// Cuts a stream of bytes into the values that it holds: one JSON object a line, the items of one list, or objects that
/// are spread over lines, one behind the other. Which of them, the first line shows: a list begins with '[', and what is
/// spread over lines with a '{' that stands alone.
///
/// Input:  any bytes, in parts of any size. A byte order mark of UTF-8 is left out.
/// Output: values in the order of the stream, to `take`; what is valid only while it is called.
/// Limits: a value has at most kMaxRecordBytes; a longer one is given once, with its start. Values are found by quotes
///         and brackets alone, so what is wrong in one line spoils no other; in a list, a bracket too few spoils the rest.
/// Cost:   one value in memory.
class JsonRecords {
 public:
  static constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20;
  using Take = std::function<void(const JsonRecord&)>;

  explicit JsonRecords(Take take) : take_(std::move(take)) {}
  void feed(std::string_view bytes);
  void finish();
  /// The stream begins as UTF-16 does; nothing of it is given.
  bool is_utf16() const { return form_ == Form::kUtf16; }

 private:
  enum class Form : std::uint8_t { kUnknown, kBrace, kLines, kValues, kUtf16 };

  void begin();
  void append(char c);
  void give(bool is_cut_off);
  void feed_unknown(char c);
  void feed_line(char c);
  void feed_value(char c);
  void advance(char c);

  Take take_;
  Form form_ = Form::kUnknown;
  std::uint64_t offset_ = 0;
  std::uint64_t line_ = 1;
  std::uint32_t column_ = 1;
  bool in_list_ = false;
  std::string record_;
  std::uint64_t record_line_ = 0;  ///< 0: between two values
  std::uint32_t record_column_ = 1;
  bool too_long_ = false;
  std::size_t depth_ = 0;
  bool is_quoted_ = false;
  bool is_escaped_ = false;
};

}  // namespace picket::sim
