#include "agent_core/message/message.h"

#include "agent_core/message/g1_json.h"
#include "agent_core/message/g1_report.h"
#include "agent_core/message/g2_flatbuffers.h"

namespace picket {

void encode(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts,
            std::string& out) {
  if (encoding == Encoding::kG1Json) {
    g1_json::encode(identity, message, texts, out);
  } else {
    g2_flatbuffers::encode(identity, message, texts, out);
  }
}

std::size_t encoded_size(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                         const TextTable& texts) {
  return encoding == Encoding::kG1Json ? g1_json::encoded_size(identity, message, texts)
                                       : g2_flatbuffers::encoded_size(identity, message, texts);
}

std::size_t observation_size(Encoding encoding, const Observation& observation, const TextTable& texts, bool extended,
                             JsonDialect dialect, bool further) {
  if (encoding == Encoding::kG2FlatBuffers) return g2_flatbuffers::observation_size(observation, texts, extended);
  return further ? g1_json::item_size(observation, texts, dialect)
                 : g1_json::observation_size(observation, texts, dialect);
}

bool shares_event(Encoding encoding, const Observation& before, const Observation& next) {
  return encoding == Encoding::kG1Json && g1_json::shares_event(before, next);
}

bool can_carry(Encoding encoding, EventKind kind) {
  return encoding == Encoding::kG1Json ? g1_json::can_carry(kind) : g2_flatbuffers::can_carry(kind);
}

bool can_carry(Encoding encoding, const Record& record) {
  if (encoding == Encoding::kG2FlatBuffers) return g2_flatbuffers::can_carry(kind_of(record));
  if (const auto* check = std::get_if<BaselineCheckRecord>(&record)) return check->result != BaselineResult::kSkip;
  if (const auto* process = std::get_if<ProcessRecord>(&record)) return process->operation != ProcessOperation::kFork;
  if (const auto* login = std::get_if<LoginRecord>(&record)) return login->operation != LoginOperation::kLogout;
  return g1_json::can_carry(kind_of(record));
}

void wire_order(Encoding encoding, std::span<const Observation> observations, std::vector<std::uint32_t>& order) {
  order.clear();
  if (encoding == Encoding::kG2FlatBuffers) {
    g2_flatbuffers::wire_order(observations, order);
    return;
  }
  for (std::uint32_t i = 0; i < observations.size(); ++i) order.push_back(i);
}

Observation as_received(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                        const Observation& observation) {
  return encoding == Encoding::kG1Json ? g1_json::as_received(identity.dialect, observation)
                                       : g2_flatbuffers::as_received(identity, message, observation);
}

Result<std::size_t, DecodeError> decode(Encoding encoding, std::string_view bytes, const DecodeLimits& limits,
                                        TextTable& texts, DecodedMessage& out) {
  out.agent_id = {};
  out.observations.clear();
  out.unknown_events = 0;
  if (bytes.empty()) return DecodeError::kEmpty;
  if (bytes.size() > limits.max_bytes) return DecodeError::kTooLarge;
  const auto result = encoding == Encoding::kG1Json ? g1_json::decode(bytes, limits, texts, out)
                                                    : g2_flatbuffers::decode(bytes, limits, texts, out);
  if (!result) {
    out.agent_id = {};
    out.observations.clear();
    out.unknown_events = 0;
  }
  return result;
}

}  // namespace picket
