#include "sim/live/fleet/fleet_connections.h"

#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "agent_core/base/check.h"
#include "sim/live/mqtt/base64.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kNoClient = UINT32_MAX;
constexpr std::uint64_t kAlso = UINT64_MAX;  ///< epoll's mark of the caller's own descriptor
/// A kind of end is told again after so long.
constexpr Duration kEndToldAgain = Duration::minutes(1);
constexpr rlim_t kFilesOfEach = 3;
constexpr rlim_t kFilesBeside = 100;

/// Raises the limit on open files as far as it goes; a text if that is not enough.
std::string make_room_for(std::size_t clients) {
  const rlim_t wanted = kFilesOfEach * clients + kFilesBeside;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return {};
  if (limit.rlim_max >= wanted) {
    limit.rlim_cur = wanted;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return {};
  }
  return std::to_string(clients) + " connections need " + std::to_string(wanted) + " open files, and this process may have " +
         std::to_string(limit.rlim_max) + "; raise the hard limit (ulimit -Hn, or LimitNOFILE of a service), or take fewer devices";
}

/// So many at once, that a second of the rate is not waited for each by itself; a throttle is judged over longer.
std::int64_t burst_of(std::uint64_t rate) { return std::max<std::int64_t>(1, static_cast<std::int64_t>(rate / 10)); }

OperationPace pace_of(std::uint64_t rate) {
  return {static_cast<std::int64_t>(std::max<std::uint64_t>(1, rate)), Duration::seconds(1), burst_of(rate)};
}

}  // namespace

bool FleetCounts::balances() const {
  std::uint64_t lost = 0;
  for (std::size_t loss = 0; loss < static_cast<std::size_t>(QueueLoss::kCount_); ++loss) lost += losses[static_cast<QueueLoss>(loss)];
  return offered == delivered + held + lost;
}

/// One device.
class FleetConnections::Client final : public HubClientListener {
 public:
  Client(FleetConnections& fleet, HubClientSettings settings, std::uint64_t lineage)
      : fleet_(fleet), queue_(fleet.settings_.queue, lineage), client_(std::move(settings), queue_, *this) {}

  HubClient& hub() { return client_; }
  const HubClient& hub() const { return client_; }
  MemoryQueue& queue() { return queue_; }
  const MemoryQueue& queue() const { return queue_; }

  std::uint64_t counted = 0;        ///< of its queue, in the fleet's sum
  Time wakes = Time::max();         ///< its entry among the timers
  int fd = -1;                      ///< that epoll watches
  short events = 0;
  std::uint64_t opened = 0;         ///< the link that `fd` is of

 private:
  void on_connected(Time, const std::string&) override {}
  void on_link_end(Time now, LinkEnd end, const std::string& text) override { fleet_.ended(now, end, text); }
  void on_twin(Time, std::string_view, TwinDocument) override {}  // the scenario's twin is the one that counts
  void on_delivered(Time now, const QueuedMessage& message) override {
    const Duration wait = now - message.queued_at;
    fleet_.waited_ += wait;
    fleet_.longest_wait_ = std::max(fleet_.longest_wait_, wait);
  }
  void on_reported(Time, int) override {}

  FleetConnections& fleet_;
  MemoryQueue queue_;
  HubClient client_;
};

FleetConnections::FleetConnections(FleetHubSettings settings, std::span<const NewIdentity> identities, std::vector<std::uint32_t> devices,
                                   Time now, Tell tell)
    : settings_(std::move(settings)),
      allowance_{pace_of(settings_.connects_per_second), pace_of(settings_.sends_per_second), settings_.message_budget},
      tls_(std::make_shared<TlsContext>(settings_.host, settings_.roots, std::nullopt, settings_.preset.tls_version)),
      tell_(std::move(tell)),
      problem_(make_room_for(devices.size())),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  PICKET_CHECK(identities.size() == devices.size());
  if (epoll_.fd() < 0 && problem_.empty()) problem_ = std::string("epoll: ") + std::strerror(errno);
  told_.fill(now - kEndToldAgain);
  for (std::size_t i = 0; i < devices.size() && problem_.empty(); ++i) {
    std::optional<Secret> key = base64_decoded(identities[i].primary_key.exposed());
    if (!key) {
      problem_ = to_text(identities[i].identity) + ": its key is no base64";
      break;
    }
    HubClientSettings own;
    own.preset = settings_.preset;
    own.identity = LiveIdentity{{settings_.host, identities[i].identity.device, identities[i].identity.module, {}}, *std::move(key), false, {}};
    own.address = settings_.address;
    own.port = settings_.port;
    own.user_agent = settings_.user_agent;
    own.seed = settings_.random + i;
    own.tls = tls_;
    own.allowance = &allowance_;
    clients_.push_back(std::make_unique<Client>(*this, std::move(own), settings_.random + i));
    problem_ = clients_.back()->hub().usable();
    if (place_of_.size() <= devices[i]) place_of_.resize(devices[i] + 1, kNoClient);
    place_of_[devices[i]] = static_cast<std::uint32_t>(i);
  }
}

FleetConnections::~FleetConnections() = default;

