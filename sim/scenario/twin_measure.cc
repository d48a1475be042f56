#include "sim/scenario/twin_measure.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace picket::sim {
namespace {

constexpr Bytes kTwinNumber{8};
constexpr Bytes kTwinBoolean{4};

/// Without control characters, of C0 (below 0x20, and 0x7f) and of C1, which are two bytes in UTF-8: 0xc2 and 0x80 to 0x9f.
Bytes counted_bytes(std::string_view text) {
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (byte == 0xc2 && next >= 0x80 && next <= 0x9f) {
      ++i;
    } else if (byte >= 0x20 && byte != 0x7f) {
      ++bytes;
    }
  }
  return Bytes(bytes);
}

std::string property_below(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

/// Recursion is as deep as the document, of which the parsers in front allow some hundred levels.
void measure_value(const nlohmann::json& value, const std::string& path, std::size_t depth, MeasuredTwin& out) {
  TwinMeasure& measure = out.measure;
  if (value.is_structured() && depth > measure.depth) {
    measure.depth = depth;
    out.deepest = path;
  }
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      if (depth == 0 && key.starts_with('$')) continue;
      const std::string inside = property_below(path, key);
      const Bytes length = counted_bytes(key);
      measure.size += length;
      if (length > measure.longest_key) {
        measure.longest_key = length;
        out.longest_key = inside;
      }
      measure_value(member, inside, depth + 1, out);
    }
  } else if (value.is_array()) {
    for (const nlohmann::json& item : value) measure_value(item, path, depth + 1, out);
  } else if (value.is_string()) {
    const Bytes length = counted_bytes(value.get_ref<const std::string&>());
    measure.size += length;
    if (length > measure.largest_value) {
      measure.largest_value = length;
      out.largest_value = path;
    }
  } else if (value.is_number()) {
    measure.size += kTwinNumber;
  } else if (value.is_boolean()) {
    measure.size += kTwinBoolean;
  }
}

}  // namespace

std::optional<MeasuredTwin> measure_twin(const std::string& json) {
  const nlohmann::json section = nlohmann::json::parse(json, nullptr, false);
  if (!section.is_object()) return std::nullopt;
  MeasuredTwin measured;
  measure_value(section, "", 0, measured);
  return measured;
}

}  // namespace picket::sim
