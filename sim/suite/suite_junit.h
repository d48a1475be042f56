#pragma once

#include <cstdint>
#include <string>

#include "sim/suite/suite_result.h"

namespace picket::sim {

/// What an undecided check does to a gate.
enum class Inconclusive : std::uint8_t { kFail, kPass, kWarn };

/// junit.xml for build servers: a test suite for each case, a test case for each check; FAIL is a failure, a broken
/// simulation an error, INCONCLUSIVE as chosen (kWarn: skipped). Slowest case first.
/// Source: the schema that Jenkins' xUnit plug-in publishes (testsuites, testsuite, testcase, failure, error, skipped).
std::string suite_junit(const SuiteResult& result, Inconclusive inconclusive);

}  // namespace picket::sim
