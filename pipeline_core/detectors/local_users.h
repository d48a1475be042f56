#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agent_core/message/record.h"
#include "pipeline_core/detectors/detector.h"

namespace picket {

/// Compares a device's lists of local users.
///
/// Model:  the first list is learned. Against the list before: an account with a group that it had not is
///         "added" (a new account too), an account that remains and lost a group is "deleted from groups", an
///         account that is gone is "deleted".
/// State:  at most 64 accounts and 192 (account, group) pairs, 4 bytes each; what is beyond is not compared.
/// Limits: messages carry no end of a list. All items of one message are taken for one list; a further message
///         with nearly the same time adds to it. A list that holds no account known from before is taken for a part of
///         one (a policy that leaves repeats out): nothing is then called gone. Two names with one 32-bit hash
///         are one.
/// Source: defender.md 5.2 (three alerts, "by comparing LocalUsers snapshots").
class LocalUsers {
 public:
  static constexpr std::size_t kMaxUsers = 64;
  static constexpr std::size_t kMaxPairs = 192;

  /// The items of kind kLocalUsers of `observations`, all of one message; others are passed over.
  void observe(std::span<const Observation> observations, const TextTable& texts, const DetectorSettings& settings,
               std::vector<Detection>& out);

 private:
  struct List {
    std::vector<std::uint32_t> users;  ///< sorted hashes
    std::vector<std::uint32_t> pairs;  ///< sorted; of (account, group)
    std::vector<std::uint32_t> owners; ///< of the pairs, in their order
  };
  void compare(const List& now, std::span<const std::uint32_t> places, std::uint32_t any_place,
               std::vector<Detection>& out) const;

  List known_;
  Time report_ = Time::min();
  bool learned_ = false;
};

}  // namespace picket
