#include "sim/live/pipeline/live_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace picket::sim {
namespace {

constexpr const char* kLiveTables = R"sql(
CREATE TABLE IF NOT EXISTS PicketLiveState (Name TEXT PRIMARY KEY, Value);
CREATE TABLE IF NOT EXISTS PicketLiveCheckpoint (PartitionId INTEGER PRIMARY KEY, Offset TEXT, SequenceNumber INTEGER);
CREATE TABLE IF NOT EXISTS PicketLiveDevice (Device INTEGER PRIMARY KEY, DeviceId TEXT, FirstSeenMicroseconds INTEGER);
CREATE TABLE IF NOT EXISTS PicketLiveInput (Number INTEGER PRIMARY KEY, TimeMicroseconds INTEGER, Device INTEGER, Sequence INTEGER,
  Form INTEGER, MessageKey INTEGER, Body BLOB);
CREATE TABLE IF NOT EXISTS PicketLiveSetAside (TimeMicroseconds INTEGER, PartitionId INTEGER, SequenceNumber INTEGER, DeviceId TEXT,
  Reason TEXT, BodyBytes INTEGER, Body BLOB);
CREATE TABLE IF NOT EXISTS PicketLiveUntold (Number INTEGER PRIMARY KEY, Line TEXT);
)sql";

/// What a record is beside its body, in one number of the file.
std::int64_t form_of(const HubRecord& record) {
  return static_cast<std::int64_t>(record.kind) | static_cast<std::int64_t>(record.encoding) << 4 | static_cast<std::int64_t>(record.compression) << 8 |
         static_cast<std::int64_t>(record.auth_type) << 12 | std::int64_t{record.module} << 16;
}
HubRecord record_of_form(std::int64_t form, Time time) {
  HubRecord record;
  record.kind = static_cast<HubRecord::Kind>(form & 3);
  record.encoding = (form >> 4 & 1) == 0 ? Encoding::kG1Json : Encoding::kG2FlatBuffers;
  record.compression = (form >> 8 & 1) == 0 ? Compression::kNone : Compression::kZstd;
  record.auth_type = static_cast<AuthType>(form >> 12 & 3);
  record.module = (form >> 16 & 1) != 0;
  record.time = time;
  return record;
}
static_assert(static_cast<int>(Encoding::kG1Json) == 0 && static_cast<int>(Encoding::kG2FlatBuffers) == 1);
static_assert(static_cast<int>(Compression::kNone) == 0 && static_cast<int>(Compression::kZstd) == 1);

void bind_text(sqlite3_stmt* s, int column, std::string_view text) {
  sqlite3_bind_text(s, column, text.data() == nullptr ? "" : text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}
void bind_blob(sqlite3_stmt* s, int column, std::string_view bytes) {
  sqlite3_bind_blob(s, column, bytes.data() == nullptr ? "" : bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
}
std::string text_in(sqlite3_stmt* s, int column) {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(s, column));
  return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(s, column)));
}
Time time_in(sqlite3_stmt* s, int column) { return Time::from_unix_microseconds(sqlite3_column_int64(s, column)); }

}  // namespace

Result<std::unique_ptr<LiveStore>, WriteError> LiveStore::open(const std::string& path, const std::string& endpoint, std::uint64_t random) {
  // What devices send is nobody else's business.
  const mode_t before = ::umask(0077);
  WorkspaceSettings settings;
  settings.row_limit = std::int64_t{1} << 60;  // alerts come slowly, and the file lives longer than a run
  auto workspace = Workspace::open(path, settings);
  ::umask(before);
  if (!workspace.ok()) return workspace.error();
  std::unique_ptr<LiveStore> store(new LiveStore);
  store->path_ = path;
  store->workspace_ = std::move(workspace).value();
  if (auto error = store->prepare(endpoint, random)) return *error;
  return store;
}

