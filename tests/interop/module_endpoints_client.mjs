// What a module may do with Microsoft's device SDK beside telemetry and twin: methods, inputs, outputs.
// Usage: module_endpoints_client.mjs <connection string>; a JSON object a line on standard output.

import device from 'azure-iot-device';
import mqtt from 'azure-iot-device-mqtt';

const client = device.ModuleClient.fromConnectionString(process.argv[2], mqtt.Mqtt);
await client.open();
client.onMethod('restart', () => {});
client.on('inputMessage', () => {});
await client.sendOutputEvent('out1', new device.Message('{"out":1}'));
await client.close();
console.log(JSON.stringify({ closed: true }));
