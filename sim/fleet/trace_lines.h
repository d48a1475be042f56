#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/time.h"
#include "agent_core/event/raw_event.h"

namespace picket::sim {

/// Why a line of a recorded trace, or the rest of the file, gave no event.
enum class TraceFault : std::uint8_t {
  kFileNotReadable,  ///< cannot be opened, or reading fails half way (damaged compression)
  kLineTooLong,
  kNoHeader,    ///< data before the column names, or columns missing that are needed
  kFieldCount,  ///< fewer or more fields than columns
  kBadQuote,
  kBadJson,
  kBadTime,
  kBadAddress,
  kBadPort,
  kBadProtocol,
  kBadNumber,
  kBadOperation,
  kTooManyEvents,  ///< the limit of events was reached; the rest was not read
  kTooManyDevices,
  kTextRefused,  ///< the text table is full
  kCount_,
};
std::string_view to_string(TraceFault fault);

/// What reading a trace came to. Faults never stop the reading but for the first and the limits.
struct TraceReport {
  struct Example {
    TraceFault fault = TraceFault::kFileNotReadable;
    std::uint64_t line = 0;  ///< counted from 1
    std::string text;        ///< the start of the line, as it stands there
  };
  static constexpr std::size_t kExamplesPerFault = 3;

  std::uint64_t lines = 0;
  std::uint64_t events = 0;
  Counts<TraceFault> faults;
  std::vector<Example> examples;

  void add(TraceFault fault, std::uint64_t line, std::string_view text);
};

/// A recorded event: whose, what, and what the recording says about it.
struct TraceEvent {
  std::uint32_t device = 0;
  EventRun run;
  std::string label;  ///< as in the file, empty if it has none
};

/// Lines of a plain or gzip-compressed file, one at a time.
/// Limits: lines longer than `kMaxLine` are skipped as a whole and counted.
class TraceLines {
 public:
  static constexpr std::size_t kMaxLine = 64 * 1024;
  TraceLines(const std::string& path, TraceReport& report);
  ~TraceLines();
  TraceLines(const TraceLines&) = delete;
  TraceLines& operator=(const TraceLines&) = delete;

  /// False at the end. Line ends (LF, CRLF) are taken off.
  bool next(std::string& line);
  std::uint64_t number() const { return number_; }

 private:
  bool refill();

  struct File;
  std::unique_ptr<File> file_;
  TraceReport& report_;
  std::vector<char> buffer_;
  std::size_t position_ = 0;
  std::uint64_t number_ = 0;
};

/// Splits a line of RFC 4180 CSV; false on a quote out of place. `fields` is reused.
bool split_csv(std::string_view line, std::vector<std::string>& fields);
/// Splits at every `separator`.
void split_at(std::string_view line, char separator, std::vector<std::string>& fields);
/// Seconds with decimals, 0 to 10^11.
bool parse_trace_time(std::string_view text, Time& time);
/// A whole number, 0 to `max`.
bool parse_trace_number(std::string_view text, std::uint64_t max, std::uint64_t& value);

}  // namespace picket::sim
