#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/utf8.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/hub_access.h"
#include "sim/apps/live_options.h"
#include "sim/live/agent/doctor.h"

namespace picket::sim {

int live_doctor_command(const LiveDoctorOptions& options, const CommonOptions& common) {
  std::vector<std::string> problems;
  std::vector<std::string> warnings;
  const Duration patience = Duration::from_seconds(seconds_of_option("--patience", options.patience));
  const std::optional<Policy> policy = read_live_policy(options.policy, common, problems);
  std::optional<HubClientSettings> hub = read_hub_access(options.hub, options.client, problems, warnings);
  const std::string queue = hub ? live_queue_file(options.queue, hub->identity, problems) : std::string();
  if (!problems.empty() || !policy || !hub) return refuse_live(problems);

  int wrong = 0;
  const DoctorTell tell = [&wrong](const DoctorFinding& finding) {
    if (finding.verdict == DoctorVerdict::kWrong) ++wrong;
    std::printf("%s\n", printable(finding_line(finding)).c_str());
    std::fflush(stdout);
  };
  tell({DoctorVerdict::kGood, "identity", hub->identity.names.device + (hub->identity.names.module.empty() ? "" : "/" + hub->identity.names.module) + " of " +
                                              hub->identity.names.host + (hub->identity.x509 ? ", with a certificate" : ", with a key")});
  for (const std::string& warning : warnings) tell({DoctorVerdict::kAdvice, "identity", warning});
  examine_collectors(*policy, tell);
  const bool queue_is_free = examine_queue(queue, 1, tell);
  const bool may_log_in = examine_server(*hub, patience, tell);
  if (may_log_in) examine_clock(*hub, options.https_port, patience, tell);
  if (may_log_in && queue_is_free) {
    examine_log_in(*std::move(hub), patience, tell);
  } else {
    tell({DoctorVerdict::kSkipped, "log-in", may_log_in ? "an agent may be running on the queue, and would be thrown out" : "the server is not reached as it has to be"});
  }
  std::printf(wrong == 0 ? "nothing is wrong\n" : "%d wrong\n", wrong);
  return wrong == 0 ? exit_code::kOk : exit_code::kExpectationFailed;
}

}  // namespace picket::sim
