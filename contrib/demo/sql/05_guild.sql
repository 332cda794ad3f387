-- The guild vouches for what no database can see.
SELECT datamesh.attest('encryption-at-rest',
					   'Volume pgdata is LUKS2: platform runbook, section 4',
					   now() + interval '6 months');
