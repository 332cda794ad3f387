-- Customer: profiles with their history, and the Customer 360, which reads
-- nothing of other domains but their output ports.
CREATE SCHEMA customer;
COMMENT ON SCHEMA customer IS 'Who the customers are';

CREATE TABLE customer.profile (
	customer_id integer PRIMARY KEY,
	full_name text NOT NULL,
	email text NOT NULL UNIQUE,
	phone text,
	birth_date date,
	country text NOT NULL,
	marketing_consent boolean NOT NULL,
	registered_at timestamptz NOT NULL
);
COMMENT ON TABLE customer.profile IS 'Master data of customers';
COMMENT ON COLUMN customer.profile.customer_id IS 'Number of the customer';
COMMENT ON COLUMN customer.profile.full_name IS 'Name as the customer writes it';
COMMENT ON COLUMN customer.profile.email IS 'Address for mail, verified';
COMMENT ON COLUMN customer.profile.phone IS 'In international form';
COMMENT ON COLUMN customer.profile.birth_date IS 'If given';
COMMENT ON COLUMN customer.profile.country IS 'ISO 3166 code';
COMMENT ON COLUMN customer.profile.marketing_consent IS 'May be written to';
COMMENT ON COLUMN customer.profile.registered_at IS 'When the account was made';

INSERT INTO customer.profile
SELECT i,
	   pg_temp.word('{Anna,Ben,Chloé,Dorota,Erik,Fatma,Greta,Hugo}', pg_temp.pick(i, 41, 8)) || ' '
	   || pg_temp.word('{Berg,Dubois,Evans,Kowalska,Lind,Meyer,Nowak,Smith}', pg_temp.pick(i, 42, 8)),
	   'customer' || i || '@example.org',
	   '+49 30 ' || (1000000 + pg_temp.pick(i, 50, 8999999)),
	   CASE WHEN pg_temp.pick(i, 51, 3) > 0 THEN date '1950-01-01' + pg_temp.pick(i, 52, 20000) END,
	   pg_temp.country(i),
	   pg_temp.pick(i, 53, 10) < 6,
	   timestamptz '2021-01-01 00:00:00+00' + make_interval(hours => pg_temp.pick(i, 54, 35000))
  FROM generate_series(1, 20000) AS i;

CREATE TABLE customer.consent_history (
	customer_id integer NOT NULL REFERENCES customer.profile,
	marketing_consent boolean NOT NULL,
	valid_from timestamptz NOT NULL,
	valid_to timestamptz,
	PRIMARY KEY (customer_id, valid_from)
);
COMMENT ON TABLE customer.consent_history IS 'What a customer had agreed to, and from when to when';
COMMENT ON COLUMN customer.consent_history.customer_id IS 'Number of the customer';
COMMENT ON COLUMN customer.consent_history.marketing_consent IS 'May be written to';
COMMENT ON COLUMN customer.consent_history.valid_from IS 'Beginning';
COMMENT ON COLUMN customer.consent_history.valid_to IS 'End; null if it still holds';

INSERT INTO customer.consent_history
SELECT customer_id, marketing_consent = (h.n = 2 OR pg_temp.pick(customer_id, 55, 4) > 0), h.valid_from, h.valid_to
  FROM customer.profile
	   CROSS JOIN LATERAL (VALUES
			(1, registered_at, registered_at + interval '100 days'),
			(2, registered_at + interval '100 days', NULL::timestamptz)
		) AS h(n, valid_from, valid_to);

CREATE MATERIALIZED VIEW customer.customer_360 AS
SELECT p.customer_id, p.email, p.country, p.marketing_consent,
	   count(o.order_id) AS orders,
	   COALESCE(sum(s.amount_eur) FILTER (WHERE s.refunded_at IS NULL), 0) AS revenue_eur,
	   min(o.ordered_at) AS first_order_at,
	   max(o.ordered_at) AS last_order_at,
	   count(s.refunded_at) AS refunds,
	   count(*) FILTER (WHERE NOT d.on_time) AS late_deliveries,
	   mode() WITHIN GROUP (ORDER BY v.channel) AS usual_channel
  FROM customer.profile AS p
	   LEFT JOIN checkout.orders AS o ON o.customer_id = p.customer_id AND o.status = 'placed'
	   LEFT JOIN payment.settlements AS s ON s.order_id = o.order_id
	   LEFT JOIN fulfilment.deliveries AS d ON d.order_id = o.order_id
	   LEFT JOIN search.visits AS v ON v.session_id = o.session_id
 GROUP BY p.customer_id;
CREATE UNIQUE INDEX customer_360_key ON customer.customer_360 (customer_id);
COMMENT ON MATERIALIZED VIEW customer.customer_360 IS 'Everything the shop knows of a customer, one row each';
COMMENT ON COLUMN customer.customer_360.customer_id IS 'Number of the customer';
COMMENT ON COLUMN customer.customer_360.email IS 'Address for mail';
COMMENT ON COLUMN customer.customer_360.country IS 'ISO 3166 code';
COMMENT ON COLUMN customer.customer_360.marketing_consent IS 'May be written to';
COMMENT ON COLUMN customer.customer_360.orders IS 'Orders that were not cancelled';
COMMENT ON COLUMN customer.customer_360.revenue_eur IS 'What was paid and not paid back, EUR';
COMMENT ON COLUMN customer.customer_360.first_order_at IS 'First order in the shop';
COMMENT ON COLUMN customer.customer_360.last_order_at IS 'Last order in the shop';
COMMENT ON COLUMN customer.customer_360.refunds IS 'Payments that were paid back';
COMMENT ON COLUMN customer.customer_360.late_deliveries IS 'Parcels that took more than three days';
COMMENT ON COLUMN customer.customer_360.usual_channel IS 'Channel of most of the visits that became orders';

-- The same without anything personal, for those who need numbers only.
CREATE VIEW customer.segments AS
SELECT country,
	   CASE WHEN orders = 0 THEN 'none' WHEN orders < 3 THEN 'occasional' WHEN orders < 10 THEN 'regular' ELSE 'loyal' END AS segment,
	   count(*) AS customers,
	   sum(revenue_eur) AS revenue_eur
  FROM customer.customer_360
 GROUP BY 1, 2;
COMMENT ON VIEW customer.segments IS 'Customers by country and loyalty';
COMMENT ON COLUMN customer.segments.country IS 'ISO 3166 code';
COMMENT ON COLUMN customer.segments.segment IS 'none, occasional (1-2 orders), regular (3-9) or loyal';
COMMENT ON COLUMN customer.segments.customers IS 'Number of customers';
COMMENT ON COLUMN customer.segments.revenue_eur IS 'What they paid, EUR';

GRANT USAGE ON SCHEMA customer TO shop_marketing, shop_management;
GRANT SELECT ON customer.customer_360 TO shop_marketing;
GRANT SELECT ON customer.segments TO shop_marketing, shop_management;
