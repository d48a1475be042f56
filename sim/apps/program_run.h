#pragma once

#include <string>
#include <vector>

#include "sim/experiment/process_pool.h"

namespace picket::sim {

/// A built program with its words.
struct ProgramCall {
  std::string program;                 ///< its path
  std::vector<std::string> arguments;  ///< without the program's own name
  double timeout_seconds = 0;          ///< after which it is killed; 0: never
};

/// Starts a program and waits for it; no shell is between. What it says on standard output is dropped, what it says on standard
/// error is seen.
/// Errors: throws Interrupted if a person ended it. A program that cannot be started ends with exit code 127, and it was said why.
ProcessEnd run_program(const ProgramCall& call);

/// The program that is running.
std::string this_program();

/// Sixteen hexadecimal digits that tell one build of a program from another, whatever its version and commit say.
/// Errors: throws WrongInput if the file is not there, or is none that can be run.
std::string fingerprint_of_program(const std::string& path);

/// Whom a scenario is run with, and how.
struct ProgramRuns {
  std::string scenario;
  std::string out;                     ///< each program has a folder of its own in it, "program-" and the start of its fingerprint
  std::vector<std::string> arguments;  ///< of `picket run`, besides scenario and folder
  double timeout_seconds = 0;          ///< of a program's whole run; 0: none
};

/// Runs the scenario with a program, and gives the folder of the study that it left. Runs that are there, of the same build, are not
/// repeated.
/// Errors: throws WrongInput if the program refused the scenario or the words, std::runtime_error if it broke, its time limit was
///         reached, or it left no result, Interrupted.
std::string run_with_program(const std::string& program, const ProgramRuns& runs);

}  // namespace picket::sim
