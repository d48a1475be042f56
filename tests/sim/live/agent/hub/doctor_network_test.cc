// What the doctor says of a hub that is well, and of each thing that can be wrong with it, against the hub double.

#include <gtest/gtest.h>

#include <array>
#include <ctime>
#include <string>
#include <vector>

#include "sim/live/agent/doctor.h"
#include "tests/sim/live/mqtt/hub/live_client.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/hub/https_server.h"

namespace picket::sim {
namespace {

class DoctorAtHub : public ::testing::Test {
 protected:
  HubClientSettings healthy() const { return test::LiveClient::settings(hub_, certificates_); }
  /// All findings as lines; logs in where that makes sense.
  std::string examined(HubClientSettings settings) const {
    std::string lines;
    const DoctorTell tell = [&lines](const DoctorFinding& finding) { lines += finding_line(finding) + "\n"; };
    if (examine_server(settings, Duration::seconds(5), tell)) examine_log_in(std::move(settings), Duration::seconds(5), tell);
    return lines;
  }
  static void expect_line(const std::string& lines, const std::string& part) { EXPECT_NE(lines.find(part), std::string::npos) << lines; }

  TemporaryFolder folder_;
  test::HubCertificates certificates_{folder_.path()};
  test::HubDouble hub_{folder_.path(), certificates_, std::string(test::LiveClient::kIdentity) + " sas " + test::LiveClient::kKey + "\n"};
};

TEST_F(DoctorAtHub, a_healthy_connection_has_nothing_wrong) {
  const std::string lines = examined(healthy());
  EXPECT_EQ(lines.find("WRONG"), std::string::npos) << lines;
  expect_line(lines, "ok       tcp: 127.0.0.1:");
  expect_line(lines, "ok       tls: TLSv1.2, the certificate is that of contoso-hub.azure-devices.net");
  expect_line(lines, "clock: this clock says 20");
  expect_line(lines, "ok       log-in: the hub takes dev-0001/azureiotsecurity, and keeps it");
  EXPECT_TRUE(hub_.events().empty()) << "it sends no message";
}

TEST_F(DoctorAtHub, what_is_wrong_is_told_at_the_step_where_it_is) {
  HubClientSettings closed = healthy();
  closed.port = 1;
  expect_line(examined(std::move(closed)), "WRONG    tcp: nothing listens at contoso-hub.azure-devices.net (127.0.0.1:1)");
  HubClientSettings nowhere = healthy();
  nowhere.address = "no-such-host.invalid";
  expect_line(examined(std::move(nowhere)), "WRONG    name: no ");
  HubClientSettings untrusted = healthy();
  untrusted.roots = certificates_.path("device.pem");
  expect_line(examined(std::move(untrusted)), "WRONG    tls: the certificate of contoso-hub.azure-devices.net");
  HubClientSettings other = healthy();
  other.identity.names.host = "contoso-hub.example";
  expect_line(examined(std::move(other)), "has a certificate of another name (it is that of /CN=localhost");
  HubClientSettings expired = healthy();
  expired.port = hub_.expired_port();
  expect_line(examined(std::move(expired)), "has expired, or this clock is ahead");
  HubClientSettings roots = healthy();
  roots.roots = folder_.file("no_such_file");
  expect_line(examined(std::move(roots)), "WRONG    tls: " + folder_.file("no_such_file"));
  EXPECT_EQ(hub_.connections(), "") << "no log-in was tried at any of them";
}

// The double's answers say a time that is `off` from this clock.
std::string clock_line(const HubClientSettings& settings, const test::HubCertificates& certificates, std::int64_t off, const char* date = nullptr) {
  test::HttpsServer server(certificates.path("chain.pem"), certificates.path("leaf.key"), [&](const hub_double::HttpRequest& request) {
    EXPECT_EQ(request.method, "HEAD");
    std::array<char, 64> text{};
    const std::time_t at = std::time(nullptr) - off;
    std::tm fields{};
    ::gmtime_r(&at, &fields);
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &fields);
    return hub_double::HttpAnswer{.status = 401, .headers = {{"Date", date == nullptr ? text.data() : date}}, .body = "", .close = false};
  });
  std::string lines;
  examine_clock(settings, server.port(), Duration::seconds(5), [&lines](const DoctorFinding& finding) { lines += finding_line(finding) + "\n"; });
  return lines;
}

TEST_F(DoctorAtHub, a_clock_that_is_off_by_minutes_is_told_with_what_to_do) {
  expect_line(clock_line(healthy(), certificates_, 0), "ok       clock: this clock is that of contoso-hub.azure-devices.net:");
  expect_line(clock_line(healthy(), certificates_, 200), " s ahead of contoso-hub.azure-devices.net:");
  expect_line(clock_line(healthy(), certificates_, 200), "from 300 s on tokens are refused");
  const std::string behind = clock_line(healthy(), certificates_, -400);
  expect_line(behind, "WRONG    clock: this clock is ");
  expect_line(behind, " s behind ");
  expect_line(behind, "timedatectl set-ntp true");
}

TEST_F(DoctorAtHub, a_server_that_says_no_time_leaves_the_clock_out) {
  expect_line(clock_line(healthy(), certificates_, 0, "noon"), "skipped  clock: contoso-hub.azure-devices.net:");
  std::string lines;
  examine_clock(healthy(), 1, Duration::seconds(5), [&lines](const DoctorFinding& finding) { lines += finding_line(finding) + "\n"; });
  expect_line(lines, "skipped  clock: contoso-hub.azure-devices.net:1 gave no time over HTTPS");
}

// A stranger's time is not believed.
TEST_F(DoctorAtHub, a_server_with_a_wrong_certificate_says_no_time) {
  HubClientSettings untrusted = healthy();
  untrusted.roots = certificates_.path("device.pem");
  expect_line(clock_line(untrusted, certificates_, 1'000), "skipped  clock:");
}

TEST_F(DoctorAtHub, a_log_in_that_is_refused_says_what_to_compare) {
  HubClientSettings wrong_key = healthy();
  wrong_key.identity.key = Secret("another key of 32 bytes, or about");
  const std::string lines = examined(std::move(wrong_key));
  expect_line(lines, "WRONG    log-in: the hub refused the token of dev-0001/azureiotsecurity");
  EXPECT_EQ(lines.find("another key"), std::string::npos) << lines;
}

}  // namespace
}  // namespace picket::sim
