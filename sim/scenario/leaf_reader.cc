#include "sim/scenario/leaf_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "agent_core/base/closest_word.h"

namespace picket::sim {

namespace {

std::string in_base_unit(double value, Dimension dimension) {
  switch (dimension) {
    case Dimension::kTime:
      return std::abs(value) < 1e11 ? format_duration(Duration::from_seconds(value)) : format_number(value) + " s";
    case Dimension::kData:
      return std::abs(value) < 1e18 ? format_bytes(Bytes(static_cast<std::int64_t>(value)))
                                    : format_number(value) + " B";
    case Dimension::kBitRate:
      return format_bit_rate({value});
    case Dimension::kMoney:
      return format_number(value) + " USD";
    case Dimension::kNone:
      break;
  }
  return format_number(value);
}

bool wrong_type(const Leaf& leaf) {
  std::string hint;
  constexpr auto kYes = std::to_array<std::string_view>({"yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE", "y"});
  constexpr auto kNo = std::to_array<std::string_view>({"no", "No", "NO", "off", "Off", "OFF", "False", "FALSE", "n"});
  if (leaf.node.in_quotes && leaf.type.kind != TypeKind::kText) {
    hint = "remove the quotes";
  } else if (leaf.type.kind == TypeKind::kBool && leaf.node.is_scalar()) {
    if (std::ranges::find(kYes, leaf.node.text) != kYes.end()) hint = "write 'true'";
    if (std::ranges::find(kNo, leaf.node.text) != kNo.end()) hint = "write 'false'";
  } else if (leaf.type.kind == TypeKind::kText && leaf.node.is_scalar()) {
    hint = fmt::format("write \"{}\" in quotes", leaf.node.text.substr(0, 40));
  }
  const std::string found = leaf.node.is_scalar()
                                ? fmt::format("{} ({})", quote(leaf.node.text), kind_in_words(leaf.node))
                                : std::string(kind_in_words(leaf.node));
  return leaf.fail(Code::kWrongType, fmt::format("expected {}, found {}", kind_in_words(leaf.type.kind), found), hint);
}

bool read_bool(const Leaf& leaf) {
  const YamlNode& node = leaf.node;
  if (!node.is_scalar() || node.in_quotes || plain_kind(node.text) != PlainKind::kBool) return wrong_type(leaf);
  leaf.type.store_integer(leaf.object, node.text == "true" ? 1 : 0);
  return true;
}

bool read_text_leaf(const Leaf& leaf) {
  const YamlNode& node = leaf.node;
  if (!node.is_scalar() || (!node.in_quotes && plain_kind(node.text) != PlainKind::kText)) return wrong_type(leaf);
  *static_cast<std::string*>(leaf.object) = node.text;
  return true;
}

bool not_finite(const Leaf& leaf, const YamlNode& node) {
  return leaf.fail(Code::kNotANumber, fmt::format("{} is not a finite number", quote(node.text)));
}

std::string number_hint(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '_' && c != ',' && c != '\'') plain += c;
  }
  if (plain != text && parse_decimal(plain)) return fmt::format("write {}", plain);
  if (text.ends_with('%')) return "a ratio from 0 to 1, not a percentage";
  return "";
}

