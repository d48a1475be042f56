#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/base/result.h"
#include "agent_core/state/restore_error.h"

namespace picket {

/// The agent as bytes that hold on any machine and in any later release.
///
/// Layout: magic (8 bytes), version (2), fingerprint of the plan (8, see plan_fingerprint), the texts that
///         fields name, each once, then the fields in the order of state/image_fields.h: the agent's own, its
///         generation's while it runs, statistics, first sightings, ten tables with their entries from the
///         oldest to the newest, or of a kind that is reduced its keys with their places, which decide
///         between equal timers. Fixed numbers are little-endian, others LEB128.
/// Canonical: agents that go on the same way give the same bytes, whatever pool they lie in, whichever fork
///         they are and in whatever order their texts were interned. Left out is what follows from the rest:
///         tags and flood classes, places in blocks, and what a generation keeps only while it runs.
/// Cost:   110 to 190 bytes and for each entry 20 to 40, plus each text once; `save` and `restore` together take
///         about 0.4 microseconds an entry (tests/bench/agent_bench.cc). Allocates. Meant for files, forks
///         between processes and tests; `copy_agent` forks within one.
/// Errors: none. A time further than 36,500 years from 1970 is a caller's bug.
/// Versions: the writer writes the newest, 1; the reader takes every version from 1 on. Whatever changes the
///         bytes of some agent, a new field or kind included, is a new version with its own list of fields,
///         and the lists of old ones stay.
/// The state does not hold what a driver has: messages that `poll` gave it, and a wanted snapshot of which the
/// agent remembers only that it asked.
std::string save(const AgentPlan& plan, const AgentState& state, const SlotPool& pool);

inline constexpr std::uint16_t kSavedAgentVersion = 1;

/// The agent that was saved under a plan of the same rules; its tables lie in `pool`. Goes on with the same
/// messages, fates and losses. For a fork under another policy, restore it under its own plan and call
/// `on_twin`.
///
/// Texts: are looked up in the plan's table by content. One that it lacks is interned if the table is given as
///         `texts` and not frozen, together with the program that it runs; else it is an error. So is a text
///         that runs another program there than it did where the agent was saved, since messages name it.
/// Errors: see RestoreFailure. After one neither pool nor texts have changed.
/// Limits: the bytes are not trusted. Memory is at most some 100 times their number (an entry of 4 bytes is held
///         in 112 while the vector that it is in doubles). Lists over the plan's limits are refused, and so is
///         what could harm the agent's machinery (see broken_part), or is not written as `save` writes it:
///         what is restored, saves as the same bytes. No checksum: damage that gives another possible agent
///         goes unnoticed, as when it changes a port. Times are taken as they are: an agent with a very old
///         wake_up has much to do in its first `poll`. So are hits: an entry near 2^32 - 1 stops the program
///         when more merge into it, as in any agent (see `observe`).
Result<AgentState, RestoreError> restore(const AgentPlan& plan, std::string_view bytes, SlotPool& pool,
                                         TextTable* texts = nullptr);

/// One agent to compare.
struct AgentView {
  const AgentPlan& plan;
  const AgentState& state;
  const SlotPool& pool;
};
/// The first field in the order of the layout in which two agents differ; times in microseconds since 1970.
struct AgentDifference {
  std::string field;  ///< "table[1].entry[3].remote_port"
  std::string a;
  std::string b;
  bool operator==(const AgentDifference&) const = default;
};
/// Nothing if both save as the same bytes.
std::optional<AgentDifference> compare(const AgentView& a, const AgentView& b);

}  // namespace picket
