#include "sim/live/agent/live_agent.h"

#include <poll.h>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/hash.h"
#include "sim/live/agent/collector_set.h"
#include "sim/live/agent/live_clock.h"
#include "sim/live/agent/stop_signal.h"
#include "sim/live/collect/host_snapshot.h"

namespace picket::sim {
namespace {

/// Longest wait: the time of day is looked at so often.
constexpr Duration kLongestTurn = Duration::seconds(60);
/// The same kind of end is told again after so long.
constexpr Duration kTellAgain = Duration::minutes(10);

/// What the client told, for after its call.
struct TwinNews {
  std::string json;
  TwinDocument document = TwinDocument::kWhole;
};
struct DeliveryNews {
  std::uint32_t sequence = 0;
  std::uint32_t bytes = 0;
};

class LiveAgent final : public HostAgentSide, public HubClientListener {
 public:
  LiveAgent(LiveAgentSettings settings, OfflineQueue queue, LiveAgentListener& listener)
      : settings_(std::move(settings)),
        listener_(listener),
        queue_(std::move(queue)),
        queued_before_(queue_.size()),
        begin_(clock_.now()),
        collectors_({settings_.queue_file, settings_.queue_file + "-wal", settings_.queue_file + "-shm", settings_.queue_file + "-journal"}),
        snapshots_(SocketSource(false)),
        agent_(settings_.policy, name_of(settings_, queue_), *this, begin_) {
    if (!settings_.hub) return;
    settings_.hub->seed = settings_.random;
    client_ = std::make_unique<HubClient>(std::move(*settings_.hub), queue_, *this);
  }

  const std::string& problem() const {
    static const std::string kNone;
    return client_ ? client_->usable() : kNone;
  }

  LiveAgentResult run() {
    for (const std::string& note : collectors_.follow(agent_.policy())) listener_.on_note(clock_.now(), note);
    if (client_) client_->start(clock_.now());
    Time status_at = begin_ + settings_.status_every;
    const Time end_at = settings_.run_for > Duration() ? begin_ + settings_.run_for : Time::max();
    LiveAgentResult result;
    for (;;) {
      turn(std::min(status_at, end_at), true);
      const Time now = clock_.now();
      if (stop_.take()) break;
      if (now >= end_at) {
        result.end = LiveAgentEnd::kDuration;
        break;
      }
      if (client_ && client_->budget_is_spent()) {
        result.end = LiveAgentEnd::kBudget;
        break;
      }
      if (now >= status_at) {
        listener_.on_status(status());
        status_at = now + settings_.status_every;
      }
    }
    finish(result);
    result.status = status();
    return result;
  }

 private:
  static HostAgentName name_of(const LiveAgentSettings& settings, const OfflineQueue& queue) {
    HostAgentName name;
    name.device = settings.hub ? settings.hub->identity.names.device : settings.device;
    name.module = settings.hub ? settings.hub->identity.names.module : settings.policy.module_name;
    name.lineage = queue.lineage();
    name.seed = hash_combine(queue.lineage(), queue.opened());
    return name;
  }

  /// Waits until something is to be done, at most until `until`, and does it.
  void turn(Time until, bool reads) {
    Time now = clock_.now();
    polled_.clear();
    polled_.push_back({stop_.fd(), POLLIN, 0});
    const std::optional<pollfd> wanted = client_ ? client_->wanted() : std::nullopt;
    polled_.push_back(wanted.value_or(pollfd{-1, 0, 0}));
    if (reads) collectors_.add_wanted(polled_);
    Time at = std::min({until, agent_.wake_up(), now + kLongestTurn});
    if (client_) at = std::min(at, client_->wake_up());
    if (reads) at = std::min(at, collectors_.wake_up());
    // Rounded up, so that a turn does not end just before the time that it waits for.
    const std::int64_t wait = std::max<std::int64_t>(0, (at - now).count_microseconds() + 999) / 1'000;
    const int ready = ::poll(polled_.data(), polled_.size(), static_cast<int>(wait));
    if (ready <= 0) {
      for (pollfd& one : polled_) one.revents = 0;
    }
    now = clock_.now();
    const Duration offset = clock_.offset();
    agent_.set_clock(offset);
    if (client_) client_->set_clock(offset);
    if (reads) {
      collected_.texts = &agent_.texts();
      collectors_.read(now, std::span<const pollfd>(polled_).subspan(2), collected_);
      agent_.observe_events(now, collected_.events);
    }
    agent_.advance(now);
    if (client_) {
      if (polled_[1].revents != 0) client_->on_ready(now, polled_[1].revents);
      client_->on_time(now);
      take_news(now);
    }
    follow_policy(now);
  }

  void take_news(Time now) {
    while (!deliveries_.empty()) {
      const DeliveryNews news = deliveries_.front();
      deliveries_.pop_front();
      agent_.on_outcome(now, news.sequence, DeliveryOutcome::kDelivered, news.bytes);
    }
    while (!twins_.empty()) {
      TwinNews news = std::move(twins_.front());
      twins_.pop_front();
      agent_.take_twin(now, std::move(news.json), news.document);
    }
    agent_.advance(now);
  }

  void follow_policy(Time now) {
    if (!policy_changed_) return;
    policy_changed_ = false;
    listener_.on_note(now + clock_.offset(), "the twin set another policy");
    for (const std::string& note : collectors_.follow(agent_.policy())) listener_.on_note(now + clock_.offset(), note);
  }

