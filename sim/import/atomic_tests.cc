#include "sim/import/atomic_tests.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/closest_word.h"
#include "sim/import/part_name.h"
#include "sim/import/tree_reader.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// Source: ATT&CK, "T" and four digits, for a sub-technique a dot and three.
bool is_technique(std::string_view id) {
  const auto digits = [](std::string_view text) { return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }); };
  return (id.size() == 5 || (id.size() == 9 && id[5] == '.' && digits(id.substr(6)))) && id[0] == 'T' && digits(id.substr(1, 4));
}

class AtomicReader {
 public:
  explicit AtomicReader(Diagnostics& diagnostics) : diagnostics_(diagnostics), tree_(diagnostics) {}

  AtomicFile read(const YamlNode& root) {
    AtomicFile file;
    if (!tree_.is(root, YamlNode::Kind::kMap, "")) return file;
    if (const YamlNode* id = tree_.required(root, "attack_technique", "", YamlNode::Kind::kScalar)) {
      file.technique = id->text;
      if (!is_technique(id->text)) {
        diagnostics_.add(Code::kBadName, id->where, "attack_technique", fmt::format("{} is no technique", quote(id->text)), "as in T1070.003");
      }
    }
    file.display_name = tree_.text(root, "display_name", "");
    const YamlNode* tests = tree_.required(root, "atomic_tests", "", YamlNode::Kind::kList);
    if (tests == nullptr) return file;
    if (tests->items.size() > kMaxAtomicTests) {
      diagnostics_.add(Code::kTooBig, tests->where, "atomic_tests", fmt::format("more than {} tests", kMaxAtomicTests));
      return file;
    }
    for (std::size_t i = 0; i < tests->items.size(); ++i) {
      const std::string path = item_path("atomic_tests", i);
      if (!tree_.is(tests->items[i], YamlNode::Kind::kMap, path)) continue;
      file.tests.push_back(test(tests->items[i], path));
      file.tests.back().number = i + 1;
    }
    return file;
  }

 private:
  AtomicTest test(const YamlNode& node, const std::string& path) {
    AtomicTest out;
    out.where = node.where;
    tree_.required(node, "name", path, YamlNode::Kind::kScalar);
    out.name = tree_.find(node, "name") != nullptr && tree_.find(node, "name")->is_scalar() ? tree_.text(node, "name", path) : "";
    out.guid = lower_case(tree_.text(node, "auto_generated_guid", path));
    if (const YamlNode* list = tree_.required(node, "supported_platforms", path, YamlNode::Kind::kList)) {
      for (std::size_t i = 0; i < list->items.size(); ++i) {
        if (tree_.is(list->items[i], YamlNode::Kind::kScalar, item_path(child_path(path, "supported_platforms"), i))) {
          out.platforms.push_back(lower_case(list->items[i].text));
        }
      }
    }
    inputs(node, path, out);
    dependencies(node, path, out);
    if (const YamlNode* executor = tree_.required(node, "executor", path, YamlNode::Kind::kMap)) {
      read_executor(*executor, child_path(path, "executor"), out);
    }
    return out;
  }

  void inputs(const YamlNode& node, const std::string& path, AtomicTest& out) {
    const YamlNode* given = tree_.find(node, "input_arguments");
    if (given == nullptr || given->is_null() || !tree_.is(*given, YamlNode::Kind::kMap, child_path(path, "input_arguments"))) return;
    for (const YamlMember& member : given->members) {
      const std::string at = child_path(child_path(path, "input_arguments"), member.key);
      if (tree_.is(member.value, YamlNode::Kind::kMap, at)) out.inputs[member.key] = tree_.text(member.value, "default", at);
    }
  }

  void dependencies(const YamlNode& node, const std::string& path, AtomicTest& out) {
    const YamlNode* list = tree_.find(node, "dependencies");
    if (list == nullptr || list->is_null() || !tree_.is(*list, YamlNode::Kind::kList, child_path(path, "dependencies"))) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const std::string at = item_path(child_path(path, "dependencies"), i);
      if (!tree_.is(list->items[i], YamlNode::Kind::kMap, at)) continue;
      std::string description = tree_.text(list->items[i], "description", at);
      while (description.ends_with('\n') || description.ends_with(' ')) description.pop_back();
      out.dependencies.push_back({one_line(description), list->items[i].where});
    }
  }

  void read_executor(const YamlNode& node, const std::string& path, AtomicTest& out) {
    if (tree_.required(node, "name", path, YamlNode::Kind::kScalar) != nullptr) out.executor = tree_.text(node, "name", path);
    const std::string root = tree_.text(node, "elevation_required", path);
    if (!root.empty() && root != "true" && root != "false") {
      diagnostics_.add(Code::kWrongType, tree_.find(node, "elevation_required")->where, child_path(path, "elevation_required"),
                       fmt::format("{} is neither true nor false", quote(root)));
    }
    out.elevation_required = root == "true";
    if (out.executor == "sh" || out.executor == "bash") tree_.required(node, "command", path, YamlNode::Kind::kScalar);
    if (const YamlNode* command = tree_.find(node, "command"); command != nullptr && command->is_scalar()) out.command = script(node, "command", path);
    out.cleanup = script(node, "cleanup_command", path);
  }

  AtomicScript script(const YamlNode& node, std::string_view key, const std::string& path) {
    AtomicScript out;
    out.text = tree_.text(node, key, path);
    const YamlNode* value = tree_.find(node, key);
    if (value == nullptr) return out;
    out.where = value->where;
    // A text after '|' begins on the line below, one after '>' has its lines joined.
    const std::string_view line = diagnostics_.source_line(value->where);
    const char first = value->where.column <= line.size() ? line[value->where.column - 1] : '\0';
    out.has_own_lines = first == '|';
    if (first == '|') ++out.where.line;
    return out;
  }

  Diagnostics& diagnostics_;
  TreeReader tree_;
};

}  // namespace

