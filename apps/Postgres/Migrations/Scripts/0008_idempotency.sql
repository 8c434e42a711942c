-- Answers to requests that a client may repeat under a key of its own. Runs once, in one transaction: a failure leaves
-- nothing behind.
CREATE TABLE idempotency_keys (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    key         text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    fingerprint bytea NOT NULL,
    response    jsonb NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
COMMENT ON COLUMN idempotency_keys.fingerprint IS 'SHA-256 of the request, which a repetition must match.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'A key is forgotten a day later; the tenant''s next request with a key deletes it.';
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (tenant_id, created_at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON idempotency_keys TO report_tenant USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO report_tenant;
