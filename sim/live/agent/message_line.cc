#include "sim/live/agent/message_line.h"

#include <fmt/format.h>

#include "agent_core/base/json_escape.h"
#include "agent_core/message/event_id.h"
#include "sim/results/raw_event_row.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMostPlainBytes = std::size_t{16} << 20U;

std::string json_text_of(std::string_view text) {
  std::string out = "\"";
  append_json_escaped(text, out);
  return out + '"';
}

/// What compressed bytes hold; the bytes themselves if they are no frame.
std::string plain_body(const std::string& body) {
  Decompressor decompressor;
  std::string plain;
  return decompressor.decompress(body, nullptr, kMostPlainBytes, plain).ok() ? plain : body;
}

}  // namespace

std::string message_line(const HostMessage& message, const std::string& device, const std::string& agent_version) {
  const MarkedMessage& marked = message.marked;
  std::string line = fmt::format(
      R"({{"created":"{}","sequence":{},"encoding":"{}","body_bytes":{},"metered_bytes":{},"properties":{},"events":{},)", utc_text(message.created),
      message.sequence, to_string(message.encoding), marked.body.size(), metered_bytes(marked.body, marked.marking),
      json_text_of(mqtt_property_bag(marked.marking)), message.events);
  TextTable texts;
  DecodedMessage decoded;
  DecodeLimits limits;
  limits.max_bytes = kMostPlainBytes;
  const auto read = decode(message.encoding, plain_body(marked.body), limits, texts, decoded);
  if (!read.ok()) return line + R"("error":)" + json_text_of(to_string(read.error())) + "}";
  const RowContext context{message.encoding, device, agent_version, {}, {}};
  line += R"("rows":[)";
  for (std::size_t i = 0; i < decoded.observations.size(); ++i) {
    if (i != 0) line += ',';
    const Uuid id = event_id(decoded.agent_id, message.sequence, static_cast<std::uint32_t>(i));
    line += raw_event_row_json({context, decoded.observations[i], texts, id, message.created});
  }
  return line + "]}";
}

}  // namespace picket::sim