bool AtomicTest::runs_on(std::string_view platform) const { return std::find(platforms.begin(), platforms.end(), platform) != platforms.end(); }

std::string AtomicTest::why_not() const {
  if (executor == "manual") return "its executor is manual: its steps are written for a person";
  if (executor != "sh" && executor != "bash") return fmt::format("its executor is {}: sh and bash become process steps", quote(executor));
  return command.text.find_first_not_of(" \t\r\n") == std::string::npos ? "it has no command" : "";
}

std::optional<AtomicFile> read_atomic(std::string_view text, std::uint32_t source, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.errors();
  const std::optional<YamlNode> root = parse_yaml(text, source, diagnostics);
  if (!root) return std::nullopt;
  AtomicFile file = AtomicReader(diagnostics).read(*root);
  if (diagnostics.errors() != errors_before) return std::nullopt;
  return file;
}

const AtomicTest* choose_test(const AtomicFile& file, const std::string& which, const std::string& platform, Diagnostics& diagnostics) {
  const auto refuse = [&](Where where, std::string says, std::string hint) -> const AtomicTest* {
    diagnostics.add(Code::kUnknownName, where, "--test", std::move(says), std::move(hint));
    return nullptr;
  };
  if (which.empty()) {
    std::vector<const AtomicTest*> usable;
    for (const AtomicTest& test : file.tests) {
      if (test.runs_on(platform) && test.why_not().empty()) usable.push_back(&test);
    }
    if (usable.size() == 1) return usable.front();
    return refuse({}, usable.empty() ? fmt::format("no test for {} can become process steps", platform)
                                     : fmt::format("{} tests for {} can become process steps: which one?", usable.size(), platform),
                  usable.empty() ? "--list says why" : "--test N or --test GUID; --list names them");
  }
  const auto found = std::find_if(file.tests.begin(), file.tests.end(), [&](const AtomicTest& test) {
    return std::to_string(test.number) == which || (!test.guid.empty() && test.guid == lower_case(which));
  });
  if (found == file.tests.end()) {
    std::vector<std::string_view> guids;
    for (const AtomicTest& test : file.tests) guids.push_back(test.guid);
    const std::string near = closest_word(lower_case(which), guids);
    return refuse({}, fmt::format("no test is called {}", quote(which)),
                  near.empty() ? fmt::format("a number from 1 to {}, or a GUID; --list names them", file.tests.size()) : fmt::format("did you mean '{}'?", near));
  }
  if (!found->runs_on(platform)) {
    return refuse(found->where, fmt::format("test {} is not for {} but for {}", found->number, platform, fmt::join(found->platforms, ", ")), "");
  }
  if (const std::string why = found->why_not(); !why.empty()) return refuse(found->where, fmt::format("test {}: {}", found->number, why), "");
  return &*found;
}

std::string atomic_list(const AtomicFile& file, const std::string& platform) {
  std::string out = fmt::format("{} {}\n", file.technique, one_line(file.display_name));
  std::size_t usable = 0;
  for (const AtomicTest& test : file.tests) {
    std::string why = test.runs_on(platform) ? test.why_not() : fmt::format("not for {}", platform);
    usable += why.empty() ? 1 : 0;
    out += fmt::format("  {:>3}  {:<36}  {}  ({}; {}{}){}\n", test.number, one_line(test.guid), one_line(test.name),
                       one_line(fmt::format("{}", fmt::join(test.platforms, ", "))), one_line(test.executor),
                       test.elevation_required ? ", as root" : "", why.empty() ? "" : ": passed over: " + why);
  }
  return out + fmt::format("{} of {} tests can become process steps.\n", usable, file.tests.size());
}

}  // namespace picket::sim
