#include "sim/apps/input_file.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

std::string spelled_bytes(std::size_t n) {
  const bool giga = n >= std::size_t{1} << 30;
  return std::to_string(n >> (giga ? 30 : 20)) + (giga ? " GiB" : " MiB");
}

}  // namespace

void check_regular_file(const std::string& path, std::size_t most) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw WrongInput(path + ": cannot be read: no such file");
  if (!std::filesystem::is_regular_file(status)) throw WrongInput(path + ": cannot be read: not a regular file");
  if (std::filesystem::file_size(path, error) > most && !error) throw WrongInput(path + ": is larger than " + spelled_bytes(most));
}

std::string read_file(const std::string& path, std::size_t most) {
  check_regular_file(path, most);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw WrongInput(path + ": cannot be read");
  std::string text;
  std::vector<char> part(1 << 16);
  while (file.read(part.data(), static_cast<std::streamsize>(part.size())), file.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > most) throw WrongInput(path + ": is larger than " + spelled_bytes(most));  // /proc tells no sizes
  }
  if (file.bad()) throw WrongInput(path + ": cannot be read to its end");
  return text;
}

}  // namespace picket::sim
