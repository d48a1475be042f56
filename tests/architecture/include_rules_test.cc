#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/architecture/source_tree.h"

// The house rules that a compiler does not know: who may include whom, and what the pure cores may not
// touch. Each finding names file, line, the banned word and what to use instead. A rule that never fires
// is worth nothing, so each is also shown a source that breaks it.

namespace picket {
namespace {

using test::parse_source;
using test::read_sources;
using test::SourceFile;

struct Exception {
  std::string_view path;
  std::string_view word;
  std::string_view reason;
};
constexpr Exception kExceptions[] = {
    {"agent_core/base/check.h", "fprintf", "a failed check says where before it stops the program"},
    {"agent_core/base/check.h", "<cstdio>", "the same"},
    {"agent_core/base/large_pages.h", "<sys/mman.h>", "a wish for large pages, which changes speed alone"},
    {"agent_core/message/g1_json_decode.cc", "thread_local", "the JSON parser's buffers; no result depends on them"},
};

bool excepted(const std::string& path, std::string_view word) {
  return std::any_of(std::begin(kExceptions), std::end(kExceptions),
                     [&](const Exception& e) { return e.path == path && e.word == word; });
}

bool starts_with_any(std::string_view text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& p) { return text.starts_with(p); });
}

/// Which project headers the files of a folder may include. The first folder that fits counts.
struct Room {
  std::string folder;
  std::vector<std::string> may_include;
  std::string instead;
};
const std::vector<Room>& rooms() {
  static const std::string kCores = "the cores know nothing of what stands on them; pass values in";
  static const std::vector<Room> kRooms{
      {"agent_core/base/", {"agent_core/base/"}, "base stands on nothing; move the code up or the value in"},
      {"agent_core/message/", {"agent_core/base/", "agent_core/message/"}, "message stands on base alone"},
      {"agent_core/", {"agent_core/"}, kCores},
      {"pipeline_core/",
       {"pipeline_core/", "agent_core/base/", "agent_core/message/"},
       "the contract with the agent is base and message"},
      {"sim/apps/", {"sim/", "agent_core/", "pipeline_core/", "reports/"}, "apps stand on top"},
      {"sim/live/fit/",
       {"sim/live/fit/", "sim/live/amqp/", "sim/live/pipeline/", "sim/import/", "sim/scenario/", "sim/fleet/", "sim/statistics/", "agent_core/",
        "pipeline_core/"},
       "a fit reads a stream and writes parts of a scenario: it runs nothing"},
      {"sim/live/compare/",
       {"sim/live/compare/", "sim/live/fleet/", "sim/compare/", "sim/experiment/", "sim/scenario/", "sim/fleet/", "sim/network/",
        "sim/results/", "sim/statistics/", "reports/json_fields.h", "reports/number_format.h", "reports/terminal_table.h", "agent_core/"},
       "what live measured is compared with stored results, and apps stand on it"},
      {"sim/live/",
       {"sim/live/", "sim/scenario/", "sim/fleet/", "sim/attack/", "sim/sensor/", "sim/results/", "sim/hub/", "sim/network/",
        "sim/faults/", "sim/generate/", "agent_core/", "pipeline_core/"},
       "live drives the cores over a real network and links no simulation kernel"},
      {"sim/explain/",
       {"sim/explain/", "sim/experiment/", "sim/generate/", "sim/scenario/", "sim/attack/", "sim/fleet/", "sim/sensor/", "sim/results/",
        "agent_core/", "pipeline_core/"},
       "explain stands on experiment, and apps on both"},
      {"sim/exchange/",
       {"sim/exchange/", "sim/explain/", "sim/suite/", "sim/experiment/", "sim/generate/", "sim/scenario/", "sim/attack/",
        "sim/fleet/", "sim/hub/", "sim/results/", "sim/statistics/", "reports/number_format.h", "reports/terminal_table.h", "agent_core/",
        "pipeline_core/"},
       "exchange stands on explain and suite, and apps on it"},
      {"sim/uncertainty/",
       {"sim/uncertainty/", "sim/sweep/", "sim/experiment/", "sim/scenario/", "sim/results/", "sim/statistics/",
        "reports/number_format.h", "reports/terminal_table.h", "agent_core/"},
       "uncertain inputs stand on sweep and experiment, and apps on them"},
      {"sim/import/",
       {"sim/import/", "sim/scenario/", "sim/fleet/", "sim/attack/", "agent_core/", "pipeline_core/"},
       "import turns files into parts of a scenario and runs nothing"},
      {"sim/search/", {"sim/search/", "agent_core/base/"}, "a search knows a cube and numbers; pass values in"},
      {"sim/sweep/",
       {"sim/sweep/", "sim/suite/", "sim/search/", "sim/experiment/", "sim/scenario/", "sim/cost/", "sim/results/", "sim/statistics/",
        "reports/number_format.h", "reports/terminal_table.h", "agent_core/", "pipeline_core/"},
       "a sweep stands on experiment, search and suite, and apps and tune on it"},
      {"sim/compare/",
       {"sim/compare/", "sim/explain/", "sim/experiment/", "sim/scenario/", "sim/results/", "sim/statistics/", "reports/number_format.h",
        "reports/terminal_table.h", "reports/json_fields.h", "reports/sweep_reader.h", "reports/sweep_study.h", "agent_core/", "pipeline_core/"},
       "compare stands on experiment and explain, and apps on it"},
      {"sim/suite/",
       {"sim/suite/", "sim/experiment/", "sim/scenario/", "sim/fleet/", "sim/sensor/", "sim/attack/", "sim/cost/", "sim/results/",
        "sim/statistics/", "reports/number_format.h", "reports/terminal_table.h", "agent_core/", "pipeline_core/"},
       "a suite stands on experiment, and apps on both"},
      {"sim/plan/",
       {"sim/plan/", "sim/sweep/", "sim/experiment/", "sim/scenario/", "sim/fleet/", "sim/hub/", "sim/cost/", "sim/results/", "sim/statistics/",
        "reports/number_format.h", "reports/terminal_table.h", "agent_core/"},
       "a plan stands on sweep, hub and cost, and apps on it"},
      {"sim/tune/",
       {"sim/tune/", "sim/sweep/", "sim/search/", "sim/suite/", "sim/experiment/", "sim/scenario/", "sim/attack/", "sim/fleet/", "sim/results/",
        "sim/statistics/", "reports/number_format.h", "reports/terminal_table.h", "agent_core/", "pipeline_core/"},
       "tune stands on sweep and search, and apps on it"},
      {"sim/generate/",
       {"sim/generate/", "sim/scenario/", "sim/fleet/", "sim/sensor/", "sim/attack/", "sim/network/", "sim/hub/", "sim/faults/",
        "sim/results/", "agent_core/", "pipeline_core/"},
       "what devices send is made before anything carries it: experiment and live stand on it"},
      {"sim/",
       {"sim/scenario/", "sim/fleet/", "sim/sensor/", "sim/attack/", "sim/network/", "sim/hub/", "sim/cost/",
        "sim/faults/", "sim/kernel/", "sim/results/", "sim/statistics/", "sim/generate/", "sim/experiment/", "agent_core/",
        "pipeline_core/"},
       "apps and live stand on the other rooms, not under them"},
      {"reports/",
       {"reports/", "sim/results/", "sim/statistics/", "agent_core/base/"},
       "read result files and their schema only; statistics is pure"},
  };
  return kRooms;
}

