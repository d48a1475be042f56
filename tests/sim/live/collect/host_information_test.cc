#include "sim/live/collect/host_information.h"

#include <sys/utsname.h>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

TEST(HostInformation, reads_values_of_os_release_as_a_shell_would) {
  const std::string_view text =
      "# NAME=no\nNAME=\"Debian GNU/Linux\"\r\nVERSION='12 (bookworm)'\nID=debian\nNAME_MORE=x\n"
      "ODD=\"a \\\"b\\\" c\"\nBARE=";
  EXPECT_EQ(os_release_value(text, "NAME"), "Debian GNU/Linux");
  EXPECT_EQ(os_release_value(text, "VERSION"), "12 (bookworm)");
  EXPECT_EQ(os_release_value(text, "ID"), "debian");
  EXPECT_EQ(os_release_value(text, "ODD"), "a \"b\" c");
  EXPECT_EQ(os_release_value(text, "BARE"), "");
  EXPECT_FALSE(os_release_value(text, "MISSING").has_value());
  EXPECT_EQ(os_release_value("ID=a\nID=b\n", "ID"), "b");
}

TEST(HostInformation, reads_how_much_memory_there_is) {
  EXPECT_EQ(total_memory_of("MemTotal:        2048 kB\nMemFree: 5 kB\n"), 2'048U * 1'024U);
  EXPECT_FALSE(total_memory_of("MemFree: 5 kB\n").has_value());
  EXPECT_FALSE(total_memory_of("MemTotal: many kB\n").has_value());
  EXPECT_FALSE(total_memory_of("MemTotal: 18446744073709551615 kB\n").has_value());
}

TEST(HostInformation, finds_what_the_host_says_of_itself) {
  CollectFolder root;
  root.write("etc/os-release", "NAME=Gateway\nVERSION_ID=3.1\n");
  root.write("sys/class/dmi/id/sys_vendor", "Contoso\n");
  root.write("sys/class/dmi/id/product_name", "GW-7 \n");
  root.write("sys/class/dmi/id/bios_version", "To be filled by O.E.M.\n");
  root.write("proc/meminfo", "MemTotal: 1000 kB\n");
  const HostInformation host = read_host_information(root.path());
  EXPECT_EQ(host.os_name, "Gateway");
  EXPECT_EQ(host.os_version, "3.1");
  EXPECT_EQ(host.hardware_vendor, "Contoso");
  EXPECT_EQ(host.hardware_model, "GW-7");
  EXPECT_EQ(host.firmware_version, "");
  EXPECT_EQ(host.memory_bytes, 1'024'000U);
  EXPECT_GE(host.cores, 1U);
  utsname kernel{};
  ASSERT_EQ(::uname(&kernel), 0);
  EXPECT_EQ(host.host_name, static_cast<const char*>(kernel.nodename));
  EXPECT_EQ(host.architecture, static_cast<const char*>(kernel.machine));
}

// A board without the tables of a PC's firmware, and a distribution without os-release.
TEST(HostInformation, a_board_is_named_by_its_device_tree) {
  CollectFolder root;
  root.write("proc/device-tree/model", std::string_view("Raspberry Pi 4 Model B\0", 23));
  const HostInformation host = read_host_information(root.path());
  EXPECT_EQ(host.hardware_model, "Raspberry Pi 4 Model B");
  EXPECT_EQ(host.hardware_vendor, "");
  EXPECT_EQ(host.os_name, "Linux");
  EXPECT_EQ(host.os_version, host.kernel_release);
  EXPECT_EQ(host.memory_bytes, 0U);
}

TEST(HostInformation, becomes_the_record_of_the_report) {
  CollectWorld w;
  HostInformation host;
  host.os_name = "Gateway";
  host.os_version = "3.1";
  host.hardware_model = "GW\x01-7";
  const SystemInformationRecord record = system_information_of(host, w.out, w.missed);
  EXPECT_EQ(w.text(record.os_name), "Gateway");
  EXPECT_EQ(w.text(record.os_version), "3.1");
  EXPECT_EQ(w.text(record.hardware_model), "GW\\x01-7");
  EXPECT_TRUE(record.hardware_vendor.empty());
  EXPECT_TRUE(w.out.events.empty());
}

}  // namespace
}  // namespace picket::sim
