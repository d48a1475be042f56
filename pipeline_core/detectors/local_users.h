#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agent_core/message/record.h"
#include "pipeline_core/detectors/detector.h"

namespace picket {

/// Accounts of the list before that a list, taken as a whole, no longer names.
struct MissingUsers {
  Time at;     ///< when the list was judged
  Time first;  ///< times of its items
  Time last;
  std::uint32_t users = 0;
  std::uint32_t sequence = 0;  ///< its latest item: message, and index in it
  std::uint32_t observation = 0;
};

/// Compares a device's lists of local users.
///
/// Model:  the first list is learned. Against the list before: an account with a group that it had not is
///         "added" (a new account too), an account that remains and lost a group is "deleted from groups"; both are
///         said at once, since an item names all groups of its account. An account that is gone is "deleted", which
///         only a whole list can say.
///         Messages carry no end of a list and no name of it: items whose times lie within `report_parts_within` of its
///         first one are one list, in however many messages. It is whole, and judged, so long after its first message
///         was accepted, or when a later list begins.
/// State:  at most 64 accounts and 192 (account, group) pairs, 4 bytes each, and as much for a list that is not whole
///         yet; what is beyond is not compared.
/// Limits: a deletion is told `report_parts_within` after the list came. A part that comes after its list was judged
///         is learned and nothing else: an account that it lacked is by then told as deleted. A list that holds no
///         account known from before is taken for one without repeats (a policy that leaves them out): nothing is then
///         called gone. Two names with one 32-bit hash are one.
/// Source: defender.md 5.2 (three alerts, "by comparing LocalUsers snapshots").
class LocalUsers {
 public:
  static constexpr std::size_t kMaxUsers = 64;
  static constexpr std::size_t kMaxPairs = 192;

  struct Message {
    std::uint32_t sequence = 0;
    Time accepted;  ///< not before that of an earlier call
    std::span<const Observation> observations;
  };
  /// Takes the items of kind kLocalUsers; others are passed over.
  void observe(const Message& message, const TextTable& texts, const DetectorSettings& settings,
               std::vector<Detection>& out, std::vector<MissingUsers>& missing);

  /// When the list at hand is whole; Time::max() if there is none.
  Time due() const { return open_ ? open_->due : Time::max(); }
  /// Judges the list at hand as it is.
  void judge(Time now, std::vector<MissingUsers>& missing);

 private:
  struct List {
    std::vector<std::uint32_t> users;  ///< sorted hashes
    std::vector<std::uint32_t> pairs;  ///< sorted; of (account, group)
    std::vector<std::uint32_t> owners; ///< of the pairs, in their order

    void add(const List& other);
  };
  struct OpenList {
    List list;
    Time first;
    Time last;
    Time due;
    std::uint32_t sequence = 0;
    std::uint32_t observation = 0;
  };
  struct Item {
    Time time;
    std::uint32_t place = 0;  ///< index of the observation
    const LocalUserRecord* user = nullptr;
  };
  void take_part(const Message& message, std::span<const Item> items, const TextTable& texts,
                 const DetectorSettings& settings, std::vector<Detection>& out, std::vector<MissingUsers>& missing);
  /// Reads items for which the list at hand has room; `places` by pair.
  List read(std::span<const Item> items, const TextTable& texts, std::vector<std::uint32_t>& places) const;
  void compare(const List& part, std::span<const std::uint32_t> places, std::uint32_t any_place,
               std::vector<Detection>& out) const;

  List known_;
  Time report_ = Time::min();  ///< first time of the list that was judged last
  bool learned_ = false;
  std::optional<OpenList> open_;
};

}  // namespace picket
