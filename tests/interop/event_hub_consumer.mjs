// Reads the built-in endpoint from its beginning with Microsoft's consumer, until there were so many events.
// Usage: event_hub_consumer.mjs <connection string> <events>; a JSON object a line on standard output.

import { EventHubConsumerClient, earliestEventPosition } from '@azure/event-hubs';

const say = (what) => console.log(JSON.stringify(what));
const client = new EventHubConsumerClient(EventHubConsumerClient.defaultConsumerGroupName, process.argv[2]);
say({ partitions: await client.getPartitionIds() });

let missing = Number(process.argv[3]);
await new Promise((resolve, reject) => {
  client.subscribe(
    {
      processEvents: async (events, context) => {
        for (const { body, properties, systemProperties, contentType, messageId, correlationId, sequenceNumber, offset, enqueuedTimeUtc } of events) {
          say({ event: { partition: context.partitionId, body, properties, systemProperties, contentType, messageId, correlationId, sequenceNumber, offset, enqueuedTimeUtc } });
        }
        missing -= events.length;
        if (missing <= 0) resolve();
      },
      processError: async (error) => reject(error),
    },
    { startPosition: earliestEventPosition },
  );
});
await client.close();
