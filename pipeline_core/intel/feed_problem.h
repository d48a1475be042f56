#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace picket {

/// What is wrong with an entry of a feed, and where. A bad indicator is left out; the others still load.
struct FeedProblem {
  std::string file;
  int line = 0;         ///< from 1; 0 where a JSON pointer gives the place
  int column = 0;       ///< from 1, in the line or in the text that `pointer` names; 0 if not known
  std::string pointer;  ///< RFC 6901: "/objects/3/pattern"
  std::string id;       ///< the indicator's, or empty
  std::string message;
  bool unsupported = false;  ///< valid, but refused rather than weakened
};

/// "file:line:column: error: message (id)" or "file: /objects/3/pattern:column: error: message (id)".
std::string to_string(const FeedProblem& problem);

/// The problems of feeds: all at once, but no more than a person reads.
class FeedProblems {
 public:
  static constexpr std::size_t kMax = 1000;
  void add(FeedProblem problem) {
    ++count_;
    if (list_.size() < kMax) list_.push_back(std::move(problem));
  }
  const std::vector<FeedProblem>& list() const { return list_; }
  /// All of them, those beyond kMax included.
  std::uint64_t count() const { return count_; }

 private:
  std::vector<FeedProblem> list_;
  std::uint64_t count_ = 0;
};

}  // namespace picket
