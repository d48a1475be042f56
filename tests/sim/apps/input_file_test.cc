#include "sim/apps/input_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sim/experiment/rule_content.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

TEST(InputFile, gives_the_bytes_of_a_file_up_to_its_bound) {
  const TemporaryFolder folder;
  const std::string bytes(1'024, '\0');
  std::ofstream(folder.file("zeros"), std::ios::binary) << bytes;
  EXPECT_EQ(read_file(folder.file("zeros"), 1'024), bytes);
  EXPECT_THROW(read_file(folder.file("zeros"), 1'023), WrongInput);
}

// /proc tells sizes of 0: only reading shows how much there is.
TEST(InputFile, stops_reading_what_is_larger_than_it_says) {
  try {
    read_file("/proc/self/maps", 16);
    FAIL() << "more than 16 bytes were taken";
  } catch (const WrongInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("/proc/self/maps: is larger than"));
  }
}

// At its start no memory is mapped, so that reading fails there: which is no empty file.
TEST(InputFile, tells_an_error_of_reading_from_the_end) { EXPECT_THROW(read_file("/proc/self/mem"), WrongInput); }

TEST(InputFile, refuses_what_never_ends) { EXPECT_THROW(read_file("/dev/zero"), WrongInput); }

}  // namespace
}  // namespace picket::sim
