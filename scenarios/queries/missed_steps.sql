-- Steps of attacks that were missed: why, and where the evidence that came furthest ended.
-- Not of the product's documentation: over our own table, the truth about the run.
WITH total AS (
  SELECT Attack, Step, count(*) AS Steps FROM PicketAttackStep GROUP BY Attack, Step
)
SELECT s.Attack,
       s.Step,
       s.Fate AS Reason,
       s.Stage || ' ' || s.Reason AS EndedAt,
       count(*) AS Missed,
       t.Steps AS Steps,
       min(s.DeviceId) AS ExampleDevice
FROM PicketAttackStep AS s JOIN total AS t ON t.Attack = s.Attack AND t.Step = s.Step
WHERE s.Fate <> 'detected'
GROUP BY s.Attack, s.Step, s.Fate, EndedAt
ORDER BY s.Attack, Missed DESC, s.Step, Reason, EndedAt;
