#include "pipeline_core/detectors/approved_packages.h"

#include <gtest/gtest.h>

#include "agent_core/base/text.h"

namespace picket {
namespace {

TEST(ApprovedPackages, compares_name_and_version_and_without_a_list_approves_all) {
  TextTable texts;
  const auto package = [&](std::string_view name, std::string_view version) {
    return PackageRecord{texts.intern(name), texts.intern(version), texts.intern("whoever")};
  };
  ApprovedPackages approved;
  EXPECT_TRUE(approved.is_approved(package("xmrig", "6"), texts));
  approved.add("openssl", "3.0.11");
  EXPECT_TRUE(approved.is_approved(package("openssl", "3.0.11"), texts));
  EXPECT_FALSE(approved.is_approved(package("openssl", "3.0.10"), texts));
  EXPECT_FALSE(approved.is_approved(package("xmrig", "6"), texts));
  // Templates render to the same text as literals and are the same package.
  Text version = texts.intern_template("3.0.{decimal}");
  version.parameter = 11;
  EXPECT_TRUE(approved.is_approved({texts.intern("openssl"), version, {}}, texts));
}

}  // namespace
}  // namespace picket
