#include "sim/live/mqtt/secret_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

std::string file_with(const TemporaryFolder& folder, const std::string& content, mode_t mode) {
  const std::string path = folder.file("secret");
  std::ofstream(path, std::ios::binary) << content;
  EXPECT_EQ(::chmod(path.c_str(), mode), 0);
  return path;
}

TEST(SecretFile, is_read_without_its_line_end) {
  const TemporaryFolder folder;
  const SecretRead read = read_secret_file(file_with(folder, "a=b\n\r\n", 0600));
  ASSERT_TRUE(read.secret.has_value()) << read.error;
  EXPECT_EQ(read.secret->exposed(), "a=b");
  EXPECT_EQ(read.warning, "");
}

TEST(SecretFile, that_others_can_read_is_warned_of) {
  const TemporaryFolder folder;
  const SecretRead read = read_secret_file(file_with(folder, "secret-content", 0640));
  ASSERT_TRUE(read.secret.has_value());
  EXPECT_NE(read.warning.find("chmod 600"), std::string::npos) << read.warning;
  EXPECT_EQ(read.warning.find("secret-content"), std::string::npos);
}

TEST(SecretFile, that_cannot_be_one_is_refused_by_name) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_secret_file(folder.file("none")).error, folder.file("none") + ": cannot be read: No such file or directory");
  EXPECT_EQ(read_secret_file(folder.path()).error, folder.path() + ": is no regular file");
  EXPECT_EQ(read_secret_file("/dev/zero").error, "/dev/zero: is no regular file");
  const std::string path = file_with(folder, "\n", 0600);
  EXPECT_EQ(read_secret_file(path).error, path + ": is empty");
  file_with(folder, std::string(kMaxSecretFile, 'x'), 0600);
  EXPECT_TRUE(read_secret_file(path).secret.has_value());
  file_with(folder, std::string(kMaxSecretFile + 1, 'x'), 0600);
  EXPECT_EQ(read_secret_file(path).error, path + ": larger than 65536 bytes, which no secret is");
}

TEST(SecretOfEnvironment, is_taken_out_of_it) {
  ASSERT_EQ(::setenv("PICKET_TEST_SECRET", "s3cr3t", 1), 0);
  const char* where = std::getenv("PICKET_TEST_SECRET");
  const SecretRead read = take_secret_of_environment("PICKET_TEST_SECRET");
  ASSERT_TRUE(read.secret.has_value());
  EXPECT_EQ(read.secret->exposed(), "s3cr3t");
  EXPECT_EQ(std::getenv("PICKET_TEST_SECRET"), nullptr);
  // setenv's memory stays the program's.
  EXPECT_EQ(std::string(where, 6), std::string(6, '\0'));
  EXPECT_EQ(take_secret_of_environment("PICKET_TEST_SECRET").error, "environment variable PICKET_TEST_SECRET is not set");
}

}  // namespace
}  // namespace picket::sim
