#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace picket::sim {

/// A program that a script starts.
struct ShellStep {
  std::size_t line = 1;
  std::string commandline;  ///< arguments joined by spaces, quotes taken off, as the kernel shows them
  bool root = false;
};

/// What of a script became no step, or a step that only comes near.
struct ShellNote {
  std::size_t line = 1;
  std::string text;  ///< as it stands, shortened
  std::string says;
};

/// The programs of a script, as far as its text tells them. Nothing is run.
///
/// `commands` is the number of simple commands met on the way; each has at least one step or is in `no_step`.
struct ShellScript {
  std::vector<ShellStep> steps;
  std::vector<ShellNote> no_step;
  std::vector<ShellNote> came_near;
  std::size_t commands = 0;
  std::size_t with_steps = 0;
};

inline constexpr std::size_t kMaxShellSteps = 500;
inline constexpr std::size_t kMaxShellCommands = 5'000;
inline constexpr std::size_t kMaxShellNesting = 16;
inline constexpr std::size_t kMaxCommandline = 4'096;
inline constexpr std::size_t kMaxLoopWords = 50;

/// Splits a script of sh or bash into the programs that it starts.
///
/// Model:  every command succeeds: what stands after `&&` and `then` runs, what stands after `||`, `elif` and `else` does
///         not. `for` runs once for each of its words, `while` and `until` once. Variables that the script sets to a
///         text have it. `sudo`, `su -c`, `sh -c`, `nohup`, `timeout`, `env` and the like are a step of their own,
///         and what they start is another.
/// Input:  `root`: whether the script begins as root; `first_line`: the number of its first line.
/// Output: builtins of the shell, functions, `case`, `eval` and files of commands are no step, and told; patterns,
///         unknown variables and the output of commands stand in a command line as written, and told.
/// Limits: the bounds above; commands beyond kMaxShellSteps are left out one by one, those beyond kMaxShellCommands told
///         as one.
ShellScript shell_steps(std::string_view script, bool root, std::size_t first_line = 1);

}  // namespace picket::sim
