#include "sim/suite/made_yaml.h"

#include <utility>

namespace picket::sim {

YamlNode scalar(std::string text, Where where) {
  YamlNode node;
  node.kind = YamlNode::Kind::kScalar;
  node.text = std::move(text);
  node.where = where;
  return node;
}

YamlNode text_scalar(std::string text, Where where) {
  YamlNode node = scalar(std::move(text), where);
  node.in_quotes = true;
  return node;
}

YamlNode list_of(std::vector<YamlNode> items, Where where) {
  YamlNode node;
  node.kind = YamlNode::Kind::kList;
  node.items = std::move(items);
  node.where = where;
  return node;
}

YamlNode map_of(std::vector<YamlMember> members, Where where) {
  YamlNode node;
  node.kind = YamlNode::Kind::kMap;
  node.members = std::move(members);
  node.where = where;
  return node;
}

void set_member(YamlNode& root, std::string_view key, YamlNode value) {
  if (YamlNode* found = root.find(key)) {
    *found = std::move(value);
    return;
  }
  const Where where = value.where;
  root.members.push_back({std::string(key), where, std::move(value)});
}

}  // namespace picket::sim
