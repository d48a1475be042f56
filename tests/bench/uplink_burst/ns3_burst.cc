#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "tests/bench/uplink_burst/uplink_burst.h"

// C++17: see uplink_burst.h.

namespace picket::sim {
namespace {

constexpr std::uint16_t kHubPort = 8'883;
constexpr double kCableDelay = 10e-6;
constexpr double kHorizonSeconds = 7'200;
/// Connections opened beforehand are opened one after the other, and then rest.
constexpr double kBetweenOpenings = 0.020;
constexpr double kRest = 10;
/// The hub's answers while these are opened: later than the delay of an acknowledgement. ns-3 3.37 does not count an
/// acknowledgement that travels with data (TcpSocketBase, m_highTxAck): the time stamp of the next segment is then not
/// echoed but the one before, and the device takes its rest for a round trip and waits 10 s for its first timeout.
constexpr double kAnswerDelay = 0.100;

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "ns-3: %s\n", why.c_str());
  std::exit(1);
}

void choose_tcp(const UplinkBurst& burst) {
  using ns3::Config::SetDefault;
  SetDefault("ns3::TcpL4Protocol::SocketType", ns3::TypeIdValue(ns3::TcpCubic::GetTypeId()));
  SetDefault("ns3::TcpSocket::SegmentSize", ns3::UintegerValue(1'448));
  SetDefault("ns3::TcpSocket::InitialCwnd", ns3::UintegerValue(10));
  SetDefault("ns3::TcpSocket::SndBufSize", ns3::UintegerValue(1 << 20));
  SetDefault("ns3::TcpSocket::RcvBufSize", ns3::UintegerValue(1 << 20));
  SetDefault("ns3::TcpSocket::DelAckTimeout", ns3::TimeValue(ns3::MilliSeconds(40)));
  SetDefault("ns3::TcpSocket::ConnTimeout", ns3::TimeValue(ns3::Seconds(1)));
  SetDefault("ns3::TcpSocket::ConnCount", ns3::UintegerValue(15));
  SetDefault("ns3::TcpSocket::DataRetries", ns3::UintegerValue(15));
  SetDefault("ns3::TcpSocketBase::MinRto", ns3::TimeValue(ns3::Seconds(burst.least_timeout_seconds)));
}

/// One site and the hub.
class Ns3Site {
 public:
  Ns3Site(const UplinkBurst& burst, std::size_t first) : burst_(burst), first_(first), count_(burst.devices_per_line()) {
    stream_up_.push_back(0);
    for (const BurstExchange& exchange : burst.opening) say_in_turn(exchange);
    say_in_turn(burst.message);
    build();
  }

  std::vector<double> run() {
    const double begin = burst_.connected_before ? static_cast<double>(count_) * kBetweenOpenings + kRest : 1;
    listen();
    for (std::size_t i = 0; i < count_; ++i) {
      Device& device = devices_[i];
      device.start = begin + burst_.starts[first_ + i];
      const double opens = burst_.connected_before ? static_cast<double>(i) * kBetweenOpenings : device.start;
      ns3::Simulator::Schedule(ns3::Seconds(opens), &Ns3Site::open, this, i);
      if (burst_.connected_before) ns3::Simulator::Schedule(ns3::Seconds(device.start), &Ns3Site::has_message, this, i);
      device.has_message = !burst_.connected_before;
    }
    ns3::Simulator::Schedule(ns3::Seconds(begin), &Ns3Site::begin_losses, this);
    ns3::Simulator::Stop(ns3::Seconds(begin + kHorizonSeconds));
    ns3::Simulator::Run();
    std::vector<double> seconds;
    for (const Device& device : devices_) {
      if (device.arrived < 0) stop("a message has not arrived after two hours");
      seconds.push_back(device.arrived - device.start);
    }
    return seconds;
  }

 private:
  struct Device {
    ns3::Ptr<ns3::Node> node;
    ns3::Ptr<ns3::Socket> socket;  ///< the device's
    ns3::Ptr<ns3::Socket> at_hub;
    std::size_t said = 0;          ///< exchanges of which the device has said its part
    std::int64_t heard = 0;        ///< bytes from the hub
    std::size_t answered = 0;      ///< exchanges that the hub has answered
    std::int64_t heard_at_hub = 0;
    bool has_message = false;
    double start = 0;
    double arrived = -1;
  };

  void say_in_turn(const BurstExchange& exchange) {
    exchanges_.push_back(exchange);
    stream_up_.push_back(stream_up_.back() + exchange.up);
    stream_down_.push_back((stream_down_.empty() ? 0 : stream_down_.back()) + exchange.down);
  }

  static void add_default_route(const ns3::Ptr<ns3::Node>& node, const ns3::Ipv4Address& gateway) {
    ns3::Ipv4StaticRoutingHelper routing;
    routing.GetStaticRouting(node->GetObject<ns3::Ipv4>())->SetDefaultRoute(gateway, 1);
  }

  void build() {
    const ns3::Ptr<ns3::Node> gateway = ns3::CreateObject<ns3::Node>();
    hub_ = ns3::CreateObject<ns3::Node>();
    ns3::InternetStackHelper internet;
    const ns3::Ipv4StaticRoutingHelper routing;
    internet.SetRoutingHelper(routing);
    internet.SetIpv6StackInstall(false);
    internet.Install(gateway);
    internet.Install(hub_);

    // Without flow control no queue discipline is put before the device's queue: drop-tail is all there is.
    ns3::PointToPointHelper line;
    line.DisableFlowControl();
    line.SetDeviceAttribute("DataRate", ns3::StringValue("100Mbps"));
    line.SetChannelAttribute("Delay", ns3::TimeValue(ns3::Seconds(burst_.round_trip_seconds / 2 - kCableDelay)));
    line.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", ns3::StringValue(std::to_string(burst_.queue_packets) + "p"));
    const ns3::NetDeviceContainer ends = line.Install(gateway, hub_);
    ends.Get(0)->SetAttribute("DataRate", ns3::DataRateValue(ns3::DataRate(static_cast<std::uint64_t>(burst_.bits_per_second))));
    for (std::uint32_t i = 0; i < ends.GetN(); ++i) {
      const auto loss = ns3::CreateObject<ns3::RateErrorModel>();
      loss->SetUnit(ns3::RateErrorModel::ERROR_UNIT_PACKET);
      loss->SetRate(0);
      loss->AssignStreams(i + 1);
      ends.Get(i)->SetAttribute("ReceiveErrorModel", ns3::PointerValue(loss));
      losses_.push_back(loss);
    }
    ns3::Ipv4AddressHelper addresses("192.168.0.0", "255.255.255.252");
    const ns3::Ipv4InterfaceContainer line_addresses = addresses.Assign(ends);
    hub_address_ = line_addresses.GetAddress(1);
    add_default_route(hub_, line_addresses.GetAddress(0));

    ns3::PointToPointHelper cable;
    cable.DisableFlowControl();
    cable.SetDeviceAttribute("DataRate", ns3::StringValue("100Mbps"));
    cable.SetChannelAttribute("Delay", ns3::TimeValue(ns3::Seconds(kCableDelay)));
    cable.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", ns3::StringValue("10000p"));
    addresses.SetBase("10.0.0.0", "255.255.255.252");
    devices_.resize(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      devices_[i].node = ns3::CreateObject<ns3::Node>();
      internet.Install(devices_[i].node);
      const ns3::Ipv4InterfaceContainer both = addresses.Assign(cable.Install(devices_[i].node, gateway));
      add_default_route(devices_[i].node, both.GetAddress(1));
      by_address_[both.GetAddress(0).Get()] = i;
      addresses.NewNetwork();
    }
  }

  void begin_losses() {
    for (const auto& loss : losses_) loss->SetRate(burst_.loss_ratio);
  }

  void listen() {
    listener_ = ns3::Socket::CreateSocket(hub_, ns3::TcpSocketFactory::GetTypeId());
    listener_->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), kHubPort));
    listener_->Listen();
    listener_->SetAcceptCallback(ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
                                 ns3::MakeCallback(&Ns3Site::accepted, this));
  }
  void accepted(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from) {
    const std::size_t i = by_address_.at(ns3::InetSocketAddress::ConvertFrom(from).GetIpv4().Get());
    devices_[i].at_hub = socket;
    at_hub_[ns3::PeekPointer(socket)] = i;
    socket->SetRecvCallback(ns3::MakeCallback(&Ns3Site::hub_hears, this));
  }

  void open(std::size_t i) {
    Device& device = devices_[i];
    device.socket = ns3::Socket::CreateSocket(device.node, ns3::TcpSocketFactory::GetTypeId());
    at_device_[ns3::PeekPointer(device.socket)] = i;
    device.socket->Bind();
    device.socket->SetConnectCallback(ns3::MakeCallback(&Ns3Site::connected, this), ns3::MakeCallback(&Ns3Site::refused, this));
    device.socket->SetRecvCallback(ns3::MakeCallback(&Ns3Site::device_hears, this));
    device.socket->SetCloseCallbacks(ns3::MakeNullCallback<void, ns3::Ptr<ns3::Socket>>(),
                                     ns3::MakeCallback(&Ns3Site::refused, this));
    device.socket->Connect(ns3::InetSocketAddress(hub_address_, kHubPort));
  }
  void refused(ns3::Ptr<ns3::Socket>) { stop("a connection was given up"); }
  void connected(ns3::Ptr<ns3::Socket> socket) { say_next(at_device_.at(ns3::PeekPointer(socket))); }
  void has_message(std::size_t i) {
    devices_[i].has_message = true;
    if (devices_[i].said < exchanges_.size() - 1 || devices_[i].answered < devices_[i].said) stop("a connection was not open in time");
    say_next(i);
  }

  void say_next(std::size_t i) {
    Device& device = devices_[i];
    const bool is_message = device.said + 1 == exchanges_.size();
    if (device.said == exchanges_.size() || (is_message && !device.has_message)) return;
    say(device.socket, exchanges_[device.said++].up);
  }
  static void say(const ns3::Ptr<ns3::Socket>& socket, std::int64_t bytes) {
    if (socket->Send(ns3::Create<ns3::Packet>(static_cast<std::uint32_t>(bytes))) != bytes) stop("a socket did not take its bytes");
  }
  static std::int64_t hear(const ns3::Ptr<ns3::Socket>& socket) {
    std::int64_t bytes = 0;
    while (const ns3::Ptr<ns3::Packet> packet = socket->Recv()) {
      if (packet->GetSize() == 0) break;
      bytes += packet->GetSize();
    }
    return bytes;
  }

  void device_hears(ns3::Ptr<ns3::Socket> socket) {
    const std::size_t i = at_device_.at(ns3::PeekPointer(socket));
    Device& device = devices_[i];
    device.heard += hear(socket);
    if (device.said > 0 && device.heard == stream_down_[device.said - 1]) say_next(i);
  }
  void hub_hears(ns3::Ptr<ns3::Socket> socket) {
    Device& device = devices_[at_hub_.at(ns3::PeekPointer(socket))];
    device.heard_at_hub += hear(socket);
    if (device.answered == exchanges_.size() || device.heard_at_hub < stream_up_[device.answered + 1]) return;
    const std::int64_t down = exchanges_[device.answered++].down;
    if (device.answered < exchanges_.size()) {
      const double delay = burst_.connected_before ? kAnswerDelay : 0;
      ns3::Simulator::Schedule(ns3::Seconds(delay), &Ns3Site::say, socket, down);
      return;
    }
    say(socket, down);
    device.arrived = ns3::Simulator::Now().GetSeconds();
    if (++arrived_ == count_) ns3::Simulator::Stop();
  }

  const UplinkBurst& burst_;
  std::size_t first_;  ///< of burst_.starts
  std::size_t count_;
  std::vector<BurstExchange> exchanges_;   ///< the message last
  std::vector<std::int64_t> stream_up_;    ///< sums, from 0
  std::vector<std::int64_t> stream_down_;  ///< sums, from the first exchange
  ns3::Ptr<ns3::Node> hub_;
  ns3::Ipv4Address hub_address_;
  ns3::Ptr<ns3::Socket> listener_;
  std::vector<ns3::Ptr<ns3::RateErrorModel>> losses_;
  std::vector<Device> devices_;
  std::map<std::uint32_t, std::size_t> by_address_;
  std::map<const ns3::Socket*, std::size_t> at_device_;
  std::map<const ns3::Socket*, std::size_t> at_hub_;
  std::size_t arrived_ = 0;
};

}  // namespace

std::vector<double> ns3_completion_seconds(const UplinkBurst& burst) {
  choose_tcp(burst);
  ns3::RngSeedManager::SetSeed(static_cast<std::uint32_t>(burst.seed));
  std::vector<double> seconds;
  for (std::int64_t line = 0; line < burst.lines; ++line) {
    // A run of ns-3 is a substream of its generator: no two lines of any replication share one.
    ns3::RngSeedManager::SetRun(static_cast<std::uint64_t>(burst.replication) * 1'000 + static_cast<std::uint64_t>(line));
    {
      Ns3Site site(burst, seconds.size());
      const std::vector<double> of_line = site.run();
      seconds.insert(seconds.end(), of_line.begin(), of_line.end());
    }
    ns3::Simulator::Destroy();
  }
  return seconds;
}

}  // namespace picket::sim
