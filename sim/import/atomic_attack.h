#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/attack/attack_template.h"
#include "sim/import/atomic_tests.h"
#include "sim/import/shell_steps.h"

namespace picket::sim {

/// What of an import the command line decides.
struct AtomicChoices {
  std::map<std::string, std::string> inputs;  ///< in place of the test's defaults
  bool cleanup = false;                       ///< the clean-up becomes a second phase
  double spacing_seconds = 0.5;               ///< [E] from one program to the next, median; a log-normal of sigma 0.8
  std::uint32_t user_id = 1000;               ///< [E] of the user who runs a test that needs no root
  std::string device_class = "iot_gateway";   ///< [E] the classes of the library with a Debian userland: iot_gateway, kiosk
};

/// A test as an attack, with what of its scripts became no step.
struct AtomicAttack {
  AttackTemplate attack;
  ShellScript command;
  ShellScript cleanup;               ///< empty unless asked for
  std::vector<std::string> not_set;  ///< placeholders #{name} that no input has
};

/// Turns a test into an attack of one phase, with a process event for each program that its command starts.
///
/// Model:  first the shell that the command is given to, then its programs in the order of the text (`shell_steps`). Root
///         where the test needs elevation or sudo gives it.
/// Input:  a test that `why_not` has nothing against. `#{name}` takes the choice's input, else the test's default.
/// Output: `techniques` in the numbering before version 19 and `techniques_v19`, whichever the file has. `expect` is empty:
///         a test does not say what should be alerted.
/// Errors: an input that the test does not have, into `diagnostics`.
/// Limits: the paces are estimates: a test says what is run, and not when. Files, flows and log-ins of what the programs
///         do are no events. Addresses and names stay what they are in the text: nothing is resolved or run.
AtomicAttack atomic_attack(const AtomicFile& file, const AtomicTest& test, const AtomicChoices& choices, Diagnostics& diagnostics);

/// The attack as a file of the library, with a head that names the test and tells what became no step.
std::string atomic_attack_file(const AtomicFile& file, const AtomicTest& test, const AtomicAttack& imported, const AtomicChoices& choices,
                               const std::string& file_name);

/// What became of the commands: the balance, then each that is no step or only comes near, with its place.
std::string atomic_report(const AtomicTest& test, const AtomicAttack& imported, const AtomicChoices& choices, const std::string& file_name);

}  // namespace picket::sim
