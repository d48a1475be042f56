-- Local users by group, and when each was first seen.
WITH raw AS (SELECT * FROM SecurityIoTRawEvent UNION ALL SELECT * FROM DefenderIoTRawEvent)
SELECT DeviceId,
       json_extract(EventDetails, '$.GroupNames') AS GroupNames,
       json_extract(EventDetails, '$.UserName') AS UserName,
       min(coalesce(json_extract(EventDetails, '$.TimestampLocal'), json_extract(EventDetails, '$.TimestampUTC'))) AS FirstObserved
FROM raw
WHERE RawEventName = 'LocalUsers' AND UserName IS NOT NULL
GROUP BY DeviceId, GroupNames, UserName
ORDER BY DeviceId, GroupNames, UserName;
