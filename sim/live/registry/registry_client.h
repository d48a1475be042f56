#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "agent_core/base/time.h"
#include "sim/live/mqtt/operation_pace.h"
#include "sim/live/registry/registry_access.h"
#include "sim/live/registry/registry_answer.h"
#include "sim/live/registry/registry_request.h"

namespace picket::sim {

struct RegistrySettings {
  RegistryAccess access;
  std::string roots;            ///< PEM file of trusted roots; empty: the system's
  std::string address;          ///< where to connect instead of looking the host up; the certificate is checked against the host all the same
  std::uint16_t port = 443;
  std::int64_t operations_per_minute = 90;  ///< of the throttle, a tenth is left to others: 100 a minute and unit on F1, B1, S1, B2 and S2
  std::uint32_t tries = 6;                  ///< of one request, the first included
  Duration patience = Duration::seconds(30);  ///< for one answer
  Duration token_life = Duration::minutes(60);
  /// Waits, and says whether to go on; by default it sleeps.
  std::function<bool(Duration)> wait;
  std::function<Time()> now;  ///< time of day; by default the machine's
};

struct RegistryCounts {
  std::uint64_t requests = 0;    ///< sent, repeats included
  std::uint64_t operations = 0;  ///< of the throttle
  std::uint64_t throttled = 0;   ///< answers of 429
  std::uint64_t repeated = 0;
  Duration waited;               ///< for the pace, and for what passes
};

/// What a bulk change did: `refused` were not done, all others were.
struct BulkOutcome {
  std::uint64_t done = 0;
  std::vector<BulkRefusal> refused;
  /// What ended it before all had been asked for; those behind `done` and `refused` were not.
  std::optional<RegistryFailure> ended;
};

/// A client of a hub's identity registry.
///
/// Model:  HTTPS with libcurl, one connection kept open; TLS 1.2 or later, the certificate and its name always checked; redirects are
///         not followed, since a token would go with them. A token is signed for an hour and renewed when a tenth of its life is left.
///         Requests keep to operations_per_minute, with half a minute's worth at once. What may pass (429, 5xx, a broken
///         connection) is tried again: after Retry-After, or else 1 s, doubling to a minute. A creation that is refused as existing counts
///         as done if the identity has the key that we gave it: an earlier try was carried out, and its answer lost. A removal of
///         what is not there counts as done.
/// Errors: a RegistryFailure, which `explained` writes.
/// Limits: blocks; one thread. An answer of more than kMaxAnswer is refused. A repeat adds no random wait: one client is no herd.
class RegistryClient {
 public:
  static constexpr std::size_t kMaxAnswer = 4U << 20U;
  static constexpr std::size_t kMaxRows = 1'000'000;  ///< identities a hub may have

  explicit RegistryClient(RegistrySettings settings);
  ~RegistryClient();
  RegistryClient(const RegistryClient&) = delete;
  RegistryClient& operator=(const RegistryClient&) = delete;

  /// The identity as the hub made it, keys included.
  Result<RegistryRecord, RegistryFailure> create(const NewIdentity& identity);
  Result<RegistryRecord, RegistryFailure> replace(const NewIdentity& identity);
  Result<RegistryRecord, RegistryFailure> find(const RegistryIdentity& identity);
  /// Whether it was there.
  Result<bool, RegistryFailure> remove(const RegistryIdentity& identity);
  /// Any number, in calls of at most kMaxBulk; modules after their devices. `before_call` is told of each call's identities
  /// before it is made, so that they can be written down; false ends it.
  BulkOutcome create_all(std::span<const NewIdentity> identities, const std::function<bool(std::span<const NewIdentity>)>& before_call = {});
  BulkOutcome remove_all(std::span<const RegistryIdentity> identities);
  Result<std::vector<RegistryIdentity>, RegistryFailure> modules_of(std::string_view device);
  /// Rows of a query that selects deviceId and, of devices.modules, moduleId; all pages.
  Result<std::vector<RegistryIdentity>, RegistryFailure> query(std::string_view query, std::uint32_t page = kMaxPage);

  const RegistryCounts& counts() const { return counts_; }
  std::string explained(const RegistryFailure& failure, std::string doing) const;

 private:
  struct Connection;
  Result<RegistryAnswer, RegistryFailure> answer_to(const RegistryRequest& request);
  Result<RegistryAnswer, RegistryFailure> ask_once(const RegistryRequest& request);
  bool wait(Duration wait);
  const Secret& token();
  bool is_ours(const NewIdentity& identity);
  Result<RegistryRecord, RegistryFailure> record_of(Result<RegistryAnswer, RegistryFailure> answer) const;
  BulkOutcome bulk(const RegistryRequest& request, std::size_t asked);

  RegistrySettings settings_;
  std::unique_ptr<Connection> connection_;
  OperationPace pace_;
  Secret token_;
  Time token_expires_;
  RegistryCounts counts_;
};

}  // namespace picket::sim