bool read_integer(const Leaf& leaf) {
  const YamlNode& node = leaf.node;
  if (!node.is_scalar() || node.in_quotes) return wrong_type(leaf);
  const PlainKind kind = plain_kind(node.text);
  if (kind == PlainKind::kNotFinite) return not_finite(leaf, node);
  if (kind != PlainKind::kInteger && kind != PlainKind::kReal) {
    return leaf.fail(Code::kWrongType, fmt::format("expected a whole number, found {}", quote(node.text)),
                     number_hint(node.text));
  }
  WideInteger value = 0;
  if (kind == PlainKind::kInteger) {
    const bool negative = node.text[0] == '-';
    for (const char c : node.text) {
      if (c < '0' || c > '9') continue;
      value = value * 10 + (c - '0');
      if (value > (static_cast<WideInteger>(1) << 70)) break;  // larger than any integer field: reported below
    }
    if (negative) value = -value;
  } else {
    const std::optional<double> real = parse_decimal(node.text);
    if (!real) return not_finite(leaf, node);
    if (*real != std::floor(*real) || std::abs(*real) > 9e15) {
      return leaf.fail(Code::kNotANumber, fmt::format("{} is not a whole number", quote(node.text)));
    }
    value = static_cast<WideInteger>(*real);
  }
  if (!check_range(leaf, static_cast<double>(value), node.text, Dimension::kNone)) return false;
  if (value < leaf.type.integer_min || value > leaf.type.integer_max) {
    return leaf.fail(Code::kOutOfRange, fmt::format("{} does not fit", node.text),
                     fmt::format("from {} to {}", leaf.type.integer_min, leaf.type.integer_max));
  }
  leaf.type.store_integer(leaf.object, value);
  return true;
}

bool read_real(const Leaf& leaf) {
  const YamlNode& node = leaf.node;
  if (!node.is_scalar() || node.in_quotes) return wrong_type(leaf);
  const PlainKind kind = plain_kind(node.text);
  if (kind == PlainKind::kNotFinite) return not_finite(leaf, node);
  if (kind != PlainKind::kInteger && kind != PlainKind::kReal) {
    std::string hint = number_hint(node.text);
    if (const auto split = split_quantity(node.text); hint.empty() && split && find_unit(split->unit) != nullptr) {
      hint = fmt::format("this field is a plain number; write {} without '{}' if that is its unit", split->number,
                         split->unit);
    }
    return leaf.fail(Code::kWrongType, fmt::format("expected a number, found {}", quote(node.text)), hint);
  }
  const std::optional<double> value = parse_decimal(node.text);
  if (!value) return not_finite(leaf, node);
  if (!check_range(leaf, *value, node.text, Dimension::kNone)) return false;
  leaf.type.store_real(leaf.object, *value);
  return true;
}

bool read_time(const Leaf& leaf) {
  const YamlNode& node = leaf.node;
  const std::optional<Time> time = node.is_scalar() ? parse_time(node.text) : std::nullopt;
  if (!time) {
    return leaf.fail(Code::kWrongType,
                     fmt::format("expected a time in UTC, found {}",
                                 node.is_scalar() ? quote(node.text) : std::string(kind_in_words(node))),
                     "write it as 2026-03-03T00:00:00Z");
  }
  *static_cast<Time*>(leaf.object) = *time;
  return true;
}

