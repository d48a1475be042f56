// libFuzzer: any bytes as a message to validate, and as the fields of a message to build. Problems must agree
// with the strict decoder, be bounded in number and length, and what is built must be read.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "agent_core/message/security_message_builder.h"

namespace picket {
namespace {

constexpr std::size_t kMost = 20;

bool strictly_read(std::string_view json, DecodeError& error) {
  DecodeLimits limits;
  limits.tolerant = false;
  TextTable texts;
  DecodedMessage decoded;
  const auto result = decode(Encoding::kG1Json, json, limits, texts, decoded);
  if (!result.ok()) error = result.error();
  return result.ok();
}

void validate(std::string_view json) {
  const auto problems = find_message_problems(json, kMost);
  PICKET_CHECK(problems.size() <= kMost + 1);
  for (const MessageProblem& problem : problems) PICKET_CHECK(to_string(problem).size() < 2'000);
  DecodeError error{};
  const bool read = strictly_read(json, error);
  PICKET_CHECK(!read || problems.empty());
  // The decoder also wants to understand the details of an aggregate, of which the schema says nothing.
  const bool details = json.find("HitCount") != json.npos || json.find("TimeUtc") != json.npos ||
                       json.find('\\') != json.npos;
  PICKET_CHECK(read || !problems.empty() || details || error == DecodeError::kTooManyEvents ||
               error == DecodeError::kTooManyTexts);
}

void build(std::string_view text) {
  const auto names = security_event_names();
  const auto take = [&](std::size_t length) {
    const std::string_view part = text.substr(0, length);
    text.remove_prefix(part.size());
    return std::string(part);
  };
  SecurityMessageBuilder builder({1, 2}, take(3));
  while (!text.empty()) {
    SecurityEvent event;
    const auto byte = static_cast<unsigned char>(text[0]);
    event.name = byte < 200 ? std::string(names[byte % names.size()]) : take(4);
    event.items.emplace_back();
    for (int i = 0; i < 4 && !text.empty(); ++i) {
      const char kind = text[0];
      text.remove_prefix(1);
      const std::string name = take(static_cast<std::size_t>(static_cast<unsigned char>(kind) / 16));
      if (kind % 3 == 0) event.items[0].push_back({name, take(5)});
      if (kind % 3 == 1) event.items[0].push_back({name, static_cast<std::int64_t>(kind)});
      if (kind % 3 == 2) event.items[0].push_back({"ExtraDetails", PayloadDetails{{name, take(3)}}});
    }
    builder.add(event);
  }
  const auto built = builder.build();
  if (!built.ok()) {
    PICKET_CHECK(!built.error().empty());
    return;
  }
  PICKET_CHECK(built.value().body.size() == builder.size());
  PICKET_CHECK(find_message_problems(built.value().body).empty());
}

}  // namespace
}  // namespace picket

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  picket::validate(bytes);
  picket::build(bytes.substr(0, 200));  // a few events: more would only make it slow
  return 0;
}
