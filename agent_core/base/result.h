#pragma once

#include <utility>
#include <variant>

#include "agent_core/base/check.h"

namespace picket {

/// A value, or the reason why there is none. For what the world may do (bad bytes, a full
/// queue); a reason is normally an enumerator that is counted by the caller.
template <class T, class Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}       // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}   // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { PICKET_CHECK(ok()); return std::get<0>(state_); }
  T& value() & { PICKET_CHECK(ok()); return std::get<0>(state_); }
  T&& value() && { PICKET_CHECK(ok()); return std::get<0>(std::move(state_)); }
  const Error& error() const { PICKET_CHECK(!ok()); return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace picket
