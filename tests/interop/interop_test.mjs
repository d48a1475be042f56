// Proves the hub double fair: Microsoft's unmodified SDKs work against it, and our client sends the same bytes as theirs.
// Usage: interop_test.mjs <serve_hub_double> <empty folder>, in a network of its own: see run.sh.
//
// The texts of packets are those of a capture of azure-iot-device 1.18.4 against a real broker; the SDK is pinned to it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { connect, filters, packets, publish } from './mqtt_packets.mjs';
import { record } from './mqtt_recorder.mjs';
import { start } from './programs.mjs';

const [program, folder] = process.argv.slice(2);
const PUBLISH = 3;
const SUBSCRIBE = 8;
const EVENTS = 'devices/dev-0001/modules/azureiotsecurity/messages/events/';
const SECURITY = '%24.ct=application%2Fjson&%24.ce=utf-8&%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1';
const ALL = `%24.cid=corr%201%2Fx&%24.uid=u%40x&${SECURITY}&plain=v1&sp%20ace%26%3D=a%2Fb%2Bc%20%C3%BC%25`;
const number = (n) => `00000000-0000-0007-0000-00000000000${n}`;

let hub, where, recorder;
/// One of the SDKs' programs, which trusts the double's root beside the usual ones.
const sdk = (name, ...parameters) => start(process.execPath, [new URL(name, import.meta.url).pathname, ...parameters], { NODE_EXTRA_CA_CERTS: where.root });
const all_of = (said, key) => said.filter((what) => key in what).map((what) => what[key]);

/// What one client sent, with what differs by nature left out: signatures and their times, requests' numbers, packets' numbers.
function story(bytes) {
  const sent = packets(bytes);
  const of = (type) => sent.filter((packet) => packet.type === type);
  const { password, ...first } = connect(sent[0]);
  return {
    connect: { ...first, head: sent[0].head, password: password.replace(/sig=[^&]*/, 'sig=').replace(/se=\d+/, 'se=') },
    filters: of(SUBSCRIBE).flatMap(filters),
    subscribe_heads: of(SUBSCRIBE).map((packet) => packet.head),
    published: of(PUBLISH).map(publish).map((packet) => ({ ...packet, topic: packet.topic.replace(/rid=.*/, 'rid=') })),
    last: { type: sent.at(-1).type, head: sent.at(-1).head, size: sent.at(-1).body.length },
  };
}

async function until_recorded(connections) {
  while (recorder.ended < connections) await new Promise((resolve) => setTimeout(resolve, 20));
}

before(async () => {
  hub = start(program, [folder]);
  where = await hub.until('where');
  recorder = await record({ port: 8883, target: where.mqtt_port, root: where.root, chain: where.chain, key: where.key });
});
after(async () => {
  recorder?.close();
  hub.close_input();
  await hub.end();
});

test('a module client has its twin, reports, sends, and is told of a change', async () => {
  const client = sdk('module_client.mjs', where.module);
  await client.until('sent');
  assert.deepEqual(JSON.parse(await hub.order('reported dev-0001/azureiotsecurity')), { ms: { v: 1 } });
  assert.equal(await hub.order('desired dev-0001/azureiotsecurity {"mode":"fast"}'), 'ok');
  const said = await client.end();
  assert.deepEqual(all_of(said, 'error'), []);
  assert.deepEqual(all_of(said, 'twin'), [{ desired: { $version: 1 }, reported: { $version: 1 } }]);
  assert.deepEqual(all_of(said, 'desired').at(-1), { mode: 'fast', $version: 2 });
  assert.deepEqual(said.at(-1), { closed: true });
});

test('the module client sends what was captured of it', async () => {
  await until_recorded(1);
  const { connect: first, filters: wanted, published } = story(recorder.connections[0]);
  assert.equal(first.head, 0x10);
  // "MQTT" of level 4, user and password but neither clean session nor will, 180 s.
  assert.equal(first.fixed, '00044d51545404c000b4');
  assert.equal(first.client, 'dev-0001/azureiotsecurity');
  assert.match(first.user, /^contoso-hub\.azure-devices\.net\/dev-0001\/azureiotsecurity\/\?api-version=2021-04-12&DeviceClientType=azure-iot-device%2F1\.18\.4%20\(node%20v[^&]*\)$/);
  assert.equal(first.password, 'SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001%2Fmodules%2Fazureiotsecurity&sig=&se=');
  assert.deepEqual(wanted, ['$iothub/twin/res/# 0', '$iothub/twin/PATCH/properties/desired/# 0']);
  assert.deepEqual(published, [
    { head: 0x30, topic: '$iothub/twin/GET/?$rid=', payload: ' ' },
    { head: 0x30, topic: '$iothub/twin/PATCH/properties/reported/?$rid=', payload: '{"ms":{"v":1}}' },
    { head: 0x32, topic: `${EVENTS}%24.mid=${number(1)}&${SECURITY}`, payload: '{"seen":1}' },
    { head: 0x32, topic: `${EVENTS}%24.mid=${number(2)}&${ALL}`, payload: '{"seen":2}' },
  ]);
});

