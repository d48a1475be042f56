#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "reports/terminal_table.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/experiment/process_pool.h"
#include "sim/explain/explain_alert.h"
#include "sim/explain/explain_unit.h"
#include "sim/explain/explanation_json.h"
#include "sim/explain/explanation_text.h"
#include "sim/explain/rerun.h"
#include "sim/explain/words.h"
#include "sim/results/workspace_query.h"

namespace picket::sim {
namespace {

TableOptions table_options() {
  TableOptions options;
  options.max_cell_width = 70;
  options.colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return options;
}

std::string unit_table(const RunOverview& run) {
  std::vector<std::vector<std::string>> rows;
  for (const UnitLine& u : run.units) {
    rows.push_back({u.unit, u.detected ? "detected" : "missed", fmt::format("{} of {}", u.events_arrived, u.events),
                    u.detected ? duration_text(Duration::from_seconds(u.delay_seconds)) : "",
                    u.first_alert ? std::to_string(*u.first_alert) : "", u.alert});
  }
  return render_table({{"unit", "", Align::kLeft}, {"outcome", "", Align::kLeft}, {"events arrived", "", Align::kRight},
                       {"after", "", Align::kRight}, {"alert", "", Align::kRight}, {"of type", "", Align::kLeft}},
                      rows, table_options());
}

std::string alert_table(const RunOverview& run) {
  std::vector<std::vector<std::string>> rows;
  for (const AlertLine& a : run.alerts)
    rows.push_back({std::to_string(a.number), time_text(a.raised), a.subject.text(), a.alert, a.judgement, a.source});
  return render_table({{"alert", "", Align::kRight}, {"raised", "", Align::kLeft}, {"device", "", Align::kLeft},
                       {"type", "", Align::kLeft}, {"judged", "", Align::kLeft}, {"by", "", Align::kLeft}},
                      rows, table_options());
}

/// Alerts in the order of their rows.
class RowNumber final : public QuerySink {
 public:
  void on_columns(const std::vector<std::string>&) override {}
  bool on_row(const std::vector<QueryValue>& row) override {
    number = std::strtoull(row.front().text.c_str(), nullptr, 10);
    return true;
  }
  std::uint64_t number = 0;
};

/// A number, or the SystemAlertId of a row of the run's workspace, which keeps alerts in their order.
std::uint64_t alert_number(const std::string& word, const ChosenRun& run) {
  if (!word.empty() && word.size() <= 18 && word.find_first_not_of("0123456789") == std::string::npos)
    return std::strtoull(word.c_str(), nullptr, 10);
  const std::string unknown = fmt::format("there is no alert '{}': give its number, or its SystemAlertId if the run keeps a workspace", word);
  auto workspace = WorkspaceQuery::open(run.path + "/workspace.sqlite");
  if (!workspace.ok()) throw WrongInput(unknown);
  RowNumber row;
  const auto error = workspace.value()->run(
      "SELECT (SELECT count(*) FROM SecurityAlert AS b WHERE b.rowid <= a.rowid) FROM SecurityAlert AS a WHERE a.SystemAlertId = :id",
      {{"id", word}}, row);
  if (error || row.number == 0) throw WrongInput(unknown);
  return row.number;
}

/// `--unit`, or `--attack` and `--device`, as one word; empty if neither is given.
std::string unit_word(const WhyOptions& why) {
  const bool parts = !why.attack.empty() || !why.device.empty();
  if (!why.unit.empty() && parts) throw WrongInput("give --unit, or --attack and --device");
  if (!parts) return why.unit;
  if (why.device.empty()) throw WrongInput("--attack needs --device: a unit is an attack on a device");
  return why.attack.empty() ? why.device : why.attack + "/" + why.device;
}

void say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

}  // namespace

int why_command(const WhyOptions& why, const CommonOptions& common) {
  const InterruptEnds interruption;
  const std::string unit = unit_word(why);
  if ((unit.empty() ? 0 : 1) + (why.alert.empty() ? 0 : 1) + (why.alerts ? 1 : 0) > 1)
    throw WrongInput("give one of: --alert, --unit (or --attack and --device), --alerts");
  const ChosenRun run = choose_run({why.run, why.policy, why.replication});
  const Scenario scenario = scenario_of(run);
  Rerun rerun(run, scenario, {read_rules(scenario.rules), read_feeds(scenario, run.path + "/../../scenario.yaml"), threads_of(common), common.quiet});
  Rerun::Focus focus;
  if (!why.alert.empty()) focus.alert = alert_number(why.alert, run);
  if (!unit.empty()) focus.unit = find_unit(rerun.world(), unit);
  rerun.repeat(focus);
  const bool json = common.format == "json";
  if (focus.alert) {
    const AlertExplanation alert = explain_alert(rerun, *focus.alert);
    say(json ? explanation_json(alert) : explanation_text(alert));
    return exit_code::kOk;
  }
  if (focus.unit) {
    const UnitExplanation explained = explain_unit(rerun, *focus.unit);
    say(json ? explanation_json(explained) : explanation_text(explained, why.all));
    return exit_code::kOk;
  }
  const RunOverview overview = overview_of(rerun);
  if (json) {
    say(explanation_json(overview));
  } else if (why.alerts) {
    say(alert_table(overview));
  } else {
    say(fmt::format("{}, policy {}, replication {}; digest {} repeated; {} alerts\n", overview.scenario, overview.policy,
                    overview.replication, overview.digest, overview.alerts.size()));
    say(overview.units.empty() ? "the run has no attacks\n" : unit_table(overview));
  }
  return exit_code::kOk;
}

}  // namespace picket::sim
