-- Checkout: catalogue with its price history, orders and their lines.
CREATE SCHEMA checkout;
COMMENT ON SCHEMA checkout IS 'Catalogue, baskets and orders';

CREATE TABLE checkout.article (
	article_id integer PRIMARY KEY,
	sku text NOT NULL UNIQUE,
	title text NOT NULL,
	category text NOT NULL
);
COMMENT ON TABLE checkout.article IS 'What the shop sells';

INSERT INTO checkout.article
SELECT i, 'SKU-' || i,
	   initcap(pg_temp.word('{oak,steel,linen,copper,glass,bamboo,wool}', pg_temp.pick(i, 20, 7)) || ' '
						  || pg_temp.word('{kettle,lamp,desk,chair,mug,rug,shelf,clock,teapot,hammock}', i)),
	   pg_temp.word('{kitchen,light,office,office,kitchen,home,home,home,kitchen,garden}', i)
  FROM generate_series(1, 400) AS i;

-- History of an entity: each article has had three prices in 2025.
CREATE TABLE checkout.article_price_history (
	article_id integer NOT NULL REFERENCES checkout.article,
	price numeric(10, 2) NOT NULL,
	valid_from timestamptz NOT NULL,
	valid_to timestamptz,
	PRIMARY KEY (article_id, valid_from)
);
COMMENT ON TABLE checkout.article_price_history IS 'List prices in EUR, each for the time it was valid';

INSERT INTO checkout.article_price_history
SELECT i, (500 + pg_temp.pick(i, 21, 14500) + 25 * k) / 100.0,
	   timestamptz '2025-01-01 00:00:00+00' + k * interval '4 months',
	   CASE WHEN k < 2 THEN timestamptz '2025-01-01 00:00:00+00' + (k + 1) * interval '4 months' END
  FROM generate_series(1, 400) AS i, generate_series(0, 2) AS k;

CREATE TABLE checkout.order_line (
	order_id bigint NOT NULL,
	line_no integer NOT NULL,
	article_id integer NOT NULL,
	quantity integer NOT NULL,
	unit_price numeric(10, 2) NOT NULL,
	PRIMARY KEY (order_id, line_no)
);
COMMENT ON TABLE checkout.order_line IS 'What was ordered, at the price of that moment';

INSERT INTO checkout.order_line
SELECT o.i, l.n, p.article_id, 1 + pg_temp.pick(o.i * 4 + l.n, 23, 3), p.price
  FROM generate_series(1, 100000) AS o(i)
	   CROSS JOIN LATERAL generate_series(1, 1 + pg_temp.pick(o.i, 24, 3)) AS l(n)
	   JOIN checkout.article_price_history AS p
		 ON p.article_id = 1 + pg_temp.pick(o.i * 4 + l.n, 22, 400)
		AND p.valid_from <= pg_temp.moment(o.i, 100000)
		AND (p.valid_to IS NULL OR p.valid_to > pg_temp.moment(o.i, 100000));

CREATE TABLE checkout.customer_order (
	order_id bigint PRIMARY KEY,
	customer_id integer NOT NULL,
	session_id bigint NOT NULL,
	customer_email text NOT NULL,
	ordered_at timestamptz NOT NULL,
	status text NOT NULL,
	currency text NOT NULL,
	amount numeric(12, 2) NOT NULL
);
COMMENT ON TABLE checkout.customer_order IS 'Orders as placed, with the address for the confirmation mail';

INSERT INTO checkout.customer_order
SELECT o.i, pg_temp.buyer(o.i), o.i,
	   'customer' || pg_temp.buyer(o.i) || '@example.org',
	   pg_temp.moment(o.i, 100000),
	   CASE WHEN pg_temp.pick(o.i, 25, 25) = 0 THEN 'cancelled' ELSE 'placed' END,
	   pg_temp.currency(pg_temp.buyer(o.i)),
	   l.amount * CASE pg_temp.currency(pg_temp.buyer(o.i))
				  WHEN 'GBP' THEN 0.85 WHEN 'PLN' THEN 4.25 WHEN 'SEK' THEN 11.10 ELSE 1 END
  FROM generate_series(1, 100000) AS o(i)
	   JOIN (SELECT order_id, sum(quantity * unit_price) AS amount
			   FROM checkout.order_line GROUP BY order_id) AS l ON l.order_id = o.i;

ALTER TABLE checkout.order_line
	ADD FOREIGN KEY (order_id) REFERENCES checkout.customer_order,
	ADD FOREIGN KEY (article_id) REFERENCES checkout.article;
CREATE INDEX customer_order_customer_idx ON checkout.customer_order (customer_id);

CREATE VIEW checkout.orders AS
SELECT order_id, customer_id, session_id, ordered_at, status, currency, amount
  FROM checkout.customer_order;
COMMENT ON VIEW checkout.orders IS 'Orders without anything personal but the customer number';
COMMENT ON COLUMN checkout.orders.order_id IS 'Number of the order';
COMMENT ON COLUMN checkout.orders.customer_id IS 'Customer who ordered';
COMMENT ON COLUMN checkout.orders.session_id IS 'Visit in which it was ordered';
COMMENT ON COLUMN checkout.orders.ordered_at IS 'When the order button was pressed';
COMMENT ON COLUMN checkout.orders.status IS 'placed or cancelled';
COMMENT ON COLUMN checkout.orders.currency IS 'ISO 4217 code of amount';
COMMENT ON COLUMN checkout.orders.amount IS 'Total with tax, in currency';

CREATE VIEW checkout.order_items AS
SELECT l.order_id, l.line_no, a.sku, a.title, a.category, l.quantity, l.unit_price
  FROM checkout.order_line AS l
	   JOIN checkout.article AS a USING (article_id);
COMMENT ON VIEW checkout.order_items IS 'Lines of the orders, with the article';

GRANT USAGE ON SCHEMA checkout TO shop_payment, shop_fulfilment, shop_customer, shop_marketing, shop_management;
GRANT SELECT ON checkout.orders TO shop_payment, shop_fulfilment, shop_customer, shop_marketing, shop_management;
