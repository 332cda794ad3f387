#!/usr/bin/env bash
#
# run.sh
#	Builds the demo shop in an empty database and shows what datamesh does there.
#
# Wants psql on PATH and PGHOST, PGPORT, PGUSER, PGDATABASE of an empty database
# of a server where datamesh is installed and PGUSER is a superuser.  Makes nine
# roles shop_*.  "make demo" runs it in a server of its own that it throws away.
#
# Each step says what has to happen, accepted or refused, and the script fails
# if something else does.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
policies=$here/../policies
export PGTZ=UTC PGAPPNAME=demo

psql=(psql -X -v ON_ERROR_STOP=1)

# psql without output, as a role that is no superuser
as()
{
	local role=$1
	shift
	PGOPTIONS="-c role=$role -c client_min_messages=error" "${psql[@]}" -q -o /dev/null "$@"
}

# Builds the shop, each team in a transaction of its own, as its own role.
build()
{
	local sql=$here/sql file team

	"${psql[@]}" -q -o /dev/null -f "$sql/00_platform.sql"
	as shop_guild -v document="$(<"$policies/guild.yaml")" -f "$sql/05_guild.sql" -f "$sql/apply.sql"
	for file in "$sql"/[1-9]0_*.sql; do
		team=${file##*_}
		team=${team%.sql}
		as "shop_$team" --single-transaction -v document="$(<"$here/mesh/$team.yaml")" \
			-f "$sql/helper.sql" -f "$file" -f "$sql/apply.sql"
	done
	as shop_guild -v document="$(<"$policies/local.yaml")" -f "$sql/apply.sql"
}

step=0

# show accepted|refused ROLE EXPLANATION [OPTION...]: has psql run the SQL of
# standard input as that role, and prints it with the server's answer.
show()
{
	local expected=$1 role=$2 text=$3 status=0
	shift 3
	step=$((step + 1))
	printf '\n%d. %s  [%s]\n' "$step" "$text" "$role"
	PGOPTIONS="-c role=$role -c client_min_messages=warning" \
		"${psql[@]}" -q -a -P footer=off -v VERBOSITY=verbose "$@" 2>&1 \
		| sed -e '/^LOCATION:/d' -e '/^$/d' | fold -s -w 100 | sed -e 's/ *$//' || status=$?
	case $expected/$status in
		accepted/0 | refused/3) ;;
		*)
			printf 'step %d was to be %s, psql ended with status %d\n' "$step" "$expected" "$status" >&2
			exit 1
			;;
	esac
}

build

show refused shop_checkout 'Personal data without a tag does not get in.' <<'SQL'
CREATE TABLE checkout.gift (code text PRIMARY KEY, recipient_email text);
SQL

show accepted shop_checkout 'Tagged in the same transaction it does. What is only recommended is a warning.' -tA <<'SQL'
BEGIN;
CREATE TABLE checkout.gift (code text PRIMARY KEY, recipient_email text);
SELECT datamesh.tag_column('checkout.gift', 'recipient_email', 'pii.email');
COMMENT ON TABLE checkout.gift IS 'Gift cards that were sold';
COMMENT ON COLUMN checkout.gift.code IS 'Printed on the card';
COMMIT;
SQL

show refused shop_checkout 'A product that is not ready: publishing says all that is missing, at once.' -tA <<'SQL'
BEGIN;
SELECT datamesh.create_product('checkout.gifts', sensitivity => 'internal', retention => '1 year');
SELECT datamesh.attach_output_port('checkout.gifts', 'checkout.gift');
SELECT datamesh.publish_product('checkout.gifts', '1.0.0');
COMMIT;
SQL

show accepted shop_checkout 'The same with its promises, as YAML: each row is one change.' -tA <<'SQL'
COMMENT ON COLUMN checkout.gift.recipient_email IS 'Where the code is sent';
SELECT * FROM datamesh.apply($$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: gifts, domain: checkout}
spec:
  sensitivity: confidential
  retention: 10 years
  sla: {freshness: 1 minute, availability: "99.9 %"}
  inputPorts: [{name: gift_api, external: "https://gifts.example.org/v1"}]
  outputPorts: [{relation: checkout.gift}]
  version: 1.0.0
$$);
SQL

show accepted shop_checkout 'A rename is followed: port and tag stay with what they are about.' <<'SQL'
ALTER TABLE checkout.gift RENAME TO voucher;
ALTER TABLE checkout.voucher RENAME COLUMN recipient_email TO sent_to;
SELECT product, p.name AS port, relation_name, column_name, tag FROM datamesh.ports AS p
  JOIN datamesh.column_tags USING (schema_name, relation_name) WHERE product = 'gifts';
SQL

show accepted shop_guild 'A waiver has a reason and an end; what it covers stays visible.' <<'SQL'
SELECT datamesh.waive('marketing-attribution', 'relation marketing.attribution',
	'One model only until the relaunch', now() + interval '30 days') \g /dev/null
SELECT policy, object, state FROM datamesh.findings WHERE product = 'attribution';
SQL

show accepted shop_guild 'Compliance by domain and by product.' <<'SQL'
SELECT domain, product, required_failed, recommended_failed, waived, compliant
  FROM datamesh.compliance WHERE domain IN ('checkout', 'marketing') ORDER BY 1, 2 NULLS FIRST;
SQL
