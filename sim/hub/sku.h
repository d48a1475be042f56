#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/scenario/field.h"

namespace picket::sim {

/// Tier and size of a hub, as it is bought.
enum class Sku : std::uint8_t { kF1, kB1, kB2, kB3, kS1, kS2, kS3 };
inline constexpr std::array<EnumName<Sku>, 7> kSkuNames{{{Sku::kF1, "F1"},
                                                         {Sku::kB1, "B1"},
                                                         {Sku::kB2, "B2"},
                                                         {Sku::kB3, "B3"},
                                                         {Sku::kS1, "S1"},
                                                         {Sku::kS2, "S2"},
                                                         {Sku::kS3, "S3"}}};
constexpr std::string_view to_string(Sku sku) {
  return kSkuNames[static_cast<std::size_t>(sku)].name;
}
/// YAML words of the enumerators, for the reader (see field.h).
inline constexpr std::span<const EnumName<Sku>> enum_names(Sku) {
  return kSkuNames;
}

/// The basic tier: from device to cloud only. F1 has all that the standard tier has. Source: iot-hub-scaling,
/// 2019-06-28.
constexpr bool is_basic(Sku sku) {
  return sku == Sku::kB1 || sku == Sku::kB2 || sku == Sku::kB3;
}
/// Size within the tier, 1 to 3. F1 has the throttles of size 1.
constexpr std::size_t size_of(Sku sku) {
  return sku == Sku::kB3 || sku == Sku::kS3 ? 3 : sku == Sku::kB2 || sku == Sku::kS2 ? 2 : 1;
}
/// Source: iot-hub-scaling, 2019-06-28.
constexpr std::uint32_t max_units(Sku sku) {
  return sku == Sku::kF1 ? 1 : size_of(sku) == 3 ? 10 : 200;
}

}  // namespace picket::sim
