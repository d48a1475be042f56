-- Three alerts, with device and hub.
-- Documented query "Sample alerts"; the newest first.
SELECT TimeGenerated,
       ResourceId AS IoTHubId,
       json_extract(ExtendedProperties, '$.DeviceId') AS DeviceId,
       AlertSeverity,
       DisplayName,
       Description
FROM SecurityAlert
ORDER BY TimeGenerated DESC, SystemAlertId
LIMIT 3;
