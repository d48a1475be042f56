#include "sim/live/fit/observed_class.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "sim/import/count_of.h"
#include "sim/import/part_name.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMostTiers = 3;
constexpr double kTierFactor = 4;
constexpr std::size_t kMostPorts = 16;
constexpr std::size_t kMostOwners = 8;
constexpr const char* kNotSaid = "unknown";

/// Values of a class: (variant, text) and hits.
struct ClassValues {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> hits;
  double rest = 0;
  void add(const SeenValues& seen) {
    for (const SeenValue& value : seen.by_frequency()) hits[{value.variant, value.text}] += value.hits;
    rest += seen.rest();
  }
  double kept() const {
    double sum = 0;
    for (const auto& [value, n] : hits) sum += n;
    return sum;
  }
  /// Of one variant, the most frequent first.
  std::vector<std::pair<std::uint32_t, double>> of(std::uint32_t variant) const {
    std::vector<std::pair<std::uint32_t, double>> out;
    for (const auto& [value, n] : hits) {
      if (value.first == variant) out.emplace_back(value.second, n);
    }
    std::ranges::stable_sort(out, [](const auto& a, const auto& b) { return a.second > b.second; });
    return out;
  }
};

/// Values that are about as frequent.
struct Tier {
  std::vector<std::string> texts;
  double hits = 0;
};

