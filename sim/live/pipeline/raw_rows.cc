#include "sim/live/pipeline/raw_rows.h"

#include <utility>

#include "agent_core/base/hash.h"
#include "agent_core/message/event_id.h"
#include "sim/results/raw_event_row.h"

namespace picket::sim {
namespace {

std::int64_t rows_in(LiveStore& store, Encoding encoding) {
  const std::string sql = "SELECT count(*) FROM " + std::string(raw_event_table(encoding));
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(store.workspace().database(), sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) return 0;
  const Statement count(prepared);
  return sqlite3_step(count.get()) == SQLITE_ROW ? sqlite3_column_int64(count.get(), 0) : 0;
}

}  // namespace

RawRows::RawRows(LiveStore& store, RawRowSettings settings, LiveNames names)
    : store_(store), settings_(settings), names_(std::move(names)), resource_id_(live_resource_id(names_.hub_name)) {
  if (settings_.store != RawStore::kFindings) stored_ = rows_in(store, Encoding::kG1Json) + rows_in(store, Encoding::kG2FlatBuffers);
}

bool RawRows::keeps(DeviceId device) const {
  if (settings_.store != RawStore::kSample) return settings_.store == RawStore::kAll;
  return mix64(fnv1a(names_.device_name(device))) % kSampleOneIn == 0;
}

void RawRows::add(const KeptInput& input) {
  if (input.record.kind != HubRecord::Kind::kMessage || !keeps(input.device)) return;
  std::string_view bytes = input.body;
  if (input.record.compression != Compression::kNone) {
    if (!decompressor_.decompress(input.body, nullptr, DecodeLimits{}.max_bytes, plain_).ok()) return;
    bytes = plain_;
  }
  TextTable texts(2 * DecodeLimits{}.max_observations);
  if (!decode(input.record.encoding, bytes, DecodeLimits{}, texts, message_).ok()) return;
  const std::string name = names_.device_name(input.device);
  RowContext context;
  context.encoding = input.record.encoding;
  context.device_name = name;
  context.subscription_id = kLiveSubscription;
  context.resource_id = resource_id_;
  const Uuid seed = live_event_seed(store_.seed(), input.device);
  for (std::uint32_t i = 0; i < message_.observations.size(); ++i) {
    if (stored_ >= settings_.row_limit) {
      over_limit_ += message_.observations.size() - i;
      return;
    }
    store_.workspace().add(RawEventRow{context, message_.observations[i], texts, event_id(seed, input.sequence, i), input.record.time});
    ++stored_;
    ++rows_;
  }
}

}  // namespace picket::sim
