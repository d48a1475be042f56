#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace picket::test {

/// One C++ file of the project, its lines numbered from 1.
struct SourceFile {
  std::string path;                  ///< relative to the project, "sim/hub/hub.h"
  std::vector<std::string> lines;    ///< as written
  std::vector<std::string> code;     ///< without comments
  std::vector<std::string> words;    ///< without comments and without the contents of literals
};

/// Splits `text` into lines and blanks comments and literals; positions stay as they are.
inline SourceFile parse_source(std::string path, const std::string& text) {
  std::string code = text;
  std::string words = text;
  enum class In { kCode, kLine, kBlock, kString, kChar, kRaw } in = In::kCode;
  std::string raw_end;
  const auto blank = [](std::string& s, std::size_t i) {
    if (s[i] != '\n') s[i] = ' ';
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    switch (in) {
      case In::kCode:
        if (c == '/' && next == '/') in = In::kLine;
        if (c == '/' && next == '*') in = In::kBlock;
        if (in != In::kCode) {
          blank(code, i);
          blank(words, i);
        } else if (c == '"' && i > 0 && text[i - 1] == 'R') {
          in = In::kRaw;
          const std::size_t open = text.find('(', i);
          raw_end.assign(1, ')');
          raw_end.append(text, i + 1, open - i - 1).append("\"");
        } else if (c == '"') {
          in = In::kString;
        } else if (c == '\'' && (i == 0 || !std::isalnum(static_cast<unsigned char>(text[i - 1])))) {
          in = In::kChar;  // not the separator in 1'000
        }
        break;
      case In::kLine:
        if (c == '\n') in = In::kCode;
        blank(code, i);
        blank(words, i);
        break;
      case In::kBlock:
        blank(code, i);
        blank(words, i);
        if (c == '/' && text[i - 1] == '*') in = In::kCode;
        break;
      case In::kString:
      case In::kChar:
        if (c == '\\') {
          blank(words, i++);
        } else if (c == (in == In::kString ? '"' : '\'') || c == '\n') {
          in = In::kCode;
          break;
        }
        if (i < text.size()) blank(words, i);
        break;
      case In::kRaw:
        if (text.compare(i, raw_end.size(), raw_end) == 0) {
          i += raw_end.size() - 1;
          in = In::kCode;
        } else {
          blank(words, i);
        }
        break;
    }
  }
  const auto split = [](const std::string& s) {
    std::vector<std::string> lines;
    std::istringstream stream(s);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  };
  return {std::move(path), split(text), split(code), split(words)};
}

/// All C++ files under the given folders of the project, in order of their paths.
inline std::vector<SourceFile> read_sources(const std::vector<std::string>& folders) {
  namespace fs = std::filesystem;
  const fs::path root = PICKET_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const std::string& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      const std::string path = fs::relative(entry.path(), root).generic_string();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc")) continue;
      if (path.find("node_modules") != std::string::npos) continue;
      std::ifstream stream(entry.path());
      std::ostringstream text;
      text << stream.rdbuf();
      files.push_back(parse_source(path, text.str()));
    }
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace picket::test
