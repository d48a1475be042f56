// What faults do to connections at the hub, on devices and messages made by hand.

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

std::vector<std::string> fault_sets(const std::string& list, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"networks.line.uplink_bandwidth=1 Mbit/s", "faults=[" + list + "]"});
  return more;
}

void expect_laws(const CarryFixture& f) {
  const HubCounts& hub = f.carry.hubs()[0].counts();
  EXPECT_EQ(hub.connects, hub.connects_accepted + hub.connects_throttled + hub.connects_unknown_identity + hub.connects_bad_token +
                              hub.connects_unavailable);
  EXPECT_EQ(hub.sends, hub.messages_accepted + hub.refused_sends());
  for (const ConservationLedger& ledger : f.carry.registrations().ledgers()) {
    for (const Imbalance& imbalance : ledger.check()) ADD_FAILURE() << ledger.unit() << ": " << imbalance.says;
  }
}

// The message of minute 11 waits until the hub is back at minute 15, and then at most a backoff of 100 s.
TEST(CarryFaults, a_hub_that_is_down_has_no_connections_and_takes_none) {
  with_carry(20, 4, fault_sets("{name: region, kind: hub_outage, start: 10 min, duration: 5 min}"), [](CarryFixture& f) {
    f.run_to(Duration::minutes(9));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 20);
    f.add(3, 0, Duration::minutes(11), 500);
    f.run_to(Duration::minutes(14));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
    EXPECT_EQ(f.carry.messages_held(), 1U);
    EXPECT_GT(f.carry.hubs()[0].counts().connects_unavailable, 20);
    EXPECT_EQ(f.carry.hubs()[0].counts().connects_accepted, 0);
    EXPECT_EQ(f.carry.counts().operation_records, 0U) << "a hub that is down writes nothing";
    f.run_to(Duration::minutes(20));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 20);
    EXPECT_EQ(f.carry.hubs()[0].counts().connects_accepted, 20);
    EXPECT_EQ(f.carry.counts().messages_accepted, 1U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    EXPECT_EQ(f.carry.accepted_labels().at({3, 0}).reconnect, f.carry.accepted_labels().at({3, 0}).sent - f.carry.accepted_labels().at({3, 0}).created);
    expect_laws(f);
  });
}

TEST(CarryFaults, maintenance_closes_each_connection_once_and_refuses_who_comes_back_too_early) {
  with_carry(10, 2, fault_sets("{name: upgrade, kind: hub_maintenance, start: 10 min, duration: 5 min, refusal: 10 s}"), [](CarryFixture& f) {
    f.run_to(Duration::minutes(20));
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_EQ(hub.connects_accepted, 10);
    EXPECT_GE(hub.connects_unavailable, 10);
    EXPECT_EQ(hub.connections_replaced, 0);
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 10);
    // A close and each connect are one record.
    EXPECT_EQ(static_cast<std::int64_t>(f.carry.counts().operation_records), 10 + hub.connects);
    expect_laws(f);
  });
}

// 23:30 to midnight: what is sent at minute 20 is refused until minute 30.
TEST(CarryFaults, a_spent_quota_refuses_messages_until_midnight) {
  with_carry(4, 1, fault_sets("{name: business, kind: quota_spent, start: 10 min}", {"start_utc=2026-03-02T23:30:00Z"}), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(20), 500);
    f.run_to(Duration::minutes(29));
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_EQ(f.carry.messages_held(), 4U);
    EXPECT_GE(hub.over_quota_403002, 12);
    EXPECT_EQ(hub.blocks_of_others, 400'000);
    f.run_to(Duration::minutes(45));
    EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
    EXPECT_EQ(hub.blocks, 4);
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
    expect_laws(f);
  });
}