/// Whole counts of `per_base` parts of the base unit: microseconds, bytes, nano-dollars.
std::optional<std::int64_t> whole_count(const Leaf& leaf, double value, double per_base, std::string_view finest) {
  const double count = std::round(value * per_base);
  if (std::abs(count) > 9e18) {
    leaf.fail(Code::kOutOfRange, fmt::format("{} is too large", leaf.node.text));
    return std::nullopt;
  }
  if (count == 0 && value != 0) {
    leaf.fail(Code::kOutOfRange, fmt::format("{} is finer than {}", leaf.node.text, finest));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(count);
}

bool read_with_unit(const Leaf& leaf) {
  const Dimension dimension = dimension_of(leaf.type.kind);
  const std::optional<double> value = read_quantity(leaf, leaf.node, dimension, true);
  if (!value || !check_range(leaf, *value, leaf.node.text, dimension)) return false;
  if (leaf.type.kind == TypeKind::kBitRate) {
    static_cast<BitRate*>(leaf.object)->bits_per_second = *value;
    return true;
  }
  std::optional<std::int64_t> count;
  if (leaf.type.kind == TypeKind::kDuration) {
    if ((count = whole_count(leaf, *value, 1e6, "a microsecond"))) {
      *static_cast<Duration*>(leaf.object) = Duration::microseconds(*count);
    }
  } else if (leaf.type.kind == TypeKind::kBytes) {
    if ((count = whole_count(leaf, *value, 1, "a byte"))) *static_cast<Bytes*>(leaf.object) = Bytes(*count);
  } else {
    if ((count = whole_count(leaf, *value, 1e9, "a billionth of a dollar"))) {
      *static_cast<Money*>(leaf.object) = Money::nano_dollars(*count);
    }
  }
  return count.has_value();
}

bool read_free_mapping(const Leaf& leaf) {
  if (!leaf.node.is_map()) return wrong_type(leaf);
  Result<std::string, NoJson> json = json_of(leaf.node);
  if (!json.ok()) {
    leaf.diagnostics.add(Code::kNotANumber, json.error().where, leaf.path, json.error().message);
    return false;
  }
  static_cast<FreeMapping*>(leaf.object)->json = std::move(json).value();
  return true;
}

bool unknown_word(const Leaf& leaf, const YamlNode& node, const std::vector<std::string_view>& words) {
  const std::string near = closest_word(node.text, words);
  leaf.diagnostics.add(Code::kUnknownWord, node.where, leaf.path,
                       fmt::format("{} is none of {}", quote(node.text), fmt::join(words, ", ")),
                       near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  return false;
}

bool read_enum(const Leaf& leaf) {
  if (!leaf.node.is_scalar()) return wrong_type(leaf);
  std::vector<std::string_view> words;
  for (const EnumWord& word : leaf.type.words) {
    if (word.name == leaf.node.text) {
      leaf.type.store_integer(leaf.object, word.value);
      return true;
    }
    words.push_back(word.name);
  }
  return unknown_word(leaf, leaf.node, words);
}

bool read_flags(const Leaf& leaf) {
  if (!leaf.node.is_list()) {
    return leaf.fail(Code::kWrongType, fmt::format("expected a list of words, found {}", kind_in_words(leaf.node)),
                     "write '[a, b]'");
  }
  std::vector<std::string_view> words;
  for (const BitName& bit : leaf.info.bits) words.push_back(bit.name);
  std::uint32_t flags = 0;
  bool ok = true;
  for (const YamlNode& item : leaf.node.items) {
    const auto found = std::ranges::find(leaf.info.bits, std::string_view(item.text), &BitName::name);
    if (item.is_scalar() && found != leaf.info.bits.end()) {
      flags |= found->bit;
    } else {
      ok = unknown_word(leaf, item, words) && ok;
    }
  }
  if (ok) leaf.type.store_integer(leaf.object, flags);
  return ok;
}

}  // namespace

Dimension dimension_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kDuration:
      return Dimension::kTime;
    case TypeKind::kBytes:
      return Dimension::kData;
    case TypeKind::kBitRate:
      return Dimension::kBitRate;
    case TypeKind::kMoney:
      return Dimension::kMoney;
    default:
      return Dimension::kNone;
  }
}

std::optional<double> read_quantity(const Leaf& leaf, const YamlNode& node, Dimension dimension, bool needs_unit) {
  const auto fail = [&](Code code, std::string message, std::string hint) {
    leaf.diagnostics.add(code, node.where, leaf.path, std::move(message), std::move(hint));
    return std::nullopt;
  };
  const UnitPair common = common_units(dimension);
  const std::string example =
      fmt::format("write for example '5 {}'", common.second.empty() ? common.first : common.second);
  if (!node.is_scalar())
    return fail(Code::kWrongType, fmt::format("expected a quantity, found {}", kind_in_words(node)), example);
  if (plain_kind(node.text) == PlainKind::kNotFinite)
    return fail(Code::kNotANumber, fmt::format("{} is not a finite number", quote(node.text)), "");
  const std::optional<QuantityText> split = split_quantity(node.text);
  if (!split) return fail(Code::kWrongType, fmt::format("expected a quantity, found {}", quote(node.text)), example);
  const std::optional<double> number = parse_decimal(split->number);
  if (!number) return fail(Code::kNotANumber, fmt::format("{} is not a finite number", quote(node.text)), "");
  if (split->unit.empty()) {
    if (!needs_unit) return number;
    return fail(Code::kNoUnit, fmt::format("{} has no unit", quote(node.text)),
                common.second.empty()
                    ? fmt::format("write '{} {}'", split->number, common.first)
                    : fmt::format("write '{0} {1}' or '{0} {2}'", split->number, common.first, common.second));
  }
  const Unit* unit = find_unit(split->unit);
  if (unit == nullptr || (dimension != Dimension::kNone && unit->dimension != dimension)) {
    const std::string_view meant = unit_meant(split->unit, dimension);
    return fail(Code::kUnknownUnit, fmt::format("unknown unit {} in {}", quote(split->unit), quote(node.text)),
                meant.empty() ? fmt::format("units here: {}", unit_list(dimension, ", "))
                              : fmt::format("write '{} {}'", split->number, meant));
  }
  // 18 ms is 18 / 1000 and not 18 * 0.001, which is another double than 0.018.
  const double value = unit->factor < 1 ? *number / std::round(1 / unit->factor) : *number * unit->factor;
  if (!std::isfinite(value)) return fail(Code::kNotANumber, fmt::format("{} is too large", quote(node.text)), "");
  return value;
}

