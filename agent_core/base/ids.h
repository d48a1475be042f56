#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace picket {

/// A number that names one kind of thing; ids of different kinds cannot be mixed.
/// Ids are dense (0..n-1) in the order of the scenario, so they index arrays.
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  explicit constexpr Id(std::uint32_t value) : value_(value) {}
  constexpr std::uint32_t value() const { return value_; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  std::uint32_t value_ = 0;
};

using DeviceId = Id<struct DeviceTag>;
using SiteId = Id<struct SiteTag>;
using HubId = Id<struct HubTag>;
using PolicyId = Id<struct PolicyTag>;
using AttackId = Id<struct AttackTag>;
using ClassId = Id<struct ClassTag>;

}  // namespace picket

template <class Tag>
struct std::hash<picket::Id<Tag>> {
  std::size_t operator()(picket::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>()(id.value()); }
};
