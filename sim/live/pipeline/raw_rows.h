#pragma once

#include <cstdint>
#include <string>

#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "sim/live/pipeline/finding_log.h"
#include "sim/live/pipeline/live_store.h"

namespace picket::sim {

/// Which raw events become rows of the workspace; the words are those of a scenario's `store`.
enum class RawStore : std::uint8_t { kFindings, kSample, kAll };

struct RawRowSettings {
  RawStore store = RawStore::kFindings;
  std::int64_t row_limit = 1'000'000;  ///< over all lives of the workspace
};

/// Observations of a real hub's stream as rows of SecurityIoTRawEvent (generation 1) and DefenderIoTRawEvent, as a run's workspace has them.
///
/// Model:  kSample keeps one device in a hundred, chosen by its name; kAll every one; kFindings none. Ids of rows are those that the evidence of
///         alerts names. What an earlier life wrote is not written again.
/// Cost:   decodes a message once more.
/// Errors: a message that cannot be decoded gives no row; the core counts it.
/// Limits: AgentVersion is not known here. Compressed messages with dictionaries are not read.
class RawRows {
 public:
  static constexpr std::uint64_t kSampleOneIn = 100;
  RawRows(LiveStore& store, RawRowSettings settings, LiveNames names);
  void add(const KeptInput& input);

  std::uint64_t rows() const { return rows_; }              ///< of this life
  std::uint64_t over_limit() const { return over_limit_; }  ///< left out since the limit was reached

 private:
  bool keeps(DeviceId device) const;

  LiveStore& store_;
  RawRowSettings settings_;
  LiveNames names_;
  std::string resource_id_;
  std::int64_t stored_ = 0;  ///< in the file
  std::uint64_t rows_ = 0;
  std::uint64_t over_limit_ = 0;
  Decompressor decompressor_;
  std::string plain_;
  DecodedMessage message_;
};

}  // namespace picket::sim
