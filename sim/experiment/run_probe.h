#pragma once

#include <memory>
#include <span>

#include "agent_core/message/compression.h"
#include "pipeline_core/pipeline.h"
#include "sim/generate/message_store.h"
#include "sim/hub/operation_log.h"

namespace picket::sim {

enum class CarryDrop : std::uint8_t;
enum class Judgement : std::uint8_t;
struct AcceptedLabels;
class HubActs;

/// Listens to the inside of a run that is repeated, to be explained or to be exported. Ordinary runs have none. Nothing that a probe
/// does reaches a result. Calls come from the thread that measures, one after the other.
class RunProbe {
 public:
  virtual ~RunProbe() = default;
  /// Messages compressed with a dictionary need it to be read.
  virtual void on_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) = 0;
  /// The pipeline is given a message; a copy that a lost answer made is given too (`message.submitted`). `labels`: of messages with events of attacks, else null.
  virtual void on_submitted(const CarriedMessage& message, const DeviceMessage& submitted,
                            const AcceptedLabels* labels) = 0;
  /// A message never reached the hub.
  virtual void on_dropped(std::span<const MessageLabel> labels, CarryDrop reason) = 0;
  /// A hub accepted a message, and all its copies were older than the endpoint's retention when it was their turn.
  virtual void on_past_retention(std::span<const MessageLabel>) {}
  virtual void on_finding(const Finding& finding, Judgement judgement) = 0;
  /// What attacks did at the hubs, once the run has ended.
  virtual void on_hub_acts(const HubActs&) {}
  /// A hub writes a record into its log, where it can be read from `available_at` on. In the order of writing, which is that
  /// of their times but for what is known ahead. `to_workspace`: a diagnostic setting sends it there.
  virtual void on_logged(const LoggedOperation& logged, bool to_workspace) = 0;
  /// A hub creates or deletes the identity of a device and, with it, that of its agent's module.
  virtual void on_identity(DeviceId, Hub::IdentityChange, Time) {}
  /// The pipeline was given all that it can read at `until`; what follows came later.
  virtual void on_carried(Time until) = 0;
};

}  // namespace picket::sim