struct BannedWord {
  std::string word;
  std::string instead;
};

bool has_whole_word(const std::string& line, const std::string& word) {
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (std::size_t at = line.find(word); at != std::string::npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !in_word(line[at - 1])) && (end == line.size() || !in_word(line[end]))) return true;
  }
  return false;
}

const std::vector<BannedWord>& banned_in_cores() {
  static const std::vector<BannedWord> kWords = [] {
    std::vector<BannedWord> words;
    const auto add = [&](std::initializer_list<const char*> list, const std::string& instead) {
      for (const char* word : list) words.push_back({word, instead});
    };
    add({"system_clock", "steady_clock", "high_resolution_clock", "clock_gettime", "gettimeofday"},
        "a time that the caller passes in");
    add({"random_device", "rand", "srand", "mt19937", "mt19937_64", "default_random_engine"},
        "RandomStream or mix64 of keys that the caller gives");
    add({"fopen", "ifstream", "ofstream"}, "bytes that the caller has read");
    add({"printf", "fprintf", "puts", "cout", "cerr", "clog", "spdlog", "syslog"},
        "a value or a counted reason; the caller logs");
    add({"getenv", "setenv"}, "a setting that the caller passes");
    add({"thread_local"}, "a value that the caller keeps");
    add({"::socket", "sendto", "recvfrom", "getaddrinfo"}, "messages; the caller owns the network");
    return words;
  }();
  return kWords;
}

