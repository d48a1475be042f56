#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/live/mqtt/link_end.h"

namespace picket::sim {

/// Looks the addresses of a host up without waiting for them.
///
/// Model:  an address is its own answer. A name is asked for in the background (glibc's getaddrinfo_a, whose thread it is); one
///         question at a time, and one that is still open is not asked again, however often the caller gives up and retries.
/// Limits: a question that the system never answers is left to it at the end.
class NameLookup {
 public:
  enum class State : std::uint8_t { kIdle, kAsking, kFound, kFailed };

  explicit NameLookup(std::string host);
  ~NameLookup();
  NameLookup(const NameLookup&) = delete;
  NameLookup& operator=(const NameLookup&) = delete;

  /// Asks, unless a question is open.
  void start();
  /// Looks whether the answer is there. Cost: none to speak of; ask every 20 ms or so while kAsking.
  State look();
  /// kFound: at least one, as numbers ("203.0.113.7"), in the system's order of preference.
  const std::vector<std::string>& addresses() const { return addresses_; }
  /// kFailed: kNameNotFound or kNameLookupFailed, and the system's words.
  LinkEnd failure() const { return failure_; }
  const std::string& detail() const { return detail_; }

 private:
  struct Question;
  void take(Question& question, int error);

  std::string host_;
  State state_ = State::kIdle;
  std::unique_ptr<Question> question_;
  std::vector<std::string> addresses_;
  LinkEnd failure_ = LinkEnd::kNameNotFound;
  std::string detail_;
};

}  // namespace picket::sim
