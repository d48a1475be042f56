-- Ports up to 1024 that devices listen on: when, and who was connected.
WITH raw AS (SELECT * FROM SecurityIoTRawEvent UNION ALL SELECT * FROM DefenderIoTRawEvent),
     ports AS (
       SELECT DeviceId,
              upper(json_extract(EventDetails, '$.Protocol')) AS Protocol,
              CAST(json_extract(EventDetails, '$.LocalPort') AS INTEGER) AS LocalPort,
              coalesce(json_extract(EventDetails, '$.TimestampLocal'), json_extract(EventDetails, '$.TimestampUTC')) AS At,
              json_extract(EventDetails, '$.RemoteAddress') AS RemoteAddress,
              json_extract(EventDetails, '$.RemotePort') AS RemotePort
       FROM raw
       WHERE RawEventName = 'ListeningPorts'
     )
SELECT DeviceId, Protocol, LocalPort, min(At) AS FirstObserved, max(At) AS LastObserved,
       json_group_array(DISTINCT RemoteAddress || ':' || RemotePort)
         FILTER (WHERE RemoteAddress IS NOT NULL) AS AllowedRemotes
FROM ports
WHERE LocalPort <= 1024
GROUP BY DeviceId, Protocol, LocalPort
ORDER BY DeviceId, Protocol, LocalPort;
