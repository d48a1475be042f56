#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "agent_core/event/raw_event.h"

namespace picket::sim {

/// Why a collector saw less of the host than happened. Those up to kFolderNotWatched stand for events that never came;
/// those after it for events that came without a part of them.
enum class Missed : std::uint8_t {
  kSequenceGap,      ///< events that the kernel numbered and did not deliver, as its buffer was full
  kOverflow,         ///< times that the kernel said that its buffer was full; each stands for any number of events
  kBetweenReads,     ///< processes that came and went between two looks at /proc (at most so many)
  kDamaged,          ///< message, record or line of a form that we do not know
  kLimit,            ///< beyond a bound of ours: sockets, processes, links
  kFileCut,          ///< times that a log became shorter: what was written since the last look is lost
  kFolderNotWatched, ///< folders beyond the watches that we or the kernel allow, or that cannot be read
  kGoneBeforeRead,   ///< processes that had ended before their command line was read
  kOwnerUnknown,     ///< connections whose process was not found
  kTextCut,          ///< texts longer than their bound, of which the start was kept
  kTextRefused,      ///< texts left empty, as the text table is full
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(Missed::kCount_)> kMissedNames{
    "sequence_gap",       "overflow",          "between_reads", "damaged",  "limit",       "file_cut",
    "folder_not_watched", "gone_before_read",  "owner_unknown", "text_cut", "text_refused"};
constexpr std::string_view to_string(Missed missed) { return kMissedNames[static_cast<std::size_t>(missed)]; }
constexpr bool loses_events(Missed missed) { return missed <= Missed::kFolderNotWatched; }
using MissedCounts = Counts<Missed, std::uint64_t>;

/// What one round of reading gave. Reused by the driver: it takes `events`, and clears them.
struct CollectedEvents {
  /// The texts of the events. Collectors keep no Text between two reads, so that the driver may give another table
  /// when this one is nearly full. It must stand on no frozen base.
  TextTable* texts = nullptr;
  /// In the order in which they were seen; their times do not go back from one read to the next if `now` does not.
  std::vector<RawEvent> events;
  /// A collector stops taking from the kernel once so many are there; what is left waits. What one answer of the kernel
  /// or one look at /proc holds is taken whole.
  std::size_t enough = 4'096;

  bool full() const { return events.size() >= enough; }
};

/// One source of a host's events: what turns what the kernel or a file says into raw events.
///
/// State: owns its file descriptors. Needs no thread: the driver waits for `fd` and for `next_read` alike, then calls
///        `read` with the time that it is.
/// Output: each event has the time at which it was read, but where a source says otherwise.
/// Errors: none on reading: what cannot be read is counted, and the next read goes on. What cannot be opened at all is
///         said by each source's `open`.
class HostCollector {
 public:
  HostCollector() = default;
  virtual ~HostCollector() = default;
  HostCollector(const HostCollector&) = delete;
  HostCollector& operator=(const HostCollector&) = delete;

  /// "process connector", "sockets": for messages to a person.
  virtual std::string_view name() const = 0;
  virtual EventKind kind() const = 0;
  /// To wait on for reading (level-triggered); -1: there is none.
  virtual int fd() const { return -1; }
  /// When to read though `fd` says nothing; Time::max(): never.
  virtual Time next_read() const { return Time::max(); }
  virtual void read(Time now, CollectedEvents& out) = 0;

  const MissedCounts& missed() const { return missed_; }

 protected:
  MissedCounts missed_;
};

}  // namespace picket::sim
