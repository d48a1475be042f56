#include "sim/fleet/trace_lines.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>

#include "agent_core/base/utf8.h"

namespace picket::sim {

std::string_view to_string(TraceFault fault) {
  switch (fault) {
    case TraceFault::kFileNotReadable:
      return "file_not_readable";
    case TraceFault::kLineTooLong:
      return "line_too_long";
    case TraceFault::kNoHeader:
      return "no_header";
    case TraceFault::kFieldCount:
      return "field_count";
    case TraceFault::kBadQuote:
      return "bad_quote";
    case TraceFault::kBadJson:
      return "bad_json";
    case TraceFault::kBadTime:
      return "bad_time";
    case TraceFault::kBadAddress:
      return "bad_address";
    case TraceFault::kBadPort:
      return "bad_port";
    case TraceFault::kBadProtocol:
      return "bad_protocol";
    case TraceFault::kBadNumber:
      return "bad_number";
    case TraceFault::kBadOperation:
      return "bad_operation";
    case TraceFault::kTooManyEvents:
      return "too_many_events";
    case TraceFault::kTooManyDevices:
      return "too_many_devices";
    case TraceFault::kTextRefused:
      return "text_refused";
    case TraceFault::kCount_:
      break;
  }
  return "unknown";
}

void TraceReport::add(TraceFault fault, std::uint64_t line, std::string_view text) {
  const auto seen = static_cast<std::size_t>(faults[fault]++);
  if (seen >= kExamplesPerFault) return;
  examples.push_back({fault, line, std::string(utf8_prefix(text, 80))});
}

struct TraceLines::File {
  gzFile handle = nullptr;
  ~File() {
    if (handle != nullptr) gzclose(handle);
  }
};

TraceLines::TraceLines(const std::string& path, TraceReport& report)
    : file_(std::make_unique<File>()), report_(report) {
  // A pipe is a trace, a device such as /dev/zero has no end.
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  const bool readable = type == std::filesystem::file_type::regular || type == std::filesystem::file_type::fifo;
  if (readable) file_->handle = gzopen(path.c_str(), "rb");
  if (file_->handle == nullptr) {
    report_.add(TraceFault::kFileNotReadable, 0, path);
    return;
  }
  gzbuffer(file_->handle, 1 << 17);
}

TraceLines::~TraceLines() = default;

bool TraceLines::refill() {
  if (file_->handle == nullptr) return false;
  buffer_.resize(1 << 16);
  position_ = 0;
  const int got = gzread(file_->handle, buffer_.data(), static_cast<unsigned>(buffer_.size()));
  int error = Z_OK;
  const char* message = gzerror(file_->handle, &error);
  // A truncated stream gives its bytes first and Z_BUF_ERROR with the last of them.
  const bool damaged = got < 0 || (error != Z_OK && error != Z_STREAM_END);
  if (damaged) report_.add(TraceFault::kFileNotReadable, number_, message == nullptr ? "" : message);
  buffer_.resize(static_cast<std::size_t>(std::max(got, 0)));
  if (damaged || got == 0) {
    gzclose(file_->handle);
    file_->handle = nullptr;
  }
  return !buffer_.empty();
}

bool TraceLines::next(std::string& line) {
  line.clear();
  bool too_long = false;
  bool any = false;
  for (;;) {
    if (position_ >= buffer_.size() && !refill()) {
      if (!any) return false;
      break;
    }
    any = true;
    const char* begin = buffer_.data() + position_;
    const auto* end = static_cast<const char*>(std::memchr(begin, '\n', buffer_.size() - position_));
    const std::size_t length = end == nullptr ? buffer_.size() - position_ : static_cast<std::size_t>(end - begin);
    position_ += length + (end == nullptr ? 0 : 1);
    if (line.size() + length > kMaxLine)
      too_long = true;
    else if (!too_long)
      line.append(begin, length);
    if (end == nullptr) continue;
    if (!too_long) break;
    ++number_;
    ++report_.lines;
    report_.add(TraceFault::kLineTooLong, number_, line);
    line.clear();
    too_long = any = false;
  }
  ++number_;
  ++report_.lines;
  if (too_long) {
    report_.add(TraceFault::kLineTooLong, number_, line);
    line.clear();
    return false;
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // a byte order mark says nothing in UTF-8
  return true;
}

bool split_csv(std::string_view line, std::vector<std::string>& fields) {
  fields.clear();
  std::size_t i = 0;
  for (;;) {
    std::string& field = fields.emplace_back();
    if (i < line.size() && line[i] == '"') {
      for (++i;; ++i) {
        if (i >= line.size()) return false;
        if (line[i] != '"') {
          field.push_back(line[i]);
        } else if (i + 1 < line.size() && line[i + 1] == '"') {
          field.push_back('"');
          ++i;
        } else {
          break;
        }
      }
      ++i;
      if (i < line.size() && line[i] != ',') return false;
    } else {
      const std::size_t end = std::min(line.find(',', i), line.size());
      field.assign(line.substr(i, end - i));
      i = end;
    }
    if (i >= line.size()) return true;
    ++i;
  }
}

void split_at(std::string_view line, char separator, std::vector<std::string>& fields) {
  fields.clear();
  for (;;) {
    const std::size_t end = line.find(separator);
    fields.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

bool parse_trace_time(std::string_view text, Time& time) {
  double seconds = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return false;
  if (!(seconds >= 0 && seconds <= 1e11)) return false;
  time = Time() + Duration::from_seconds(seconds);
  return true;
}

bool parse_trace_number(std::string_view text, std::uint64_t max, std::uint64_t& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() && value <= max;
}

}  // namespace picket::sim
