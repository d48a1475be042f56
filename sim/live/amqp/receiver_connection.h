#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <proton/connection.hpp>
#include <proton/connection_options.hpp>
#include <proton/container.hpp>
#include <proton/delivery.hpp>
#include <proton/error_condition.hpp>
#include <proton/message_id.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/receiver.hpp>
#include <proton/receiver_options.hpp>
#include <proton/sender.hpp>
#include <proton/sender_options.hpp>
#include <proton/source_options.hpp>
#include <proton/ssl.hpp>
#include <proton/target_options.hpp>
#include <proton/transport.hpp>
#include <proton/work_queue.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "agent_core/base/hash.h"
#include "sim/live/amqp/event_hub_receiver.h"
#include "sim/live/amqp/event_hub_token.h"
#include "sim/live/amqp/event_reader.h"
#include "sim/live/amqp/service_reply.h"
#include "sim/live/amqp/service_request.h"

// The inside of EventHubReceiver, for its own source file alone.

namespace picket::sim {

using SteadyTime = std::chrono::steady_clock::time_point;

inline SteadyTime receiver_steady_now() { return std::chrono::steady_clock::now(); }
inline Time receiver_wall_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Time::from_unix_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}
inline std::chrono::microseconds chrono_of(Duration d) { return std::chrono::microseconds(d.count_microseconds()); }
inline constexpr std::uint64_t kTickMilliseconds = 100;

struct EventHubReceiver::Impl : proton::messaging_handler {
  /// What a reply is waited for.
  struct Request {
    enum class Kind : std::uint8_t { kManagementToken, kEventHub, kPartition, kPartitionToken, kRenewal } kind{};
    std::uint16_t partition = 0;
    SteadyTime sent_at;
  };
  struct Token {
    std::string audience;
    SteadyTime renew_at;
  };
  /// One partition's link; all its callbacks come here.
  struct Link : proton::messaging_handler {
    Link(Impl& owner, std::uint16_t number) : impl(owner), partition(number) {}
    void on_message(proton::delivery&, proton::message& message) override { impl.on_event(*this, message); }
    void on_receiver_open(proton::receiver&) override { impl.on_attached(*this); }
    void on_receiver_close(proton::receiver& gone) override { impl.on_detached(*this, gone.error()); }
    void on_receiver_detach(proton::receiver& gone) override { impl.on_detached(*this, gone.error()); }
    void on_error(const proton::error_condition&) override {}
    Impl& impl;
    std::uint16_t partition;
    proton::receiver receiver;
    bool open = false;
    std::uint32_t attempts = 0;  ///< since the last event came
    std::optional<SteadyTime> opened_at;  ///< and not known to be taken
    std::optional<SteadyTime> again_at;
  };

  Impl(EventHubEndpoint given, ReceiverSettings chosen) : endpoint(std::move(given)), settings(std::move(chosen)) {
    for (const auto& [partition, position] : settings.positions) states[partition].position = position;
  }

  // The connection's life, in the thread of its own.

  void run() {
    for (std::uint32_t attempt = 0; !stopping();) {
      const std::uint64_t before = counts_now().events;
      connect_once();
      if (stopping()) break;
      if (needs_a_person(failure) && !was_ready) break;
      if (counts_now().events != before) attempt = 0;
      const Duration wait = retry_wait(failure, attempt++, reinterpret_cast<std::uintptr_t>(this));
      std::unique_lock lock(mutex);
      wake.wait_for(lock, chrono_of(wait), [this] { return stop_wanted; });
    }
    const std::lock_guard lock(mutex);
    ended = true;
    arrived.notify_all();
  }

  void connect_once() {
    failure = AmqpFailure::kUnreachable;
    failure_told = false;
    links.clear();
    requests.clear();
    tokens.clear();
    started_at = receiver_steady_now();
    connection_opened = false;
    try {
      proton::container own(*this);
      {
        const std::lock_guard lock(mutex);
        if (stop_wanted) return;
        container = &own;
        ending = false;
      }
      own.run();
    } catch (const std::exception& error) {
      fail("", error.what(), "");
    }
    const std::lock_guard lock(mutex);
    container = nullptr;
    work = nullptr;
    for (auto& [partition, state] : states) state.attached = false;
    arrived.notify_all();
  }

