-- Management: targets kept by hand, monthly figures on top of the other
-- domains' products.
CREATE SCHEMA management;
COMMENT ON SCHEMA management IS 'Figures that the shop is steered by';

CREATE TABLE management.target_sheet (
	month date PRIMARY KEY,
	revenue_target_eur numeric(12, 2) NOT NULL
);
COMMENT ON TABLE management.target_sheet IS 'Targets as decided in the yearly meeting, typed in by hand';
COMMENT ON COLUMN management.target_sheet.month IS 'First day of the month';
COMMENT ON COLUMN management.target_sheet.revenue_target_eur IS 'Revenue to reach, EUR';

INSERT INTO management.target_sheet
SELECT (date '2025-01-01' + k * interval '1 month')::date, 2200000 + 20000 * k
  FROM generate_series(0, 11) AS k;

CREATE MATERIALIZED VIEW management.kpi_monthly AS
SELECT date_trunc('month', o.ordered_at, 'UTC')::date AS month,
	   count(*) AS orders,
	   count(DISTINCT o.customer_id) AS customers,
	   sum(s.amount_eur) AS revenue_eur,
	   round(avg(s.amount_eur), 2) AS average_order_eur,
	   round(100.0 * count(s.refunded_at) / count(*), 1) AS refunded_percent,
	   round(100.0 * count(*) FILTER (WHERE d.on_time) / count(*), 1) AS on_time_percent
  FROM checkout.orders AS o
	   JOIN payment.settlements AS s USING (order_id)
	   JOIN fulfilment.deliveries AS d USING (order_id)
 GROUP BY 1;
COMMENT ON MATERIALIZED VIEW management.kpi_monthly IS 'The shop in one row per month';
COMMENT ON COLUMN management.kpi_monthly.month IS 'First day of the month, UTC';
COMMENT ON COLUMN management.kpi_monthly.orders IS 'Paid orders';
COMMENT ON COLUMN management.kpi_monthly.customers IS 'Customers who ordered';
COMMENT ON COLUMN management.kpi_monthly.revenue_eur IS 'Revenue, EUR';
COMMENT ON COLUMN management.kpi_monthly.average_order_eur IS 'Revenue per order, EUR';
COMMENT ON COLUMN management.kpi_monthly.refunded_percent IS 'Share of orders paid back';
COMMENT ON COLUMN management.kpi_monthly.on_time_percent IS 'Share of orders that arrived within three days of leaving';

CREATE VIEW management.targets AS
SELECT month, revenue_target_eur FROM management.target_sheet;
COMMENT ON VIEW management.targets IS 'Revenue targets by month';
COMMENT ON COLUMN management.targets.month IS 'First day of the month';
COMMENT ON COLUMN management.targets.revenue_target_eur IS 'Revenue to reach, EUR';

GRANT USAGE ON SCHEMA management TO shop_sales;
GRANT SELECT ON management.targets TO shop_sales;
