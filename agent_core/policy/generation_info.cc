#include "agent_core/policy/generation_info.h"

#include <array>

namespace picket {
namespace {

constexpr AgentBehaviour kG1C[] = {
    {"Collectors run every 2 minutes; a window is flushed at the first run strictly later than its interval after the "
     "last flush, so windows tumble and last up to 2 minutes longer.",
     "G1Schedule.flushes_at_the_first_collection_strictly_after_the_window"},
    {"A flush empties the window whether or not anything was in it.", "G1Documented.empty_windows_are_flushed_too"},
    {"Aggregates leave in the order in which their keys first came.", "G1Documented.aggregates_come_in_insertion_order"},
    {"A login waits for the next run of its collector.", "G1Schedule.a_login_waits_for_the_next_collection"},
    {"Timers run from the start of the agent.", "G1Documented.timers_run_from_the_start"},
    {"Queues over the message limit send a High message at the next second; consumption must exceed the limit.",
     "G1Documented.consumption_must_exceed_the_limit_to_trigger"},
    {"A trigger makes at most one message.", "G1Documented.one_message_a_trigger"},
    {"A full Low queue alone sends nothing.", "G1Documented.a_full_low_queue_alone_sends_nothing"},
    {"An empty main queue sends nothing and still resets its timer.",
     "G1Schedule.an_empty_main_queue_resets_the_timer_and_sends_nothing"},
    {"A High message is filled up from the Low queue.", "G1Schedule.pads_a_high_message_from_the_low_queue"},
    {"A Low message is filled up from the High queue.", "G1Documented.a_low_message_is_padded_from_high"},
    {"The operational queue goes out first.", "G1Documented.the_operational_queue_is_drained_first"},
    {"The events of a message have strictly fewer bytes than the limit.",
     "G1Documented.a_message_holds_strictly_less_than_the_limit"},
    {"An event larger than a message blocks its queue for ever.",
     "G1Schedule.a_head_that_does_not_fit_blocks_its_queue_for_ever"},
    {"One byte budget for all queues; an event costs its length and 40 bytes, and the newest is refused.",
     "G1Documented.the_budget_refuses_the_newest_and_counts_it"},
    {"Low events take the room of High ones.", "G1Documented.low_events_take_the_room_of_high_ones"},
    {"An aggregate that the queue refuses is lost with all its hits.",
     "G1Documented.an_aggregate_that_the_queue_refuses_is_lost"},
    {"Nothing survives the process.", "G1Documented.nothing_survives_the_process"},
    {"The first snapshot is taken at the start; each report is one event.",
     "G1Documented.the_first_snapshot_comes_at_the_start"},
    {"A report that does not fit the budget is lost whole.",
     "Snapshot.a_report_that_does_not_fit_the_budget_is_refused_whole"},
    {"Its log goes out as Diagnostic events, one a line; what it says of losses are their numbers.",
     "SelfReport.what_generation_1_logs_is_true"},
    {"A twin change is applied at the next 10-second tick, without a flush.",
     "TwinChange.the_c_agent_applies_on_its_10_s_tick"},
    {"Aggregation turned off flushes at the next run and then gives single events.",
     "TwinChange.aggregation_turned_off_flushes_at_the_next_run"},
    {"Counts accepted messages, small ones, and negative confirmations; a refused message is counted nowhere.",
     "Delivery.the_c_agent_counts_acceptance_size_and_negative_confirmations"},
};

constexpr AgentBehaviour kG1Csharp[] = {
    {"The first run sends both priorities, since timers start at the epoch.",
     "CsharpSchedule.the_first_run_sends_both_priorities"},
    {"A frequency fires as soon as it has passed, at the next run 2 minutes apart.",
     "CsharpSchedule.a_frequency_that_has_just_passed_fires"},
    {"Sizes are estimated in UTF-16, twice what is sent.",
     "CsharpSchedule.sizes_are_utf16_and_two_high_messages_can_go_in_one_run"},
    {"Data equal to the message limit triggers.", "CsharpSchedule.available_data_equal_to_the_limit_triggers"},
    {"A full Low queue alone sends nothing.", "CsharpSchedule.a_full_low_queue_alone_sends_nothing"},
    {"Each queue has its share of the cache and drops its oldest.", "CsharpSchedule.a_full_queue_drops_its_oldest"},
    {"The shares add up to 1.3 times the cache.", "CsharpSchedule.the_budgets_are_overcommitted"},
    {"An event larger than its queue or than a message is refused.", "CsharpSchedule.an_event_that_never_fits_is_refused"},
    {"The operational queue goes out first, but never alone.",
     "CsharpSchedule.the_operational_queue_is_drained_first_and_only_in_company"},
    {"Windows tumble from the start.", "CsharpSchedule.windows_are_tumbling_from_the_start"},
    {"Connections are merged by both addresses and the service port.",
     "CsharpSchedule.connections_are_keyed_by_both_addresses_and_the_service_port"},
    {"Snapshots come at the first run strictly after their frequency.",
     "CsharpSchedule.snapshots_come_at_the_first_run_strictly_after_their_frequency"},
    {"Generators start one after the other.", "CsharpSchedule.staggered_generators_run_one_after_the_other"},
    {"The map of keys has no bound but the device's memory.", "CsharpSchedule.the_map_is_bounded_by_the_devices_memory"},
    {"Its log goes out as Diagnostic events from its generator's first run on.",
     "SelfReport.generation_1_says_that_it_started"},
    {"Counts a failed message as sent and failed.", "Delivery.the_csharp_agent_counts_success_and_failure_as_sent"},
    {"Counts small messages by its estimate.", "Delivery.the_csharp_agent_counts_small_messages_by_its_estimate"},
};

constexpr AgentBehaviour kG2Linux[] = {
    {"The first collection comes 30 to 89 s after the start, and anew after a restart.",
     "G2Documented.a_restart_draws_a_new_first_collection"},
    {"Each priority has its interval; a window starts from nothing.",
     "G2Documented.each_class_has_its_interval_and_starts_from_nothing"},
    {"Ticks that coincide share a message.", "IntervalSchedule.classes_that_coincide_share_a_message"},
    {"12 messages a day, 48 if something is High.", "G2Documented.a_busy_day_has_12_messages_or_48_with_high"},
    {"Processes are merged by command line and user.", "G2Documented.processes_are_merged_by_command_line_and_user"},
    {"Flows are merged by five fields, the ephemeral port among them.", "G2Documented.flows_are_merged_by_five_fields"},
    {"Logins are not merged.", "G2Documented.logins_are_not_aggregated"},
    {"Flows over IPv6 are not seen.", "G2Documented.flows_over_ipv6_are_not_seen"},
    {"A full cache replaces its oldest entry.", "G2Documented.a_full_cache_replaces_its_oldest"},
    {"Each collector has a cache of its own.", "G2Documented.caches_are_per_collector"},
    {"An unsent message is kept two days.", "G2Documented.the_outbound_queue_keeps_a_message_two_days"},
    {"Reports come with their priority, low by default.", "Snapshot.generation_2_reports_with_its_low_priority"},
    {"Statistics tell what each collector sent and lost.", "SelfReport.statistics_are_true"},
    {"The log tells of a full cache.", "SelfReport.the_log_tells_of_the_start_and_of_a_full_cache"},
    {"A twin change sends everything, then applies.", "TwinChange.g2_sends_everything_and_then_applies"},
};

constexpr AgentBehaviour kG2Rtos[] = {
    {"The first collection comes 30 to 89 s after the start.",
     "RtosSchedule.the_first_collection_comes_after_30_to_89_seconds"},
    {"Priorities are collected at their intervals and share a message.",
     "RtosSchedule.priorities_are_collected_at_their_intervals_and_share_a_message"},
    {"The low interval is 60 s in the headers and 145,440 s in the documentation: a choice.",
     "RtosSchedule.the_low_interval_is_an_option"},
    {"Nothing collected, nothing sent.", "RtosSchedule.an_idle_tick_sends_nothing"},
    {"Only network activity, system information and heartbeat are collected.",
     "RtosSchedule.only_three_kinds_have_a_collector"},
    {"A flow's object is taken before the look-up: with all in use, updates are lost until the next collection.",
     "RtosSchedule.a_full_pool_loses_updates_until_the_next_swap"},
    {"IPv4 and IPv6 have a pool of 64 each.", "RtosSchedule.each_ip_version_has_its_own_pool"},
    {"A scan hides everything behind its first 64 flows.",
     "RtosSchedule.a_scan_hides_everything_behind_its_first_64_flows"},
    {"Bytes are summed; hits are not told.", "RtosSchedule.bytes_are_summed_and_hits_are_not_told"},
    {"ICMP has no ports.", "RtosSchedule.icmp_has_no_ports"},
    {"A message over the page of 6,644 bytes is dropped whole.", "RtosSchedule.a_message_over_the_page_is_dropped_whole"},
    {"A failed send is tried again every 3 s until the next tick, which discards it.",
     "RtosSchedule.a_failed_send_is_retried_until_the_next_tick"},
    {"300 s without a connection suspend the collectors.", "RtosSchedule.a_long_pending_agent_suspends_its_collectors"},
};

constexpr AgentBehaviour kStream[] = {
    {"A message leaves when the next event would not fit.", "StreamSchedule.sends_when_the_next_event_would_exceed_the_limit"},
    {"A message leaves when its oldest event has waited for max_delay.",
     "StreamSchedule.sends_a_second_after_the_oldest_event"},
};

constexpr AgentBehaviour kPicket[] = {
    {"A first sighting leaves by a lane of its own within max_delay.",
     "IntervalSchedule.a_first_sighting_leaves_by_the_rare_lane"},
    {"The lane is limited by the hour.", "IntervalSchedule.the_rare_lane_is_limited_by_the_hour"},
    {"Rare events survive a flood.", "IntervalSchedule.rare_events_survive_a_flood"},
    {"A twin change keeps what the device has seen.", "TwinChange.picket_remembers_what_it_has_seen"},
};

constexpr std::array kInfos{
    GenerationInfo{Generation::kNone, "No agent: only the hub's own records", "", {}},
    GenerationInfo{Generation::kG1C, "Classic agent in C for Linux", "defender.md 1.3, 1.4, 2, 4.1", kG1C},
    GenerationInfo{Generation::kG2Linux, "Micro agent for Linux", "defender.md 1.1, 1.2, 2.5, 4.3, 4.4", kG2Linux},
    GenerationInfo{Generation::kStream, "Every event at once", "a yardstick of ours", kStream},
    GenerationInfo{Generation::kPicket, "Our own: rare things now, repeats later", "a design of ours", kPicket},
    GenerationInfo{Generation::kG2Rtos, "Micro agent for Azure RTOS", "defender.md 1.5, 4.3", kG2Rtos},
    GenerationInfo{Generation::kG1Csharp, "Classic agent in C#", "defender.md 1.3, 1.4, 2, 4.2", kG1Csharp},
};

}  // namespace

std::span<const GenerationInfo> generation_infos() {
  return kInfos;
}

}  // namespace picket
