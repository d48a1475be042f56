#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"
#include "agent_core/twin/twin_update.h"

namespace picket::sim {

/// What a client and its hub say to each other about the twin: what to ask next, and what an answer means.
///
/// Model:  on each connection it asks for the whole twin, once its subscription for answers is granted, since a change made in
///         between was told to nobody; a twin whose desired version is the one known already is not told again. A change whose
///         version leaves a gap makes it ask as well. An answer of 429 or 5xx, or none within kPatience, is asked again after
///         kFirstWait, doubling up to kLongestWait; another refusal is final. Reported properties: the latest text, until the hub
///         has taken it.
/// State:  a value with no clock and no connection.
/// Source: azure-docs iot/iot-mqtt-connect-to-iot-hub, 2023-06-27 (topics, versions, statuses); the waits are ours.
class TwinExchange {
 public:
  static constexpr Duration kPatience = Duration::seconds(30);
  static constexpr Duration kFirstWait = Duration::seconds(5);
  static constexpr Duration kLongestWait = Duration::minutes(5);
  /// A whole twin has two sections, and braces and times that are not counted in their size.
  static constexpr std::size_t kMaxDocument = 262'144;

  /// A request to publish at QoS 0.
  struct Request {
    std::string topic;
    std::string payload;
  };
  /// What came of a message of the hub.
  struct Outcome {
    std::optional<TwinDocument> document;  ///< the payload is desired properties to tell
    std::optional<int> reported;           ///< the reported properties were answered with this status
    bool understood = true;                ///< false: a topic or an answer that nobody asked for
  };

  /// Answers can come: ask what is wanted.
  void on_ready(Time now);
  /// The connection is gone; what was open is asked again on the next.
  void on_lost();
  void report(Time now, std::string json);
  /// The next request that is due, if any. Call until there is none.
  std::optional<Request> next(Time now);
  Outcome on_message(Time now, std::string_view topic, std::string_view payload);
  /// When `next` has something again.
  Time wake_up() const;

  std::uint64_t desired_version() const { return desired_version_; }
  bool report_is_open() const { return reported_.has_value(); }
  std::uint64_t refused() const { return refused_; }  ///< answers that were final refusals

 private:
  /// A question and its state.
  struct Question {
    bool wanted = false;
    std::string request;  ///< of the one that is open; empty: none
    Time at = Time::max();  ///< when to ask, or to give up waiting for the answer
    std::uint32_t failures = 0;
  };
  void want(Question& question, Time now);
  void ask_again(Question& question, Time now);
  bool due(Question& question, Time now);
  Outcome on_answer(Time now, int status, Question& question, std::string_view payload);
  Outcome take_document(Time now, std::string_view payload);

  bool ready_ = false;
  std::uint64_t requests_ = 0;
  std::uint64_t desired_version_ = 0;
  std::uint64_t newest_ = 0;  ///< of the changes that were told
  std::uint64_t refused_ = 0;
  bool known_ = false;  ///< some twin has been told
  Question get_;
  Question patch_;
  std::optional<std::string> reported_;
  std::string sent_;  ///< of `reported_`, what the open request carries
};

}  // namespace picket::sim