  void finish(LiveAgentResult& result) {
    Time now = clock_.now();
    agent_.flush(now);
    policy_changed_ = false;
    if (!client_) return;
    const Time last = now + settings_.last_wait;
    while (queue_.size() > 0 && !client_->budget_is_spent() && clock_.now() < last) {
      turn(last, false);
      if (!stop_.take()) continue;
      result.end = LiveAgentEnd::kInterrupted;
      break;
    }
    now = clock_.now();
    client_->stop(now);
    take_news(now);
  }

  LiveAgentStatus status() const {
    LiveAgentStatus status;
    status.now = clock_.now() + clock_.offset();
    status.running = clock_.now() - begin_;
    status.events = agent_.counts();
    status.held = agent_.held();
    status.missed = collectors_.missed();
    status.missed += snapshots_.missed();
    status.dry_run = client_ == nullptr;
    status.queued_before = queued_before_;
    status.queued = queue_.size();
    status.losses = queue_.losses();
    status.text_tables = agent_.counts().text_tables;
    std::uint64_t left = status.dry_run ? shown_ : 0;
    if (client_) {
      const SessionPhase phase = client_->session().phase;
      status.connected = phase == SessionPhase::kOnline || phase == SessionPhase::kSending;
      status.delivered = client_->counts().delivered;
      status.repeated = client_->counts().repeated;
      status.connections = client_->counts().connections;
      status.link_ends = client_->counts().ends.total();
      left = status.delivered;
    }
    status.balances = agent_.balances() && status.events.messages + queued_before_ == left + status.queued + status.losses.total() +
                                                                                        status.events.messages_too_large;
    return status;
  }

  // ---- of the agent
  bool take(Time now, const HostMessage& message) override {
    if (!client_) {
      ++shown_;
      listener_.on_message(message);
      return true;
    }
    const Result<std::uint64_t, QueueLoss> id = client_->send(now, message.marked);
    if (!id.ok()) {
      listener_.on_note(now + clock_.offset(), "a message was lost: the queue did not take it (" + std::string(to_string(id.error())) + "): " + queue_.error());
      return false;
    }
    sequences_[id.value()] = {message.sequence, static_cast<std::uint32_t>(message.marked.body.size())};
    return true;
  }
  std::vector<Record> snapshot(Time, std::uint32_t kinds, TextTable& texts) override {
    CollectedEvents out;
    out.texts = &texts;
    return snapshots_.take(kinds, out);
  }
  void report(Time now, std::string json) override {
    if (client_) client_->report(now, std::move(json));
  }
  void on_policy(Time, const Policy&) override { policy_changed_ = true; }

  // ---- of the client
  void on_connected(Time now, const std::string& address) override {
    told_.reset();
    listener_.on_note(now + clock_.offset(), "connected to " + address);
  }
  void on_link_end(Time now, LinkEnd end, const std::string& text) override {
    const bool again = told_ && told_->first == end && now - told_->second < kTellAgain;
    if (again) return;
    told_ = {end, now};
    listener_.on_note(now + clock_.offset(), text);
  }
  void on_twin(Time, std::string_view json, TwinDocument document) override {
    // The client takes a document a packet; more than the agent keeps waiting it would not read either.
    if (twins_.size() < HostAgent::kMaxPendingTwins) twins_.push_back({std::string(json), document});
  }
  void on_delivered(Time, const QueuedMessage& message) override {
    const auto found = sequences_.find(message.id);
    if (found != sequences_.end()) deliveries_.push_back(found->second);
    // First in, first out: what was queued before is delivered or dropped.
    sequences_.erase(sequences_.begin(), sequences_.upper_bound(message.id));
  }
  void on_reported(Time now, int status) override {
    if (status >= 400 && status < 500) {
      listener_.on_note(now + clock_.offset(), "the hub refused the reported properties with status " + std::to_string(status));
    }
  }

  LiveAgentSettings settings_;
  LiveAgentListener& listener_;
  StopSignal stop_;
  LiveClock clock_;
  OfflineQueue queue_;
  std::uint64_t queued_before_;
  Time begin_;
  CollectorSet collectors_;
  HostSnapshot snapshots_;
  HostAgent agent_;
  std::unique_ptr<HubClient> client_;
  CollectedEvents collected_;
  std::vector<pollfd> polled_;
  std::deque<TwinNews> twins_;
  std::deque<DeliveryNews> deliveries_;
  std::map<std::uint64_t, DeliveryNews> sequences_;  ///< of messages of this life, by their id in the queue
  std::optional<std::pair<LinkEnd, Time>> told_;
  std::uint64_t shown_ = 0;
  bool policy_changed_ = false;
};

}  // namespace

Result<LiveAgentResult, std::string> run_live_agent(LiveAgentSettings settings, LiveAgentListener& listener) {
  if (const std::string problem = why_not_live(settings.policy); !problem.empty()) return "policy '" + settings.policy.name + "': " + problem;
  // What the client keeps, the preset says; what the disk takes, the limits.
  if (settings.hub) {
    settings.queue_limits.max_messages = std::min<std::uint64_t>(settings.queue_limits.max_messages, settings.hub->preset.max_queued_messages);
  }
  Result<OfflineQueue, std::string> queue = OfflineQueue::open(settings.queue_file, settings.queue_limits, settings.random);
  if (!queue.ok()) return queue.error();
  LiveAgent agent(std::move(settings), std::move(queue).value(), listener);
  if (!agent.problem().empty()) return agent.problem();
  return agent.run();
}

}  // namespace picket::sim
