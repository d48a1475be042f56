#include "pipeline_core/rules/yaml_documents.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(YamlDocuments, gives_every_document) {
  const auto documents = yaml_documents("a: 1\n---\nb: 2\n---\n- 3\n");
  ASSERT_EQ(documents.size(), 3U);
  EXPECT_EQ(documents[0]["a"].Scalar(), "1");
  EXPECT_EQ(documents[2][0].Scalar(), "3");
  EXPECT_TRUE(yaml_documents("").empty());
}

TEST(YamlDocuments, many_short_documents_are_all_given) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "---\n";
  EXPECT_GE(yaml_documents(text).size(), 999U);
}

// A comma at the start of a document: yaml-cpp 0.7 makes null documents of it without end.
TEST(YamlDocuments, what_cannot_be_read_on_is_an_error_and_no_endless_list) {
  EXPECT_THROW(yaml_documents("a: {b: c}\n---\n,itle: b\nname: z\n"), YAML::Exception);
  EXPECT_THROW(yaml_documents(",a\n"), YAML::Exception);
}

}  // namespace
}  // namespace picket
