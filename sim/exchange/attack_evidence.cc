#include "sim/exchange/attack_evidence.h"

#include <algorithm>
#include <optional>

#include "agent_core/base/ascii.h"
#include "agent_core/base/cidr.h"

namespace picket::sim {
namespace {

/// Words with one space between them.
std::string words_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

bool same_path(std::string_view shown, const std::string& named) {
  if (shown.empty() || named.empty()) return false;
  if (named.find('/') != std::string::npos) return shown == named;
  return shown.substr(shown.rfind('/') + 1) == named;
}

bool same_domain(std::string_view shown, std::string_view named) {
  std::string small = lower(std::string(shown));
  std::string wanted = lower(std::string(named));
  while (small.ends_with('.')) small.pop_back();
  while (wanted.ends_with('.')) wanted.pop_back();
  if (wanted.empty() || small.size() < wanted.size() || !small.ends_with(wanted)) return false;
  return small.size() == wanted.size() || small[small.size() - wanted.size() - 1] == '.';
}

/// The block that a text names; an address may have a port.
std::optional<Cidr> block_of(std::string_view text) {
  if (const auto block = Cidr::parse(text)) return block;
  if (text.starts_with('[')) return Cidr::parse(text.substr(1, text.find(']') - 1));
  const std::size_t colon = text.rfind(':');
  return colon == std::string_view::npos ? std::nullopt : Cidr::parse(text.substr(0, colon));
}

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  if (!url.starts_with('[')) url = url.substr(0, url.find(':'));
  return url;
}

std::string first_word(const std::string& commandline) { return commandline.substr(0, commandline.find(' ')); }

bool has_address(const EventRun& run, const Cidr& block) {
  if (const auto* login = std::get_if<LoginRecord>(&run.first.record)) return block.contains(login->remote_address);
  const auto* flow = std::get_if<NetworkRecord>(&run.first.record);
  if (flow == nullptr) return false;
  if (run.vary != VaryingField::kRemoteAddress) return block.contains(flow->remote_address);
  if (block.prefix == 128) {
    NetworkRecord wanted;
    wanted.remote_address = block.base;
    return steps_to(run, wanted) < run.count;
  }
  for (std::uint32_t i = 0; i < std::min(run.count, kMostCompared); ++i) {
    if (block.contains(std::get<NetworkRecord>(event_at(run, i).record).remote_address)) return true;
  }
  return false;
}

/// Texts of a record: what was run, and by which program.
struct Program {
  std::string commandline;
  std::string image;
};
Program program_of(const Record& record, const TextTable& texts) {
  if (const auto* process = std::get_if<ProcessRecord>(&record)) {
    return {texts.render(process->commandline), texts.render(process->executable)};
  }
  if (const auto* flow = std::get_if<NetworkRecord>(&record)) return {texts.render(flow->commandline), {}};
  if (const auto* login = std::get_if<LoginRecord>(&record)) return {{}, texts.render(login->executable)};
  return {};
}

bool has_domain(const Record& record, std::string_view domain, const TextTable& texts) {
  const auto* name = std::get_if<DnsRecord>(&record);
  return name != nullptr && same_domain(texts.render(name->name), domain);
}

}  // namespace

bool shows(const EventRun& run, const NamedEvidence& named, const TextTable& texts) {
  const Record& record = run.first.record;
  switch (named.kind) {
    case EvidenceKind::kCommandline: {
      const std::string wanted = words_of(named.value);
      return !wanted.empty() && words_of(program_of(record, texts).commandline) == wanted;
    }
    case EvidenceKind::kPath: {
      if (const auto* file = std::get_if<FileRecord>(&record)) return same_path(texts.render(file->path), named.value);
      const Program program = program_of(record, texts);
      return same_path(program.image, named.value) || same_path(first_word(program.commandline), named.value);
    }
    case EvidenceKind::kAddress: {
      const auto block = block_of(named.value);
      return block && has_address(run, *block);
    }
    case EvidenceKind::kDomain:
      return has_domain(record, named.value, texts);
    case EvidenceKind::kUrl: {
      if (program_of(record, texts).commandline.find(named.value) != std::string::npos) return true;
      const std::string_view host = host_of(named.value);
      const auto block = block_of(host);
      return block ? has_address(run, *block) : has_domain(record, host, texts);
    }
  }
  return false;
}

bool is_decisive(const NamedEvidence& named, const std::string& device) {
  switch (named.kind) {
    case EvidenceKind::kAddress: {
      const auto block = block_of(named.value);
      return block && !block->base.is_private() && !block->base.is_unspecified();
    }
    case EvidenceKind::kDomain:
      return lower(named.value) != lower(device);
    case EvidenceKind::kCommandline:
    case EvidenceKind::kPath:
    case EvidenceKind::kUrl:
      break;
  }
  return true;
}

ShownEvidence shown_evidence(const World& world, const std::vector<UnitWindow>& windows, DeviceId device,
                             const std::set<NamedEvidence>& named) {
  ShownEvidence shown;
  const std::vector<std::uint32_t> units = world.attacks().units_on(device);
  if (units.empty() || named.empty()) return shown;
  Time from = Time::max();
  Time until = Time::min();
  for (const std::uint32_t unit : units) {
    from = std::min(from, windows[unit].start);
    until = std::max(until, windows[unit].end);
  }
  std::vector<LabelledRun> runs;
  world.attacks().events(device, from, until + Duration::microseconds(1), runs);
  for (const NamedEvidence& one : named) {
    for (const LabelledRun& run : runs) {
      if (!shown.contains({run.unit, one}) && shows(run.run, one, world.texts())) shown.insert({run.unit, one});
    }
    for (const Infrastructure& used : world.attacks().infrastructure()) {
      const bool is_url = one.kind == EvidenceKind::kUrl;
      const std::string value = is_url ? std::string(host_of(one.value)) : one.value;
      const auto block = used.is_domain ? std::nullopt : block_of(value);
      const bool agrees = used.is_domain ? (is_url || one.kind == EvidenceKind::kDomain) && same_domain(used.domain, value)
                                         : (is_url || one.kind == EvidenceKind::kAddress) && block && block->contains(used.address);
      if (!agrees) continue;
      for (const std::uint32_t unit : units) {
        if (world.attacks().units()[unit].attack == used.attack) shown.insert({unit, one});
      }
    }
  }
  return shown;
}

}  // namespace picket::sim
