#include "sim/live/collect/process_polling.h"

#include <algorithm>

#include "agent_core/base/hash.h"
#include "sim/live/collect/collected_text.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kKernelThreads = 2;  // kthreadd, the parent of all of them

std::uint64_t program_of(const ProcessFacts& facts) {
  return hash_combine(fnv1a(facts.commandline), fnv1a(facts.executable));
}

}  // namespace

void ProcessPolling::read(Time now, CollectedEvents& out) {
  next_ = now + interval_;
  const auto forks = proc_.forks();
  if (began_ && forks && *forks == forks_ && !any_young_) return;
  bool more = false;
  const std::vector<std::uint32_t> processes = proc_.processes(more);
  if (more) ++missed_[Missed::kLimit];
  std::vector<Known> found;
  found.reserve(processes.size());
  std::uint64_t seen = 0;
  std::uint64_t threads = 0;
  any_young_ = false;
  auto before = known_.begin();
  for (const std::uint32_t process : processes) {
    const auto life = proc_.life(process);
    if (!life) continue;
    threads += life->threads > 1 ? life->threads - 1 : 0;
    while (before != known_.end() && before->process < process) ++before;
    const bool same = before != known_.end() && before->process == process && before->start_ticks == life->start_ticks;
    Known known = same ? *before : Known{process, life->start_ticks, 0, true};
    if (!same) ++seen;
    if (!began_)
      known.young = false;
    else if (!same || known.young)
      look_at(known, !same, now, out);
    any_young_ |= known.young;
    found.push_back(known);
  }
  known_ = std::move(found);
  if (forks) {
    if (began_) count_between(*forks, seen, threads);
    forks_ = *forks;
  }
  threads_ = threads;
  began_ = true;
}

void ProcessPolling::look_at(Known& known, bool is_new, Time now, CollectedEvents& out) {
  known.young = is_new;
  const auto facts = proc_.facts(known.process);
  if (!facts || facts->start_ticks != known.start_ticks || facts->has_no_program()) {
    const bool of_kernel = facts && (known.process == kKernelThreads || facts->parent == kKernelThreads);
    if (is_new && !of_kernel) ++missed_[Missed::kGoneBeforeRead];
    return;
  }
  const std::uint64_t program = program_of(*facts);
  if (!is_new && program == known.program) return;
  known.program = program;
  const CollectedCommand command = collected_command(facts->commandline, facts->executable, out, missed_);
  ProcessRecord record;
  record.commandline = command.commandline;
  record.executable = command.executable;
  record.process_id = known.process;
  record.parent_process_id = facts->parent;
  record.user_id = facts->user_id;
  record.operation = ProcessOperation::kExec;
  out.events.push_back({now, record});
}

void ProcessPolling::count_between(std::uint64_t forks, std::uint64_t seen, std::uint64_t threads) {
  const std::uint64_t begun = forks > forks_ ? forks - forks_ : 0;
  const std::uint64_t still_there = seen + (threads > threads_ ? threads - threads_ : 0) + seen_ahead_;
  missed_[Missed::kBetweenReads] += begun > still_there ? begun - still_there : 0;
  seen_ahead_ = still_there > begun ? still_there - begun : 0;
}

}  // namespace picket::sim
