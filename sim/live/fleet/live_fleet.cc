#include "sim/live/fleet/live_fleet.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/message/message_marking.h"
#include "sim/hub/hub.h"
#include "sim/live/agent/live_clock.h"
#include "sim/live/agent/stop_signal.h"

namespace picket::sim {
namespace {

/// The time of day is looked at so often.
constexpr Duration kLongestFleetTurn = Duration::seconds(10);

class LiveFleet {
 public:
  LiveFleet(LiveFleetSettings settings, FleetSource& source, std::span<const NewIdentity> identities, LiveFleetListener& listener)
      : settings_(std::move(settings)), source_(source), listener_(listener), begin_(clock_.now()) {
    PICKET_CHECK(settings_.speed > 0 && identities.size() == source.devices());
    std::vector<std::uint32_t> devices;
    std::vector<NewIdentity> own;
    for (std::uint32_t device = 0; device < source.devices(); ++device) {
      if (!source.connects(device)) continue;
      devices.push_back(device);
      const NewIdentity& identity = identities[device];
      own.push_back({identity.identity, identity.primary_key.duplicate(), {}});
    }
    status_.devices = devices.size();
    std::vector<std::uint32_t> classes;
    for (const std::uint32_t device : devices) classes.push_back(source.class_of(device));
    connections_ = std::make_unique<FleetConnections>(settings_.hub, own, std::move(devices), begin_,
                                                      [this](Time now, const std::string& text) { listener_.on_note(now, text); });
    connections_->set_classes(std::move(classes), source.classes());
    generated_.resize(source.classes() + 1);
  }

  const std::string& problem() const { return connections_->problem(); }

  LiveFleetResult run() {
    while (source_.warm_up()) {
    }
    begin_ = clock_.now();
    status_at_ = begin_ + settings_.status_every;
    connections_->start(begin_);
    LiveFleetResult result;
    result.end = connect();
    if (result.end == LiveFleetEnd::kPlayed) result.end = play();
    if (result.end != LiveFleetEnd::kNoConnection) drain();
    connections_->stop(clock_.now());
    look();
    result.status = status_;
    result.played_from = played_from_ == Time::max() ? begin_ : played_from_;
    result.measures = measures();
    return result;
  }

 private:
  /// kPlayed: go on.
  LiveFleetEnd connect() {
    const Duration paced = Duration::seconds(1) * static_cast<std::int64_t>(status_.devices / std::max<std::uint64_t>(1, settings_.hub.connects_per_second));
    const Time until = begin_ + paced + settings_.connect_wait;
    while (connections_->counts().connected < status_.devices) {
      if (clock_.now() >= until) break;
      turn(until);
      if (stop_.take()) return LiveFleetEnd::kStopped;
    }
    const std::uint64_t connected = connections_->counts().connected;
    if (status_.devices > 0 && connected == 0) return LiveFleetEnd::kNoConnection;
    listener_.on_note(clock_.now(), std::to_string(connected) + " of " + std::to_string(status_.devices) + " devices are connected; the scenario begins");
    return LiveFleetEnd::kPlayed;
  }

  LiveFleetEnd play() {
    played_from_ = clock_.now();
    while (!source_.ended() || !due_.empty()) {
      // A window ahead: the next is made when the last one's time has come.
      while (due_.empty() && !source_.ended()) generate();
      const Time now = clock_.now();
      while (!due_.empty() && day_time(due_.front().created) <= now) {
        const FleetMessage message = std::move(due_.front());
        due_.pop_front();
        status_.behind = now - day_time(message.created);
        connections_->send(now, message.device, message.message);
      }
      if (connections_->budget_is_spent()) return LiveFleetEnd::kBudget;
      if (stop_.take()) return LiveFleetEnd::kStopped;
      if (!due_.empty()) turn(day_time(due_.front().created));
    }
    // The last message was sent; the scenario goes on to its end.
    const Time over = day_time(source_.end());
    while (clock_.now() < over) {
      turn(over);
      if (stop_.take()) return LiveFleetEnd::kStopped;
    }
    return LiveFleetEnd::kPlayed;
  }

  void drain() {
    const Time until = clock_.now() + settings_.last_wait;
    while (!connections_->idle() && !connections_->budget_is_spent() && clock_.now() < until) {
      turn(until);
      if (stop_.take()) return;
    }
    // What is in flight when the budget ends is paid for.
    const Time last = std::min(until, clock_.now() + Duration::seconds(2));
    while (!connections_->idle() && connections_->budget_is_spent() && clock_.now() < last) turn(last);
  }

