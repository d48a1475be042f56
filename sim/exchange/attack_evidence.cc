#include "sim/exchange/attack_evidence.h"

#include <algorithm>
#include <optional>

#include "agent_core/base/ascii.h"
#include "agent_core/base/check.h"
#include "agent_core/base/cidr.h"
#include "pipeline_core/intel/url.h"

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

/// A domain as it is compared: in lower case and without a final dot.
std::string plain_domain(std::string_view text) {
  while (text.ends_with('.')) text.remove_suffix(1);
  return lower(text);
}

/// Of plain ones: itself or a name below it.
bool same_domain(std::string_view shown, std::string_view wanted) {
  if (wanted.empty() || !shown.ends_with(wanted)) return false;
  return shown.size() == wanted.size() || shown[shown.size() - wanted.size() - 1] == '.';
}

/// The block that a text names; an address may have a port.
std::optional<Cidr> block_of(std::string_view text) {
  if (const auto block = Cidr::parse(text)) return block;
  if (text.starts_with('[')) return Cidr::parse(text.substr(1, text.find(']') - 1));
  const std::size_t colon = text.rfind(':');
  return colon == std::string_view::npos ? std::nullopt : Cidr::parse(text.substr(0, colon));
}

/// Empty for what is no URL.
std::string host_of(std::string_view url) {
  NormalUrl normal;
  return normal_url(url, normal) ? std::string(normal.host()) : std::string();
}

/// Named evidence as it is compared, worked out once.
struct Wanted {
  explicit Wanted(const NamedEvidence& one) : named(&one) {
    switch (one.kind) {
      case EvidenceKind::kCommandline:
        text = words_of(one.value);
        break;
      case EvidenceKind::kPath:
        text = one.value;
        break;
      case EvidenceKind::kAddress:
        block = block_of(one.value);
        break;
      case EvidenceKind::kDomain:
        text = plain_domain(one.value);
        break;
      case EvidenceKind::kUrl:
        text = host_of(one.value);
        block = block_of(text);
        break;
    }
  }
  const NamedEvidence* named;
  std::string text{};  ///< of a URL its host
  std::optional<Cidr> block{};
};

/// A run as it is compared: its texts are rendered once.
class ComparedRun {
 public:
  ComparedRun(const EventRun& run, const TextTable& texts) : run_(run) {
    const Record& record = run.first.record;
    if (const auto* process = std::get_if<ProcessRecord>(&record)) {
      commandline_ = texts.render(process->commandline);
      image_ = texts.render(process->executable);
    } else if (const auto* flow = std::get_if<NetworkRecord>(&record)) {
      commandline_ = texts.render(flow->commandline);
    } else if (const auto* login = std::get_if<LoginRecord>(&record)) {
      image_ = texts.render(login->executable);
    } else if (const auto* file = std::get_if<FileRecord>(&record)) {
      file_ = texts.render(file->path);
    } else if (const auto* name = std::get_if<DnsRecord>(&record)) {
      domain_ = plain_domain(texts.render(name->name));
    }
    words_ = words_of(commandline_);
  }

  bool shows(const Wanted& wanted) {
    switch (wanted.named->kind) {
      case EvidenceKind::kCommandline:
        return !wanted.text.empty() && words_ == wanted.text;
      case EvidenceKind::kPath:
        return same_path(file_, wanted.text) || same_path(image_, wanted.text) ||
               same_path(std::string_view(commandline_).substr(0, commandline_.find(' ')), wanted.text);
      case EvidenceKind::kAddress:
        return wanted.block && has_address(*wanted.block);
      case EvidenceKind::kDomain:
        return same_domain(domain_, wanted.text);
      case EvidenceKind::kUrl:
        if (commandline_.find(wanted.named->value) != std::string::npos) return true;
        return wanted.block ? has_address(*wanted.block) : same_domain(domain_, wanted.text);
    }
    return false;
  }

