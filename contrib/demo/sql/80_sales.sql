-- Sales: how far the targets are reached.
CREATE SCHEMA sales;
COMMENT ON SCHEMA sales IS 'Quotas and how far they are reached';

CREATE VIEW sales.quota_attainment AS
SELECT t.month, t.revenue_target_eur, s.revenue_eur,
	   round(100 * s.revenue_eur / t.revenue_target_eur, 1) AS attained_percent
  FROM management.targets AS t
	   JOIN (SELECT date_trunc('month', settled_at, 'UTC')::date AS month, sum(amount_eur) AS revenue_eur
			   FROM payment.settlements GROUP BY 1) AS s USING (month);
COMMENT ON VIEW sales.quota_attainment IS 'Revenue against target, by month';
COMMENT ON COLUMN sales.quota_attainment.month IS 'First day of the month, UTC';
COMMENT ON COLUMN sales.quota_attainment.revenue_target_eur IS 'Revenue to reach, EUR';
COMMENT ON COLUMN sales.quota_attainment.revenue_eur IS 'Revenue reached, EUR';
COMMENT ON COLUMN sales.quota_attainment.attained_percent IS 'Reached share of the target';
