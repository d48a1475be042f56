#include "sim/apps/program_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "sim/apps/options.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/digest.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

constexpr int kNotStarted = 127;  // as shells say it
constexpr std::size_t kFolderDigits = 8;

/// In the child: becomes the program.
int become(const ProgramCall& call) {
  const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing >= 0) ::dup2(nothing, STDOUT_FILENO);
  std::vector<std::string> words{call.program};
  words.insert(words.end(), call.arguments.begin(), call.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(call.program.c_str(), argv.data());
  std::fprintf(stderr, "error: %s cannot be started: %s\n", call.program.c_str(), std::strerror(errno));
  return kNotStarted;
}

}  // namespace

ProcessEnd run_program(const ProgramCall& call) {
  PoolPlan plan;
  plan.own_groups = true;  // a program may be a script, whose own children know nothing of us
  plan.timeout_seconds = call.timeout_seconds;
  const std::vector<ProcessEnd> ends = run_in_processes({[&call] { return become(call); }}, plan);
  if (was_interrupted()) throw Interrupted("interrupted: nothing was done");
  return ends.front();
}

std::string this_program() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) throw std::runtime_error("/proc/self/exe: " + error.message());
  return self.string();
}

std::string fingerprint_of_program(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) throw WrongInput(fmt::format("--program: {}: there is no such file; give the path of a built picket, such as build/release/picket", path));
  if (!fs::is_regular_file(path, ignored) || ::access(path.c_str(), X_OK) != 0) {
    throw WrongInput(fmt::format("--program: {}: is no program that can be run; give the path of a built picket", path));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw WrongInput(fmt::format("--program: {}: cannot be read", path));
  Digest digest;
  std::array<char, 1 << 16> part{};
  while (file.read(part.data(), part.size()) || file.gcount() > 0) digest.add(std::string_view(part.data(), static_cast<std::size_t>(file.gcount())));
  return digest.hex();
}

std::string run_with_program(const std::string& program, const ProgramRuns& runs) {
  const fs::path folder = fs::path(runs.out) / ("program-" + fingerprint_of_program(program).substr(0, kFolderDigits));
  // What an earlier call left would pass for what this one did.
  std::error_code ignored;
  const fs::path latest = folder / "latest";
  if (fs::is_symlink(latest, ignored)) fs::remove(latest, ignored);
  // A path without a folder would not be found by execv where a shell would look for it.
  ProgramCall call{fs::absolute(program).string(), {"run", runs.scenario, "--out", folder.string()}, runs.timeout_seconds};
  call.arguments.insert(call.arguments.end(), runs.arguments.begin(), runs.arguments.end());
  const ProcessEnd end = run_program(call);
  if (end.fault == ProcessFault::kTimeLimit) {
    throw std::runtime_error(fmt::format("{}: was not done after {:g} s (--timeout); what it ran is kept in {}, and the same command goes on", program,
                                         runs.timeout_seconds, folder.string()));
  }
  if (end.exit_code == exit_code::kWrongInput) {
    throw WrongInput(fmt::format("{}: refuses {}, as it says above; an older program does not know newer keys of a scenario", program, runs.scenario));
  }
  if (!end.ok()) throw std::runtime_error(fmt::format("{}: ended with {} on {}; what it said stands above", program, end.to_string(), runs.scenario));
  const fs::path study = fs::weakly_canonical(latest, ignored);
  if (!fs::is_symlink(latest, ignored) || !fs::is_regular_file(study / "result.json", ignored)) {
    throw std::runtime_error(fmt::format("{}: ended well, and left no result in {}: is it a picket?", program, folder.string()));
  }
  return (folder / study.filename()).string();
}

}  // namespace picket::sim