  void on_container_start(proton::container& own) override {
    proton::connection_options options;
    options.ssl_client_options(settings.roots.empty() ? proton::ssl_client_options(proton::ssl::VERIFY_PEER_NAME)
                                                      : proton::ssl_client_options(settings.roots, proton::ssl::VERIFY_PEER_NAME));
    options.sasl_enabled(true).sasl_allowed_mechs("ANONYMOUS").user(endpoint.policy);
    options.virtual_host(endpoint.host).idle_timeout(proton::duration(60'000)).max_frame_size(65'536);
    options.properties({{proton::symbol("product"), proton::value("picket")}});
    // Our own retries: the library's would know nothing of tokens and positions.
    const std::string address = settings.address.empty() ? endpoint.host + ":5671" : settings.address;
    own.connect("amqps://" + address, options);
    schedule_tick();
  }

  void on_connection_open(proton::connection& opened) override {
    connection = opened;
    connection_opened = true;
    reply_to = "cbs-" + opened.container_id();
    cbs_out = opened.open_sender("$cbs");
    cbs_in = open_replies("$cbs", reply_to);
    {
      const std::lock_guard lock(mutex);
      work = &opened.work_queue();
      ++counts.connections;
    }
    put_token({Request::Kind::kManagementToken, 0, {}}, management_audience(endpoint));
  }

  proton::receiver open_replies(const std::string& from, const std::string& to) {
    proton::source_options source;
    source.address(from);
    proton::target_options target;
    target.address(to);
    return connection.open_receiver(from, proton::receiver_options().source(source).target(target).name(to).credit_window(100));
  }

  void on_transport_close(proton::transport& transport) override {
    const proton::error_condition error = transport.error();
    if (!error.empty()) fail(error.name(), error.description(), "");
    end_connection();
  }
  void on_connection_close(proton::connection& closed) override {
    const proton::error_condition error = closed.error();
    if (!error.empty()) fail(error.name(), error.description(), "");
  }
  void on_sender_close(proton::sender& gone) override { service_link_ended(gone.error()); }
  void on_receiver_close(proton::receiver& gone) override { service_link_ended(gone.error()); }
  void service_link_ended(const proton::error_condition& error) {
    if (stopping()) return;
    fail(error.name(), error.description(), "");
    connection.close();
  }
  /// The library's own would throw.
  void on_error(const proton::error_condition&) override {}

  void end_connection() {
    const std::lock_guard lock(mutex);
    work = nullptr;
    ending = true;
    if (container != nullptr) container->stop();
  }

  /// Notes why the connection ends; the first reason is the one.
  void fail(const std::string& condition, const std::string& description, const std::string& about) {
    if (failure_told || stopping()) return;
    fail_as(amqp_failure_of(condition, description), about + (description.empty() ? condition : description));
  }
  void fail_as(AmqpFailure what, const std::string& text) {
    if (failure_told || stopping()) return;
    failure_told = true;
    failure = what;
    tell(what, endpoint.host + ": " + for_a_terminal(text));
  }

  void tell(std::optional<AmqpFailure> what, std::string text) {
    if (what && !advice(*what).empty()) text += "; " + std::string(advice(*what));
    const std::lock_guard lock(mutex);
    constexpr std::size_t kMostNotices = 1'000;
    if (what) ++counts.failures[*what];
    if (notices.size() < kMostNotices) notices.push_back({what, std::move(text)});
    arrived.notify_all();
  }

  // Requests to the service.

  void put_token(Request request, const std::string& audience) {
    proton::message message = put_token_request(endpoint, audience, receiver_wall_now() + settings.token_life);
    message.reply_to(reply_to);
    send(cbs_out, message, request);
    std::erase_if(tokens, [&](const Token& known) { return known.audience == audience; });
    tokens.push_back({audience, receiver_steady_now() + chrono_of(settings.token_life / 4 * 3)});
  }

  void read_from_management(Request request) {
    const bool of_partition = request.kind == Request::Kind::kPartition;
    proton::message message = read_request(endpoint, of_partition ? std::optional(request.partition) : std::nullopt, receiver_wall_now() + settings.token_life);
    message.reply_to(management_reply_to);
    send(management_out, message, request);
  }

  void send(proton::sender& out, proton::message& message, Request request) {
    const std::string id = "picket-" + std::to_string(++last_request);
    message.id(id);
    request.sent_at = receiver_steady_now();
    requests.emplace(id, request);
    out.send(message);
  }

  /// Of the service's own links.
  void on_message(proton::delivery&, proton::message& message) override {
    const ServiceReply reply = read_reply(message);
    const auto found = requests.find(reply.request);
    if (found == requests.end()) return;
    const Request request = found->second;
    requests.erase(found);
    if (!reply.ok()) {
      fail_as(reply.failure(), "the service refused a request: " + std::to_string(reply.status) + " " + reply.description);
      connection.close();
      return;
    }
    switch (request.kind) {
      case Request::Kind::kManagementToken: open_management(); break;
      case Request::Kind::kEventHub: on_event_hub(message); break;
      case Request::Kind::kPartition: on_partition(request.partition, message); break;
      case Request::Kind::kPartitionToken: open_link(*links.at(request.partition)); break;
      case Request::Kind::kRenewal: break;
    }
    if (request.kind != Request::Kind::kEventHub && request.kind != Request::Kind::kPartition) {
      const std::lock_guard lock(mutex);
      ++counts.tokens;
    }
  }

  void open_management() {
    management_reply_to = "management-" + connection.container_id();
    management_out = connection.open_sender("$management");
    management_in = open_replies("$management", management_reply_to);
    read_from_management({Request::Kind::kEventHub, 0, {}});
  }

  void on_event_hub(const proton::message& message) {
    const auto ids = read_partition_ids(message);
    if (!ids) {
      fail_as(AmqpFailure::kProtocol, "its answer about partitions cannot be read");
      connection.close();
      return;
    }
    {
      const std::lock_guard lock(mutex);
      all_known = true;
      for (const std::uint16_t id : *ids) {
        const auto [at, is_new] = states.try_emplace(id);
        if (is_new) at->second.position = settings.first;
      }
    }
    for (const std::uint16_t id : *ids) {
      links.emplace(id, std::make_unique<Link>(*this, id));
      read_from_management({Request::Kind::kPartition, id, {}});
    }
  }

  void on_partition(std::uint16_t partition, const proton::message& message) {
    const std::optional<std::int64_t> last = read_last_sequence_number(message);
    if (!last) {
      fail_as(AmqpFailure::kProtocol, "its answer about partition " + std::to_string(partition) + " cannot be read");
      connection.close();
      return;
    }
    {
      const std::lock_guard lock(mutex);
      PartitionState& state = states.at(partition);
      state.last_at_attach = *last;
      // From here on "the latest" is a place, so that nothing is missed when the link is opened again.
      if (state.position.kind == StartPosition::Kind::kLatest) {
        state.position = *last < 0 ? StartPosition{} : StartPosition{StartPosition::Kind::kAfter, {}, {}, *last};
      }
    }
    put_token({Request::Kind::kPartitionToken, partition, {}}, partition_audience(endpoint, settings.consumer_group, partition));
  }

  // Partitions.

  void open_link(Link& link) {
    proton::source_options source;
    std::uint32_t room = 0;
    {
      const std::lock_guard lock(mutex);
      source.filters(filter_of(states.at(link.partition).position));
      room = settings.credit - std::min(settings.credit, outstanding[link.partition]);
      owed[link.partition] = 0;
    }
    const std::string address = partition_address(endpoint, settings.consumer_group, link.partition);
    source.address(address);
    proton::receiver_options options;
    options.source(source).handler(link).credit_window(0).delivery_mode(proton::delivery_mode::AT_MOST_ONCE);
    options.name(address + "-" + connection.container_id() + "-" + std::to_string(++last_link));
    link.receiver = connection.open_receiver(address, options);
    link.open = true;
    if (room > 0) link.receiver.add_credit(room);
  }

  /// A link that is refused is opened first and closed at once after: it counts when it gives something, or has lasted.
  void on_attached(Link& link) { link.opened_at = receiver_steady_now(); }
  void settle(Link& link) {
    link.opened_at.reset();
    was_ready = true;
    bool all = false;
    std::size_t partitions = 0;
    {
      const std::lock_guard lock(mutex);
      states.at(link.partition).attached = true;
      ++counts.attaches;
      partitions = states.size();
      all = std::all_of(states.begin(), states.end(), [](const auto& s) { return s.second.attached; });
      arrived.notify_all();
    }
    if (all) tell(std::nullopt, endpoint.host + ": reading " + std::to_string(partitions) + (partitions == 1 ? " partition" : " partitions"));
  }

  void on_event(Link& link, const proton::message& message) {
    EventRead read = read_event(message, link.partition);
    link.attempts = 0;
    if (link.opened_at) settle(link);
    const std::lock_guard lock(mutex);
    ++counts.events;
    ++outstanding[link.partition];
    const ReceivedEvent& event = read.event;
    if (event.sequence_number >= 0) {
      states.at(link.partition).position = {StartPosition::Kind::kAfter, {}, event.offset, event.sequence_number};
    }
    if (events.empty()) arrived.notify_all();
    events.push_back(std::move(read));
  }

  void on_detached(Link& link, const proton::error_condition& error) {
    if (!link.open) return;
    link.open = false;
    link.opened_at.reset();
    {
      const std::lock_guard lock(mutex);
      states.at(link.partition).attached = false;
    }
    if (stopping()) return;
    const AmqpFailure what = error.empty() ? AmqpFailure::kDetached : amqp_failure_of(error.name(), error.description());
    const std::string about = "partition " + std::to_string(link.partition) + ": ";
    const std::string words = error.description().empty() ? error.name() : error.description();
    if (needs_a_person(what)) {
      fail_as(what, about + words);
      connection.close();
      return;
    }
    tell(what, endpoint.host + ": " + about + (words.empty() ? "closed by the service" : for_a_terminal(words)));
    const Duration wait = retry_wait(what, link.attempts++, hash_combine(reinterpret_cast<std::uintptr_t>(this), link.partition));
    link.again_at = receiver_steady_now() + chrono_of(wait);
  }

  // Time.

  void schedule_tick() {
    const std::lock_guard lock(mutex);
    // A container does not end while something is scheduled.
    if (container != nullptr && !ending) container->schedule(proton::duration(kTickMilliseconds), [this] { tick(); });
  }

  void tick() {
    {
      const std::lock_guard lock(mutex);
      // What is done to a connection is done in its own turn, or it is not noticed.
      if (work != nullptr) work->add([this] { connection_tick(); });
    }
    const SteadyTime now = receiver_steady_now();
    const bool unopened = !connection_opened && now - started_at > chrono_of(settings.setup_timeout);
    if (unopened) {
      give_up_waiting();
      return;
    }
    schedule_tick();
  }

  void connection_tick() {
    if (stopping()) {
      connection.close();
      return;
    }
    const SteadyTime now = receiver_steady_now();
    const bool unanswered = std::any_of(requests.begin(), requests.end(), [&](const auto& r) { return now - r.second.sent_at > chrono_of(settings.setup_timeout); });
    if (unanswered) {
      give_up_waiting();
      return;
    }
    std::vector<std::string> due;
    for (const Token& token : tokens) {
      if (token.renew_at <= now) due.push_back(token.audience);
    }
    for (const std::string& audience : due) put_token({Request::Kind::kRenewal, 0, {}}, audience);
    for (const auto& [partition, link] : links) {
      constexpr std::chrono::milliseconds kLasting{200};
      if (link->opened_at && *link->opened_at + kLasting <= now) settle(*link);
      if (!link->again_at || *link->again_at > now) continue;
      link->again_at.reset();
      // A new token and a new look at what is the present, as at the beginning.
      read_from_management({Request::Kind::kPartition, partition, {}});
    }
  }
  void give_up_waiting() {
    fail_as(AmqpFailure::kUnreachable, "no answer within " + std::to_string(settings.setup_timeout.count_seconds()) + " s");
    end_connection();
  }

  void give_credit() {
    std::map<std::uint16_t, std::uint32_t> give;
    {
      const std::lock_guard lock(mutex);
      give.swap(owed);
      credit_scheduled = false;
    }
    for (const auto& [partition, n] : give) {
      const auto found = links.find(partition);
      if (n > 0 && found != links.end() && found->second->open) found->second->receiver.add_credit(n);
    }
  }

  bool stopping() const {
    const std::lock_guard lock(mutex);
    return stop_wanted;
  }
  ReceiverCounts counts_now() const {
    const std::lock_guard lock(mutex);
    return counts;
  }

  const EventHubEndpoint endpoint;
  const ReceiverSettings settings;
  std::thread thread;

  mutable std::mutex mutex;  ///< guards what follows
  std::condition_variable arrived;
  std::condition_variable wake;
  std::vector<EventRead> events;
  std::vector<ReceiverNotice> notices;
  std::map<std::uint16_t, PartitionState> states;
  std::map<std::uint16_t, std::uint32_t> outstanding;  ///< came, and not released
  std::map<std::uint16_t, std::uint32_t> owed;         ///< credit to give
  bool credit_scheduled = false;
  bool all_known = false;
  bool ended = false;
  bool stop_wanted = false;
  ReceiverCounts counts;
  proton::container* container = nullptr;
  bool ending = false;  ///< the container is told to stop
  proton::work_queue* work = nullptr;  ///< of the connection, while it is open

  // Of the connection's thread alone.
  proton::connection connection;
  proton::sender cbs_out;
  proton::receiver cbs_in;
  proton::sender management_out;
  proton::receiver management_in;
  std::string reply_to;
  std::string management_reply_to;
  std::map<std::uint16_t, std::unique_ptr<Link>> links;
  std::map<std::string, Request> requests;
  std::vector<Token> tokens;
  std::uint64_t last_request = 0;
  std::uint64_t last_link = 0;
  SteadyTime started_at;
  bool connection_opened = false;
  AmqpFailure failure = AmqpFailure::kUnreachable;
  bool failure_told = false;
  bool was_ready = false;  ///< in its life
};

}  // namespace picket::sim
