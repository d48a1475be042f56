#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/event/raw_event.h"
#include "tests/support/agent_driver.h"

namespace picket::test {

/// Logins whose generation 1 event has a wanted number of bytes.
///
/// The event of a local login is, without its three values, 325 characters of JSON (tests/agent_core/
/// message/g1_json_encode_test.cc has the form): {"Category":"Triggered","EventType":"Security",
/// "Name":"Login","PayloadSchemaVersion":"1.0","Id":<36>,"TimestampLocal":<20>,"TimestampUTC":<20>,
/// "IsEmpty":false,"Payload":[{"Executable":"","ProcessId":,"UserName":"","Operation":"login",
/// "Result":"Success"}]}. With the user "r" and a process id of three digits, an executable of n letters
/// makes 329 + n bytes.
class SizedLogins {
 public:
  static constexpr std::size_t kSkeleton = 329;

  explicit SizedLogins(std::initializer_list<std::size_t> sizes = {1'000}) {
    user_ = texts.intern("r");
    for (const std::size_t size : sizes) executables_[size] = texts.intern(std::string(size - kSkeleton, 'e'));
    command_ = texts.intern("c");
    texts.freeze();
  }

  /// `id` has three digits.
  LoginRecord login(std::uint32_t id, std::size_t size = 1'000) const {
    PICKET_CHECK(id >= 100 && id <= 999, "three digits", id);
    return {user_, executables_.at(size), IpAddress(), id, LoginOperation::kLogin};
  }
  /// `n` logins at once, their ids counting from `id`.
  EventRun logins(Time time, std::uint32_t id, std::uint32_t n, std::size_t size = 1'000) const {
    return {{time, login(id, size)}, n, Duration(), VaryingField::kRemoteLogin, 0, 0};
  }
  Text command() const { return command_; }

  TextTable texts;

 private:
  Text user_;
  Text command_;
  std::map<std::size_t, Text> executables_;
};

/// (seconds after the start, observations) of each message.
using SentCounts = std::vector<std::pair<std::int64_t, std::size_t>>;
inline SentCounts sent_by(const Device& device) {
  SentCounts sent;
  for (const Device::Sent& m : device.sent) sent.emplace_back((m.at - kStart).count_seconds(), m.observations.size());
  return sent;
}

/// The ids of a message's logins, in its order.
inline std::vector<std::uint32_t> ids_of(const Device::Sent& message) {
  std::vector<std::uint32_t> ids;
  for (const Observation& o : message.observations) ids.push_back(std::get<LoginRecord>(o.record).process_id);
  return ids;
}

}  // namespace picket::test
