#include "sim/live/mqtt/offline_queue.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace picket::sim {
namespace {

/// Files of another form are refused and left alone.
constexpr int kQueueFormat = 1;
/// "pckq": says to file(1) and to us whose database it is.
constexpr int kQueueApplication = 0x70636b71;

constexpr const char* kSchema =
    "CREATE TABLE IF NOT EXISTS life(one INTEGER PRIMARY KEY CHECK(one = 1), lineage INTEGER NOT NULL, opened INTEGER NOT NULL,"
    " next_id INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, queued_at INTEGER NOT NULL, properties TEXT NOT NULL, body BLOB NOT NULL);";

std::int64_t number_of(sqlite3_stmt* statement, int column) { return sqlite3_column_int64(statement, column); }
std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t as_unsigned(std::int64_t value) { return static_cast<std::uint64_t>(value); }

std::string bytes_of(sqlite3_stmt* statement, int column) {
  const void* bytes = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return size == 0 ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

std::int64_t pragma_value(sqlite3* database, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database, sql, -1, &raw, nullptr) != SQLITE_OK) return -1;
  const Statement statement(raw);
  return sqlite3_step(raw) == SQLITE_ROW ? number_of(raw, 0) : -1;
}

/// Made before SQLite does, so that nobody else can read it.
std::string make_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return path + ": cannot be opened: " + std::strerror(errno);
  ::close(fd);
  return {};
}

std::string told(const std::string& path, sqlite3* database) {
  const int code = sqlite3_errcode(database);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return path + ": another agent uses this queue; give each its own file";
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) return path + ": is no queue, or damaged (" + sqlite3_errmsg(database) + "); move it away to begin a new one";
  return path + ": cannot be used: " + sqlite3_errmsg(database);
}

}  // namespace

Result<OfflineQueue, std::string> OfflineQueue::open(const std::string& path, const QueueLimits& limits, std::uint64_t random) {
  const bool in_memory = path == ":memory:";
  if (!in_memory) {
    if (std::string error = make_private(path); !error.empty()) return error;
  }
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  Database database(raw);
  if (opened != SQLITE_OK) return told(path, raw);
  const std::int64_t application = pragma_value(raw, "PRAGMA application_id");
  const std::int64_t format = pragma_value(raw, "PRAGMA user_version");
  const bool fresh = application == 0 && format == 0 && pragma_value(raw, "SELECT count(*) FROM sqlite_master") == 0;
  if (application < 0) return told(path, raw);
  if (!fresh && application != kQueueApplication) return path + ": is a database, but no queue of messages; give another file";
  if (!fresh && format != kQueueFormat) return path + ": is a queue of another version of the program; move it away to begin a new one";
  OfflineQueue queue(std::move(database), limits);
  // EXCLUSIVE: a second process is refused. No shared memory file is made then.
  const bool ready = queue.execute("PRAGMA locking_mode=EXCLUSIVE") && queue.execute("PRAGMA journal_mode=WAL") &&
                     queue.execute("PRAGMA synchronous=FULL") && queue.begin_life(random) && queue.count_held();
  if (!ready) return told(path, queue.database_.get());
  return queue;
}

// One transaction, so that a new file is whole or empty.
bool OfflineQueue::begin_life(std::uint64_t random) {
  const std::string mark = "PRAGMA application_id=" + std::to_string(kQueueApplication) + ";PRAGMA user_version=" + std::to_string(kQueueFormat);
  if (!execute("BEGIN IMMEDIATE")) return false;
  bool ok = execute(mark.c_str()) && execute(kSchema);
  if (ok) {
    const Statement add = prepared("INSERT INTO life VALUES(1, ?, 1, 1) ON CONFLICT(one) DO UPDATE SET opened = opened + 1");
    ok = add && sqlite3_bind_int64(add.get(), 1, as_signed(random)) == SQLITE_OK && finished(add.get());
  }
  if (ok) {
    const Statement read = prepared("SELECT lineage, opened, next_id FROM life");
    ok = read && sqlite3_step(read.get()) == SQLITE_ROW;
    if (ok) {
      lineage_ = as_unsigned(number_of(read.get(), 0));
      opened_ = as_unsigned(number_of(read.get(), 1));
      next_id_ = as_unsigned(number_of(read.get(), 2));
    }
  }
  return ok && execute("COMMIT");
}

