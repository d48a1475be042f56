#include "sim/scenario/scenario_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace picket::sim {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIncludeDepth = 16;
constexpr std::size_t kMaxFiles = 1'000;

/// The content, or why there is none.
std::optional<std::string> read_bounded(const std::string& path, std::string& why) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    why = "no such file";
  } else if (!fs::is_regular_file(status)) {
    why = fs::is_directory(status) ? "is a folder" : "is not a regular file";
  } else if (const auto size = fs::file_size(path, error); !error && size > kMaxYamlBytes) {
    why = fmt::format("larger than {} bytes", kMaxYamlBytes);
  } else if (std::ifstream in(path, std::ios::binary); in) {
    std::string text(kMaxYamlBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
  } else {
    why = "cannot be opened";
  }
  return std::nullopt;
}

std::string normal(const std::string& path) {
  return fs::path(path).lexically_normal().generic_string();
}

class Includer {
 public:
  Includer(ScenarioFiles& files, Diagnostics& diagnostics) : files_(files), diagnostics_(diagnostics) {}

  void resolve(YamlNode& root, const std::string& path) {
    if (!root.is_map()) return;
    const auto member = std::ranges::find(root.members, std::string_view("include"), &YamlMember::key);
    if (member == root.members.end()) return;
    const YamlNode list = std::move(member->value);
    const Where list_where = member->where;
    root.members.erase(member);
    if (!list.is_list()) {
      diagnostics_.add(Code::kWrongType, list.is_null() ? list_where : list.where, "include",
                       "expected a list of files", "write 'include: [a.yaml, b.yaml]'");
      return;
    }
    chain_.push_back(normal(path));
    YamlNode under;
    under.kind = YamlNode::Kind::kMap;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      if (std::optional<YamlNode> tree = included(list.items[i], path, i))
        under = merge_files(std::move(under), std::move(*tree));
    }
    chain_.pop_back();
    const Where where = root.where;
    root = merge_files(std::move(under), std::move(root));
    root.where = where;
  }

 private:
  std::optional<YamlNode> included(const YamlNode& item, const std::string& from, std::size_t index) {
    const std::string at = fmt::format("include[{}]", index);
    if (!item.is_scalar()) {
      diagnostics_.add(Code::kWrongType, item.where, at, "expected the path of a file");
      return std::nullopt;
    }
    const std::string path = normal((fs::path(from).parent_path() / item.text).generic_string());
    if (chain_.size() >= kMaxIncludeDepth && std::ranges::find(chain_, path) == chain_.end()) {
      diagnostics_.add(Code::kTooBig, item.where, at,
                       fmt::format("includes are nested more than {} deep", kMaxIncludeDepth), "include fewer from here");
      return std::nullopt;
    }
    if (std::ranges::find(chain_, path) != chain_.end()) {
      diagnostics_.add(Code::kIncludeCycle, item.where, at,
                       fmt::format("files include each other: {} -> {}", fmt::join(chain_, " -> "), path),
                       "remove one of the includes");
      return std::nullopt;
    }
    std::optional<YamlNode> tree = files_.read(path, item.where);
    if (!tree) return std::nullopt;
    if (!tree->is_map()) {
      diagnostics_.add(Code::kWrongType, tree->where, "", "an included file must hold keys and values");
      return std::nullopt;
    }
    resolve(*tree, path);
    return tree;
  }

  ScenarioFiles& files_;
  Diagnostics& diagnostics_;
  std::vector<std::string> chain_;
};

}  // namespace

std::optional<YamlNode> ScenarioFiles::read(const std::string& path, Where asked_at) {
  if (known_ != nullptr) {
    if (const auto known = known_->find(path); known != known_->end()) {
      paths_.push_back(path);
      return known->second;
    }
  }
  std::string why;
  std::optional<std::string> text;
  if (paths_.size() >= kMaxFiles) {
    why = fmt::format("more than {} files", kMaxFiles);
  } else {
    text = read_bounded(path, why);
  }
  if (!text) {
    diagnostics_.add(Code::kUnreadableFile, asked_at, "", fmt::format("{}: {}", path, why));
    return std::nullopt;
  }
  paths_.push_back(path);
  return parse(*text, path);
}

std::optional<YamlNode> ScenarioFiles::parse(std::string_view text, const std::string& name) {
  const std::uint32_t source = diagnostics_.add_source(name, std::string(text));
  return parse_yaml(text, source, diagnostics_);
}

void resolve_includes(YamlNode& root, const std::string& path, ScenarioFiles& files, Diagnostics& diagnostics) {
  Includer(files, diagnostics).resolve(root, path);
}

namespace {

YamlNode merge(YamlNode under, YamlNode over, std::size_t levels) {
  if (levels == 0 || !under.is_map() || !over.is_map()) return over;
  under.where = over.where;
  for (YamlMember& member : over.members) {
    if (YamlNode* existing = under.find(member.key)) {
      *existing = merge(std::move(*existing), std::move(member.value), levels - 1);
    } else {
      under.members.push_back(std::move(member));
    }
  }
  return under;
}

}  // namespace

YamlNode merge_files(YamlNode under, YamlNode over) {
  return merge(std::move(under), std::move(over), 2);
}

YamlNode merge_deep(YamlNode under, YamlNode over) {
  return merge(std::move(under), std::move(over), kMaxYamlDepth);
}

}  // namespace picket::sim
