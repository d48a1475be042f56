#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/aggregate/primitive.h"
#include "agent_core/policy/reduction.h"

namespace picket {

/// One row of the table of primitives: what the scenario reader, the reference page and `compile`
/// know of it. The texts live as long as the program.
struct PrimitiveInfo {
  std::string_view name;        ///< word of the YAML key `primitive`
  std::string_view says;        ///< one sentence
  std::string_view uses;        ///< fields of Reduction that it reads beside the common ones, by spaces
  std::string_view guarantees;  ///< what a receiver may rely on
  std::string_view hides;       ///< what an attacker may rely on
  /// Why the parameters make no sense together, and empty if they do.
  std::function<std::string(const Reduction&)> problem;
  std::function<std::unique_ptr<const Primitive>(const Reduction&)> make;
  std::string_view parameters{};  ///< names that it reads from Reduction::parameters, by spaces; ours read none
};

/// Adds a primitive. Call it before any policy is read or compiled and before there are threads:
/// the table is plain memory. An explicit call and no static initialiser, since the linker drops
/// objects of a static library that nobody names, and since the order would be nobody's choice.
/// Errors: false if the name is taken, empty or not snake_case, or a function is missing.
bool register_primitive(const PrimitiveInfo& info);
/// Null if there is none of this name. The pointer is good until the next `register_primitive`.
const PrimitiveInfo* find_primitive(std::string_view name);
/// Our own, then what was registered, in that order.
std::span<const PrimitiveInfo> all_primitives();

/// Fields of Reduction that every primitive takes.
inline constexpr std::string_view kCommonReductionFields = "primitive max_keys key_overflow timestamps parameters";
/// True if the primitive reads the field.
bool uses_field(const PrimitiveInfo& info, std::string_view field);
/// PrimitiveInfo::parameters, one by one.
std::vector<std::string_view> parameter_names(const PrimitiveInfo& info);

// Our own, each in the file of its name.
PrimitiveInfo suppress_primitive();
PrimitiveInfo throttle_primitive();
PrimitiveInfo threshold_primitive();
PrimitiveInfo sample_primitive();
PrimitiveInfo window_primitive();
PrimitiveInfo delta_primitive();
PrimitiveInfo rate_filter_primitive();
PrimitiveInfo sketch_primitive();

/// A duration of a policy in the milliseconds of keys.
inline std::uint32_t key_milliseconds(Duration duration) {
  return static_cast<std::uint32_t>(duration.count_milliseconds());
}

/// How an event that must not pass now is kept from it: lost, or held for the next that passes.
inline Verdict withheld(CountReport count, Loss loss) {
  Verdict verdict;
  verdict.action = count == CountReport::kNone ? Action::kDrop : Action::kHold;
  verdict.loss = loss;
  return verdict;
}
/// An event that passes, with what was held before it.
inline Verdict passed() {
  Verdict verdict;
  verdict.action = Action::kFlush;
  return verdict;
}
inline Verdict alike(Verdict verdict, std::uint32_t count, std::uint32_t until_ms) {
  verdict.alike_count = count;
  verdict.alike_until_ms = until_ms;
  return verdict;
}

}  // namespace picket