bool OfflineQueue::count_held() {
  const Statement read = prepared("SELECT count(*), coalesce(sum(length(body) + length(CAST(properties AS BLOB))), 0) FROM message WHERE id > ?");
  if (!read || sqlite3_bind_int64(read.get(), 1, as_signed(delivered_)) != SQLITE_OK || sqlite3_step(read.get()) != SQLITE_ROW) return false;
  size_ = as_unsigned(number_of(read.get(), 0));
  bytes_ = as_unsigned(number_of(read.get(), 1));
  return true;
}

bool OfflineQueue::execute(const char* sql) {
  code_ = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code_ == SQLITE_OK) return true;
  code_ = sqlite3_extended_errcode(database_.get());
  error_ = sqlite3_errmsg(database_.get());
  return false;
}

Statement OfflineQueue::prepared(const char* sql) const {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &raw, nullptr) != SQLITE_OK) error_ = sqlite3_errmsg(database_.get());
  return Statement(raw);
}

bool OfflineQueue::finished(sqlite3_stmt* statement) {
  code_ = sqlite3_step(statement);
  if (code_ == SQLITE_DONE) return true;
  code_ = sqlite3_extended_errcode(database_.get());
  error_ = sqlite3_errmsg(database_.get());
  return false;
}

QueueLoss OfflineQueue::disk_loss() const {
  // SIGXFSZ ignored, a write over the limit fails as an input/output error.
  const int reason = sqlite3_system_errno(database_.get());
  const bool full = (code_ & 0xff) == SQLITE_FULL || code_ == SQLITE_IOERR_WRITE || reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  return full ? QueueLoss::kDiskFull : QueueLoss::kDiskError;
}

bool OfflineQueue::insert(std::uint64_t id, Time now, const std::string& properties, const std::string& body) {
  const Statement count = prepared("UPDATE life SET next_id = ?");
  if (!count || sqlite3_bind_int64(count.get(), 1, as_signed(id + 1)) != SQLITE_OK || !finished(count.get())) return false;
  const Statement add = prepared("INSERT INTO message VALUES(?, ?, ?, ?)");
  return add && sqlite3_bind_int64(add.get(), 1, as_signed(id)) == SQLITE_OK &&
         sqlite3_bind_int64(add.get(), 2, now.unix_microseconds()) == SQLITE_OK &&
         sqlite3_bind_text(add.get(), 3, properties.data(), static_cast<int>(properties.size()), SQLITE_STATIC) == SQLITE_OK &&
         // A null pointer would be NULL, and an empty body is none.
         sqlite3_bind_blob(add.get(), 4, body.empty() ? "" : body.data(), static_cast<int>(body.size()), SQLITE_STATIC) == SQLITE_OK &&
         finished(add.get());
}

/// Within the transaction: what has to go so that `incoming` bytes and one message more fit.
bool OfflineQueue::drop_oldest(std::uint64_t incoming, std::uint64_t in_flight, std::uint64_t& dropped, std::uint64_t& freed) {
  while (size_ - dropped + 1 > limits_.max_messages || bytes_ - freed + incoming > limits_.max_bytes) {
    const Statement oldest = prepared("SELECT id, length(body) + length(CAST(properties AS BLOB)) FROM message WHERE id > ? AND id <> ? ORDER BY id LIMIT 1");
    if (!oldest || sqlite3_bind_int64(oldest.get(), 1, as_signed(delivered_)) != SQLITE_OK ||
        sqlite3_bind_int64(oldest.get(), 2, as_signed(in_flight)) != SQLITE_OK) {
      return false;
    }
    // Only the one in flight is left: the new one goes beside it.
    if (sqlite3_step(oldest.get()) != SQLITE_ROW) return true;
    const std::int64_t id = number_of(oldest.get(), 0);
    freed += as_unsigned(number_of(oldest.get(), 1));
    ++dropped;
    const Statement drop = prepared("DELETE FROM message WHERE id = ?");
    if (!drop || sqlite3_bind_int64(drop.get(), 1, id) != SQLITE_OK || !finished(drop.get())) return false;
  }
  return true;
}

