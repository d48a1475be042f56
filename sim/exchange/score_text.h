#pragma once

#include <string>

#include "sim/exchange/score_result.h"

namespace picket::sim {

/// What a person reads. Names from files are shown as `printable` shows them.
std::string score_text(const ScoreResult& result);
/// The same as JSON, `schema_version` 1; one object and a line end.
std::string score_json(const ScoreResult& result);
/// Lines for stderr about what of a file was refused or passed over; empty if there is nothing to say.
std::string file_remarks(const ScoredFile& file);

}  // namespace picket::sim