// 200 a second on a throttle of 100: of what comes about half is refused. All arrives in the end.
TEST(CarryFaults, others_can_use_up_the_throttle) {
  const std::vector<std::string> small{"hubs[0].throttle_burst_seconds=1", "hubs[0].throttle_queue_seconds=2", "hubs[0].throttle_wait_seconds=10"};
  with_carry(4, 4, fault_sets("{name: business, kind: hub_load, start: 10 min, duration: 10 min, sends_per_second: 200}", small), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 4; ++d) {
      for (std::uint32_t i = 0; i < 10; ++i) f.add(d, i, Duration::minutes(11) + Duration::milliseconds(41'300) * i + Duration::milliseconds(137) * d, 500);
    }
    f.run_to(Duration::minutes(45));
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_GE(hub.throttled_429002, 5);
    EXPECT_GT(hub.messages_delayed, 0);
    EXPECT_GT(hub.requests_of_others, 80'000);
    EXPECT_NEAR(static_cast<double>(hub.requests_of_others_throttled) / static_cast<double>(hub.requests_of_others), 0.5, 0.05);
    EXPECT_EQ(f.carry.counts().messages_accepted, 40U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    expect_laws(f);
  });
}

// 100 ppm over 40 days are 345 s, more than the 300 that the hub forgives. Tokens are renewed within 48 min.
TEST(CarryFaults, clocks_that_have_drifted_too_far_make_tokens_that_are_refused) {
  with_carry(4, 1,
             fault_sets("{name: no_ntp, kind: clock_drift, start: 1 min, duration: 50 min, drift_ppm: 100, unsynchronised: 40 days}",
                    {"client.token_life=60 min"}),
             [](CarryFixture& f) {
               for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(50), 500);
               f.run_to(Duration::seconds(50 * 60 + 30));
               const HubCounts& hub = f.carry.hubs()[0].counts();
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
               EXPECT_GE(hub.connects_bad_token, 8);
               EXPECT_EQ(f.carry.messages_held(), 4U);
               for (std::uint32_t d = 0; d < 4; ++d) EXPECT_TRUE(f.carry.hub_acts().evidence_of(DeviceId(d)).empty()) << "no attack";
               f.run_to(Duration::minutes(55));
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
               EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
               expect_laws(f);
             });
}

TEST(CarryFaults, a_batch_whose_certificates_end_is_silent_until_it_has_new_ones) {
  with_carry(4, 1, fault_sets("{name: batch, kind: certificate_expiry, start: 10 min, duration: 10 min, targets: {share: 0.5}}", {"fleet[0].identities={auth_type: x509}"}),
             [](CarryFixture& f) {
               f.run_to(Duration::minutes(15));
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 2);
               EXPECT_GE(f.carry.hubs()[0].counts().connects_bad_token, 4);
               f.run_to(Duration::minutes(25));
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
               EXPECT_EQ(f.carry.hubs()[0].counts().connects_accepted, 2);
               expect_laws(f);
             });
}

// Each that connects throws out the other, which hears of it 50 ms later and connects again: some 0.4 s of handshake.
TEST(CarryFaults, two_devices_with_one_identity_throw_each_other_out_and_lose_nothing) {
  with_carry(2, 2, fault_sets("{name: image, kind: cloned_image, start: 10 min, duration: 5 min}"), [](CarryFixture& f) {
    f.run_to(Duration::minutes(9));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 2);
    for (std::uint32_t d = 0; d < 2; ++d) f.add(d, 0, Duration::minutes(12), 500);
    f.run_to(Duration::minutes(14));
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 1);
    EXPECT_GT(hub.connections_replaced, 100);
    f.run_to(Duration::minutes(20));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 2);
    EXPECT_EQ(f.carry.counts().messages_accepted, 2U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    const std::int64_t replaced = hub.connections_replaced;
    f.run_to(Duration::minutes(40));
    EXPECT_EQ(hub.connections_replaced, replaced) << "it is over";
    expect_laws(f);
  });
}

TEST(CarryFaults, after_a_reconnect_messages_come_twice_and_late_and_none_is_lost) {
  with_carry(4, 4,
             fault_sets("{name: region, kind: hub_outage, start: 10 min, duration: 1 min}, {name: twice, kind: redelivery, start: 0 s, "
                    "after_reconnect: 1 h, lost_answer_share: 0.3, copied_share: 0.3, late_share: 0.3, late_by: 30 s}"),
             [](CarryFixture& f) {
               for (std::uint32_t d = 0; d < 4; ++d) {
                 for (std::uint32_t i = 0; i < 10; ++i) f.add(d, i, Duration::minutes(14 + i), 500);
               }
               f.run_to(Duration::minutes(59));
               const CarryCounts& counts = f.carry.counts();
               EXPECT_EQ(counts.messages_accepted, 40U);
               EXPECT_GT(counts.duplicates_accepted, 3U);
               EXPECT_GT(counts.copies_read, 3U);
               EXPECT_GT(counts.messages_late, 3U);
               EXPECT_EQ(f.carry.messages_held(), 0U);
               EXPECT_EQ(counts.messages_submitted + f.carry.enqueued_later(), counts.messages_accepted + counts.duplicates_accepted + counts.copies_read);
               std::size_t late = 0;
               for (const auto& [key, message] : f.carry.accepted_labels()) late += message.enqueued - message.arrived >= Duration::seconds(30) ? 1 : 0;
               EXPECT_LE(late, counts.messages_late);
               EXPECT_GT(late, 0U);
               expect_laws(f);
             });
}

