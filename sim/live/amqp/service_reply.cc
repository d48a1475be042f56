#include "sim/live/amqp/service_reply.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <proton/map.hpp>
#include <proton/message_id.hpp>
#include <proton/codec/map.hpp>
#include <proton/codec/vector.hpp>
#include <proton/value.hpp>

namespace picket::sim {
namespace {

using ReplyMap = std::map<std::string, proton::value>;

std::string reply_text(const ReplyMap& map, const char* camel, const char* dashed) {
  for (const char* name : {dashed, camel}) {
    const auto found = map.find(name);
    if (found != map.end() && found->second.type() == proton::STRING) return proton::get<std::string>(found->second).substr(0, 512);
    if (found != map.end() && found->second.type() == proton::SYMBOL) return proton::coerce<std::string>(found->second).substr(0, 512);
  }
  return {};
}

std::optional<std::int64_t> reply_number(const ReplyMap& map, const char* name) {
  const auto found = map.find(name);
  if (found == map.end()) return std::nullopt;
  return proton::coerce<std::int64_t>(found->second);
}

}  // namespace

std::string for_a_terminal(std::string words) {
  constexpr std::size_t kMost = 300;
  if (words.size() > kMost) words = words.substr(0, kMost) + "...";
  for (char& c : words) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = ' ';
  }
  return words;
}

AmqpFailure ServiceReply::failure() const {
  if (!condition.empty()) {
    const AmqpFailure named = amqp_failure_of(condition, description);
    if (named != AmqpFailure::kOther) return named;
  }
  switch (status) {
    case 401:
    case 403: return description.find("xpired") == std::string::npos ? AmqpFailure::kUnauthorized : AmqpFailure::kTokenExpired;
    case 404: return AmqpFailure::kNotFound;
    case 503: return AmqpFailure::kServerBusy;
    case 500:
    case 504: return AmqpFailure::kDetached;
    default: return AmqpFailure::kProtocol;
  }
}

ServiceReply read_reply(const proton::message& message) {
  ServiceReply reply;
  try {
    if (!message.correlation_id().empty()) reply.request = proton::to_string(message.correlation_id());
    ReplyMap properties;
    if (!message.properties().empty()) proton::get(message.properties().value(), properties);
    std::optional<std::int64_t> status = reply_number(properties, "status-code");
    if (!status) status = reply_number(properties, "statusCode");
    reply.status = status.value_or(0);
    reply.description = reply_text(properties, "statusDescription", "status-description");
    reply.condition = reply_text(properties, "errorCondition", "error-condition");
  } catch (const std::exception&) {
    reply.status = 0;
  }
  return reply;
}

std::optional<std::vector<std::uint16_t>> read_partition_ids(const proton::message& message) {
  std::vector<std::uint16_t> ids;
  try {
    ReplyMap body;
    proton::get(message.body(), body);
    std::vector<std::string> texts;
    const auto found = body.find("partition_ids");
    if (found == body.end()) return std::nullopt;
    proton::get(found->second, texts);
    for (const std::string& text : texts) {
      std::uint16_t id = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
      if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
      ids.push_back(id);
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty() || ids.size() > kMaxPartitions) return std::nullopt;
  return ids;
}

std::optional<std::int64_t> read_last_sequence_number(const proton::message& message) {
  try {
    ReplyMap body;
    proton::get(message.body(), body);
    const auto empty = body.find("is_partition_empty");
    if (empty != body.end() && empty->second.type() == proton::BOOLEAN && proton::get<bool>(empty->second)) return -1;
    return reply_number(body, "last_enqueued_sequence_number");
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace picket::sim
