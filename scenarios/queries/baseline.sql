-- Checks of the baseline that failed in each device's latest scan.
WITH raw AS (SELECT * FROM SecurityIoTRawEvent UNION ALL SELECT * FROM DefenderIoTRawEvent),
     checks AS (
       SELECT DeviceId, TimeStamp,
              coalesce(json_extract(EventDetails, '$.BaselineCheckId'), json_extract(EventDetails, '$.CceId')) AS BaselineCheckId,
              coalesce(json_extract(EventDetails, '$.BaselineCheckResult'), json_extract(EventDetails, '$.Result')) AS BaselineCheckResult,
              coalesce(json_extract(EventDetails, '$.BaselineCheckDescription'), json_extract(EventDetails, '$.Description')) AS BaselineCheckDescription
       FROM raw
       WHERE RawEventName IN ('Baseline', 'OSBaseline')
     ),
     latest AS (SELECT DeviceId, max(TimeStamp) AS TimeStamp FROM checks GROUP BY DeviceId)
SELECT DeviceId, TimeStamp, BaselineCheckId, BaselineCheckResult, BaselineCheckDescription
FROM checks JOIN latest USING (DeviceId, TimeStamp)
WHERE upper(BaselineCheckResult) IN ('FAIL', 'ERR', 'ERROR')
ORDER BY DeviceId, BaselineCheckId;
