// Stands at a hub's MQTT port, ends TLS there, passes all on to the double over TLS of its own, and keeps what each client sent.

import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/// `connections`: one Buffer for each, in the order of their opening, whole once `ended` has counted it.
export async function record({ port, target, root, chain, key }) {
  const recorder = { connections: [], ended: 0 };
  const server = tls.createServer({ cert: readFileSync(chain), key: readFileSync(key) }, (client) => {
    const place = recorder.connections.push(Buffer.alloc(0)) - 1;
    const hub = tls.connect({ host: '127.0.0.1', port: target, ca: readFileSync(root), servername: 'contoso-hub.azure-devices.net' });
    client.on('data', (bytes) => (recorder.connections[place] = Buffer.concat([recorder.connections[place], bytes])));
    client.pipe(hub).pipe(client);
    for (const [side, other] of [[client, hub], [hub, client]]) side.on('error', () => other.destroy());
    client.on('close', () => ++recorder.ended);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(recorder, { close: () => server.close() });
}
