#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/text.h"
#include "pipeline_core/explain/model_probe.h"
#include "pipeline_core/intel/indicator.h"
#include "sim/experiment/carry_stage.h"
#include "sim/experiment/hub_acts.h"
#include "sim/experiment/judge.h"
#include "sim/experiment/message_reader.h"
#include "sim/experiment/run_probe.h"
#include "sim/generate/attack_trace.h"

namespace picket::sim {

/// An alert of the run; its number is its place in the order of telling, from 1.
struct RecordedFinding {
  Finding finding;  ///< without its evidence and indicator, which follow
  std::vector<Evidence> evidence;
  std::optional<IndicatorReason> indicator;
  Judgement judgement = Judgement::kFalse;
};

/// (device, sequence).
using MessageKey = std::pair<std::uint32_t, std::uint32_t>;

/// A message as the pipeline read it, first time.
struct RecordedMessage {
  CarriedMessage carried;
  Time enqueued;
  Duration reconnect;  ///< as AcceptedLabels; of messages with labels
  Duration shaping;
  Encoding encoding = Encoding::kG2FlatBuffers;
  std::vector<Observation> observations;  ///< texts are those of RunRecord::texts()
  std::vector<MessageLabel> labels;       ///< events of attacks in them
};

/// Keeps what an explanation needs of a run: all alerts, and the messages that were asked for.
/// State: alerts without bound; messages of one device, or the evidence of one alert.
class RunRecord final : public RunProbe, public ModelProbe {
 public:
  explicit RunRecord(const World& world);
  RunRecord(const RunRecord&) = delete;
  RunRecord& operator=(const RunRecord&) = delete;

  /// Keep these messages.
  void want(const std::set<MessageKey>& messages) { wanted_ = messages; }
  /// Keep all messages of this unit's device, and those of others (gateways) that hold its events.
  void want_unit(std::uint32_t unit) { unit_ = unit; }

  void on_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) override {
    reader_.set_dictionary(std::move(dictionary));
  }
  void on_submitted(const CarriedMessage& message, const DeviceMessage& submitted, const AcceptedLabels* labels) override;
  void on_dropped(std::span<const MessageLabel> labels, CarryDrop reason) override;
  void on_past_retention(std::span<const MessageLabel> labels) override;
  void on_finding(const Finding& finding, Judgement judgement) override;
  /// Keeps those of the wanted unit.
  void on_hub_acts(const HubActs& acts) override;
  void on_logged(const LoggedOperation&, bool) override {}
  void on_carried(Time) override {}
  void on_reading(const ModelReading& reading) override { readings_.push_back(reading); }

  const std::vector<RecordedFinding>& findings() const { return findings_; }
  const std::map<MessageKey, RecordedMessage>& messages() const { return messages_; }
  const std::vector<ModelReading>& readings() const { return readings_; }
  const TextTable& texts() const { return reader_.texts(); }
  /// Records in the hub's log that the wanted unit's acts left, in the order written.
  const std::vector<HubEvidence>& hub_records() const { return hub_records_; }
  /// Its operations without a record, by step.
  const std::map<std::uint16_t, std::uint64_t>& not_logged() const { return not_logged_; }
  /// Labelled raw events of acts that were dropped on the way to the hub.
  const std::map<std::pair<std::uint32_t, CarryDrop>, std::uint64_t>& dropped() const { return dropped_; }
  /// Those that were lost at a hub's endpoint, by act.
  const std::map<std::uint32_t, std::uint64_t>& past_retention() const { return past_retention_; }

 private:
  bool wants(const MessageKey& key, const AcceptedLabels* labels) const;

  const World& world_;
  MessageReader reader_;
  std::set<MessageKey> wanted_;
  std::optional<std::uint32_t> unit_;
  std::vector<RecordedFinding> findings_;
  std::map<MessageKey, RecordedMessage> messages_;
  std::vector<ModelReading> readings_;
  std::vector<HubEvidence> hub_records_;
  std::map<std::uint16_t, std::uint64_t> not_logged_;
  std::map<std::pair<std::uint32_t, CarryDrop>, std::uint64_t> dropped_;
  std::map<std::uint32_t, std::uint64_t> past_retention_;
};

}  // namespace picket::sim
