-- Incidents and campaigns: kind, device, severity, state, when, and the alerts in them.
-- Not of the product's documentation: over our own tables, records of OCSF.
WITH latest AS (
  SELECT Uid, max(ActivityId), Record FROM OcsfIncidentFinding GROUP BY Uid
)
SELECT json_extract(Record, '$.unmapped.kind') AS Kind,
       json_extract(Record, '$.device.uid') AS DeviceId,
       json_extract(Record, '$.severity') AS Severity,
       json_extract(Record, '$.status') AS Status,
       strftime('%Y-%m-%dT%H:%M:%SZ', json_extract(Record, '$.start_time') / 1000, 'unixepoch') AS Opened,
       json_extract(Record, '$.count') AS Findings,
       (SELECT json_group_array(Title)
        FROM (SELECT DISTINCT json_extract(value, '$.title') AS Title
              FROM json_each(Record, '$.finding_info_list') ORDER BY 1)) AS Alerts
FROM latest
ORDER BY Opened, DeviceId, Kind;