double four_figures(double value) {
  if (value <= 0 || !std::isfinite(value)) return 0;
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

Distribution bytes_of(const LogMoments& moments) {
  if (moments.weight <= 0 || moments.zeros > moments.weight) return Distribution::constant(0);
  const double mean = moments.sum / moments.weight;
  const double sigma = std::sqrt(std::max(0.0, moments.squares / moments.weight - mean * mean));
  if (sigma < 0.05) return Distribution::constant(std::round(std::exp(mean)));
  return {Distribution::Kind::kLognormal, std::max(1.0, std::round(std::exp(mean))), four_figures(std::min(sigma, 3.0)), std::max(1.0, std::round(moments.largest))};
}

StepOperation operation_of(FileOperation operation) {
  switch (operation) {
    case FileOperation::kAccess: return StepOperation::kAccessed;
    case FileOperation::kModified: return StepOperation::kModified;
    case FileOperation::kMetadataChanged: return StepOperation::kMetadataChanged;
    case FileOperation::kClosed: return StepOperation::kClosed;
    case FileOperation::kOpened: return StepOperation::kOpened;
    case FileOperation::kMoved: return StepOperation::kMoved;
    case FileOperation::kCreated: return StepOperation::kCreated;
    case FileOperation::kDeleted: return StepOperation::kDeleted;
  }
  return StepOperation::kModified;
}

StepProtocol protocol_of(TransportProtocol protocol) {
  switch (protocol) {
    case TransportProtocol::kTcp: return StepProtocol::kTcp;
    case TransportProtocol::kUdp: return StepProtocol::kUdp;
    case TransportProtocol::kIcmp: return StepProtocol::kIcmp;
  }
  return StepProtocol::kTcp;
}

class ClassMaker {
 public:
  ClassMaker(const FittedClass& fitted, const SeenTexts& texts) : fitted_(fitted), texts_(texts) { out_.fitted = &fitted; }

  ObservedClass make(std::string name) {
    out_.name = std::move(name);
    describe_class();
    describe_inventory();
    for (const FittedRate& rate : fitted_.rates) add_sort(rate);
    return std::move(out_);
  }

 private:
  std::string text_or(std::uint32_t number, const char* other) const { return number == 0 ? other : texts_.at(number); }

  void describe_class() {
    DeviceClass& c = out_.device_class;
    const ClassTraits& traits = fitted_.traits;
    c.hardware_vendor = text_or(traits.hardware_vendor, kNotSaid);
    c.hardware_model = text_or(traits.hardware_model, kNotSaid);
    c.os_name = text_or(traits.os_name, kNotSaid);
    c.title = fmt::format("Observed: {}", traits.hardware_model != 0 ? one_line(c.hardware_model) : traits.os_name != 0 ? one_line(c.os_name) : out_.name);
    c.os_versions.clear();
    c.firmware_versions.clear();
    for (const PresentDevice& d : fitted_.devices) {
      const ObservedReports& r = d.device->reports;
      if (!r.has_information) continue;
      c.os_versions[text_or(r.os_version, kNotSaid)] += 1;
      c.firmware_versions[text_or(r.firmware_version, kNotSaid)] += 1;
    }
    if (c.os_versions.empty()) c.os_versions[kNotSaid] = 1;
    if (c.firmware_versions.empty()) c.firmware_versions[kNotSaid] = 1;
    c.rate_sigma = four_figures(fitted_.rate_sigma);
    c.odd_share = 0;  // what is odd among the devices is in their spread already
  }

  void describe_inventory() {
    std::map<std::uint32_t, std::size_t> ports;
    std::map<std::uint32_t, std::size_t> users;
    std::vector<std::uint32_t> packages;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> checks;
    std::size_t with_ports = 0;
    std::size_t with_users = 0;
    for (const PresentDevice& d : fitted_.devices) {
      const ObservedReports& r = d.device->reports;
      for (const std::uint32_t port : r.listening) ++ports[port];
      for (const std::uint32_t user : r.users) ++users[user];
      with_ports += r.listening.empty() ? 0U : 1U;
      with_users += r.users.empty() ? 0U : 1U;
      if (r.packages > 0) packages.push_back(r.packages);
      if (r.baseline_checks > 0) checks.emplace_back(r.baseline_checks, r.baseline_failed);
    }
    Inventory& inventory = out_.device_class.inventory;
    for (const auto& [port, n] : ports) {
      if (2 * n < with_ports || (port & 0xffffU) == 0) continue;
      inventory.listening_ports.push_back({static_cast<std::uint16_t>(port & 0xffffU), static_cast<TransportProtocol>(port >> 16 & 3U), ""});
    }
    for (const auto& [user, n] : users) {
      if (2 * n >= with_users) inventory.local_users.push_back({texts_.at(user), 0, {}});
    }
    std::ranges::sort(packages);
    std::ranges::sort(checks);
    if (!packages.empty()) inventory.packages = std::min(5'000U, packages[packages.size() / 2]);
    if (!checks.empty()) {
      inventory.baseline_checks = std::min(2'000U, checks[checks.size() / 2].first);
      inventory.baseline_failed = std::min(inventory.baseline_checks, checks[checks.size() / 2].second);
    }
    if (with_ports == 0) out_.notes.emplace_back("no device reported its listening ports");
    if (packages.empty()) out_.notes.emplace_back("no device reported its packages: their number is assumed");
    if (checks.empty()) out_.notes.emplace_back("no device reported a baseline: its numbers are assumed");
  }

  ClassValues values_of(EventSort sort, SeenValues ObservedSort::*which) const {
    ClassValues out;
    for (const PresentDevice& d : fitted_.devices) {
      if (const ObservedSort* seen = d.device->find(sort)) out.add(seen->*which);
    }
    return out;
  }

  /// Values of a variant in tiers, at most kMostValues; the rest is told.
  std::vector<Tier> tiers_of(const ClassValues& values, std::uint32_t variant, EventSort sort, std::size_t most = kMostValues) {
    std::vector<Tier> tiers;
    double first = 0;
    std::size_t made = 0;
    double left_out = 0;
    std::size_t left_values = 0;
    for (const auto& [text, hits] : values.of(variant)) {
      if (made == most) {
        left_out += hits;
        ++left_values;
        continue;
      }
      if (tiers.empty() || (hits * kTierFactor < first && tiers.size() < kMostTiers)) {
        tiers.emplace_back();
        first = hits;
      }
      tiers.back().texts.push_back(texts_.at(text));
      tiers.back().hits += hits;
      ++made;
    }
    if (left_values > 0) {
      out_.notes.push_back(fmt::format("{}: {} with {:.0f} events are not made as such", to_string(sort), count_of(left_values, "further value", "further values"), left_out));
    }
    return tiers;
  }

  /// An activity with one step at a share of the rate.
  void add(const FittedRate& rate, std::string name, double share, Step step, std::string remark = "") {
    if (share <= 0) return;
    ObservedActivity activity{std::move(name), {}, rate.sort, share, std::move(remark)};
    Activity& a = activity.activity;
    a.timing = Timing::kBursts;
    // Our estimate: with less than a quarter of the class' spread, a sort does not take part in it.
    const double class_spread = std::expm1(fitted_.rate_sigma * fitted_.rate_sigma);
    a.rate_factor = class_spread > 0 && rate.spread >= class_spread / 4 ? factor_of(rate.sort) : RateFactor::kNone;
    const double factor_mean = a.rate_factor == RateFactor::kNone ? 1 : std::exp(fitted_.rate_sigma * fitted_.rate_sigma / 2);
    a.per_hour = std::min(1e5, four_figures(rate.per_hour * share / rate.season_mean / factor_mean));
    a.burst_size = std::max(1.0, std::round(rate.burst_size));
    if (rate.is_seasonal) a.seasonality = "group";
    if (step.commandlines.size() > 1 || step.paths.size() > 1 || step.names.size() > 1 || step.users.size() > 1) {
      step.pick = Pick::kRandom;
    }
    a.script.push_back(std::move(step));
    out_.activities.push_back(std::move(activity));
  }

  static RateFactor factor_of(EventSort sort) {
    switch (sort) {
      case EventSort::kOutbound:
      case EventSort::kInbound:
      case EventSort::kDns: return RateFactor::kNetwork;
      case EventSort::kLogin:
      case EventSort::kLoginFailed:
      case EventSort::kLogout: return RateFactor::kPeople;
      default: return RateFactor::kProcess;
    }
  }

  static std::string tier_name(std::string_view base, std::size_t tier, std::size_t tiers) {
    constexpr std::array<std::string_view, kMostTiers> kWords{"often", "sometimes", "rarely"};
    return tiers == 1 ? std::string(base) : fmt::format("{}_{}", base, kWords[tiers == 2 && tier == 1 ? 2 : tier]);
  }

  void add_sort(const FittedRate& rate) {
    switch (rate.sort) {
      case EventSort::kExec: return add_exec(rate);
      case EventSort::kFork: return;  // with what is executed
      case EventSort::kExit: return add_texts(rate, StepKind::kProcess, StepOperation::kExit, &Step::commandlines);
      case EventSort::kOutbound:
      case EventSort::kInbound: return add_flows(rate);
      case EventSort::kDns: return add_texts(rate, StepKind::kDns, StepOperation::kUsual, &Step::names);
      case EventSort::kLogin: return add_logins(rate, StepOperation::kLogin);
      case EventSort::kLoginFailed: return add_logins(rate, StepOperation::kLoginFailed);
      case EventSort::kLogout: return add_logins(rate, StepOperation::kLogout);
      case EventSort::kFile: return add_files(rate);
      case EventSort::kPeripheral: return add_peripherals(rate);
      case EventSort::kCount_: return;
    }
  }

  /// Values of one variant only.
  void add_texts(const FittedRate& rate, StepKind kind, StepOperation operation, std::vector<std::string> Step::*into, bool fork = true, const std::string& remark = "") {
    const ClassValues values = values_of(rate.sort, &ObservedSort::values);
    std::vector<Tier> tiers = tiers_of(values, 0, rate.sort);
    std::string said = remark;
    if (tiers.empty()) {
      tiers.push_back({{kNotSaid}, 1});
      said += said.empty() ? "values were not readable" : "; values were not readable";
    }
    double all = 0;
    for (const Tier& tier : tiers) all += tier.hits;
    double failed = 0;
    double hits = 0;
    for (const PresentDevice& d : fitted_.devices) {
      if (const ObservedSort* seen = d.device->find(rate.sort)) failed += seen->failed, hits += seen->hits;
    }
    for (std::size_t t = 0; t < tiers.size(); ++t) {
      Step step;
      step.kind = kind;
      step.operation = operation;
      step.*into = tiers[t].texts;
      step.fork = fork;
      if (kind == StepKind::kDns && failed > 0) step.failed_share = std::min(1.0, four_figures(failed / hits));
      add(rate, tier_name(to_string(rate.sort), t, tiers.size()), tiers[t].hits / all, std::move(step), said);
    }
  }

  void add_exec(const FittedRate& rate) {
    const FittedRate* const forks = fitted_.find(EventSort::kFork);
    const bool fork = forks == nullptr || rate.unread_forks > 0 || forks->per_hour >= rate.per_hour / 2;
    std::string remark;
    if (forks == nullptr) remark = "[assumed] a fork before each; no fork was seen, as agents that leave them out send none";
    else if (!fork) remark = fmt::format("no forks: {:.4g} an hour were seen", forks->per_hour);
    add_texts(rate, StepKind::kProcess, StepOperation::kUsual, &Step::commandlines, fork, remark);
  }

  /// The pool of a sort's peers on one side of the line, made on first use.
  std::string pool_of(EventSort sort, bool is_private) {
    std::vector<double> sizes;
    std::set<std::uint32_t> universe;
    double hits = 0;
    double kept = 0;
    for (const PresentDevice& d : fitted_.devices) {
      const ObservedSort* const seen = d.device->find(sort);
      if (seen == nullptr) continue;
      double own = 0;
      for (const SeenValue& peer : seen->peers.by_frequency()) {
        if ((peer.variant == 1) != is_private) continue;
        own += 1;
        hits += peer.hits;
        universe.insert(peer.text);
      }
      if (own > 0) sizes.push_back(own);
      kept += own;
    }
    std::ranges::sort(sizes);
    RemotePool pool;
    const double size = sizes.empty() ? 1 : sizes[sizes.size() / 2];
    // Our estimate: from twenty on, of which more than half met a single time, addresses are new ones each time.
    const bool new_ones = !is_private && size >= 20 && kept > hits / 2;
    pool.scope = is_private ? RemoteScope::kLan : new_ones ? RemoteScope::kInternet : RemoteScope::kCloud;
    pool.size = Distribution::constant(size);
    if (!is_private) pool.universe = static_cast<std::uint32_t>(std::clamp<std::size_t>(universe.size(), 1, 1'000'000));
    const std::string name = fmt::format("{}_{}", to_string(sort), is_private ? "lan" : new_ones ? "internet" : "cloud");
    out_.device_class.remotes.emplace(name, pool);
    return name;
  }

  std::vector<std::string> owners_of(EventSort sort) const {
    std::vector<std::string> out;
    for (const auto& [text, hits] : values_of(sort, &ObservedSort::owners).of(0)) {
      if (out.size() < kMostOwners) out.push_back(texts_.at(text));
    }
    return out;
  }

  void add_flows(const FittedRate& rate) {
    const bool outbound = rate.sort == EventSort::kOutbound;
    const ClassValues values = values_of(rate.sort, &ObservedSort::values);
    std::array<LogMoments, 2 * FlowVariant::kSides> bytes;
    for (const PresentDevice& d : fitted_.devices) {
      const ObservedSort* const seen = d.device->find(rate.sort);
      for (std::size_t i = 0; seen != nullptr && i < seen->bytes.size(); ++i) bytes[i].add(seen->bytes[i]);
    }
    /// By (protocol, private): ports and their hits.
    std::map<std::pair<TransportProtocol, bool>, std::vector<PortChoice>> ports;
    for (const auto& [value, hits] : values.hits) {
      const FlowVariant variant = FlowVariant::of(value.first);
      ports[{variant.protocol, variant.is_private}].push_back({variant.port, hits});
    }
    const double kept = values.kept();
    for (auto& [side, choices] : ports) {
      Step step;
      step.kind = StepKind::kNetwork;
      step.direction = outbound ? StepDirection::kOutbound : StepDirection::kInbound;
      step.protocol = protocol_of(side.first);
      step.remote = pool_of(rate.sort, side.second);
      step.commandlines = owners_of(rate.sort);
      const std::size_t at = FlowVariant{0, side.first, side.second}.side();
      step.bytes_out = bytes_of(bytes[at]);
      step.bytes_in = bytes_of(bytes[at + 1]);
      double hits = 0;
      for (const PortChoice& choice : choices) hits += choice.weight;
      std::ranges::stable_sort(choices, [](const PortChoice& a, const PortChoice& b) { return a.weight > b.weight; });
      if (choices.size() > kMostPorts) {
        out_.notes.push_back(fmt::format("{}: {} further ports are not made as such", to_string(rate.sort), choices.size() - kMostPorts));
        choices.resize(kMostPorts);
      }
      for (PortChoice& choice : choices) choice.weight = four_figures(choice.weight);
      if (step.protocol != StepProtocol::kIcmp && (choices.size() > 1 || choices.front().port != 0)) (outbound ? step.remote_ports : step.local_ports) = choices;
      std::string remark = bytes[at].weight + bytes[at + 1].weight > 0 ? "" : "bytes were not said";
      const char* const protocol = side.first == TransportProtocol::kTcp ? "tcp" : side.first == TransportProtocol::kUdp ? "udp" : "icmp";
      add(rate, fmt::format("{}_{}_{}", to_string(rate.sort), protocol, side.second ? "lan" : "public"), hits / kept, std::move(step), std::move(remark));
    }
  }

  void add_logins(const FittedRate& rate, StepOperation operation) {
    const ClassValues values = values_of(rate.sort, &ObservedSort::values);
    const ClassValues peers = values_of(rate.sort, &ObservedSort::peers);
    Step step;
    step.kind = StepKind::kLogin;
    step.operation = operation;
    for (const Tier& tier : tiers_of(values, 0, rate.sort)) step.users.insert(step.users.end(), tier.texts.begin(), tier.texts.end());
    const std::vector<std::string> services = owners_of(rate.sort);
    if (!services.empty()) step.executable = services.front();
    double local = 0;
    for (const auto& [value, hits] : peers.hits) local += value.first == 1 ? hits : 0;
    if (!peers.hits.empty()) step.remote = pool_of(rate.sort, 2 * local >= peers.kept());
    add(rate, std::string(to_string(rate.sort)), 1, std::move(step));
  }

  void add_files(const FittedRate& rate) {
    const ClassValues values = values_of(rate.sort, &ObservedSort::values);
    std::map<std::uint32_t, double> by_operation;
    for (const auto& [value, hits] : values.hits) by_operation[value.first] += hits;
    for (const auto& [variant, hits] : by_operation) {
      Step step;
      step.kind = StepKind::kFile;
      step.operation = operation_of(static_cast<FileOperation>(variant));
      for (const Tier& tier : tiers_of(values, variant, rate.sort)) step.paths.insert(step.paths.end(), tier.texts.begin(), tier.texts.end());
      std::string word;
      for (const EnumName<StepOperation>& known : enum_names(step.operation)) {
        if (known.value == step.operation) word = known.name;
      }
      add(rate, "file_" + word, hits / values.kept(), std::move(step));
    }
  }

  void add_peripherals(const FittedRate& rate) {
    const ClassValues values = values_of(rate.sort, &ObservedSort::values);
    std::map<std::uint32_t, double> by_variant;
    for (const auto& [value, hits] : values.hits) by_variant[value.first] += hits;
    for (const auto& [variant, hits] : by_variant) {
      Step step;
      step.kind = StepKind::kPeripheral;
      step.operation = (variant & 1U) != 0 ? StepOperation::kConnected : StepOperation::kDisconnected;
      step.usb = (variant & 2U) != 0;
      for (const Tier& tier : tiers_of(values, variant, rate.sort)) step.names.insert(step.names.end(), tier.texts.begin(), tier.texts.end());
      add(rate, fmt::format("peripheral_{}_{}", step.usb ? "usb" : "ethernet", (variant & 1U) != 0 ? "connected" : "disconnected"), hits / values.kept(), std::move(step));
    }
  }

  const FittedClass& fitted_;
  const SeenTexts& texts_;
  ObservedClass out_;
};

}  // namespace

std::vector<ObservedClass> observed_classes(const FittedFleet& fleet, const SeenTexts& texts) {
  std::vector<ObservedClass> out;
  std::map<std::string, int> taken;
  for (const FittedClass& fitted : fleet.classes) {
    const ClassTraits& t = fitted.traits;
    const std::uint32_t word = t.hardware_model != 0 ? t.hardware_model : t.os_name != 0 ? t.os_name : t.module;
    const std::string name = free_name("observed_" + part_name(word == 0 ? "device" : texts.at(word)), taken);
    taken[name] = 1;
    out.push_back(ClassMaker(fitted, texts).make(name));
  }
  return out;
}

}  // namespace picket::sim