Result<std::uint64_t, QueueLoss> OfflineQueue::add(Time now, const MarkedMessage& message, std::uint64_t in_flight) {
  MessageMarking marking = message.marking;
  const std::uint64_t id = next_id_;
  if (marking.message_id.empty()) marking.message_id = to_string(Uuid{lineage_, id});
  const std::string properties = mqtt_property_bag(marking);
  const std::uint64_t incoming = properties.size() + message.body.size();
  if (incoming > limits_.max_bytes || limits_.max_messages == 0) {
    ++losses_[QueueLoss::kTooLarge];
    return QueueLoss::kTooLarge;
  }
  std::uint64_t dropped = 0;
  std::uint64_t freed = 0;
  const bool kept = execute("BEGIN IMMEDIATE") && drop_oldest(incoming, in_flight, dropped, freed) &&
                    insert(id, now, properties, message.body) && execute("COMMIT");
  if (!kept) {
    const QueueLoss loss = disk_loss();
    ++losses_[loss];
    const std::string error = error_;
    if (sqlite3_get_autocommit(database_.get()) == 0) execute("ROLLBACK");
    error_ = error;
    return loss;
  }
  next_id_ = id + 1;
  size_ += 1 - dropped;
  bytes_ += incoming - freed;
  losses_[QueueLoss::kOldestDropped] += dropped;
  return id;
}

std::optional<QueuedMessage> OfflineQueue::head() const {
  const Statement read = prepared("SELECT id, queued_at, properties, body FROM message WHERE id > ? ORDER BY id LIMIT 1");
  if (!read || sqlite3_bind_int64(read.get(), 1, as_signed(delivered_)) != SQLITE_OK || sqlite3_step(read.get()) != SQLITE_ROW) return std::nullopt;
  return QueuedMessage{as_unsigned(number_of(read.get(), 0)), Time::from_unix_microseconds(number_of(read.get(), 1)), bytes_of(read.get(), 2),
                       bytes_of(read.get(), 3)};
}

bool OfflineQueue::remove(std::uint64_t id) {
  if (id <= delivered_) return true;
  {
    const Statement size = prepared("SELECT length(body) + length(CAST(properties AS BLOB)) FROM message WHERE id = ?");
    if (size && sqlite3_bind_int64(size.get(), 1, as_signed(id)) == SQLITE_OK && sqlite3_step(size.get()) == SQLITE_ROW) {
      --size_;
      bytes_ -= as_unsigned(number_of(size.get(), 0));
    }
  }
  // Whatever the disk says: it is not sent again in this life. What it refused now goes with the next.
  delivered_ = id;
  const Statement drop = prepared("DELETE FROM message WHERE id <= ?");
  return drop && sqlite3_bind_int64(drop.get(), 1, as_signed(id)) == SQLITE_OK && finished(drop.get());
}

std::uint64_t OfflineQueue::expire(Time limit, std::uint64_t in_flight) {
  const Statement drop = prepared("DELETE FROM message WHERE queued_at < ? AND id <> ? AND id > ?");
  if (!drop || sqlite3_bind_int64(drop.get(), 1, limit.unix_microseconds()) != SQLITE_OK ||
      sqlite3_bind_int64(drop.get(), 2, as_signed(in_flight)) != SQLITE_OK ||
      sqlite3_bind_int64(drop.get(), 3, as_signed(delivered_)) != SQLITE_OK || !finished(drop.get())) {
    return 0;
  }
  const auto expired = static_cast<std::uint64_t>(sqlite3_changes(database_.get()));
  losses_[QueueLoss::kExpired] += expired;
  if (expired > 0) count_held();
  return expired;
}

}  // namespace picket::sim
