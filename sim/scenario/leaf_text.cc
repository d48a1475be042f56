#include "sim/scenario/leaf_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/scenario/distribution_fields.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

namespace {

std::string distribution_text(const Distribution& d, std::string_view unit) {
  const std::string suffix = unit.empty() ? "" : fmt::format(" {}", unit);
  if (d.kind == Distribution::Kind::kConstant) return format_number(d.a) + suffix;
  const auto* form = std::ranges::find(kDistributionForms, d.kind, &DistributionForm::kind);
  PICKET_CHECK(form != kDistributionForms.end());
  std::string out = fmt::format("{{dist: {}, {}: {}{}", form->word, form->first, format_number(d.a), suffix);
  if (!form->second.empty()) {
    out += fmt::format(", {}: {}{}", form->second, format_number(d.b), form->second_is_shape ? "" : suffix);
  }
  if (form->has_max && std::isfinite(d.max)) out += fmt::format(", max: {}{}", format_number(d.max), suffix);
  return out + "}";
}

std::string flags_text(std::uint32_t flags, std::span<const BitName> bits) {
  std::string out = "[";
  for (const BitName& bit : bits) {
    if ((flags & bit.bit) != 0) out += (out.size() > 1 ? ", " : "") + std::string(bit.name);
  }
  return out + "]";
}

std::string integer_text(WideInteger value) {
  return value < 0 ? fmt::format("{}", static_cast<std::int64_t>(value))
                   : fmt::format("{}", static_cast<std::uint64_t>(value));
}

}  // namespace

std::string yaml_text(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  const bool plain = !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos && text.front() != '-' &&
                     text.front() != '.' && plain_kind(text) == PlainKind::kText;
  if (plain) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string leaf_text(const TypeInfo& type, const void* object, const FieldInfo& info) {
  if (!info.bits.empty()) return flags_text(static_cast<std::uint32_t>(type.load_integer(object)), info.bits);
  switch (type.kind) {
    case TypeKind::kBool:
      return type.load_integer(object) != 0 ? "true" : "false";
    case TypeKind::kInteger:
      return integer_text(type.load_integer(object));
    case TypeKind::kReal:
      return format_number(type.load_real(object));
    case TypeKind::kText:
      return yaml_text(*static_cast<const std::string*>(object));
    case TypeKind::kDuration:
      return format_duration(*static_cast<const Duration*>(object));
    case TypeKind::kTime:
      return format_time(*static_cast<const Time*>(object));
    case TypeKind::kBytes:
      return format_bytes(*static_cast<const Bytes*>(object));
    case TypeKind::kBitRate:
      return format_bit_rate(*static_cast<const BitRate*>(object));
    case TypeKind::kMoney:
      return format_money(*static_cast<const Money*>(object));
    case TypeKind::kDistribution:
      return distribution_text(*static_cast<const Distribution*>(object), info.unit);
    case TypeKind::kFreeMapping:
      return static_cast<const FreeMapping*>(object)->json;
    case TypeKind::kEnum:
      return std::string(word_of(type, type.load_integer(object)));
    case TypeKind::kOptional: {
      // Reading a present optional does not change it; only the signature is not const.
      const void* value = type.present(const_cast<void*>(object));
      return value == nullptr ? "null" : leaf_text(type.element(), value, info);
    }
    case TypeKind::kStruct:
    case TypeKind::kList:
    case TypeKind::kMap:
      break;
  }
  PICKET_CHECK(false, "not a leaf");
  return "";
}

}  // namespace picket::sim
