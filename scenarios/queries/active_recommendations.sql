-- Recommendations that are still active, with the number of devices.
-- The latest state of each hub, device, severity and name decides.
WITH latest AS (
  SELECT AssessedResourceId AS IoTHubId, DeviceId, RecommendationSeverity, RecommendationDisplayName,
         RecommendationState, max(DiscoveredTimeUTC)
  FROM SecurityRecommendation
  GROUP BY AssessedResourceId, DeviceId, RecommendationSeverity, RecommendationDisplayName
)
SELECT IoTHubId, RecommendationSeverity, RecommendationDisplayName, count(DISTINCT DeviceId) AS Devices
FROM latest
WHERE RecommendationState = 'Active'
GROUP BY IoTHubId, RecommendationSeverity, RecommendationDisplayName
ORDER BY Devices DESC, RecommendationDisplayName;
