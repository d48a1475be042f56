#include "agent_core/aggregate/flood_class.h"

#include <gtest/gtest.h>

#include "agent_core/base/ip_address.h"

namespace picket {
namespace {

TEST(FloodClass, a_sweep_keeps_one_of_its_classes) {
  TextTable texts;
  NetworkRecord a;
  a.remote_address = IpAddress::v4(0x01020304);
  a.remote_port = 23;
  NetworkRecord horizontal = a;
  horizontal.remote_address = IpAddress::v4(0x05060708);
  NetworkRecord vertical = a;
  vertical.remote_port = 2'323;
  EXPECT_EQ(flood_classes_of(a, texts).a, flood_classes_of(horizontal, texts).a);
  EXPECT_NE(flood_classes_of(a, texts).b, flood_classes_of(horizontal, texts).b);
  EXPECT_EQ(flood_classes_of(a, texts).b, flood_classes_of(vertical, texts).b);
  EXPECT_NE(flood_classes_of(a, texts).a, flood_classes_of(vertical, texts).a);
}

TEST(FloodClass, names_of_one_parent_are_one_class) {
  TextTable texts;
  const auto class_of = [&](Text name) { return flood_classes_of(DnsRecord{name, false}, texts).a; };
  const std::uint8_t parent = class_of(texts.intern("a.tunnel.example"));
  EXPECT_NE(parent, 0);
  EXPECT_EQ(class_of(texts.intern("b.c.tunnel.example")), parent);
  EXPECT_NE(class_of(texts.intern("b.other.example")), parent);
  EXPECT_EQ(class_of(texts.intern("tunnel.example")), 0);
  EXPECT_EQ(class_of(texts.intern("localhost")), 0);
  EXPECT_EQ(class_of(Text{}), 0);
  const Text generated = texts.intern_template("{hex8}.evil.example");
  EXPECT_NE(class_of({generated.id, 1}), 0);
  EXPECT_EQ(class_of({generated.id, 1}), class_of({generated.id, 2}));
}

TEST(FloodClass, files_and_snapshots_are_in_no_class) {
  TextTable texts;
  for (const Record& record : {Record(FileRecord{}), Record(PeripheralRecord{}), Record(HeartbeatRecord{})}) {
    EXPECT_EQ(flood_classes_of(record, texts).a, 0);
    EXPECT_EQ(flood_classes_of(record, texts).b, 0);
  }
}

}  // namespace
}  // namespace picket
