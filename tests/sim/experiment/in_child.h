#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "sim/experiment/process_pool.h"

namespace picket::sim::test {

/// Runs a part of a test in a process of its own: a process can hold one kernel. Failed expectations
/// of the child are printed by it and fail the caller.
inline void in_child(const std::function<void()>& body) {
  const auto job = [&body] {
    body();
    return ::testing::Test::HasFailure() ? 1 : 0;
  };
  const ProcessEnd end = run_in_processes({job}, 1, {}).front();
  EXPECT_TRUE(end.ok()) << end.to_string();
}

}  // namespace picket::sim::test
