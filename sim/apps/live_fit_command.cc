#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "agent_core/base/utf8.h"
#include "sim/apps/live_pipeline_input.h"
#include "sim/apps/options.h"
#include "sim/live/fit/fit_run.h"
#include "sim/live/fit/fit_text.h"
#include "sim/results/atomic_file.h"
#include "sim/scenario/library.h"
#include "sim/scenario/plain_name.h"
#include "sim/scenario/scenario_files.h"

namespace picket::sim {
namespace {

/// Names of the built-in library: what the scenario may refer to.
void know_library(FitSource& source) {
  Diagnostics diagnostics;
  ScenarioFiles files(diagnostics);
  const Library library(std::string(PICKET_SOURCE_DIR) + "/scenarios", files, diagnostics);
  source.known_policies = library.names_for("policy_templates");
  const std::vector<std::string> books = library.names_for("prices");
  if (std::find(books.begin(), books.end(), source.price_book) == books.end()) source.price_book = books.empty() ? "" : books.front();
}

/// What devices sent is nobody else's business.
std::optional<WriteError> write_private(const std::string& path, const std::string& text) {
  const mode_t before = ::umask(0077);
  auto error = write_file(path, text);
  ::umask(before);
  return error;
}

}  // namespace

int live_fit_command(const LivePipelineOptions& options, LivePipelineInput& input) {
  FitSource source;
  know_library(source);
  const std::string stem = std::filesystem::path(options.fit).stem().string();
  if (is_plain_name(stem, kLongestStudyName)) source.scenario_name = stem;
  source.hub_name = hub_name_of_entity(input.endpoint->entity);
  source.consumer_group = options.consumer_group;
  if (!options.quiet) {
    std::fprintf(stderr, "%s/%s/%s: from %s; read only, Ctrl-C ends it and writes %s\n", input.endpoint->host.c_str(), input.endpoint->entity.c_str(), options.consumer_group.c_str(),
                 options.from.c_str(), printable(options.fit).c_str());
  }
  listen_for_pipeline_stop();
  StreamFit fit;
  EventHubReceiver receiver(std::move(*input.endpoint), input.receiver);
  FitRunSettings settings;
  settings.hold = input.run.hold;
  settings.until_present = input.run.until_present;
  const auto begun = std::chrono::steady_clock::now();
  const auto most = std::chrono::microseconds(input.duration.count_microseconds());
  FitProgram program;
  program.should_stop = [&] { return is_pipeline_stopped() || (most.count() > 0 && std::chrono::steady_clock::now() - begun >= most); };
  program.note = [&options](const ReceiverNotice& notice) {
    if (notice.failure || !options.quiet) std::fprintf(stderr, "%s%s\n", notice.failure ? "warning: " : "", notice.text.c_str());
  };
  program.progress = [&options](const std::string& line) {
    if (!options.quiet) std::fprintf(stderr, "%s\n", line.c_str());
  };
  receiver.start();
  const FitOutcome outcome = run_fit(receiver, fit, settings, program);

  const FittedFleet fleet = fit_fleet(fit);
  if (fleet.classes.empty()) {
    std::fputs(printable_lines(fit_report(fit, fleet, {})).c_str(), stderr);
    std::fprintf(stderr, "error: %s\n", outcome.refused.empty() ? "no security message came: there is nothing to fit, and nothing was written" : printable(outcome.refused).c_str());
    return outcome.refused.empty() ? exit_code::kInconclusive : exit_code::kInternalError;
  }
  const std::vector<ObservedClass> classes = observed_classes(fleet, fit.texts());
  if (const auto error = write_private(options.fit, fit_scenario_file(fit, fleet, classes, source))) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
    return exit_code::kInternalError;
  }
  if (!options.quiet) std::fputs(printable_lines(fit_report(fit, fleet, classes)).c_str(), stderr);
  std::printf("%s\n", printable(options.fit).c_str());
  if (outcome.refused.empty()) return exit_code::kOk;
  std::fprintf(stderr, "error: %s\nWhat was read until then is in the file.\n", printable(outcome.refused).c_str());
  return exit_code::kInternalError;
}

}  // namespace picket::sim
