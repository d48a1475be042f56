#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/suite/suite_result.h"

namespace picket::sim {

/// Words that every output of a suite uses.

/// "83 % [61, 94]"; without brackets where there is no interval.
std::string share_words(const Estimate& share);
/// The share detected by the attack's deadline; "not measurable" where the run ends before it.
std::string deadline_words(const DetectionResult& detection);
/// "3.4 min"; "not reached" where fewer than half of the devices had it.
std::string median_words(const SurvivalResult& time);
/// "83 % [61, 94]", "1.2 kB [1.1, 1.3]"; "no value" where nothing was measured.
std::string estimate_words(const CheckResult& check);
/// "75 %", "1.2 kB", "$3.40": one value of what a check is about, in its unit.
std::string value_words(const SuiteCheck& check, double value);
/// "-25 points [-40, -10]", "+1.2 kB [0.9, 1.5]": the change against a baseline; empty without one.
std::string change_words(const CheckResult& check);
/// "seed 1, replications 0 to 16", or "no replication".
std::string seed_words(const SuiteResult& result, const CaseResult& one);
/// "12 of 16 checks passed, 3 failed, 1 inconclusive".
std::string tally_words(const SuiteResult& result);

/// "seed 1", or "fresh seed 8123": whether it was drawn for this run.
std::string base_seed_words(const SuiteResult& result);
/// "2 of 3 invariants hold, 1 broken"; "no invariant was judged".
std::string invariants_words(const SuiteResult& result);
/// "broken in 2 of 48 runs, first under picket, seed 1, replication 3"; "holds in 48 runs"; "not judged".
std::string invariant_words(const InvariantResult& invariant);
/// "3 of 4 known failures still fail, 1 passes now; 2 joined": of a suite with a corpus.
std::string corpus_words(const SuiteResult& result);
/// "still fails", "passes now", "not expected any more", "could not be tried".
std::string_view to_string(CorpusState state);

/// The types that most false alerts are of: "sim.scan_out 12, Reverse shells 3 and 2 other types".
std::string cause_words(const FalseAlerts& row);

/// Indices of the cases, the one whose simulations took longest first.
std::vector<std::size_t> slowest_first(const SuiteResult& result);

/// Of one attack under one policy, for tables: detections of a case's first attack, or null.
const DetectionResult* detection_of(const CaseResult& one, const std::string& policy);

}  // namespace picket::sim
