namespace ReportScheduler.Postgres;

/// <summary>On whose behalf a statement runs: row-level security shows it this tenant only, and the audit names the actor.</summary>
public readonly record struct TenantScope(Guid TenantId, string Actor);
