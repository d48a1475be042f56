#include <sys/random.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent_core/base/utf8.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/hub_access.h"
#include "sim/apps/live_fleet_options.h"
#include "sim/apps/load_input.h"
#include "sim/cost/paid_price.h"
#include "sim/hub/hub.h"
#include "sim/live/fleet/fleet_identities.h"
#include "sim/live/fleet/fleet_measures.h"
#include "sim/live/fleet/live_fleet.h"
#include "sim/live/mqtt/secret_source.h"
#include "sim/results/atomic_file.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

/// Notes and how it is doing, on standard error.
class FleetTeller : public LiveFleetListener {
 public:
  explicit FleetTeller(bool quiet) : quiet_(quiet) {}

 private:
  void on_note(Time now, const std::string& text) override {
    std::fprintf(stderr, "%sZ  %s\n", utc_text(now).substr(0, 19).c_str(), printable(text).c_str());
  }
  void on_status(const LiveFleetStatus& status) override {
    if (quiet_) return;
    std::fprintf(stderr, "%.0f s: %llu of %llu devices connected, %.0f s of the scenario, %llu messages delivered, %llu held, %.1f s behind\n",
                 status.running.to_seconds(), static_cast<unsigned long long>(status.hub.connected), static_cast<unsigned long long>(status.devices),
                 status.played.to_seconds(), static_cast<unsigned long long>(status.hub.delivered), static_cast<unsigned long long>(status.hub.held),
                 status.behind.to_seconds());
  }

  bool quiet_;
};

std::optional<RegistryAccess> read_fleet_access(const LiveFleetOptions& options, std::vector<std::string>& problems) {
  if (options.connection.empty() && std::getenv(kRegistryVariable) == nullptr) {
    problems.push_back(std::string("no connection string: name its file with --connection, or set ") + kRegistryVariable +
                       "; 'az iot hub connection-string show --policy-name registryReadWrite' prints it");
    return std::nullopt;
  }
  const std::string source = options.connection.empty() ? std::string("variable ") + kRegistryVariable : options.connection;
  const SecretRead read = options.connection.empty() ? take_secret_of_environment(kRegistryVariable) : read_secret_file(options.connection);
  if (!read.warning.empty()) std::fprintf(stderr, "warning: %s\n", printable(read.warning).c_str());
  if (!read.secret) {
    problems.push_back(read.error);
    return std::nullopt;
  }
  RegistryAccessRead access = read_registry_access(*read.secret);
  if (!access.access) problems.push_back(describe(access.problems, source));
  return std::move(access.access);
}

RegistrySettings fleet_registry(const LiveFleetOptions& options, const RegistryAccess& access) {
  RegistrySettings settings;
  settings.access = {access.host, access.policy, access.key.duplicate()};
  settings.roots = options.roots;
  settings.address = options.address;
  settings.port = options.registry_port;
  return settings;
}

int clean_up_fleet(const LiveFleetOptions& options) {
  std::vector<std::string> problems;
  const std::optional<RegistryAccess> access = read_fleet_access(options, problems);
  Result<IdentityJournal, std::string> journal = IdentityJournal::open(options.journal);
  if (!journal.ok()) problems.push_back(journal.error());
  if (!problems.empty()) return refuse_live(problems);
  RegistryClient registry(fleet_registry(options, *access));
  const FleetRemoval removal = remove_fleet_identities(registry, access->host, journal.value());
  std::fprintf(stderr, "%llu devices removed\n", static_cast<unsigned long long>(removal.removed));
  for (const std::string& problem : removal.problems) std::fprintf(stderr, "error: %s\n", printable_lines(problem).c_str());
  return removal.problems.empty() ? exit_code::kOk : exit_code::kInternalError;
}

double unit_month_usd(Sku sku, const PriceBook& prices) {
  const std::string_view key = price_key(sku);
  return key.empty() ? 0 : paid_price(prices, key).usd;
}