// 8,000 bytes at 64 kbit/s take a second in front of the line of 1 Mbit/s, where they take less than 0.1 s.
TEST(CarryFaults, a_sim_without_volume_slows_down_what_is_sent) {
  with_carry(2, 2, fault_sets("{name: spent, kind: sim_quota_spent, start: 20 min, duration: 20 min, targets: {site: 0}}"), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 2; ++d) {
      for (std::uint32_t i = 0; i < 3; ++i) f.add(d, i, Duration::minutes(10 + 20 * i), 8'000);
    }
    f.run_to(Duration::minutes(59));
    const std::uint32_t slow = f.world.devices_of(SiteId(0))[0].value();
    for (std::uint32_t d = 0; d < 2; ++d) {
      for (std::uint32_t i = 0; i < 3; ++i) {
        const double took = f.arrived(d, i) - 60 * (10 + 20 * i);
        EXPECT_EQ(took > 1.0, d == slow && i == 1) << d << ' ' << i << ' ' << took;
        EXPECT_LT(took, 1.5);
      }
    }
    expect_laws(f);
  });
}

// Tokens of an hour are renewed after at most 48 min; at minute 58 nobody has got a new one.
TEST(CarryFaults, who_cannot_learn_the_address_of_the_hub_keeps_a_connection_and_gets_no_new_one) {
  with_carry(4, 2, fault_sets("{name: resolver, kind: name_service_outage, start: 5 s, duration: 54 min}", {"client.token_life=60 min"}), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(53), 500);
    f.run_to(Duration::seconds(1));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
    const std::int64_t before = f.carry.hubs()[0].counts().connects;
    f.run_to(Duration::minutes(54));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, before);
    EXPECT_EQ(f.carry.messages_held(), 4U);
    f.run_to(Duration::minutes(57));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
    EXPECT_EQ(f.carry.counts().messages_accepted, 4U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    expect_laws(f);
  });
}

// A connection of 11 ways of 50 ms and the request with it, 50 ms for the answer, 3 to 3.3 s, 0.1 s for the poll; then a connection to
// the hub of 0.4 s and the message.
TEST(CarryFaults, who_has_lost_its_assignment_registers_polls_and_connects) {
  with_carry(4, 2, fault_sets("{name: reset, kind: registration_storm, start: 10 min, duration: 0 s}"), [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::seconds(601), 500);
    f.run_to(Duration::seconds(602));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 0);
    EXPECT_EQ(f.carry.counts().connects, 0U);
    EXPECT_EQ(f.carry.registrations().in_progress(), 4U);
    const std::int64_t upkeep = f.carry.counts().uplink_upkeep_bytes;
    EXPECT_GT(upkeep, 4 * 1'000) << "a TLS handshake each";
    f.run_to(Duration::minutes(20));
    const RegistrationCounts& counts = f.carry.registrations().counts();
    EXPECT_EQ(counts.begun, 4U);
    EXPECT_EQ(counts.completed, 4U);
    EXPECT_EQ(counts.requests, 8U);
    EXPECT_EQ(counts.status_polls, 4U);
    EXPECT_EQ(counts.throttled + counts.given_up, 0U);
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
    EXPECT_EQ(f.carry.counts().connects, 4U);
    EXPECT_EQ(f.carry.counts().operation_records, 8U) << "a close and a connect each: the hub knows nothing of the rest";
    for (std::uint32_t d = 0; d < 4; ++d) {
      EXPECT_GT(f.arrived(d, 0), 600 + 0.4 + 3 + 0.1 + 0.2);
      EXPECT_LT(f.arrived(d, 0), 600 + 1.2 + 3.3 + 0.4 + 1.2);
    }
    expect_laws(f);
  });
}

