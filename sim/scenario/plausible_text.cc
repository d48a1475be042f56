#include "sim/scenario/plausible_text.h"

#include <fmt/format.h>

#include "sim/scenario/quantity_text.h"

namespace picket::sim {
namespace {

/// A number in the base unit of a type, with the largest unit that it is written in.
std::string value_text(const TypeInfo& type, const FieldInfo& info, double value) {
  switch (type.kind) {
    case TypeKind::kDuration:
      return format_duration(Duration::from_seconds(value));
    case TypeKind::kBytes:
      return format_bytes(Bytes(static_cast<std::int64_t>(value)));
    case TypeKind::kBitRate:
      return format_bit_rate({value});
    case TypeKind::kDistribution:
      if (info.unit == "s") return format_duration(Duration::from_seconds(value));
      return info.unit.empty() ? format_number(value) : fmt::format("{} {}", format_number(value), info.unit);
    case TypeKind::kList:
    case TypeKind::kMap:
    case TypeKind::kOptional:
      return value_text(type.element(), info, value);
    default:
      return fmt::format("{:.6g}", value);
  }
}

std::string joined(const TypeInfo& type, const FieldInfo& info, const char* between) {
  if (!info.plausible.is_known()) return "";
  return value_text(type, info, info.plausible.low) + between + value_text(type, info, info.plausible.high);
}

}  // namespace

std::string plausible_text(const TypeInfo& type, const FieldInfo& info) { return joined(type, info, " to "); }

std::string plausible_range_text(const TypeInfo& type, const FieldInfo& info) { return joined(type, info, ".."); }

}  // namespace picket::sim
