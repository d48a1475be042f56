#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "sim/apps/live_pipeline_options.h"
#include "sim/live/amqp/event_hub_receiver.h"
#include "sim/live/pipeline/live_pipeline.h"
#include "sim/live/pipeline/live_run.h"

namespace picket::sim {

/// What the options of `picket live pipeline` come to, and all that is wrong with them, at once. Without --fit it has content.
class LivePipelineInput {
 public:
  explicit LivePipelineInput(const LivePipelineOptions& options);

  std::optional<EventHubEndpoint> endpoint;
  ReceiverSettings receiver;
  LivePipelineSettings pipeline;
  LiveRunSettings run;
  Duration duration;  ///< after which it ends; zero: not given
  std::shared_ptr<const PipelineContent> content;
  std::vector<std::string> problems;
  std::vector<std::string> warnings;

 private:
  void read_endpoint();
  void read_start();
  void read_content();
  Duration duration_of_option(const std::string& name, const std::string& text);

  const LivePipelineOptions& options_;
};

/// Says the problems. Output: the exit code.
int refuse_live_pipeline(const std::vector<std::string>& problems);

/// "iothub-ehub-contoso-hub-1234567-0123456789" is that of contoso-hub, whose name is cut where it is long.
std::string hub_name_of_entity(const std::string& entity);

/// Ctrl-C and a service manager end it in good order; a second signal ends it at once.
void listen_for_pipeline_stop();
bool is_pipeline_stopped();

/// `picket live pipeline --fit`; the input has no problems.
int live_fit_command(const LivePipelineOptions& options, LivePipelineInput& input);

}  // namespace picket::sim