// Site 0 has no line from minute 10 to 15: its two devices ask nobody, at minutes 11 to 15, and give up four times each.
TEST(CarryFaults, who_has_no_line_to_register_gives_up_and_starts_over) {
  with_carry(4, 2,
             fault_sets("{name: street, kind: link_loss, start: 10 min, duration: 5 min, targets: {site: 0}}, "
                        "{name: reset, kind: registration_storm, start: 11 min, duration: 0 s}"),
             [](CarryFixture& f) {
               f.run_to(Duration::minutes(14));
               EXPECT_EQ(f.carry.registrations().counts().completed, 2U);
               EXPECT_GE(f.carry.registrations().counts().without_line, 3U);
               f.run_to(Duration::minutes(30));
               const RegistrationCounts& counts = f.carry.registrations().counts();
               EXPECT_EQ(counts.completed, 4U);
               EXPECT_EQ(counts.begun, 4U + counts.given_up);
               EXPECT_GE(counts.given_up, 4U);
               EXPECT_LE(counts.given_up, 10U);
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
               expect_laws(f);
             });
}

// One request a minute, so that after five minutes at most two of four devices are assigned when power fails at both sites.
TEST(CarryFaults, a_restart_loses_what_has_been_registered_so_far) {
  with_carry(4, 2,
             fault_sets("{name: reset, kind: registration_storm, start: 10 min, duration: 0 s, requests_per_minute: 1, client_timeout: 1 h}, "
                        "{name: feeder, kind: power_cut, start: 15 min, duration: 1 min}"),
             [](CarryFixture& f) {
               f.run_to(Duration::seconds(15 * 60 + 30));
               const RegistrationCounts& counts = f.carry.registrations().counts();
               EXPECT_LE(counts.completed, 2U);
               EXPECT_EQ(counts.stopped, 4U - counts.completed);
               EXPECT_EQ(f.carry.registrations().in_progress(), 0U);
               EXPECT_LE(counts.accepted, 6U);
               expect_laws(f);
               f.run_to(Duration::minutes(45));
               EXPECT_EQ(counts.completed, 4U);
               EXPECT_EQ(counts.begun, 4U + counts.stopped);
               EXPECT_GT(counts.throttled, 100U);
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 4);
               expect_laws(f);
             });
}

// Twenty minutes late from minute 10 to 20, so what comes at 25 is read at 40, and what comes at 45 at once.
TEST(CarryFaults, analytics_that_lag_read_later_and_in_order) {
  with_carry(1, 1, fault_sets("{name: analytics, kind: backend_lag, start: 10 min, duration: 10 min, lag: 20 min}"), [](CarryFixture& f) {
    for (std::uint32_t i = 0; i < 5; ++i) f.add(0, i, Duration::minutes(5 + 10 * i), 500);
    f.run_to(Duration::minutes(34));
    EXPECT_EQ(f.carry.counts().messages_accepted, 3U);
    EXPECT_EQ(f.carry.counts().messages_submitted, 1U);
    EXPECT_EQ(f.carry.enqueued_later(), 2U);
    EXPECT_EQ(f.carry.messages_held(), 2U) << "none of them at a device";
    f.run_to(Duration::minutes(59));
    EXPECT_EQ(f.carry.counts().messages_submitted, 5U);
    EXPECT_EQ(f.carry.counts().messages_late, 3U);
    EXPECT_EQ(f.carry.accepted_labels().at({0, 2}).enqueued, f.world.start() + Duration::minutes(40));
    expect_laws(f);
  });
}

// The gateway restarts from minute 10 to 20; the devices behind it and on its site are not heard meanwhile.
TEST(CarryFaults, a_gateway_that_restarts_takes_the_lines_of_its_children_with_it) {
  with_carry(4, 2,
             fault_sets("{name: update, kind: gateway_reboot, start: 10 min, duration: 10 min, targets: {site: 0}}",
                        {"device_classes.hub_box={title: Box, firmware_versions: {\"1.0\": 1}, reboots_per_30_days: 0, power_losses_per_year: 0}",
                         "fleet=[{device_class: hub_box, count: 2, sites: 2, access: {line: 1}}, {device_class: kiosk, count: 8, sites: 2, gateway: hub_box}]"}),
             [](CarryFixture& f) {
               for (std::uint32_t d = 2; d < 10; ++d) f.add(d, 0, Duration::minutes(12), 500);
               f.run_to(Duration::minutes(19));
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 5) << "those of the other site";
               EXPECT_EQ(f.carry.messages_held(), 4U);
               f.run_to(Duration::minutes(25));
               EXPECT_EQ(f.carry.hubs()[0].open_connections(), 10);
               EXPECT_EQ(f.carry.counts().messages_accepted, 8U);
               EXPECT_EQ(f.carry.messages_held(), 0U);
               expect_laws(f);
             });
}

}  // namespace
}  // namespace picket::sim