  void generate() {
    for (FleetMessage& message : source_.next()) {
      const auto metered = static_cast<std::int64_t>(metered_bytes(message.message.body, message.message.marking));
      const auto blocks = static_cast<std::uint64_t>(blocks_of(Bytes(metered), settings_.hub.block_bytes));
      for (Generated* const of : {&generated_[source_.class_of(message.device)], &generated_.back()}) {
        of->messages += 1;
        of->bytes += message.message.body.size();
        of->blocks += blocks;
      }
      due_.push_back(std::move(message));
      ++status_.generated;
    }
  }

  std::vector<ClassMeasures> measures() const {
    std::vector<ClassMeasures> out = connections_->measures();
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (i + 1 < out.size()) out[i].device_class = source_.class_name(static_cast<std::uint32_t>(i));
      out[i].generated = generated_[i].messages;
      out[i].generated_bytes = generated_[i].bytes;
      out[i].generated_blocks = generated_[i].blocks;
    }
    for (const FleetMessage& message : due_) {
      ++out[source_.class_of(message.device)].unsent;
      ++out.back().unsent;
    }
    return out;
  }

  void turn(Time until) {
    const Time now = clock_.now();
    connections_->turn([this] { return clock_.now(); }, std::min({until, status_at_, now + kLongestFleetTurn}), stop_.fd());
    if (const Duration offset = clock_.offset(); offset != offset_) {
      offset_ = offset;
      connections_->set_clock(offset);
    }
    if (clock_.now() < status_at_) return;
    look();
    listener_.on_status(status_);
    status_at_ = clock_.now() + settings_.status_every;
  }

  void look() {
    const Time now = clock_.now();
    status_.running = now - begin_;
    if (played_from_ != Time::max()) {
      const Duration played = Duration::from_seconds((now - played_from_).to_seconds() * settings_.speed);
      status_.played = std::min(played, source_.end() - source_.start());
    }
    status_.unsent = due_.size();
    status_.hub = connections_->counts();
  }

  Time day_time(Time in_scenario) const {
    return played_from_ + Duration::from_seconds((in_scenario - source_.start()).to_seconds() / settings_.speed);
  }

  LiveFleetSettings settings_;
  FleetSource& source_;
  LiveFleetListener& listener_;
  LiveClock clock_;
  StopSignal stop_;
  Time begin_;
  Time status_at_;
  Time played_from_ = Time::max();
  Duration offset_;
  std::deque<FleetMessage> due_;
  struct Generated {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
    std::uint64_t blocks = 0;
  };
  std::vector<Generated> generated_;  ///< by class, and last of all
  LiveFleetStatus status_;
  std::unique_ptr<FleetConnections> connections_;  // last: its end may tell the listener
};

}  // namespace

Result<LiveFleetResult, std::string> run_live_fleet(LiveFleetSettings settings, FleetSource& source, std::span<const NewIdentity> identities,
                                                    LiveFleetListener& listener) {
  LiveFleet fleet(std::move(settings), source, identities, listener);
  if (!fleet.problem().empty()) return fleet.problem();
  return fleet.run();
}

std::string closing_balance(const LiveFleetStatus& status) {
  const auto line = [](const std::string& name, std::uint64_t count) { return "  " + name + ": " + std::to_string(count) + "\n"; };
  std::string text = "messages generated: " + std::to_string(status.generated) + "\n";
  text += line("delivered", status.hub.delivered);
  text += line("held when it ended", status.hub.held);
  text += line("never due", status.unsent);
  for (std::size_t i = 0; i < static_cast<std::size_t>(QueueLoss::kCount_); ++i) {
    const auto loss = static_cast<QueueLoss>(i);
    if (status.hub.losses[loss] > 0) text += line("lost, " + std::string(to_string(loss)), status.hub.losses[loss]);
  }
  text += "sent " + std::to_string(status.hub.sent) + " times, " + std::to_string(status.hub.repeated) + " of them again; " +
          std::to_string(status.hub.connections) + " connections\n";
  return text + (status.balances() ? "every message is accounted for\n" : "error: the counts do not balance\n");
}

}  // namespace picket::sim
