#include "sim/live/mqtt/hub_client.h"

#include <algorithm>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/message/message_marking.h"
#include "sim/live/mqtt/sas_signature.h"

namespace picket::sim {
namespace {

/// libmosquitto's answers to silence are looked for this often.
constexpr Duration kTick = Duration::seconds(1);
constexpr Duration kLookEvery = Duration::milliseconds(20);
constexpr Duration kExpireEvery = Duration::minutes(1);
/// A connection that lasted longer was no victim of another program that connects again at once.
constexpr Duration kStable = Duration::minutes(1);
constexpr std::uint32_t kIdleClosesBeforeWait = 2;
constexpr std::int64_t kLeastKeepAlive = 5;
constexpr std::int64_t kMostKeepAlive = 65'535;

const std::string& name_to_connect(const LiveIdentity& identity) { return identity.gateway.empty() ? identity.names.host : identity.gateway; }

std::string problem_of(const HubClientSettings& settings, const TlsContext& tls) {
  if (!tls.error().empty()) return tls.error();
  if (tls.host() != name_to_connect(settings.identity)) return "TLS is set up for " + tls.host() + ", and the hub is " + name_to_connect(settings.identity);
  if (const Transport transport = settings.preset.transport; transport != Transport::kMqtt) {
    return "client: " + std::string(kTransportNames[static_cast<std::size_t>(transport)]) + " is not spoken to a real hub; choose transport mqtt";
  }
  if (settings.identity.x509) {
    return settings.certificate ? std::string() : "x509=true, but no certificate is given; name its file and that of its private key";
  }
  if (settings.identity.key.empty()) return "no key is given";
  if (settings.preset.token_life <= Duration()) return "client.token_life: 0, but the identity has a key; a token needs a life, 60 min say";
  return {};
}

std::shared_ptr<TlsContext> own_or_shared(const HubClientSettings& settings) {
  if (settings.tls) return settings.tls;
  return std::make_shared<TlsContext>(name_to_connect(settings.identity), settings.roots, settings.certificate, settings.preset.tls_version);
}

}  // namespace

HubClient::HubClient(HubClientSettings settings, MessageQueue& queue, HubClientListener& listener)
    : settings_(std::move(settings)),
      names_(settings_.identity.names),
      queue_(queue),
      listener_(listener),
      random_(settings_.seed, 0, 0, Purpose::kClientBackoff),
      tls_(own_or_shared(settings_)),
      lookup_(settings_.address.empty() ? name_to_connect(settings_.identity) : settings_.address) {
  error_ = problem_of(settings_, *tls_);
  names_.user_agent = settings_.user_agent;
  // A certificate has nothing to renew.
  if (settings_.identity.x509) settings_.preset.token_life = Duration();
}

HubClient::~HubClient() = default;

double HubClient::random() { return random_.uniform(); }

std::string HubClient::host() const { return name_to_connect(settings_.identity); }

void HubClient::start(Time now) {
  PICKET_CHECK(error_.empty(), error_);
  expire(now);
  give(now, SessionInput::kStarted);
}

void HubClient::stop(Time now) {
  if (link_) link_->close();
  drop_link();
  give(now, SessionInput::kStopped);
}

// The session and what it leads to: an input that comes of an action waits its turn.
void HubClient::give(Time now, SessionInput input) {
  inputs_.push_back(input);
  if (giving_) return;
  giving_ = true;
  while (!inputs_.empty()) {
    const SessionInput next = inputs_.front();
    inputs_.pop_front();
    session_.queued = may_be_sent(now);
    const SessionAction action = step(settings_.preset, session_, now, next, random());
    act(now, action);
  }
  giving_ = false;
}

/// Messages that the session is told of, the one in flight included.
std::uint32_t HubClient::may_be_sent(Time now) {
  const std::uint64_t in_flight = head_ ? 1 : 0;
  // Beyond the budgets nothing is there to be sent; the one in flight is paid for.
  std::uint64_t left = settings_.message_budget - std::min(settings_.message_budget, counts_.sent);
  HubAllowance* const allowance = settings_.allowance;
  if (allowance != nullptr) left = std::min(left, allowance->messages);
  const std::uint64_t waiting = std::min(queue_.size(), left + in_flight);
  if (waiting == in_flight) send_at_ = Time::max();  // no use for a turn
  if (allowance == nullptr || waiting == in_flight) return static_cast<std::uint32_t>(std::min<std::uint64_t>(waiting, UINT32_MAX));
  // A turn is reserved when there is a use for it: online, and nothing in flight.
  if (!head_ && send_at_ == Time::max() && link_ && link_->accepted()) {
    send_at_ = now + allowance->sends.wait(now);
    allowance->sends.begin(now);
  }
  return static_cast<std::uint32_t>(in_flight + (now >= send_at_ ? 1 : 0));
}

void HubClient::act(Time now, SessionAction action) {
  switch (action) {
    case SessionAction::kNone:
      if (session_.phase == SessionPhase::kOffline || session_.phase == SessionPhase::kStopped) drop_link();
      return;
    case SessionAction::kReconnect:
      if (link_) link_->close();
      connect_now(now);
      return;
    case SessionAction::kConnect:
      connect_now(now);
      return;
    case SessionAction::kSend:
      send_head(now);
      return;
    case SessionAction::kRenewToken:
      PICKET_CHECK(false, "a token is renewed on the open connection over AMQP alone");
  }
}

void HubClient::drop_link() {
  link_.reset();
  twin_.on_lost();
  head_.reset();
  in_flight_ = 0;
  connect_at_ = look_at_ = tick_at_ = send_at_ = Time::max();
}

void HubClient::connect_now(Time now) {
  drop_link();
  Duration wait;
  if (idle_closes_ >= kIdleClosesBeforeWait) {
    wait = std::min(retry_delay(settings_.preset, idle_closes_, false, random()), settings_.preset.connect_timeout / 2);
  }
  if (settings_.allowance != nullptr) {
    const Duration turn = settings_.allowance->connects.wait(now);
    settings_.allowance->connects.begin(now);
    wait = std::max(wait, turn);
    session_.wake_up += turn;  // which is when connect_timeout ends
  }
  if (wait > Duration()) {
    connect_at_ = now + wait;
    return;
  }
  look_for_address(now);
}

void HubClient::look_for_address(Time now) {
  connect_at_ = Time::max();
  lookup_.start();
  look_at_ = now + kLookEvery;
  switch (lookup_.look()) {
    case NameLookup::State::kIdle:
    case NameLookup::State::kAsking:
      return;
    case NameLookup::State::kFailed:
      look_at_ = Time::max();
      address_.clear();
      note_end(now, lookup_.failure(), lookup_.detail());
      give(now, SessionInput::kConnectRefused);
      return;
    case NameLookup::State::kFound:
      look_at_ = Time::max();
      // One after another over the retries: the first may be of a network that is not there.
      open_link(now, lookup_.addresses()[next_address_++ % lookup_.addresses().size()]);
      return;
  }
}

void HubClient::open_link(Time now, const std::string& address) {
  address_ = (address.find(':') == std::string::npos ? address : "[" + address + "]") + ":" + std::to_string(settings_.port);
  MqttLogin login{hub_client_id(names_), hub_user_name(names_), {}, 0};
  const std::int64_t keep_alive = settings_.preset.keep_alive.count_seconds();
  login.keep_alive_seconds = static_cast<std::uint16_t>(std::clamp(keep_alive, kLeastKeepAlive, kMostKeepAlive));
  if (!settings_.identity.x509) {
    token_expires_ = now + clock_offset_ + settings_.preset.token_life;
    login.password = signed_token(names_, settings_.identity.key, token_expires_);
  }
  ++counts_.opened;
  link_ = std::make_unique<MqttLink>(*tls_, login, address, settings_.port);
  tick_at_ = now + kTick;
  check_link(now);
}

void HubClient::send_head(Time now) {
  head_ = queue_.head();
  if (head_ && link_) {
    in_flight_ = link_->publish(mqtt_topic(names_.device, names_.module, {}) + head_->properties, head_->body, 1);
    if (in_flight_ != 0) {
      ++counts_.sent;
      send_at_ = Time::max();
      if (settings_.allowance != nullptr) --settings_.allowance->messages;
      if (head_->id <= last_sent_) ++counts_.repeated;
      last_sent_ = std::max(last_sent_, head_->id);
      return;
    }
  }
  // The disk did not give it, or the link is broken and has not been looked at.
  note_end(now, LinkEnd::kClosedWhileSending, head_ ? std::string() : queue_.error());
  drop_link();
  give(now, SessionInput::kLinkLost);
}

std::optional<pollfd> HubClient::wanted() const { return link_ ? link_->wanted() : std::nullopt; }

Time HubClient::wake_up() const {
  Time at = std::min({session_.wake_up, connect_at_, look_at_, tick_at_});
  if (link_ && link_->accepted()) at = std::min(at, twin_.wake_up());
  if (session_.phase == SessionPhase::kOnline) at = std::min(at, send_at_);
  return at;
}

void HubClient::on_ready(Time now, short events) {
  if (!link_) return;
  link_->on_ready(events);
  take_events(now);
  check_link(now);
}

void HubClient::on_time(Time now) {
  if (now >= expire_at_) expire(now);
  if (now >= std::min(connect_at_, look_at_)) look_for_address(now);
  if (link_ && now >= tick_at_) {
    tick_at_ = now + kTick;
    link_->on_tick();
    take_events(now);
    check_link(now);
  }
  say_twin(now);
  if (session_.phase == SessionPhase::kOnline && now >= send_at_) give(now, SessionInput::kMessageQueued);
  if (now < session_.wake_up) return;
  if (session_.phase == SessionPhase::kConnecting) note_end(now, LinkEnd::kConnectTimedOut, {});
  if (session_.phase == SessionPhase::kSending) note_end(now, LinkEnd::kAcknowledgeTimedOut, {});
  give(now, SessionInput::kTimer);
}

void HubClient::expire(Time now) {
  expire_at_ = now + kExpireEvery;
  queue_.expire(now - settings_.preset.message_timeout, head_ ? head_->id : 0);
}

void HubClient::take_events(Time now) {
  const MqttLink* const from = link_.get();
  for (const MqttEvent& event : link_->take_events()) {
    if (link_.get() != from) return;  // renewed meanwhile: what the old one said is past
    switch (event.kind) {
      case MqttEvent::Kind::kAccepted:
        on_accepted(now, event.session_present);
        break;
      case MqttEvent::Kind::kGranted:
        if (event.id != last_filter_) break;
        subscribed_ = event.granted;
        if (event.granted) twin_.on_ready(now);
        break;
      case MqttEvent::Kind::kAcknowledged:
        on_acknowledged(now, event.id);
        break;
      case MqttEvent::Kind::kMessage: {
        const TwinExchange::Outcome outcome = twin_.on_message(now, event.topic, event.payload);
        if (!outcome.understood) ++counts_.unexpected;
        if (outcome.document) listener_.on_twin(now, event.payload, *outcome.document);
        if (outcome.reported) listener_.on_reported(now, *outcome.reported);
        break;
      }
    }
  }
  if (link_.get() == from) counts_.unexpected += link_->take_oversize();
  say_twin(now);
}

// As the SDKs do: the hub keeps subscriptions with the session, so a renewal does not repeat them.
void HubClient::on_accepted(Time now, bool session_present) {
  ++counts_.connections;
  connected_at_ = now;
  listener_.on_connected(now, address_);
  if (session_present && subscribed_) {
    twin_.on_ready(now);
  } else {
    subscribed_ = false;
    // Asked when both are granted: no change falls between the twin and what is told of it.
    link_->subscribe(std::string(kTwinAnswers), 0);
    last_filter_ = link_->subscribe(std::string(kTwinChanges), 0);
  }
  expire(now);
  give(now, SessionInput::kConnected);
}

void HubClient::on_acknowledged(Time now, int id) {
  if (id != in_flight_ || !head_) return;  // a request about the twin has left
  const QueuedMessage message = *std::exchange(head_, std::nullopt);
  in_flight_ = 0;
  queue_.remove(message.id);
  ++counts_.delivered;
  listener_.on_delivered(now, message);
  give(now, SessionInput::kAcknowledged);
}

void HubClient::say_twin(Time now) {
  while (link_ && link_->accepted() && !link_->end()) {
    const std::optional<TwinExchange::Request> request = twin_.next(now);
    if (!request) return;
    link_->publish(request->topic, request->payload, 0);
  }
}

LinkEnd HubClient::end_as_seen(LinkEnd end) const {
  return end == LinkEnd::kClosedWhileIdle && session_.phase == SessionPhase::kSending ? LinkEnd::kClosedWhileSending : end;
}

void HubClient::check_link(Time now) {
  if (!link_ || !link_->end()) return;
  const bool was_accepted = link_->accepted();
  const LinkEnd end = end_as_seen(*link_->end());
  const std::string detail = link_->detail();
  note_end(now, end, detail);
  drop_link();
  give(now, was_accepted ? SessionInput::kLinkLost : SessionInput::kConnectRefused);
}

void HubClient::note_end(Time now, LinkEnd end, const std::string& detail) {
  ++counts_.ends[end];
  if (now - connected_at_ >= kStable) idle_closes_ = 0;
  if (end == LinkEnd::kClosedWhileIdle) ++idle_closes_;
  LinkContext context{host(), address_, hub_client_id(names_), detail, now + clock_offset_, token_expires_, settings_.identity.x509, false, idle_closes_};
  context.throttle_suspected =
      end == LinkEnd::kClosedWhileSending && session_.drops_while_sending + 1 >= settings_.preset.throttle_suspicion;
  listener_.on_link_end(now, end, explain(end, context));
}

Result<std::uint64_t, QueueLoss> HubClient::send(Time now, const MarkedMessage& message) {
  Result<std::uint64_t, QueueLoss> id = queue_.add(now, message, head_ ? head_->id : 0);
  if (id.ok()) give(now, SessionInput::kMessageQueued);
  return id;
}

void HubClient::report(Time now, std::string json) {
  twin_.report(now, std::move(json));
  say_twin(now);
}

}  // namespace picket::sim
