-- Payment: payments, their events, and exchange rates from outside.
CREATE SCHEMA payment;
COMMENT ON SCHEMA payment IS 'How orders were paid';

-- External data: what a nightly job fetches from the central bank.
CREATE TABLE payment.exchange_rate (
	day date NOT NULL,
	currency text NOT NULL,
	per_euro numeric(12, 6) NOT NULL,
	PRIMARY KEY (day, currency)
);
COMMENT ON TABLE payment.exchange_rate IS 'Reference rates of the European Central Bank, one row per day and currency';

INSERT INTO payment.exchange_rate
SELECT date '2025-01-01' + d, c.currency,
	   CASE WHEN c.currency = 'EUR' THEN 1
			ELSE c.base * (1 + (pg_temp.pick(d, c.salt, 401) - 200) / 10000.0) END
  FROM generate_series(0, 364) AS d,
	   (VALUES ('EUR', 1.0, 0), ('GBP', 0.85, 31), ('PLN', 4.25, 32), ('SEK', 11.10, 33)) AS c(currency, base, salt);

CREATE TABLE payment.payment (
	payment_id bigint PRIMARY KEY,
	order_id bigint NOT NULL UNIQUE,
	method text NOT NULL,
	currency text NOT NULL,
	amount numeric(12, 2) NOT NULL,
	card_number text,
	iban text
);
COMMENT ON TABLE payment.payment IS 'One payment per order that was not cancelled';

INSERT INTO payment.payment
SELECT 1000000 + order_id, order_id, method, currency, amount,
	   CASE WHEN method = 'card' THEN '411111' || lpad(pg_temp.pick(order_id, 34, 1000000000)::text, 10, '0') END,
	   CASE WHEN method = 'transfer' THEN 'DE00' || lpad(pg_temp.pick(order_id, 35, 1000000000)::text, 18, '0') END
  FROM (SELECT order_id, currency, amount,
			   pg_temp.word('{card,card,card,wallet,transfer}', pg_temp.pick(order_id, 36, 5)) AS method
		  FROM checkout.orders WHERE status = 'placed') AS o;

-- Events: authorised, captured, and for some refunded.
CREATE TABLE payment.payment_event (
	payment_id bigint NOT NULL,
	event text NOT NULL,
	happened_at timestamptz NOT NULL,
	PRIMARY KEY (payment_id, event)
);
COMMENT ON TABLE payment.payment_event IS 'What happened to a payment, and when';

INSERT INTO payment.payment_event
SELECT p.payment_id, e.event, o.ordered_at + e.delay
  FROM payment.payment AS p
	   JOIN checkout.orders AS o USING (order_id)
	   JOIN (VALUES ('authorised', interval '5 seconds'),
					('captured', interval '1 hour'),
					('refunded', interval '9 days')) AS e(event, delay)
		 ON e.event <> 'refunded' OR pg_temp.pick(p.order_id, 37, 20) = 0;

ALTER TABLE payment.payment_event ADD FOREIGN KEY (payment_id) REFERENCES payment.payment;

CREATE VIEW payment.settlements AS
SELECT p.order_id, p.method,
	   c.happened_at AS settled_at,
	   round(p.amount / r.per_euro, 2) AS amount_eur,
	   f.happened_at AS refunded_at
  FROM payment.payment AS p
	   JOIN payment.payment_event AS c ON c.payment_id = p.payment_id AND c.event = 'captured'
	   JOIN payment.exchange_rate AS r
		 ON r.currency = p.currency
		AND r.day = LEAST((c.happened_at AT TIME ZONE 'UTC')::date, date '2025-12-31')
	   LEFT JOIN payment.payment_event AS f ON f.payment_id = p.payment_id AND f.event = 'refunded';
COMMENT ON VIEW payment.settlements IS 'Money that arrived, in EUR at the rate of the day; no card or account numbers';
COMMENT ON COLUMN payment.settlements.order_id IS 'Order that was paid';
COMMENT ON COLUMN payment.settlements.method IS 'card, wallet or transfer';
COMMENT ON COLUMN payment.settlements.settled_at IS 'When the money was captured';
COMMENT ON COLUMN payment.settlements.amount_eur IS 'Amount in EUR';
COMMENT ON COLUMN payment.settlements.refunded_at IS 'When it was paid back, if it was';

GRANT USAGE ON SCHEMA payment TO shop_customer, shop_marketing, shop_management, shop_sales;
GRANT SELECT ON payment.settlements TO shop_customer, shop_marketing, shop_management, shop_sales;
