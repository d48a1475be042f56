-- Alerts of one device at one hub. Parameters: device, hub.
SELECT TimeGenerated, AlertSeverity, DisplayName, AlertType, StartTime, EndTime, ExtendedProperties
FROM SecurityAlert
WHERE instr(lower(ExtendedProperties), lower(:device)) > 0
  AND instr(lower(ResourceId), lower(:hub)) > 0
ORDER BY TimeGenerated, SystemAlertId;