void FleetConnections::start(Time now) {
  PICKET_CHECK(problem_.empty(), problem_);
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    clients_[i]->hub().start(now);
    settle(i, now);
  }
}

void FleetConnections::send(Time now, std::uint32_t device, const MarkedMessage& message) {
  PICKET_CHECK(device < place_of_.size() && place_of_[device] != kNoClient, "device", device);
  ++offered_;
  const std::size_t client = place_of_[device];
  (void)clients_[client]->hub().send(now, message);  // a refusal is among the queue's losses
  settle(client, now);
}

void FleetConnections::turn(const std::function<Time()>& clock, Time until, int also) {
  Time now = clock();
  while (!timers_.empty() && clients_[timers_.top().second]->wakes != timers_.top().first) timers_.pop();
  if (!timers_.empty()) until = std::min(until, timers_.top().first);
  // Rounded up, so that a turn does not end just before the time that it waits for.
  constexpr std::int64_t kLongest = 60'000;
  const std::int64_t wait = until <= now ? 0 : std::min<std::int64_t>(kLongest, ((until - now).count_microseconds() + 999) / 1'000);
  if (also >= 0) {
    epoll_event wanted{EPOLLIN, {.u64 = kAlso}};
    ::epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, also, &wanted);
  }
  std::array<epoll_event, 256> ready{};
  const int count = ::epoll_wait(epoll_.fd(), ready.data(), static_cast<int>(ready.size()), static_cast<int>(wait));
  if (also >= 0) ::epoll_ctl(epoll_.fd(), EPOLL_CTL_DEL, also, nullptr);
  now = clock();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = ready[static_cast<std::size_t>(i)];
    if (event.data.u64 == kAlso) continue;
    const auto client = static_cast<std::size_t>(event.data.u64);
    clients_[client]->hub().on_ready(now, static_cast<short>(event.events));  // EPOLLIN and its kin are POLLIN and its kin
    settle(client, now);
  }
  while (!timers_.empty() && timers_.top().first <= now) {
    const auto [at, client] = timers_.top();
    timers_.pop();
    if (clients_[client]->wakes != at) continue;
    clients_[client]->wakes = Time::max();
    clients_[client]->hub().on_time(now);
    settle(client, now);
  }
}

/// After anything that may have changed a client: its timer, what epoll watches of it, the sum of the queues.
void FleetConnections::settle(std::size_t client, Time now) {
  Client& own = *clients_[client];
  // A client that wants its turn at once gets it in the next turn, not in this one without end.
  const Time at = std::max(own.hub().wake_up(), now + Duration::microseconds(1));
  if (at != own.wakes) {
    own.wakes = at;
    if (at != Time::max()) timers_.emplace(at, static_cast<std::uint32_t>(client));
  }
  held_ = held_ - own.counted + own.queue().size();
  own.counted = own.queue().size();
  watch(client);
}

void FleetConnections::watch(std::size_t client) {
  Client& own = *clients_[client];
  const std::optional<pollfd> wanted = own.hub().wanted();
  // A link that ended has closed its descriptor, which epoll forgot with it; the next may have the same number.
  const std::uint64_t opened = own.hub().counts().opened;
  if (opened != own.opened) own.fd = -1;
  own.opened = opened;
  if (!wanted) {
    own.fd = -1;
    return;
  }
  if (own.fd == wanted->fd && own.events == wanted->events) return;
  epoll_event event{static_cast<std::uint32_t>(wanted->events), {.u64 = client}};
  if (::epoll_ctl(epoll_.fd(), own.fd == wanted->fd ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, wanted->fd, &event) != 0 && errno == EEXIST) {
    ::epoll_ctl(epoll_.fd(), EPOLL_CTL_MOD, wanted->fd, &event);
  }
  own.fd = wanted->fd;
  own.events = wanted->events;
}

void FleetConnections::ended(Time now, LinkEnd end, const std::string& text) {
  Time& told = told_[static_cast<std::size_t>(end)];
  if (now - told < kEndToldAgain) return;
  told = now;
  if (tell_) tell_(now, text);
}

void FleetConnections::stop(Time now) {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    clients_[i]->hub().stop(now);
    settle(i, now);
  }
}

void FleetConnections::set_clock(Duration offset) {
  for (const auto& client : clients_) client->hub().set_clock(offset);
}

FleetCounts FleetConnections::counts() const {
  FleetCounts counts;
  counts.offered = offered_;
  counts.waited = waited_;
  counts.longest_wait = longest_wait_;
  for (const auto& client : clients_) {
    const HubClientCounts& own = client->hub().counts();
    counts.delivered += own.delivered;
    counts.sent += own.sent;
    counts.repeated += own.repeated;
    counts.connections += own.connections;
    counts.unexpected += own.unexpected;
    counts.held += client->queue().size();
    const SessionPhase phase = client->hub().session().phase;
    counts.connected += phase == SessionPhase::kOnline || phase == SessionPhase::kSending ? 1 : 0;
    counts.losses += client->queue().losses();
    counts.ends += own.ends;
  }
  return counts;
}

}  // namespace picket::sim