test('our client sends the same bytes', async () => {
  const theirs = story(recorder.connections[0]);
  const user_agent = theirs.connect.user.split('DeviceClientType=')[1];
  assert.equal(await hub.order(`our_client ${user_agent}`), 'ok');
  await until_recorded(2);
  assert.deepEqual(story(recorder.connections[1]), theirs);
});

test('a module client uses inputs, outputs and methods, and sends what was captured of it', async () => {
  const said = await sdk('module_endpoints_client.mjs', where.module).end();
  assert.deepEqual(said, [{ closed: true }]);
  await until_recorded(3);
  const { filters: wanted, published } = story(recorder.connections[2]);
  assert.deepEqual(wanted, ['$iothub/methods/POST/# 0', 'devices/dev-0001/modules/azureiotsecurity/inputs/# 1']);
  assert.deepEqual(published, [{ head: 0x32, topic: `${EVENTS}%24.on=out1/`, payload: '{"out":1}' }]);
});

test('a module client with a wrong key is refused', async () => {
  const wrong = where.module.replace(/SharedAccessKey=.*/, 'SharedAccessKey=d3Jvbmc=');
  assert.deepEqual(await sdk('module_client.mjs', wrong).end(), [{ refused: 'UnauthorizedError' }]);
});

test('a consumer reads what both clients sent, at the built-in endpoint', async () => {
  const said = await sdk('event_hub_consumer.mjs', where.event_hub, '5').end();
  assert.deepEqual(said[0], { partitions: ['0', '1'] });
  const events = all_of(said, 'event');
  assert.deepEqual(events.map((event) => event.body), [{ seen: 1 }, { seen: 2 }, { seen: 1 }, { seen: 2 }, { out: 1 }]);
  assert.deepEqual(events.map((event) => event.sequenceNumber), [0, 1, 2, 3, 4]);
  for (const [i, event] of events.entries()) {
    assert.equal(event.offset, String(i));
    assert.equal(event.systemProperties['iothub-connection-device-id'], 'dev-0001');
    assert.equal(event.systemProperties['iothub-connection-module-id'], 'azureiotsecurity');
    assert.equal(event.systemProperties['iothub-message-source'], 'Telemetry');
  }
  const security = events.slice(0, 4);
  assert.deepEqual(security.map((event) => event.messageId), [number(1), number(2), number(1), number(2)]);
  for (const event of security) {
    assert.equal(event.contentType, 'application/json');
    assert.equal(event.systemProperties['iothub-interface-id'], 'urn:azureiot:Security:SecurityAgent:1');
  }
  for (const event of [events[1], events[3]]) {
    assert.equal(event.correlationId, 'corr 1/x');
    assert.deepEqual(event.properties, { plain: 'v1', 'sp ace&=': 'a/b+c ü%' });
  }
});

test('a registry client creates, reads and deletes a device and its module', async () => {
  const said = Object.assign({}, ...(await sdk('registry_client.mjs', where.owner).end()));
  assert.equal(said.created.deviceId, 'dev-0007');
  assert.equal(said.again, 'DeviceAlreadyExistsError 409');
  assert.equal(said.module.moduleId, 'azureiotsecurity');
  // The double makes up the key that it was not given, as a hub does.
  assert.notEqual(said.module.authentication.symmetricKey.primaryKey, '');
  assert.equal(said.read.authentication.symmetricKey.primaryKey, 'cHJpbWFyeQ==');
  assert.deepEqual(said.read_module, said.module);
  assert.deepEqual(said.modules, [said.module]);
  assert.deepEqual(said.query.map((twin) => [twin.deviceId, twin.moduleId]), [['dev-0007', 'azureiotsecurity']]);
  assert.equal(said.read_deleted_module, 'Error 404');
  assert.equal(said.read_deleted, 'DeviceNotFoundError 404');
});
