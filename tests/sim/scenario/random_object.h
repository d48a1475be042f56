#pragma once

#include <cmath>
#include <string>

#include "agent_core/base/random.h"
#include "sim/scenario/distribution_fields.h"
#include "sim/scenario/type_info.h"

namespace picket::sim::test {

/// Fills an object of any described type with random values within the fields' ranges.
class RandomObject {
 public:
  explicit RandomObject(std::uint32_t seed) : random_(seed, 0, 0, Purpose::kTest) {}

  void fill(const TypeInfo& type, void* object, const FieldInfo& info, int depth = 0) {
    switch (type.kind) {
      case TypeKind::kBool:
        type.store_integer(object, random_.chance(0.5) ? 1 : 0);
        break;
      case TypeKind::kInteger:
        fill_integer(type, object, info);
        break;
      case TypeKind::kReal:
        type.store_real(object, number(info));
        break;
      case TypeKind::kText:
        *static_cast<std::string*>(object) = text();
        break;
      case TypeKind::kDuration:
        *static_cast<Duration*>(object) = Duration::microseconds(static_cast<std::int64_t>(number(info, 1e7) * 1e6));
        break;
      case TypeKind::kTime:
        *static_cast<Time*>(object) =
            Time::from_unix_microseconds(static_cast<std::int64_t>(random_.below(7'000'000'000'000'000)));
        break;
      case TypeKind::kBytes:
        *static_cast<Bytes*>(object) = Bytes(static_cast<std::int64_t>(number(info, 1e9)));
        break;
      case TypeKind::kBitRate:
        *static_cast<BitRate*>(object) = {number(info, 1e9)};
        break;
      case TypeKind::kMoney:
        *static_cast<Money*>(object) = Money::nano_dollars(static_cast<std::int64_t>(number(info, 1e6) * 1e9));
        break;
      case TypeKind::kDistribution:
        *static_cast<Distribution*>(object) = distribution(info);
        break;
      case TypeKind::kFreeMapping:
        *static_cast<FreeMapping*>(object) = mapping();
        break;
      case TypeKind::kEnum:
        type.store_integer(object, type.words[random_.below(type.words.size())].value);
        break;
      case TypeKind::kStruct:
        for (const Field& field : type.fields(object)) fill(*field.type, field.value, field.info, depth + 1);
        break;
      default:
        fill_container(type, object, info, depth);
    }
  }

 private:
  void fill_integer(const TypeInfo& type, void* object, const FieldInfo& info) {
    if (!info.bits.empty()) {
      std::uint32_t flags = 0;
      for (const BitName& bit : info.bits) flags |= random_.chance(0.5) ? bit.bit : 0;
      type.store_integer(object, flags);
      return;
    }
    const auto value = static_cast<WideInteger>(number(info, 1e6));
    type.store_integer(object, std::max(type.integer_min, std::min(type.integer_max, value)));
  }

  void fill_container(const TypeInfo& type, void* object, const FieldInfo& info, int depth) {
    type.clear(object);
    const auto n = depth > 6 ? 0 : random_.below(3);
    for (std::uint64_t i = 0; i < n; ++i) {
      void* element = type.kind == TypeKind::kList  ? type.append(object)
                      : type.kind == TypeKind::kMap ? type.entry(object, text())
                                                    : type.emplace(object);
      fill(type.element(), element, info, depth + 1);
    }
  }

  /// Often simple, sometimes with all digits of a double.
  double number(const FieldInfo& info, double most = 1e6) {
    const double low = std::max(info.min, -most);
    const double high = std::min(info.max, std::max(most, low));
    const double x = random_.uniform(low, high);
    const double whole = std::floor(x);
    return random_.chance(0.5) && whole >= low ? whole : x;
  }

  Distribution distribution(const FieldInfo& info) {
    const DistributionForm& form = kDistributionForms[random_.below(kDistributionForms.size())];
    FieldInfo positive = info;
    positive.min = std::max(info.min, 0.0);
    Distribution d{.kind = form.kind, .a = number(positive)};
    if (form.second_is_shape) d.b = random_.uniform(0.1, 5);
    if (form.kind == Distribution::Kind::kUniform) d.b = random_.uniform(d.a, std::min(info.max, d.a + 10));
    if (form.has_max && random_.chance(0.5)) d.max = number(positive);
    return d;
  }

  /// A few members of every kind, one of them nested.
  FreeMapping mapping() {
    std::string json = "{";
    static constexpr std::string_view kValues[] = {"1",   "-7",   "1.5",  "1e+30",           "true", "null", "\"010\"",
                                                   "[]",  "{}",   "[1, \"a\"]", "{\"value\": \"PT1H\"}",
                                                   "\"\\n\\\"\"", "12345678901234567890123"};
    for (auto n = random_.below(4); n > 0; --n) {
      json += json.size() > 1 ? ", " : "";
      json += "\"key " + std::to_string(n) + "\": ";
      json += kValues[random_.below(std::size(kValues))];
    }
    return {json + "}"};
  }

  std::string text() {
    static constexpr std::string_view kPieces[] = {"a",  "B",    "7",    "_",        " ", ":",   "#", "'",  "\"", "\\",
                                                   "\n", "true", "null", "\xC3\xA4", "-", "0x1", "{", "\t", ".",  "~"};
    std::string out;
    for (auto n = random_.below(6); n > 0; --n) out += kPieces[random_.below(std::size(kPieces))];
    return out;
  }

  RandomStream random_;
};

}  // namespace picket::sim::test
