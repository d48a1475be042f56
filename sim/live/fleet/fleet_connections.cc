#include "sim/live/fleet/fleet_connections.h"

#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "agent_core/base/check.h"
#include "sim/hub/hub.h"
#include "sim/live/mqtt/base64.h"
#include "sim/network/mqtt_sizes.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kNoClient = UINT32_MAX;
constexpr std::uint64_t kAlso = UINT64_MAX;  ///< epoll's mark of the caller's own descriptor
constexpr std::uint64_t kClientMask = UINT32_MAX;
/// Epoll's mark of a client's link.
constexpr std::uint64_t mark_of(std::size_t client, std::uint64_t opened) { return client | opened << 32U; }
/// A kind of end is told again after so long.
constexpr Duration kEndToldAgain = Duration::minutes(1);
/// libmosquitto's least, as HubClient has it.
constexpr Duration kLeastPingPeriod = Duration::seconds(5);
/// Of a twin that nobody has written to: {"desired":{"$version":1},"reported":{"$version":1}}.
constexpr Bytes kBareTwin{53};
constexpr std::int64_t kTwinRequestDigits = 1;
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

/// What the hub meters: the body, the values of system properties, which are "%24.NAME", names and values of others.
std::int64_t metered_of(const QueuedMessage& message) {
  std::size_t bytes = message.body.size();
  const auto decoded = [](std::string_view text) { return text.size() - 2 * static_cast<std::size_t>(std::count(text.begin(), text.end(), '%')); };
  for (std::string_view rest = message.properties; !rest.empty();) {
    const std::string_view property = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), property.size() + 1));
    const std::string_view name = property.substr(0, property.find('='));
    bytes += decoded(property.substr(std::min(property.size(), name.size() + 1)));
    if (!name.starts_with("%24.")) bytes += decoded(name);
  }
  return static_cast<std::int64_t>(bytes);
}

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
  std::uint32_t device_class = 0;
  std::uint64_t sent = 0;           ///< of its PUBLISH, those that are counted
  Time sent_at;                     ///< the last of them
  Time active_at;                   ///< it last connected or sent: no ping is due before keep_alive after it
  std::uint64_t looked_at = 0;      ///< the link that `line` is of
  std::optional<LineCount> line;    ///< of the present link

 private:
  void on_connected(Time now, const std::string&) override { active_at = now; }
  void on_link_end(Time now, LinkEnd end, const std::string& text) override { fleet_.ended(now, end, text); }
  void on_twin(Time, std::string_view, TwinDocument) override {}  // the scenario's twin is the one that counts
  void on_delivered(Time now, const QueuedMessage& message) override {
    const Duration wait = now - message.queued_at;
    fleet_.waited_ += wait;
    fleet_.longest_wait_ = std::max(fleet_.longest_wait_, wait);
    fleet_.count_delivered(*this, now, message);
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
    if (!wire_) {
      WireSettings wire;
      wire.tls.version = settings_.preset.tls_version;
      lengths_ = lengths_of({settings_.host, identities[i].identity.device, identities[i].identity.module, settings_.user_agent});
      wire_.emplace(lengths_, wire);
    }
    if (place_of_.size() <= devices[i]) place_of_.resize(devices[i] + 1, kNoClient);
    place_of_[devices[i]] = static_cast<std::uint32_t>(i);
  }
}

FleetConnections::~FleetConnections() = default;

void FleetConnections::set_classes(std::vector<std::uint32_t> class_of_client, std::size_t classes) {
  PICKET_CHECK(class_of_client.size() <= clients_.size() || !problem_.empty());
  seen_ = std::vector<Seen>(classes + 1);
  for (std::size_t i = 0; i < std::min(clients_.size(), class_of_client.size()); ++i) {
    PICKET_CHECK(class_of_client[i] < classes);
    clients_[i]->device_class = class_of_client[i];
  }
}

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
    const auto client = static_cast<std::size_t>(event.data.u64 & kClientMask);
    // Of a link that is no more: its descriptor is open in a process that was started meanwhile.
    if (event.data.u64 != mark_of(client, clients_[client]->opened)) continue;
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
  look(own, now);
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
  epoll_event event{static_cast<std::uint32_t>(wanted->events), {.u64 = mark_of(client, opened)}};
  if (::epoll_ctl(epoll_.fd(), own.fd == wanted->fd ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, wanted->fd, &event) != 0 && errno == EEXIST) {
    ::epoll_ctl(epoll_.fd(), EPOLL_CTL_MOD, wanted->fd, &event);
  }
  own.fd = wanted->fd;
  own.events = wanted->events;
}