bool check_range(const Leaf& leaf, double value, std::string_view shown, Dimension dimension) {
  const FieldInfo& info = leaf.info;
  if (value >= info.min && value <= info.max) return true;
  const std::string low = in_base_unit(info.min, dimension);
  const std::string high = in_base_unit(info.max, dimension);
  std::string message;
  if (std::isinf(info.max)) {
    message = fmt::format("{} is below {}", shown, low);
  } else if (std::isinf(info.min)) {
    message = fmt::format("{} is above {}", shown, high);
  } else {
    message = fmt::format("{} is outside [{}, {}]", shown, low, high);
  }
  const bool percentage = info.min == 0 && info.max <= 1 && value > 1 && value <= 100;
  return leaf.fail(Code::kOutOfRange, std::move(message), percentage ? "a ratio, not a percentage" : "");
}

std::string_view kind_in_words(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a mapping";
    case YamlNode::Kind::kScalar:
      break;
  }
  if (node.in_quotes) return "a text in quotes";
  switch (plain_kind(node.text)) {
    case PlainKind::kBool:
      return "true or false";
    case PlainKind::kInteger:
    case PlainKind::kReal:
    case PlainKind::kNotFinite:
      return "a number";
    default:
      return "a text";
  }
}

std::string_view kind_in_words(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool:
      return "true or false";
    case TypeKind::kInteger:
      return "a whole number";
    case TypeKind::kReal:
      return "a number";
    case TypeKind::kText:
      return "a text";
    case TypeKind::kDuration:
      return "a duration with a unit";
    case TypeKind::kTime:
      return "a time in UTC";
    case TypeKind::kBytes:
      return "an amount of data with a unit";
    case TypeKind::kBitRate:
      return "a bit rate with a unit";
    case TypeKind::kMoney:
      return "an amount of money with a unit";
    case TypeKind::kDistribution:
      return "a quantity or a distribution";
    case TypeKind::kEnum:
      return "a word";
    case TypeKind::kFreeMapping:
    case TypeKind::kStruct:
    case TypeKind::kMap:
      return "a mapping";
    case TypeKind::kList:
      return "a list";
    case TypeKind::kOptional:
      break;
  }
  return "a value";
}

bool read_leaf(const Leaf& leaf) {
  if (!leaf.info.bits.empty()) return read_flags(leaf);
  switch (leaf.type.kind) {
    case TypeKind::kBool:
      return read_bool(leaf);
    case TypeKind::kInteger:
      return read_integer(leaf);
    case TypeKind::kReal:
      return read_real(leaf);
    case TypeKind::kText:
      return read_text_leaf(leaf);
    case TypeKind::kTime:
      return read_time(leaf);
    case TypeKind::kDistribution:
      return read_distribution(leaf);
    case TypeKind::kFreeMapping:
      return read_free_mapping(leaf);
    case TypeKind::kEnum:
      return read_enum(leaf);
    default:
      return read_with_unit(leaf);
  }
}

}  // namespace picket::sim
