#include "sim/apps/live_pipeline_input.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/live/mqtt/secret_source.h"

namespace picket::sim {
namespace {

std::atomic<bool> pipeline_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);
extern "C" void stop_pipeline(int) { pipeline_stop.store(true); }

}  // namespace

void listen_for_pipeline_stop() {
  struct sigaction action {};
  action.sa_handler = &stop_pipeline;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}
bool is_pipeline_stopped() { return pipeline_stop.load(); }

std::string hub_name_of_entity(const std::string& entity) {
  constexpr std::string_view kHead = "iothub-ehub-";
  if (!entity.starts_with(kHead)) return entity;
  std::string name = entity.substr(kHead.size());
  for (int i = 0; i < 2; ++i) {
    const std::size_t dash = name.rfind('-');
    if (dash != std::string::npos && dash > 0) name.resize(dash);
  }
  return name;
}

LivePipelineInput::LivePipelineInput(const LivePipelineOptions& options) : options_(options) {
  read_endpoint();
  receiver.consumer_group = options.consumer_group;
  receiver.roots = options.roots;
  if (!options.address.empty() || options.port != LivePipelineOptions().port) {
    receiver.address = (!options.address.empty() ? options.address : endpoint ? endpoint->host : std::string()) + ":" + std::to_string(options.port);
  }
  read_start();
  pipeline.silence = duration_of_option("--silence", options.silence);
  pipeline.learn = duration_of_option("--learn", options.learn);
  pipeline.keep = duration_of_option("--keep", options.keep);
  pipeline.format = options.format == "json" ? FindingFormat::kJson : FindingFormat::kHuman;
  pipeline.raw.store = options.store == "all" ? RawStore::kAll : options.store == "sample" ? RawStore::kSample : RawStore::kFindings;
  pipeline.raw.row_limit = options.row_limit;
  run.hold = duration_of_option("--hold", options.hold);
  duration = duration_of_option("--duration", options.duration);
  run.until_present = options.until_present;
  std::error_code ignored;
  if (options.fit.empty()) {
    read_content();
  } else if (std::filesystem::exists(options.fit, ignored)) {
    problems.push_back("--fit: " + printable(options.fit) + " exists; it is left as it is");
  }
}

void LivePipelineInput::read_endpoint() {
  const std::string source = options_.connection.empty() ? std::string(kEndpointVariable) : options_.connection;
  const SecretRead read = options_.connection.empty() ? take_secret_of_environment(kEndpointVariable) : read_secret_file(options_.connection);
  if (!read.warning.empty()) warnings.push_back(read.warning);
  if (!read.secret) {
    problems.push_back(read.error + (options_.connection.empty() ? "; set it to the Event Hub-compatible connection string, or give --connection FILE" : ""));
    return;
  }
  EventHubEndpointRead found = read_event_hub_endpoint(*read.secret);
  endpoint = std::move(found.endpoint);
  for (const SecretTextProblem& problem : found.problems) {
    std::string text = describe({problem}, source);
    if (text.ends_with('\n')) text.pop_back();
    problems.push_back(std::move(text));
  }
}

void LivePipelineInput::read_start() {
  if (options_.from == "earliest") return;
  if (options_.from == "latest") {
    receiver.first.kind = StartPosition::Kind::kLatest;
  } else if (const auto time = parse_timestamp(options_.from)) {
    receiver.first.kind = StartPosition::Kind::kTime;
    receiver.first.time = *time;
  } else {
    problems.push_back("--from: '" + printable(options_.from) + "' is neither earliest, latest nor a time; write 2026-12-01T08:00:00Z");
  }
}

void LivePipelineInput::read_content() {
  Scenario scenario;
  PipelineContent::Builder builder(scenario.intel.indicators);
  try {
    const RuleTexts rules = read_rules(options_.rules);
    add_rules(rules, builder);
  } catch (const WrongInput& error) {
    problems.push_back(error.what());
  }
  // The same reading as that of a scenario's feeds, which are named from its folder.
  for (const std::string& file : options_.feeds) scenario.intel.feeds.emplace_back().file = file;
  std::vector<InputFault> faults;
  const std::vector<FeedText> feeds = read_feeds(scenario, "", faults);
  for (const InputFault& fault : faults) {
    std::string text = "--feed: " + fault.says;
    for (const FeedProblem& problem : fault.refused) text += "\n  " + to_string(problem);
    problems.push_back(std::move(text));
  }
  for (const FeedText& feed : feeds) add_feed(feed, builder.indicators());
  for (std::string& remark : feed_remarks(feeds)) warnings.push_back(std::move(remark));
  if (!problems.empty()) return;
  try {
    content = build_or_refuse(builder);
  } catch (const WrongInput& error) {
    problems.push_back(error.what());
  }
}

Duration LivePipelineInput::duration_of_option(const std::string& name, const std::string& text) {
  try {
    return Duration::from_seconds(seconds_of_option(name, text));
  } catch (const WrongInput& error) {
    problems.push_back(error.what());
    return {};
  }
}

int refuse_live_pipeline(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) {
    std::fprintf(stderr, "%s%s\n", problem.find("error: ") == std::string::npos ? "error: " : "", printable_lines(problem).c_str());
  }
  std::fprintf(stderr, "%zu %s; nothing was run.\n", problems.size(), problems.size() == 1 ? "error" : "errors");
  return exit_code::kWrongInput;
}

}  // namespace picket::sim
