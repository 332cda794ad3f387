-- Fulfilment: shipments, with the history of their status.
CREATE SCHEMA fulfilment;
COMMENT ON SCHEMA fulfilment IS 'From the warehouse to the door';

CREATE TABLE fulfilment.shipment (
	shipment_id bigint PRIMARY KEY,
	order_id bigint NOT NULL UNIQUE,
	carrier text NOT NULL,
	recipient_name text NOT NULL,
	street_address text NOT NULL,
	postcode text NOT NULL
);
COMMENT ON TABLE fulfilment.shipment IS 'One parcel per order';

INSERT INTO fulfilment.shipment
SELECT 5000000 + order_id, order_id,
	   pg_temp.word('{DHL,DPD,GLS}', pg_temp.pick(order_id, 40, 3)),
	   pg_temp.word('{Anna,Ben,Chloé,Dorota,Erik,Fatma,Greta,Hugo}', pg_temp.pick(customer_id, 41, 8)) || ' '
	   || pg_temp.word('{Berg,Dubois,Evans,Kowalska,Lind,Meyer,Nowak,Smith}', pg_temp.pick(customer_id, 42, 8)),
	   pg_temp.word('{Station Road,Lindenweg,Rue Basse,Storgatan,Polna}', pg_temp.pick(customer_id, 43, 5))
	   || ' ' || (1 + pg_temp.pick(customer_id, 44, 120)),
	   (10000 + pg_temp.pick(customer_id, 45, 89999))::text
  FROM checkout.orders WHERE status = 'placed';

-- History of an entity: what a shipment's status was, and from when to when.
CREATE TABLE fulfilment.shipment_status_history (
	shipment_id bigint NOT NULL,
	status text NOT NULL,
	valid_from timestamptz NOT NULL,
	valid_to timestamptz,
	PRIMARY KEY (shipment_id, valid_from)
);
COMMENT ON TABLE fulfilment.shipment_status_history IS 'Status of each shipment over time; valid_to is null for the present one';

INSERT INTO fulfilment.shipment_status_history
SELECT s.shipment_id, h.status, h.valid_from,
	   lead(h.valid_from) OVER (PARTITION BY s.shipment_id ORDER BY h.valid_from)
  FROM fulfilment.shipment AS s
	   JOIN checkout.orders AS o USING (order_id)
	   CROSS JOIN LATERAL (VALUES
			('packed', o.ordered_at + interval '3 hours'),
			('shipped', o.ordered_at + interval '1 day'),
			('delivered', o.ordered_at + make_interval(days => 2 + pg_temp.pick(s.order_id, 46, 4)))
		) AS h(status, valid_from);

ALTER TABLE fulfilment.shipment_status_history ADD FOREIGN KEY (shipment_id) REFERENCES fulfilment.shipment;

CREATE VIEW fulfilment.deliveries AS
SELECT s.order_id, s.carrier,
	   sh.valid_from AS shipped_at,
	   d.valid_from AS delivered_at,
	   d.valid_from - sh.valid_from <= interval '3 days' AS on_time
  FROM fulfilment.shipment AS s
	   JOIN fulfilment.shipment_status_history AS sh ON sh.shipment_id = s.shipment_id AND sh.status = 'shipped'
	   LEFT JOIN fulfilment.shipment_status_history AS d ON d.shipment_id = s.shipment_id AND d.status = 'delivered';
COMMENT ON VIEW fulfilment.deliveries IS 'When parcels left and arrived; no recipients';
COMMENT ON COLUMN fulfilment.deliveries.order_id IS 'Order that was delivered';
COMMENT ON COLUMN fulfilment.deliveries.carrier IS 'Parcel service';
COMMENT ON COLUMN fulfilment.deliveries.shipped_at IS 'Handed to the carrier';
COMMENT ON COLUMN fulfilment.deliveries.delivered_at IS 'Arrived; null while on its way';
COMMENT ON COLUMN fulfilment.deliveries.on_time IS 'Arrived within three days of leaving';

GRANT USAGE ON SCHEMA fulfilment TO shop_customer, shop_management;
GRANT SELECT ON fulfilment.deliveries TO shop_customer, shop_management;
