// What a client sent over MQTT 3.1.1, packet by packet.
// Source: OASIS MQTT 3.1.1, sections 2.2 and 3.

/// Splits the bytes of a whole connection: {type, flags, body}. Throws at a packet that is cut off.
export function packets(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const head = bytes[at++];
    let length = 0;
    let shift = 0;
    for (let more = true; more; shift += 7) {
      more = (bytes[at] & 0x80) !== 0;
      length += (bytes[at++] & 0x7f) << shift;
    }
    if (at + length > bytes.length) throw new Error(`a packet of type ${head >> 4} is cut off`);
    found.push({ type: head >> 4, head, body: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

function field(body, at) {
  const length = body.readUInt16BE(at);
  return [body.subarray(at + 2, at + 2 + length), at + 2 + length];
}

/// The fields of a CONNECT: `fixed` are the ten bytes from the protocol's name to the keep-alive.
export function connect({ body }) {
  const [client, behind_client] = field(body, 10);
  const [user, behind_user] = field(body, behind_client);
  const [password, end] = field(body, behind_user);
  if (end !== body.length) throw new Error('a CONNECT with more than client, user and password');
  return { fixed: body.subarray(0, 10).toString('hex'), client: client.toString(), user: user.toString(), password: password.toString() };
}

/// Filters of a SUBSCRIBE, each with its QoS.
export function filters({ body }) {
  const found = [];
  for (let at = 2; at < body.length; ) {
    const [filter, behind] = field(body, at);
    found.push(`${filter} ${body[behind]}`);
    at = behind + 1;
  }
  return found;
}

/// Topic and payload of a PUBLISH, without the packet's number.
export function publish({ head, body }) {
  const [topic, behind] = field(body, 0);
  const numbered = (head & 0x06) !== 0;
  return { head, topic: topic.toString(), payload: body.subarray(behind + (numbered ? 2 : 0)).toString() };
}
