namespace ReportScheduler.Domain.Runs;

/// <summary>Names a run.</summary>
public sealed record RunKey(Guid TenantId, Guid RunId);
