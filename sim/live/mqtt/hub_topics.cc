#include "sim/live/mqtt/hub_topics.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace picket::sim {
namespace {

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The value of `name` in "a=1&b=2".
std::optional<std::string_view> property_in(std::string_view bag, std::string_view name) {
  while (!bag.empty()) {
    const std::string_view pair = bag.substr(0, bag.find('&'));
    bag.remove_prefix(std::min(bag.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<TwinAnswer> read_twin_answer(std::string_view topic) {
  constexpr std::string_view kBegin = "$iothub/twin/res/";
  if (!topic.starts_with(kBegin)) return std::nullopt;
  topic.remove_prefix(kBegin.size());
  const std::size_t bag = topic.find("/?");
  if (bag != 3) return std::nullopt;
  const std::optional<int> status = whole_number<int>(topic.substr(0, bag));
  const std::optional<std::string_view> request = property_in(topic.substr(bag + 2), "$rid");
  if (!status || *status < 100 || !request) return std::nullopt;
  TwinAnswer answer{*status, std::string(*request), std::nullopt};
  if (const auto version = property_in(topic.substr(bag + 2), "$version")) {
    answer.version = whole_number<std::uint64_t>(*version);
    if (!answer.version) return std::nullopt;
  }
  return answer;
}

std::optional<std::uint64_t> read_twin_change(std::string_view topic) {
  constexpr std::string_view kBegin = "$iothub/twin/PATCH/properties/desired/";
  if (!topic.starts_with(kBegin)) return std::nullopt;
  topic.remove_prefix(kBegin.size());
  if (topic.empty()) return 0;
  if (!topic.starts_with("?")) return std::nullopt;
  const auto version = property_in(topic.substr(1), "$version");
  if (!version) return 0;
  return whole_number<std::uint64_t>(*version);
}

}  // namespace picket::sim