template <class Count>
void FleetConnections::count_in(const Client& client, Count count) {
  count(seen_[client.device_class]);
  count(seen_.back());
}

/// Counts what a client has done since the last look. What its link carries is asked for each time, for nobody tells when it ends.
void FleetConnections::look(Client& client, Time now) {
  if (client.hub().counts().sent != client.sent) count_sent(client, now);
  const SessionPhase phase = client.hub().session().phase;
  const Duration period = std::max(kLeastPingPeriod, settings_.preset.keep_alive);
  if ((phase == SessionPhase::kOnline || phase == SessionPhase::kSending) && now - client.active_at >= period) {
    const std::int64_t periods = (now - client.active_at).count_microseconds() / period.count_microseconds();
    client.active_at += period * periods;
    count_in(client, [periods](Seen& seen) { seen.measures.pings += static_cast<std::uint64_t>(periods); });
  }
  if (client.hub().counts().opened != client.looked_at) {
    client.looked_at = client.hub().counts().opened;
    if (client.line) count_in(client, [&client](Seen& seen) { seen.measures.line += *client.line; });
    client.line.reset();
  }
  if (client.fd < 0) return;
  if (const std::optional<LineCount> line = line_count_of(client.fd)) client.line = line;
}

void FleetConnections::count_sent(Client& client, Time now) {
  client.sent = client.hub().counts().sent;
  client.sent_at = client.active_at = now;
  const std::optional<QueuedMessage> message = client.queue().head();
  if (!message) return;
  const auto body = static_cast<std::int64_t>(message->body.size());
  const std::int64_t topic = message_topic(lengths_, static_cast<std::int64_t>(message->properties.size()));
  const WireCost cost = wire_->publish_on(topic, Bytes(body));
  count_in(client, [&](Seen& seen) {
    seen.measures.payload_bytes += static_cast<std::uint64_t>(body);
    seen.measures.mqtt_bytes += static_cast<std::uint64_t>(mqtt_publish(topic, body) - body);
    seen.publishes += cost;
  });
}

void FleetConnections::count_delivered(const Client& client, Time now, const QueuedMessage& message) {
  const std::int64_t blocks = blocks_of(Bytes(metered_of(message)), settings_.block_bytes);
  count_in(client, [&](Seen& seen) {
    seen.measures.delivered_bytes += message.body.size();
    seen.measures.delivered_blocks += static_cast<std::uint64_t>(blocks);
    seen.publish_delay.add(now - client.sent_at);
    seen.whole_delay.add(now - message.queued_at);
  });
}

std::vector<ClassMeasures> FleetConnections::measures() const {
  std::vector<ClassMeasures> out;
  for (const Seen& seen : seen_) {
    out.push_back(seen.measures);
    out.back().publish_delay = seen.publish_delay.summary();
    out.back().whole_delay = seen.whole_delay.summary();
  }
  for (const auto& client : clients_) {
    const HubClientCounts& own = client->hub().counts();
    for (ClassMeasures* const of : {&out[client->device_class], &out.back()}) {
      of->devices += 1;
      of->delivered += own.delivered;
      of->held += client->queue().size();
      of->losses += client->queue().losses();
      of->sent += own.sent;
      of->repeated += own.repeated;
      of->opened += own.opened;
      of->connects += own.connections;
      of->reconnects += own.connections > 0 ? own.connections - 1 : 0;
      of->ends += own.ends;
      if (client->line) of->line += *client->line;
    }
  }
  for (std::size_t i = 0; i < out.size() && wire_; ++i) {
    ClassMeasures& of = out[i];
    of.line_is_counted = of.line.connections > 0;
    const WireCost connection = wire_->connect() + wire_->subscribe() + wire_->twin_get(kBareTwin, kTwinRequestDigits) + wire_->disconnect();
    const WireCost cost = seen_[i].publishes + connection * static_cast<std::int64_t>(of.connects) + wire_->ping() * static_cast<std::int64_t>(of.pings);
    of.modelled_up_bytes = static_cast<std::uint64_t>(cost.up.total().count());
    of.modelled_down_bytes = static_cast<std::uint64_t>(cost.down.total().count());
  }
  return out;
}

void FleetConnections::ended(Time now, LinkEnd end, const std::string& text) {
  Time& told = told_[static_cast<std::size_t>(end)];
  if (now - told < kEndToldAgain) return;
  told = now;
  if (tell_) tell_(now, text);
}

void FleetConnections::stop(Time now) {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    look(*clients_[i], now);
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
