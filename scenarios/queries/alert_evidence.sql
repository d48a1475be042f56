-- The raw events that the alerts of one device rest on, and the reason. Parameter: device.
-- Not of the product's documentation: over our own table, records of OCSF. Events that the run did not keep have no details.
WITH raw AS (SELECT * FROM SecurityIoTRawEvent UNION ALL SELECT * FROM DefenderIoTRawEvent),
     evidence AS (
       SELECT f.TimeGenerated, f.Uid, json_extract(f.Record, '$.finding_info.title') AS Alert,
              json_extract(f.Record, '$.message') AS Reason, json_extract(e.value, '$.uid') AS IoTRawEventId
       FROM OcsfDetectionFinding f, json_each(f.Record, '$.evidences') e
       WHERE json_extract(f.Record, '$.device.uid') = :device
     )
SELECT evidence.TimeGenerated, Alert, Reason, RawEventName, TimeStamp, EventDetails
FROM evidence LEFT JOIN raw USING (IoTRawEventId)
ORDER BY evidence.TimeGenerated, evidence.Uid, TimeStamp, IoTRawEventId;
