-- Logins from elsewhere by user, result and program.
WITH raw AS (SELECT * FROM SecurityIoTRawEvent UNION ALL SELECT * FROM DefenderIoTRawEvent),
     logins AS (
       SELECT DeviceId,
              json_extract(EventDetails, '$.UserName') AS UserName,
              -- The second generation says it with the operation.
              coalesce(json_extract(EventDetails, '$.Result'),
                       CASE json_extract(EventDetails, '$.Operation') WHEN 'LoginFailed' THEN 'Fail' ELSE 'Success' END) AS Result,
              json_extract(EventDetails, '$.Operation') AS Operation,
              json_extract(EventDetails, '$.Executable') AS Executable,
              json_extract(EventDetails, '$.RemoteAddress') AS RemoteAddress,
              coalesce(json_extract(EventDetails, '$.HitCount'), json_extract(EventDetails, '$.ExtraDetails.HitCount'), 1) AS HitCount,
              coalesce(json_extract(EventDetails, '$.TimestampLocal'), json_extract(EventDetails, '$.TimestampUTC')) AS At
       FROM raw
       WHERE RawEventName = 'Login'
     )
SELECT DeviceId, UserName, Result, Executable,
       sum(HitCount) AS LoginAttempts,
       min(At) AS FirstObserved,
       max(At) AS LastObserved,
       count(DISTINCT RemoteAddress) AS RemoteAddresses
FROM logins
WHERE lower(Operation) <> 'logout'
  AND RemoteAddress IS NOT NULL AND RemoteAddress NOT IN ('127.0.0.1', '', '0.0.0.0', '::')
  AND UserName NOT IN ('(invalid user)', '(unknown user)')
GROUP BY DeviceId, UserName, Result, Executable
ORDER BY LoginAttempts DESC, DeviceId, UserName, Result;
