-- What operators and their probes read. Safe to repeat: granting again changes nothing.

-- An app asks at its start whether the migrations it was built with have run. The table holds their names and nothing else.
GRANT SELECT ON schemaversions TO report_tenant, report_scheduler;
