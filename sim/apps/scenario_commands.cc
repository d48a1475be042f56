#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/experiment/replay.h"
#include "sim/results/atomic_file.h"
#include "sim/scenario/agent_pages.h"
#include "sim/scenario/alert_page.h"
#include "sim/scenario/diagnostic_codes.h"
#include "sim/scenario/load.h"
#include "sim/scenario/policy_pages.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/suite/suite_reference.h"
#include "sim/tune/tune_file.h"

namespace picket::sim {
namespace {

/// "E0107" or "w0301": the number of a message code, 0 for anything else.
int code_number(const std::string& text) {
  if (text.size() != 5 || std::string_view("EWew").find(text[0]) == std::string_view::npos) return 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return 0;
  }
  return std::atoi(text.c_str() + 1);
}

/// "E107" for "E0107": the code that was meant, if there is one of this number; empty for anything else.
std::string code_meant(const std::string& text) {
  if (text.size() < 2 || text.size() > 8 || std::string_view("EWew").find(text[0]) == std::string_view::npos) return "";
  if (text.find_first_not_of("0123456789", 1) != std::string::npos) return "";
  const int number = std::atoi(text.c_str() + 1);
  for (const CodeInfo& info : code_table()) {
    if (static_cast<int>(info.code) == number) return to_string(info.code);
  }
  return "";
}

int explain_code(const std::string& text, int number) {
  for (const CodeInfo& info : code_table()) {
    if (static_cast<int>(info.code) != number) continue;
    std::printf("%s: %.*s\n\n%.*s\n", text.c_str(), static_cast<int>(info.title.size()), info.title.data(),
                static_cast<int>(info.explanation.size()), info.explanation.data());
    return exit_code::kOk;
  }
  std::fprintf(stderr, "error: there is no code %s\n", text.c_str());
  return exit_code::kWrongInput;
}

/// The page of all policies of the library.
int print_policies(const CommonOptions& common) {
  const std::string library = library_of(common);
  const std::vector<std::string> names = policies_in(library);
  if (names.empty()) {
    std::fprintf(stderr, "error: %s/policies: holds no policy\n", library.c_str());
    return exit_code::kWrongInput;
  }
  Diagnostics diagnostics;
  const LoadResult loaded =
      load_scenario_text(replay_scenario_text(names), "policies", common.sets, library, diagnostics);
  if (!loaded.ok()) {
    std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
    return exit_code::kWrongInput;
  }
  std::vector<PolicyText> policies;
  for (const std::string& name : names) {
    policies.push_back({loaded.scenario->policy_templates.at(name), head_comment(read_file(library + "/policies/" + name + ".yaml"))});
  }
  std::fputs(policies_page(policies).c_str(), stdout);
  return exit_code::kOk;
}

}  // namespace

int explain_command(const std::string& what, const std::string& prefix, const CommonOptions& common) {
  if (const int number = code_number(what); number != 0) return explain_code(what, number);
  std::error_code ignored;
  if (const std::string meant = code_meant(what); !meant.empty() && !std::filesystem::exists(what, ignored)) {
    std::fprintf(stderr, "error: there is no code %s; did you mean '%s'?\n", what.c_str(), meant.c_str());
    return exit_code::kWrongInput;
  }
  const auto loaded = load_or_explain(what, common, false);
  if (!loaded) return exit_code::kWrongInput;
  const std::string text = printable_lines(explain_text(*loaded, prefix));
  if (text.empty()) {
    const std::string near = nearest_path(*loaded, prefix);
    const std::string hint = near.empty() ? "'picket explain " + what + "' lists them all" : "did you mean '" + near + "'?";
    std::fprintf(stderr, "error: no value below '%s'; %s\n", printable(prefix).c_str(), printable(hint).c_str());
    return exit_code::kWrongInput;
  }
  std::fputs(text.c_str(), stdout);
  return exit_code::kOk;
}

