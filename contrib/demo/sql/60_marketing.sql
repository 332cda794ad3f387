-- Marketing: spend from outside, a calendar kept by hand, attribution on top.
CREATE SCHEMA marketing;
COMMENT ON SCHEMA marketing IS 'Campaigns and what they brought';

-- External data: daily export of the advertising networks.
CREATE TABLE marketing.ad_spend (
	day date NOT NULL,
	channel text NOT NULL,
	campaign text NOT NULL,
	spend_eur numeric(10, 2) NOT NULL,
	PRIMARY KEY (day, channel)
);
COMMENT ON TABLE marketing.ad_spend IS 'What was spent on advertising, as the networks report it';

INSERT INTO marketing.ad_spend
SELECT date '2025-01-01' + d, channel, pg_temp.word('{spring,summer,autumn,black_week}', d / 92),
	   (150000 + pg_temp.pick(d, salt, 200000)) / 100.0
  FROM generate_series(0, 364) AS d,
	   (VALUES ('newsletter', 60), ('search_ads', 61), ('social', 62)) AS c(channel, salt);

-- Manual data: a sheet that people type into, so all of it is text.
CREATE TABLE marketing.campaign_calendar_sheet (
	row_no integer PRIMARY KEY,
	campaign text,
	starts text,
	ends text,
	budget text,
	remarks text
);
COMMENT ON TABLE marketing.campaign_calendar_sheet IS 'Pasted from the spreadsheet of the campaign meeting';

INSERT INTO marketing.campaign_calendar_sheet VALUES
	(1, 'Spring', '01.01.2025', '02.04.2025', '600 000', 'newsletter first'),
	(2, 'summer', '03.04.2025', '03.07.2025', '550.000 EUR', NULL),
	(3, 'AUTUMN ', '04.07.2025', '03.10.2025', '700000', 'with the garden catalogue'),
	(4, 'black_week', '04.10.2025', '31.12.2025', '800.000', 'tbc'),
	(5, NULL, NULL, NULL, NULL, 'ideas for next year: see other sheet');

CREATE VIEW marketing.campaigns AS
SELECT lower(btrim(campaign)) AS campaign,
	   to_date(starts, 'DD.MM.YYYY') AS starts_on,
	   to_date(ends, 'DD.MM.YYYY') AS ends_on,
	   regexp_replace(budget, '[^0-9]', '', 'g')::integer AS budget_eur
  FROM marketing.campaign_calendar_sheet
 WHERE campaign IS NOT NULL;
COMMENT ON VIEW marketing.campaigns IS 'The campaign calendar, cleaned';
COMMENT ON COLUMN marketing.campaigns.campaign IS 'Campaign code';
COMMENT ON COLUMN marketing.campaigns.starts_on IS 'First day';
COMMENT ON COLUMN marketing.campaigns.ends_on IS 'Last day';
COMMENT ON COLUMN marketing.campaigns.budget_eur IS 'Planned spend, EUR';

-- Revenue by channel and campaign.  It does not say by which model orders are
-- credited: the local policy marketing-attribution finds that.
CREATE MATERIALIZED VIEW marketing.attribution AS
SELECT v.channel, v.campaign, o.orders, o.revenue_eur, a.spend_eur,
	   round(o.revenue_eur / NULLIF(a.spend_eur, 0), 2) AS return_on_spend
  FROM (SELECT DISTINCT channel, campaign FROM search.visits WHERE campaign IS NOT NULL) AS v
	   JOIN (SELECT vi.channel, vi.campaign, count(*) AS orders, sum(s.amount_eur) AS revenue_eur
			   FROM checkout.orders AS co
					JOIN search.visits AS vi USING (session_id)
					JOIN payment.settlements AS s USING (order_id)
			  GROUP BY 1, 2) AS o USING (channel, campaign)
	   LEFT JOIN (SELECT channel, campaign, sum(spend_eur) AS spend_eur
					FROM marketing.ad_spend GROUP BY 1, 2) AS a USING (channel, campaign);
COMMENT ON MATERIALIZED VIEW marketing.attribution IS 'Revenue and spend by channel and campaign';
COMMENT ON COLUMN marketing.attribution.channel IS 'newsletter, search_ads or social';
COMMENT ON COLUMN marketing.attribution.campaign IS 'Campaign code';
COMMENT ON COLUMN marketing.attribution.orders IS 'Paid orders';
COMMENT ON COLUMN marketing.attribution.revenue_eur IS 'What they brought, EUR';
COMMENT ON COLUMN marketing.attribution.spend_eur IS 'What was spent, EUR';
COMMENT ON COLUMN marketing.attribution.return_on_spend IS 'Revenue per euro spent';

GRANT USAGE ON SCHEMA marketing TO shop_management;
GRANT SELECT ON marketing.attribution, marketing.campaigns TO shop_management;
