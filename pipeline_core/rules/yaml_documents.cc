#include "pipeline_core/rules/yaml_documents.h"

#include <sstream>
#include <string>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

namespace picket {
namespace {

/// Counts documents, and stops a parser that makes more of them than the text can hold.
class DocumentCount final : public YAML::EventHandler {
 public:
  explicit DocumentCount(std::size_t most) : most_(most) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > most_) throw YAML::ParserException(mark, "cannot be read as YAML from here on");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  std::size_t most_;
  std::size_t documents_ = 0;
};

}  // namespace

std::vector<YAML::Node> yaml_documents(std::string_view text) {
  const std::string owned(text);
  std::istringstream in(owned);
  YAML::Parser parser(in);
  DocumentCount count(owned.size() / 4 + 1);
  while (parser.HandleNextDocument(count)) {
  }
  return YAML::LoadAll(owned);
}

}  // namespace picket
