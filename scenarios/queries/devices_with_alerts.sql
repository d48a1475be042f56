-- Devices with alerts in the last seven days, by hub, severity and name.
SELECT ResourceId AS IoTHubId,
       AlertSeverity,
       DisplayName,
       count(DISTINCT json_extract(ExtendedProperties, '$.DeviceId')) AS Devices
FROM SecurityAlert
WHERE TimeGenerated > ago('7d')
GROUP BY IoTHubId, AlertSeverity, DisplayName
ORDER BY Devices DESC, DisplayName;
