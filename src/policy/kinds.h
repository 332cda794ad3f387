/*-------------------------------------------------------------------------
 *
 * kinds.h
 *	  Every kind of policy, one line each: DM_KIND(x) is dm_kind_x in kind_x.c.
 *
 * No include guard: whoever includes it defines DM_KIND first.
 *
 *-------------------------------------------------------------------------
 */
DM_KIND(allowed_types)
DM_KIND(attestation_required)
DM_KIND(audit_required)
DM_KIND(comment_required)
DM_KIND(contacts_required)
DM_KIND(layering)
DM_KIND(lineage_required)
DM_KIND(naming)
DM_KIND(no_public_grants)
DM_KIND(owner_required)
DM_KIND(pii_tag_required)
DM_KIND(ports_only)
DM_KIND(primary_key_required)
DM_KIND(retention_required)
DM_KIND(rls_required)
DM_KIND(sensitivity_required)
DM_KIND(slo_required)
DM_KIND(sql_rule)
