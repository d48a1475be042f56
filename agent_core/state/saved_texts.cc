#include "agent_core/state/saved_texts.h"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::size_t kMaxIds = std::size_t{1} << 24;  ///< a slot's text id has three bytes
constexpr std::string_view kField = "texts";

}  // namespace

std::uint32_t TextCollector::place_of(Text text) {
  if (text.empty()) return 0;
  if (const auto found = places_.find(text.id); found != places_.end()) return found->second;
  const auto place = static_cast<std::uint32_t>(order_.size() + 1);
  for (Text next = text; !next.empty() && !places_.contains(next.id); next = texts_.executable_of(next)) {
    order_.push_back(next);
    places_.emplace(next.id, static_cast<std::uint32_t>(order_.size()));
  }
  return place;
}

void TextCollector::write(ByteWriter& out) const {
  out.number(order_.size());
  for (const Text text : order_) {
    const std::string bytes = texts_.pattern(text);
    out.fixed(texts_.is_template(text) ? 1 : 0, 1);
    out.number(bytes.size());
    out.bytes(bytes);
    const Text executable = texts_.executable_of(text);
    out.number(executable.empty() ? 0 : places_.at(executable.id));
  }
}

SavedTexts::SavedTexts(ByteReader& in) {
  const std::uint64_t claimed = in.number(kField, std::numeric_limits<std::uint64_t>::max());
  if (in.ok() && claimed > kMaxTexts) in.fail(RestoreFailure::kTooManyTexts, kField);
  for (std::uint64_t i = 0; in.ok() && i < claimed; ++i) {
    SavedText text;
    const std::uint64_t form = in.fixed(kField, 1);
    text.is_template = form == 1;
    text.bytes = in.bytes(kField, in.number(kField, std::numeric_limits<std::uint32_t>::max()));
    text.executable = static_cast<std::uint32_t>(in.number(kField, claimed));
    if (form > 1 || text.bytes.empty() || (text.is_template && !TextTable::is_pattern(text.bytes))) {
      in.fail(RestoreFailure::kInvalidField, kField);
    }
    texts_.push_back(text);
  }
  const bool programs = std::all_of(texts_.begin(), texts_.end(), [&](const SavedText& text) {
    return text.executable == 0 || (text.executable <= texts_.size() && !texts_[text.executable - 1].is_template);
  });
  if (!programs || !all_differ()) in.fail(RestoreFailure::kInvalidField, kField);
}

bool SavedTexts::all_differ() const {
  std::vector<std::uint32_t> order(texts_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto key = [&](std::uint32_t i) { return std::tie(texts_[i].is_template, texts_[i].bytes); };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  return std::adjacent_find(order.begin(), order.end(),
                            [&](std::uint32_t a, std::uint32_t b) { return key(a) == key(b); }) == order.end();
}

bool SavedTexts::use(std::uint32_t place) {
  while (place == used_ + 1) {
    ++used_;
    place = texts_[used_ - 1].executable;
  }
  return place <= used_;
}

Result<std::vector<Text>, RestoreFailure> SavedTexts::resolve(const TextTable& table, TextTable* open) const {
  PICKET_CHECK(open == nullptr || open == &table, "another text table than the plan's");
  std::vector<Text> found{Text{}};
  std::size_t missing = 0;
  for (const SavedText& text : texts_) {
    found.push_back(text.is_template ? table.find_template(text.bytes) : table.find(text.bytes));
    if (found.back().empty()) ++missing;
    if (found.back().id >= kMaxIds) return RestoreFailure::kTooManyTexts;
  }
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    if (found[i + 1].empty()) continue;
    // A program that is missing is not the one that the table knows.
    const Text executable = found[texts_[i].executable];
    const bool is_missing = texts_[i].executable != 0 && executable.empty();
    if (is_missing || table.executable_of(found[i + 1]) != executable) return RestoreFailure::kOtherExecutable;
  }
  if (missing == 0) return found;
  if (open == nullptr || open->frozen()) return RestoreFailure::kUnknownText;
  if (missing > open->room() || table.size() + missing > kMaxIds) return RestoreFailure::kTooManyTexts;
  std::vector<std::size_t> added;
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    if (!found[i + 1].empty()) continue;
    added.push_back(i);
    found[i + 1] = texts_[i].is_template ? open->intern_template(texts_[i].bytes) : open->intern(texts_[i].bytes);
  }
  for (const std::size_t i : added) {
    if (texts_[i].executable != 0) open->set_executable(found[i + 1], found[texts_[i].executable]);
  }
  return found;
}

}  // namespace picket