namespace {

/// Of the rules that come with the program.
std::string alerts_of_rules(const CommonOptions& common) {
  PipelineContent::Builder builder;
  add_rules(read_rules(common.rules), builder);
  return alert_page(build_or_refuse(builder)->alerts());
}

/// Pages that are no schemas.
std::vector<std::string_view> page_names() {
  std::vector<std::string_view> names(agent_page_names().begin(), agent_page_names().end());
  names.push_back("policies");
  names.push_back("alerts");
  return names;
}

/// Empty for another word; the page of policies is printed by itself.
std::string page_of(const std::string& part, const CommonOptions& common) {
  if (part.empty()) return scenario_reference_markdown();
  if (part == "alerts") return alerts_of_rules(common);
  if (part == "suite") return suite_reference_markdown();
  if (part == "study") return part_reference_markdown(part) + "\n" + tune_reference_markdown();
  const std::string page = agent_page(part);
  return page.empty() ? part_reference_markdown(part) : page;
}

constexpr std::string_view kSchemas = "scenario, policy, class, attack, suite, study, prices, client or networks";

/// The kind of file that a word means: as a folder of the library, a key of a scenario or a command calls it. Empty: a scenario.
std::string kind_of_word(const std::string& word) {
  static constexpr auto kOthers = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"scenario", ""},        {"scenarios", ""},      {"run", ""},           {"policy_templates", "policy"}, {"classes", "class"},
       {"device_class", "class"}, {"device_classes", "class"}, {"profile", "class"}, {"profiles", "class"}, {"attacks", "attack"},
       {"attack_templates", "attack"}, {"suites", "suite"}, {"studies", "study"}, {"sweep", "study"},          {"tune", "study"},
       {"price", "prices"},     {"clients", "client"},  {"network", "networks"}});
  const auto found = std::find_if(kOthers.begin(), kOthers.end(), [&word](const auto& one) { return one.first == word; });
  return found == kOthers.end() ? word : std::string(found->second);
}

/// A key of a scenario has no schema of its own.
bool is_scenario_key(const std::string& word) {
  Scenario scenario;
  const std::vector<Field> fields = type_of<Scenario>().fields(&scenario);
  return std::any_of(fields.begin(), fields.end(), [&word](const Field& field) { return field.name == word; });
}

int refuse_part(const std::string& part, const char* what, std::string_view there_are, const std::vector<std::string_view>& pages) {
  std::vector<std::string_view> known{"scenario", "policy", "class", "attack", "suite", "study", "prices", "client", "networks"};
  known.insert(known.end(), pages.begin(), pages.end());
  const std::string near = closest_word(part, known);
  std::fprintf(stderr, "error: no %s of '%s'; ", what, printable(part).c_str());
  if (is_scenario_key(part)) {
    std::fputs("it is a key of a scenario, which 'picket schema' and 'picket schema --markdown' have; ", stderr);
  } else if (!near.empty()) {
    std::fprintf(stderr, "did you mean '%s'? ", near.c_str());
  }
  std::fprintf(stderr, "expected %.*s, or a page:", static_cast<int>(there_are.size()), there_are.data());
  for (const std::string_view name : pages) std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
  std::fputs("\n", stderr);
  return exit_code::kWrongInput;
}

}  // namespace

int schema_command(const std::string& word, bool markdown, const CommonOptions& common) {
  const std::string part = kind_of_word(word);
  // What is a page and no schema needs no option to be one.
  const std::vector<std::string_view> pages = page_names();
  if (markdown || std::find(pages.begin(), pages.end(), part) != pages.end()) {
    if (part == "policies") return print_policies(common);
    const std::string page = page_of(part, common);
    if (page.empty()) return refuse_part(part, "page", "scenario, policy, class, attack, suite, study, prices or client", pages);
    std::fputs(page.c_str(), stdout);
    return exit_code::kOk;
  }
  const std::string schema = part.empty() ? scenario_json_schema() : part_json_schema(part);
  if (schema.empty()) return refuse_part(part, "schema", kSchemas, pages);
  std::printf("%s\n", schema.c_str());
  return exit_code::kOk;
}

int init_command(const std::string& name, const std::string& file) {
  const std::string text = init_scenario_text(name);
  if (text.empty()) {
    std::fprintf(stderr, "error: no template '%s'; there are:", name.c_str());
    for (const std::string_view known : init_scenario_names()) std::fprintf(stderr, " %.*s", static_cast<int>(known.size()), known.data());
    std::fputs("\n", stderr);
    return exit_code::kWrongInput;
  }
  if (file.empty()) {
    std::fputs(text.c_str(), stdout);
    return exit_code::kOk;
  }
  if (std::filesystem::exists(file)) {
    std::fprintf(stderr, "error: %s exists; it is left as it is\n", file.c_str());
    return exit_code::kWrongInput;
  }
  if (const auto error = write_file(file, text)) {
    std::fprintf(stderr, "error: cannot write %s\n", error->text().c_str());
    return exit_code::kWrongInput;
  }
  std::printf("%s\n", file.c_str());
  return exit_code::kOk;
}

}  // namespace picket::sim
