-- Search: how people come in and what they look for.  Two event tables.
CREATE SCHEMA search;
COMMENT ON SCHEMA search IS 'How visitors come in and what they look for';

CREATE TABLE search.visit_event (
	session_id bigint PRIMARY KEY,
	customer_id integer,
	started_at timestamptz NOT NULL,
	utm_source text NOT NULL,
	utm_campaign text,
	ip_address inet NOT NULL
);
COMMENT ON TABLE search.visit_event IS 'One row per visit of the shop, written by the web tier';

INSERT INTO search.visit_event
SELECT i,
	   CASE WHEN i <= 100000 THEN pg_temp.buyer(i) END,	-- the visits that became orders
	   pg_temp.moment((i - 1) % 100000 + 1, 100000) - interval '20 minutes',
	   pg_temp.word('{direct,direct,newsletter,search_ads,search_ads,social}', pg_temp.pick(i, 10, 6)),
	   CASE WHEN pg_temp.pick(i, 10, 6) >= 2
			THEN pg_temp.word('{spring,summer,autumn,black_week}',
							  (date_part('doy', pg_temp.moment((i - 1) % 100000 + 1, 100000))::integer - 1) / 92)
	   END,
	   '10.0.0.0'::inet + (pg_temp.pick(i, 11, 16777215))::bigint
  FROM generate_series(1, 130000) AS i;

CREATE TABLE search.query_event (
	query_id bigint PRIMARY KEY,
	session_id bigint NOT NULL,
	searched_at timestamptz NOT NULL,
	term text NOT NULL,
	results integer NOT NULL,
	clicked_sku text
);
COMMENT ON TABLE search.query_event IS 'One row per search';

INSERT INTO search.query_event
SELECT i, i % 130000 + 1,
	   pg_temp.moment(i % 100000 + 1, 100000) - interval '15 minutes',
	   pg_temp.word('{kettle,lamp,desk,chair,mug,rug,shelf,clock,teapot,hammock}', pg_temp.pick(i, 12, 10)),
	   pg_temp.pick(i, 13, 40),
	   CASE WHEN pg_temp.pick(i, 13, 40) > 5 THEN 'SKU-' || (1 + pg_temp.pick(i, 14, 400)) END
  FROM generate_series(1, 150000) AS i;

-- What other domains may read.
CREATE VIEW search.visits AS
SELECT session_id, customer_id, started_at, utm_source AS channel, utm_campaign AS campaign
  FROM search.visit_event;
COMMENT ON VIEW search.visits IS 'Visits with the channel and campaign that brought them; no network addresses';
COMMENT ON COLUMN search.visits.session_id IS 'Number of the visit';
COMMENT ON COLUMN search.visits.customer_id IS 'Customer, if the visitor was logged in';
COMMENT ON COLUMN search.visits.started_at IS 'First request of the visit';
COMMENT ON COLUMN search.visits.channel IS 'direct, newsletter, search_ads or social';
COMMENT ON COLUMN search.visits.campaign IS 'Campaign code of the link that was followed';

CREATE VIEW search.search_terms AS
SELECT searched_at::date AS day, term,
	   count(*) AS searches,
	   count(clicked_sku) AS clicks,
	   count(*) FILTER (WHERE results = 0) AS without_result
  FROM search.query_event
 GROUP BY 1, 2;
COMMENT ON VIEW search.search_terms IS 'What was looked for, by day';
COMMENT ON COLUMN search.search_terms.day IS 'Day, UTC';
COMMENT ON COLUMN search.search_terms.term IS 'Term as typed, lower case';
COMMENT ON COLUMN search.search_terms.searches IS 'Number of searches';
COMMENT ON COLUMN search.search_terms.clicks IS 'Searches that led to a click';
COMMENT ON COLUMN search.search_terms.without_result IS 'Searches that found nothing';

GRANT USAGE ON SCHEMA search TO shop_customer, shop_marketing;
GRANT SELECT ON search.visits TO shop_customer, shop_marketing;
