#pragma once

#include <optional>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/aggregate/flood_class.h"
#include "agent_core/collect/reduction.h"
#include "agent_core/policy/agent_plan.h"

namespace picket {

/// One call of `observe`: takes a run into the tables of one agent.
///
/// Model:  a run either has one key (look it up once, merge all), or keys that are all different.
///         Then an event can meet only entries that were held before the run; these meetings are found
///         by inverting the run's rule for each held entry, and the events between two meetings all
///         have the same fate, which is counted at once where it does not change the tables. Rules
///         that come back to their first value (ports) are taken one period at a time.
/// Cost:   proportional to the entries held plus the entries created that outlive the run.
class Intake {
 public:
  /// What becomes of the events is added to `fate`.
  Intake(const AgentPlan& plan, AgentState& state, SlotPool& pool, SlotListener* listener, Fate& fate)
      : plan_(plan), state_(state), pool_(pool), listener_(listener), fate_(fate) {}

  void take(const EventRun& run);

 private:
  /// An event made ready for its table: fields outside the wire neutralised, packed, hashed.
  struct Candidate {
    Record altered;  ///< used where the record differs from the run's template
    const Record* record = nullptr;
    Slot slot;
    WideAddresses wide;
    std::uint64_t hash = 0;
    bool is_wide = false;
  };
  enum class Outcome : std::uint8_t { kMerged, kCreated, kRefused, kKilled };
  struct Place {
    std::size_t table = 0;
    std::uint32_t position = EntryTable::kNotFound;
    Slot* slot = nullptr;  ///< the entry, until the next one is stored
  };

  /// Why every event of the run is lost before it reaches a table, if so.
  std::optional<DropReason> refusal_of(const EventRun& run) const;
  void take_run(EventRun run);
  void refuse_all(const EventRun& run, DropReason reason);
  void take_dead(EventRun& run);
  void take_part(const EventRun& part);
  void take_one(const EventRun& part, std::uint32_t i);
  void take_same(const EventRun& part);
  void take_distinct(const EventRun& part);
  void take_stream(const EventRun& part);
  void take_reduced(const EventRun& part);
  /// The candidate, event `i`, meets its primitive. Returns how many more events of the run were found
  /// to be alike and taken with it.
  std::uint32_t reduce(const EventRun& part, std::uint32_t i, bool one_key, ReductionReport& report);
  std::uint32_t take_alike(const EventRun& part, std::uint32_t i, std::uint32_t entry, const Verdict& verdict,
                           const Arrival& arrival);
  /// The index of the candidate's key, made if need be; kNone if the overflow rule has dealt with the event.
  /// `inherited`: see Arrival.
  std::uint32_t key_entry(Time time, std::uint32_t i, ReductionReport& report, bool& fresh, std::uint32_t& inherited);
  /// The same for a kind whose keys share cells and are not remembered.
  std::uint32_t reduce_by_cells(const EventRun& part, std::uint32_t i, bool one_key, ReductionReport& report);
  void take_rest(const EventRun& part, std::uint32_t i, std::uint32_t n, std::uint32_t due_ms, ReductionReport& report);
  /// The key that was counted least makes room. Returns what was counted for it.
  std::uint32_t evict_least(KeyTable& keys, Time time, ReductionReport& report);
  void hold(const EventRun& part, std::uint32_t entry, std::uint32_t i, std::uint32_t n);
  void pass(Time time, std::uint32_t i, ReductionReport& report);
  void timer_changed(KeyTable& keys, std::uint32_t entry);

  /// Clears what the generation does not report: see AgentPlan::clear_unreported.
  void neutralise(Record& record) const;
  void prepare(const EventRun& part, std::uint32_t i);
  bool same_key(EntryTable& table, std::uint32_t position, const Slot& held) const;
  /// Looks for an entry with the candidate's key, in its kind's table or in picket's lane, and sets `place_`.
  bool find();
  bool find_in(std::size_t table);
  void find_meetings(const EventRun& part);
  void merge(const Place& place, const EventRun& part, std::uint32_t i, std::uint32_t n);
  Outcome create(Time time, std::uint32_t i);
  bool enter_lane(Time time, std::uint32_t i, FloodClasses classes, std::uint32_t fingerprint);
  void store(std::size_t table, Time time, std::uint32_t i, FloodClasses classes);
  void remember_key(std::uint32_t fingerprint);
  std::uint32_t class_fingerprint(FloodClasses classes) const;
  bool refusal_is_final(const EventRun& part);
  void drop_oldest(EntryTable& table);
  void drop_events(std::uint32_t i, std::uint32_t n, DropReason reason);
  void skip_displaced(const EventRun& part, std::uint32_t& i);
  /// True if the candidate's table, or the part of it for its IP version, holds all it may.
  bool cache_full(EntryTable& in) const {
    return in.full() || (kind_plan_->version_limit != 0 && version_full(in));
  }
  bool version_full(EntryTable& in) const;
  /// True if `cache_full` loses the candidate before it is looked up. Needs a prepared candidate.
  bool has_no_room() const {
    if (!kind_plan_->takes_room_first) return false;
    EntryTable in = table(kind_);
    return cache_full(in);
  }
  /// True if the events of the part have different keys.
  bool keys_vary(const EventRun& part) const {
    return kind_plan_->key.varies(part.first.record, part.vary) && !varies_unreported_ports(part);
  }
  bool varies_unreported_ports(const EventRun& part) const;
  /// Generation 1 counts what is lost before its queue as it counts what the queue refuses.
  void count_lost_before_queue(std::uint64_t hits);
  bool memory_reached() const;
  void kill(Time time);
  EntryTable table(std::size_t t) const { return {pool_, state_.tables[t], plan_.shape_of(t)}; }
  void tell_stored(std::size_t table, std::uint16_t index, std::uint32_t i, std::uint32_t n) {
    if (listener_ != nullptr) listener_->stored({static_cast<std::uint16_t>(table), index}, taken_ + i, n);
  }

  const AgentPlan& plan_;
  AgentState& state_;
  SlotPool& pool_;
  SlotListener* listener_;
  Fate& fate_;
  const KindPlan* kind_plan_ = nullptr;
  std::size_t kind_ = 0;
  std::uint32_t taken_ = 0;  ///< events of the run before the part at hand
  Candidate candidate_;
  Place place_;  ///< where `find` found or `create` stored; a member, as copies of it are slow to read (see `pack`)
};

}  // namespace picket
