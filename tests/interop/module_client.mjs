// A module's life as Microsoft's device SDK leads it: twin, reported property, messages, a desired property that changes.
// Usage: module_client.mjs <connection string>; a JSON object a line on standard output.

import device from 'azure-iot-device';
import mqtt from 'azure-iot-device-mqtt';

const say = (what) => console.log(JSON.stringify(what));
const client = device.ModuleClient.fromConnectionString(process.argv[2], mqtt.Mqtt);
client.on('error', (error) => say({ error: String(error) }));
try {
  await client.open();
} catch (error) {
  say({ refused: error.name });
  process.exit(0);
}

const twin = await client.getTwin();
say({ twin: twin.properties });
// The SDK subscribes to changes when a listener is there, and tells it of the present state first.
const changed = new Promise((resolve) => {
  twin.on('properties.desired', (desired) => {
    say({ desired });
    if (desired.mode === 'fast') resolve();
  });
});
await new Promise((resolve, reject) => twin.properties.reported.update({ ms: { v: 1 } }, (error) => (error ? reject(error) : resolve())));
say({ reported: true });

/// The `number` is that which our client gives its messages, so that both can be compared.
function security_message(number) {
  const message = new device.Message(`{"seen":${number}}`);
  message.messageId = `00000000-0000-0007-0000-00000000000${number}`;
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  message.setAsSecurityMessage();
  return message;
}
await client.sendEvent(security_message(1));
const marked = security_message(2);
marked.correlationId = 'corr 1/x';
marked.userId = 'u@x';
marked.properties.add('plain', 'v1');
marked.properties.add('sp ace&=', 'a/b+c ü%');
await client.sendEvent(marked);
say({ sent: 2 });

await changed;
await client.close();
say({ closed: true });