const std::vector<std::pair<std::string, std::string>>& headers_banned_in_cores() {
  static const std::vector<std::pair<std::string, std::string>> kHeaders{
      {"<simgrid", "sim/kernel owns the simulation kernel"},
      {"<fstream>", "the caller reads files and passes bytes"},
      {"<filesystem>", "the caller reads files and passes bytes"},
      {"<cstdio>", "std::to_chars; the caller writes"},
      {"<iostream>", "a value or a counted reason; the caller writes"},
      {"<spdlog", "a counted reason; the caller logs"},
      {"<thread>", "the caller owns the threads"},
      {"<mutex>", "the caller owns the threads"},
      {"<shared_mutex>", "the caller owns the threads"},
      {"<atomic>", "the caller owns the threads"},
      {"<condition_variable>", "the caller owns the threads"},
      {"<future>", "the caller owns the threads"},
      {"<random>", "RandomStream"},
      {"<ctime>", "the caller passes the time in"},
      {"<sys/", "the caller owns the system"},
      {"<netinet/", "IpAddress"},
      {"<arpa/", "IpAddress"},
      {"<unistd.h>", "the caller owns the system"},
      {"<sqlite3.h>", "sim/results owns the database"},
  };
  return kHeaders;
}

bool in_core(const std::string& path) { return path.starts_with("agent_core/") || path.starts_with("pipeline_core/"); }

class Findings {
 public:
  explicit Findings(const SourceFile& file) : file_(file) {}
  void add(std::size_t line, const std::string& word, const std::string& instead) {
    if (excepted(file_.path, word)) return;
    std::string text = file_.path;
    text.append(":").append(std::to_string(line + 1)).append(": '").append(word);
    text.append("' is banned here; use instead: ").append(instead);
    list.push_back(text);
  }
  std::vector<std::string> list;

 private:
  const SourceFile& file_;
};

/// Whose tests ./check --deep runs under the thread sanitizer.
bool owns_threads(const std::string& path) {
  return path == "sim/experiment/worker_pool.h" || path == "sim/live/amqp/receiver_connection.h";
}

void check_includes(const SourceFile& file, Findings& findings) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*(["<][^">]*[">]))");
  const auto room = std::find_if(rooms().begin(), rooms().end(),
                                 [&](const Room& r) { return file.path.starts_with(r.folder); });
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    std::smatch match;
    if (file.code[i].find("include") == std::string::npos) continue;
    if (!std::regex_search(file.code[i], match, kInclude)) continue;
    const std::string header = match[1];
    if (header[0] == '"' && room != rooms().end() && !starts_with_any(header.substr(1), room->may_include)) {
      findings.add(i, header, room->instead);
    }
    if (header.starts_with("<simgrid") && !file.path.starts_with("sim/kernel/")) {
      findings.add(i, header, "sim/kernel/kernel.h; no other room knows the simulation kernel");
    } else if ((header == "<thread>" || header == "<future>") && !in_core(file.path) && !owns_threads(file.path)) {
      findings.add(i, header, "a WorkerPool; ./check --deep runs the tests of those who have one under the thread sanitizer");
    } else if (in_core(file.path)) {
      for (const auto& [banned, instead] : headers_banned_in_cores()) {
        if (header.starts_with(banned)) findings.add(i, header, instead);
      }
    }
  }
}

