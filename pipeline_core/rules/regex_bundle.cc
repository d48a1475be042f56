#include "pipeline_core/rules/regex_bundle.h"

#include <re2/re2.h>
#include <re2/set.h>

namespace picket {

struct RegexBundle::Automaton {
  explicit Automaton(const re2::RE2::Options& options) : set(options, re2::RE2::UNANCHORED) {}
  re2::RE2::Set set;
};

void RegexBundle::add(std::uint32_t predicate, const std::string& expression) {
  predicates_.push_back(predicate);
  expressions_.push_back(expression);
}

bool RegexBundle::compile() {
  if (predicates_.size() < 2) return false;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(8 << 20);
  auto automaton = std::make_shared<Automaton>(options);
  for (const std::string& expression : expressions_) {
    if (automaton->set.Add(expression, nullptr) < 0) return false;
  }
  if (!automaton->set.Compile()) return false;
  automaton_ = std::move(automaton);
  return true;
}

bool RegexBundle::match(std::string_view text, std::vector<int>& out) const {
  out.clear();
  if (text.empty()) return true;
  re2::RE2::Set::ErrorInfo error{re2::RE2::Set::kNoError};
  const bool found = automaton_->set.Match(re2::StringPiece(text.data(), text.size()), &out, &error);
  if (!found) out.clear();
  return found || error.kind == re2::RE2::Set::kNoError;
}

}  // namespace picket
