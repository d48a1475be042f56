-- Alerts of the last seven days by hub, device, severity and name.
SELECT ResourceId AS IoTHubId,
       json_extract(ExtendedProperties, '$.DeviceId') AS DeviceId,
       AlertSeverity,
       DisplayName,
       count(DISTINCT SystemAlertId) AS Alerts
FROM SecurityAlert
WHERE TimeGenerated > ago('7d')
GROUP BY IoTHubId, DeviceId, AlertSeverity, DisplayName
ORDER BY Alerts DESC, DeviceId, DisplayName;