std::optional<WriteError> LiveStore::prepare(const std::string& endpoint, std::uint64_t random) {
  if (sqlite3_exec(workspace_->database(), kLiveTables, nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
  insert_input_ = statement("INSERT INTO PicketLiveInput (TimeMicroseconds, Device, Sequence, Form, MessageKey, Body) VALUES (?,?,?,?,?,?)");
  insert_device_ = statement("INSERT INTO PicketLiveDevice VALUES (?,?,?)");
  put_checkpoint_ = statement("INSERT INTO PicketLiveCheckpoint VALUES (?,?,?) ON CONFLICT (PartitionId) DO UPDATE SET Offset = excluded.Offset, SequenceNumber = excluded.SequenceNumber");
  const Statement known = statement("SELECT Value FROM PicketLiveState WHERE Name = 'endpoint'");
  const Statement count = statement("SELECT count(*) FROM PicketLiveSetAside");
  if (error_) return error_;
  if (sqlite3_step(known.get()) != SQLITE_ROW) {
    const Statement put = statement("INSERT INTO PicketLiveState VALUES ('endpoint', ?)");
    bind_text(put.get(), 1, endpoint);
    step(put.get());
    set_state("seed", static_cast<std::int64_t>(random >> 1));
  } else if (text_in(known.get(), 0) != endpoint) {
    return WriteError{path_, "it keeps what was read at " + text_in(known.get(), 0) + "; give another file for " + endpoint};
  }
  seed_ = static_cast<std::uint64_t>(state("seed").value_or(0));
  if (sqlite3_step(count.get()) == SQLITE_ROW) set_aside_ = sqlite3_column_int64(count.get(), 0);
  return error_;
}

std::optional<WriteError> LiveStore::failure() const { return WriteError{path_, sqlite3_errmsg(workspace_->database())}; }

Statement LiveStore::statement(const char* sql) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v3(workspace_->database(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) != SQLITE_OK && !error_) error_ = failure();
  return Statement(prepared);
}

void LiveStore::step(sqlite3_stmt* s) {
  if (error_) return;
  const int code = sqlite3_step(s);
  if (code != SQLITE_DONE && code != SQLITE_ROW) error_ = failure();
  sqlite3_reset(s);
}

std::optional<std::int64_t> LiveStore::state(const char* name) {
  const Statement get = statement("SELECT Value FROM PicketLiveState WHERE Name = ?");
  bind_text(get.get(), 1, name);
  if (error_ || sqlite3_step(get.get()) != SQLITE_ROW) return std::nullopt;
  return sqlite3_column_int64(get.get(), 0);
}

void LiveStore::set_state(const char* name, std::int64_t value) {
  const Statement put = statement("INSERT INTO PicketLiveState VALUES (?,?) ON CONFLICT (Name) DO UPDATE SET Value = excluded.Value");
  bind_text(put.get(), 1, name);
  sqlite3_bind_int64(put.get(), 2, value);
  step(put.get());
}

std::map<std::uint16_t, StartPosition> LiveStore::checkpoints() {
  std::map<std::uint16_t, StartPosition> out;
  const Statement get = statement("SELECT PartitionId, Offset, SequenceNumber FROM PicketLiveCheckpoint");
  while (!error_ && sqlite3_step(get.get()) == SQLITE_ROW) {
    out[static_cast<std::uint16_t>(sqlite3_column_int64(get.get(), 0))] = {StartPosition::Kind::kAfter, {}, text_in(get.get(), 1), sqlite3_column_int64(get.get(), 2)};
  }
  return out;
}

void LiveStore::set_checkpoint(std::uint16_t partition, const StartPosition& position) {
  sqlite3_bind_int64(put_checkpoint_.get(), 1, partition);
  bind_text(put_checkpoint_.get(), 2, position.offset);
  sqlite3_bind_int64(put_checkpoint_.get(), 3, position.sequence_number);
  step(put_checkpoint_.get());
}

std::vector<LiveDevice> LiveStore::devices() {
  std::vector<LiveDevice> out;
  const Statement get = statement("SELECT DeviceId, FirstSeenMicroseconds FROM PicketLiveDevice ORDER BY Device");
  while (!error_ && sqlite3_step(get.get()) == SQLITE_ROW) out.push_back({text_in(get.get(), 0), time_in(get.get(), 1)});
  return out;
}

void LiveStore::add_device(DeviceId device, const LiveDevice& known) {
  sqlite3_bind_int64(insert_device_.get(), 1, device.value());
  bind_text(insert_device_.get(), 2, known.name);
  sqlite3_bind_int64(insert_device_.get(), 3, known.first_seen.unix_microseconds());
  step(insert_device_.get());
}

std::optional<Time> LiveStore::watermark() {
  const auto value = state("watermark");
  return value ? std::optional(Time::from_unix_microseconds(*value)) : std::nullopt;
}
void LiveStore::set_watermark(Time watermark) { set_state("watermark", watermark.unix_microseconds()); }
std::optional<Time> LiveStore::learning_until() {
  const auto value = state("learning_until");
  return value ? std::optional(Time::from_unix_microseconds(*value)) : std::nullopt;
}
void LiveStore::set_learning_until(Time end) { set_state("learning_until", end.unix_microseconds()); }

void LiveStore::add(const KeptInput& input) {
  sqlite3_stmt* s = insert_input_.get();
  sqlite3_bind_int64(s, 1, input.record.time.unix_microseconds());
  sqlite3_bind_int64(s, 2, input.device.value());
  sqlite3_bind_int64(s, 3, input.sequence);
  sqlite3_bind_int64(s, 4, form_of(input.record));
  sqlite3_bind_int64(s, 5, static_cast<std::int64_t>(input.message_key));
  bind_blob(s, 6, input.body);
  step(s);
}

std::int64_t LiveStore::inputs() {
  const Statement get = statement("SELECT count(*) FROM PicketLiveInput");
  return !error_ && sqlite3_step(get.get()) == SQLITE_ROW ? sqlite3_column_int64(get.get(), 0) : 0;
}

void LiveStore::for_each_input(const std::function<void(KeptInput)>& visit) {
  const Statement get = statement("SELECT TimeMicroseconds, Device, Sequence, Form, MessageKey, Body FROM PicketLiveInput ORDER BY TimeMicroseconds, Number");
  while (!error_ && sqlite3_step(get.get()) == SQLITE_ROW) {
    KeptInput input;
    input.record = record_of_form(sqlite3_column_int64(get.get(), 3), time_in(get.get(), 0));
    input.device = DeviceId(static_cast<std::uint32_t>(sqlite3_column_int64(get.get(), 1)));
    input.sequence = static_cast<std::uint32_t>(sqlite3_column_int64(get.get(), 2));
    input.message_key = static_cast<std::uint64_t>(sqlite3_column_int64(get.get(), 4));
    input.body = text_in(get.get(), 5);
    input.read_back = true;
    visit(std::move(input));
  }
}

std::int64_t LiveStore::forget_before(Time limit, std::int64_t most) {
  // The first ones alone: a number is no later than another for having come later, but nearly so.
  const Statement remove = statement(
      "DELETE FROM PicketLiveInput WHERE Number IN (SELECT Number FROM (SELECT Number, TimeMicroseconds FROM PicketLiveInput ORDER BY Number LIMIT ?1) "
      "WHERE TimeMicroseconds < ?2)");
  sqlite3_bind_int64(remove.get(), 1, most);
  sqlite3_bind_int64(remove.get(), 2, limit.unix_microseconds());
  step(remove.get());
  return error_ ? 0 : sqlite3_changes(workspace_->database());
}

bool LiveStore::set_aside(const ReceivedEvent& event, EventFault fault, Time now) {
  if (set_aside_ >= kMaxSetAside) return false;
  ++set_aside_;
  const Statement put = statement("INSERT INTO PicketLiveSetAside VALUES (?,?,?,?,?,?,?)");
  sqlite3_bind_int64(put.get(), 1, now.unix_microseconds());
  sqlite3_bind_int64(put.get(), 2, event.partition);
  sqlite3_bind_int64(put.get(), 3, event.sequence_number);
  bind_text(put.get(), 4, event.device);
  bind_text(put.get(), 5, to_string(fault));
  sqlite3_bind_int64(put.get(), 6, static_cast<std::int64_t>(event.body.size()));
  bind_blob(put.get(), 7, std::string_view(event.body).substr(0, kSetAsideBytes));
  step(put.get());
  return true;
}

void LiveStore::add_untold(const std::string& line) {
  const Statement put = statement("INSERT INTO PicketLiveUntold (Line) VALUES (?)");
  bind_text(put.get(), 1, line);
  step(put.get());
}

std::vector<std::string> LiveStore::untold() {
  std::vector<std::string> lines;
  const Statement get = statement("SELECT Line FROM PicketLiveUntold ORDER BY Number");
  while (!error_ && sqlite3_step(get.get()) == SQLITE_ROW) lines.push_back(text_in(get.get(), 0));
  return lines;
}

void LiveStore::told() {
  const Statement remove = statement("DELETE FROM PicketLiveUntold");
  step(remove.get());
}

std::optional<WriteError> LiveStore::commit() {
  if (!error_) error_ = workspace_->commit();
  return error_;
}

std::optional<WriteError> LiveStore::close() {
  insert_input_.reset();
  insert_device_.reset();
  put_checkpoint_.reset();
  // Half of what belongs together must not stay.
  if (error_) return error_;
  return workspace_->close();
}

}  // namespace picket::sim
