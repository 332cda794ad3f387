-- Numbers that look random and are the same on every run: number 0 .. n - 1
-- for the i-th thing, a different series for each salt.
CREATE FUNCTION pg_temp.pick(i bigint, salt integer, n integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT ((hashint8extended(i, salt) & 9223372036854775807) % n)::integer
$$;

-- The j-th of some words.
CREATE FUNCTION pg_temp.word(words text[], j integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT words[1 + j % cardinality(words)]
$$;

-- Customer of the i-th order: few buy often, many once.
CREATE FUNCTION pg_temp.buyer(i bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT 1 + (pg_temp.pick(i, 1, 20000)::bigint * pg_temp.pick(i, 2, 20000) / 20000)::integer
$$;

-- When the i-th of n things happened in 2025, slowly growing over the year.
CREATE FUNCTION pg_temp.moment(i bigint, n bigint) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT timestamptz '2025-01-01 00:00:00+00'
		   + make_interval(secs => floor(31535000 * power(i::float8 / n, 0.85)))
$$;

-- Where a customer lives, and what is paid with there.
CREATE FUNCTION pg_temp.country(customer integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT pg_temp.word('{DE,DE,DE,DE,FR,FR,GB,GB,PL,SE}', pg_temp.pick(customer, 30, 10))
$$;
CREATE FUNCTION pg_temp.currency(customer integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT pg_temp.word('{EUR,EUR,EUR,EUR,EUR,EUR,GBP,GBP,PLN,SEK}', pg_temp.pick(customer, 30, 10))
$$;
