-- Recommendations that are still active, with the number of devices.
-- The latest state of each hub, device, severity and name decides; no device: it is the hub's own.
WITH latest AS (
  SELECT AssessedResourceId AS IoTHubId, DeviceId, RecommendationSeverity, RecommendationDisplayName,
         RecommendationState, max(DiscoveredTimeUTC)
  FROM SecurityRecommendation
  GROUP BY AssessedResourceId, DeviceId, RecommendationSeverity, RecommendationDisplayName
)
SELECT IoTHubId, RecommendationSeverity, RecommendationDisplayName, count(DISTINCT nullif(DeviceId, '')) AS Devices
FROM latest
WHERE RecommendationState = 'Active'
GROUP BY IoTHubId, RecommendationSeverity, RecommendationDisplayName
ORDER BY Devices DESC, RecommendationDisplayName;
