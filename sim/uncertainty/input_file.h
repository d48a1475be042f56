#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/sweep/parameter_range.h"
#include "sim/uncertainty/matched_values.h"
#include "sim/uncertainty/uncertain_input.h"

namespace picket::sim {

/// One value of the scenario that an input moves.
struct MovedValue {
  std::string path;
  Level stated;          ///< as the scenario has it
  double low = 0;        ///< in the base unit
  double high = 0;
  bool whole = false;    ///< the scenario takes no fraction here: draws are rounded
};

/// An input with the values of this scenario that it moves.
struct ReadyInput {
  UncertainInput input;
  std::vector<MovedValue> values;
  bool is_field = false;  ///< from the plausible range of a field, not from the file
};

/// What is drawn for one scenario.
struct UncertainInputs {
  std::string file;
  std::string title;
  std::string scenario;                 ///< YAML with every value: what draws are put over
  std::string scenario_name;            ///< for messages
  std::vector<ReadyInput> inputs;
  std::vector<std::string> not_here;    ///< paths of the file that this scenario has no value for
  std::vector<std::string> not_drawn;   ///< what stays as stated: nothing moves it (0 times a factor), or a field's range does not fit at both ends
};

/// The file that `word` means: a path, or a name of the library's folder `uncertainty`.
std::string uncertainty_path(const std::string& word, const std::string& library_folder);

/// Reads a file of uncertain inputs for a scenario.
///
/// Input:  `resolved` is the scenario with every value (`write_scenario_yaml`).
/// Output: nothing if there was an error.
/// Errors: all at once: what is wrong with the file; an input with both or none of `range` and `factor`; a range that is no
///         range, is empty or of another unit than the value; values that are no numbers; a scenario that is wrong at the low
///         or high end of an input; a file of which no input moves a value of this scenario; two inputs for one value; a replication
///         whose draws do not fit together.
/// Limits: a value that an input of the file moves is never drawn from its field's range as well.
/// Cost:   reads the scenario three times for each input of the file, and once for each replication, some 30 ms each.
std::optional<UncertainInputs> read_uncertain_inputs(const std::string& path, const std::string& resolved, Diagnostics& diagnostics);

/// The value that a share in [0, 1] of an input's spread means, as text for --set.
std::string drawn_text(const MovedValue& value, InputShape shape, double share);

}  // namespace picket::sim
