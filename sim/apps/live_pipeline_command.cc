#include <sys/random.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/utf8.h"
#include "sim/apps/live_pipeline_input.h"
#include "sim/apps/options.h"
#include "sim/live/pipeline/live_balance.h"

namespace picket::sim {
namespace {

std::uint64_t fresh_number() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) number = static_cast<std::uint64_t>(::getpid());
  return number;
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
  LivePipelineInput input(options);
  if (!input.problems.empty()) return refuse_live_pipeline(input.problems);
  for (const std::string& warning : input.warnings) std::fprintf(stderr, "warning: %s\n", printable(warning).c_str());
  if (!options.fit.empty()) return live_fit_command(options, input);
  const std::string where = input.endpoint->host + "/" + input.endpoint->entity + "/" + options.consumer_group;
  const std::unique_ptr<LiveStore> store = open_store(options.workspace, where);
  if (store == nullptr) return exit_code::kInternalError;

  input.pipeline.hub_name = hub_name_of_entity(input.endpoint->entity);
  if (!options.learn.empty() && store->learning_until()) std::fprintf(stderr, "note: --learn is for the first start; it goes on as it was begun\n");
  const std::map<std::uint16_t, StartPosition> checkpoints = store->checkpoints();
  if (!options.quiet) {
    std::fprintf(stderr, "%s: %s, into %s\n", where.c_str(), checkpoints.empty() ? ("from " + options.from).c_str() : "where it was", options.workspace.c_str());
  }
  listen_for_pipeline_stop();
  LivePipeline pipeline(*store, input.content, input.pipeline);
  const std::uint64_t read_back = pipeline.read_back();
  if (read_back > 0 && !options.quiet) std::fprintf(stderr, "analysed %llu kept messages again\n", static_cast<unsigned long long>(read_back));

  input.receiver.positions = checkpoints;
  EventHubReceiver receiver(std::move(*input.endpoint), input.receiver);
  LiveProgram program;
  const auto begun = std::chrono::steady_clock::now();
  const auto most = std::chrono::microseconds(input.duration.count_microseconds());
  program.should_stop = [&] { return is_pipeline_stopped() || (most.count() > 0 && std::chrono::steady_clock::now() - begun >= most); };
  const bool json = options.format == "json";
  program.tell = [json](const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      // A line that an earlier life would have told in the other format goes where it breaks no reader.
      std::fprintf(json == line.starts_with('{') ? stdout : stderr, "%s\n", printable(line).c_str());
    }
    std::fflush(stdout);
  };
  program.note = [&options](const ReceiverNotice& notice) {
    if (notice.failure || !options.quiet) std::fprintf(stderr, "%s%s\n", notice.failure ? "warning: " : "", notice.text.c_str());
  };
  receiver.start();
  const LiveOutcome outcome = run_live(receiver, pipeline, input.run, program);

  LiveBalance balance;
  balance.counts = pipeline.counts();
  balance.core = pipeline.core_counts();
  balance.receiver = receiver.counts();
  balance.findings = pipeline.log().findings();
  balance.recommendations = pipeline.log().recommendations();
  balance.incidents = pipeline.log().incidents();
  balance.raw_rows = pipeline.raw_rows().rows();
  balance.raw_over_limit = pipeline.raw_rows().over_limit();
  balance.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const std::optional<WriteError> closed = store->close();
  if (!options.quiet) std::fputs(balance_text(balance).c_str(), stderr);
  if (outcome.end == LiveEnd::kStopped && !closed) return exit_code::kOk;
  std::fprintf(stderr, "error: %s\n", printable(outcome.end == LiveEnd::kStopped ? closed->text() : outcome.text).c_str());
  if (outcome.end == LiveEnd::kDisk || closed) std::fputs("What came after the last write is read again at the next start.\n", stderr);
  return exit_code::kInternalError;
}

}  // namespace picket::sim