/// What a run is before it starts: messages, blocks, time and money.
std::string estimate_text(const Scenario& scenario, const FleetEstimate& estimate, std::uint32_t identities, double speed) {
  const HubSettings& hub = scenario.hubs.front();
  const std::uint32_t units = std::max(1U, hub.units);
  const HubLimits limits = limits_of(hub.sku, units);
  const double days = scenario.duration.to_seconds() / speed / 86'400;
  const double share = static_cast<double>(estimate.blocks) / static_cast<double>(limits.daily_blocks);
  // A hub is paid by its units and not by messages: units for the days that these blocks need.
  const double unit_days = static_cast<double>(units) * std::max(1.0, std::max(std::ceil(days), std::ceil(share)));
  const double money = unit_month_usd(hub.sku, scenario.prices) * unit_days / scenario.prices.billing_days;
  char text[700];
  std::snprintf(text, sizeof text,
                "%u identities, with modules; about %.0f min to make and as long to remove\n%u connections\n%llu messages, %llu bytes, %llu blocks of %lld bytes: "
                "%.2f of a day's quota of %u %s\n%.2f h at speed %g\nabout %.2f US dollars: %g unit-days at the price of %s, and nothing beside if the hub is there "
                "anyway; retries, twins, what reads the messages and the device builders' security plan come on top\n",
                identities, 2.0 * identities / 90, estimate.connections, static_cast<unsigned long long>(estimate.messages),
                static_cast<unsigned long long>(estimate.body_bytes), static_cast<unsigned long long>(estimate.blocks),
                static_cast<long long>(limits.block_bytes), share, units, std::string(to_string(hub.sku)).c_str(), days * 24, speed, money, unit_days,
                scenario.prices.name.c_str());
  return text;
}

std::uint32_t paced(std::uint32_t given, double limit) {
  return given > 0 ? given : std::max(1U, static_cast<std::uint32_t>(limit * 0.9));
}

LiveFleetSettings fleet_settings(const LiveFleetOptions& options, const Scenario& scenario, const RegistryAccess& access) {
  const HubLimits limits = limits_of(scenario.hubs.front().sku, std::max(1U, scenario.hubs.front().units));
  LiveFleetSettings settings;
  settings.hub.host = access.host;
  settings.hub.preset = scenario.client;
  settings.hub.roots = options.roots;
  settings.hub.address = options.address;
  settings.hub.port = options.port;
  settings.hub.user_agent = "&DeviceClientType=" + percent_encoded("picket/" + this_build().version);
  settings.hub.connects_per_second = paced(options.connects_per_second, limits.connects_per_second);
  settings.hub.sends_per_second = paced(options.sends_per_second, limits.sends_per_second);
  settings.hub.message_budget = options.message_budget.value_or(0);
  settings.hub.block_bytes = limits.block_bytes;
  if (::getrandom(&settings.hub.random, sizeof settings.hub.random, 0) != static_cast<ssize_t>(sizeof settings.hub.random)) settings.hub.random = scenario.seed;
  settings.speed = options.speed;
  settings.status_every = Duration::from_seconds(seconds_of_option("--status-every", options.status_every));
  return settings;
}

/// What a run leaves beside its messages.
struct FleetRun {
  std::string prefix;    ///< of its identities
  std::string resolved;  ///< the scenario with every value, as a simulated run keeps it
  std::int64_t block_bytes = 0;
};

FleetMeasures measures_of_run(const LiveFleetOptions& options, const Scenario& scenario, const PolicyUse& use, const FleetRun& run,
                              const std::string& host, const LiveFleetResult& result) {
  FleetMeasures out;
  out.version = this_build().version;
  out.commit = this_build().commit;
  out.scenario_name = scenario.name;
  out.scenario_digest = fingerprint_of_scenario(run.resolved);
  out.seed = scenario.seed;
  out.policy = use.name;
  out.client = scenario.client.name;
  out.hub = host;
  out.identity_prefix = run.prefix;
  out.started_utc = utc_text(result.played_from);
  out.end = to_string(result.end);
  out.speed = options.speed;
  out.block_bytes = run.block_bytes;
  out.message_budget = options.message_budget.value_or(0);
  out.scenario_seconds = scenario.duration.to_seconds();
  out.played_seconds = result.status.played.to_seconds();
  out.running_seconds = result.status.running.to_seconds();
  out.behind_seconds = result.status.behind.to_seconds();
  out.classes = result.measures;
  for (ClassMeasures& of : out.classes) of.policy = use.name;
  out.all = std::move(out.classes.back());
  out.classes.pop_back();
  return out;
}

/// Writes them into a folder of their own; false if that failed, which was said.
bool write_fleet_measures(const std::string& out, const FleetMeasures& measures, const FleetRun& run) {
  std::string time = measures.started_utc.substr(0, 19);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  const std::string id = safe_name(measures.scenario_name) + "-" + time;
  const std::string folder = out + "/" + id;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::optional<WriteError> failed = error ? std::optional(WriteError{folder, error.message(), error.value()}) : std::nullopt;
  if (!failed) failed = write_file(folder + "/" + kFleetScenarioFile, run.resolved);
  if (!failed) failed = write_file(folder + "/" + kFleetMeasuresFile, fleet_measures_json(measures));
  if (failed) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(failed->text()).c_str());
    return false;
  }
  if (const auto unlinked = point_latest(out, id)) std::fprintf(stderr, "warning: %s\n", printable(unlinked->text()).c_str());
  std::printf("measures: %s/%s\n", folder.c_str(), kFleetMeasuresFile);
  return true;
}