void check_words(const SourceFile& file, Findings& findings) {
  static const std::regex kDistribution(R"(std::\w+_distribution)");
  static const std::regex kCatchAll(R"(catch\s*\(\s*\.\.\.\s*\))");
  for (std::size_t i = 0; i < file.words.size(); ++i) {
    const std::string& line = file.words[i];
    if (in_core(file.path)) {
      for (const BannedWord& banned : banned_in_cores()) {
        if (has_whole_word(line, banned.word)) findings.add(i, banned.word, banned.instead);
      }
    }
    std::smatch match;
    if (line.find("_distribution") != std::string::npos && std::regex_search(line, match, kDistribution)) {
      findings.add(i, match[0], "RandomStream, whose numbers are the same with every standard library");
    }
    if (file.path.starts_with("sim/kernel/") && line.find("catch") != std::string::npos && std::regex_search(line, kCatchAll)) {
      findings.add(i, "catch (...)", "destructors; the kernel's kill must pass");
    }
  }
}

/// Names declared in the file as unordered containers.
std::set<std::string> unordered_names(const SourceFile& file) {
  static const std::regex kDeclared(R"(unordered_(?:map|set|multimap|multiset)<.*>[&\s]+(\w+)\s*(?:;|=|\{|,|\)|\())");
  std::set<std::string> names;
  for (const std::string& line : file.words) {
    std::smatch match;
    if (line.find("unordered_") != std::string::npos && std::regex_search(line, match, kDeclared)) names.insert(match[1]);
  }
  return names;
}

/// A heuristic: it knows names and not types, and a name means the same in a file and its header.
void check_unordered_iteration(const SourceFile& file, const std::set<std::string>& names, Findings& findings) {
  static const std::regex kRangeFor(R"(for\s*\([^;]*:\s*(?:\w+(?:\.|->))*(\w+)\s*\))");
  static const std::regex kBegin(R"((\w+)\.c?begin\(\))");
  if (names.empty()) return;
  for (std::size_t i = 0; i < file.words.size(); ++i) {
    for (const std::regex* pattern : {&kRangeFor, &kBegin}) {
      std::smatch match;
      if (std::regex_search(file.words[i], match, *pattern) && names.contains(match[1])) {
        findings.add(i, match[1], "a sorted copy, std::map or a vector; the order of an unordered container reaches the result");
      }
    }
  }
}

std::vector<std::string> findings_of(const SourceFile& file, std::set<std::string> names_of_header = {}) {
  Findings findings(file);
  check_includes(file, findings);
  check_words(file, findings);
  names_of_header.merge(unordered_names(file));
  check_unordered_iteration(file, names_of_header, findings);
  return findings.list;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

TEST(IncludeRules, every_source_keeps_them) {
  const auto files = read_sources({"agent_core", "pipeline_core", "sim", "reports"});
  ASSERT_GT(files.size(), 30U);
  std::vector<std::string> all;
  for (const SourceFile& file : files) {
    std::set<std::string> names;
    if (file.path.ends_with(".cc")) {
      const std::string header = file.path.substr(0, file.path.size() - 3) + ".h";
      for (const SourceFile& other : files) {
        if (other.path == header) names = unordered_names(other);
      }
    }
    for (const std::string& finding : findings_of(file, names)) all.push_back(finding);
  }
  EXPECT_TRUE(all.empty()) << joined(all);
}

TEST(IncludeRules, every_exception_is_still_needed) {
  for (const Exception& exception : kExceptions) {
    const auto files = read_sources({std::string(exception.path.substr(0, exception.path.rfind('/')))});
    const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == exception.path; });
    ASSERT_NE(file, files.end()) << exception.path;
    const auto& lines = exception.word[0] == '<' ? file->code : file->words;
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(),
                            [&](const auto& line) { return line.find(exception.word) != std::string::npos; }))
        << exception.path << " no longer has " << exception.word;
  }
}

struct Canary {
  std::string path;
  std::string text;
  std::string finding;  ///< part of the only finding; empty: there must be none
};

