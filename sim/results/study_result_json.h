#pragma once

#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// Number of the form of result.json. Grows when a reader of the old form would misunderstand.
inline constexpr int kResultSchemaVersion = 1;

/// result.json: every field of StudyResult under its own name, in the order of the struct, plus
/// `schema_version`. A missing value, NaN and infinity are null; an open upper bound of an interval
/// is null with `ci_high_open` true. Numbers read back exactly.
std::string study_result_json(const StudyResult& study);

/// Reads result.json. A null bound with `ci_high_open` becomes +infinity, any other null number NaN.
/// Fields that are not there keep their defaults, unknown ones are skipped, so that a reader of the
/// same schema version accepts a file from a slightly older or newer program.
/// Errors: text that says what is wrong, for a person: not JSON, another version, a wrong type.
Result<StudyResult, std::string> parse_study_result(std::string_view json);

}  // namespace picket::sim