/// Makes the identities, plays, and removes them whatever became of it.
int play_fleet(const LiveFleetOptions& options, const CommonOptions& common, const Scenario& scenario, const PolicyUse& use, const RegistryAccess& access,
               FleetRun run) {
  std::error_code ignored;
  if (const auto folder = std::filesystem::path(options.journal).parent_path(); !folder.empty()) std::filesystem::create_directories(folder, ignored);
  run.prefix = random_identity_prefix();
  Result<IdentityJournal, std::string> journal = IdentityJournal::create(options.journal, access.host, run.prefix);
  if (!journal.ok()) return refuse_live({journal.error()});
  FleetSource source(scenario, use);
  RegistryClient registry(fleet_registry(options, access));
  FleetTeller teller(common.quiet);
  const FleetIdentities identities = make_fleet_identities(registry, journal.value(), source.devices(), options.module);
  for (const std::string& problem : identities.problems) std::fprintf(stderr, "error: %s\n", printable_lines(problem).c_str());
  int code = exit_code::kInternalError;
  if (identities.problems.empty()) {
    const auto played = run_live_fleet(fleet_settings(options, scenario, access), source, identities.made, teller);
    if (!played.ok()) {
      std::fprintf(stderr, "error: %s\n", printable_lines(played.error()).c_str());
    } else {
      const LiveFleetStatus& status = played.value().status;
      std::printf("%s after %.0f s\n%s", std::string(to_string(played.value().end)).c_str(), status.running.to_seconds(), closing_balance(status).c_str());
      if (status.balances()) code = status.hub.delivered == status.generated ? exit_code::kOk : exit_code::kInconclusive;
      if (played.value().end == LiveFleetEnd::kNoConnection) code = exit_code::kExpectationFailed;
      const FleetMeasures measures = measures_of_run(options, scenario, use, run, access.host, played.value());
      if (!write_fleet_measures(options.out, measures, run)) code = exit_code::kInternalError;
    }
  }
  const FleetRemoval removal = remove_fleet_identities(registry, access.host, journal.value());
  std::fprintf(stderr, "%llu devices removed\n", static_cast<unsigned long long>(removal.removed));
  for (const std::string& problem : removal.problems) std::fprintf(stderr, "error: %s\n", printable_lines(problem).c_str());
  if (removal.problems.empty()) return code;
  std::fprintf(stderr, "what is left is named in %s: picket live fleet --clean-up --journal '%s'\n", options.journal.c_str(), options.journal.c_str());
  return exit_code::kInternalError;
}

}  // namespace

int live_fleet_command(const LiveFleetOptions& options, const CommonOptions& common) {
  if (options.clean_up) return clean_up_fleet(options);
  std::vector<std::string> problems;
  const std::optional<RegistryAccess> access = read_fleet_access(options, problems);
  if (options.scenario.empty()) {
    problems.emplace_back("no scenario: name its file, or say --clean-up");
    return refuse_live(problems);
  }
  std::optional<LoadResult> loaded = load_or_explain(options.scenario, common, false);
  if (!loaded) return exit_code::kWrongInput;
  FleetRun run{{}, write_scenario_yaml(*loaded->scenario), 0};
  const Scenario scenario = for_live(std::move(*loaded->scenario));
  const auto use = std::find_if(scenario.policies.begin(), scenario.policies.end(),
                                [&](const PolicyUse& one) { return options.policy.empty() || one.name == options.policy; });
  if (use == scenario.policies.end()) {
    std::string names;
    for (const PolicyUse& one : scenario.policies) names += (names.empty() ? "" : ", ") + one.name;
    problems.push_back("--policy " + options.policy + ": the scenario has no such policy; it has " + names);
    return refuse_live(problems);
  }
  if (std::string why = FleetSource::why_not(scenario, *use); !why.empty()) {
    problems.push_back(std::move(why));
    return refuse_live(problems);
  }
  {
    FleetSource source(scenario, *use);
    const std::uint32_t devices = source.devices();
    run.block_bytes = limits_of(scenario.hubs.front().sku, std::max(1U, scenario.hubs.front().units)).block_bytes;
    std::fputs(estimate_text(scenario, estimate_of(source, run.block_bytes), devices, options.speed).c_str(), stderr);
  }
  if (!common.yes || !options.message_budget) {
    problems.push_back("this sends to " + (access ? access->host : std::string("a hub")) + ", which has a bill; say so with" +
                       (options.message_budget ? std::string() : std::string(" --message-budget N and")) + " --yes");
  }
  if (!problems.empty()) return refuse_live(problems);
  return play_fleet(options, common, scenario, *use, *access, std::move(run));
}

}  // namespace picket::sim