TEST(IncludeRules, each_rule_fires_on_a_source_that_breaks_it) {
  const std::vector<Canary> canaries{
      {"pipeline_core/a.cc", "#include \"agent_core/agent.h\"\n", "pipeline_core/a.cc:1: '\"agent_core/agent.h\"'"},
      {"pipeline_core/a.cc", "#include \"agent_core/message/message.h\"\n", ""},
      {"agent_core/base/a.h", "\n#include \"agent_core/message/record.h\"\n", "agent_core/base/a.h:2:"},
      {"agent_core/agent.cc", "#include \"sim/hub/hub.h\"\n", "'\"sim/hub/hub.h\"'"},
      {"sim/live/a.cc", "#include \"sim/kernel/kernel.h\"\n", "links no simulation kernel"},
      {"sim/generate/a.cc", "#include \"sim/experiment/lane.h\"\n", "before anything carries it"},
      {"sim/hub/a.cc", "#include <simgrid/s4u.hpp>\n", "sim/kernel/kernel.h"},
      {"sim/kernel/a.cc", "#include <simgrid/s4u.hpp>\n", ""},
      {"sim/sweep/a.cc", "#include <thread>\n", "a WorkerPool"},
      {"sim/experiment/worker_pool.h", "#include <thread>\n", ""},
      {"agent_core/a.cc", "#include <simgrid/s4u.hpp>\n", "'<simgrid/s4u.hpp>'"},
      {"agent_core/a.cc", "#include <fstream>\n", "'<fstream>'"},
      {"agent_core/a.cc", "#include <mutex>\n", "owns the threads"},
      {"agent_core/a.cc", "auto t = std::chrono::system_clock::now();\n", "'system_clock'"},
      {"agent_core/a.cc", "int x = rand();\n", "'rand'"},
      {"agent_core/a.cc", "int operand(); // rand() in a comment, \"getenv\" in a text\nconst char* t = \"getenv\";\n", ""},
      {"pipeline_core/a.cc", "const char* home = std::getenv(\"HOME\");\n", "'getenv'"},
      {"pipeline_core/a.cc", "std::cerr << 1;\n", "'cerr'"},
      {"pipeline_core/a.cc", "thread_local int x;\n", "'thread_local'"},
      {"agent_core/a.cc", "int s = ::socket(1, 2, 3);\n", "'::socket'"},
      {"sim/fleet/a.cc", "std::normal_distribution<double> d;\n", "'std::normal_distribution'"},
      {"sim/kernel/a.cc", "try { f(); } catch (...) {}\n", "'catch (...)'"},
      {"sim/hub/a.cc", "std::unordered_map<int, int> counts_;\nfor (const auto& [k, v] : counts_) f(k);\n", "a.cc:2: 'counts_'"},
      {"sim/hub/a.cc", "std::unordered_set<int> seen;\nauto it = seen.begin();\n", "a.cc:2: 'seen'"},
      {"sim/hub/a.cc", "std::map<int, int> counts_;\nfor (const auto& [k, v] : counts_) f(k);\n", ""},
      {"reports/a.cc", "#include \"sim/hub/hub.h\"\n", "result files"},
  };
  for (const Canary& canary : canaries) {
    const auto findings = findings_of(parse_source(canary.path, canary.text));
    if (canary.finding.empty()) {
      EXPECT_TRUE(findings.empty()) << joined(findings);
    } else {
      ASSERT_EQ(findings.size(), 1U) << canary.text << joined(findings);
      EXPECT_NE(findings[0].find(canary.finding), std::string::npos) << findings[0];
    }
  }
}

TEST(SourceTree, comments_and_literals_are_blanked_in_place) {
  const SourceFile file = parse_source("a.cc", "a /* b */ \"c\\\"d\" // e\nR\"x(f\")x\" 'g' 1'000 h\n");
  ASSERT_EQ(file.words.size(), 2U);
  EXPECT_EQ(file.words[0], "a         \"    \"     ");
  EXPECT_EQ(file.words[1], "R\"    )x\" ' ' 1'000 h");
  EXPECT_EQ(file.code[0], "a         \"c\\\"d\"     ");
  EXPECT_EQ(file.code[1], "R\"x(f\")x\" 'g' 1'000 h");
}

}  // namespace
}  // namespace picket
