-- Programs that ran, with their users' names where the device reported its local users.
WITH raw AS (SELECT * FROM SecurityIoTRawEvent UNION ALL SELECT * FROM DefenderIoTRawEvent),
     users AS (
       SELECT DISTINCT DeviceId,
              json_extract(EventDetails, '$.UserId') AS UserId,
              json_extract(EventDetails, '$.UserName') AS UserName
       FROM raw
       WHERE RawEventName = 'LocalUsers'
     ),
     processes AS (
       SELECT DeviceId,
              json_extract(EventDetails, '$.Executable') AS Executable,
              CAST(json_extract(EventDetails, '$.UserId') AS TEXT) AS UserId,
              coalesce(json_extract(EventDetails, '$.CommandLine'), json_extract(EventDetails, '$.Commandline')) AS CommandLine,
              coalesce(json_extract(EventDetails, '$.HitCount'), json_extract(EventDetails, '$.ExtraDetails.HitCount'), 1) AS HitCount,
              coalesce(json_extract(EventDetails, '$.TimestampLocal'), json_extract(EventDetails, '$.TimestampUTC')) AS At
       FROM raw
       WHERE RawEventName IN ('ProcessCreate', 'Process')
         AND coalesce(json_extract(EventDetails, '$.EventType'), 'EXEC') = 'EXEC'
     ),
     runs AS (
       SELECT Executable, sum(HitCount) AS ExecutionCount, min(At) AS FirstObserved, max(At) AS LastObserved,
              count(DISTINCT DeviceId) AS Devices
       FROM processes
       GROUP BY Executable
     )
SELECT Executable, ExecutionCount, Devices, FirstObserved, LastObserved,
       (SELECT json_group_array(DISTINCT UserName)
        FROM (SELECT coalesce(u.UserName, p.UserId) AS UserName
              FROM processes p LEFT JOIN users u ON u.DeviceId = p.DeviceId AND CAST(u.UserId AS TEXT) = p.UserId
              WHERE p.Executable = runs.Executable
              ORDER BY 1)) AS UserNames,
       (SELECT json_group_array(DISTINCT CommandLine)
        FROM (SELECT CommandLine FROM processes p WHERE p.Executable = runs.Executable ORDER BY 1 LIMIT 100)) AS CommandLines
FROM runs
ORDER BY ExecutionCount DESC, Executable;
