#include <sys/random.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/utf8.h"
#include "agent_core/message/utc_text.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/live_pipeline_options.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/live/mqtt/secret_source.h"
#include "sim/live/pipeline/live_balance.h"
#include "sim/live/pipeline/live_run.h"

namespace picket::sim {
namespace {

std::atomic<bool> pipeline_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);
extern "C" void stop_pipeline(int) { pipeline_stop.store(true); }

/// Ctrl-C and a service manager end it in good order; a second signal ends it at once.
void listen_for_stop() {
  struct sigaction action {};
  action.sa_handler = &stop_pipeline;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

std::uint64_t fresh_number() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) number = static_cast<std::uint64_t>(::getpid());
  return number;
}

/// "iothub-ehub-contoso-hub-1234567-0123456789" is that of contoso-hub, whose name is cut where it is long.
std::string hub_name_of(const std::string& entity) {
  constexpr std::string_view kHead = "iothub-ehub-";
  if (!entity.starts_with(kHead)) return entity;
  std::string name = entity.substr(kHead.size());
  for (int i = 0; i < 2; ++i) {
    const std::size_t dash = name.rfind('-');
    if (dash != std::string::npos && dash > 0) name.resize(dash);
  }
  return name;
}

/// All that is wrong with the options, at once.
class PipelineInput {
 public:
  explicit PipelineInput(const LivePipelineOptions& options) : options_(options) {
    read_endpoint();
    receiver.consumer_group = options.consumer_group;
    receiver.roots = options.roots;
    if (!options.address.empty() || options.port != LivePipelineOptions().port) {
      receiver.address = (!options.address.empty() ? options.address : endpoint ? endpoint->host : std::string()) + ":" + std::to_string(options.port);
    }
    read_start();
    pipeline.silence = duration("--silence", options.silence);
    pipeline.learn = duration("--learn", options.learn);
    pipeline.keep = duration("--keep", options.keep);
    run.hold = duration("--hold", options.hold);
    run.until_present = options.until_present;
    try {
      const RuleTexts rules = read_rules(options.rules);
      PipelineContent::Builder builder;
      add_rules(rules, builder);
      content = build_or_refuse(builder);
    } catch (const WrongInput& error) {
      problems.push_back(error.what());
    }
  }

  std::optional<EventHubEndpoint> endpoint;
  ReceiverSettings receiver;
  LivePipelineSettings pipeline;
  LiveRunSettings run;
  std::shared_ptr<const PipelineContent> content;
  std::vector<std::string> problems;
  std::vector<std::string> warnings;

 private:
  void read_endpoint() {
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

  void read_start() {
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

  Duration duration(const std::string& name, const std::string& text) {
    try {
      return Duration::from_seconds(seconds_of_option(name, text));
    } catch (const WrongInput& error) {
      problems.push_back(error.what());
      return {};
    }
  }

  const LivePipelineOptions& options_;
};

int refuse_pipeline(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) {
    std::fprintf(stderr, "%s%s\n", problem.find("error: ") == std::string::npos ? "error: " : "", printable_lines(problem).c_str());
  }
  std::fprintf(stderr, "%zu %s; nothing was run.\n", problems.size(), problems.size() == 1 ? "error" : "errors");
  return exit_code::kWrongInput;
}

std::unique_ptr<LiveStore> open_store(const std::string& path, const std::string& endpoint) {
  std::error_code ignored;
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, ignored);
  auto store = LiveStore::open(path, endpoint, fresh_number());
  if (store.ok()) return std::move(store).value();
  const std::string why = store.error().text();
  std::fprintf(stderr, "error: %s%s\n", printable(why).c_str(), why.find("locked") == std::string::npos ? "" : "; another pipeline writes to it");
  return nullptr;
}

}  // namespace

int live_pipeline_command(const LivePipelineOptions& options) {
  PipelineInput input(options);
  if (!input.problems.empty()) return refuse_pipeline(input.problems);
  for (const std::string& warning : input.warnings) std::fprintf(stderr, "warning: %s\n", printable(warning).c_str());
  const std::string where = input.endpoint->host + "/" + input.endpoint->entity + "/" + options.consumer_group;
  const std::unique_ptr<LiveStore> store = open_store(options.workspace, where);
  if (store == nullptr) return exit_code::kInternalError;

  input.pipeline.hub_name = hub_name_of(input.endpoint->entity);
  if (!options.learn.empty() && store->learning_until()) std::fprintf(stderr, "note: --learn is for the first start; it goes on as it was begun\n");
  const std::map<std::uint16_t, StartPosition> checkpoints = store->checkpoints();
  if (!options.quiet) {
    std::fprintf(stderr, "%s: %s, into %s\n", where.c_str(), checkpoints.empty() ? ("from " + options.from).c_str() : "where it was", options.workspace.c_str());
  }
  listen_for_stop();
  LivePipeline pipeline(*store, input.content, input.pipeline);
  const std::uint64_t read_back = pipeline.read_back();
  if (read_back > 0 && !options.quiet) std::fprintf(stderr, "analysed %llu kept messages again\n", static_cast<unsigned long long>(read_back));

  input.receiver.positions = checkpoints;
  EventHubReceiver receiver(std::move(*input.endpoint), input.receiver);
  LiveProgram program;
  program.should_stop = [] { return pipeline_stop.load(); };
  program.tell = [](const std::vector<std::string>& lines) {
    for (const std::string& line : lines) std::printf("%s\n", printable(line).c_str());
    std::fflush(stdout);
  };
  program.note = [&options](const ReceiverNotice& notice) {
    if (notice.failure || !options.quiet) std::fprintf(stderr, "%s%s\n", notice.failure ? "warning: " : "", notice.text.c_str());
  };
  const auto begun = std::chrono::steady_clock::now();
  receiver.start();
  const LiveOutcome outcome = run_live(receiver, pipeline, input.run, program);

  LiveBalance balance;
  balance.counts = pipeline.counts();
  balance.core = pipeline.core_counts();
  balance.receiver = receiver.counts();
  balance.findings = pipeline.log().findings();
  balance.recommendations = pipeline.log().recommendations();
  balance.incidents = pipeline.log().incidents();
  balance.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const std::optional<WriteError> closed = store->close();
  if (!options.quiet) std::fputs(balance_text(balance).c_str(), stderr);
  if (outcome.end == LiveEnd::kStopped && !closed) return exit_code::kOk;
  std::fprintf(stderr, "error: %s\n", printable(outcome.end == LiveEnd::kStopped ? closed->text() : outcome.text).c_str());
  if (outcome.end == LiveEnd::kDisk || closed) std::fputs("What came after the last write is read again at the next start.\n", stderr);
  return exit_code::kInternalError;
}

}  // namespace picket::sim