 private:
  bool has_address(const Cidr& block) {
    if (const auto* login = std::get_if<LoginRecord>(&run_.first.record)) return block.contains(login->remote_address);
    const auto* flow = std::get_if<NetworkRecord>(&run_.first.record);
    if (flow == nullptr) return false;
    if (run_.vary != VaryingField::kRemoteAddress) return block.contains(flow->remote_address);
    if (block.prefix == 128) {
      NetworkRecord wanted;
      wanted.remote_address = block.base;
      return steps_to(run_, wanted) < run_.count;
    }
    if (!block.is_v4()) return false;  // what varies are addresses of IPv4
    if (tried_.empty()) {
      for (std::uint32_t i = 0; i < std::min(run_.count, kMostCompared); ++i) {
        tried_.push_back(std::get<NetworkRecord>(event_at(run_, i).record).remote_address);
      }
      std::sort(tried_.begin(), tried_.end());
    }
    // A block begins with its lowest address.
    const auto first = std::lower_bound(tried_.begin(), tried_.end(), block.base);
    return first != tried_.end() && block.contains(*first);
  }

  const EventRun& run_;
  std::string commandline_{};
  std::string words_{};
  std::string image_{};
  std::string file_{};
  std::string domain_{};
  std::vector<IpAddress> tried_{};  ///< of a run whose addresses vary, by value, once a block is looked for
};

bool is_public(const std::optional<Cidr>& block) {
  if (!block || block->base.is_private() || block->base.is_unspecified()) return false;
  return !block->base.is_v4() || block->base.v4_value() != 0;
}

bool is_used(const Infrastructure& used, const Wanted& wanted) {
  const EvidenceKind kind = wanted.named->kind;
  if (used.is_domain) {
    const bool is_name = kind == EvidenceKind::kDomain || (kind == EvidenceKind::kUrl && !wanted.block);
    return is_name && same_domain(plain_domain(used.domain), wanted.text);
  }
  return wanted.block && wanted.block->contains(used.address);
}

}  // namespace

bool shows(const EventRun& run, const NamedEvidence& named, const TextTable& texts) {
  return ComparedRun(run, texts).shows(Wanted(named));
}

bool is_decisive(const NamedEvidence& named, const std::string& device) {
  const Wanted wanted(named);
  switch (named.kind) {
    case EvidenceKind::kAddress:
      return is_public(wanted.block);
    case EvidenceKind::kDomain:
      return wanted.text != plain_domain(device);
    case EvidenceKind::kUrl:
      return wanted.block ? is_public(wanted.block) : !wanted.text.empty() && wanted.text != plain_domain(device);
    case EvidenceKind::kCommandline:
    case EvidenceKind::kPath:
      break;
  }
  return true;
}

ShownEvidence shown_evidence(const World& world, const std::vector<UnitWindow>& windows, DeviceId device,
                             const std::set<NamedEvidence>& named) {
  ShownEvidence shown;
  const std::vector<std::uint32_t> units = world.attacks().units_on(device);
  PICKET_CHECK(named.size() <= kMostNamed, "named", named.size());
  if (units.empty() || named.empty()) return shown;
  Time from = Time::max();
  Time until = Time::min();
  for (const std::uint32_t unit : units) {
    from = std::min(from, windows[unit].start);
    until = std::max(until, windows[unit].end);
  }
  std::vector<LabelledRun> runs;
  world.attacks().events(device, from, until + Duration::microseconds(1), runs);
  const std::vector<Wanted> all(named.begin(), named.end());
  std::vector<std::set<std::uint32_t>> units_by(all.size());
  for (const LabelledRun& run : runs) {
    ComparedRun compared(run.run, world.texts());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!units_by[i].contains(run.unit) && compared.shows(all[i])) units_by[i].insert(run.unit);
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const Infrastructure& used : world.attacks().infrastructure()) {
      if (!is_used(used, all[i])) continue;
      for (const std::uint32_t unit : units) {
        if (world.attacks().units()[unit].attack == used.attack) units_by[i].insert(unit);
      }
    }
    for (const std::uint32_t unit : units_by[i]) shown.insert({unit, *all[i].named});
  }
  return shown;
}

}  // namespace picket::sim
